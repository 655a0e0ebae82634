# SPDX-License-Identifier: BSD-2-Clause
"""Picture of the stress in one phase around the particles, or of its flow, on a slice through the body.

    xvfb-run -a pvpython stress_slice.py results/micron

--help tells more; sulfem/paraview/slice.py is what it calls."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sulfem import results  # noqa: E402


def main():
    from sulfem.paraview import slice  # takes ParaView, and says so; pylint: disable=redefined-builtin
    slice.main()


results.run(main)

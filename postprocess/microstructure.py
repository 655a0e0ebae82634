# SPDX-License-Identifier: BSD-2-Clause
"""Picture of a microstructure and of its stress: two views of a box, side by side.

    xvfb-run -a pvpython microstructure.py results/micron

--help tells more; sulfem/paraview/microstructure.py is what it calls."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sulfem import results  # noqa: E402


def main():
    from sulfem.paraview import microstructure  # takes ParaView, and says so
    microstructure.main()


results.run(main)

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The curve of a run: what history.csv tells of every accepted step, in one figure.

    history.py results/micron
    history.py results/micron --against time --output curve.pdf

Panels: lithiation, mean von Mises stress and mean pressure of each phase, pressure on flat boundaries,
where something flows mean plastic strain, and the thickness along each axis. It can be drawn while the run goes on."""
import argparse
import os

from sulfem import results
from sulfem.figures import history, style


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="output folder of sulfem solve")
    parser.add_argument("--against", choices=tuple(history.AGAINST), default="place",
                        help="the axis along (default: place, the number of the target)")
    parser.add_argument("--output", metavar="FILE", help="picture, .png, .pdf or .svg "
                        "(default: history.png in the results)")
    return parser.parse_args()


def main():
    options = arguments()
    steps = len(history.read(options.results)["place"])
    path = options.output or os.path.join(options.results, "history.png")
    style.write(history.figure(options.results, options.against), path)
    print(f"{steps} steps; figure in {path}")


results.run(main)

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Histogram of the von Mises stress in each phase, weighted by volume; with --field of another quantity.

    von_mises_histogram.py results/micron
    von_mises_histogram.py results/micron --phase electrolyte --step 2 --output electrolyte.pdf
    von_mises_histogram.py results/plastic --field plastic_strain

Every cell counts with its volume before deformation and the stress with its average over the cell, so a bar is the
share of the phase's volume that carries that stress. The mean agrees with summary.json; the
percentiles of summary.json are those of the quadrature points, a little wider than the cells'."""
import argparse
import os

from sulfem import results
from sulfem.figures import histogram, style


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="output folder of sulfem solve")
    parser.add_argument("--field", choices=results.QUANTITIES, default="von_mises",
                        help="what is shown (default: von_mises)")
    parser.add_argument("--step", type=int, help="number of the load step (default: the last)")
    parser.add_argument("--phase", action="append", metavar="GROUP",
                        help="only this phase; may be repeated (default: all)")
    parser.add_argument("--bins", type=int, default=80, help="number of bars (default: 80)")
    parser.add_argument("--maximum", type=float, metavar="GPA", help="end of the axis, in its unit")
    parser.add_argument("--output", metavar="FILE", help="picture, .png, .pdf or .svg "
                        "(default: von_mises_histogram.png, or FIELD_histogram.png, in the results)")
    found = parser.parse_args()
    if found.bins < 1:
        parser.error("--bins must be at least 1")
    return found


def main():
    options = arguments()
    found = histogram.read(options.results, options.field, options.step, options.phase)
    print(f"{found.title}\n{histogram.report(found)}")
    path = options.output or os.path.join(options.results, f"{options.field}_histogram.png")
    style.write(histogram.draw(found, options.bins, options.maximum), path)
    print(f"histogram in {path}")


results.run(main)

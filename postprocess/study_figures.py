#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Figures of a study: what `sulfem sweep` left, as PNG, PDF and the numbers as CSV.

    study_figures.py results/size-loading
    study_figures.py results/size-loading --only stress --along recipe.composition.sulfur
    study_figures.py results/size-loading --select case.phases.sulfur.swelling.convention=exact"""
import argparse
import os

from sulfem import results
from sulfem.figures import study


def arguments():
    parser = argparse.ArgumentParser(description=f"{__doc__}\n\n{study.__doc__}",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", metavar="FOLDER", help="the study's directory, with table.csv")
    parser.add_argument("--output", metavar="FOLDER", help="default: figures in the study's directory")
    parser.add_argument("--phase", metavar="GROUP", default="electrolyte",
                        help="whose stress and transport (default: electrolyte)")
    parser.add_argument("--lines", metavar="KEY", help="axis that makes the lines")
    parser.add_argument("--along", metavar="KEY", help="axis of numbers to draw along")
    parser.add_argument("--select", metavar="KEY=VALUE", action="append", default=[],
                        help="only these points; may be repeated")
    parser.add_argument("--only", metavar="NAME", action="append", default=[],
                        help=f"only this figure; may be repeated: "
                             f"{', '.join(study.FIGURES + study.ON_REQUEST)}")
    parser.add_argument("--reference", metavar="FILE.csv",
                        help="values from elsewhere as open markers: docs/sweep.md")
    return parser.parse_args()


def main():
    options = vars(arguments())
    folder, output = options.pop("study"), options.pop("output")
    files = study.save(folder, output or os.path.join(folder, "figures"), study.Choice(**options))
    if not files:
        raise results.Mistake(f"{folder}: there is nothing to draw")
    for path in files:
        print(path)


results.run(main)

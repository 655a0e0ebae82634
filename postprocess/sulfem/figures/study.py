#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Figures of a study: what `sulfem sweep` left, as PNG, PDF and the numbers as CSV.

    study_figures.py results/size-loading
    study_figures.py results/size-loading --only stress --along recipe.composition.sulfur
    study_figures.py results/size-loading --select case.phases.sulfur.swelling.convention=exact

histogram   von Mises stress in the phase, by volume, one line a group
stress      its mean, median, 95th and 99th percentile
gaps        stress between neighbouring particles against the gap
geometry    active surface and tortuosity
views       particles and stress field of one point of each group (ParaView)

Axes are those of the study. A line is drawn for each value of a named axis, else of the first axis of
texts; along the axis of numbers with the most values; recipe.seed is averaged over, under its name
too. Other axes that vary make more lines: --select chooses among them."""
import argparse
import os

import study_curves
import study_gaps
import study_histogram
import study_references
import study_views
import sulfem_results as results
from study_table import Absent, Study, choose_layout, nearest, points_of, tell

FIGURES = ("histogram", "stress", "gaps", "geometry", "views")
ON_REQUEST = ("histogram-cells",)


def arguments(words=None):
    parser = argparse.ArgumentParser(description=__doc__,
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
                             f"{', '.join(FIGURES + ON_REQUEST)}")
    parser.add_argument("--reference", metavar="FILE.csv",
                        help="values from elsewhere as open markers: docs/sweep.md")
    return parser.parse_args(words)


def need_phase(study, points, phase):
    """The phase has to be one of the table's, where the table has phases."""
    known = {key.split(".")[1] for key in study.header if key.startswith("phases.")}
    known |= {key.split(".")[2] for key in study.header if key.startswith("analysis.phases.")}
    if phase not in known:
        raise results.Mistake(f'{study.path}: has no phase "{phase}"; {nearest(phase, sorted(known))}')


def makers(layout, points, phase, references):
    """A function for each figure, which takes the root of its files' names."""
    return {
        "histogram": lambda root: study_histogram.draw(root, layout, points, phase, references),
        "histogram-cells": lambda root: study_histogram.draw(root, layout, points, phase, references,
                                                             "cells"),
        "stress": lambda root: study_curves.draw(
            root, layout, points, study_curves.stress_panels(points, phase), references,
            f"von Mises stress in the {phase} (GPa)"),
        "gaps": lambda root: study_gaps.draw(root, layout, points, phase),
        "geometry": lambda root: study_curves.draw(
            root, layout, points, study_curves.geometry_panels(points, phase), references),
        "views": lambda root: study_views.draw(root, layout, points, phase)}


def make_folder(folder):
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise results.Mistake(f"{folder}: cannot be made: {error.strerror}") from error


def draw(options, optional=(), order=()):
    """All figures asked for; gives back the names of the files. A figure that the study has no data
    for is told; it is a Mistake where it was asked for by name and is not optional. `order`: of values
    of the axis that makes the lines, which then look the same in the figures of several studies."""
    for name in options.only:
        if name not in FIGURES + ON_REQUEST:
            raise results.Mistake(f'--only "{name}": there is no such figure; '
                                  f"{nearest(name, FIGURES + ON_REQUEST)}")
    study = Study(options.study)
    study.select(options.select)
    layout = choose_layout(study, options.lines, options.along, order)
    points = points_of(study, layout)
    need_phase(study, points, options.phase)
    references = study_references.load(options.reference)
    study_references.tell_unused(references, points)
    folder = options.output or os.path.join(options.study, "figures")
    make_folder(folder)
    files = []
    for name, make in makers(layout, points, options.phase, references).items():
        if name not in (options.only or FIGURES):
            continue
        try:
            files += make(os.path.join(folder, name))
        except Absent as reason:
            if name in options.only and name not in optional:
                raise
            tell(f"{name} left out: {reason}")
    return files


def main():
    options = arguments()
    files = draw(options)
    if not files:
        raise results.Mistake(f"{options.study}: there is nothing to draw")
    for path in files:
        print(path)


if __name__ == "__main__":
    results.run(main)

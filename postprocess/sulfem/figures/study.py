# SPDX-License-Identifier: BSD-2-Clause
"""The figures of a study: which there are, and the points, lines and axes that they share.

histogram   von Mises stress in the phase, by volume, one line a group
stress      its mean, median, 95th and 99th percentile
gaps        stress between neighbouring particles against the gap
geometry    active surface and tortuosity
views       particles and stress field of one point of each group (ParaView)

Axes are those of the study. A line is drawn for each value of a named axis, else of the first axis of
texts; along the axis of numbers with the most values; recipe.seed is averaged over, under its name
too. Other axes that vary make more lines: `select` chooses among them."""
import dataclasses
import os

from sulfem import results
from sulfem.figures import curves, references, style, study_gaps, study_histogram, views
from sulfem.figures.table import Absent, Study, choose_layout, nearest, points_of, tell

FIGURES = ("histogram", "stress", "gaps", "geometry", "views")
ON_REQUEST = ("histogram-cells",)


@dataclasses.dataclass
class Choice:
    """What to draw. `optional`: figures that may be missing though `only` asks for them; `order`: of values
    of the axis that makes the lines, which then look the same in the figures of several studies."""
    phase: str = "electrolyte"  # whose stress and transport
    lines: str = None  # axis that makes the lines
    along: str = None  # axis of numbers to draw along
    select: tuple = ()  # texts KEY=VALUE, or one; only these points
    only: tuple = ()  # names of figures, or one; none: FIGURES
    reference: str = None  # a CSV file of values from elsewhere
    optional: tuple = ()
    order: tuple = ()

    def __post_init__(self):
        for name in ("select", "only", "optional", "order"):
            setattr(self, name, tuple(results.listed(getattr(self, name)) or ()))


def need_phase(study, phase):
    """The phase has to be one of the table's, where the table has phases."""
    known = {key.split(".")[1] for key in study.header if key.startswith("phases.")}
    known |= {key.split(".")[2] for key in study.header if key.startswith("analysis.phases.")}
    if phase not in known:
        raise results.Mistake(f'{study.path}: has no phase "{phase}"; {nearest(phase, sorted(known))}')


def need_figures(names):
    for name in names:
        if name not in FIGURES + ON_REQUEST:
            raise results.Mistake(f'{name!r}: there is no such figure; {nearest(str(name), FIGURES + ON_REQUEST)}')


def makers(layout, points, phase, values):
    """A function for each figure, which gives it back with its numbers; `values`: the references."""
    return {
        "histogram": lambda: study_histogram.draw(layout, points, phase, values),
        "histogram-cells": lambda: study_histogram.draw(layout, points, phase, values, "cells"),
        "stress": lambda: curves.draw(layout, points, curves.stress_panels(points, phase), values,
                                      f"von Mises stress in the {phase} (GPa)"),
        "gaps": lambda: study_gaps.draw(layout, points, phase),
        "geometry": lambda: curves.draw(layout, points, curves.geometry_panels(points, phase), values),
        "views": lambda: views.draw(layout, points, phase)}


def drawn(folder, choice):
    """(name, Drawn) of all figures asked for, one after the other. A figure that the study has no data for
    is told; it is a Mistake where it was asked for by name and is not optional."""
    need_figures(choice.only)
    study = Study(folder)
    study.select(choice.select)
    layout = choose_layout(study, choice.lines, choice.along, choice.order)
    points = points_of(study, layout)
    need_phase(study, choice.phase)
    values = references.load(choice.reference)
    references.tell_unused(values, points)
    for name, make in makers(layout, points, choice.phase, values).items():
        if name not in (choice.only or FIGURES):
            continue
        try:
            yield name, style.styled(make)()
        except Absent as reason:
            if name in choice.only and name not in choice.optional:
                raise
            tell(f"{name} left out: {reason}")


def make_folder(folder):
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise results.Mistake(f"{folder}: cannot be made: {error.strerror}") from error


def save(folder, output, choice):
    """Each figure of drawn() as PNG, PDF and CSV in `output`; gives back the names of the files."""
    files = []
    for name, figure in drawn(folder, choice):
        make_folder(output)
        files += figure.save(os.path.join(output, name))
    return files


def figure(folder, name, **choice):
    """One figure, of matplotlib, of a study or its folder; `choice`: the fields of a Choice."""
    known = [field.name for field in dataclasses.fields(Choice) if field.name != "only"]
    for word in choice:
        if word not in known:
            raise results.Mistake(f"{word!r}: a figure of a study takes no such choice; {nearest(word, known)}")
    return next(drawn(folder, Choice(only=(name,), **choice)))[1].figure

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Figures of the seed study, and a table of its numbers beside the published ones, in Markdown.

    seed_study.py results/seed-study

RESULTS is the folder of the studies in inputs/seed-study/ after `sulfem sweep`: `full`, or else
`reduced`, for the stress at 30 wt% sulfur, and `loading` for 30 to 60 wt%; what is missing is told.
Figures go into a folder for each study. Published values: inputs/seed-study/published.csv."""
import argparse
import csv
import os

from sulfem import results
from sulfem.figures import study as figures
from sulfem.figures.references import QUANTITIES
from sulfem.figures.table import Study, tell

HERE = os.path.dirname(os.path.abspath(__file__))
PUBLISHED = os.path.join(HERE, "..", "inputs", "seed-study", "published.csv")
CONVENTION = "case.phases.sulfur.swelling.convention"
SETS = ("micron", "sub-micron", "bulk")  # in the order of their colours, in every study
NUMBERS = ("stress.csv", "histogram-modes.csv", "geometry.csv")
NAMES = {"von_mises.mean": "mean von Mises stress", "von_mises.second_mode": "second mode",
         "tortuosity_factor": "tortuosity factor", "active_surface_ratio": "active surface ratio"}
NOTE = """
Mean +- standard deviation over the seeds (number of seeds); no spread for one seed and for the second
mode, which is that of the mean histogram. Published values: Cronk et al., Nature Communications 17,
3298 (2026), read second-hand. Their tortuosity factors and active surfaces are of structures with
carbon aggregates and 10 % pores, which these have not, and the ratio scales with the voxel."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", metavar="RESULTS", help="folder of the studies' directories")
    parser.add_argument("--output", metavar="FOLDER", help="default: figures in RESULTS")
    return parser.parse_args()


def has_table(folder):
    return os.path.isfile(os.path.join(folder, "table.csv"))


def studies(folder):
    """The names of the studies to draw; those that are missing are told."""
    if not os.path.isdir(folder):
        raise results.Mistake(f"{folder}: there is no such folder")
    found = []
    for choices in (("full", "reduced"), ("loading",)):
        there = [name for name in choices if has_table(os.path.join(folder, name))]
        if there:
            found.append(there[0])
        else:
            tell(f"{' or '.join(choices)} left out: no table.csv; "
                 f"`sulfem sweep inputs/seed-study/{choices[-1]}.yaml` makes it")
    if not found:
        raise results.Mistake(f"{folder}: holds none of the studies full, reduced, loading")
    return found


def calls(study):
    """(figures, selection) of each call: the swelling convention changes the stress alone, so that
    the other figures show one of them."""
    if CONVENTION not in study.varying():
        return [((*figures.FIGURES, "histogram-cells"), [])]
    one = f"{CONVENTION}={study.values(CONVENTION)[0]}"
    return [(("histogram", "histogram-cells", "stress"), []), (("gaps", "geometry", "views"), [one])]


def draw(folder, output):
    """All figures of a study; gives back the rows of its tables of numbers."""
    for names, selection in calls(Study(folder)):
        figures.save(folder, output, figures.Choice(only=names, select=tuple(selection), reference=PUBLISHED,
                                                    optional=("views",), order=SETS))
    rows = []
    for name in NUMBERS:
        with open(os.path.join(output, name), newline="", encoding="utf-8") as file:
            rows += list(csv.DictReader(file))
    return rows


def number(text, scale=1):
    return f"{scale * float(text):.4g}"


def ours(row):
    if not row["mean"]:
        return "none"
    spread = f" +- {float(row['std']):.2g}" if row["std"] else ""
    return f"{number(row['mean'])}{spread} ({row['points']})"


def line(study, row):
    """A row of the table: the share of sulfur is the axis of a study that has one, else 30 wt%."""
    along = next(value for key, value in row.items()
                 if key not in ("quantity", "group", "mean", "std", "points", "reference"))
    name, unit = NAMES[row["quantity"]], QUANTITIES[row["quantity"]]
    published = " to ".join(number(value) for value in row["reference"].split())
    quantity = f"{name}, {unit}" if unit != "1" else name
    return (f"| {study} | {row['group']} | {number(along or '0.3', 100)} | {quantity} | {ours(row)} | "
            f"{published} |")


def main():
    options = arguments()
    output = options.output or os.path.join(options.results, "figures")
    lines = []
    for name in studies(options.results):
        rows = draw(os.path.join(options.results, name), os.path.join(output, name))
        lines += [line(name, row) for row in rows if row["reference"]]
    print(f"Figures in {output}\n\n| study | set | sulfur, wt% | quantity | here | published |")
    print("|---|---|---|---|---|---|")
    print("\n".join(lines))
    print(NOTE)


if __name__ == "__main__":
    results.run(main)

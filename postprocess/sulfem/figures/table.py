# SPDX-License-Identifier: BSD-2-Clause
"""The table of a study as the figures need it: axes, groups of points, means over the seeds.

table.csv (docs/sweep.md) has the axes between its columns `point` and `status`. A column there whose
name has no dots is a named axis; the columns that it steps are functions of it and no axes of their
own. So are, without a name, the columns of a zip: functions of the one that is taken as the axis. The
name of the seeds' axis is averaged over as the seeds are, as in table-mean.csv."""
import csv
import dataclasses
import difflib
import itertools
import json
import os
import re
import statistics
import sys

from sulfem import results
from sulfem.figures.titles import readable, short_forms, titles_of

SEED = "recipe.seed"
QUANTITY = re.compile(r"\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*([^\d\s{}:,][^{}:,]*?)?\s*")
MOST_GROUPS = 7  # as many as there are colours
TOLD = 5  # points that are named when some are left out


def nearest(word, known):
    """'; did you mean X? There are ...', or only the latter."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    guess = f"did you mean {close[0]}? " if close else ""
    return f"{guess}There are: {', '.join(known)}"


def tell(text):
    """On standard error: what is left out, and why."""
    print(f"{os.path.basename(sys.argv[0])}: {text}", file=sys.stderr)


class Absent(results.Mistake):
    """A figure that the study has no data for."""


# ---- Values of axes ------------------------------------------------------------------------------


def quantity(text):
    """(number, unit) of "15 um" or "0.3", or None where the text is something else."""
    match = QUANTITY.fullmatch(text)
    try:
        return (float(match.group(1)), match.group(2) or "") if match else None
    except ValueError:
        return None


def is_numeric(texts):
    """Whether all are numbers with the same unit."""
    found = [quantity(text) for text in texts]
    return None not in found and len({unit for _, unit in found}) == 1


def same_value(one, other):
    """0.3 and 0.30 are the same value; so are texts but for blanks."""
    numbers = quantity(one), quantity(other)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return "".join(one.split()) == "".join(other.split())


def unit_of(texts):
    return readable(quantity(texts[0])[1])


# ---- The study -----------------------------------------------------------------------------------


@dataclasses.dataclass
class Point:
    """A finished point: its folder, its place in the figures, its row of the table."""
    number: int
    folder: str
    group: str
    look: int  # the group's, of style.looks()
    along: float  # None where nothing runs along an axis
    row: dict

    def value(self, column):
        """A number of the table, or None where it is missing."""
        text = self.row.get(column, "")
        return float(text) if text else None

    def read(self, name):
        """The object in a JSON file of the point's folder."""
        path = results.existing(self.folder, name)
        try:
            with open(path, encoding="utf-8") as file:
                found = json.load(file)
        except ValueError as error:
            raise results.Mistake(f"{path}: is no JSON: {error}") from error
        if not isinstance(found, dict):
            raise results.Mistake(f"{path}: holds no object")
        return found


class Study:
    """FOLDER/table.csv: `header`, `rows` (those that are selected), `axes`."""

    def __init__(self, folder):
        self.folder = os.fspath(folder)
        self.path = results.existing(self.folder, "table.csv")
        with open(self.path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            self.header, self.all_rows = list(reader.fieldnames or []), list(reader)
        if "point" not in self.header or "status" not in self.header or not self.all_rows:
            raise results.Mistake(f"{self.path}: is no table of a study")
        between = self.header.index("point") + 1, self.header.index("status")
        self.axes = self.header[slice(*between)]
        self.rows = self.all_rows

    def need_axis(self, key):
        if key not in self.axes:
            raise results.Mistake(f'{self.path}: the study has no axis "{key}"; '
                                  f"{nearest(key, self.axes)}")

    def values(self, key):
        """The distinct values of a column among the selected rows, in their order."""
        return list(dict.fromkeys(row[key] for row in self.rows))

    def select(self, wanted):
        """Keeps the rows that have KEY=VALUE for every key; values of the same key are alternatives."""
        chosen = {}
        for text in wanted:
            key, equals, value = str(text).partition("=")
            if not equals:
                raise results.Mistake(f'select "{text}": KEY=VALUE is wanted')
            self.need_axis(key.strip())
            chosen.setdefault(key.strip(), []).append(value)
        for key, values in chosen.items():
            for value in values:
                known = list(dict.fromkeys(row[key] for row in self.all_rows))
                if not any(same_value(value, other) for other in known):
                    raise results.Mistake(f'{self.path}: no point has {key} "{value}"; '
                                          f"{nearest(value, known)}")
            self.rows = [row for row in self.rows
                         if any(same_value(value, row[key]) for value in values)]
        if not self.rows:
            raise results.Mistake(f"{self.path}: no point has all of {', '.join(wanted)}")

    def follows(self, key, leader):
        """Whether the column is a function of the other one, over the whole study."""
        pairs = {(row[leader], row[key]) for row in self.all_rows}
        return len(pairs) == len({one for one, _ in pairs})

    def names_seeds(self, key):
        """Whether it is the name of the seeds' axis: labels, one a seed."""
        return ("." not in key and SEED in self.axes and self.follows(key, SEED)
                and self.follows(SEED, key))

    def varying(self):
        """The axes that make groups of points: not the seeds, by number or by name."""
        return [key for key in self.axes if len(self.values(key)) > 1 and key != SEED
                and not self.names_seeds(key)]


# ---- The layout of figures -----------------------------------------------------------------------


@dataclasses.dataclass
class Layout:
    """What the figures draw: a line for each combination of `lines`, over the axis `along`."""
    lines: list
    along: str  # or None
    titles: dict  # of all axes
    texts: dict  # {key of a line: {value: how a legend shows it}}
    order: list  # values of the first of `lines` that have their looks, in this order
    along_title: tuple = None  # see along_title(): it takes a look into every packing

    def group(self, row):
        return ", ".join(self.texts[key][row[key]] for key in self.lines)

    def title(self):
        return ", ".join(self.titles[key] for key in self.lines)

    def caption(self, row):
        """The group where no title says what its values are of: labels stand alone if they are words."""
        return ", ".join(text if "." not in key and quantity(text) is None
                         else f"{self.titles[key]} {text}"
                         for key in self.lines for text in [self.texts[key][row[key]]])


def first_lines(study, free):
    """The axis that makes lines by itself: a named one, else the first of texts."""
    named = [key for key in free if "." not in key]
    texts = [key for key in free if not is_numeric(study.values(key))]
    return (named or texts or [None])[0]


def choose_layout(study, lines=None, along=None, order=()):
    """The axes to draw: as told, or chosen from what varies. Axes that are left over make more lines."""
    chosen, along = choose_axes(study, lines, along)
    texts = {key: short_forms(study.values(key)) for key in chosen}
    return Layout(chosen, along, titles_of(study.axes), texts, list(order))


def choose_axes(study, lines, along):
    """(axes that make lines, axis to draw along or None)"""
    for key in (lines, along):
        if key is not None:
            study.need_axis(key)
    if along and not is_numeric(study.values(along)):
        raise results.Mistake(f'{study.path}: the values of "{along}" are no numbers of one unit; '
                              "lines can tell them apart")
    free = study.varying()
    if along:
        free = [key for key in free if not study.follows(key, along)]
    lines = lines or first_lines(study, free)
    if lines:
        free = [key for key in free if not study.follows(key, lines)]
    numeric = [key for key in free if is_numeric(study.values(key))]
    if not along and numeric:
        along = max(numeric, key=lambda key: len(study.values(key)))
        free = [key for key in free if not study.follows(key, along)]
    chosen = [lines] if lines else []
    while free:
        chosen.append(free[0])
        free = [key for key in free if not study.follows(key, chosen[-1])]
    return chosen, along


def free_look(value, order, taken):
    """The number that has its place for this value; where another group has it, the next free one."""
    if value in order and order.index(value) not in taken:
        return order.index(value)
    return next(number for number in itertools.count(len(order)) if number not in taken)


def looks_of_groups(layout, rows):
    """{group: number of its look}"""
    numbers = {}
    for row in rows:
        group = layout.group(row)
        if group not in numbers:
            value = row[layout.lines[0]] if layout.lines else ""
            numbers[group] = free_look(value, layout.order, numbers.values())
    return numbers


def points_of(study, layout):
    """The finished points; of the others it is told that they are left out."""
    points, left_out = [], []
    finished = [row for row in study.rows if row["status"] == "finished"]
    looks = looks_of_groups(layout, finished)
    for row in study.rows:
        number = int(row["point"])
        if row["status"] != "finished":
            left_out.append(f"{number} ({row['status']})")
            continue
        along = quantity(row[layout.along])[0] if layout.along else None
        folder = os.path.join(study.folder, f"point-{number:04d}")
        group = layout.group(row)
        points.append(Point(number, folder, group, looks[group], along, row))
    if not points:
        raise results.Mistake(f"{study.path}: has no finished points among the {len(study.rows)} "
                              "chosen; `sulfem sweep STUDY.yaml` runs them")
    if left_out:
        more = f" and {len(left_out) - TOLD} more" if len(left_out) > TOLD else ""
        tell(f"points left out: {', '.join(left_out[:TOLD])}{more}")
    count = len({point.group for point in points})
    if count > MOST_GROUPS:
        raise results.Mistake(f"{study.path}: {', '.join(layout.lines)} make {count} lines, at most "
                              f"{MOST_GROUPS} can be told apart; choose some, select KEY=VALUE")
    return points


def along_title(layout, points):
    """The axis' title with its unit, and the factor that its values take; of all points of the
    layout, and found once."""
    if layout.along_title is None:
        layout.along_title = find_along_title(layout, points)
    return layout.along_title


def find_along_title(layout, points):
    values = [point.row[layout.along] for point in points]
    unit = unit_of(values)
    if layout.along.startswith("recipe.composition.") and not unit:
        name = layout.along.rpartition(".")[2]
        return f"{name} ({share_unit(name, points)})", 100
    return layout.titles[layout.along] + (f" ({unit})" if unit else ""), 1


def share_unit(name, points):
    """wt% or vol%: whichever share the packings were to have; % where they do not say."""
    try:
        wanted = [(point.along, point.read("mesh.json")) for point in points]
    except results.Mistake:
        return "%"
    for key, unit in (("weight_fraction_wanted", "wt%"), ("volume_fraction_wanted", "vol%")):
        shares = [packing.get(key, {}).get(name) for _, packing in wanted]
        if all(share is not None and abs(share - along) < 1e-9
               for share, (along, _) in zip(shares, wanted)):
            return unit
    return "%"


# ---- Over the seeds ------------------------------------------------------------------------------


def groups_of(points):
    return list(dict.fromkeys(point.group for point in points))


def captions_of(layout, points):
    """{group: caption}"""
    return {point.group: layout.caption(point.row) for point in points}


def look_numbers(points):
    """{group: number of its look}, in the table's order."""
    return {point.group: point.look for point in points}


def alongs_of(points):
    """The values along the axis, ascending; [None] where there is none."""
    return sorted({point.along for point in points}, key=lambda along: along or 0)


def gathered(points):
    """{(group, along): points that differ by their seed}, groups in the table's order."""
    found = {}
    for group in groups_of(points):
        for along in alongs_of(points):
            mine = [p for p in points if p.group == group and p.along == along]
            if mine:
                found[group, along] = mine
    return found


def mean_and_spread(values):
    """Mean and standard deviation (n - 1; NaN below two) of the values that there are; None without."""
    values = [value for value in values if value is not None]
    if not values:
        return None
    spread = statistics.stdev(values) if len(values) > 1 else float("nan")
    return statistics.fmean(values), spread

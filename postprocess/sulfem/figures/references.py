# SPDX-License-Identifier: BSD-2-Clause
"""Values from elsewhere that figures show as open markers beside a study's own.

A CSV file with the columns `quantity` (a name of QUANTITIES), any axes by their key, `value` and
`note`. A row belongs to the points that have those values of those axes, by the table or, where a key
does not vary, by the recipe.yaml or case.yaml of the point; an empty value of an axis fits all."""
import csv
import dataclasses
import functools
import os

from sulfem.figures import style
from sulfem import results
from sulfem.figures.table import nearest, same_value, tell

# What can be given, and the unit that the figures show it in.
QUANTITIES = {"von_mises.mean": "GPa", "von_mises.p50": "GPa", "von_mises.p95": "GPa",
              "von_mises.p99": "GPa", "von_mises.second_mode": "GPa", "active_surface_ratio": "1",
              "specific_active_surface_times_radius": "1", "tortuosity_factor": "1"}


@dataclasses.dataclass
class References:
    """The rows of the file; `name` is what the legend calls them."""
    name: str
    rows: list

    def of(self, quantity, point):
        """The values of a quantity that belong to a point."""
        return [float(row["value"]) for row in self.rows
                if row["quantity"] == quantity and fits(row, point)]


def load(path):
    """The file's rows, checked; no rows without a path."""
    if path is None:
        return References("", [])
    try:
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(line for line in file if not line.startswith("#"))
            header, rows = list(reader.fieldnames or []), list(reader)
    except OSError as error:
        raise results.Mistake(f"{path}: cannot be read: {error.strerror}") from error
    for column in ("quantity", "value"):
        if column not in header:
            raise results.Mistake(f'{path}: has no column "{column}"')
    for row in rows:
        check(path, row)
    return References(os.path.splitext(os.path.basename(path))[0].replace("-", " "), rows)


def check(path, row):
    if row["quantity"] not in QUANTITIES:
        raise results.Mistake(f'{path}: quantity "{row["quantity"]}" is unknown; '
                              f"{nearest(row['quantity'], list(QUANTITIES))}")
    try:
        float(row["value"])
    except (TypeError, ValueError) as error:
        raise results.Mistake(f'{path}: value "{row["value"]}" is no number') from error


def keys_of(row):
    """The axes that the row names, with their values."""
    return {key: value for key, value in row.items()
            if key not in ("quantity", "value", "note", None) and value}


def fits(row, point):
    return all(same_value(value, value_at(point, key)) for key, value in keys_of(row).items())


@functools.lru_cache(maxsize=None)
def inputs_of(path):
    """A recipe or case as it was run; empty where it is missing."""
    try:
        import yaml
    except ImportError as missing:
        raise results.Mistake("a reference by keys that do not vary takes the Python package yaml "
                              f"({results.optional('records')})") from missing
    try:
        with open(path, encoding="utf-8") as file:
            return yaml.safe_load(file)
    except OSError:
        return {}


def value_at(point, key):
    """A key's value at a point as text; "" where nothing says it."""
    if key in point.row:
        return point.row[key]
    kind, _, rest = key.partition(".")
    if kind not in ("recipe", "case") or not rest:
        return ""
    entry = inputs_of(os.path.join(point.folder, f"{kind}.yaml"))
    for part in rest.split("."):
        if isinstance(entry, list):
            entry = next((e for e in entry if part in (e.get("group"), e.get("name"))), None)
        else:
            entry = entry.get(part) if isinstance(entry, dict) else None
    return "" if entry is None else str(entry)


def shown(references, quantity, points):
    """The values that belong to any of the points, each once, as text for a table."""
    values = {value for point in points for value in references.of(quantity, point)}
    return " ".join(str(value) for value in sorted(values))


def tell_unused(references, points):
    """On standard error, how many rows belong to no point: they are in no figure."""
    unused = [row for row in references.rows if not any(fits(row, point) for point in points)]
    if unused:
        tell(f"{len(unused)} of {len(references.rows)} reference values belong to no point")


# ---- Drawing -------------------------------------------------------------------------------------


def open_marker(look):
    return {"marker": look["marker"], "color": look["color"], "linestyle": "none",
            "markerfacecolor": "none", "markersize": 6, "markeredgewidth": 1.0, "zorder": 1.9}


def legend_handle():
    """An open marker in grey, for the legend."""
    from matplotlib.lines import Line2D
    return Line2D([], [], **open_marker({"marker": "o", "color": style.GREY}))


def on_stress_axis(references, points, groups, along):
    """(GPa, look, name) of the means and second modes that belong to these points: in the colour of
    their group, grey where they belong to several."""
    marks = {}
    for group in groups:
        for point in [p for p in points if p.group == group and p.along == along][:1]:
            for quantity, marker, name in (("von_mises.mean", "v", "mean"),
                                           ("von_mises.second_mode", "d", "second mode")):
                look = open_marker({**style.looks(point.look), "marker": marker})
                for value in references.of(quantity, point):
                    key = value, f"{references.name}: {name}"
                    marks[key] = {**look, "color": style.GREY} if key in marks else look
    return [(value, look, name) for (value, name), look in marks.items()]


def draw_on_stress_axis(axes, marks):
    """Open markers on the axis of a histogram, in the groups' colours; {name: handle}."""
    from matplotlib.lines import Line2D
    for value, look, _ in marks:
        axes.plot([value], [0], clip_on=False, **{**look, "zorder": 3})
    return {name: Line2D([], [], **{**look, "color": style.GREY}) for _, look, name in marks}

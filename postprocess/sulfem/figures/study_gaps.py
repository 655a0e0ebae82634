# SPDX-License-Identifier: BSD-2-Clause
"""Stress between neighbouring particles against the gap, for each group of a study's points.

What neighbours are, and where in the gap the stress is taken, stands in sulfem/gaps.py. Each pair is a
dot, those of all seeds together; the line joins the medians of bins of equal width in the logarithm,
with the quartiles as bars. Bins with fewer than LEAST pairs are left out."""
from sulfem.figures import style
from sulfem.figures.drawn import Drawn
from sulfem import results
from sulfem.figures.table import (Absent, along_title, alongs_of, captions_of, groups_of, look_numbers, tell)

GIGA, MICRO = 1e-9, 1e6
BINS_A_DECADE = 6
LEAST = 5  # pairs in a bin
FEW = 300  # dots up to which they are drawn at full strength
MANY = 3000  # dots that a PDF takes as pixels
MEASURES = {"largest": "largest of a cell", "mean": "mean"}


def evaluate(point, phase):
    """One dictionary a pair: gap_um, mean_radius_um, ratio, largest, mean (GPa), cells."""
    from sulfem import gaps
    pairs, bodies, largest, mean, cells = gaps.gaps_of(point.folder, point.read("mesh.json"),
                                                            phase)
    return [{"point": point.number, "group": point.group, "along": point.along,
             "one": int(bodies.particle[pairs.one[k]]), "other": int(bodies.particle[pairs.other[k]]),
             "gap_um": MICRO * pairs.gap[k], "mean_radius_um": MICRO * pairs.mean_radius[k],
             "ratio": pairs.gap[k] / pairs.mean_radius[k], "cylinder_um": MICRO * pairs.cylinder[k],
             "cells": int(cells[k]), "largest": GIGA * largest[k], "mean": GIGA * mean[k]}
            for k in range(len(cells))]


def evaluate_all(points, phase):
    """The pairs of all points that have some; the others are told. Without any: Absent."""
    found, empty = [], 0
    for point in points:
        try:
            pairs = evaluate(point, phase)
        except results.Mistake as mistake:
            tell(f"point {point.number} left out of the gaps: {mistake}")
            continue
        empty += sum(pair["cells"] == 0 for pair in pairs)
        found += pairs
    measured = [pair for pair in found if pair["cells"]]
    if not measured:
        raise Absent("no two neighbouring particles have cells between them")
    if empty:
        tell(f"gaps: {empty} of {len(found)} hold no cell's centre and are left out")
    return measured


def binned(pairs, measure):
    """(ratio, quartiles, count) of each bin: the geometric middle, three values, pairs."""
    import numpy as np
    ratio = np.array([pair["ratio"] for pair in pairs])
    values = np.array([pair[measure] for pair in pairs])
    number = np.floor(BINS_A_DECADE * np.log10(ratio)).astype(int)
    rows = []
    for k in np.unique(number):
        mine = number == k
        if mine.sum() >= LEAST:
            middle = 10 ** ((k + 0.5) / BINS_A_DECADE)
            rows.append((middle, np.percentile(values[mine], (25, 50, 75)), int(mine.sum())))
    return rows


def numbers(layout, pairs, bins):
    along = layout.along or "along"
    return {"": (["point", "group", along, "particle_1", "particle_2", "gap_um", "mean_radius_um",
                  "gap_over_mean_radius", "cylinder_radius_um", "cells", "largest_GPa", "mean_GPa"],
                 [list(pair.values()) for pair in pairs]),
            "binned": (["group", along, "measure", "gap_over_mean_radius", "p25_GPa", "median_GPa",
                        "p75_GPa", "pairs"],
                       [[*key, ratio, *quartiles, count] for key, rows in bins.items()
                        for ratio, quartiles, count in rows])}


def draw_dots(axes, ratios, values, colour):
    """A dot a pair, the paler the more there are, under all lines."""
    faint = max(0.08, 0.4 * min(1, FEW / max(len(values), 1)) ** 0.5)
    axes.plot(ratios, values, ".", color=colour, alpha=faint, markersize=3.5, markeredgewidth=0,
              rasterized=len(values) > MANY, zorder=1)


def draw_medians(axes, rows, look):
    """The line of medians with quartiles; gives it back, or None without bins."""
    if not rows:
        return None
    low, middle, high = zip(*(quartiles for _, quartiles, _ in rows))
    bars = [[m - q for m, q in zip(middle, low)], [q - m for m, q in zip(middle, high)]]
    return axes.errorbar([ratio for ratio, _, _ in rows], middle, yerr=bars, zorder=3, elinewidth=0.8,
                         markeredgecolor="white", markeredgewidth=0.4, markersize=5, **look)


def looks_of(alongs, number):
    """One look for each value along the axis; the group's own where there is no axis."""
    if len(alongs) == 1:
        return [style.looks(number)]
    colours = style.shades(len(alongs))
    return [{**style.looks(k), "color": colour} for k, colour in enumerate(colours)]


def draw(layout, points, phase):
    """The figure and its numbers."""
    pairs = evaluate_all(points, phase)
    groups, alongs = groups_of(points), alongs_of(points)
    figure, panels = style.subplots(
        len(groups), 2, style.PAGE, 0.6 + 1.9 * len(groups), sharex=True, sharey="col")
    bins, handles = {}, {}
    looks = look_numbers(points)
    for row, group in zip(panels, groups):
        for along, look in zip(alongs, looks_of(alongs, looks[group])):
            mine = [p for p in pairs if p["group"] == group and p["along"] == along]
            for panel, measure in zip(row, MEASURES):
                rows = bins[group, along, measure] = binned(mine, measure) if mine else []
                draw_dots(panel, [p["ratio"] for p in mine], [p[measure] for p in mine], look["color"])
                line = draw_medians(panel, rows, look)
                handles.setdefault(along, line)
                handles[along] = handles[along] or line
    finish(figure, panels, captions_of(layout, points), phase)
    add_legend(figure, handles, layout, points)
    return Drawn(figure, numbers(layout, pairs, bins))


def panel_title(caption, measure):
    """In one line where it fits over a panel, else the measure in one of its own."""
    whole, width = f"{caption}: {measure}" if caption else measure, 0.43 * style.PAGE
    if style.wrapped(whole, width) == whole:
        return whole
    return f"{style.wrapped(caption + ':', width)}\n{measure}"


def finish(figure, panels, captions, phase):
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
    for row, caption in zip(panels, captions.values()):
        for panel, measure in zip(row, MEASURES):
            panel.set_xscale("log")
            panel.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            panel.xaxis.set_minor_formatter(NullFormatter())
            panel.set_ylim(bottom=0)
            panel.set_title(panel_title(caption, MEASURES[measure]))
    figure.supxlabel("gap / mean radius of the two particles", fontsize=style.FONT)
    figure.supylabel(f"von Mises stress in the gap's {phase} (GPa)", fontsize=style.FONT)


def add_legend(figure, handles, layout, points):
    """The values along the axis, where there are several."""
    handles = {along: line for along, line in handles.items() if line}
    if len(alongs_of(points)) > 1 and handles:
        title, factor = along_title(layout, points)
        name, _, unit = title.partition(" (")
        labels = [f"{factor * along:.4g} {unit.rstrip(')')}".strip() for along in handles]
        style.legend_above(figure, list(handles.values()), labels, f"{name}; median, quartiles")

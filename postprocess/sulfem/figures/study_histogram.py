# SPDX-License-Identifier: BSD-2-Clause
"""Histogram of the von Mises stress in a phase, for each group of a study's points.

Every cell counts with its volume and its average stress (fields.h5); a point's histogram is the share
of the phase's volume per GPa and integrates to 1. Weighted by "cells" instead, every cell counts once, as
where a list of a mesh's values is plotted: meshes are fine where stress is high, so that high stresses
count more than their volume. That form is for comparison with histograms that were made so. Groups are
shown by the mean over the seeds and a band of one standard deviation to both sides. All points have the
same bins, up to the largest stress of all; the axis ends where no group has more than a thousandth of
its volume beyond it."""
import math

from sulfem.figures import style
from sulfem.figures.drawn import Drawn
from sulfem.figures import references as others
from sulfem import results
from sulfem.figures.table import (Absent, along_title, alongs_of, gathered, look_numbers, mean_and_spread,
                         tell)

GIGA = 1e-9
BINS_TO_P99 = 45  # about so many bins below the 99th percentile
BEYOND = 1e-3  # of the volume, right of the axis' end
STEPS = (1, 2, 2.5, 5, 10)


def round_up(value):
    """The next of 1, 2, 2.5, 5, 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in STEPS if step * power >= value * (1 - 1e-12))


def stress_column(phase, name):
    return f"phases.{phase}.von_mises.{name}"


def common_edges(points, phase):
    """Edges of the bins in GPa, from the table: cells' averages lie below the points' maximum."""
    import numpy as np
    largest = [point.value(stress_column(phase, "max")) for point in points]
    high = [point.value(stress_column(phase, "p99")) for point in points]
    if not any(largest):
        raise Absent(f'the points have no stress in "{phase}"')
    width = round_up(GIGA * max(p for p in high if p) / BINS_TO_P99)
    count = math.ceil(GIGA * max(p for p in largest if p) / width * (1 + 1e-9))
    return width * np.arange(count + 1)


def distribution(point, phase, edges, weight):
    """(share per GPa in each bin, mean in GPa) of a point's last step."""
    import numpy as np
    index = results.Index(point.folder)
    fields = results.Fields(point.folder, index.step(None))
    mine = fields.cells("phase") == index.phase(phase)
    stress, counts = GIGA * fields.cells("von_mises")[mine], fields.weights(weight)[mine]
    share, _ = np.histogram(stress, edges, weights=counts / counts.sum())
    return share / np.diff(edges), float((stress * counts).sum() / counts.sum())


def distributions(points, phase, edges, weight):
    """{point number: (shares, mean)}; points without fields are told and left out."""
    found = {}
    for point in points:
        try:
            found[point.number] = distribution(point, phase, edges, weight)
        except results.Mistake as mistake:
            tell(f"point {point.number} left out of the histogram: {mistake}")
    if not found:
        raise Absent("no point has fields to make a histogram of")
    return found


def over_seeds(points, found):
    """{(group, along): (mean share, its spread, mean stress, its spread, points)}"""
    import numpy as np
    curves = {}
    for key, seeds in gathered([p for p in points if p.number in found]).items():
        shares = np.array([found[point.number][0] for point in seeds])
        spread = shares.std(axis=0, ddof=1) if len(seeds) > 1 else np.full(shares.shape[1], np.nan)
        stress = mean_and_spread([found[point.number][1] for point in seeds])
        curves[key] = (shares.mean(axis=0), spread, *stress, len(seeds))
    return curves


def second_mode(edges, share, spread):
    """Where the second maximum of a histogram lies, in GPa, or None without one.

    The shares are averaged over three bins. A maximum right of the highest one counts when it rises
    above the lowest place between them by more than the spread over the seeds there."""
    import numpy as np
    smooth = np.convolve(share, np.ones(3) / 3, mode="same")
    first = int(smooth.argmax())
    best = None
    for k in range(first + 2, len(smooth) - 1):
        if smooth[k] >= smooth[k - 1] and smooth[k] > smooth[k + 1]:
            rise = smooth[k] - smooth[first:k].min()
            if rise > np.nan_to_num(spread[k]) and (best is None or rise > best[0]):
                best = rise, k
    return None if best is None else float(0.5 * (edges[best[1]] + edges[best[1] + 1]))


def visible_end(edges, curves):
    """The first edge beyond which no curve has more than BEYOND of the volume."""
    import numpy as np
    width = edges[1] - edges[0]
    last = [np.flatnonzero(np.cumsum(width * curve[0]) >= 1 - BEYOND)[0] for curve in curves.values()]
    return edges[max(last) + 1]


def numbers(layout, edges, curves, points, found, references):
    """The curves, their second modes, and of each point the mean of the cells' stress."""
    axes = ["group", layout.along or "along"]
    rows = [[*key, edges[k], edges[k + 1], share[k], spread[k], count]
            for key, (share, spread, _, _, count) in curves.items() for k in range(len(share))]
    modes = [["von_mises.second_mode", *key, second_mode(edges, *curve[:2]), None, curve[4],
              others.shown(references, "von_mises.second_mode", seeds)]
             for key, curve in curves.items() for seeds in [gathered(points)[key]]]
    means = [[p.number, p.group, p.along, found[p.number][1]] for p in points if p.number in found]
    return {"": ([*axes, "from_GPa", "to_GPa", "share_per_GPa.mean", "share_per_GPa.std", "points"], rows),
            "modes": (["quantity", *axes, "mean", "std", "points", "reference"], modes),
            "points": (["point", *axes, "stress_mean_GPa"], means)}


def draw_curve(axes, edges, curve, look):
    """The line, its band, and a line down from it at the mean stress."""
    import numpy as np
    share, spread, mean = curve[0], curve[1], curve[2]
    centres = 0.5 * (edges[1:] + edges[:-1])
    line, = axes.plot(centres, share, color=look["color"], linestyle=look["linestyle"])
    if curve[4] > 1:
        axes.fill_between(centres, (share - spread).clip(min=0), share + spread, color=look["color"],
                          alpha=0.2, linewidth=0)
    axes.vlines(mean, 0, np.interp(mean, centres, share), color=look["color"],
                linestyle=look["linestyle"], linewidth=0.8)
    return line


def magnitude(value):
    return math.floor(math.log10(abs(value))) if value else 0


def mean_text(mean, spread):
    """Three digits of the mean, or as many as the first of its deviation asks for, but two more at
    most; both with the same decimals."""
    least = max(0, 2 - magnitude(mean))
    if spread is None or spread != spread:
        return f"{mean:.{least}f}"
    decimals = min(max(least, -magnitude(spread)), least + 2)
    return f"{mean:.{decimals}f} ± {spread:.{decimals}f}"


def label_of(group, curve):
    """With the mean: for a figure of one panel."""
    return f"{group + ': ' if group else ''}mean {mean_text(curve[2], curve[3])}\u00a0GPa"


def draw(layout, points, phase, references, weight="volume"):
    """The figure and its numbers. `weight`: "volume" or "cells"."""
    edges = common_edges(points, phase)
    found = distributions(points, phase, edges, weight)
    curves = over_seeds(points, found)
    alongs, looks = alongs_of(points), look_numbers(points)
    rows, columns = -(-len(alongs) // 2), min(len(alongs), 2)
    width = style.PAGE if columns > 1 else style.COLUMN
    figure, panels = style.subplots(rows, columns, width, 0.3 + 1.9 * rows, sharex=True,
                                           sharey=True)
    handles = {}
    for panel, along in zip(panels.flat, alongs):
        for group, number in looks.items():
            curve = curves.get((group, along))
            if curve:
                label = label_of(group, curve) if alongs == [None] else group
                handles[label] = draw_curve(panel, edges, curve, style.looks(number))
        marks = others.on_stress_axis(references, points, looks, along)
        handles.update(others.draw_on_stress_axis(panel, marks))
    finish(figure, panels, layout, points, visible_end(edges, curves), phase, weight)
    if list(handles) != [""]:
        style.legend_above(figure, list(handles.values()), list(handles), layout.title())
    return Drawn(figure, numbers(layout, edges, curves, points, found, references))


def finish(figure, panels, layout, points, end, phase, weight):
    alongs = alongs_of(points)
    for panel in panels.flat[len(alongs):]:
        panel.set_visible(False)
    for panel in panels.flat[:len(alongs)][-panels.shape[1]:]:  # nothing stands beneath these
        panel.tick_params(labelbottom=True)
    panels[0, 0].set_xlim(0, end)
    panels[0, 0].set_ylim(bottom=0)
    figure.supxlabel(f"von Mises stress in the {phase} (GPa)", fontsize=style.FONT)
    figure.supylabel(f"share of {weight} (1/GPa)", fontsize=style.FONT)
    if alongs != [None]:
        title, factor = along_title(layout, points)
        for panel, along in zip(panels.flat, alongs):
            panel.set_title(f"{title.partition(' (')[0]} {factor * along:.4g} "
                            f"{title.partition(' (')[2].rstrip(')')}".strip())

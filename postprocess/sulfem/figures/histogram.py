# SPDX-License-Identifier: BSD-2-Clause
"""Histogram of the von Mises stress in each phase, weighted by volume, or of another quantity.

Every cell counts with its volume before deformation and the stress with its average over the cell, so a bar is the
share of the phase's volume that carries that stress. The mean agrees with summary.json; the
percentiles of summary.json are those of the quadrature points, a little wider than the cells'."""
import dataclasses

from sulfem import results
from sulfem.figures import style

PERCENTS = (50, 90, 95, 99)


@dataclasses.dataclass
class Distribution:
    """Of one quantity in the phases of a step."""
    title: str
    field: str  # of results.QUANTITIES
    curves: list  # (name, colour, values in the unit of the axis, volumes in m^3)

    def words(self):
        """Of the axis, and its unit."""
        return results.QUANTITIES[self.field][:2]


def read(folder, field="von_mises", step=None, phases=None):
    """The Distribution of a run or its folder; without a step the last, without phases (a list, or one) all."""
    index = results.Index(folder)
    step = index.step(step)
    if field not in results.QUANTITIES:
        raise results.Mistake(f'field "{field}": there are {", ".join(results.QUANTITIES)}')
    fields = results.Fields(folder, step)
    phase, volume, values = fields.cells("phase"), fields.cells("volume"), fields.quantity(field)
    curves = []
    for name in results.listed(phases) or index.phases:
        number = index.phase(name)
        mine = phase == number
        colour = style.PHASE_COLOURS[number % len(style.PHASE_COLOURS)]
        curves.append((name, colour, values[mine], volume[mine]))
    title = f"{index.title or 'SulFEM'}: step {step}, {index.lithiation_text(step)}"
    return Distribution(title, field, curves)


def report(found):
    """Mean, percentiles and maximum of each phase, as lines of text."""
    from sulfem import statistics
    header = "".join(f"{f'p{p}':>9}" for p in PERCENTS)
    words, unit = found.words()
    lines = [f"{words}{' in ' * bool(unit)}{unit}, weighted by volume", f"{'phase':<20}{'mean':>9}{header}{'max':>9}"]
    for name, _, values, volume in found.curves:
        row = [statistics.mean(values, volume), *(statistics.percentile(values, volume, p) for p in PERCENTS),
               values.max()]
        lines.append(f"{name:<20}" + "".join(f"{value:9.4g}" for value in row))
    return "\n".join(lines)


def ends(curves, wanted):
    """Of the axis: beyond each lies at most a thousandth of every phase; 0 where nothing is negative."""
    from sulfem.statistics import percentile
    low = min(0, *(percentile(values, volume, 0.1) for _, _, values, volume in curves))
    high = wanted or max(percentile(values, volume, 99.9) for _, _, values, volume in curves)
    return low, high if high > low else low + 1.0


@style.styled
def draw(found, bins=80, maximum=None):
    """The figure: share of the phase's volume per unit of the axis, so that the area under each curve is 1."""
    words, unit = found.words()
    bins = results.whole(bins, "bins")
    if bins < 1:
        raise results.Mistake(f"bins {bins}: at least one is wanted")
    low, end = ends(found.curves, maximum)
    figure, ((axes,),) = style.subplots(1, 1, 4.5, 3.0)
    for name, colour, values, volume in found.curves:
        mean = (values * volume).sum() / volume.sum()
        weights = volume / volume.sum() * bins / (end - low)
        axes.hist(values, bins=bins, range=(low, end), weights=weights, histtype="stepfilled",
                  color=colour, alpha=0.25)
        axes.hist(values, bins=bins, range=(low, end), weights=weights, histtype="step",
                  color=colour, linewidth=1.2, label=f"{name}, mean {mean:.3g} {unit}".rstrip())
        axes.axvline(mean, color=colour, linestyle="--", linewidth=0.9)
    axes.set_xlim(low, end)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(f"{words} ({unit})" if unit else words)
    axes.set_ylabel(f"share of volume (1/{unit})" if unit else "share of volume")
    axes.set_title(found.title)
    axes.legend(handlelength=1.4)
    return figure


def figure(folder, field="von_mises", step=None, phases=None, bins=80, maximum=None):
    """The histogram of a run or its folder; `maximum`: end of the axis, in its unit."""
    return draw(read(folder, field, step, phases), bins, maximum)

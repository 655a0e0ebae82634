# SPDX-License-Identifier: BSD-2-Clause
"""Numbers of a study's table against an axis: a line a group, means over the seeds with error bars of
one standard deviation. Without an axis: dots beside the groups' names, the seeds as small ones."""
import dataclasses

from sulfem.figures import style
from sulfem.figures.drawn import Drawn
from sulfem import results
from sulfem.figures.references import legend_handle, open_marker, shown
from sulfem.figures.table import (Absent, along_title, alongs_of, gathered, look_numbers, mean_and_spread,
                         tell)

GIGA = 1e-9
PERCENTILES = ("mean", "p50", "p95", "p99")
TITLES = {"mean": "mean", "p50": "median", "p95": "95th percentile", "p99": "99th percentile"}
AXES = ("x", "y", "z")


@dataclasses.dataclass
class Panel:
    """A quantity: what references call it, its axis' title, and its value at a point or None."""
    name: str
    title: str
    value: callable


# ---- What there is to draw -----------------------------------------------------------------------


def stress_panels(points, phase):
    def reader(name):
        def read(point):
            value = point.value(f"phases.{phase}.von_mises.{name}")
            return None if value is None else GIGA * value
        return read
    panels = [Panel(f"von_mises.{name}", TITLES[name], reader(name)) for name in PERCENTILES]
    return with_values(panels, points, f'the points have no stress in "{phase}"')


def mean_tortuosity(point, column):
    """Of x, y and z; None where one is missing, as where the phase does not percolate."""
    values = [point.value(f"{column}.{axis}") for axis in AXES]
    return None if None in values else sum(values) / len(values)


def tortuosity_panel(points, phase):
    """On the mesh where every point has that, else on the voxels: never both in one figure."""
    on_mesh = f"analysis.phases.{phase}.tortuosity_factor_mesh"
    on_voxels = f"analysis.phases.{phase}.tortuosity_factor"
    whole = all(mean_tortuosity(point, on_mesh) is not None for point in points)
    column, how = (on_mesh, "mesh") if whole else (on_voxels, "voxels")
    return Panel("tortuosity_factor", f"tortuosity factor,\n{phase} ({how})",
                 lambda point: mean_tortuosity(point, column))


def surface_panel(points, phase):
    """Contact area of the active phase with this one by its volume, times the particles' mean radius:
    3 for equal spheres that touch nothing else."""
    active = active_phase(points)

    def read(point):
        area = point.value(f"analysis.interfaces.{active}-{phase}.specific_area")
        radius = point.value("analysis.particles.radius_mean")
        return None if area is None or radius is None else area * radius
    return Panel("specific_active_surface_times_radius", "specific active surface\n× mean radius",
                 read)


def active_phase(points):
    for point in points:
        try:
            return point.read("analysis.json")["active"]
        except (results.Mistake, KeyError):
            continue
    raise Absent("no point has an analysis.json")


def geometry_panels(points, phase):
    panels = [Panel("active_surface_ratio", "active surface ratio\n(voxels)",
                    lambda point: point.value("analysis.active_surface_ratio")),
              surface_panel(points, phase), tortuosity_panel(points, phase)]
    return with_values(panels, points, "the points have no analysis")


def with_values(panels, points, reason):
    """Those that at least one point has; the others, and points without a value, are told."""
    kept = []
    for panel in panels:
        missing = [str(point.number) for point in points if panel.value(point) is None]
        if len(missing) == len(points):
            tell(f"{panel.name} left out: no point has it")
            continue
        if missing:
            tell(f"{panel.name}: no value at point {', '.join(missing)}")
        kept.append(panel)
    if not kept:
        raise Absent(reason)
    return kept


# ---- Drawing -------------------------------------------------------------------------------------


def means(panel, points):
    """{(group, along): (mean, spread, points)}"""
    found = {}
    for key, seeds in gathered(points).items():
        values = [panel.value(point) for point in seeds]
        if mean_and_spread(values):
            found[key] = (*mean_and_spread(values), sum(value is not None for value in values))
    return found


def reference_values(panel, references, points):
    """{(group, along): values} from elsewhere, each once."""
    return {key: sorted({value for point in seeds for value in references.of(panel.name, point)})
            for key, seeds in gathered(points).items()}


def bars(spreads):
    """Error bars for matplotlib, which draws none for NaN; without any the legend shows none either."""
    return spreads if any(spread == spread for spread in spreads) else None


def draw_lines(axes, panel, points, references, factor):
    """One line a group over the axis; whether there were references."""
    found, others = means(panel, points), reference_values(panel, references, points)
    for group, number in look_numbers(points).items():
        look = style.looks(number)
        places = [along for along in alongs_of(points) if (group, along) in found]
        values = [found[group, along] for along in places]
        axes.errorbar([factor * along for along in places], [mean for mean, _, _ in values],
                      yerr=bars([spread for _, spread, _ in values]), label=group, elinewidth=0.8,
                      **look)
        for along in places:
            for value in others[group, along]:
                axes.plot([factor * along], [value], **open_marker(look))
    return any(others.values())


def draw_dots(axes, panel, points, references):
    """A row a group: seeds as small dots, mean and spread beside; whether there were references."""
    found, others = means(panel, points), reference_values(panel, references, points)
    looks = look_numbers(points)
    for row, group in enumerate(looks):
        look = style.looks(looks[group])
        seeds = [panel.value(p) for p in points if p.group == group]
        seeds = [value for value in seeds if value is not None]
        axes.plot(seeds, [row + 0.22] * len(seeds), ".", color=look["color"], alpha=0.5,
                  markeredgewidth=0)
        if (group, None) in found:
            mean, spread, _ = found[group, None]
            axes.errorbar([mean], [row], xerr=bars([spread]), color=look["color"], marker=look["marker"], elinewidth=0.8)
        for value in others.get((group, None), []):
            axes.plot([value], [row], **open_marker(look))
    names = [style.wrapped(group, 0.25 * style.PAGE) for group in looks]
    axes.set_yticks(range(len(looks)), names)
    axes.set_ylim(len(looks) - 0.5, -0.5)
    axes.margins(x=0.12)
    return any(others.values())


def numbers(layout, panels, points, references):
    rows = []
    for panel in panels:
        seeds = gathered(points)
        for key, found in means(panel, points).items():
            rows.append([panel.name, *key, *found, shown(references, panel.name, seeds[key])])
    return {"": (["quantity", "group", layout.along or "along", "mean", "std", "points", "reference"], rows)}


def draw(layout, points, panels, references, quantity=None):
    """The figure and its numbers. `quantity`: what all panels are of, where they are of one."""
    if layout.along:
        figure, referred = draw_against_axis(layout, points, panels, references, quantity)
    else:
        figure, referred = draw_beside_groups(layout, points, panels, references, quantity)
    add_legend(figure, layout, referred, references)
    return Drawn(figure, numbers(layout, panels, points, references))


def draw_against_axis(layout, points, panels, references, quantity):
    columns = 2 if len(panels) == 4 else len(panels)
    rows = -(-len(panels) // columns)
    figure, grid = style.subplots(rows, columns, style.PAGE, 0.5 + 2.0 * rows,
                                         sharex=True)
    title, factor = along_title(layout, points)
    referred = [draw_lines(axes, panel, points, references, factor)
                for axes, panel in zip(grid.flat, panels)]
    places = [factor * along for along in alongs_of(points)]
    for axes, panel in zip(grid.flat, panels):
        (axes.set_title if quantity else axes.set_ylabel)(panel.title)
        if len(places) <= 6:
            axes.set_xticks(places, [f"{place:.4g}" for place in places])
    for axes in grid[-1]:
        axes.set_xlabel(title)
    if quantity:
        figure.supylabel(quantity, fontsize=style.FONT)
    return figure, any(referred)


def draw_beside_groups(layout, points, panels, references, quantity):
    columns = 2 if len(panels) == 4 else len(panels)
    rows = -(-len(panels) // columns)
    row_height = 0.6 + 0.3 * len(look_numbers(points))
    height = rows * row_height + 0.3
    figure, grid = style.subplots(rows, columns, style.PAGE, height, sharey=True)
    referred = [draw_dots(axes, panel, points, references)
                for axes, panel in zip(grid.flat, panels)]
    for axes, panel in zip(grid.flat, panels):
        (axes.set_title if quantity else axes.set_xlabel)(panel.title)
    for axes in grid[:, 0]:
        axes.set_ylabel(style.wrapped(layout.title(), row_height))
    if quantity:
        figure.supxlabel(quantity, fontsize=style.FONT)
    return figure, any(referred)


def add_legend(figure, layout, referred, references):
    """Groups where lines need names; references where there are any."""
    handles, labels = figure.axes[0].get_legend_handles_labels() if layout.along else ([], [])
    if labels == [""]:
        handles, labels = [], []
    if referred:
        handles, labels = [*handles, legend_handle()], [*labels, references.name]
    if handles:
        title = layout.title() if layout.along else None
        style.legend_above(figure, handles, labels, title)

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Histogram of the von Mises stress in each phase, weighted by volume; with --field of another quantity.

    von_mises_histogram.py results/micron
    von_mises_histogram.py results/micron --phase electrolyte --step 2 --output electrolyte.pdf
    von_mises_histogram.py results/plastic --field plastic_strain

Every cell counts with its volume before deformation and the stress with its average over the cell, so a bar is the
share of the phase's volume that carries that stress. The mean agrees with summary.json; the
percentiles of summary.json are those of the quadrature points, a little wider than the cells'."""
import argparse
import os

import figure_style
import sulfem_results as results

PERCENTS = (50, 90, 95, 99)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="output folder of sulfem solve")
    parser.add_argument("--field", choices=results.QUANTITIES, default="von_mises",
                        help="what is shown (default: von_mises)")
    parser.add_argument("--step", type=int, help="number of the load step (default: the last)")
    parser.add_argument("--phase", action="append", metavar="GROUP",
                        help="only this phase; may be repeated (default: all)")
    parser.add_argument("--bins", type=int, default=80, help="number of bars (default: 80)")
    parser.add_argument("--maximum", type=float, metavar="GPA", help="end of the axis, in its unit")
    parser.add_argument("--output", metavar="FILE", help="picture, .png, .pdf or .svg "
                        "(default: von_mises_histogram.png, or FIELD_histogram.png, in the results)")
    found = parser.parse_args()
    if found.bins < 1:
        parser.error("--bins must be at least 1")
    return found


def stresses(index, fields, wanted, field):
    """(name, colour, stresses in GPa (or the field's unit), volumes in m^3) of each phase asked for."""
    phase, volume = fields.cells("phase"), fields.cells("volume")
    stress = fields.quantity(field)
    for name in wanted or index.phases:
        number = index.phase(name)
        mine = phase == number
        colour = results.PHASE_COLOURS[number % len(results.PHASE_COLOURS)]
        yield name, colour, stress[mine], volume[mine]


def report(curves, field):
    header = "".join(f"{f'p{p}':>9}" for p in PERCENTS)
    words, unit = results.QUANTITIES[field][:2]
    print(f"{words}{' in ' * bool(unit)}{unit}, weighted by volume\n{'phase':<20}{'mean':>9}{header}{'max':>9}")
    for name, _, stress, volume in curves:
        mean = (stress * volume).sum() / volume.sum()
        row = [mean, *(results.percentile(stress, volume, p) for p in PERCENTS), stress.max()]
        print(f"{name:<20}" + "".join(f"{value:9.4g}" for value in row))


def ends(curves, wanted):
    """Of the axis: beyond each lies at most a thousandth of every phase; 0 where nothing is negative."""
    low = min(0, *(results.percentile(stress, volume, 0.1) for _, _, stress, volume in curves))
    high = wanted or max(results.percentile(stress, volume, 99.9) for _, _, stress, volume in curves)
    return low, high if high > low else low + 1.0


def draw(curves, title, options, path):
    """Share of the phase's volume per GPa: the area under each curve is 1."""
    words, unit = results.QUANTITIES[options.field][:2]
    low, end = ends(curves, options.maximum)
    bins = options.bins
    figure, ((axes,),) = figure_style.subplots(1, 1, 4.5, 3.0)
    for name, colour, stress, volume in curves:
        mean = (stress * volume).sum() / volume.sum()
        weights = volume / volume.sum() * bins / (end - low)
        axes.hist(stress, bins=bins, range=(low, end), weights=weights, histtype="stepfilled",
                  color=colour, alpha=0.25)
        axes.hist(stress, bins=bins, range=(low, end), weights=weights, histtype="step",
                  color=colour, linewidth=1.2, label=f"{name}, mean {mean:.3g} {unit}".rstrip())
        axes.axvline(mean, color=colour, linestyle="--", linewidth=0.9)
    axes.set_xlim(low, end)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(f"{words} ({unit})" if unit else words)
    axes.set_ylabel(f"share of volume (1/{unit})" if unit else "share of volume")
    axes.set_title(title)
    axes.legend(handlelength=1.4)
    figure_style.write(figure, path)


def main():
    options = arguments()
    index = results.Index(options.results)
    step = index.step(options.step)
    fields = results.Fields(options.results, step)
    curves = list(stresses(index, fields, options.phase, options.field))
    title = f"{index.title or 'SulFEM'}: step {step}, lithiation {index.lithiation[step]:g}"
    print(title)
    report(curves, options.field)
    path = options.output or os.path.join(options.results, f"{options.field}_histogram.png")
    draw(curves, title, options, path)
    print(f"histogram in {path}")


results.run(main)

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Histogram of the von Mises stress in each phase, weighted by volume.

    von_mises_histogram.py results/micron
    von_mises_histogram.py results/micron --phase electrolyte --step 2 --output electrolyte.pdf

Every cell counts with its volume and the stress with its average over the cell, so a bar is the
share of the phase's volume that carries that stress. The mean agrees with summary.json; the
percentiles of summary.json are those of the quadrature points, a little wider than the cells'."""
import argparse
import os

import figure_style
import sulfem_results as results

PERCENTS = (50, 90, 95, 99)
GIGA = 1e-9


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="output folder of sulfem solve")
    parser.add_argument("--step", type=int, help="number of the load step (default: the last)")
    parser.add_argument("--phase", action="append", metavar="GROUP",
                        help="only this phase; may be repeated (default: all)")
    parser.add_argument("--bins", type=int, default=80, help="number of bars (default: 80)")
    parser.add_argument("--maximum", type=float, metavar="GPA", help="end of the stress axis")
    parser.add_argument("--output", metavar="FILE", help="picture, .png, .pdf or .svg "
                        "(default: von_mises_histogram.png in the results)")
    found = parser.parse_args()
    if found.bins < 1:
        parser.error("--bins must be at least 1")
    return found


def stresses(index, fields, wanted):
    """(name, colour, stresses in GPa, volumes in m^3) of each phase asked for."""
    phase, volume = fields.cells("phase"), fields.cells("volume")
    stress = GIGA * fields.cells("von_mises")
    for name in wanted or index.phases:
        number = index.phase(name)
        mine = phase == number
        colour = results.PHASE_COLOURS[number % len(results.PHASE_COLOURS)]
        yield name, colour, stress[mine], volume[mine]


def report(curves):
    header = "".join(f"{f'p{p}':>9}" for p in PERCENTS)
    print(f"von Mises stress in GPa, weighted by volume\n{'phase':<20}{'mean':>9}{header}{'max':>9}")
    for name, _, stress, volume in curves:
        mean = (stress * volume).sum() / volume.sum()
        row = [mean, *(results.percentile(stress, volume, p) for p in PERCENTS), stress.max()]
        print(f"{name:<20}" + "".join(f"{value:9.4g}" for value in row))


def upper_end(curves, wanted):
    """Of the axis: beyond it lies at most a thousandth of every phase."""
    if wanted:
        return wanted
    end = max(results.percentile(stress, volume, 99.9) for _, _, stress, volume in curves)
    return end if end > 0 else 1.0


def draw(curves, title, bins, end, path):
    """Share of the phase's volume per GPa: the area under each curve is 1."""
    figure, ((axes,),) = figure_style.subplots(1, 1, 4.5, 3.0)
    for name, colour, stress, volume in curves:
        mean = (stress * volume).sum() / volume.sum()
        weights = volume / volume.sum() * bins / end
        axes.hist(stress, bins=bins, range=(0, end), weights=weights, histtype="stepfilled",
                  color=colour, alpha=0.25)
        axes.hist(stress, bins=bins, range=(0, end), weights=weights, histtype="step",
                  color=colour, linewidth=1.2, label=f"{name}, mean {mean:.3g} GPa")
        axes.axvline(mean, color=colour, linestyle="--", linewidth=0.9)
    axes.set_xlim(0, end)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("von Mises stress (GPa)")
    axes.set_ylabel("share of volume (1/GPa)")
    axes.set_title(title)
    axes.legend(handlelength=1.4)
    figure_style.write(figure, path)


def main():
    options = arguments()
    index = results.Index(options.results)
    step = index.step(options.step)
    fields = results.Fields(options.results, step)
    curves = list(stresses(index, fields, options.phase))
    title = f"{index.title or 'SulFEM'}: step {step}, lithiation {index.lithiation[step]:g}"
    print(title)
    report(curves)
    path = options.output or os.path.join(options.results, "von_mises_histogram.png")
    draw(curves, title, options.bins, upper_end(curves, options.maximum), path)
    print(f"histogram in {path}")


results.run(main)

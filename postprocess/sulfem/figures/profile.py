# SPDX-License-Identifier: BSD-2-Clause
"""Stresses around a particle against the distance from its centre, one line a phase."""
from sulfem.figures import style
from sulfem.run import Run

STRESSES = {"s_rr": "radial", "s_tt": "tangential"}


def whole_range(shells):
    """All shells from a phase's first to its last; those without a cell are NaN."""
    shells = shells.droplevel("phase")
    return shells.reindex(range(shells.index.min(), shells.index.max() + 1))


@style.styled
def figure(run, particle=None, centre=None, **how):
    """The radial profile of a run or its folder (Run.radial_profile takes the same) as a figure. Lines break at shells
    that hold no cell of their phase."""
    run = run if isinstance(run, Run) else Run(run)
    found = run.radial_profile(particle=particle, centre=centre, **how)
    drawn, ((axes,),) = style.subplots(1, 1, style.COLUMN, 2.6)
    for number, (phase, shells) in enumerate(found.groupby(level="phase")):
        shells = whole_range(shells)
        for (name, words), line in zip(STRESSES.items(), style.LINES):
            look = {**style.looks(number), "linestyle": line}
            axes.plot(1e6 * shells["r"], 1e-9 * shells[name], label=f"{phase}, {words}", **look)
    axes.axhline(0, color=style.GREY, linewidth=0.5)
    axes.set_xlabel("distance from the centre (µm)")
    axes.set_ylabel("stress (GPa)")
    axes.legend()
    return drawn

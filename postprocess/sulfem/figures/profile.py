# SPDX-License-Identifier: BSD-2-Clause
"""Stresses around a particle against the distance from its centre, one line a phase."""
from sulfem.figures import style

STRESSES = {"s_rr": "radial", "s_tt": "tangential"}


@style.styled
def figure(run, particle=None, centre=None, **how):
    """The radial profile of a Run (see its radial_profile, which takes the same) as a figure."""
    found = run.radial_profile(particle=particle, centre=centre, **how)
    drawn, ((axes,),) = style.subplots(1, 1, style.COLUMN, 2.6)
    for number, (phase, shells) in enumerate(found.groupby(level="phase")):
        for (name, words), line in zip(STRESSES.items(), style.LINES):
            look = {**style.looks(number), "linestyle": line}
            axes.plot(1e6 * shells["r"], 1e-9 * shells[name], label=f"{phase}, {words}", **look)
    axes.axhline(0, color=style.GREY, linewidth=0.5)
    axes.set_xlabel("distance from the centre (µm)")
    axes.set_ylabel("stress (GPa)")
    axes.legend()
    return drawn

# SPDX-License-Identifier: BSD-2-Clause
"""Whole spheres, curved order 2, against the closed form of concentric layers.

Two layers held, free and under pressure, the seed study's loading (24 % of sulfur, 71 %), and a
core with a coating in electrolyte. Radii in um: particle 1. A free body has its rigid motion removed.
"""
import numpy as np

import run
from analytic import ELECTROLYTE, SULFUR, SWELLING, Layer, Material, Spheres, stretch
from checks import Checks

HALF_PERCENT = 5e-3
CORE, COATING = Material(20.0, 0.30), Material(21.9, 0.35)


def compare(checks, label, result, exact, groups):
    """What the summary says of each layer, and the displacement."""
    step = result.last
    for i, group in enumerate(groups):
        numbers = step.of_phase(group)
        checks.close(f"{label}: pressure of {group}", numbers["pressure_mean"], exact.pressure(i),
                     HALF_PERCENT, scale=0.1 * exact.pressure(0), unit="GPa", key=i == 0)
        if i > 0:
            checks.close(f"{label}: mean von Mises of {group}", numbers["mean"],
                         exact.von_mises_mean(i), HALF_PERCENT, unit="GPa", key=True)
    checks.close(f"{label}: energy", step.energy, exact.energy(), HALF_PERCENT)
    checks.close(f"{label}: displacement L2", step.summary["displacement_l2"] * 1e15,
                 exact.displacement_l2(), HALF_PERCENT)
    for i in range(len(groups)):
        radius = exact.bounds(i)[1]
        at = np.abs(np.linalg.norm(result.points, axis=1) - radius) < 1e-6
        error = step.displacement[at] - exact.displacement_at(i, result.points[at])
        largest = exact.displacement(0, 1.0)
        checks.below(f"{label}: displacement of the outer surface of {groups[i]}",
                     np.sqrt(np.mean(np.sum(error**2, axis=1))) / largest, HALF_PERCENT,
                     key=i == 0)
        checks.below(f"{label}: rigid part of its error",
                     np.linalg.norm(error.mean(axis=0)) / largest, 1e-3)
    balance = np.linalg.norm(step.of_boundary("outer")["force"])
    checks.below(f"{label}: forces balance", balance / (4 * np.pi * ELECTROLYTE.shear), 1e-10)


def case(checks, ranks, label, mesh, layers, outside, groups, growth):
    exact = Spheres(layers, outside)
    phases = [run.phase(g, layer.material, growth if layer.swelling else None)
              for g, layer in zip(groups, layers)]
    conditions = {"fixed": [run.fixed("outer")], "free": []}
    boundaries = conditions[outside] if isinstance(outside, str) else [
        run.pressure(outside[1], "outer")]
    result = run.solve(f"spheres-{label.split(',')[0].replace(' ', '-')}",
                       run.case(mesh, 2, phases, boundaries, solver={"relative_tolerance": 1e-12}),
                       ranks)
    compare(checks, label, result, exact, groups)
    altered = [Layer(layer.outer, Material(layer.material.young, layer.material.poisson + 0.01),
                     layer.swelling) for layer in layers]
    wrong = Spheres(altered, outside)
    checks.must_fail("nu larger by 0.01", lambda c: compare(c, label, result, wrong, groups))


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"spheres/{ranks}")
    pair, groups = [Layer(1.0, SULFUR, SWELLING), Layer(2.0, ELECTROLYTE)], ["sulfur",
                                                                            "electrolyte"]
    case(checks, ranks, "held", "sphere", pair, "fixed", groups, 0.8)
    if not run.COARSE:
        case(checks, ranks, "free", "sphere", pair, "free", groups, 0.8)
    case(checks, ranks, "pressed, 0.5 GPa outside", "sphere", pair, ("pressure", 0.5), groups, 0.8)
    if not run.COARSE:
        loading = [Layer(1.0, SULFUR, stretch("exact", 0.71)), Layer(0.24 ** (-1 / 3), ELECTROLYTE)]
        case(checks, ranks, "seed loading, f = 0.24 and 71 %", "single-particle", loading, "fixed", groups,
             0.71)
    coated = [Layer(1.0, CORE, stretch("exact", 0.5)), Layer(1.2, COATING), Layer(2.0, ELECTROLYTE)]
    for outside in ("free",) if run.COARSE else ("fixed", "free"):
        case(checks, ranks, f"three layers {outside}", "sphere-coated", coated, outside,
             ["core", "coating", "electrolyte"], 0.5)
    checks.finish()


if __name__ == "__main__":
    main()

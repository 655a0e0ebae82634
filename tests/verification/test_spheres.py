# SPDX-License-Identifier: BSD-2-Clause
"""Whole spheres, curved order 2, against the closed form of concentric layers.

Two layers held, free and under pressure, the seed study's loading (24 % of sulfur, 71 %), and a
core with a coating in electrolyte. Radii in um: particle 1. A free body has its rigid motion removed.
"""
import os
import sys

import numpy as np

import run
from analytic import ELECTROLYTE, SULFUR, SWELLING, Layer, Material, Spheres, stretch
from checks import Checks

sys.path.insert(0, os.path.join(run.HERE, "..", "..", "postprocess"))
import sulfem  # noqa: E402

HALF_PERCENT = 5e-3
ONE_PERCENT = 1e-2  # shells take cells whole
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


def compare_profile(checks, label, result, exact, groups):
    """Stresses in shells about the centre as the Python package has them: the layers, the last in two, over the
    traction at the core. A shell's volume mean of 1/r^3 between a and b is 3 ln(b/a) / (b^3 - a^3). Shells
    take cells whole, by their centroids; much thinner ones would tell of that and not of the stress."""
    bounds = [exact.bounds(i)[1] for i in range(len(groups))]
    edges = np.array([0, *bounds[:-1], 0.5 * (bounds[-2] + bounds[-1]), bounds[-1]])
    found = sulfem.open(result.folder).radial_profile(centre=(0, 0, 0), edges=1e-6 * edges)
    scale = np.abs(exact.radial_stress(0, 1.0))
    for i, group in enumerate(groups):
        shells = found.loc[group]
        inner = np.maximum(shells["inner"] * 1e6, exact.bounds(i)[0])
        outer = np.minimum(shells["outer"] * 1e6, exact.bounds(i)[1])
        cube = 3 * np.log(outer / inner.clip(lower=1e-9)) / (outer**3 - inner**3)
        place = 1.0 if exact.b[i] == 0 else cube ** (-1 / 3)  # where 1/r^3 has its mean
        for name, stress in (("s_rr", exact.radial_stress), ("s_tt", exact.hoop_stress)):
            error = np.abs(shells[name] * 1e-9 - stress(i, place)).max() / scale
            checks.below(f"{label}: {name} in shells of {group}", error, ONE_PERCENT, key=i > 0)
    checks.close(f"{label}: volume of all shells", found["volume"].sum() * 1e18, result.volumes.sum(), 1e-12)


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
    compare_profile(checks, label, result, exact, groups)
    altered = [Layer(layer.outer, Material(layer.material.young, layer.material.poisson + 0.01),
                     layer.swelling) for layer in layers]
    wrong = Spheres(altered, outside)
    checks.must_fail("nu larger by 0.01", lambda c: compare(c, label, result, wrong, groups))
    checks.must_fail("swelling larger by a tenth", lambda c: compare_profile(c, label, result, Spheres(
        [Layer(layer.outer, layer.material, 1.1 * layer.swelling) for layer in layers], outside), groups))


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

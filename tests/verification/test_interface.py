# SPDX-License-Identifier: BSD-2-Clause
"""The stress at the particle's surface, and its distribution around the particle.

Octants, order 2, fine at the surface: held, free, and with a coating. The largest stress stands at
the interface and falls as 1/r^3; an element of size h misses about h^2/a^2 of it.
"""
import run
import spherical
from analytic import ELECTROLYTE, SULFUR, SWELLING, Layer, Material, Spheres, stretch
from checks import Checks

HALF_PERCENT = 5e-3
CORE, COATING = Material(20.0, 0.30), Material(21.9, 0.35)
PLANES = ("bottom", "front", "inclined")


def compare(checks, label, result, exact, groups):
    step, last = result.last, len(groups) - 1
    checks.close(f"{label}: core pressure", step.of_phase(groups[0])["pressure_mean"],
                 exact.pressure(0), HALF_PERCENT, unit="GPa", key=True)
    checks.close(f"{label}: mean von Mises of the core", step.of_phase(groups[0])["mean"], 0.0,
                 HALF_PERCENT, scale=exact.von_mises(1, exact.bounds(1)[0]))
    for i in range(1, len(groups)):
        exact_peak = exact.von_mises(i, exact.bounds(i)[0])
        at = spherical.interface_von_mises(result, exact, i, groups[i])
        checks.close(f"{label}: von Mises in the {groups[i]} at its inner surface", at.mean(),
                     exact_peak, HALF_PERCENT, unit="GPa", key=True)
        checks.close(f"{label}: largest von Mises in the {groups[i]}",
                     step.of_phase(groups[i])["max"], exact_peak, 2 * HALF_PERCENT)
    shell, peak = step.of_phase(groups[last]), exact.von_mises(last, exact.bounds(last)[0])
    shares = (0.15, 0.3, 0.5, 0.8)
    found = spherical.shares_above(result, exact, last, groups[last], [share * peak for share in shares])
    for share, above in zip(shares, found):
        checks.close(f"{label}: share of the {groups[last]}'s volume above {share} of the peak",
                     above, exact.share_above(last, share * peak), HALF_PERCENT, scale=1.0, key=share == 0.5)
    for percent in (50, 90, 95, 99):  # by volume, as the stress is steep at the peak
        checks.close(f"{label}: volume up to percentile {percent}",
                     1 - exact.share_above(last, shell[f"p{percent}"]), percent / 100, HALF_PERCENT,
                     scale=1.0, key=percent in (50, 99))


def case(checks, ranks, label, mesh, layers, outside, groups, growth):
    exact = Spheres(layers, outside)
    phases = [run.phase(g, layer.material, growth if layer.swelling else None)
              for g, layer in zip(groups, layers)]
    boundaries = [run.symmetry(*PLANES)] + ([run.fixed("outer")] if outside == "fixed" else [])
    result = run.solve(f"interface-{label.replace(', ', '-')}", run.case(
        mesh, 2, phases, boundaries, solver={"relative_tolerance": 1e-10}), ranks)
    compare(checks, label, result, exact, groups)
    altered = [Layer(layer.outer, Material(layer.material.young, layer.material.poisson + 0.01),
                     layer.swelling) for layer in layers]
    checks.must_fail("nu larger by 0.01", lambda c: compare(
        c, label, result, Spheres(altered, outside), groups))


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"interface/{ranks}")
    pair = [Layer(1.0, SULFUR, SWELLING), Layer(2.0, ELECTROLYTE)]
    coated = [Layer(1.0, CORE, stretch("exact", 0.5)), Layer(1.2, COATING), Layer(2.0, ELECTROLYTE)]
    for outside in ("fixed", "free"):
        case(checks, ranks, f"two layers, {outside}", "octant-fine", pair, outside,
             ["core", "shell"], 0.8)
    case(checks, ranks, "three layers, fixed", "octant-coated", coated, "fixed",
         ["core", "coating", "shell"], 0.5)
    checks.finish()


if __name__ == "__main__":
    main()

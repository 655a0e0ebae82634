# SPDX-License-Identifier: BSD-2-Clause
"""An exact identity on any two-phase geometry and any conforming mesh (theory.md, reciprocity).

On 24 spheres in a box: K_D is the mean pressure over the dilatation when the boundary is moved by
u = D x. Then the swelling run with the boundary held has the mean pressure
3 beta K1 (K_D - K2)/(K1 - K2), to solver tolerance, however coarse the mesh.
"""
import numpy as np

import run
from analytic import (ELECTROLYTE, SULFUR, Material, mean_pressure_fixed, reuss_voigt, stretch)
from checks import Checks

TOLERANCE, GROWTH, DILATATION = 1e-8, 0.71, 0.01
SOLVER = {"preset": "multigrid", "relative_tolerance": 1e-12}
LI2S = Material(81.6, 0.19)


def solve(name, order, inclusion, matrix, boundary, growth, ranks):
    phases = [run.phase("sulfur", inclusion, growth) if growth else run.phase("sulfur", inclusion),
              run.phase("electrolyte", matrix)]
    return run.solve(f"identity-{name}", run.case("composite", order, phases, [boundary],
                                                  solver=SOLVER), ranks)


def pair(checks, name, order, inclusion, matrix, ranks):
    label = f"P{order}, {name}"
    moved = solve(f"moved-{name}-{order}", order, inclusion, matrix,
                  run.gradient(DILATATION / 3 * np.eye(3), *run.BOX), None, ranks)
    stiffness = -moved.last.pressure_mean() / DILATATION
    volumes = [moved.last.of_phase(g)["volume"] for g in ("sulfur", "electrolyte")]
    low, high = reuss_voigt(np.array(volumes) / sum(volumes), [inclusion.bulk, matrix.bulk])
    checks.true(f"{label}: Reuss <= K_D <= Voigt", low <= stiffness <= high,
                f"{low:.6f} <= {stiffness:.6f} <= {high:.6f} GPa", key=True)
    held = solve(f"held-{name}-{order}", order, inclusion, matrix, run.fixed(*run.BOX), GROWTH,
                 ranks)
    beta = stretch("exact", GROWTH)
    exact = mean_pressure_fixed(beta, inclusion, matrix, stiffness)
    checks.close(f"{label}: mean pressure", held.last.pressure_mean(), exact, TOLERANCE,
                 unit="GPa", key=True)
    wrong = mean_pressure_fixed(beta, inclusion, matrix, stiffness * 1.00001)
    checks.must_fail("K_D off by 1e-5", lambda c: c.close(
        label, held.last.pressure_mean(), wrong, TOLERANCE))


def equal_moduli(checks, order, ranks):
    held = solve(f"equal-{order}", order, ELECTROLYTE, ELECTROLYTE, run.fixed(*run.BOX), GROWTH,
                 ranks)
    volume = held.last.of_phase("sulfur")["volume"]
    fraction = volume / (volume + held.last.of_phase("electrolyte")["volume"])
    exact = 3 * ELECTROLYTE.bulk * stretch("exact", GROWTH) * fraction
    checks.close(f"P{order}, equal moduli: mean pressure is 3 K beta f", held.last.pressure_mean(),
                 exact, TOLERANCE, unit="GPa", key=True)
    checks.must_fail("f = 0.30 as drawn", lambda c: c.close(
        "", held.last.pressure_mean(), exact / fraction * 0.3, TOLERANCE))


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"identity/{ranks}")
    for order in (1, 2):
        pair(checks, "sulfur", order, SULFUR, ELECTROLYTE, ranks)
    if not run.COARSE:
        pair(checks, "Li2S", 1, LI2S, ELECTROLYTE, ranks)
        equal_moduli(checks, 1, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

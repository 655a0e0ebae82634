# SPDX-License-Identifier: BSD-2-Clause
"""Layers with clamped sides: the displacement is piecewise linear, so the answer is exact."""
import numpy as np

import run
from analytic import ELECTROLYTE, SULFUR, SWELLING, Laminate, Material, stretch
from checks import Checks

TOLERANCE = 1e-10
SIDES = ("xmin", "xmax", "ymin", "ymax", "zmin")
# The smallest stress is 1/130 of the largest, and the tolerance is relative to the whole load.
ITERATIVE = {"preset": "multigrid", "relative_tolerance": 1e-13}
PRESSURE, THICKNESS = 0.075, 2.0
FRACTIONS = [0.3, 0.7]


def compare(checks, label, result, exact, key=False):
    step, scale = result.last, np.abs(exact.s11).max()
    worst = 0.0
    for i, group in enumerate(("sulfur", "electrolyte")):
        stress = np.diag([exact.s11[i], exact.s11[i], exact.s33])
        cells = result.cell_phase == result.phase_names.index(group)
        worst = max(worst, np.abs(step.stress[cells] - stress).max() / scale)
        numbers = step.of_phase(group)
        checks.close(f"{label}: pressure of {group}", numbers["pressure_mean"], exact.pressure[i],
                     TOLERANCE)
        for name in ("mean", "max", "p50", "p99"):
            checks.close(f"{label}: von Mises {name} of {group}", numbers[name],
                         exact.von_mises[i], TOLERANCE)
    checks.below(f"{label}: stress in every cell", worst, TOLERANCE, key=key)
    grown = [step.of_boundary(side)["displacement_mean"][2] for side in ("zmin", "zmax")]
    checks.close(f"{label}: thickness", grown[1] - grown[0],
                 exact.strain * THICKNESS, TOLERANCE, scale=0.1 * THICKNESS, unit="um", key=key)
    checks.close(f"{label}: energy", step.energy, exact.energy_density * result.volumes.sum(),
                 TOLERANCE)
    side = THICKNESS * np.dot(FRACTIONS, exact.s11)
    checks.close(f"{label}: force on a side", step.of_boundary("xmax")["force"][0], side, TOLERANCE)
    checks.close(f"{label}: force on the top", step.of_boundary("zmax")["force"][2], exact.s33,
                 TOLERANCE)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"laminate/{ranks}")
    phases = [run.phase("sulfur", SULFUR, 0.8, fraction=1.0), run.phase("electrolyte", ELECTROLYTE)]
    materials, fractions = [SULFUR, ELECTROLYTE], FRACTIONS
    for order, solver in ((1, run.EXACT), (1, ITERATIVE), (2, run.EXACT)):
        label = f"P{order}, {solver['preset']}"
        fixed = run.solve(f"laminate-fixed-{order}-{solver['preset']}", run.case(
            "laminate", order, phases, [run.symmetry(*SIDES, "zmax")], solver=solver), ranks)
        exact = Laminate(fractions, materials, [SWELLING, 0], "fixed")
        compare(checks, f"{label}, fixed thickness", fixed, exact, key=True)
        periodic = run.solve(f"laminate-periodic-{order}-{solver['preset']}", run.case(
            "laminate", order, phases, [run.periodic(axis + "min", axis + "max") for axis in "xyz"],
            solver=solver), ranks)
        compare(checks, f"{label}, periodic", periodic, exact, key=True)
        wrong = Laminate(fractions, [SULFUR, Material(22.0, 0.31)], [SWELLING, 0], "fixed")
        checks.must_fail("nu 0.31 for 0.30", lambda c: compare(c, label, fixed, wrong))
        loaded = run.solve(f"laminate-loaded-{order}-{solver['preset']}", run.case(
            "laminate", order, phases, [run.symmetry(*SIDES), run.pressure(PRESSURE, "zmax")],
            solver=solver), ranks)
        exact = Laminate(fractions, materials, [SWELLING, 0], ("pressure", PRESSURE))
        compare(checks, f"{label}, 75 MPa", loaded, exact, key=True)
        wrong = Laminate(fractions, materials, [stretch("linear", 0.8), 0], ("pressure", PRESSURE))
        checks.must_fail("linear for exact", lambda c: compare(c, label, loaded, wrong))
    checks.finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: BSD-2-Clause
"""Loads that go their own ways: a laminate whose pressure, thickness and phases each have a program of
their own, against the closed form at every target, superposed and by Newton's method."""
from dataclasses import replace

import run
from analytic import ELECTROLYTE, SULFUR, Laminate, stretch
from checks import Checks
from test_laminate import PRESSURE, SIDES, THICKNESS, compare

FRACTIONS, MATERIALS = [0.3, 0.7], [SULFUR, ELECTROLYTE]
PROGRAM, SULFUR_OWN, ELECTROLYTE_OWN, TOP = [0.4, 1.0, 0.2], [1.0, 0.5, 0.0], [0.0, 1.0, 0.3], [1.0, 0.0, -0.5]


def phases():
    """Both swell: sulfur by a course of its own, the electrolyte by another."""
    sulfur = run.phase("sulfur", SULFUR, 0.1, fraction=1.0)
    sulfur["lithiation"]["program"] = SULFUR_OWN
    electrolyte = run.phase("electrolyte", ELECTROLYTE, 0.04, fraction=1.0)
    electrolyte["lithiation"]["program"] = ELECTROLYTE_OWN
    return [sulfur, electrolyte]


def exact(step, outside):
    swelling = [stretch("exact", 0.1 * SULFUR_OWN[step]), stretch("exact", 0.04 * ELECTROLYTE_OWN[step])]
    return Laminate(FRACTIONS, MATERIALS, swelling, outside)


def check(checks, label, result, outside):
    for k in range(len(PROGRAM)):
        step = replace(result, steps=result.steps[:k + 1])
        compare(checks, f"{label}, target {k + 1}", step, exact(k, outside(k)), key=k == 1)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"courses/{ranks}")
    pressed = {**run.pressure(PRESSURE, "zmax"), "program": TOP}
    moved = {**run.displacement([None, None, 0.01 * THICKNESS], "zmax"), "program": TOP}
    for way in ("superposed", "newton"):
        options = ["-solver_steps", way]
        entry = run.case("laminate", 1, phases(), [run.symmetry(*SIDES), pressed], PROGRAM)
        check(checks, f"{way}, pressure", run.solve(f"courses-pressure-{way}", entry, ranks, options),
              lambda k: ("pressure", PRESSURE * TOP[k]))
        entry = run.case("laminate", 1, phases(), [run.symmetry(*SIDES), moved], PROGRAM)
        result = run.solve(f"courses-moved-{way}", entry, ranks, options)
        for k, step in enumerate(result.steps):
            checks.close(f"{way}, moved, target {k + 1}: thickness",
                         step.of_boundary("zmax")["displacement_mean"][2], 0.01 * THICKNESS * TOP[k], 1e-10,
                         scale=0.01, unit="um", key=True)
            pressure = -step.of_boundary("zmax")["force"][2]
            one = replace(result, steps=result.steps[:k + 1])
            compare(checks, f"{way}, moved, target {k + 1}", one, exact(k, ("pressure", pressure)))
    checks.finish()


if __name__ == "__main__":
    main()

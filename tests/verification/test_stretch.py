# SPDX-License-Identifier: BSD-2-Clause
"""From volume change, lithiation and capacity to the eigenstrain, in all three conventions.

A fixed box of one material that swells by beta carries the pressure 3 K beta: the stress tells
which stretch the program took. The log names convention and stretch.
"""
import re

import numpy as np

import run
from analytic import ELECTROLYTE, stretch
from checks import Checks

TOLERANCE = 1e-12
FARADAY, SULFUR_MOLAR_MASS = 96485.33212, 32.06  # C/mol, g/mol
VOLUME_SULFUR, VOLUME_LI2S = 32.06 / 2.07, 45.94 / 1.66  # cm3/mol


def held(name, entry, ranks, program=None):
    phase = {**run.phase("solid", ELECTROLYTE), **entry}
    return run.solve(f"stretch-{name}", run.case("box", 1, [phase], [run.fixed(*run.BOX)],
                                                 program), ranks)


def compare(checks, label, step, beta, tolerance=TOLERANCE, key=True):
    checks.close(f"{label}: stretch from the pressure", step.of_phase("solid")["pressure_mean"]
                 / (3 * ELECTROLYTE.bulk), beta, tolerance, scale=1e-3, key=key)


def conventions(checks, ranks):
    for convention in ("exact", "linear", "logarithmic"):
        for growth in (0.8, -0.44):
            entry = {"swelling": {"volume_change": growth, "convention": convention}}
            result = held(f"{convention}-{growth}", entry, ranks)
            beta = stretch(convention, growth)
            compare(checks, f"{convention}, dV = {growth}", result.last, beta)
            printed = [float(v) for v in re.findall(r"stretch (\d+\.\d+)", result.log)]
            checks.true(f"{convention}, dV = {growth}: the log names convention and stretch",
                        convention in result.log and any(
                            abs(v - 1 - beta) < 1e-6 for v in printed), f" (prints {printed})")
            checks.true(f"{convention}, dV = {growth}: one warning beyond 5 % strain",
                        result.log.count("small-strain") == 1)
            checks.must_fail("another convention", lambda c: [
                compare(c, "", result.last, stretch(other, growth))
                for other in ("exact", "linear", "logarithmic") if other != convention])
    small = held("small", {"swelling": {"volume_change": 0.1}}, ranks)
    checks.true("3 % strain: no warning", "small-strain" not in small.log)
    compare(checks, "default is exact", small.last, stretch("exact", 0.1))


def lithiation(checks, ranks):
    growth = {"volume_change": 0.8}
    program = [0.0, 0.25, 1.0, 0.5]
    result = held("fraction", {"swelling": growth, "lithiation": {"fraction": 0.5}}, ranks, program)
    for factor, step in zip(program, result.steps, strict=True):
        compare(checks, f"fraction 0.5, program {factor}", step, stretch("exact", 0.8,
                                                                         0.5 * factor))
        checks.below(f"fraction 0.5, program {factor}: lithiation in fields.h5",
                     np.abs(step.lithiation - 0.5 * factor).max(), TOLERANCE)
    theoretical = 2 * FARADAY / (3.6 * SULFUR_MOLAR_MASS)
    volume_change = VOLUME_LI2S / VOLUME_SULFUR - 1
    for label, capacity, expected in (
            ("1615 mAh/g less 100 mAh/g of electrolyte", {
                "capacity": "1615 mAh/g", "electrolyte_capacity": "100 mAh/g",
                "electrolyte_per_active": 1.6667}, (1615 - 166.67) / theoretical),
            ("1500 mAh/g", {"capacity": "1500 mAh/g"}, 1500 / theoretical),
            ("1694 mAh/g, more than there is", {"capacity": "1694 mAh/g"}, 1.0)):
        result = held(f"capacity-{label[:4]}", {"material": "S", "lithiation": capacity}, ranks)
        # The library's molar masses carry five figures.
        compare(checks, f"sulfur, {label}", result.last,
                stretch("exact", volume_change, expected), 1e-4)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"stretch/{ranks}")
    conventions(checks, ranks)
    lithiation(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

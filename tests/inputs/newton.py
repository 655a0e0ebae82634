#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""newton.py SULFEM MPIRUN RANKS CASE...: Newton's method on linear cases is the superposition: one
iteration a step, the same numbers to what the solver's tolerance leaves."""

import json
import pathlib
import subprocess
import sys
import tempfile

TOLERANCE = 3e-7  # relative; both ways are solved to 1e-8 of the load, or better


def solve(command, case, ways):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*command, "solve", case, "--output", folder, *ways], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return json.loads((pathlib.Path(folder) / "summary.json").read_text())["steps"]


def numbers(step):
    """What must agree, each with the size that its error is seen against."""
    energy = step["strain_energy"]
    yield "strain_energy", energy, energy
    yield "displacement_l2", step["displacement_l2"], step["displacement_l2"]
    yield "displacement_max", step["displacement_max"], step["displacement_max"]
    stress = max(abs(p["pressure_mean"]) + p["von_mises"]["mean"] for p in step["phases"])
    for phase in step["phases"]:
        yield f"{phase['group']}: pressure_mean", phase["pressure_mean"], stress
        yield f"{phase['group']}: von_mises.mean", phase["von_mises"]["mean"], stress
    force = max(abs(f) for b in step["boundaries"] for f in b["force"])
    for boundary in step["boundaries"]:
        for axis, value in zip("xyz", boundary["force"]):
            yield f"{boundary['group']}: force along {axis}", value, force


def compare(case, superposed, newton):
    worst = 0.0
    if len(superposed) != len(newton):
        sys.exit(f"{case}: {len(superposed)} steps superposed, {len(newton)} by Newton's method")
    for k, (one, other) in enumerate(zip(superposed, newton)):
        # the first step of a case with constant conditions brings these on before anything else
        allowed = 2 if k == 0 else 1
        if not other["converged"] or other["newton_iterations"] > allowed or other["cuts"]:
            sys.exit(f"{case}: step {k + 1}: {other['newton_iterations']} Newton iterations, "
                     f"{other['cuts']} cuts, where {allowed} and 0 are due")
        if other["newton_iterations"] == 0 and one["strain_energy"] > 0:
            sys.exit(f"{case}: step {k + 1}: no iteration at all")
        for (name, value, size), (_, expected, _) in zip(numbers(other), numbers(one)):
            error = abs(value - expected) / size if size > 0 else abs(value - expected)
            worst = max(worst, error)
            if not error <= TOLERANCE:
                sys.exit(f"{case}: step {k + 1}: {name}: {value!r} by Newton's method, "
                         f"{expected!r} superposed (off by {error:.1e})")
    print(f"{case}: {len(newton)} steps, worst difference {worst:.1e}")


def main():
    sulfem, mpirun, ranks, *cases = sys.argv[1:]
    command = [mpirun, "-n", ranks, sulfem]
    for case in cases:
        compare(pathlib.Path(case).name, solve(command, case, []),
                solve(command, case, ["-solver_steps", "newton"]))


if __name__ == "__main__":
    main()

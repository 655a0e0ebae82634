# SPDX-License-Identifier: BSD-2-Clause
"""The same case on 1, 2, 3 and 4 ranks: fields in file order and every number of the summary."""
import numpy as np

import run
from analytic import ELECTROLYTE, SULFUR
from checks import Checks

TOLERANCE = 1e-9
SOLVER = {"relative_tolerance": 1e-12}
RANKS = (1, 4) if run.COARSE else (1, 2, 3, 4)


def numbers(value, path=""):
    """(path, number) of everything in a step of the summary that the solution determines."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if key not in ("iterations", "residual", "imbalance", "converged", "newton_iterations"):
                yield from numbers(entry, f"{path}.{key}")
    elif isinstance(value, list):
        for i, entry in enumerate(value):
            yield from numbers(entry, f"{path}.{i}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path, value


def scales(step):
    """Sizes to which differences are relative where a number is a small difference of large ones: a
    zero force has no size of its own, nor has the von Mises stress of a sphere pressed evenly from
    all sides (0.4 % of its pressure, all of it the mesh's error)."""
    area = max(b["area"] for b in step["boundaries"])
    stress = [abs(p["pressure_mean"]) + p["von_mises"]["max"] for p in step["phases"]]
    return {"force": area * max(stress), "displacement_mean": step["displacement_max"],
            "traction": max(stress), "jump": 1.0, "pressure_scatter": 1.0, "work.error": 1.0,
            "work": step["strain_energy"],
            **{f".phases.{k}.von_mises": size for k, size in enumerate(stress)}}


def compare(checks, label, one, other):
    for field in ("displacement", "stress", "von_mises", "pressure"):
        worst = 0.0
        for a, b in zip(one.steps, other.steps, strict=True):
            x, y = getattr(a, field), getattr(b, field)
            worst = max(worst, np.abs(x - y).max() / np.abs(x).max())
        checks.below(f"{label}: {field}", worst, TOLERANCE, key=field in ("displacement", "stress"))
    worst, where = 0.0, ""
    for a, b in zip(one.summary["steps"], other.summary["steps"], strict=True):
        size = scales(a)
        for (path, x), (_, y) in zip(numbers(a), numbers(b), strict=True):
            scale = next((s for key, s in size.items() if key in path), abs(x))
            error = abs(x - y) / scale if scale else abs(x - y)
            if error >= worst:
                worst, where = error, path
    checks.below(f"{label}: summary (worst: {where})", worst, TOLERANCE)
    same = np.array_equal(one.cells, other.cells) and np.array_equal(one.points, other.points)
    checks.true(f"{label}: same mesh in the same order", same)


def main():
    run.ranks_from_arguments()
    checks = Checks("ranks")
    groups = [run.phase("sulfur", SULFUR, 0.71), run.phase("electrolyte", ELECTROLYTE)]
    cases = (("composite P1 held", run.case("composite", 1, groups, [run.fixed(*run.BOX)],
                                            program=[0.5, 1.0], solver=SOLVER)),
             ("composite P2 in a press", run.case(
                 "composite", 2, groups, [run.symmetry("xmin", "xmax", "ymin", "ymax", "zmin"),
                                          run.pressure(0.075, "zmax")], solver=SOLVER)),
             ("free sphere P2", run.case("sphere", 2, groups, solver=SOLVER)))
    if run.COARSE:
        cases = cases[::2]
    for label, entry in cases:
        runs = [run.solve(f"ranks-{label.replace(' ', '-')}", entry, n) for n in RANKS]
        for n, other in zip(RANKS[1:], runs[1:]):
            compare(checks, f"{label}, 1 and {n} ranks", runs[0], other)
        if entry is cases[0][1]:
            first, first_on_four = entry, runs[-1]
    again = run.solve("ranks-again", entry, RANKS[1])
    alike = all(np.array_equal(getattr(a, field), getattr(b, field)) for field in ("displacement", "stress")
                for a, b in zip(runs[1].steps, again.steps, strict=True))
    checks.true(f"free sphere P2, {RANKS[1]} ranks twice: the same bits", alike)
    again = run.solve("ranks-again", first, 4)
    checks.true("composite P1, 4 ranks twice: the same bits",
                all(np.array_equal(a.displacement, b.displacement)
                    for a, b in zip(first_on_four.steps, again.steps, strict=True)))
    shifted = dict(entry, phases=[run.phase("sulfur", SULFUR, 0.71 * (1 + 1e-7)),
                                  run.phase("electrolyte", ELECTROLYTE)])
    wrong = run.solve("ranks-shifted", shifted, 2)
    checks.must_fail("a volume change 1e-7 larger", lambda c: compare(c, "", runs[0], wrong))
    checks.finish()


if __name__ == "__main__":
    main()

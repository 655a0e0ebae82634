# SPDX-License-Identifier: BSD-2-Clause
"""Bodies that the conditions hold in part or not at all, down to a single tetrahedron: what is free
is named, and free swelling is exact, though no node may be left that no condition holds."""
import numpy as np

import grid
import run
from analytic import ELECTROLYTE
from checks import Checks

EXACT, GROWTH = 1e-11, 0.1
STRETCH = (1 + GROWTH) ** (1 / 3) - 1
PLANE = STRETCH * (1 + ELECTROLYTE.poisson)  # of a layer that keeps its thickness
TETRAHEDRON = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
TWO = np.vstack([TETRAHEDRON, [1, 1, 1]])
BASE = ("base", [0, 1, 2])

# points, cells, boundaries; and how many rigid motions are left
BODIES = {
    "tetrahedron": ((TETRAHEDRON, [("solid", [0, 1, 2, 3])], [BASE]), [], 6),
    "tetrahedron-on-a-plane": ((TETRAHEDRON, [("solid", [0, 1, 2, 3])], [BASE]),
                               [run.symmetry("base")], 3),
    "two-tetrahedra": ((TWO, [("solid", [0, 1, 2, 3]), ("solid", [1, 2, 3, 4])], [BASE]), [], 6),
}


def motions(result):
    return result.log.count("free rigid motion: ")


def swells(checks, label, result, strain, free):
    """Strain [3] along the axes, but for a rigid motion of the whole: found by least squares."""
    points, found = result.points, result.last.displacement
    motion = np.zeros((len(points), 3, 6))
    motion[:, :, :3] = np.eye(3)
    for k, axis in enumerate(np.eye(3)):
        motion[:, :, 3 + k] = np.cross(axis, points)
    left = (found - points * strain).ravel()
    rigid = motion.reshape(-1, 6)
    left = left - rigid @ np.linalg.lstsq(rigid, left, rcond=None)[0]
    checks.below(f"{label}: free swelling", np.abs(left).max() / np.max(strain), EXACT, key=True)
    checks.true(f"{label}: free motions named", motions(result) == free,
                f" {motions(result)} of {free}")
    checks.below(f"{label}: balance of work", result.summary["steps"][-1]["work"]["error"], 1e-3)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"free/{ranks}")
    for order in (1, 2):
        phases = [run.phase("solid", ELECTROLYTE, GROWTH)]
        for name, (body, boundaries, free) in BODIES.items():
            mesh = grid.write(f"free-{ranks}/{name}", *body)
            result = run.solve(f"{name}-{order}", run.case(mesh, order, phases, boundaries), ranks)
            swells(checks, f"P{order}, {name}", result, [STRETCH] * 3, free)
        # One layer between two planes: at order 1 every node is held along z.
        mesh = grid.write(f"free-{ranks}/layer", *grid.box((4, 4, 1), (2, 2, 0.3)))
        result = run.solve(f"layer-{order}", run.case(mesh, order, phases, [
            run.symmetry("zmin", "zmax")]), ranks)
        swells(checks, f"P{order}, one layer between two planes", result, [PLANE, PLANE, 0], 3)
        size = 3 * ELECTROLYTE.bulk * STRETCH
        stress = -2 * ELECTROLYTE.shear * (1 + ELECTROLYTE.poisson) * STRETCH
        checks.below(f"P{order}, one layer between two planes: stress", np.abs(
            result.last.stress - np.diag([0, 0, stress])).max() / size, EXACT, key=True)
    checks.must_fail("a thinner layer", lambda c: swells(
        c, "", result, [STRETCH, STRETCH, 0], 3))
    checks.finish()


if __name__ == "__main__":
    main()

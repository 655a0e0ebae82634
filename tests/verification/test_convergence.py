# SPDX-License-Identifier: BSD-2-Clause
"""Convergence rates on octants of the two-layer sphere: energy norm and displacement.

Order 1 on faceted spheres: 1 and 2. Order 2 on curved elements: 2 and 3. The size of a mesh is the
cube root of its mean cell volume: what Gmsh makes of a wanted edge length is not quite similar.
"""
import dataclasses

import numpy as np

import run
import spherical
from analytic import ELECTROLYTE, SULFUR, SWELLING, Layer, Spheres
from checks import Checks

EDGES = {1: (0.4, 0.28, 0.2, 0.14), 2: (0.4, 0.28, 0.2, 0.14, 0.1)}  # by order
COARSE = run.COARSE  # two meshes, which have no rate
PLANES = ("bottom", "front", "inclined")
SLACK = 0.15


def interpolant(result, exact):
    """The same result with the exact displacement at the nodes."""
    points = result.points
    inside = np.linalg.norm(points, axis=1) < 1 + 1e-9
    nodal = np.where(inside[:, None], exact.displacement_at(0, points), 0.0)
    nodal[~inside] = exact.displacement_at(1, points[~inside])
    return dataclasses.replace(result, steps=[dataclasses.replace(result.last,
                                                                  displacement=nodal)])


def measure(order, outside, ranks):
    exact = Spheres([Layer(1.0, SULFUR, SWELLING), Layer(2.0, ELECTROLYTE)], outside)
    boundaries = [run.symmetry(*PLANES)] + ([run.fixed("outer")] if outside == "fixed" else [])
    phases = [run.phase("core", SULFUR, 0.8), run.phase("shell", ELECTROLYTE)]
    found = {"energy": [], "l2": [], "size": [], "ratio": []}
    for h in EDGES[order][:2] if COARSE else EDGES[order]:
        result = run.solve(f"convergence-{outside}-{order}-{h}", run.case(
            f"octant-{h}", order, phases, boundaries, solver={"relative_tolerance": 1e-11}), ranks)
        measured = spherical.errors(result, exact, ("core", "shell"))
        for key, value in measured.items():
            found[key].append(value)
        best = spherical.errors(interpolant(result, exact), exact, ("core", "shell"))
        found["ratio"].append(measured["energy"] / best["energy"])
        found["size"].append(np.cbrt(result.volumes.mean()))
    return found


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"convergence/{ranks}")
    for order in (1, 2):
        for outside in ("fixed", "free"):
            found = measure(order, outside, ranks)
            # A Galerkin solution is the best in the energy norm, but for the geometry's error.
            checks.below(f"P{order}, {outside}: energy error over that of the interpolant",
                         max(found["ratio"]), 1.0, key=True)
            if COARSE:
                for key in ("energy", "l2"):
                    checks.true(f"P{order}, {outside}: {key} falls", found[key][1] < found[key][0])
                continue
            for key, title, rate in (("energy", "energy norm", order),
                                     ("l2", "displacement", order + 1)):
                checks.rate(f"P{order}, {outside}: {title}", found["size"], found[key], rate, SLACK)
                checks.must_fail("one order more", lambda c: c.rate(
                    "", found["size"], found[key], rate + 1, SLACK))
    checks.finish()


if __name__ == "__main__":
    main()

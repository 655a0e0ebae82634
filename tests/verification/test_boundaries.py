# SPDX-License-Identifier: BSD-2-Clause
"""Symmetry planes, also inclined to the axes, and pressure, against closed forms.

A box turned about an oblique axis must behave like the box; a wedge of 60 degrees like the sphere
it is cut from; a hollow sphere under pressure like Lame's.
"""
import numpy as np

import run
from analytic import (ELECTROLYTE, SULFUR, SWELLING, Layer, Material, Spheres, uniaxial_strain,
                      uniaxial_stress)
from checks import Checks

EXACT, HALF_PERCENT = 1e-12, 5e-3
ANGLE, AXIS = 0.7, np.array([1.0, 2.0, 3.0]) / np.sqrt(14)
PLANES = ("bottom", "front", "inclined")


def rotation():
    """Rodrigues' formula for the turn of the mesh box-turned."""
    cross = np.array([[0, -AXIS[2], AXIS[1]], [AXIS[2], 0, -AXIS[0]], [-AXIS[1], AXIS[0], 0]])
    return np.eye(3) + np.sin(ANGLE) * cross + (1 - np.cos(ANGLE)) * cross @ cross


def turned(checks, label, result, strain, stress):
    """All nodes and cells against the state of the unturned box, turned."""
    turn, size = rotation(), np.abs(strain).max()
    exact = result.points @ (turn @ strain @ turn.T).T
    checks.below(f"{label}: displacement",
                 np.abs(result.last.displacement - exact).max() / (1.5 * size), EXACT, key=True)
    checks.below(f"{label}: stress", np.abs(result.last.stress - turn @ stress @ turn.T).max()
                 / (ELECTROLYTE.oedometric * size), EXACT, key=True)


def boxes(checks, ranks):
    phases, load = [run.phase("solid", ELECTROLYTE)], 0.1
    for order in (1, 2):
        axial, lateral = uniaxial_stress(ELECTROLYTE, -load)
        result = run.solve(f"turned-bar-{order}", run.case("box-turned", order, phases, [
            run.symmetry("xmin", "ymin", "zmin"), run.pressure(load, "zmax")]), ranks)
        strain, stress = np.diag([lateral, lateral, axial]), np.diag([0, 0, -load])
        turned(checks, f"P{order}, turned bar under pressure", result, strain, stress)
        checks.must_fail("bar not turned", lambda c: c.below(
            "", np.abs(result.last.stress - stress).max() / load, EXACT))
        axial = -load / ELECTROLYTE.oedometric
        side = uniaxial_strain(ELECTROLYTE, axial)[1]
        result = run.solve(f"turned-oedometer-{order}", run.case("box-turned", order, phases, [
            run.symmetry("xmin", "xmax", "ymin", "ymax", "zmin"), run.pressure(load, "zmax")]),
            ranks)
        turned(checks, f"P{order}, turned oedometer", result, np.diag([0, 0, axial]),
               np.diag([side, side, -load]))
    beta = 1.1 ** (1 / 3) - 1
    result = run.solve("turned-confined", run.case("box-turned", 2, [
        run.phase("solid", ELECTROLYTE, 0.1)], [
            run.symmetry("xmin", "xmax", "ymin", "ymax", "zmin"), run.pressure(load, "zmax")]),
        ranks)
    axial = (3 * ELECTROLYTE.bulk * beta - load) / ELECTROLYTE.oedometric
    strain = np.diag([0, 0, axial])
    turned(checks, "P2, turned oedometer, swelling", result, strain,
           ELECTROLYTE.stress(strain, beta))


def radial(checks, label, result, exact, groups):
    """Nodes on the spheres, pressures and the normal displacement of the planes."""
    for i, group in enumerate(groups):
        checks.close(f"{label}: pressure of {group}",
                     result.last.of_phase(group)["pressure_mean"], exact.pressure(i), HALF_PERCENT,
                     scale=0.1 * abs(exact.pressure(0)), unit="GPa", key=True)
    points, found = result.points, result.last.displacement
    radius = np.linalg.norm(points, axis=1)
    at = np.abs(radius - 1.0) < 1e-6
    target = exact.displacement_at(0, points[at])
    size = np.linalg.norm(target, axis=1).max()
    error = np.sqrt(np.mean(np.sum((found[at] - target)**2, axis=1)))
    checks.below(f"{label}: displacement at r = a", error / size, HALF_PERCENT, key=True)
    inclined = np.array([-np.sin(np.pi / 3), np.cos(np.pi / 3), 0.0])
    for name, normal in (("front", np.array([0.0, 1, 0])), ("inclined", inclined)):
        on = np.abs(points @ normal) < 1e-9
        checks.below(f"{label}: displacement through the {name} plane",
                     np.abs(found[on] @ normal).max() / size, EXACT)
    axis = np.hypot(points[:, 0], points[:, 1]) < 1e-9
    checks.below(f"{label}: displacement off the axis both planes share",
                 np.abs(found[axis, :2]).max() / size, EXACT)


def wedges(checks, ranks):
    layers, groups = [Layer(1.0, SULFUR, SWELLING), Layer(2.0, ELECTROLYTE)], ("core", "shell")
    phases = [run.phase("core", SULFUR, 0.8), run.phase("shell", ELECTROLYTE)]
    for label, outside, conditions in (("held", "fixed", [run.fixed("outer")]),
                                       ("free", "free", []),
                                       ("pressed", ("pressure", 0.5),
                                        [run.pressure(0.5, "outer")])):
        result = run.solve(f"wedge-{label}", run.case(
            "wedge", 2, phases, [run.symmetry(*PLANES), *conditions]), ranks)
        radial(checks, f"wedge of a sphere, {label}", result, Spheres(layers, outside), groups)
    wrong = Spheres([Layer(1.0, SULFUR, SWELLING), Layer(2.0, Material(22.0, 0.31))],
                    ("pressure", 0.5))
    checks.must_fail("nu 0.31 for 0.30", lambda c: radial(c, "", result, wrong, groups))


def hollow(checks, ranks):
    load = 0.1
    exact = Spheres([Layer(2.0, ELECTROLYTE)], ("pressure", load), inner=1.0)
    result = run.solve("wedge-hollow", run.case(
        "wedge-hollow", 2, [run.phase("shell", ELECTROLYTE)],
        [run.symmetry(*PLANES), run.pressure(load, "outer")]), ranks)
    label = "hollow sphere, pressure outside"
    radial(checks, label, result, exact, ("shell",))
    checks.close(f"{label}: mean von Mises", result.last.of_phase("shell")["mean"],
                 exact.von_mises_mean(0), HALF_PERCENT, unit="GPa", key=True)
    # The wedge's outer surface: pressure times the projected area, exactly for a closed body.
    force = sum(result.last.of_boundary(g)["force"] for g in (*PLANES, "outer", "inner"))
    checks.below(f"{label}: forces balance", np.abs(force).max() / (load * np.pi), 1e-10)
    swelling = run.solve("wedge-hollow-inside", run.case(
        "wedge-hollow", 2, [run.phase("shell", ELECTROLYTE)],
        [run.symmetry(*PLANES), run.pressure(load, "outer", "inner")]), ranks)
    strain = -load / (3 * ELECTROLYTE.bulk)
    checks.below("hollow sphere, the same pressure inside and outside: u = -p x/3K",
                 np.abs(swelling.last.displacement - strain * swelling.points).max()
                 / abs(2 * strain), EXACT, key=True)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"boundaries/{ranks}")
    boxes(checks, ranks)
    wedges(checks, ranks)
    hollow(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

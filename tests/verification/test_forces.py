# SPDX-License-Identifier: BSD-2-Clause
"""Forces by boundary: each belongs to the faces that prescribe it, and a group's is the sum over its
triangles, whichever group carries the condition."""
import numpy as np

import grid
import run
from analytic import ELECTROLYTE, SULFUR
from checks import Checks

EXACT, LOAD = 1e-10, 0.075
SIDES = ("xmin", "xmax", "ymin", "ymax")
SIZE = (1.0, 1.2, 1.5)
AREA = {"x": 1.2 * 1.5, "y": 1.0 * 1.5, "z": 1.0 * 1.2}
SHEAR = np.array([[1, 0.2, 0.5], [0, 1, 0.3], [0, 0, 1.0]])  # planes that meet at other angles
GROUPS = {
    "sides": lambda p: any(np.ptp(p[:, i]) == 0 and p[0, i] in (0, SIZE[i]) for i in (0, 1)),
    "xmax-lower": lambda p: (p[:, 0] == 1.0).all() and p[:, 2].mean() < 0.75,
    "xmax-upper": lambda p: (p[:, 0] == 1.0).all() and p[:, 2].mean() > 0.75,
    "middle": lambda p: (p[:, 2] == 0.75).all(),
}


def particle(centre):
    return "sulfur" if np.abs(centre - [0.35, 0.4, 0.6]).max() < 0.35 else "electrolyte"


def body(name, shape=np.eye(3)):
    return grid.write(name, *grid.box((4, 4, 4), SIZE, GROUPS, particle, lambda x: shape @ x))


def solve(name, mesh, order, conditions, ranks, program=None):
    return run.solve(f"forces-{name}-{order}", run.case(mesh, order, [
        run.phase("sulfur", SULFUR, 0.7), run.phase("electrolyte", ELECTROLYTE)], conditions,
        program), ranks)


def force(result, group, step=-1):
    return result.steps[step].of_boundary(group)["force"]


def parts(checks, label, result):
    """Groups that overlap: the whole is the sum of the parts."""
    size = max(np.abs(force(result, g)).max() for g in run.BOX)
    for whole, pieces in (("sides", SIDES), ("xmax", ("xmax-lower", "xmax-upper"))):
        error = force(result, whole) - sum(force(result, g) for g in pieces)
        checks.below(f"{label}: {whole} is the sum of its parts", np.abs(error).max() / size, EXACT,
                     key=True)
    checks.below(f"{label}: all forces balance", np.abs(sum(
        force(result, g) for g in run.BOX)).max() / size, EXACT)
    checks.below(f"{label}: no force on faces inside", np.abs(
        force(result, "middle")).max() / size, 0.0)


def press(checks, mesh, ranks):
    """A swelling particle between frictionless walls, under a piston."""
    for order in (1, 2):
        result = solve("press", mesh, order, [run.symmetry(*SIDES, "zmin"),
                                              run.pressure(LOAD, "zmax")], ranks, [0, 0.5, 1])
        label, total = f"P{order}, in a press", LOAD * AREA["z"]
        for step, share in enumerate((0, 0.5, 1)):
            at = f"{label}, swelling {share}"
            checks.close(f"{at}: force on the bottom is pressure times area",
                         force(result, "zmin", step)[2], total, EXACT, unit="GPa um2", key=True)
            checks.close(f"{at}: force on the top", force(result, "zmax", step)[2], -total, EXACT)
            for axis, pair in enumerate((("xmin", "xmax"), ("ymin", "ymax"), ("zmin", "zmax"))):
                forces = [force(result, g, step) for g in pair]
                checks.below(f"{at}: {pair[0]} balances {pair[1]}", np.abs(
                    forces[0] + forces[1]).max() / np.abs(forces).max(), EXACT)
                held = [f for f, g in zip(forces, pair) if g != "zmax"]
                checks.true(f"{at}: nothing along {pair[0]}", all(
                    f[i] == 0 for f in held for i in range(3) if i != axis))
        parts(checks, label, result)


def oblique(checks, ranks):
    """Walls at other than right angles: each pushes along its own normal, which settles it all."""
    mesh = body(f"forces-{ranks}/sheared", SHEAR)
    normals = np.linalg.inv(SHEAR)  # rows: the normals of x, y and z = constant
    result = solve("oblique", mesh, 2, [run.symmetry(*run.BOX)], ranks)
    for group, normal in zip(run.BOX, np.repeat(normals, 2, axis=0)):
        pushed = force(result, group)
        off = np.linalg.norm(np.cross(pushed, normal / np.linalg.norm(normal)))
        checks.below(f"oblique walls: {group} pushes along its normal", off / np.linalg.norm(pushed),
                     1e-12)
    parts(checks, "oblique walls", result)


def mixed(checks, mesh, ranks):
    """Fixed below, pulled above: what the conditions of other faces do not prescribe stays zero."""
    result = solve("mixed", mesh, 1, [
        run.fixed("zmin"), run.displacement([0.02, None, None], "zmax"),
        run.symmetry("ymin"), run.pressure(LOAD, "xmax", "xmax-upper")], ranks)
    label = "mixed conditions"
    checks.true(f"{label}: only what is prescribed", (force(result, "zmax")[1:] == 0).all()
                and (force(result, "ymin")[[0, 2]] == 0).all()
                and (force(result, "xmin") == 0).all())
    checks.below(f"{label}: two groups of one entry press once", np.abs(
        force(result, "xmax") - [-LOAD * AREA["x"], 0, 0]).max() / LOAD, EXACT)
    checks.below(f"{label}: a part with the condition of the whole", np.abs(
        force(result, "xmax-lower") - [-LOAD * AREA["x"] / 2, 0, 0]).max() / LOAD, EXACT)
    parts(checks, label, result)


def stretched(checks, mesh, ranks):
    """All faces held in a homogeneous strain of one material: each has its own traction exactly."""
    strain = np.array([[0.01, 0.004, 0], [0.004, -0.02, 0.003], [0, 0.003, 0.005]])
    result = run.solve("forces-stretched", run.case(mesh, 1, [
        run.phase("sulfur", SULFUR), run.phase("electrolyte", SULFUR)],
        [run.gradient(strain, *run.BOX)]), ranks)
    stress = SULFUR.stress(strain, 0)
    for axis, name in enumerate("xyz"):
        for sign, end in ((-1, "min"), (1, "max")):
            checks.below(f"homogeneous strain: {name}{end}", np.abs(force(
                result, name + end) - sign * stress[axis] * AREA[name]).max(), EXACT)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"forces/{ranks}")
    mesh = body(f"forces-{ranks}/box")
    press(checks, mesh, ranks)
    oblique(checks, ranks)
    mixed(checks, mesh, ranks)
    stretched(checks, mesh, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

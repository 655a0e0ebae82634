# SPDX-License-Identifier: BSD-2-Clause
"""Curved cells that are folded over are mended: only their own mid-edge nodes move, every cell is
sound afterwards, it is told, and a state of uniform strain is exact on what is left. On spheres whose
cells fold at the curved interface the solution still converges, as with straight edges there."""
import os
import re
import subprocess

import numpy as np

import elements
import grid
import msh
import run
import spherical
from analytic import ELECTROLYTE, SULFUR, SWELLING, Layer, Spheres
from checks import Checks

EXACT, SIZE, COUNTS = 1e-12, (2.0, 2.0, 2.0), (3, 3, 3)
SIGN = "folded over are mended: "
STRAIN = np.array([[0.01, 0.004, 0], [0.004, -0.02, 0.003], [0, 0.003, 0.005]])


def pulled(places):
    """`places`: [(middle of an edge, by how much)]."""
    def pull(middle):
        for place, by in places:
            if np.abs(middle - place).max() < 1e-9:
                return middle + by
        return middle
    return pull


def layers(centre):
    return "upper" if centre[2] > 4 / 3 else "lower"


# The middles of edges of the middle cube and of one in the interface, pulled through other cells;
# one pulled by less than folds a cell; and one of the outer surface.
INSIDE = (np.array([1, 2 / 3, 2 / 3]), np.array([0, 0.5, 0.6]))
BESIDE = (np.array([2 / 3, 1, 2 / 3]), np.array([0.3, 0.1, 0.45]))
BETWEEN = (np.array([1, 2 / 3, 4 / 3]), np.array([0.05, 0.1, -0.6]))
OUTSIDE = (np.array([1, 0, 2 / 3]), np.array([0, 0.55, 0.1]))
GENTLE = (np.array([5 / 3, 4 / 3, 4 / 3]), np.array([0, 0.05, 0.02]))
MESHES = {"inside": [INSIDE, BESIDE, GENTLE], "between": [BETWEEN, GENTLE], "outside": [OUTSIDE]}


def folded(points, cells):
    """How many, by the Jacobian at the nodes and at many points."""
    return int((elements.jacobians(points, cells)[0].min(axis=1) <= 0).sum())


def told(checks, label, log, surface):
    lines = [line for line in log.splitlines() if SIGN in line]
    checks.true(f"{label}: told once", len(lines) == 1, f" {lines}")
    number = r"([0-9.e+-]+)"
    found = re.search(rf"{SIGN}(\d+) of 162.*by up to {number} of the cell's longest edge \({number}"
                      r" on the outside", lines[0]) if lines else None
    checks.true(f"{label}: number and moves told", found is not None)
    if found:
        checks.true(f"{label}: moves of the surfaces told", (float(found[3]) > 0) == surface
                    and 0 < float(found[2]) < 1, found[0])
    return int(found[1]) if found else 0


def mended(checks, name, places, ranks):
    label = f"pulled {name}"
    straight = grid.curved(*grid.box(COUNTS, SIZE, phase=layers))
    wild = grid.curved(*grid.box(COUNTS, SIZE, phase=layers), pulled(places))
    mesh = grid.write(f"folded-{ranks}/{name}", *wild)
    result = run.solve(f"folded-{name}", run.case(mesh, 2, [
        run.phase("lower", ELECTROLYTE), run.phase("upper", ELECTROLYTE)],
        [run.gradient(STRAIN, *run.BOX)]), ranks)
    checks.true(f"{label}: sound cells", folded(result.points, result.cells) == 0)
    checks.true(f"{label}: it was folded", folded(wild[0], result.cells) > 0)
    count = told(checks, label, result.log, name != "inside")
    checks.true(f"{label}: summary.json has the same", result.summary["mesh"]["mended_cells"] == count
                and 0 < result.summary["mesh"]["mended_move"] < 1)
    checks.true(f"{label}: all that were folded are told",
                count >= folded(wild[0], result.cells))
    moves = np.abs(result.points - wild[0]).max(axis=1)
    was_pulled = np.abs(wild[0] - straight[0]).max(axis=1) > 0
    checks.true(f"{label}: only nodes that were pulled moved", (moves[~was_pulled] < EXACT).all()
                and moves.max() > 0.01)
    between = np.abs(result.points - straight[0]) <= np.abs(wild[0] - straight[0]) + EXACT
    checks.true(f"{label}: towards the middles", between.all())
    gentle = np.abs(straight[0] - GENTLE[0]).max(axis=1) < 1e-9
    if name != "outside":
        checks.below(f"{label}: what folds nothing stays", moves[gentle].max(), EXACT)
    checks.below(f"{label}: uniform strain", np.abs(
        result.last.displacement - result.points @ STRAIN.T).max() / np.abs(STRAIN).max(), EXACT,
        key=True)
    checks.below(f"{label}: its stress", np.abs(
        result.last.stress - ELECTROLYTE.stress(STRAIN, 0)).max()
        / (ELECTROLYTE.oedometric * np.abs(STRAIN).max()), EXACT, key=True)
    return mesh


def split(made, part):
    """Points, cells and triangles of an octant in which the cell outside of every `part`-th face of the
    interface is cut in four by a vertex so low over the face, half as high as the sphere, that the
    face's curve reaches through the lowest. And how many there are."""
    points, cells = [*made.coordinates], [*map(list, made.cells)]
    groups = [made.groups[g] for g in made.cell_group]
    on = np.abs(np.linalg.norm(made.coordinates, axis=1) - 1) < 1e-6
    outside = (on[made.cells[:, :4]].sum(axis=1) == 3) & (made.cell_group == made.groups.index("shell"))
    chosen = np.flatnonzero(outside)[::part]
    for cell in chosen:
        nodes, foot = cells[cell], [n for n in cells[cell][:4] if on[n]]
        centre = np.mean([points[n] for n in foot], axis=0)
        vertex = len(points)
        points.append(centre * (0.5 + 0.5 / np.linalg.norm(centre)))
        middle = {frozenset(nodes[i] for i in edge): nodes[4 + k]
                  for k, edge in enumerate(elements.EDGES)}
        for corner in nodes[:4]:
            middle[frozenset((corner, vertex))] = len(points)
            points.append((points[corner] + points[vertex]) / 2)
        for i in range(4):
            new = [*nodes[:i], vertex, *nodes[i + 1:4]]
            new += [middle[frozenset((new[a], new[b]))] for a, b in elements.EDGES]
            cells.append(new)
            groups.append("shell")
        groups[cell] = None
    cells = [(group, nodes) for group, nodes in zip(groups, cells) if group]
    return np.array(points), cells, hull(np.array(points), cells), len(chosen)


def hull(points, cells):
    """The outer triangles of an octant, by the plane or the sphere that they lie on."""
    seen = {}
    for _, nodes in cells:
        for face in ((0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)):
            middles = [nodes[4 + k] for k, edge in enumerate(elements.EDGES) if {*edge} <= {*face}]
            seen.setdefault(frozenset(nodes[i] for i in face), []).append(
                [nodes[i] for i in face] + middles)
    triangles = []
    for same in seen.values():
        if len(same) == 1:
            x = points[same[0][:3]]
            plane = next((k for k in range(3) if np.abs(x[:, k]).max() < 1e-6), 3)
            triangles.append((("inclined", "front", "bottom", "outer")[plane], same[0]))
    return triangles


def spheres(checks, ranks):
    """Mended cells at the interface have straight edges there: the displacement converges with the
    square of the size, the energy norm with 1.5, as on a mesh of straight cells, or faster."""
    exact = Spheres([Layer(1.0, SULFUR, SWELLING), Layer(2.0, ELECTROLYTE)], "fixed")
    phases = [run.phase("core", SULFUR, 0.8), run.phase("shell", ELECTROLYTE)]
    found = {"displacement": [], "norm": [], "size": []}
    for h in (0.4, 0.28, 0.2):
        points, cells, triangles, count = split(msh.read(run.mesh(f"octant-{h}")), 4)
        gmsh = [(g, [*n[:8], n[9], n[8]]) for g, n in cells]  # its last two edges
        mesh = grid.write(f"folded-{ranks}/octant-{h}", points, gmsh, triangles)
        result = run.solve(f"folded-octant-{h}", run.case(
            mesh, 2, phases, [run.symmetry("bottom", "front", "inclined"), run.fixed("outer")],
            solver={"relative_tolerance": 1e-10}), ranks)
        lines = [line for line in result.log.splitlines() if SIGN in line]
        mended_cells = int(re.search(rf"{SIGN}(\d+) of", lines[0])[1]) if lines else 0
        checks.true(f"octant {h}: as many cells are mended as were folded, at least",
                    mended_cells >= count > 3, f" {mended_cells}, {count}")
        checks.true(f"octant {h}: sound cells", folded(result.points, result.cells) == 0)
        checks.close(f"octant {h}, a quarter of the interface mended: pressure of the core",
                     result.last.of_phase("core")["pressure_mean"], exact.pressure(0), 5e-3,
                     unit="GPa", key=True)
        errors = spherical.errors(result, exact, ("core", "shell"))
        found["displacement"].append(errors["l2"])
        found["norm"].append(errors["energy"])
        found["size"].append(np.cbrt(result.volumes.mean()))
    checks.rate("mended octants: displacement", found["size"], found["displacement"], 2, 0.4)
    checks.rate("mended octants: energy norm", found["size"], found["norm"], 1.5, 0.4)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"folded/{ranks}")
    for name, places in MESHES.items():
        mesh = mended(checks, name, places, ranks)
    done = subprocess.run([os.environ["SULFEM"], "analyse", mesh + ".msh", "--length-unit", "um",
                           "--no-tortuosity", "--output", mesh + ".json"], capture_output=True,
                          text=True, timeout=300)
    checks.true("analyse says it, too", done.returncode == 0 and SIGN in done.stderr, done.stderr)
    spheres(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

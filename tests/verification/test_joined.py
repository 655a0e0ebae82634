# SPDX-License-Identifier: BSD-2-Clause
"""An interface that is joined in part is told, with the number of nodes and a place, refused at
order 2 where the vertices are joined and the mid-edge nodes are not; whole ones, and faces that only come near
each other, are not."""
import os
import re
import subprocess

import numpy as np

import grid
import run
from analytic import ELECTROLYTE, SULFUR
from checks import Checks

SIZE, COUNTS = (2.0, 1.0, 2.0), (6, 3, 4)
SIGN = "at the places of others: "
LOOSE = r"have different nodes, \d+ and \d+, in the middle of their common edge"


def layers(centre):
    return "upper" if centre[2] > 1 else "lower"


def opened(name, beyond, shift=0.0):
    """Nodes of the interface with x > `beyond` stand twice, once for each side; the upper ones
    `shift` higher. Returns the mesh and their number."""
    points, cells, triangles = grid.box(COUNTS, SIZE, phase=layers)
    twice = [i for i, x in enumerate(points) if x[2] == 1 and x[0] > beyond]
    twin = {node: len(points) + k for k, node in enumerate(twice)}
    upper = points[twice] + [0, 0, shift]
    whole = np.vstack([points, upper])

    def own(nodes, centre):
        return [twin.get(n, n) for n in nodes] if centre[2] > 1 else nodes

    cells = [(phase, own(nodes, points[nodes].mean(axis=0))) for phase, nodes in cells]
    triangles = [(group, own(nodes, points[nodes].mean(axis=0))) for group, nodes in triangles]
    return grid.write(name, whole, cells, triangles), len(twice)


def loosened(name, beyond, shift=0.0):
    """At order 2: the same with the mid-edge nodes of the interface alone."""
    points, cells, triangles = grid.curved(*grid.box(COUNTS, SIZE, phase=layers))
    vertices = len(grid.box(COUNTS, SIZE)[0])
    twice = [i for i, x in enumerate(points) if i >= vertices and x[2] == 1 and x[0] > beyond]
    twin = {node: len(points) + k for k, node in enumerate(twice)}
    cells = [(phase, [twin.get(n, n) for n in nodes] if phase == "upper" else nodes)
             for phase, nodes in cells]
    inside = {n for phase, nodes in cells if phase == "upper" for n in nodes}
    triangles = [(group, [twin.get(n, n) for n in nodes]
                  if all(twin.get(n, n) in inside for n in nodes) else nodes)
                 for group, nodes in triangles]
    return grid.write(name, np.vstack([points, points[twice] + [0, 0, shift]]), cells, triangles)


def said(*arguments):
    done = subprocess.run([os.environ["SULFEM"], *arguments], capture_output=True, text=True,
                          timeout=300)
    if done.returncode != 0:
        raise run.RunFailed(done.stdout + done.stderr)
    return warnings(done.stderr)


def warnings(log):
    return [line for line in log.splitlines() if SIGN in line]


def order_2(checks, ranks, phases):
    """Vertices in common, mid-edge nodes not: neither a crack nor a whole."""
    for name, beyond, shift in (("mid-edge", 1.1, 0), ("mid-edge apart", 1.1, 0.01)):
        mesh = loosened(f"joined-{ranks}/{name.replace(' ', '-')}-2", beyond, shift)
        try:
            run.solve(f"joined-{name.replace(' ', '-')}-2",
                      run.case(mesh, 2, phases, [run.fixed("xmin")]), ranks)
            words = "solved"
        except run.RunFailed as failure:
            words = str(failure)
        refused = "exit status 2" in words and re.search(LOOSE, words)
        checks.true(f"{name}, order 2: refused with the place", refused,
                    "" if refused else f" {words[-400:]}", key=True)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"joined/{ranks}")
    phases = [run.phase("lower", ELECTROLYTE), run.phase("upper", SULFUR, 0.1)]
    for name, beyond, shift, told in (("whole", 2.5, 0, False), ("half", 1.1, 0, True),
                                      ("rounded", 1.1, 1e-7, True), ("gap", 1.1, 0.01, False)):
        mesh, count = opened(f"joined-{ranks}/{name}", beyond, shift)
        case = run.case(mesh, 1, phases, [run.fixed("xmin")])
        result = run.solve(f"joined-{name}", case, ranks)
        lines = warnings(result.log)
        checks.true(f"{name}: summary.json counts them",
                    result.summary["mesh"]["doubled_nodes"] == (count if told else 0))
        path = os.path.join(os.path.dirname(result.folder), "case.yaml")
        lines_check = said("solve", path, "--check")
        lines_analyse = said("analyse", mesh + ".msh", "--length-unit", "um", "--no-tortuosity",
                             "--output", mesh + ".json")
        for where, found in (("solve", lines), ("--check", lines_check),
                             ("analyse", lines_analyse)):
            checks.true(f"{name}: {where} says it once, or nothing", len(found) == int(told),
                        f" {found}")
            if told:
                checks.true(f"{name}: {where} says how many, between what, and where",
                            f"{SIGN}{count} (" in found[0]
                            and f'between "lower" and "upper": {count})' in found[0]
                            and ", 1) in mesh units" in found[0], key=where == "solve")
    order_2(checks, ranks, phases)
    checks.finish()


if __name__ == "__main__":
    main()

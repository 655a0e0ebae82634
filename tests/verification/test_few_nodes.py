# SPDX-License-Identifier: BSD-2-Clause
"""More ranks than there is work for: ranks without a node of their own, without a cell, must take part in
everything that is done together, and the results are those of one rank. On one of these small bodies: what
the command line may change without changing the results."""
import os

import numpy as np

import run
from analytic import SULFUR
from checks import Checks

TOLERANCE = 1e-9
SOLVER = {"relative_tolerance": 1e-12}
# paths from corner 0 to corner 7 of a cube, one tetrahedron each
KUHN = [(0, 1 << a, 1 << a | 1 << b, 7) for a in range(3) for b in range(3) if a != b]


def write(path, points, cells, base):
    """MSH 2.2: cells "sulfur", faces "base"."""
    with open(path, "w", encoding="ascii") as file:
        file.write('$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$PhysicalNames\n2\n2 1 "base"\n3 2 "sulfur"\n'
                   f"$EndPhysicalNames\n$Nodes\n{len(points)}\n")
        for number, point in enumerate(points, 1):
            file.write(f"{number} {' '.join(map(str, point))}\n")
        file.write(f"$EndNodes\n$Elements\n{len(base) + len(cells)}\n")
        for number, nodes in enumerate([*base, *cells], 1):
            kind = "2 2 1 1" if len(nodes) == 3 else "4 2 2 2"
            file.write(f"{number} {kind} {' '.join(str(n + 1) for n in nodes)}\n")
        file.write("$EndElements\n")


def column(path, length):
    """A column of cubes with six tetrahedra each, held at its foot."""
    points = [(i & 1, i >> 1 & 1, k) for k in range(length + 1) for i in range(4)]
    cells = [tuple(4 * k + corner for corner in path) for k in range(length) for path in KUHN]
    write(path, points, cells, [(0, 1, 3), (0, 2, 3)])


def two_cells(path):
    write(path, [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)],
          [(0, 1, 2, 3), (1, 2, 3, 4)], [(0, 1, 2)])


def entry(path, order):
    made = run.case("", order, [run.phase("sulfur", SULFUR, 0.71)], [run.fixed("base")],
                    program=[0.5, 1.0], solver=SOLVER)
    made["mesh"]["file"] = path
    return made


# Another format of the matrix, solvers of PETSc's own.
OPTIONS = ("-mat_type aij", "-pc_type gamg", "-mg_levels_ksp_max_it 3")


def within(path, lithiation):
    """Lithiation that varies within the body, through its surface."""
    made = entry(path, 2)
    made["phases"][0]["lithiation"] = {"fraction": 1.0, **lithiation}
    made["program"]["duration"] = "100 s"
    return made


def compare_within(checks, path):
    profiles = (("diffusion", {"diffusivity": "1e-14 m2/s"}), ("front", {}))
    for profile, further in profiles[:1] if run.COARSE else profiles:
        made = within(path, {"profile": profile, **further})
        alone, many = (run.solve(f"few-nodes-{profile}", made, n, timeout=400) for n in (1, 6))
        for field in ("lithiation", "stress"):
            one, other = getattr(alone.last, field), getattr(many.last, field)
            checks.below(f"column, {profile}, 6 ranks: {field}", np.abs(one - other).max() / np.abs(one).max(), 1e-8)


def compare_options(checks, path, order):
    plain = run.solve(f"few-nodes-options-{order}", entry(path, order), timeout=60)
    for number, option in enumerate(OPTIONS):
        other = run.solve(f"few-nodes-options-{order}-{number}", entry(path, order), 1, option.split(),
                          timeout=60)
        checks.below(f"order {order}, {option}", np.abs(plain.last.stress - other.last.stress).max()
                     / np.abs(plain.last.stress).max(), TOLERANCE)


def main():
    run.ranks_from_arguments()
    checks = Checks("few_nodes")
    folder = os.environ["SULFEM_WORK"]
    for name, make, ranks in (("two-cells", two_cells, (3,)), ("column", lambda p: column(p, 4), (6,))):
        path = os.path.join(folder, f"few-nodes-{name}.msh")
        make(path)
        for order in (1,) if run.COARSE else (1, 2):
            alone = run.solve(f"few-nodes-{name}-{order}", entry(path, order), 1, timeout=60)
            for n in ranks:
                many = run.solve(f"few-nodes-{name}-{order}", entry(path, order), n, timeout=60)
                for field in ("displacement", "stress"):
                    one, other = getattr(alone.last, field), getattr(many.last, field)
                    checks.below(f"{name}, order {order}, {n} ranks: {field}",
                                 np.abs(one - other).max() / np.abs(one).max(), TOLERANCE)
    for order in () if run.COARSE else (1, 2):
        compare_options(checks, path, order)
    compare_within(checks, path)
    checks.finish()


if __name__ == "__main__":
    main()

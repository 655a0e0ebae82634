#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes two-phases.msh (MSH 2.2, ASCII): a box of 2 x 2 x 2 cubes of six tetrahedra each, the lower
layer `sulfur`, the upper `electrolyte`, its sides xmin ... zmax. The sound mesh of this gallery."""

import itertools
import pathlib

CUBES = 2
SIDES = ["xmin", "xmax", "ymin", "ymax", "zmin", "zmax"]
PHASES = ["sulfur", "electrolyte"]


def node(point):
    x, y, z = point
    return 1 + x + (CUBES + 1) * (y + (CUBES + 1) * z)


def tetrahedra():
    """Kuhn's subdivision: a tetrahedron for each order in which x, y, z are stepped along."""
    for corner in itertools.product(range(CUBES), repeat=3):
        for order in itertools.permutations(range(3)):
            points, point = [corner], list(corner)
            for axis in order:
                point[axis] += 1
                points.append(tuple(point))
            (a, b, c, d) = points
            determinant = sum(
                (b[i] - a[i]) * ((c[j] - a[j]) * (d[k] - a[k]) - (c[k] - a[k]) * (d[j] - a[j]))
                for i, j, k in [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
            yield [a, b, c, d] if determinant > 0 else [a, c, b, d], corner[2]


def side_of(face):
    for axis in range(3):
        for end in range(2):
            if all(point[axis] == end * CUBES for point in face):
                return 2 * axis + end
    return None


def main():
    names = [(2, 1 + i, name) for i, name in enumerate(SIDES)]
    names += [(3, 11 + i, name) for i, name in enumerate(PHASES)]
    elements = []
    for cell, layer in tetrahedra():
        elements.append((4, 11 + layer, [node(point) for point in cell]))
        for face in itertools.combinations(cell, 3):
            if side_of(face) is not None:
                elements.append((2, 1 + side_of(face), [node(point) for point in face]))
    elements.sort()
    lines = ["$MeshFormat", "2.2 0 8", "$EndMeshFormat", "$PhysicalNames", str(len(names))]
    lines += [f'{dimension} {tag} "{name}"' for dimension, tag, name in names]
    lines += ["$EndPhysicalNames", "$Nodes", str((CUBES + 1) ** 3)]
    for z, y, x in itertools.product(range(CUBES + 1), repeat=3):
        lines.append(f"{node((x, y, z))} {x} {y} {z}")
    lines += ["$EndNodes", "$Elements", str(len(elements))]
    for number, (kind, tag, nodes) in enumerate(elements, 1):
        lines.append(" ".join(map(str, [number, kind, 2, tag, tag] + nodes)))
    lines += ["$EndElements", ""]
    pathlib.Path(__file__).with_suffix(".msh").write_text("\n".join(lines))


if __name__ == "__main__":
    main()

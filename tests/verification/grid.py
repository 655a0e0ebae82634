# SPDX-License-Identifier: BSD-2-Clause
"""Small meshes of boxes, written without Gmsh (MSH 2.2): any groups of faces, overlapping or inside
the body, any map of the box, straight or curved."""
import itertools
import os

import numpy as np


def _cells(counts):
    """Kuhn's subdivision: a tetrahedron for each order in which x, y, z are stepped along."""
    for corner in itertools.product(*map(range, counts)):
        for order in itertools.permutations(range(3)):
            points, point = [corner], list(corner)
            for axis in order:
                point[axis] += 1
                points.append(tuple(point))
            edges = np.array(points[1:]) - points[0]
            yield points if np.linalg.det(edges) > 0 else [points[i] for i in (0, 2, 1, 3)]


def _sides(size):
    return {name: (lambda p, axis=axis, end=end: np.ptp(p[:, axis]) == 0 and p[0, axis] == end)
            for axis, names in enumerate((("xmin", "xmax"), ("ymin", "ymax"), ("zmin", "zmax")))
            for name, end in zip(names, (0, size[axis]))}


def box(counts, size, groups=(), phase=lambda centre: "solid", shape=lambda x: x):
    """Points, [(phase, nodes)] and [(group, nodes)] of a box of `counts` cubes.

    `groups`: {name: predicate of a face's [3, 3] points} besides xmin ... zmax. Predicates, and
    `phase` of a cell's centre, see the box from 0 to `size`; `shape` maps it afterwards.
    """
    nodes, points = {}, []
    for key in itertools.product(*(range(n + 1) for n in counts)):
        nodes[key] = len(points)
        points.append([k * s / n for k, s, n in zip(key, size, counts)])
    points = np.array(points)
    wanted = {**_sides(size), **dict(groups)}
    cells, faces = [], {}
    for cell in _cells(counts):
        corners = [nodes[p] for p in cell]
        cells.append((phase(points[corners].mean(axis=0)), corners))
        for face in itertools.combinations(corners, 3):
            faces[tuple(sorted(face))] = None
    triangles = [(name, list(face)) for name, belongs in wanted.items() for face in faces
                 if belongs(points[list(face)])]
    return np.array([shape(x) for x in points]), cells, triangles


def curved(points, cells, triangles, pull=lambda middle: middle):
    """The same of order 2: nodes at `pull` of the edges' middles."""
    number, extra = {}, []

    def middle(a, b):
        key = (min(a, b), max(a, b))
        if key not in number:
            number[key] = len(points) + len(extra)
            extra.append(pull((points[a] + points[b]) / 2))
        return number[key]

    def widened(nodes, edges):
        return [*nodes, *(middle(nodes[i], nodes[j]) for i, j in edges)]

    # Gmsh's order of the edges
    cells = [(phase, widened(n, ((0, 1), (1, 2), (0, 2), (0, 3), (2, 3), (1, 3))))
             for phase, n in cells]
    triangles = [(group, widened(n, ((0, 1), (1, 2), (0, 2)))) for group, n in triangles]
    return np.vstack([points, extra]), cells, triangles


def write(name, points, cells, triangles):
    """The file's path without `.msh`, as run.mesh finds it."""
    phases = list(dict.fromkeys(phase for phase, _ in cells))
    groups = list(dict.fromkeys(group for group, _ in triangles))
    names = [(2, 1 + i, n) for i, n in enumerate(groups)]
    names += [(3, 101 + i, n) for i, n in enumerate(phases)]
    elements = [({3: 2, 6: 9}[len(nodes)], 1 + groups.index(g), nodes) for g, nodes in triangles]
    elements += [({4: 4, 10: 11}[len(nodes)], 101 + phases.index(p), nodes) for p, nodes in cells]
    lines = ["$MeshFormat", "2.2 0 8", "$EndMeshFormat", "$PhysicalNames", str(len(names))]
    lines += [f'{dimension} {tag} "{n}"' for dimension, tag, n in names]
    lines += ["$EndPhysicalNames", "$Nodes", str(len(points))]
    lines += [f"{i} {x[0]!r} {x[1]!r} {x[2]!r}" for i, x in enumerate(points.tolist(), 1)]
    lines += ["$EndNodes", "$Elements", str(len(elements))]
    lines += [" ".join(map(str, [i, kind, 2, tag, tag, *(n + 1 for n in nodes)]))
              for i, (kind, tag, nodes) in enumerate(elements, 1)]
    path = os.path.join(os.environ["SULFEM_WORK"], name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".msh", "w") as file:
        file.write("\n".join([*lines, "$EndElements", ""]))
    return path

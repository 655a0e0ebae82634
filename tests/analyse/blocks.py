# SPDX-License-Identifier: BSD-2-Clause
"""Meshes of cubes with a label each, six straight tetrahedra a cube, and what is true of them.

Labels stand in an array [nx, ny, nz]; -1 is a pore: a cube that is not meshed.
"""
import itertools

import numpy as np

PATHS = list(itertools.permutations((0, 1, 2)))  # a tetrahedron for each way along the cube's edges
FACES = ["xmin", "xmax", "ymin", "ymax", "zmin", "zmax"]


def tetrahedra(labels, edge):
    """Points [n, 3], cells [m, 4] of positive volume, and the label of each cell."""
    size = np.array(labels.shape) + 1
    number = np.arange(size.prod()).reshape(size)
    points = np.stack(np.meshgrid(*[np.arange(s) * edge for s in size], indexing="ij"), axis=-1)
    cells, cell_label = [], []
    for cube in itertools.product(*[range(s) for s in labels.shape]):
        if labels[cube] < 0:
            continue
        for path in PATHS:
            corners = [np.array(cube)]
            for axis in path:
                corners.append(corners[-1] + np.eye(3, dtype=int)[axis])
            tet = [number[tuple(c)] for c in corners]
            even = path in ((0, 1, 2), (1, 2, 0), (2, 0, 1))
            cells.append(tet if even else [tet[0], tet[2], tet[1], tet[3]])
            cell_label.append(labels[cube])
    return points.reshape(-1, 3), np.array(cells), np.array(cell_label)


def outer_triangles(points, cells, labels, edge):
    """{group: triangles}: the six faces of the box and the walls of pores, by counting faces."""
    sides = np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    faces = np.sort(cells[:, sides].reshape(-1, 3), axis=1)
    unique, count = np.unique(faces, axis=0, return_counts=True)
    alone, groups = unique[count == 1], {}
    for axis, length in enumerate(np.array(labels.shape) * edge):
        x = points[alone][:, :, axis]
        groups[FACES[2 * axis]] = alone[(x == 0).all(axis=1)]
        groups[FACES[2 * axis + 1]] = alone[(x == length).all(axis=1)]
    boxed = np.vstack(list(groups.values()))
    inner = {tuple(f) for f in alone} - {tuple(f) for f in boxed}
    if inner:
        groups["hole"] = np.array(sorted(inner))
    return groups


def write(path, labels, edge, names, groups=True):
    """MSH 2.2 in text. Without `groups` only the volumes have names."""
    points, cells, cell_label = tetrahedra(labels, edge)
    surfaces = outer_triangles(points, cells, labels, edge) if groups else {}
    used = np.unique(cells)
    with open(path, "w") as file:
        file.write("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$PhysicalNames\n")
        file.write(f"{len(names) + len(surfaces)}\n")
        for i, name in enumerate(names):
            file.write(f'3 {i + 1} "{name}"\n')
        for i, name in enumerate(surfaces):
            file.write(f'2 {i + 101} "{name}"\n')
        file.write(f"$EndPhysicalNames\n$Nodes\n{len(used)}\n")
        for n in used:
            file.write("{} {!r} {!r} {!r}\n".format(n + 1, *map(float, points[n])))
        triangles = [(i + 101, t) for i, s in enumerate(surfaces.values()) for t in s]
        file.write(f"$EndNodes\n$Elements\n{len(cells) + len(triangles)}\n")
        element = 0
        for tag, triangle in triangles:
            element += 1
            file.write(f"{element} 2 2 {tag} {tag} " + " ".join(str(v + 1) for v in triangle) + "\n")
        for label, cell in zip(cell_label, cells):
            element += 1
            file.write(f"{element} 4 2 {label + 1} {label + 1} "
                       + " ".join(str(v + 1) for v in cell) + "\n")
        file.write("$EndElements\n")


# ---- what is true of the cubes ----------------------------------------------------------------


def areas(labels):
    """{(a, b): faces of cubes}, a < b in labels, "outer" as "outer"."""
    found = {}
    for axis in range(3):
        rows = np.moveaxis(labels, axis, 0)
        for a, b in zip(rows[:-1].ravel(), rows[1:].ravel()):
            if a != b:
                key = (min(a, b), max(a, b))
                found[key] = found.get(key, 0) + 1
        for a in np.concatenate([rows[0].ravel(), rows[-1].ravel()]):
            found[a, "outer"] = found.get((a, "outer"), 0) + 1
    return found


def lines(labels):
    """{three labels: edges of cubes} at which three or four labels meet, two of them across."""
    found = {}
    for axis in range(3):
        rows = np.moveaxis(labels, axis, 2)
        for i, j, k in itertools.product(range(1, rows.shape[0]), range(1, rows.shape[1]),
                                         range(rows.shape[2])):
            around = sorted(set(rows[i - 1:i + 1, j - 1:j + 1, k].ravel()))
            for three in itertools.combinations(around, 3):
                found[three] = found.get(three, 0) + 1
    return found


def bodies(labels, phase):
    """Sizes in cubes of the bodies of a phase that hang together through faces."""
    left, sizes = {tuple(c) for c in np.argwhere(labels == phase)}, []
    while left:
        stack, size = [left.pop()], 0
        while stack:
            cube = stack.pop()
            size += 1
            for axis, step in itertools.product(range(3), (-1, 1)):
                near = tuple(c + step * (a == axis) for a, c in enumerate(cube))
                if near in left:
                    left.remove(near)
                    stack.append(near)
        sizes.append(size)
    return sizes


def percolates(labels, phase):
    """[along x, y, z] by flooding from each low face."""
    result = []
    for axis in range(3):
        rows = np.moveaxis(labels == phase, axis, 0)
        wet, depth = np.zeros(rows.shape, bool), -1
        wet[0] = rows[0]
        while wet.sum() != depth:
            depth = wet.sum()
            for a in range(3):
                forward, backward = np.zeros_like(wet), np.zeros_like(wet)
                view = [np.moveaxis(v, a, 0) for v in (wet, forward, backward)]
                view[1][1:], view[2][:-1] = view[0][:-1], view[0][1:]
                wet = wet | ((forward | backward) & rows)
        result.append(bool(wet[-1].any()))
    return result


def surface_ratio(labels, a, b):
    """Share of voxels a with a neighbour b, by shifting the whole array."""
    touching = np.zeros(labels.shape, bool)
    for axis, step in itertools.product(range(3), (-1, 1)):
        shifted = np.full(labels.shape, -2)
        view, source = np.moveaxis(shifted, axis, 0), np.moveaxis(labels, axis, 0)
        if step > 0:
            view[1:] = source[:-1]
        else:
            view[:-1] = source[1:]
        touching |= shifted == b
    return (touching & (labels == a)).sum() / (labels == a).sum()

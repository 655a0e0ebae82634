# SPDX-License-Identifier: BSD-2-Clause
"""Reads what the tests need of a binary Gmsh 4.1 file: independent of the program's own reader.

As a command it checks meshes: `msh.py FILE...` prints cells, groups and the worst Jacobian, and
exits with 1 if an element is inverted or belongs to no physical group.
"""
import re
import sys
from dataclasses import dataclass

import numpy as np

import elements

TETRAHEDRA = {4: 4, 11: 10}  # Gmsh's element type: nodes
NODES = {1: 2, 2: 3, 4: 4, 8: 3, 9: 6, 11: 10, 15: 1}


@dataclass
class Mesh:
    coordinates: np.ndarray  # [nodes, 3]
    cells: np.ndarray        # [cells, 4 or 10], vertices then edges 01 12 02 03 13 23
    cell_group: np.ndarray   # [cells], index into groups
    groups: list             # names of the volume groups
    surfaces: dict           # name: number of faces


class _Bytes:
    def __init__(self, data, position):
        self.data, self.position = data, position

    def take(self, kind, count=1):
        values = np.frombuffer(self.data, kind, count, self.position)
        self.position += values.nbytes
        return values


def _section(data, name):
    start = data.find(b"$" + name + b"\n")
    if start < 0:
        raise ValueError(f"no section ${name.decode()}")
    return _Bytes(data, start + len(name) + 2)


def _physical_names(data):
    text = data[data.find(b"$PhysicalNames"):data.find(b"$EndPhysicalNames")].decode()
    return {(int(d), int(t)): n for d, t, n in re.findall(r'(\d+) (\d+) "(.*)"', text)}


def _entities(data):
    """{(dimension, entity): physical tag}"""
    section, physical = _section(data, b"Entities"), {}
    counts = section.take("<u8", 4)
    for dimension in range(4):
        for _ in range(int(counts[dimension])):
            tag = int(section.take("<i4")[0])
            section.take("<f8", 3 if dimension == 0 else 6)
            tags = section.take("<i4", int(section.take("<u8")[0]))
            if len(tags):
                physical[dimension, tag] = int(tags[0])
            if dimension:
                section.take("<i4", int(section.take("<u8")[0]))
    return physical


def _nodes(data):
    section = _section(data, b"Nodes")
    blocks, count, _, highest = (int(v) for v in section.take("<u8", 4))
    coordinates, index = np.empty((count, 3)), np.full(highest + 1, -1)
    filled = 0
    for _ in range(blocks):
        section.take("<i4", 3)
        size = int(section.take("<u8")[0])
        index[section.take("<u8", size)] = np.arange(filled, filled + size)
        coordinates[filled:filled + size] = section.take("<f8", 3 * size).reshape(-1, 3)
        filled += size
    return coordinates, index


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(b"$MeshFormat\n4.1 1 8\n"):
        raise ValueError(f"{path}: not a binary MSH 4.1 file")
    names, physical = _physical_names(data), _entities(data)
    coordinates, index = _nodes(data)
    section = _section(data, b"Elements")
    cells, cell_group, groups, surfaces = [], [], [], {}
    for _ in range(int(section.take("<u8", 4)[0])):
        dimension, entity, kind = (int(v) for v in section.take("<i4", 3))
        size = int(section.take("<u8")[0])
        table = section.take("<u8", size * (NODES[kind] + 1)).reshape(size, -1)[:, 1:]
        name = names.get((dimension, physical.get((dimension, entity))))
        if dimension == 2 and name:
            surfaces[name] = surfaces.get(name, 0) + size
        if dimension != 3:
            continue
        if kind not in TETRAHEDRA or name is None:
            raise ValueError(f"{path}: volume {entity} has no group or other cells than tetrahedra")
        if name not in groups:
            groups.append(name)
        table = index[table]
        if kind == 11:  # Gmsh has the last two edges the other way round
            table = table[:, [0, 1, 2, 3, 4, 5, 6, 7, 9, 8]]
        cells.append(table)
        cell_group.append(np.full(size, groups.index(name)))
    return Mesh(coordinates, np.vstack(cells), np.concatenate(cell_group), groups, surfaces)


def main():
    bad = False
    for path in sys.argv[1:]:
        mesh = read(path)
        worst = elements.smallest_jacobian(mesh.coordinates, mesh.cells).min()
        volume = elements.volumes(mesh.coordinates, mesh.cells)
        shares = ", ".join(f"{name} {volume[mesh.cell_group == i].sum():.6g}"
                           for i, name in enumerate(mesh.groups))
        bad |= worst <= 0 or volume.min() <= 0
        print(f"{path}: {len(mesh.cells)} cells, {len(mesh.coordinates)} nodes, smallest relative "
              f"Jacobian {worst:.3f}; volumes: {shares}; faces: {mesh.surfaces}")
    sys.exit(1 if bad or len(sys.argv) < 2 else 0)


if __name__ == "__main__":
    main()

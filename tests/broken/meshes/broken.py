#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes the broken meshes of this gallery, each the sound one (two-phases.py) with one thing wrong."""

import importlib
import itertools
import pathlib
import struct

sound = importlib.import_module("two-phases")
HERE = pathlib.Path(__file__).parent
TRIANGLE, QUADRANGLE, TETRAHEDRON, HEXAHEDRON, TETRAHEDRON_10, TETRAHEDRON_20 = 2, 3, 4, 5, 11, 29
NAMES = [(2, 1 + i, name) for i, name in enumerate(sound.SIDES)]
NAMES += [(3, 11 + i, name) for i, name in enumerate(sound.PHASES)]


class Mesh:
    """Nodes {tag: point}, elements [(kind, group, nodes)], names [(dimension, group, name)]."""

    def __init__(self):
        self.names = list(NAMES)
        corners = range(sound.CUBES + 1)
        self.nodes = {sound.node((x, y, z)): [x, y, z]
                      for z in corners for y in corners for x in corners}
        self.elements = []
        for cell, layer in sound.tetrahedra():
            self.elements.append((TETRAHEDRON, 11 + layer, [sound.node(p) for p in cell]))
            for skipped in range(4):
                face = cell[:skipped] + cell[skipped + 1:]
                side = sound.side_of(face)
                if side is not None:
                    self.elements.append((TRIANGLE, 1 + side, [sound.node(p) for p in face]))
        self.elements.sort(key=lambda element: element[:2])

    def tetrahedra(self):
        return [i for i, element in enumerate(self.elements) if element[0] == TETRAHEDRON]

    def text(self, version="2.2", announced=None):
        lines = ["$MeshFormat", f"{version} 0 8", "$EndMeshFormat"]
        if self.names:
            lines += ["$PhysicalNames", str(len(self.names))]
            lines += [f'{dimension} {tag} "{name}"' for dimension, tag, name in self.names]
            lines += ["$EndPhysicalNames"]
        lines += ["$Nodes", str(len(self.nodes))]
        lines += [" ".join(map(str, [tag] + point)) for tag, point in self.nodes.items()]
        lines += ["$EndNodes", "$Elements", str(announced or len(self.elements))]
        lines += [" ".join(map(str, [number, kind, 2, group, max(group, 1)] + nodes))
                  for number, (kind, group, nodes) in enumerate(self.elements, 1)]
        return "\n".join(lines + ["$EndElements", ""])

    def binary(self):
        data = b"$MeshFormat\n2.2 1 8\n" + struct.pack("<i", 1) + b"\n$EndMeshFormat\n"
        data += f"$PhysicalNames\n{len(self.names)}\n".encode()
        data += "".join(f'{d} {t} "{n}"\n' for d, t, n in self.names).encode()
        data += f"$EndPhysicalNames\n$Nodes\n{len(self.nodes)}\n".encode()
        for tag, point in self.nodes.items():
            data += struct.pack("<iddd", tag, *point)
        data += f"\n$EndNodes\n$Elements\n{len(self.elements)}\n".encode()
        for number, (kind, group, nodes) in enumerate(self.elements, 1):
            data += struct.pack(f"<{6 + len(nodes)}i", kind, 1, 2, number, group, group, *nodes)
        return data + b"\n$EndElements\n"

    def version_1(self):
        lines = ["$NOD", str(len(self.nodes))]
        lines += [" ".join(map(str, [tag] + point)) for tag, point in self.nodes.items()]
        lines += ["$ENDNOD", "$ELM", str(len(self.elements))]
        lines += [" ".join(map(str, [number, kind, group, group, len(nodes)] + nodes))
                  for number, (kind, group, nodes) in enumerate(self.elements, 1)]
        return "\n".join(lines + ["$ENDELM", ""])

    def version_4(self, volume_groups):
        """MSH 4.1 with one entity a phase; volume_groups: the groups of each."""
        lines = ["$MeshFormat", "4.1 0 8", "$EndMeshFormat", "$PhysicalNames", str(len(self.names))]
        lines += [f'{dimension} {tag} "{name}"' for dimension, tag, name in self.names]
        lines += ["$EndPhysicalNames", "$Entities", f"0 0 0 {len(volume_groups)}"]
        lines += [" ".join(map(str, [1 + i, 0, 0, 0, 2, 2, 2, len(groups), *groups, 0]))
                  for i, groups in enumerate(volume_groups)]
        lines += ["$EndEntities", "$Nodes", f"1 {len(self.nodes)} 1 {max(self.nodes)}"]
        lines += [f"3 1 0 {len(self.nodes)}"] + [str(tag) for tag in self.nodes]
        lines += [" ".join(map(str, point)) for point in self.nodes.values()]
        cells = [[nodes for kind, group, nodes in self.elements
                  if kind == TETRAHEDRON and group == 11 + i] for i in range(len(volume_groups))]
        total, number = sum(map(len, cells)), 0
        lines += ["$EndNodes", "$Elements", f"{len(cells)} {total} 1 {total}"]
        for i, entity in enumerate(cells):
            lines.append(f"3 {1 + i} {TETRAHEDRON} {len(entity)}")
            for nodes in entity:
                number += 1
                lines.append(" ".join(map(str, [number] + nodes)))
        return "\n".join(lines + ["$EndElements", ""])

    def regroup(self, element, group):
        kind, _, nodes = self.elements[element]
        self.elements[element] = (kind, group, nodes)

    def renode(self, element, nodes):
        kind, group, _ = self.elements[element]
        self.elements[element] = (kind, group, nodes)


def single(kind, nodes, points):
    """A mesh of one element, in the group `electrolyte`."""
    mesh = Mesh()
    mesh.names = [(3, 12, "electrolyte")]
    mesh.nodes = {tag: list(point) for tag, point in zip(nodes, points)}
    mesh.elements = [(kind, 12, nodes)]
    return mesh


def write(name, content):
    data = content if isinstance(content, bytes) else content.encode()
    (HERE / f"{name}.msh").write_bytes(data)


def wrong_files():
    mesh = Mesh()
    write("empty", "")
    text = mesh.text()
    write("truncated-text", text[:len(text) * 3 // 4])
    data = mesh.binary()
    write("truncated-binary", data[:len(data) * 3 // 4])
    write("truncated-at-section", text[:text.index("$Elements")])
    write("elements-missing", mesh.text(announced=len(mesh.elements) + 7))
    write("not-a-mesh", "solid cube\nfacet normal 0 0 1\nouter loop\nendloop\nendfacet\nendsolid\n")
    write("version-1", mesh.version_1())
    write("version-3", mesh.text(version="3"))
    mesh.nodes[5][1] = "one"
    write("coordinate-word", mesh.text())
    mesh.nodes[5][1] = "nan"
    write("coordinate-nan", mesh.text())


def wrong_kinds():
    mesh = Mesh()
    mesh.elements = [element for element in mesh.elements if element[0] == TRIANGLE]
    write("two-dimensional", mesh.text())
    cube = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)]
    write("hexahedra", single(HEXAHEDRON, list(range(1, 9)), cube).text())
    third = [(0, 0, 0), (3, 0, 0), (0, 3, 0), (0, 0, 3), (1, 0, 0), (2, 0, 0), (2, 1, 0), (1, 2, 0),
             (0, 2, 0), (0, 1, 0), (0, 0, 2), (0, 0, 1), (0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 0, 1),
             (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]
    write("order-three", single(TETRAHEDRON_20, list(range(1, 21)), third).text())
    half = [(0, 0, 0), (2, 0, 0), (0, 2, 0), (0, 0, 2), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1),
            (0, 1, 1), (1, 0, 1)]
    mixed = Mesh()
    mixed.nodes.update({100 + i: [10 + x, y, z] for i, (x, y, z) in enumerate(half)})
    mixed.elements.append((TETRAHEDRON_10, 12, list(range(100, 110))))
    write("orders-mixed", mixed.text())
    half[4] = (1, 1.5, 1.5)  # the middle of edge 0-1, pulled through the opposite edge
    half = [(-x, y, z) for x, y, z in half]  # and turned over: straight edges do not mend it
    write("folded", single(TETRAHEDRON_10, list(range(1, 11)), half).text())
    mesh = Mesh()
    mesh.elements.append((QUADRANGLE, 1, [1, 4, 13, 10]))
    write("quadrangle", mesh.text())


def wrong_groups():
    mesh = Mesh()
    write("groups-missing", mesh.version_4([[], []]))
    write("cells-in-no-group", mesh.version_4([[11], []]))
    write("cells-in-two-groups", mesh.version_4([[11, 12], [12]]))
    mesh.names = [name for name in NAMES if name[1] != 12]
    write("group-unnamed", mesh.text())
    mesh.names = NAMES[:-1] + [(3, 12, "sulfur")]
    write("group-name-twice", mesh.text())
    mesh = Mesh()
    mesh.regroup(mesh.tetrahedra()[5], 0)
    write("cell-in-no-group", mesh.text())
    mesh = Mesh()
    mesh.elements.append((TETRAHEDRON, 12, mesh.elements[mesh.tetrahedra()[0]][2]))
    write("cell-twice", mesh.text())


def overlapping_groups():
    """Sound, but for what conditions make of it: a group inside the body, and one with triangles of
    others."""
    mesh = Mesh()
    mesh.names += [(2, 7, "interface"), (2, 8, "outer")]
    mesh.elements += [(kind, 8, nodes) for kind, group, nodes in mesh.elements if kind == TRIANGLE]
    inside = {tuple(sorted(face)) for i in mesh.tetrahedra()
              for face in itertools.combinations(mesh.elements[i][2], 3)
              if all(mesh.nodes[tag][2] == 1 for tag in face)}
    mesh.elements += [(TRIANGLE, 7, list(face)) for face in sorted(inside)]
    write("groups-overlap", mesh.text())
    mesh.nodes[sound.node((1, 1, 2))][2] = 2.2  # zmax becomes a tent
    write("side-not-flat", mesh.text())


def wrong_shapes():
    mesh = Mesh()
    mesh.renode(mesh.tetrahedra()[0], [1, 2, 3, 4])  # all in the plane z = 0
    write("cell-flat", mesh.text())
    mesh = Mesh()
    mesh.renode(mesh.tetrahedra()[0], [1, 2, 5, 999])
    write("node-missing", mesh.text())
    mesh = Mesh()
    mesh.nodes[100] = [0.5, 0.5, 5]
    mesh.elements.append((TETRAHEDRON, 12, mesh.elements[mesh.tetrahedra()[0]][2][:3] + [100]))
    write("cells-overlap", mesh.text())
    mesh = Mesh()
    mesh.nodes[100] = [0.6, 0.4, 0.5]  # a third tetrahedron on the face between the first two
    common = [tag for tag in mesh.elements[mesh.tetrahedra()[0]][2]
              if tag in mesh.elements[mesh.tetrahedra()[1]][2]]
    mesh.elements.append((TETRAHEDRON, 12, [*common, 100]))
    write("three-cells-at-a-face", mesh.text())
    mesh = Mesh()
    mesh.nodes[100] = [0.5, 0.5, 5]
    mesh.elements.append((TRIANGLE, 1, [19, 20, 100]))
    write("surface-loose", mesh.text())


def wrong_bodies():
    mesh = Mesh()  # the upper layer gets nodes of its own
    mesh.nodes.update({tag + 100: list(point) for tag, point in mesh.nodes.items() if point[2] == 1})
    layer = {tag for tag, point in mesh.nodes.items() if point[2] == 1}
    for i, (kind, group, nodes) in enumerate(mesh.elements):
        if any(mesh.nodes[tag][2] == 2 for tag in nodes):
            mesh.renode(i, [tag + 100 if tag in layer else tag for tag in nodes])
    write("two-bodies", mesh.text())
    mesh = Mesh()  # two cubes that share one edge only
    kept = [element for element in mesh.elements if element[0] == TETRAHEDRON]
    mesh.elements = [element for element in kept
                     if all(mesh.nodes[tag][0] <= 1 and mesh.nodes[tag][1] <= 1
                            for tag in element[2]) or
                     all(mesh.nodes[tag][0] >= 1 and mesh.nodes[tag][1] >= 1 for tag in element[2])]
    mesh.names = NAMES[6:]
    write("hinge", mesh.text())


def wrong_periods():
    """Sides whose nodes match: with other triangles between them, and on one side of the body."""
    mesh = Mesh()  # a cube of five tetrahedra: each side has the other diagonal than the one across
    mesh.nodes = {1 + x + 2 * y + 4 * z: [x, y, z] for x, y, z in itertools.product(range(2), repeat=3)}
    corners = [(TETRAHEDRON, 12, nodes) for nodes in ([1, 2, 3, 5], [4, 3, 2, 8], [6, 5, 8, 2], [7, 8, 5, 3])]
    mesh.elements = [(TETRAHEDRON, 11, [2, 3, 5, 8]), *corners]
    faces = [face for _, _, nodes in corners for face in itertools.combinations(nodes, 3) if nodes[0] in face]
    for face in faces:
        points = [mesh.nodes[tag] for tag in face]
        (group,) = [1 + 2 * d + end for d in range(3) for end in range(2) if all(p[d] == end for p in points)]
        mesh.elements.insert(0, (TRIANGLE, group, list(face)))
    write("sides-of-other-triangles", mesh.text())
    mesh = Mesh()  # the halves of the top for top and bottom
    kept = []
    for kind, group, nodes in mesh.elements:
        if kind == TRIANGLE and group == 6:
            group = 5 if max(mesh.nodes[tag][0] for tag in nodes) <= 1 else 6
        elif kind == TRIANGLE and group == 5:
            continue
        kept.append((kind, group, nodes))
    mesh.elements = kept
    write("sides-on-one-side", mesh.text())


def wrong_numbers():
    mesh = Mesh()
    write("script", 'SystemCall "touch script-was-run";\n' + mesh.text())
    mesh.renode(mesh.tetrahedra()[0], [1, 2, 5, 2 ** 33])
    write("node-number-too-large", mesh.text())
    mesh = Mesh()
    first = mesh.elements[0]
    mesh.elements.insert(3, (first[0], first[1], first[2][::-1]))
    write("face-twice", mesh.text())
    data = Mesh().binary()
    write("heads-damaged", data.replace(b"$Nodes\n27\n", b"$Nodes\n2000000027\n"))


if __name__ == "__main__":
    wrong_files()
    wrong_kinds()
    wrong_groups()
    overlapping_groups()
    wrong_shapes()
    wrong_bodies()
    wrong_periods()
    wrong_numbers()

#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Small meshes in every kind of MSH file: a unit cube of six tetrahedra, half `sulfur`, half `electrolyte`.

`sound()` and `wrong()` give {name: bytes}, the latter with what the refusal must say. As a command
it writes the sound ones into a folder, as seeds of the fuzzer: meshes.py FOLDER
"""
import itertools
import pathlib
import struct
import sys

POINT, LINE, TRIANGLE, QUADRANGLE, TETRAHEDRON, HEXAHEDRON = 15, 1, 2, 3, 4, 5
CURVED = {LINE: 8, TRIANGLE: 9, TETRAHEDRON: 11}
DIMENSION = {15: 0, 1: 1, 8: 1, 2: 2, 9: 2, 3: 2, 16: 2, 4: 3, 11: 3, 5: 3}
NAMES = [(2, 1, "xmin"), (2, 2, "xmax"), (3, 11, "sulfur"), (3, 12, "electrolyte")]
EDGES = {LINE: [(0, 1)], TRIANGLE: [(0, 1), (1, 2), (2, 0)],  # Gmsh's order
         TETRAHEDRON: [(0, 1), (1, 2), (2, 0), (0, 3), (2, 3), (1, 3)]}


class Mesh:
    """Nodes {number: point}, elements [number, kind, entity, nodes], groups of entities
    {(dimension, entity): [tags]}, names [(dimension, tag, name)]."""

    def __init__(self, order=1):
        corners = list(itertools.product(range(2), repeat=3))
        self.names = list(NAMES)
        self.nodes = {1 + i: [float(x) for x in point] for i, point in enumerate(corners)}
        self.groups = {(2, 1): [1], (2, 2): [2], (3, 1): [11], (3, 2): [12]}
        self.elements, cells = [], []
        for steps in itertools.permutations(range(3)):
            point, cell = [0, 0, 0], [1]
            for axis in steps:
                point[axis] = 1
                cell.append(1 + corners.index(tuple(point)))
            cells.append(cell)
        self.add(POINT, 1, [1])
        self.add(LINE, 1, [1, 2])
        for entity, x in ((1, 0), (2, 1)):
            for cell in cells:
                for face in itertools.combinations(cell, 3):
                    if all(self.nodes[n][0] == x for n in face):
                        self.add(TRIANGLE, entity, list(face))
        for i, cell in enumerate(cells):
            self.add(TETRAHEDRON, 1 + i // 3, cell)
        if order == 2:
            self.curve()

    def add(self, kind, entity, nodes, number=None):
        self.elements.append([number or len(self.elements) + 1, kind, entity, nodes])

    def curve(self):
        middles = {}
        for element in self.elements:
            for a, b in EDGES.get(element[1], []):
                ends = frozenset((element[3][a], element[3][b]))
                if ends not in middles:
                    middles[ends] = len(self.nodes) + 1
                    self.nodes[middles[ends]] = [
                        (p + q) / 2 for p, q in zip(*(self.nodes[n] for n in ends))]
            element[3] = element[3] + [middles[frozenset((element[3][a], element[3][b]))]
                                       for a, b in EDGES.get(element[1], [])]
            element[1] = CURVED.get(element[1], element[1])

    def renumber(self, node, element=lambda number: number):
        self.nodes = {node(n): point for n, point in self.nodes.items()}
        self.elements = [[element(number), kind, entity, [node(n) for n in nodes]]
                         for number, kind, entity, nodes in self.elements]
        return self

    def group_of(self, element):
        return (self.groups.get((DIMENSION[element[1]], element[2])) or [0])[0]

    def head(self, version, binary=None, width=8):
        """`binary`: None, or the byte order, < or >."""
        mark = b"" if binary is None else struct.pack(binary + "i", 1) + b"\n"
        data = b"$MeshFormat\n%s %d %d\n" % (version.encode(), binary is not None, width)
        data += mark + b"$EndMeshFormat\n"
        if self.names:
            data += b"$PhysicalNames\n%d\n" % len(self.names)
            for dimension, tag, name in self.names:
                data += b'%d %d "%s"\n' % (dimension, tag,
                                           name if isinstance(name, bytes) else name.encode())
            data += b"$EndPhysicalNames\n"
        return data

    def second(self, parametric=False, partitions=False):
        name = "ParametricNodes" if parametric else "Nodes"
        lines = [f"${name}", str(len(self.nodes))]
        for i, (number, point) in enumerate(self.nodes.items()):
            extra = [[0, 1], [1, 4, 0.5], [2, 1, 0.5, 0.25], [3, 1]][i % 4] if parametric else []
            lines.append(" ".join(map(repr, [number] + point + extra)))
        lines += [f"$End{name}", "$Elements", str(len(self.elements))]
        for element in self.elements:
            number, kind, entity, nodes = element
            tags = [self.group_of(element), entity] + ([2, 1, -2] if partitions else [])
            lines.append(" ".join(map(str, [number, kind, len(tags)] + tags + nodes)))
        return self.head("2.2") + "\n".join(lines + ["$EndElements", ""]).encode()

    def second_binary(self, order="<"):
        data = self.head("2.2", order) + b"$Nodes\n%d\n" % len(self.nodes)
        for number, point in self.nodes.items():
            data += struct.pack(order + "i3d", number, *point)
        data += b"\n$EndNodes\n$Elements\n%d\n" % len(self.elements)
        for (kind, _), block in itertools.groupby(self.elements, lambda e: e[1:3]):
            block = list(block)
            data += struct.pack(order + "3i", kind, len(block), 2)
            for element in block:
                data += struct.pack(f"{order}{3 + len(element[3])}i", element[0],
                                    self.group_of(element), element[2], *element[3])
        return data + b"\n$EndElements\n"

    def fourth(self, write=None, entities=True, parametric=False, partitioned=False):
        """MSH 4.1; `write` turns numbers into bytes: Text or Binary."""
        write = write or Text()
        data = self.head("4.1", write.order, write.width)
        if entities:
            data += write.section("Entities", self._entities(False))
        if partitioned:
            data += write.section("PartitionedEntities", self._entities(True))
        data += write.section("Nodes", self._nodes(parametric))
        return data + write.section("Elements", self._blocks(100 if partitioned else 0))

    def _entities(self, partitioned):
        """Records of ("i" int | "s" size | "d" real, value)."""
        used = sorted({(DIMENSION[kind], entity) for _, kind, entity, _ in self.elements})
        if partitioned:
            yield [("s", 2)]
            yield [("s", 1)]
            yield [("i", 9), ("i", 1)]
        yield [("s", sum(d == dimension for d, _ in used)) for dimension in range(4)]
        for dimension, tag in used:
            groups = self.groups.get((dimension, tag), [])
            record = [("i", tag + 100 * partitioned)]
            if partitioned:
                record += [("i", dimension), ("i", tag), ("s", 1), ("i", 1)]
                groups = []
            record += [("d", 0.0)] * 3 + ([("d", 1.0)] * 3 if dimension else [])
            record += [("s", len(groups))] + [("i", g) for g in groups]
            yield record + ([("s", 2), ("i", 1), ("i", -2)] if dimension else [])

    def _nodes(self, parametric):
        numbers = list(self.nodes)
        blocks = [(0, numbers[:1]), (1, numbers[1:2]), (2, numbers[2:4]), (3, numbers[4:])]
        yield [("s", 4), ("s", len(numbers)), ("s", min(numbers)), ("s", max(numbers))]
        for dimension, block in blocks:
            extra = [("d", 0.5)] * (dimension if parametric else 0)
            yield [("i", dimension), ("i", 1), ("i", int(parametric)), ("s", len(block))]
            for number in block:
                yield [("s", number)]
            for number in block:
                yield [("d", x) for x in self.nodes[number]] + extra

    def _blocks(self, shift):
        blocks = [(key, list(group)) for key, group in
                  itertools.groupby(self.elements, lambda e: (e[1], e[2]))]
        numbers = [element[0] for element in self.elements]
        yield [("s", len(blocks)), ("s", len(numbers)), ("s", min(numbers)), ("s", max(numbers))]
        for (kind, entity), block in blocks:
            yield [("i", DIMENSION[kind]), ("i", entity + shift), ("i", kind), ("s", len(block))]
            for number, _, _, nodes in block:
                yield [("s", number)] + [("s", n) for n in nodes]


class Text:
    order, width = None, 8

    def section(self, name, records):
        lines = [" ".join(repr(value) for _, value in record) for record in records]
        return "\n".join([f"${name}"] + lines + [f"$End{name}", ""]).encode()


class Binary:
    def __init__(self, order="<", width=8):
        self.order, self.width = order, width

    def section(self, name, records):
        kinds = {"i": "i", "d": "d", "s": "Q" if self.width == 8 else "I"}
        data = b"".join(struct.pack(self.order + kinds[kind], value)
                        for record in records for kind, value in record)
        return b"$%s\n%s\n$End%s\n" % (name.encode(), data, name.encode())


def foreign(mesh):
    """Elements of other kinds beside the tetrahedra, in no group."""
    mesh.add(QUADRANGLE, 9, [1, 2, 4, 3])
    mesh.add(16, 9, [1, 2, 4, 3, 5, 6, 7, 8])
    return mesh


def changed(mesh, **things):
    for key, value in things.items():
        setattr(mesh, key, value)
    return mesh


PERIODIC = (b"$Periodic\n1\n2 1 2\nAffine 16 1 0 0 1 0 1 0 0 0 0 1 0 0 0 0 1\n1\n5 1\n$EndPeriodic\n")
RESULTS = (b'$NodeData\n1\n"a $Nodes in a text"\n1\n0.0\n3\n0\n1\n1\n1 0.5\n$EndNodeData\n')
BINARY_RESULTS = (b'$ElementData\n1\n"x"\n1\n0\n3\n0\n1\n1\n' + struct.pack("<id", 1, 2.5) +
                  b"$EndNot\n\n$EndElementData\n")
COMMENTS = b"$Comments\nmade by hand: $Nodes\n$EndComments\n"


def sound():
    found = {}
    for order in (1, 2):
        found |= {
            f"22-text-{order}": Mesh(order).second(),
            f"22-binary-{order}": Mesh(order).second_binary(),
            f"22-other-bytes-{order}": Mesh(order).second_binary(">"),
            f"41-text-{order}": Mesh(order).fourth(),
            f"41-binary-{order}": Mesh(order).fourth(Binary()),
            f"41-other-bytes-{order}": Mesh(order).fourth(Binary(">")),
            f"41-narrow-{order}": Mesh(order).fourth(Binary("<", 4)),
            f"22-parametric-{order}": Mesh(order).second(parametric=True),
            f"41-parametric-{order}": Mesh(order).fourth(parametric=True),
            f"41-parametric-binary-{order}": Mesh(order).fourth(Binary(), parametric=True),
        }
    gaps = lambda n: 7 + 1000003 * ((5 * n) % 31)
    huge = lambda n: (1 << 62) + 12345 * n
    found |= {
        "22-partitioned": Mesh().second(partitions=True),
        "41-partitioned": Mesh().fourth(partitioned=True),
        "41-partitioned-binary": Mesh().fourth(Binary(), partitioned=True),
        "22-gaps": Mesh().renumber(gaps, gaps).second(),
        "41-gaps": Mesh().renumber(gaps, gaps).fourth(),
        "22-from-zero": Mesh().renumber(lambda n: n - 1, lambda n: n - 1).second(),
        "41-from-zero-binary": Mesh().renumber(lambda n: n - 1).fourth(Binary()),
        "41-huge": Mesh().renumber(huge, huge).fourth(),
        "41-huge-binary": Mesh().renumber(huge, huge).fourth(Binary()),
        "22-backwards": Mesh().renumber(lambda n: 50 - n, lambda n: 50 - n).second(),
        "22-foreign": foreign(Mesh()).second(),
        "41-foreign-binary": foreign(Mesh()).fourth(Binary()),
        "22-windows": Mesh().second().replace(b"\n", b"\r\n"),
        "22-blank-lines": b"\n\n" + Mesh().second().replace(b"\n", b" \n\n"),
        "41-comments": COMMENTS + Mesh().fourth() + PERIODIC + RESULTS + b"$Mine\nx\n$EndMine\n\n",
        "41-results-binary": Mesh().fourth(Binary()) + BINARY_RESULTS,
        "22-negative-tags": changed(Mesh(), groups={(2, 1): [-1], (2, 2): [2], (3, 1): [-11],
                                                    (3, 2): [12]}).second(),
        "41-negative-tags": changed(Mesh(), groups={(2, 1): [-1], (2, 2): [2], (3, 1): [-11],
                                                    (3, 2): [12]}).fourth(),
        "41-empty-box": Mesh().fourth().replace(b"0.0 0.0 0.0 1.0 1.0 1.0", b"inf 0 0 -1e400 1 1"),
        "22-empty-names": Mesh().second() + b"$PhysicalNames2\n0\n$EndPhysicalNames2\n",
        "22-no-last-line-end": Mesh().second()[:-1],
        "22-number-formats": Mesh().second().replace(b"1.0 1.0 1.0", b"+1.E0 10e-1 .1000000000e+01"),
    }
    return found


def other_groups():
    """Sound files whose groups are not those of the others."""
    both = {(2, 1): [1, 3], (2, 2): [2, 3], (3, 1): [11], (3, 2): [12]}
    return {
        "22-unnamed": changed(Mesh(), names=[]).second(),
        "41-unnamed": changed(Mesh(), names=[]).fourth(),
        "41-two-groups": changed(Mesh(), groups=both).fourth(),
        "41-quotes": changed(Mesh(), names=NAMES[:3] + [(3, 12, 'a "b" \u00e4')]).fourth(),
    }


def replaced(data, old, new):
    assert data.count(old) >= 1, old
    return data.replace(old, new, 1)


def wrong():
    """{name: (bytes, words of the message...)}"""
    second, fourth, binary = Mesh().second(), Mesh().fourth(), Mesh().fourth(Binary())
    second_binary = Mesh().second_binary()
    tetrahedron = b"7 4 2 11 1 1 5 7 8\n"
    assert tetrahedron in second
    twice = Mesh()
    twice.add(TRIANGLE, 1, twice.elements[2][3][::-1])
    hexahedra = Mesh()
    hexahedra.add(HEXAHEDRON, 1, [1, 2, 4, 3, 5, 6, 8, 7])
    named = lambda name: changed(Mesh(), names=NAMES[:3] + [(3, 12, name)]).second()
    found = {
        "script": (b'SystemCall "touch harm";\n' + second, "is not a Gmsh mesh"),
        "script-behind-blank": (b'\n\nExit;\n' + second, "is not a Gmsh mesh"),
        "script-behind-comments": (COMMENTS + b"Exit;\n" + second, "is not a Gmsh mesh"),
        "text-between": (replaced(second, b"$Nodes", b"Exit;\n$Nodes"), ":11:", '"Exit;"'),
        "garbage-behind": (second + b"\0\0\0", ":37:", "should stand where"),
        "section-open": (second + b"$NodeData\n1\n", ":37:", "$EndNodeData", "cut off"),
        "section-closed": (second + b"$EndNodes\n", ":37:", "not opened"),
        "format-twice": (second + second, ":37:", "second $MeshFormat"),
        "nodes-twice": (second + second[second.index(b"$Nodes"):], ":37:", "$Nodes", "line 11"),
        "nodes-behind": (second[:second.index(b"$Nodes")] + second[second.index(b"$Elements"):] +
                         second[second.index(b"$Nodes"):second.index(b"$Elements")], ":11:",
                         "before $Nodes"),
        "entities-behind": (replaced(fourth, b"$Entities", b"$Comments")
                            .replace(b"$EndEntities", b"$EndComments") +
                            Mesh().fourth()[fourth.index(b"$Entities"):fourth.index(b"$Nodes")],
                            "$Entities stands behind $Elements"),
        "node-twice": (replaced(second, b"\n8 1.0", b"\n3 1.0"), ":20:", "two nodes", "3",
                       "line 15"),
        "node-twice-binary": (replaced(binary, struct.pack("<2Q", 5, 6), struct.pack("<2Q", 5, 2)),
                              "byte", "two nodes with the number 2"),
        "element-twice": (replaced(second, b"\n9 4", b"\n7 4"), ":32:", "two elements", "line 30"),
        "element-twice-point": (replaced(second, b"\n12 4", b"\n1 4"), ":35:", "two elements",
                                "line 24"),
        "node-negative": (replaced(second, b"\n8 1.0", b"\n-8 1.0"), ":20:", "negative"),
        "node-negative-binary": (replaced(second_binary, struct.pack("<i3d", 8, 1, 1, 1),
                                          struct.pack("<i3d", -8, 1, 1, 1)), "byte", "negative"),
        "node-beyond": (replaced(second, b"\n8 1.0", b"\n9223372036854775808 1.0"), ":20:",
                        "whole number"),
        "node-beyond-binary": (replaced(binary, struct.pack("<2Q", 5, 6),
                                        struct.pack("<2Q", 5, 1 << 63)), "byte", "beyond"),
        "node-fraction": (replaced(second, b"\n8 1.0", b"\n8.5 1.0"), ":20:", '"8.5"'),
        "node-unknown": (replaced(second, tetrahedron, b"7 4 2 11 1 1 5 7 800000000000\n"), ":30:",
                         "element 7", "node 800000000000"),
        "node-unknown-of-a-line": (replaced(second, b"2 1 2 0 1 1 2", b"2 1 2 0 1 1 22"), ":25:",
                                   "element 2", "node 22"),
        "element-short": (replaced(second, tetrahedron, b"7 4 2 11 1 1 5 7\n"), ":30:",
                          "end of the line"),
        "element-long": (replaced(second, tetrahedron, b"7 4 2 11 1 1 5 7 8 8\n"), ":30:",
                         "should end where"),
        "elements-too-many": (replaced(second, b"$Elements\n12", b"$Elements\n11"), ":35:",
                              "$EndElements should stand"),
        "elements-too-few": (replaced(second, b"$Elements\n12", b"$Elements\n13"), ":36:",
                             '"$EndElements"'),
        "elements-beyond-the-file": (replaced(second, b"$Elements\n12", b"$Elements\n1234567890123"),
                                     ":23:", "1234567890123 elements", "cut off"),
        "nodes-beyond-the-file": (replaced(second, b"$Nodes\n8", b"$Nodes\n800000000"), ":12:",
                                  "800000000 nodes", "cut off"),
        "nodes-beyond-the-file-binary": (replaced(second_binary, b"$Nodes\n8", b"$Nodes\n400000000"),
                                         "byte", "400000000 nodes"),
        "tags-beyond-the-file": (replaced(second, tetrahedron, b"7 4 2000000 11 1 1 5 7 8\n"), ":30:",
                                 "2000000 tags"),
        "tags-negative": (replaced(second, tetrahedron, b"7 4 -2 11 1 1 5 7 8\n"), ":30:", "-2 tags"),
        "type-unknown": (replaced(second, tetrahedron, b"7 444 2 11 1 1 5 7 8\n"), ":30:", "444"),
        "type-of-any-size": (replaced(second, tetrahedron, b"7 34 2 11 1 4 1 5 7 8\n"), ":30:",
                             "Polygon"),
        "hexahedra": (hexahedra.second(), ":36:", "Hexahedron 8", "tetrahedra only"),
        "quadrangle": (replaced(foreign(Mesh()).second(), b"13 3 2 0 9", b"13 3 2 1 9"), ":36:",
                       '"xmin"', "Quadrilateral 4"),
        "triangle-twice": (twice.second(), "3 and 13", '"xmin"', "same face"),
        "triangle-twice-in-41": (twice.fourth(), "3 and 13", '"xmin"', "same face"),
        "entity-twice-in-a-group": (changed(Mesh(), groups={
            (2, 1): [1, -1], (3, 1): [11], (3, 2): [12]}).fourth(), ":15:", "surface 1", "twice"),
        "entity-twice": (replaced(fourth, b"\n2 0.0 0.0 0.0 1.0 1.0 1.0 1 2",
                                  b"\n1 0.0 0.0 0.0 1.0 1.0 1.0 1 2"), ":16:", "surface 1",
                         "line 15"),
        "entity-unknown": (replaced(fourth, b"\n3 2 4 3\n", b"\n3 5 4 3\n"), "$Entities", "tag 5"),
        "entity-of-another-dimension": (replaced(fourth, b"\n3 2 4 3\n", b"\n2 2 4 3\n"),
                                        "Tetrahedron 4", "dimension 2"),
        "volume-in-two-groups": (changed(Mesh(), groups={
            (3, 1): [11, 12], (3, 2): [12]}).fourth(), ":17:", '"sulfur" and "electrolyte"'),
        "entities-beyond-the-file": (replaced(fourth, b"$Entities\n1 1 2 2",
                                              b"$Entities\n1 1 2 222222"), ":12:", "222222 volumes"),
        "groups-beyond-the-file": (replaced(binary, struct.pack("<Qi", 1, 12),
                                            struct.pack("<Qi", 1 << 40, 12)), "byte", "announced"),
        "blocks-hold-more": (replaced(fourth, b"$Elements\n6 12 ", b"$Elements\n6 10 "),
                             "more elements than the 10"),
        "block-of-any-size": (replaced(fourth, b"\n3 2 4 3\n", b"\n3 2 4 9223372036854775807\n"),
                              "more elements than the 12"),
        "blocks-hold-less": (replaced(fourth, b"$Elements\n6 12 ", b"$Elements\n6 13 "),
                             "announces 13 elements"),
        "numbers-beyond-the-head": (replaced(fourth, b"$Nodes\n4 8 1 8", b"$Nodes\n4 8 1 7"),
                                    "node 8", "from 1 to 7"),
        "highest-number-beyond": (replaced(binary, struct.pack("<4Q", 4, 8, 1, 8),
                                           struct.pack("<4Q", 1 << 60, 1 << 61, 1, 8)), "byte",
                                  "announced"),
        "coordinate-infinite": (replaced(second, b"\n8 1.0", b"\n8 1e999"), ":20:", "1e999"),
        "coordinate-infinite-binary": (replaced(second_binary, struct.pack("<i3d", 8, 1, 1, 1),
                                                struct.pack("<i3d", 8, float("inf"), 1, 1)),
                                       "byte", "not a finite"),
        "coordinate-hexadecimal": (replaced(second, b"\n8 1.0", b"\n8 0x1p0"), ":20:", "0x1p0"),
        "coordinate-fortran": (replaced(second, b"\n8 1.0", b"\n8 1.0D0"), ":20:", "1.0D0"),
        "name-unquoted": (replaced(second, b'"sulfur"', b"sulfur"), ":8:", "double quotes"),
        "name-open": (replaced(second, b'"sulfur"', b'"sulfur'), ":8:", "double quotes"),
        "name-latin-1": (named(b"Gr\xf6\xdfe"), ":9:", "not UTF-8"),
        "name-control": (named(b"a\x1b[31m"), ":9:", "control characters"),
        "name-long": (named(b"a" * 200), ":9:", "too long"),
        "name-twice": (named("sulfur"), 'called "sulfur"', "tags 11 and 12"),
        "name-of-another-number": (changed(Mesh(), names=NAMES[:2] + [(3, 11, "12")]).second(),
                                   'called "12"', "tags 11 and 12"),
        "tag-named-twice": (changed(Mesh(), names=NAMES + [(3, -12, "again")]).second(), ":10:",
                            "tag 12", "line 9"),
        "names-too-many": (replaced(second, b"$PhysicalNames\n4", b"$PhysicalNames\n3"), ":9:",
                           "$EndPhysicalNames"),
        "names-beyond-the-file": (replaced(second, b"$PhysicalNames\n4", b"$PhysicalNames\n4444444"),
                                  ":5:", "4444444"),
        "width-of-two": (replaced(second, b"2.2 0 8", b"2.2 0 2"), ":2:", "2 bytes"),
        "type-of-file": (replaced(second, b"2.2 0 8", b"2.2 2 8"), ":2:", "type is 2"),
        "byte-order": (replaced(binary, b"8\n\1\0\0\0", b"8\n\2\0\0\0"), "byte 20"),
        "binary-called-text": (replaced(binary, b"4.1 1 8", b"4.1 0 8"), ":3:"),
        "text-called-binary": (replaced(fourth, b"4.1 0 8", b"4.1 1 8"), "byte 20"),
        "volume-without-group": (changed(Mesh(), groups={(3, 1): [11]}).fourth(),
                                 "no physical volume group: 3", "element 10"),
        "no-group-at-all": (changed(Mesh(), groups={}).second(), "no physical volume groups"),
        "no-entities": (Mesh().fourth(entities=False), "no physical volume groups"),
        "middles-differ": (None, "different nodes", "middle of their common edge"),
    }
    split = Mesh(2)
    split.nodes[99] = split.nodes[split.elements[6][3][6]]
    split.elements[6][3][6] = 99
    found["middles-differ"] = (split.second(),) + found["middles-differ"][1:]
    for name, data in (("second", second), ("fourth", fourth), ("binary", binary)):
        for place in range(1, 8):
            found[f"cut-{name}-{place}"] = (data[:len(data) * place // 8], "")
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in (sound() | other_groups()).items():
        (folder / f"{name}.msh").write_bytes(data)


if __name__ == "__main__":
    main()

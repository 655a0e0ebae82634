# SPDX-License-Identifier: BSD-2-Clause
"""Meshes and cases of one or two tetrahedra, for tests of what stands around a calculation."""

NODES = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1))
CELLS = ("4 2 3 1 1 2 3 4", "4 2 7 2 2 4 3 5")  # groups 3 and 7, and 12 at the bottom, have no names
CASE = """
mesh: {file: two.msh, length_unit: um}
element_order: 1
phases:
  - {group: 3, material: Li6PS5Cl}
  - {group: 7, material: S, lithiation: {fraction: 1.0}}
boundaries:
  - {faces: [12], condition: fixed}
"""


def write_mesh(path, cells=2):
    lines = ["$MeshFormat", "2.2 0 8", "$EndMeshFormat", "$Nodes", str(3 + cells)]
    lines += [f"{number} {x} {y} {z}" for number, (x, y, z) in enumerate(NODES[:3 + cells], 1)]
    lines += ["$EndNodes", "$Elements", str(1 + cells), "1 2 2 12 1 1 2 3"]
    lines += [f"{number} {cell}" for number, cell in enumerate(CELLS[:cells], 2)] + ["$EndElements", ""]
    path.write_text("\n".join(lines))

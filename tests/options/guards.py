#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""guards.py SULFEM: refusals and warnings that no other test fires, each by the smallest input that meets it."""

import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy
import tiny

WRONG_INPUT, IO = 2, 4
PLATE = "  - {{faces: [p{0}], condition: plate, pressure: 1 MPa}}\n"
IMAGE = """
image: {file: image.h5, dataset: labels, voxel: 1 um, labels: {sulfur: 1, electrolyte: 2}}
mesh: {surface: stairs}
"""


def write_case(folder, name, old="", new="", mesh="two.msh"):
    text = tiny.CASE.replace("two.msh", mesh)
    assert not old or old in text
    (folder / name).write_text(text.replace(old, new) if old else text + new)


def strength_of(one, other):
    return f"interfaces:\n  - {{between: [{one}, {other}], strength: 1 MPa}}\n"


def write_apart(path):
    """Three groups in a row: the first and the last have no common face."""
    path.write_text("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n6\n1 0 0 0\n2 1 0 0\n3 0 1 0\n4 0 0 1\n5 1 1 1\n"
                    "6 1 1 0\n$EndNodes\n$Elements\n4\n1 2 2 12 1 1 2 3\n2 4 2 3 1 1 2 3 4\n3 4 2 7 2 2 4 3 5\n"
                    "4 4 2 8 3 2 6 3 5\n$EndElements\n")


def write_plates(path, count):
    """One tetrahedron whose bottom stands in `count` groups."""
    names = "".join(f'2 {20 + i} "p{i}"\n' for i in range(count))
    faces = "".join(f"{i + 1} 2 2 {20 + i} {20 + i} 1 2 3\n" for i in range(count))
    path.write_text(f"$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$PhysicalNames\n{count}\n{names}$EndPhysicalNames\n"
                    "$Nodes\n4\n1 0 0 0\n2 1 0 0\n3 0 1 0\n4 0 0 1\n$EndNodes\n"
                    f"$Elements\n{count + 1}\n{faces}{count + 1} 4 2 3 1 1 2 3 4\n$EndElements\n")


def write_damaged(path):
    """A chunk that is not what its compression says."""
    with h5py.File(path, "w") as file:
        labels = file.create_dataset("labels", (4, 4, 4), "u1", chunks=(4, 4, 4), compression="gzip")
        labels.id.write_direct_chunk((0, 0, 0), b"no deflated bytes")


def prepare(folder):
    tiny.write_mesh(folder / "two.msh")
    write_case(folder, "case.yaml")
    (folder / "bare.msh").write_text("\n".join(
        line for line in (folder / "two.msh").read_text().replace("\n3\n1 2 2", "\n2\n1 2 2").splitlines()
        if not line.startswith("1 2 2")) + "\n")
    write_case(folder, "bare.yaml", mesh="bare.msh")
    (folder / "points.msh").write_text("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n1\n1 0 0 0\n$EndNodes\n"
                                       "$Elements\n1\n1 15 2 1 1 1\n$EndElements\n")
    write_case(folder, "points.yaml", mesh="points.msh")
    write_plates(folder / "plates.msh", 10)
    (folder / "plates.yaml").write_text(tiny.CASE.split("  - {group: 7")[0].replace("two.msh", "plates.msh") +
                                        "boundaries:\n" + "".join(PLATE.format(i) for i in range(10)))
    write_apart(folder / "apart.msh")
    write_case(folder, "apart.yaml", "boundaries", "  - {group: 8, material: S}\n" + strength_of(3, 8) + "boundaries",
               mesh="apart.msh")
    (folder / "long.yaml").write_text(tiny.CASE + "# " + "x" * ((1 << 25) + 1) + "\n")
    (folder / "deep.yaml").write_text("title: " + "[" * 200 + "]" * 200 + "\n")
    (folder / "image.yaml").write_text(IMAGE)
    write_damaged(folder / "image.h5")
    (folder / "sound.yaml").write_text(IMAGE.replace("image.h5", "sound.h5"))
    with h5py.File(folder / "sound.h5", "w") as file:
        file["labels"] = (1 + numpy.arange(64).reshape(4, 4, 4) // 32).astype("u1")
    recipe = (pathlib.Path(__file__).parents[1] / "sweep/recipe.yaml").read_text()
    (folder / "recipe.yaml").write_text(recipe)
    (folder / "table.csv").write_text("radius,weight\n0.7,1\n0.8,0.9,1\n")
    (folder / "table.yaml").write_text(recipe.replace(
        "{distribution: uniform, min: 0.6 um, max: 1 um}",
        "{distribution: histogram, file: table.csv, length_unit: um}"))
    (folder / "study.yaml").write_text("case: case.yaml\ndirectory: results\nanalyse: false\naxes:\n"
                                       "  - {key: case.phases.7.poissons_ratio, values: [0.3]}\n")
    (folder / "one").write_text("-options_file two\n")
    (folder / "two").write_text("-ksp_rtol 1e-9\n")
    (folder / "stray").write_text("ksp_rtol 1e-9\n")


# words, status, what is said
REFUSED = [
    ("pack recipe.yaml", WRONG_INPUT, "no place for the mesh was given: sulfem pack recipe.yaml --output MESH.msh"),
    ("pack recipe.yaml --output mesh.vtk", WRONG_INPUT, "--output mesh.vtk: the mesh's name must end in .msh"),
    ("pack table.yaml --check", WRONG_INPUT, "table.csv:3: has 3 columns, the rows before have 2"),
    ("sweep study.yaml --ranks 0", WRONG_INPUT, '--ranks needs a whole number from 1, found "0"'),
    ("solve case.yaml --output o -options_file one", WRONG_INPUT,
     "options file one names another one, two: only one is followed"),
    ("solve case.yaml --output o -options_file stray", WRONG_INPUT,
     'options file stray: "ksp_rtol" stands where an option should begin with a dash'),
    ("solve case.yaml/none.yaml --check", WRONG_INPUT, "case.yaml/none.yaml: cannot be opened: Not a directory"),
    ("solve long.yaml --check", WRONG_INPUT, "long.yaml: has "),
    ("solve deep.yaml --check", WRONG_INPUT, "deep.yaml:1: nested more than "),
    ("solve bare.yaml --check", WRONG_INPUT, "it has no surface groups at all"),
    ("solve points.yaml --check", WRONG_INPUT, "no surface elements; a volume mesh is wanted (gmsh -3)"),
    ("solve plates.yaml --check", WRONG_INPUT, "boundaries: plate: there may be 9 at most"),
    ("analyse image.yaml --no-tortuosity", IO, 'image.h5: the dataset "labels" cannot be read (damaged, or compressed'),
    ("analyse sound.json --no-tortuosity", WRONG_INPUT, "sound.json: lists no particles; analyse the mesh beside it"),
]
TOLD = [
    ("solve apart.yaml --output o", '"3" and "8" have no common face in this mesh: their strength is not used'),
]


def main():
    sulfem = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        prepare(folder)

        def run(words, status, said):
            done = subprocess.run([sulfem, *words.split()], cwd=folder, check=False, capture_output=True, text=True,
                                  timeout=100)
            errors = done.stderr.count("sulfem: error: ")
            if done.returncode != status or errors != (status != 0) or said not in done.stderr:
                sys.exit(f"{words}: status {done.returncode}, due was {status} with {said!r}: {done.stderr}")

        run("pack sound.yaml --output sound.msh", 0, "")
        for words, status, said in REFUSED:
            run(words, status, said)
        for words, said in TOLD:
            run(words, 0, said)
    print(f"{len(REFUSED)} refusals, {len(TOLD)} warnings")


main()

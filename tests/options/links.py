#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""links.py SULFEM: links planted in the folder of the results are replaced, not followed: what they lead to
keeps every byte. And an image that another program has open for writing is called locked."""

import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy
import tiny

RESULTS = ("log.txt", "fields.h5", "fields.vtkhdf", "fields.xdmf", "interfaces.xdmf", "summary.json")
RECIPE = """
title: an image in use
image: {file: image.h5, dataset: labels, voxel: 1 um, labels: {sulfur: 1, electrolyte: 2}}
mesh: {surface: stairs}
"""


def run(sulfem, folder, *words, status=0):
    done = subprocess.run([sulfem, *words], cwd=folder, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != status:
        sys.exit(f"{words}: status {done.returncode}, due was {status}: {done.stdout}{done.stderr}")
    return done.stderr


def plant(folder, names, hard):
    """Links of either kind to files of somebody else."""
    aims = []
    for name in names:
        aim = folder.parent / ("precious-" + name)
        aim.write_text("precious")
        aims.append(aim)
        if hard:
            os.link(aim, folder / name)
        else:
            (folder / name).symlink_to(aim)
    return aims


def check_solve(sulfem, folder, hard):
    output = folder / "results"
    output.mkdir()
    (folder / "case.yaml").write_text(tiny.CASE + "output: {vtkhdf: true}\n")
    aims = plant(output, [name + end for name in RESULTS for end in ("", ".partial")], hard)
    run(sulfem, folder, "solve", "case.yaml", "--output", "results")
    for aim in aims:
        assert aim.read_text() == "precious", f"followed into {aim}"
    for name in RESULTS:
        assert not (output / name).is_symlink() and (output / name).stat().st_nlink == 1, name
        assert (output / name).read_bytes() != b"precious", f"{name} was not written"


def check_others(sulfem, folder):
    """Analyses and meshes too."""
    aims = plant(folder, ["analysis.json", "analysis.json.partial", "packed.json.partial"], False)
    run(sulfem, folder, "analyse", "two.msh", "--length-unit", "um", "--no-tortuosity", "--output", "analysis.json")
    run(sulfem, folder, "pack", "recipe.yaml", "--no-mesh", "--output", "packed.msh")
    for aim in aims:
        assert aim.read_text() == "precious", f"followed into {aim}"
    assert (folder / "analysis.json").read_text().startswith("{")
    assert (folder / "packed.json").read_text().startswith("{")


def check_locked(sulfem, folder):
    (folder / "image.yaml").write_text(RECIPE)
    with h5py.File(folder / "image.h5", "w") as file:
        file["labels"] = (1 + numpy.arange(64).reshape(4, 4, 4) % 2).astype("u1")
        file.flush()
        told = run(sulfem, folder, "analyse", "image.yaml", "--no-tortuosity", status=2)
        assert "image.h5: is locked: another program has it open for writing" in told, told
        assert told.count("sulfem: error: ") == 1 and "not an HDF5 file" not in told, told
    run(sulfem, folder, "analyse", "image.yaml", "--no-tortuosity")


def main():
    sulfem = os.path.abspath(sys.argv[1])
    for hard in (False, True):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary) / "work"
            folder.mkdir()
            tiny.write_mesh(folder / "two.msh")
            (folder / "case.yaml").write_text(tiny.CASE)
            (folder / "recipe.yaml").write_text((pathlib.Path(__file__).parents[1] / "sweep/recipe.yaml").read_text())
            check_solve(sulfem, folder, hard)
            if not hard:
                check_others(sulfem, folder)
                check_locked(sulfem, folder)
    print("no link was followed, and a lock is called a lock")


main()

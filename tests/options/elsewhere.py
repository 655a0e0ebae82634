#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""elsewhere.py SULFEM: an image in HDF5 leads into no other file: links, external storage and virtual
datasets are refused in words. h5py follows each of them, so that the test can fail."""

import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy

RECIPE = """
title: an image that leads elsewhere
image: {file: image.h5, dataset: DATASET, voxel: 1 um, labels: {sulfur: 1, electrolyte: 2}}
mesh: {surface: stairs}
"""
LABELS = (1 + numpy.arange(512).reshape(8, 8, 8) % 2).astype("u1")


def link(file):
    file["labels"] = h5py.ExternalLink("other.h5", "labels")
    return "labels", "a link into another file, other.h5, which is not followed"


def link_on_the_way(file):
    file["group"] = h5py.ExternalLink("other.h5", "/")
    file["short"] = h5py.SoftLink("/group/labels")
    return "short", "a link into another file, other.h5, which is not followed"


def external(file):
    file.create_dataset("labels", data=LABELS, external=[("labels.raw", 0, LABELS.nbytes)])
    return "labels", "keeps its values in other files"


def virtual(file):
    layout = h5py.VirtualLayout(shape=LABELS.shape, dtype="u1")
    layout[:] = h5py.VirtualSource("other.h5", "labels", shape=LABELS.shape)
    file.create_virtual_dataset("labels", layout)
    return "labels", "keeps its values in other files"


def inside(file):
    file["real"] = LABELS
    file["labels"] = h5py.SoftLink("/real")
    return "labels", None


def main():
    sulfem = os.path.abspath(sys.argv[1])
    for make in (link, link_on_the_way, external, virtual, inside):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            os.chdir(folder)  # where HDF5 looks for external files
            with h5py.File(folder / "other.h5", "w") as file:
                file["labels"] = LABELS
            with h5py.File(folder / "image.h5", "w") as file:
                dataset, why = make(file)
            read = "import h5py; assert h5py.File('image.h5')['%s'][:].max() == 2" % dataset
            subprocess.run([sys.executable, "-c", read], cwd=folder, check=True)
            (folder / "recipe.yaml").write_text(RECIPE.replace("DATASET", dataset))
            done = subprocess.run([sulfem, "analyse", "recipe.yaml", "--no-tortuosity"], cwd=folder, check=False,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            said = f"{make.__name__}: status {done.returncode}: {done.stderr}"
            if why is None and done.returncode != 0:
                sys.exit(f"refused: {said}")
            if why and (done.returncode != 2 or why not in done.stderr or done.stderr.count("sulfem: error: ") != 1):
                sys.exit(f"not refused in words: {said}")
    print("nothing outside the file was read")


main()

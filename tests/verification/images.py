# SPDX-License-Identifier: BSD-2-Clause
"""Labelled images for the tests, and `sulfem pack` of them."""
import json
import os
import shutil
import subprocess

import h5py
import numpy as np
import yaml

import msh
import run

VOXEL = 0.1  # um


def grid(*size):
    """Coordinates x, y, z of the voxels' centres in voxels, each [z, y, x]."""
    z, y, x = np.mgrid[:size[2], :size[1], :size[0]] + 0.5
    return x, y, z


def pack(name, labels, names, mesh, **image):
    """Writes the image and its recipe, runs the program; the mesh, its JSON and what was said."""
    folder = os.path.join(os.environ["SULFEM_WORK"], name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with h5py.File(os.path.join(folder, "image.h5"), "w") as file:
        file["labels"] = labels
    recipe = {"title": name, "mesh": mesh, "image": {
        "file": "image.h5", "dataset": "labels", "voxel": f"{VOXEL} um", "labels": names, **image}}
    path, output = os.path.join(folder, "recipe.yaml"), os.path.join(folder, "mesh.msh")
    with open(path, "w") as file:
        yaml.safe_dump(recipe, file, sort_keys=False)
    done = subprocess.run([os.environ["SULFEM"], "pack", path, "--output", output],
                          capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise run.RunFailed(f"exit status {done.returncode}\n{done.stdout}{done.stderr}")
    with open(os.path.join(folder, "mesh.json")) as file:
        facts = json.load(file)
    return output, msh.read(output), facts, done.stdout

# SPDX-License-Identifier: BSD-2-Clause
"""A labelled image, voxel by voxel: counting, channels and layers that are exact, and the mesh of the
image's stairs, which has the same volumes, areas and voxels."""
import os

import h5py
import numpy as np
import yaml

import program
from checks import Checks

VOXEL = 0.2e-6  # m
EXACT = 1e-12
NAMES = {"sulfur": 1, "electrolyte": [2, 7], "hole": 0}


def recipe(name, labels, **image):
    """The image and its recipe in a folder of their own; the recipe's path."""
    folder = program.folder(name)
    with h5py.File(os.path.join(folder, "image.h5"), "w") as file:
        file["labels"] = labels.astype(np.uint8)
    path = os.path.join(folder, "recipe.yaml")
    about = {"file": "image.h5", "dataset": "labels", "voxel": "0.2 um", "labels": NAMES,
             "void": "hole", **image}
    with open(path, "w", encoding="utf-8") as file:
        yaml.safe_dump({"image": about, "mesh": {"surface": "stairs"}}, file)
    return path


def channels():
    """Electrolyte in straight channels along x, with sulfur around and a void along z in it."""
    labels = np.ones((6, 8, 10), int)
    labels[1:3, 2:5, :] = 2
    labels[4, 6, :] = 7
    labels[:, 0, 3] = 0
    return labels


def layers():
    """Four layers of electrolyte, two of sulfur, two of void, one upon the other along z."""
    return np.repeat([2, 1, 0, 2], [2, 2, 2, 2])[:, None, None] * np.ones((1, 5, 7), int)


def faces(labels, one, other):
    """Faces between voxels of `one` and of `other` (sets of labels)."""
    count = 0
    for axis in range(3):
        low = np.moveaxis(labels, axis, 0)[:-1]
        high = np.moveaxis(labels, axis, 0)[1:]
        count += (np.isin(low, one) & np.isin(high, other)).sum()
        count += (np.isin(low, other) & np.isin(high, one)).sum()
    return count


def check_counted(checks, what, answer, labels):
    checks.true(f"{what}: without a mesh", set(answer["image"]) == {"file"} and
                answer["triple_lines"] is None and answer["particles"] is None)
    checks.close(f"{what}: voxel", answer["voxel_size"], VOXEL, EXACT)
    checks.true(f"{what}: size", answer["voxels"] == list(labels.shape[::-1]))
    checks.close(f"{what}: box along x", answer["box"][0], labels.shape[2] * VOXEL, EXACT)
    for name, values in (("sulfur", [1]), ("electrolyte", [2, 7])):
        phase = program.phase(answer, name)
        count = np.isin(labels, values).sum()
        checks.close(f"{what}: volume of {name}", phase["volume"], count * VOXEL**3, EXACT)
        checks.close(f"{what}: fraction of {name}", phase["volume_fraction"],
                     count / labels.size, EXACT)
        checks.close(f"{what}: walls of voids in {name}", phase["pore_area"],
                     faces(labels, values, [0]) * VOXEL**2, EXACT)
    checks.close(f"{what}: pore", answer["pore"]["volume_fraction"],
                 (labels == 0).sum() / labels.size, EXACT)
    touching = faces(labels, [1], [2, 7]) * VOXEL**2
    checks.close(f"{what}: interface",
                 program.between(answer["interfaces"], "sulfur", "electrolyte")["area"],
                 touching, EXACT)


def check_channels(checks, ranks):
    labels = channels()
    answer = program.analyse(recipe(f"image-channels-{ranks}", labels), "--active", "sulfur",
                             ranks=ranks)
    check_counted(checks, "channels", answer, labels)
    phase = program.phase(answer, "electrolyte")
    checks.true("channels percolate along x alone", phase["percolates"] == {
        "x": True, "y": False, "z": False})
    checks.close("straight channels: factor", phase["tortuosity_factor"]["x"], 1, 1e-9)
    checks.close("straight channels: D_eff is the share of them",
                 phase["effective_diffusivity"]["x"], phase["volume_fraction"], 1e-9)
    checks.close("a straight void along z: factor", answer["pore"]["tortuosity_factor"]["z"], 1,
                 1e-9)
    checks.true("blocked directions are null", phase["tortuosity_factor"]["y"] is None and
                phase["tortuosity_factor"]["z"] is None)


def check_layers(checks, ranks):
    labels = layers()
    answer = program.analyse(recipe(f"image-layers-{ranks}", labels), ranks=ranks)
    check_counted(checks, "layers", answer, labels)
    for name in ("sulfur", "electrolyte"):
        factor = program.phase(answer, name)["tortuosity_factor"]
        checks.close(f"layer of {name} along x", factor["x"], 1, 1e-9)
        checks.close(f"layer of {name} along y", factor["y"], 1, 1e-9)
        checks.true(f"no way through the layers of {name}", factor["z"] is None)
    checks.close("active surface: one of two layers touches",
                 answer["active_surface_ratio"], 0.5, EXACT)


def check_stairs(checks, ranks):
    """A random image that hangs together as one body: mesh and voxels tell the same."""
    random = np.random.default_rng(3)
    labels = random.choice([1, 2, 7, 0], (9, 10, 11), p=[0.3, 0.35, 0.25, 0.1])
    path = recipe(f"image-stairs-{ranks}", labels, loose="refuse")
    mesh = os.path.join(os.path.dirname(path), "mesh.msh")
    program.pack(path, mesh)
    voxels = program.analyse(path, ranks=ranks)
    check_counted(checks, "random", voxels, labels)
    meshed = program.analyse(mesh, "--voxel", "0.2 um", ranks=ranks)
    only = r"^\.(mesh|image|triple_lines|particles|program)|_mesh"
    off, where = program.difference(voxels, meshed, only)
    checks.below(f"image against the mesh of its stairs: all numbers ({where})", off, 1e-9)
    labels[4, 5, 6] = 1 if labels[4, 5, 6] != 1 else 2
    other = program.analyse(recipe(f"image-other-{ranks}", labels), ranks=ranks)
    checks.must_fail("an image with one other voxel", lambda c: c.below(
        "", program.difference(other, meshed, only)[0], 1e-9))


def check_coarse(checks):
    """Blocks of 2^3 voxels as the recipe asks, and bodies that hang on nothing stay."""
    fine = np.repeat(np.repeat(np.repeat(channels(), 2, 0), 2, 1), 2, 2)
    answer = program.analyse(recipe("image-coarse", fine, coarsen=2, voxel="0.1 um"))
    check_counted(checks, "coarsened", answer, channels())
    apart = np.zeros((4, 4, 9), int)
    apart[:, :, :2], apart[:, :, 4:] = 1, 2
    apart[:, :, 2:3] = 2
    check_counted(checks, "two bodies", program.analyse(recipe("image-apart", apart)), apart)


def main():
    ranks = program.ranks_from_arguments()
    checks = Checks(f"analyse/image/{ranks}")
    check_channels(checks, ranks)
    check_layers(checks, ranks)
    check_stairs(checks, ranks)
    check_coarse(checks)
    checks.finish()


if __name__ == "__main__":
    main()

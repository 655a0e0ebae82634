#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""image.py SULFEM RECIPES FOLDER SURFACE...: the image that ships, meshed, solved and analysed.

The image must be the one that its script draws; voxels, and volumes of its meshes, are held against
it; the stress against the same solve of the other surface and against the sign that it must have.
"""
import importlib.util
import json
import os
import subprocess
import sys

import numpy as np
import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "verification"))
import checks as verification  # noqa: E402

EXACT = 1e-12
# Corners of facets lie on the sphere, so facets of edge h take up to 3/8 (h/R)^2 of its volume: 1.9 %
# for h = 1 voxel and the smallest radius, 4.5.
SMOOTH = 0.02
LABELS = {"sulfur": 1, "electrolyte": 2}


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    print(f"$ {' '.join(words)}\n{done.stderr}", flush=True)
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def drawn(recipes):
    spec = importlib.util.spec_from_file_location("image", os.path.join(recipes, "image.py"))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script.labels()


def solve(sulfem, recipes, folder, surface):
    """Packs with this surface and solves the case that ships on it; MESH.json and last step."""
    mesh, results = os.path.join(folder, f"{surface}.msh"), os.path.join(folder, surface)
    run(sulfem, "pack", os.path.join(recipes, f"image-{surface}.yaml"), "--output", mesh)
    with open(os.path.join(recipes, "image-case.yaml"), encoding="utf-8") as file:
        case = yaml.safe_load(file)
    case["mesh"]["file"] = mesh
    path = os.path.join(folder, f"{surface}-case.yaml")
    with open(path, "w", encoding="utf-8") as file:
        yaml.safe_dump(case, file)
    run(sulfem, "solve", path, "--output", results)
    with open(mesh.removesuffix(".msh") + ".json", encoding="utf-8") as file:
        facts = json.load(file)
    with open(os.path.join(results, "summary.json"), encoding="utf-8") as file:
        return facts, json.load(file)["steps"][-1]


def main():
    sulfem, recipes, folder = sys.argv[1:4]
    os.makedirs(folder, exist_ok=True)
    checks, labels, pressure = verification.Checks("pipeline/image"), drawn(recipes), {}
    stored = np.fromfile(os.path.join(recipes, "image.raw"), np.uint8).reshape(labels.shape)
    checks.true("image.raw is what image.py draws", np.array_equal(stored, labels))
    voxels = json.loads(run(sulfem, "analyse", os.path.join(recipes, "image-stairs.yaml")))
    for phase in voxels["phases"]:
        checks.close(f"voxels of {phase['group']}", phase["volume_fraction"],
                     (labels == LABELS[phase["group"]]).mean(), EXACT)
    for surface in sys.argv[4:]:
        facts, step = solve(sulfem, recipes, folder, surface)
        for name, label in LABELS.items():
            checks.close(f"{surface}: share of {name}", facts["volume_fraction"][name],
                         (labels == label).mean(), EXACT if surface == "stairs" else SMOOTH)
        pressure[surface] = {p["group"]: p["pressure_mean"] for p in step["phases"]}
        checks.true(f"{surface}: converged", step["converged"])
        checks.true(f"{surface}: swelling sulfur is compressed", pressure[surface]["sulfur"] > 0)
    if len(pressure) == 2:
        checks.close("pressure in sulfur, stairs beside smooth", pressure["stairs"]["sulfur"],
                     pressure["smooth"]["sulfur"], 0.1)
    checks.finish()


if __name__ == "__main__":
    main()

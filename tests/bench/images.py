#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""How robust smooth meshes of images are: random images as fine as the voxels, meshed and solved.

usage: images.py SULFEM FOLDER [--only N,N...] [--limit SECONDS] [--jobs N] [--solve]

SULFEM is the program (build/sulfem); FOLDER keeps images, recipes, meshes and logs. 18 images of 20
to 24 voxels a side with four phases, one of them a void in every third: the strongest of four fields
of white noise, blurred by 0.6, 0.8 or 1 voxel, so structure is one or two voxels thick. A line each,
and counts at the end: `meshed`, `quality` (refused for the worst element), `budget` (the mesher's
steps ran out), `limit` (had not ended after --limit seconds), `other`. --solve solves every mesh as
a body that swells uniformly with a held surface.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import subprocess
import time

import h5py
import numpy as np
import yaml

COUNT, PHASES = 18, 4
EDGES, BLURS = (20, 22, 24), (0.6, 0.8, 1.0)
NAMES = {"sulfur": 1, "electrolyte": 2, "carbon": 3, "pore": 0}
VOXEL = 0.1  # um


def blur(field, sigma):
    """Gaussian along each axis, periodic: random images have no faces."""
    waves = [np.fft.fftfreq(n) for n in field.shape]
    for axis, wave in enumerate(waves):
        shape = [1] * 3
        shape[axis] = -1
        factor = np.exp(-2 * (np.pi * sigma * wave) ** 2).reshape(shape)
        field = np.fft.ifft(np.fft.fft(field, axis=axis) * factor, axis=axis).real
    return field / field.std()


def image(number):
    random = np.random.default_rng(number)
    edge, sigma = EDGES[number % 3], BLURS[number // 3 % 3]
    fields = [blur(random.standard_normal((edge, edge, edge)), sigma) for _ in range(PHASES)]
    return np.argmax(fields, axis=0).astype(np.uint8)


def write(folder, number):
    """The image and its recipe, and the case that solves the mesh."""
    os.makedirs(folder, exist_ok=True)
    with h5py.File(os.path.join(folder, "image.h5"), "w") as file:
        file["labels"] = image(number)
    about = {"file": "image.h5", "dataset": "labels", "voxel": f"{VOXEL} um", "labels": NAMES}
    meshed = [name for name in NAMES if number % 3 or name != "pore"]
    if len(meshed) < len(NAMES):
        about["void"] = "pore"
    with open(os.path.join(folder, "recipe.yaml"), "w", encoding="utf-8") as file:
        yaml.safe_dump({"image": about, "mesh": {"surface": "smooth"}}, file, sort_keys=False)
    phases = [{"group": name, "youngs_modulus": f"{5 + 5 * i} GPa", "poissons_ratio": 0.3}
              for i, name in enumerate(meshed)]
    phases[0] |= {"swelling": {"volume_change": 0.1, "convention": "exact"},
                  "lithiation": {"fraction": 1.0}}
    faces = ["xmin", "xmax", "ymin", "ymax", "zmin", "zmax"]
    with open(os.path.join(folder, "case.yaml"), "w", encoding="utf-8") as file:
        yaml.safe_dump({"mesh": {"file": "mesh.msh", "length_unit": "um"}, "phases": phases,
                        "boundaries": [{"faces": faces, "condition": "fixed"}],
                        "output": {"directory": "results"}}, file, sort_keys=False)


def run(command, log, limit):
    """Exit status (None: stopped at the limit), what was said, seconds."""
    start = time.monotonic()
    with open(log, "w", encoding="utf-8") as file:
        try:
            status = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, check=False,
                                    timeout=limit, cwd=os.path.dirname(log)).returncode
        except subprocess.TimeoutExpired:
            status = None
    with open(log, encoding="utf-8") as file:
        return status, file.read(), time.monotonic() - start


def verdict(status, said):
    if status is None:
        return "limit"
    if status == 0:
        return "meshed"
    words = {"quality": "the worst element has gamma", "budget": "over its budget"}
    return next((name for name, word in words.items() if word in said), "other")


def one(sulfem, folder, number, arguments):
    folder = os.path.join(os.path.abspath(folder), f"{number:02d}")
    write(folder, number)
    status, said, seconds = run([sulfem, "pack", "recipe.yaml", "--output", "mesh.msh"],
                                os.path.join(folder, "pack.log"), arguments.limit)
    result = verdict(status, said)
    words = re.findall(r"(?m)^CGAL .*|^steps .*|^faces .*|gamma [\d.]+ at least|error: .*", said)
    if result == "meshed" and arguments.solve:
        status, _, _ = run([sulfem, "solve", "case.yaml"], os.path.join(folder, "solve.log"),
                           arguments.limit)
        result = "solved" if status == 0 else "not solved"
    return number, result, seconds, "; ".join(words)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    parser.add_argument("sulfem")
    parser.add_argument("folder")
    parser.add_argument("--only", default="")
    parser.add_argument("--limit", type=float, default=100)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--solve", action="store_true")
    arguments = parser.parse_args()
    numbers = [int(n) for n in arguments.only.split(",") if n] or range(COUNT)
    sulfem, counts = os.path.abspath(arguments.sulfem), collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for number, result, seconds, words in pool.map(
                lambda n: one(sulfem, arguments.folder, n, arguments), numbers):
            print(f"{number:2d} {result:8s} {seconds:6.1f} s  {words}", flush=True)
            counts[result] += 1
    print(", ".join(f"{count} {result}" for result, count in sorted(counts.items())))


if __name__ == "__main__":
    main()

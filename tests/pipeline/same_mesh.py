#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""same_mesh.py SULFEM FOLDER [--runs N]: the same recipe and seed give the same mesh, byte for byte.

Each run has other addresses in memory: paths and an environment of other lengths, and an allocator
that is told to work otherwise. Options for Gmsh lie where Gmsh would look for them: in the home
folder, in the working folder, beside the mesh.
"""
import argparse
import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "verification"))
import checks as verification  # noqa: E402

RECIPE = """\
box: {edge: 9 um, boundary: periodic}
composition: {by: volume, sulfur: 0.3, electrolyte: 0.7}
particles: {phase: sulfur, radius: {distribution: uniform, min: 0.6 um, max: 2 um}, minimum_gap: 0.1 um}
mesh: {size_at_particles: 0.8 um, size_far: 1.6 um, order: 1, quality_floor: 0.02, mesher: MESHER}
seed: 1
"""
OPTIONS = "Mesh.OptimizeThreshold = 0.9;\nMesh.MeshSizeFactor = 0.5;\nMesh.Algorithm = 5;\n"
ALLOCATORS = ({}, {"MALLOC_MMAP_THRESHOLD_": "4096"}, {"MALLOC_PERTURB_": "77", "MALLOC_TOP_PAD_": "9000000"},
              {"MALLOC_ARENA_TEST": "1", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"})


def pack(sulfem, folder, run):
    """The mesh's digest, or what the program said."""
    name = os.path.join(folder, "m" * (1 + 37 * run % 190))
    home = os.path.join(folder, f"home-{run}")
    os.makedirs(home)
    for place in (os.path.join(home, ".gmshrc"), os.path.join(home, ".gmsh-options"), ".gmshrc",
                  name + ".msh.opt", name + ".msh.surfaces.partial.opt"):
        with open(place, "w", encoding="utf-8") as file:
            file.write(OPTIONS if run else "")
    environment = dict(os.environ, HOME=home, GMSH_HOME=home, FILL="x" * (1001 * run % 3000),
                       OMP_NUM_THREADS=str(1 + run % 4), **ALLOCATORS[run % len(ALLOCATORS)])
    done = subprocess.run([sulfem, "pack", os.path.join(folder, "recipe.yaml"), "--output", name + ".msh"],
                          env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr
    with open(name + ".msh", "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sulfem")
    parser.add_argument("folder")
    parser.add_argument("--runs", type=int, default=4)
    arguments = parser.parse_args()
    folder = os.path.abspath(arguments.folder)
    shutil.rmtree(folder, ignore_errors=True)
    checks = verification.Checks("same-mesh")
    arguments.sulfem = os.path.abspath(arguments.sulfem)
    for mesher, runs in (("hxt", arguments.runs), ("delaunay", 2)):
        place = os.path.join(folder, mesher)
        os.makedirs(place)
        os.chdir(place)
        with open("recipe.yaml", "w", encoding="utf-8") as file:
            file.write(RECIPE.replace("MESHER", mesher))
        seen = [pack(arguments.sulfem, place, run) for run in range(runs)]
        checks.true(f"{mesher}: {runs} runs give one mesh", len(set(seen)) == 1 and len(seen[0]) == 64,
                    f": {seen}")
    os.environ.setdefault("SULFEM_WORK", folder)
    checks.finish()


main()

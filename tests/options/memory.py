#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""memory.py SULFEM CASE: under limits of the process' memory a run is done, or ends with one message
and a status that says so; never with a trace, a crash or an endless wait. `--check` warns of what the
run would meet, and a small image that stands for gigabytes is refused before it is read."""

import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import zlib

import h5py

ADVICE = re.compile("element_order 1|raise it \\(ulimit -v\\)")  # the second: no room for the BLAS
CRASH = ["PETSC ERROR", "Segmentation", "terminate called", "Signal:", "MPI_ABORT"]


RECIPE = """
image: {file: image.h5, dataset: labels, voxel: 1 um, labels: {sulfur: 1, electrolyte: 2}}
mesh: {surface: stairs}
"""


def run(megabytes, *words, folder=None):
    limit = megabytes << 20
    return subprocess.run(words, timeout=100, cwd=folder, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))


def check_image(sulfem):
    """Four thousand million voxels in four megabytes, each of them written."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "recipe.yaml").write_text(RECIPE)
        with h5py.File(f"{folder}/image.h5", "w") as file:
            labels = file.create_dataset("labels", (1000, 2000, 2000), "u1", chunks=(1, 2000, 2000), compression="gzip")
            slab = zlib.compress(bytes([1]) * 4000000)
            for index in range(1000):
                labels.id.write_direct_chunk((index, 0, 0), slab)
        done = run(2000, sulfem, "analyse", "recipe.yaml", folder=folder)
        words = ("2000 x 2000 x 1000 voxels need 4.04 GB of memory", "GB are free")
        if done.returncode != 2 or not all(word in done.stderr for word in words):
            sys.exit(f"a large image: status {done.returncode}: {done.stderr}")


def main():
    sulfem, case = sys.argv[1:]
    refused = 0
    for megabytes in (350, 450, 550, 4000):
        with tempfile.TemporaryDirectory() as folder:
            done = run(megabytes, sulfem, "solve", case, "--output", folder)
        if "error while loading shared libraries" in done.stderr:
            continue  # not even the program has room
        messages = done.stderr.count("sulfem: error: ")
        if done.returncode not in (0, 1, 2) or messages != (done.returncode != 0):
            sys.exit(f"{megabytes} MB: exit status {done.returncode}: {done.stderr}")
        if any(sign in done.stderr for sign in CRASH):
            sys.exit(f"{megabytes} MB: a sign of a crash: {done.stderr}")
        if done.returncode and ("memory" not in done.stderr or not ADVICE.search(done.stderr)):
            sys.exit(f"{megabytes} MB: no advice: {done.stderr}")
        refused += done.returncode != 0
    if done.returncode != 0 or refused == 0:
        sys.exit(f"{refused} refused, {done.returncode} with room enough: {done.stderr}")
    for megabytes, told in ((520, True), (4000, False)):
        done = run(megabytes, sulfem, "solve", case, "--check")
        if done.returncode != 0 or ("memory may run out" in done.stderr) != told:
            sys.exit(f"--check in {megabytes} MB: status {done.returncode}: {done.stderr}")
    check_image(sulfem)
    print(f"{refused} limits refused, in words")


main()

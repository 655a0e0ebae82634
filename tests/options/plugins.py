#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""plugins.py SULFEM CC: an image in HDF5 loads no code. The dataset asks for a filter that a library in
HDF5_PLUGIN_PATH offers; the library leaves a mark when it is loaded. h5py, which allows such filters,
leaves the mark: the test can fail."""

import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy

PLUGIN = """
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void Loaded(void) {
  FILE *mark = fopen(getenv("LOADED_MARK"), "w");
  if (mark) fclose(mark);
}
int H5PLget_plugin_type(void) { return 0; }
const void *H5PLget_plugin_info(void) { return 0; }
"""
RECIPE = """
title: an image that asks for a filter from elsewhere
image: {file: image.h5, dataset: labels, voxel: 1 um, labels: {sulfur: 1, electrolyte: 2}}
mesh: {surface: stairs}
"""
# the filter's number, its name's length, flags, values, name
DEFLATE, ELSEWHERE = (number + b"\x08\x00\x01\x00\x01\x00deflate" for number in (b"\x01\x00", b"\x0f\x7d"))
READ = "import h5py; h5py.File('image.h5')['labels'][:]"


def write_image(path):
    with h5py.File(path, "w") as file:
        labels = 1 + numpy.arange(512).reshape(8, 8, 8) % 2
        file.create_dataset("labels", data=labels.astype("u1"), chunks=(8, 8, 8), compression="gzip")
    content = path.read_bytes()
    if content.count(DEFLATE) != 1:
        sys.exit("the file is not written as this test expects")
    path.write_bytes(content.replace(DEFLATE, ELSEWHERE))


def main():
    sulfem, compiler = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "plugin.c").write_text(PLUGIN)
        (folder / "plugins").mkdir()
        subprocess.run([compiler, "-shared", "-fPIC", "-o", "plugins/libfilter.so", "plugin.c"],
                       cwd=folder, check=True)
        write_image(folder / "image.h5")
        (folder / "recipe.yaml").write_text(RECIPE)
        mark = folder / "loaded"
        variables = dict(os.environ, HDF5_PLUGIN_PATH=str(folder / "plugins"), LOADED_MARK=str(mark))

        subprocess.run([sys.executable, "-c", READ], cwd=folder, env=variables, check=False,
                       stderr=subprocess.DEVNULL)
        if not mark.exists():
            sys.exit("h5py loads no filter either: this test cannot fail")
        mark.unlink()
        done = subprocess.run([sulfem, "analyse", "recipe.yaml"], cwd=folder, env=variables, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if mark.exists():
            sys.exit("a library from HDF5_PLUGIN_PATH was loaded")
        if done.returncode not in (2, 4) or "cannot be read" not in done.stderr:
            sys.exit(f"status {done.returncode}: {done.stderr}")
    print("nothing was loaded")


main()

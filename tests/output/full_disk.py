#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""full_disk.py WRITER MPIRUN RANKS FOLDER: the disk takes no more, and folders that cannot be.

A file size limit stands for the full disk (tests may run as root, whom permissions do not stop); the
writers set it when MPI has started, which makes files of its own.
Exit status 4, one message with path and reason, no half-made file, no crash at the end."""
import os
import shutil
import subprocess
import sys

import writer

CUBES, STEPS = 60000, 3
MESH, STEP = 15.84e6, 31.68e6  # bytes of the mesh and of a step
# kB
LIMITS = {1: [100, 5000, 15000, 16000, 30000, 46000, 47000, 80000], 3: [100, 10000, 30000, 60000, 80000]}


def run(arguments, limit=None):
    if limit is not None:
        arguments = [*arguments, "0", str(limit)]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=200, check=False)


def check_refused(result, path, reason):
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert result.returncode == 4, (result.returncode, result.stderr)
    assert len(errors) == 1, result.stderr
    assert path in errors[0] and reason in errors[0], errors[0]
    assert "HDF5-DIAG" not in result.stderr and "PETSC ERROR" not in result.stderr, result.stderr


def check_limit(arguments, folder, limit):
    shutil.rmtree(folder, ignore_errors=True)
    result = run(arguments, limit)
    check_refused(result, os.path.join(folder, "fields.h5.partial"), "File too large")
    left = sorted(os.listdir(folder))
    assert left in ([], ["fields.h5", "fields.xdmf"]), left
    steps = writer.check_published(folder, CUBES)
    room = 1024 * limit - MESH - 2e5  # with what the structure takes
    expected = 1 + int(room / STEP) if room > 0 else 0
    assert steps == expected, f"{steps} steps under the final name, {expected} did fit"
    print(f"limit {limit} kB: {steps} steps stay, and: {result.stderr.splitlines()[0]}")
    return steps


def check_no_folder(program, mpirun, ranks, folder):
    """The folder's place, or its parent's, is taken by a file."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    taken = os.path.join(folder, "taken")
    with open(taken, "w", encoding="utf-8") as file:
        file.write("a file")
    for path in (taken, os.path.join(taken, "below")):
        result = run(writer.command(program, mpirun, ranks, [path, 10, 1]))
        check_refused(result, taken, "the folder cannot be made")
    os.mkdir(os.path.join(folder, "fields.h5"))
    result = run(writer.command(program, mpirun, ranks, [folder, 10, 1]))
    check_refused(result, os.path.join(folder, "fields.h5"), "directory")


def main():
    program, mpirun, ranks, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    arguments = writer.command(program, mpirun, ranks, [folder, CUBES, STEPS])
    steps = [check_limit(arguments, folder, limit) for limit in LIMITS[ranks]]
    assert steps[0] == 0 and steps[-1] > 0, steps
    check_no_folder(program, mpirun, ranks, folder)


main()

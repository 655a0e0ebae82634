#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""itself.py MPIRUN CHECKER ITSELF: the checker of collective calls ends runs with a mistake and tells both places, and
lets a sound run be."""

import os
import subprocess
import sys
import tempfile

# what is said of each mistake of itself.c, and the functions that are named
MISTAKES = {
    "other-call": ("rank 0: MPI_Allreduce, 4 bytes", "rank 1: MPI_Bcast, root 0, 4 bytes", "OtherCall"),
    "other-root": ("rank 0: MPI_Bcast, root 0", "rank 2: MPI_Bcast, root 1", "OtherRoot"),
    "other-count": ("rank 0: MPI_Allreduce, 8 bytes", "rank 2: MPI_Allreduce, 4 bytes", "OtherCount"),
    "other-operation": ("operation 0", "operation 2", "OtherOperation"),
    "at-once": ("MPI_Ibarrier", "MPI_Iallreduce", "AtOnce"),
    "leaves": ("MPI_Barrier", "MPI_Finalize", "Leaves"),
    "absent": ("not every rank has come", "rank 1 is in no collective call, but in", "Absent"),
    "crossed": ("not every rank has come", "rank 1: MPI_Barrier", "Crossed"),
}


def main():
    mpirun, checker, itself = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        environment = dict(os.environ, SULFEM_COLLECTIVES_PATIENCE="2", SULFEM_COLLECTIVES_LOG=log)
        for mistake in (*MISTAKES, "sound"):
            done = subprocess.run([mpirun, "-n", "3", "env", "LD_PRELOAD=" + checker, itself, mistake], check=False,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, env=environment)
            words = MISTAKES.get(mistake, ())
            said = all(word in done.stdout for word in words) and done.stdout.count("collectives: ") == bool(words)
            if (done.returncode == 0) == bool(words) or not said:
                sys.exit(f"{mistake}: exit status {done.returncode}, {words} due: {done.stdout}")
        with open(log, encoding="ascii") as file:
            counted = file.read()
    if counted != "5 collective calls of 3 ranks\n":
        sys.exit(f"only the sound run comes to its end, with all of its calls: {counted}")
    print(f"{len(MISTAKES)} mistakes found, and none in what is sound")


main()

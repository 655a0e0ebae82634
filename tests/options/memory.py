#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""memory.py SULFEM CASE: under limits of the process' memory a run is done, or ends with one message
and a status that says so; never with a trace, a crash or an endless wait."""

import resource
import subprocess
import sys
import tempfile

CRASH = ["PETSC ERROR", "Segmentation", "terminate called", "Signal:", "MPI_ABORT"]


def main():
    sulfem, case = sys.argv[1:]
    refused = 0
    for megabytes in (350, 450, 550, 4000):
        limit = megabytes << 20
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run(
                [sulfem, "solve", case, "--output", folder], timeout=100,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if "error while loading shared libraries" in run.stderr:
            continue  # not even the program has room
        messages = run.stderr.count("sulfem: error: ")
        if run.returncode not in (0, 1, 2) or messages != (run.returncode != 0):
            sys.exit(f"{megabytes} MB: exit status {run.returncode}: {run.stderr}")
        if any(sign in run.stderr for sign in CRASH):
            sys.exit(f"{megabytes} MB: a sign of a crash: {run.stderr}")
        if run.returncode and ("memory" not in run.stderr or "element_order 1" not in run.stderr):
            sys.exit(f"{megabytes} MB: no advice: {run.stderr}")
        refused += run.returncode != 0
    if run.returncode != 0 or refused == 0:
        sys.exit(f"{refused} refused, {run.returncode} with room enough: {run.stderr}")
    print(f"{refused} limits refused, in words")


main()

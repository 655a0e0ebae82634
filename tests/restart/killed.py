#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""killed.py SULFEM MPIRUN CASE: a run that writes a checkpoint after every step is killed in the middle by
a signal that nobody can catch, goes on on another number of ranks with too few iterations for a new start,
and comes to the same numbers as a run that nothing disturbed."""

import fcntl
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

STEPS = 40
PIPE_SIZE = getattr(fcntl, "F_SETPIPE_SZ", 1031)
FEW = ["-ksp_max_it", "1"]


def kill_after(command, words):
    """Kills the run once it has said `words`. What it says fits into the pipe only in part, so it cannot
    come to its end before."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0) as run:
        fcntl.fcntl(run.stdout, PIPE_SIZE, 4096)
        said = b""
        while words not in said:
            more = os.read(run.stdout.fileno(), 1)
            if not more:
                sys.exit(f"the run ended before it said {words}: {said.decode()}")
            said += more
        run.send_signal(signal.SIGKILL)


def main():
    sulfem, mpirun, original = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        folder, plain = pathlib.Path(temporary) / "killed", pathlib.Path(temporary) / "plain"
        case = pathlib.Path(temporary) / "case.yaml"
        text = pathlib.Path(original).read_text()
        mesh = (pathlib.Path(original).parent / re.search(r"file: ([^,]+),", text)[1]).resolve()
        text = re.sub(r"file: [^,]+,", f"file: {mesh},", text)
        text = re.sub(r"(?m)^output:.*\n", "", text)
        steps = [round(0.4 + 0.01 * i, 2) for i in range(STEPS)]
        text += f"program: {{lithiation: {steps}}}\n"
        case.write_text(text + "output: {checkpoint: every_step}\n")

        kill_after([sulfem, "solve", str(case), "--output", str(folder)], b"step 3 of")
        if not (folder / "checkpoint.h5").exists() or (folder / "summary.json").exists():
            sys.exit("no checkpoint after the second step, or the run has ended")
        case.write_text(text + "output: {interfaces: false}\n")  # no other case
        again = subprocess.run([mpirun, "-n", "2", sulfem, "solve", str(case), "--output", str(folder),
                                "--restart", *FEW], stdout=subprocess.PIPE, text=True, check=True)
        done = re.search(r"restart: (\d+) of (\d+) solves are done", again.stdout)
        if not done or done[1] != done[2] or int(done[1]) < 2:
            sys.exit(f"the solves of the first steps are not in the checkpoint: {again.stdout[:2000]}")
        if (folder / "checkpoint.h5").exists():
            sys.exit("a run that has come to its end leaves no checkpoint")
        subprocess.run([sulfem, "solve", str(case), "--output", str(plain)], check=True,
                       stdout=subprocess.DEVNULL)
        after, before = (json.loads((f / "summary.json").read_text())["steps"] for f in (folder, plain))
    for one, other in zip(after, before, strict=True):
        for key in ("lithiation", "strain_energy", "displacement_max", "displacement_l2"):
            if abs(one[key] - other[key]) > 1e-6 * abs(other[key]):
                sys.exit(f"{key}: {one[key]:.10e} after the restart, {other[key]:.10e} without")
        if not one["converged"] or one["iterations"] != 0:
            sys.exit(f"solved again: {one}")
    print(f"killed, restarted, and the same in {STEPS} steps")


main()

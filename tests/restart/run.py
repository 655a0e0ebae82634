#!/usr/bin/env python3
"""run.py SULFEM MPIRUN CASE: stops a run on two ranks by a signal in the middle of its solve, restarts
it on three, and compares with a run that nothing disturbed. A checkpoint of another case is refused."""

import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

STOPPED, WRONG_INPUT = 5, 2
# a solver that hardly moves, so that the signal comes while it works
SLOW = ["-ksp_type", "richardson", "-ksp_richardson_scale", "1e-9", "-ksp_max_it", "1000000"]


def stop(command, folder):
    log = folder / "log.txt"
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                          text=True) as run:
        deadline = time.monotonic() + 120
        while not (log.exists() and "preconditioner" in log.read_text()):
            if time.monotonic() > deadline or run.poll() is not None:
                run.kill()
                sys.exit("the run did not come to its solve")
            time.sleep(0.05)
        time.sleep(0.5)
        run.send_signal(signal.SIGUSR1)
        _, errors = run.communicate(timeout=120)
    if run.returncode != STOPPED or "--restart" not in errors:
        sys.exit(f"exit status {run.returncode} where {STOPPED} was due: {errors}")
    if not (folder / "checkpoint.h5").exists() or (folder / "summary.json").exists():
        sys.exit("a stopped run leaves a checkpoint and no summary")


def last_step(folder):
    return json.loads((folder / "summary.json").read_text())["steps"][-1]


def main():
    sulfem, mpirun, case = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        stopped, plain = pathlib.Path(temporary) / "stopped", pathlib.Path(temporary) / "plain"

        def command(ranks, folder, *more):
            return [mpirun, "-n", ranks, sulfem, "solve", case, "--output", str(folder), *more]

        stop(command("2", stopped, *SLOW), stopped)

        other = pathlib.Path(temporary) / "other.yaml"
        text = pathlib.Path(case).read_text()
        mesh = (pathlib.Path(case).parent / re.search(r"file: ([^,]+),", text)[1]).resolve()
        other.write_text(re.sub(r"file: [^,]+,", f"file: {mesh},", text) + "# another\n")
        refused = subprocess.run([sulfem, "solve", str(other), "--output", str(stopped), "--restart"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if refused.returncode != WRONG_INPUT or "checkpoint" not in refused.stderr:
            sys.exit(f"another case's checkpoint: status {refused.returncode}: {refused.stderr}")

        subprocess.run(command("3", stopped, "--restart"), check=True, stdout=subprocess.DEVNULL)
        subprocess.run(command("1", plain), check=True, stdout=subprocess.DEVNULL)
        after, before = last_step(stopped), last_step(plain)
    for key in ("strain_energy", "displacement_max", "displacement_l2"):
        if abs(after[key] - before[key]) > 1e-6 * before[key]:
            sys.exit(f"{key}: {after[key]:.10e} after the restart, {before[key]:.10e} without")
    print("stopped, restarted, and the same as undisturbed")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""run.py SULFEM MPIRUN CASE: stops a run on two ranks by a signal in the middle of its solve, restarts
it on three, and compares with a run that nothing disturbed. The restart has too few iterations for a run
that ignores the checkpoint. A checkpoint of another case is refused, and so is a damaged one; another title,
folder or time limit make no other case."""

import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import damage

STOPPED, WRONG_INPUT, NOT_READ = 5, 2, 4
# a tolerance that is not reached, so that the signal comes while it works, with a solution at hand
SLOW = ["-ksp_type", "richardson", "-ksp_richardson_scale", "0.8", "-ksp_rtol", "1e-15",
        "-ksp_divtol", "1e30", "-ksp_max_it", "1000000000",
        "-ksp_monitor"]
FEW = ["-ksp_max_it", "2"]


def converged_by(lines):
    """Reads what PETSc's monitor says until the residual has fallen by ten orders."""
    first = None
    for line in lines:
        norm = re.search(r"KSP Residual norm ([-+.\de]+)", line)
        first = first or (norm and float(norm[1]))
        if norm and float(norm[1]) < 1e-10 * first:
            return
    sys.exit("the run did not come to a solution")


def stop(command, folder):
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        converged_by(run.stdout)
        if "preconditioner" not in (folder / "log.txt").read_text():
            sys.exit("the log is not written while the run goes on")
        run.send_signal(signal.SIGUSR1)
        _, errors = run.communicate(timeout=120)
    if run.returncode != STOPPED or "--restart" not in errors:
        sys.exit(f"exit status {run.returncode} where {STOPPED} was due: {errors}")
    if not (folder / "checkpoint.h5").exists() or (folder / "summary.json").exists():
        sys.exit("a stopped run leaves a checkpoint and no summary")


def check_damage(sulfem, case, stopped):
    """Every damage is refused, says the file, and leaves the folder as it is."""
    for spoil in damage.ALL:
        folder = stopped.with_name(spoil.__name__)
        folder.mkdir()
        checkpoint = folder / "checkpoint.h5"
        shutil.copy(stopped / "checkpoint.h5", checkpoint)
        spoil(checkpoint)
        before = checkpoint.read_bytes()
        run = subprocess.run([sulfem, "solve", case, "--output", str(folder), "--restart"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if run.returncode != NOT_READ or "checkpoint.h5" not in run.stderr:
            sys.exit(f"{spoil.__name__}: exit status {run.returncode}: {run.stderr}")
        if checkpoint.read_bytes() != before or (folder / "fields.h5").exists():
            sys.exit(f"{spoil.__name__}: refused, and yet the folder has changed")


def last_step(folder):
    return json.loads((folder / "summary.json").read_text())["steps"][-1]


def main():
    sulfem, mpirun, case = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        stopped, plain = pathlib.Path(temporary) / "stopped", pathlib.Path(temporary) / "plain"

        def command(ranks, folder, *more, case=case):
            return [mpirun, "-n", ranks, sulfem, "solve", str(case), "--output", str(folder), *more]

        stop(command("2", stopped, *SLOW), stopped)

        text = pathlib.Path(case).read_text()
        mesh = (pathlib.Path(case).parent / re.search(r"file: ([^,]+),", text)[1]).resolve()
        text = re.sub(r"file: [^,]+,", f"file: {mesh},", text)
        other, same = pathlib.Path(temporary) / "other.yaml", pathlib.Path(temporary) / "same.yaml"
        other.write_text(text.replace("material: Li6PS5Cl", "material: Li6PS5Cl, poissons_ratio: 0.3"))
        refused = subprocess.run([sulfem, "solve", str(other), "--output", str(stopped), "--restart"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if refused.returncode != WRONG_INPUT or "poissons_ratio: 0.3" not in refused.stderr:
            sys.exit(f"another case's checkpoint: status {refused.returncode}: {refused.stderr}")
        # what the solutions do not depend on makes no other case
        same.write_text(re.sub("title: .*", "title: a limit, another folder, this line", text).replace(
            "output: {", "solver: {wall_clock_limit: 1 h}  # and this\noutput: {"))

        check_damage(sulfem, case, stopped)
        subprocess.run(command("3", stopped, "--restart", *FEW, case=same), check=True, stdout=subprocess.DEVNULL)
        subprocess.run(command("1", plain), check=True, stdout=subprocess.DEVNULL)
        after, before = last_step(stopped), last_step(plain)
    for key in ("strain_energy", "displacement_max", "displacement_l2"):
        if abs(after[key] - before[key]) > 1e-6 * before[key]:
            sys.exit(f"{key}: {after[key]:.10e} after the restart, {before[key]:.10e} without")
    print("stopped, restarted, and the same as undisturbed")


main()

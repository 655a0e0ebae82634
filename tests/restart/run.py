#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""run.py SULFEM MPIRUN MESH: a case of two solves is stopped by a signal in its second one, with much of that
solved, and goes on from its checkpoint on another number of ranks.

The first residual that the restart prints is the one that the checkpoint states: so it has read the iterate,
and in the right order of nodes. Its first solve is not repeated, its iterations count on, its results are those
of a run that nothing disturbed. What says to be a solution and is none (a checkpoint of other loads under this
case's name) is found out by its residual. A checkpoint of another case is refused, and so is a damaged one;
another title, folder or time limit make no other case."""

import dataclasses
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import damage
import h5py
import numpy

STOPPED, WRONG_INPUT, NOT_READ = 5, 2, 4
CASE = """title: a press
mesh: {{file: {mesh}, length_unit: um}}
element_order: 1
phases:
  - {{group: Li2S, material: S, swelling: {{volume_change: {change}, convention: exact}}, lithiation: {{fraction: 1}}}}
  - {{group: electrolyte, material: Li6PS5Cl}}
boundaries:
  - {{faces: [xmin, ymin, zmin], condition: symmetry}}
  - {{faces: [zmax], condition: pressure, pressure: 500 MPa}}
program: {{lithiation: [0.2, 1.0]}}
"""
MONITOR = ["-ksp_monitor_true_residual"]
LINE = re.compile(r"^ *(\d+) KSP .*true resid norm (\S+) .*\|\|r\(i\)\|\|/\|\|b\|\| (\S+)")
LARGE = 1e-3  # the relative residual at which the second solve is stopped: nearly all of it is there
FIRST, SECOND = "solve-0000", "solve-0001"


def slow(scale):
    """A solver that creeps, so that there is time to stop it."""
    return ["-ksp_type", "richardson", "-ksp_richardson_scale", str(scale), "-ksp_max_it", "1000000",
            "-ksp_divtol", "1e30", *MONITOR]


def second_solve_is_large(lines):
    """Reads the monitor until the second solve has come to LARGE; False where the run ends before."""
    solve = 0
    for line in lines:
        found = LINE.match(line)
        if found:
            solve += int(found[1]) == 0
            if solve == 2 and float(found[3]) < LARGE:
                return True
    return False


def stop_once(command, folder):
    """Did the signal come in time?"""
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        in_time = second_solve_is_large(run.stdout)
        if in_time:
            if "preconditioner" not in (folder / "log.txt").read_text():
                sys.exit("the log is not written while the run goes on")
            run.send_signal(signal.SIGUSR1)
        _, errors = run.communicate(timeout=120)
    if run.returncode == 0:
        return False
    if run.returncode != STOPPED or "--restart" not in errors:
        sys.exit(f"exit status {run.returncode} where {STOPPED} was due: {errors}")
    return True


def stop(command, folder):
    """On a busy machine the run may be done before the signal comes: then it creeps the more."""
    for scale in (0.3, 0.1, 0.03, 0.01):
        if stop_once([*command, *slow(scale)], folder):
            break
    else:
        sys.exit("the run could not be stopped in time")
    if not (folder / "checkpoint.h5").exists() or (folder / "summary.json").exists():
        sys.exit("a stopped run leaves a checkpoint and no summary")


@dataclasses.dataclass
class Solve:
    values: numpy.ndarray
    complete: int
    iterations: int
    residual: float


def read(checkpoint):
    """The two solves; the second is begun, and large."""
    with h5py.File(checkpoint) as file:
        first, second = (Solve(file["nodes"][name][...], *numpy.ravel(file["once"][f"{name}-facts"]))
                         for name in (FIRST, SECOND))
    if first.complete != 1 or second.complete != 0 or not second.iterations > 0:
        sys.exit(f"one solve should be done and one begun: {first}, {second}")
    if not (1e-9 < second.residual < 10 * LARGE
            and numpy.abs(second.values).max() > numpy.abs(first.values).max() > 0):
        sys.exit(f"the second solve has not come far: {second}")
    return first, second


def load(folder):
    return json.loads((folder / "summary.json").read_text())["steps"]


def check_same(after, before):
    for one, other in zip(after, before, strict=True):
        for key in ("strain_energy", "displacement_max", "displacement_l2"):
            if abs(one[key] - other[key]) > 1e-6 * other[key]:
                sys.exit(f"{key}: {one[key]:.10e} after the restart, {other[key]:.10e} without")


def check_restart(command, folder, begun, plain):
    """Goes on in `folder`, on other ranks, and is what the undisturbed run `plain` is."""
    done = subprocess.run([*command, "--restart", *MONITOR], text=True, stdout=subprocess.PIPE, check=True)
    starts = [float(found[3]) for found in map(LINE.match, done.stdout.splitlines()) if found and int(found[1]) == 0]
    stated = begun.residual
    if len(starts) != 1:
        sys.exit(f"one solve is left to do, and {len(starts)} were: {starts}")
    if abs(starts[0] - stated) > 1e-3 * stated:
        sys.exit(f"the restart begins at a residual of {starts[0]:g}, the checkpoint's is {stated:g}")
    if "1 of 2 solves are done, 1 begun" not in done.stdout:
        sys.exit(f"the log does not say what the checkpoint held:\n{done.stdout}")
    steps = load(folder)
    went_on = steps[1]["iterations"] - int(begun.iterations)
    if not 0 < went_on < load(plain)[1]["iterations"]:
        sys.exit(f"{went_on} iterations from there, {load(plain)[1]['iterations']} from the start")
    if (folder / "checkpoint.h5").exists():
        sys.exit("a run that is done leaves no checkpoint")
    check_same(steps, load(plain))


def check_claims(command, checkpoint, honest, plain):
    """The checkpoint of other loads, as if it were this case's: every number in it is sound, and wrong."""
    folder = checkpoint.with_name("claims")
    folder.mkdir()
    shutil.copy(checkpoint, folder / "checkpoint.h5")
    with h5py.File(folder / "checkpoint.h5", "r+") as file, h5py.File(honest) as other:
        del file["identity"]
        other.copy("identity", file)
    done = subprocess.run([*command(folder), "--restart"], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    if done.returncode != 0 or not re.search(r"solve 1 of 2 has a residual of .*: it goes on", done.stdout):
        sys.exit(f"a wrong solution is taken for one: {done.returncode}\n{done.stdout}{done.stderr}")
    check_same(load(folder), load(plain))


def check_damage(sulfem, case, stopped):
    """Every damage is refused, says the file, and leaves the folder as it is."""
    for spoil in damage.ALL:
        folder = stopped.with_name(spoil.__name__)
        folder.mkdir()
        checkpoint = folder / "checkpoint.h5"
        shutil.copy(stopped, checkpoint)
        spoil(checkpoint)
        before = checkpoint.read_bytes()
        run = subprocess.run([sulfem, "solve", case, "--output", str(folder), "--restart"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if run.returncode != NOT_READ or "checkpoint.h5" not in run.stderr:
            sys.exit(f"{spoil.__name__}: exit status {run.returncode}: {run.stderr}")
        if checkpoint.read_bytes() != before or (folder / "fields.h5").exists():
            sys.exit(f"{spoil.__name__}: refused, and yet the folder has changed")


def check_other_case(sulfem, case, folder):
    other = case.with_name("other.yaml")
    other.write_text(case.read_text().replace("material: Li6PS5Cl", "material: Li6PS5Cl, poissons_ratio: 0.3"))
    refused = subprocess.run([sulfem, "solve", str(other), "--output", str(folder), "--restart"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if refused.returncode != WRONG_INPUT or "poissons_ratio: 0.3" not in refused.stderr:
        sys.exit(f"another case's checkpoint: status {refused.returncode}: {refused.stderr}")


def main():
    sulfem, mpirun, mesh = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        case, loads, same = work / "case.yaml", work / "loads.yaml", work / "same.yaml"
        case.write_text(CASE.format(mesh=mesh, change=0.787))
        # what the solutions do not depend on makes no other case
        same.write_text(case.read_text().replace("title: a press", "title: a limit, and a comment")
                        + "solver: {wall_clock_limit: 1 h}  # here\n")
        loads.write_text(CASE.format(mesh=mesh, change=0.6))

        def command(ranks, folder, text=case):
            return [mpirun, "-n", ranks, sulfem, "solve", str(text), "--output", str(folder)]

        plain = work / "plain"
        subprocess.run(command("1", plain), check=True, stdout=subprocess.DEVNULL)
        for before, after in (("1", "2"), ("2", "1")):
            folder = work / f"from-{before}"
            stop(command(before, folder), folder)
            _, begun = read(folder / "checkpoint.h5")
            checkpoint = pathlib.Path(shutil.copy(folder / "checkpoint.h5", work / "kept.h5"))
            check_other_case(sulfem, case, folder)
            check_restart(command(after, folder, same), folder, begun, plain)
        check_damage(sulfem, case, checkpoint)
        folder = work / "loads"
        stop(command("1", folder, loads), folder)
        check_claims(lambda to: command("1", to), folder / "checkpoint.h5", checkpoint, plain)
    print("stopped, restarted on 2 and on 1 ranks, and the same as undisturbed")


main()

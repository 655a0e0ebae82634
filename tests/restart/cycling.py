#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""cycling.py SULFEM MPIRUN: a body that flows at finite strain through two cycles is killed ten times, at
moments drawn from a fixed seed, and stopped in order twice, and goes on each time on another number of ranks.

A checkpoint is written after every second increment, so that most of them are in the middle of a way from target to
target. In the end all is as in a run that nothing disturbed, to 1e-8: every step of summary.json, every field of
fields.h5, and history.csv has each accepted increment once, in order. What cannot go on says what it lacks:
fields.h5 away or too short, or written with another output; and leaves the folder as it is. Where the disk has no room
for a checkpoint, or its place is taken, the one before stays and is as good as ever."""

import csv
import fcntl
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "verification"))
import grid  # noqa: E402

STOPPED, NOT_READ = 5, 4
KILLS, STOPS = 10, 2
TARGETS, BETWEEN = (0.3, 0.1), 3  # of the program; so many restarts at least are not at one of them
PIPE_SIZE = getattr(fcntl, "F_SETPIPE_SZ", 1031)
SAME = 1e-8
# Not of the solution, but of the way to it: what an interrupted try cost is paid twice, and how well a linear
# solve converges depends on what was solved before it.
WAY = {"iterations", "residual", "imbalance", "newton_iterations"}
CASE = """title: cycles
mesh: {file: cube.msh, length_unit: um}
element_order: 2
kinematics: finite
phases:
  - {group: sulfur, material: S, swelling: {volume_change: 0.787, convention: exact}, lithiation: {fraction: 1},
     plasticity: {yield_stress: 0.2 GPa, hardening: {isotropic: 0.5 GPa}}}
  - {group: electrolyte, material: Li6PS5Cl, plasticity: {yield_stress: 0.3 GPa, hardening: {kinematic: 1 GPa}}}
boundaries:
  - {faces: [xmin, ymin, zmin], condition: symmetry}
  - {faces: [zmax], condition: plate, pressure: 50 MPa}
program: {lithiation: [0.3, 0.1], cycles: 2, largest_step: 0.05}
solver: {relative_tolerance: 1e-11}
"""


def write_mesh(folder):
    """A block of sulfur in the corner of one of electrolyte; no two cells alike, so that no percentile falls
    between two samples."""
    os.environ["SULFEM_WORK"] = str(folder)
    grid.write("cube", *grid.box((3, 3, 3), (3, 3, 3),
                                 phase=lambda centre: "sulfur" if max(centre) < 2 else "electrolyte",
                                 shape=lambda x: x * (1 + numpy.array([0.021, 0.034, 0.055]) * x)))


# ---- A run that is cut off ------------------------------------------------------------------------------------

def parent_and_state(pid):
    """None where there is no such process any more."""
    try:
        fields = (pathlib.Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return int(fields[1]), fields[0]


def kill_all(pid):
    """mpirun and its ranks, which would live on for a moment and write on."""
    processes = [int(path.name) for path in pathlib.Path("/proc").iterdir() if path.name.isdigit()]
    family = [one for one in processes if (parent_and_state(one) or (0, ""))[0] == pid]
    for one in [pid, *family]:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            pass
    while any((parent_and_state(one) or (0, "Z"))[1] not in "ZX" for one in family):
        time.sleep(0.001)


def cut_off(command, increments, delay, how):
    """Sends the signal `delay` seconds after so many increments; did the run end before it, and what did it say?
    That fits into the pipe only in part, so that it waits for its reader."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as run:
        fcntl.fcntl(run.stdout, PIPE_SIZE, 4096)
        said = b""
        while said.count(b"linear iterations, residual") < increments:
            more = os.read(run.stdout.fileno(), 1)
            if not more:
                break
            said += more
        time.sleep(delay)
        if how == signal.SIGKILL:
            kill_all(run.pid)
        else:
            run.send_signal(how)
        rest, errors = run.communicate(timeout=300)
        said += rest
    if run.returncode not in (0, STOPPED, -how, 128 + how, 137):
        sys.exit(f"exit status {run.returncode} after {how!r}:\n{said.decode()}{errors.decode()}")
    return run.returncode == 0, said.decode()


def disturb(command, folder, seed):
    """Kills and stops, until the run is done. Returns how many restarts were on the way to a target."""
    draw = random.Random(seed)
    between = 0
    signals = [signal.SIGKILL] * KILLS + [signal.SIGTERM] * STOPS
    draw.shuffle(signals)
    for number, how in enumerate(signals):
        ranks = draw.choice((1, 2, 3)) if how == signal.SIGKILL else 1
        done, said = cut_off(command(ranks, folder, number > 0), draw.randint(1, 3), draw.uniform(0, 0.05), how)
        begun = re.search(r"restart: goes on at lithiation (\S+) of step", said)
        between += begun is not None and all(abs(float(begun[1]) - target) > 1e-6 for target in (0, *TARGETS))
        if how == signal.SIGTERM and not done and not (folder / "checkpoint.h5").exists():
            sys.exit("stopped in order, and no checkpoint")
        if done:
            break
    return between


# ---- The same? ------------------------------------------------------------------------------------------------

def numbers(value, path=""):
    """(path, leaf) of all leaves of a JSON value."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from numbers(one, f"{path}.{key}") if key not in WAY else ()
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from numbers(one, f"{path}.{i}")
    else:
        yield path, value


def scale(path, steps):
    """What a number is small against: numbers of one kind in all steps."""
    name = path.rsplit(".", 1)[-1] if not path.rsplit(".", 1)[-1].isdigit() else path.rsplit(".", 2)[-2]
    return max(abs(value) for other, value in numbers(steps)
               if not isinstance(value, (str, bool)) and name in other.split("."))


def check_summary(after, before):
    mine, other = (json.loads((folder / "summary.json").read_text())["steps"] for folder in (after, before))
    if len(mine) != len(other):
        sys.exit(f"{len(mine)} steps in summary.json, {len(other)} without disturbance")
    for (path, value), (same, due) in zip(numbers(mine), numbers(other), strict=True):
        exact = isinstance(due, (str, bool, int))
        if path != same or (value != due if exact else abs(value - due) > SAME * scale(path, other)):
            sys.exit(f"summary.json: {path} is {value}, and {due} without disturbance ({same})")


def datasets(file):
    found = {}
    file.visititems(lambda name, item: found.update({name: item}) if isinstance(item, h5py.Dataset) else None)
    return found


def check_fields(after, before):
    with h5py.File(after / "fields.h5") as one, h5py.File(before / "fields.h5") as other:
        mine, due = datasets(one), datasets(other)
        if mine.keys() != due.keys():
            sys.exit(f"fields.h5: datasets differ: {sorted(mine.keys() ^ due.keys())}")
        for name, values in due.items():
            if values.dtype.kind == "O":
                continue
            most = max(numpy.abs(due[same][...]).max() for same in due if same.split("/")[-1] == name.split("/")[-1])
            if numpy.abs(mine[name][...] - values[...]).max() > SAME * most:
                sys.exit(f"fields.h5: {name} is another one than without disturbance")


def places(folder):
    with open(folder / "history.csv", encoding="utf-8", newline="") as file:
        return [float(row["place"]) for row in csv.DictReader(file)]


def check_history(after, before):
    mine, due = places(after), places(before)
    if mine != sorted(set(mine)):
        sys.exit(f"history.csv is not in order: {mine}")
    if len(mine) != len(due) or max(abs(a - b) for a, b in zip(mine, due)) > SAME:
        sys.exit(f"history.csv: {mine}, without disturbance {due}")


# ---- What cannot go on ----------------------------------------------------------------------------------------

def take_away(folder):
    (folder / "fields.h5").unlink()


def shorten(folder):
    with h5py.File(folder / "fields.h5", "r+") as file:
        del file["steps"][max(file["steps"])]


def forget(folder):
    with h5py.File(folder / "fields.h5", "r+") as file:
        del file["steps"]["0001"]["pressure"]


def check_refusals(command, stopped):
    for spoil, words in ((take_away, "is not there"), (shorten, "are there"), (forget, "pressure")):
        folder = stopped.with_name(spoil.__name__)
        shutil.copytree(stopped, folder)
        spoil(folder)
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        run = subprocess.run(command(1, folder, True), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                             check=False)
        if run.returncode != NOT_READ or words not in run.stderr or "--restart" not in run.stderr:
            sys.exit(f"{spoil.__name__}: exit status {run.returncode}: {run.stderr}")
        if before != {path.name: path.read_bytes() for path in folder.iterdir()}:
            sys.exit(f"{spoil.__name__}: refused, and yet the folder has changed")


# ---- No room for a checkpoint --------------------------------------------------------------------------------

def check_taken(command, stopped, plain):
    """A folder in the place of what is being written: the run goes on to its end without a checkpoint more."""
    folder = stopped.with_name("taken")
    shutil.copytree(stopped, folder)
    (folder / "checkpoint.h5.partial" / "in the way").mkdir(parents=True)
    run = subprocess.run(command(1, folder, True), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                         check=True)
    if "no checkpoint at this moment, the one before stays" not in run.stderr:
        sys.exit(f"no word of a checkpoint that could not be written: {run.stderr}")
    check_summary(folder, plain)


def check_full(command, stopped, plain):
    """From the first increment on no file may grow beyond half a checkpoint: no new one, status 4 at the next step of
    the fields, and what was good still is."""
    folder = stopped.with_name("full")
    shutil.copytree(stopped, folder)
    before = (folder / "checkpoint.h5").read_bytes()
    with subprocess.Popen(command(1, folder, True), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        while "linear iterations, residual" not in run.stdout.readline():
            pass
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (len(before) // 2, len(before) // 2))
        _, errors = run.communicate(timeout=300)
    if run.returncode != NOT_READ or errors.count("File too large") < 2 or "the one before stays" not in errors:
        sys.exit(f"a full disk: exit status {run.returncode}: {errors}")
    if (folder / "checkpoint.h5").read_bytes() != before or (folder / "checkpoint.h5.partial").exists():
        sys.exit("a full disk has changed the checkpoint, or left a half-made one")
    again = subprocess.run(command(1, folder, True), stdout=subprocess.PIPE, text=True, check=True)
    if "restart: goes on at" not in again.stdout:
        sys.exit(f"begun anew: {again.stdout}")
    check_summary(folder, plain)


def main():
    sulfem, mpirun = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        write_mesh(work)
        case, plain, folder = work / "case.yaml", work / "plain", work / "disturbed"
        case.write_text(CASE + "output: {checkpoint: 2}\n")

        def command(ranks, to, restart):
            start = [mpirun, "-n", str(ranks)] if ranks > 1 else []
            return [*start, sulfem, "solve", str(case), "--output", str(to), *["--restart"][:restart]]

        subprocess.run(command(1, plain, False), check=True, stdout=subprocess.DEVNULL)
        cut_off(command(1, work / "stopped", False), 16, 0, signal.SIGTERM)
        check_refusals(command, work / "stopped")
        check_taken(command, work / "stopped", plain)
        check_full(command, work / "stopped", plain)
        between = disturb(command, folder, 20)
        if between < BETWEEN:
            sys.exit(f"{between} restarts on the way to a target: checkpoints are written at targets only")
        if not (folder / "summary.json").exists():
            subprocess.run(command(2, folder, True), check=True, stdout=subprocess.DEVNULL)
        check_summary(folder, plain)
        check_fields(folder, plain)
        check_history(folder, plain)
    print("killed, stopped, restarted on other ranks, and the same as undisturbed")


if __name__ == "__main__":
    main()

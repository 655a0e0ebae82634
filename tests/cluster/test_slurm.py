#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_slurm.py SULFEM MPIRUN CASE: the scripts of inputs/cluster on a SLURM of the test's own."""

import contextlib
import json
import math
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import studies
from slurm import Slurm
from studies import support

SUBMITTED = re.compile(r"(\d+) points in (\d+) tasks: job (\d+); tables: job (\d+)\n")
ONE_CORE = ("--mem=1G", "--cpus-per-task=1")
# A solver that hardly moves, so that the end comes while it works.
SLOW = "-ksp_type richardson -ksp_richardson_scale 1e-9 -ksp_max_it 100000000"


def submit(folder, points_per_task, *words, slow=False, ranks=1, options=""):
    """Numbers of the array job and of the job that collects."""
    more = {"RANKS": str(ranks), "SWEEP_OPTIONS": options, "PETSC_OPTIONS": SLOW if slow else ""}
    said = studies.script("sweep-submit.sh", folder, "study.yaml", points_per_task, *words, **more)
    match = SUBMITTED.fullmatch(said)
    assert match, said
    points, tasks, array, collect = map(int, match.groups())
    assert tasks == -(-points // points_per_task), said
    return array, collect


def exit_codes(tasks):
    """STATUS:SIGNAL of each task, as SLURM has them."""
    return [tasks[number]["ExitCode"] for number in sorted(tasks, key=int)]


def log_of(folder, job, task=None):
    name = f"sulfem-collect-{job}.log" if task is None else f"sulfem-sweep-{job}-{task}.log"
    return (folder / name).read_text()


def check_array(slurm, folder, wanted):
    """Three tasks of two points, which count with the memory that they asked for and not with the node's, and
    the tables, which wait for all of them."""
    array, collect = submit(folder, 2, "--mem=50M", "--cpus-per-task=1")
    waiting = slurm.jobs(collect)["0"]
    assert waiting["JobState"] == "PENDING" and f"afterany:{array}" in waiting["Dependency"], waiting
    tasks, collected = slurm.wait(array, collect)
    assert exit_codes(tasks) == ["0:0"] * 3 and exit_codes(collected) == ["0:0"], (tasks, collected)
    assert max(task["EndTime"] for task in tasks.values()) <= collected["0"]["StartTime"], "collected too early"
    for task in range(3):
        log = log_of(folder, array, task)
        assert "2 to run, 1 at a time" in log and f"point {2 * task + 1}: finished" in log, log
        assert "more than the 0.1 GB that are there" in log, log
    studies.assert_same_tables(folder, wanted)


def check_launched(slurm, folder):
    """Solves of two ranks each within a task, without leave to use more cores than the task has."""
    (tasks,) = slurm.wait(submit(folder, 1, "--mem=1G", "--cpus-per-task=2", "--array=0", ranks=2)[0])
    assert exit_codes(tasks) == ["0:0"], log_of(folder, tasks["0"]["ArrayJobId"], 0)
    assert json.loads((folder / "results/point-0000/summary.json").read_text())["ranks"] == 2


def begin_overdue(folder):
    """A task whose first point is at work when its time is up: a minute, less the 10 s of the signal and the
    30 s that lie between two looks of SLURM at the clock."""
    return submit(folder, 2, *ONE_CORE, "--time=1", "--signal=B:TERM@10", slow=True)


def check_overdue(slurm, folder, jobs, wanted):
    """SLURM's signal before the end stops the sweep in order; submitted again, it goes on."""
    tasks, collected = slurm.wait(*jobs)
    log = log_of(folder, jobs[0], 0)
    assert exit_codes(tasks) == [f"{studies.STOPPED}:0"], (tasks, log)
    assert "stopped by a signal with 0 of 2 points finished" in log, log
    assert {number: status["state"] for number, status in support.statuses(folder).items()} == {0: "stopped"}
    assert (folder / "results/point-0000/checkpoint.h5").exists(), "no checkpoint"
    log = log_of(folder, jobs[1])
    assert exit_codes(collected) == ["0:0"] and "1 missing, 1 stopped" in log, log
    tasks, collected = slurm.wait(*submit(folder, 2, "--mem=1G", "--cpus-per-task=2"))
    assert exit_codes(tasks) == exit_codes(collected) == ["0:0"], (tasks, collected)
    log = (folder / "results/point-0000/solve.log").read_text()
    assert "restart: 0 of 1 solves are done, 1 begun" in log, f"begun anew:\n{log}"
    studies.assert_same_numbers(folder, wanted)


def wait_for_solves(folder, count):
    deadline = time.monotonic() + support.TIME_LIMIT
    while sum("preconditioner" in log.read_text() for log in folder.glob("results/point-*/solve.log")) < count:
        assert time.monotonic() < deadline, "the points do not come to their solves"
        time.sleep(0.1)


def check_cancelled(slurm, folder, wanted):
    """scancel's signal comes to every process of the task, and to the solves by way of the sweep as well: they
    are stopped in order all the same, with checkpoints, and go on when the study is submitted again."""
    array, collect = submit(folder, 2, "--mem=1G", "--cpus-per-task=2", slow=True)
    wait_for_solves(folder, 2)
    subprocess.run(["scancel", str(array)], check=True)
    tasks, _ = slurm.wait(array, collect)
    assert tasks["0"]["JobState"] == "CANCELLED" and exit_codes(tasks) == [f"{studies.STOPPED}:0"], tasks
    assert [status["state"] for status in support.statuses(folder).values()] == ["stopped"] * 2
    assert len(list(folder.glob("results/point-*/checkpoint.h5"))) == 2, log_of(folder, array, 0)
    tasks, _ = slurm.wait(*submit(folder, 2, "--mem=1G", "--cpus-per-task=2"))
    assert exit_codes(tasks) == ["0:0"], tasks
    studies.assert_same_numbers(folder, wanted)


def kill_at_once(processes):
    """Stopped first, so that none can tell of another's end."""
    assert processes
    for signal_number in (signal.SIGSTOP, signal.SIGKILL):
        for process in processes:
            with contextlib.suppress(ProcessLookupError):  # it died with its parent
                os.kill(process, signal_number)


def check_killed(slurm, folder, wanted):
    """Killed outright in the middle of both solves, all at once (scancel would ask first, and SLURM kills what
    has not ended 30 s later): submitted again, the same tables."""
    array, collect = submit(folder, 2, "--mem=1G", "--cpus-per-task=2", slow=True)
    wait_for_solves(folder, 2)
    kill_at_once(slurm.processes(array))
    tasks, _ = slurm.wait(array, collect)
    assert exit_codes(tasks) == ["0:9"], tasks
    states = [status["state"] for status in support.statuses(folder).values()]
    assert states == ["running"] * 2, f"nobody was left to say anything else: {states}"
    tasks, collected = slurm.wait(*submit(folder, 2, "--mem=1G", "--cpus-per-task=2"))
    assert exit_codes(tasks) == exit_codes(collected) == ["0:0"], (tasks, collected)
    studies.assert_same_tables(folder, wanted)


def check_failing(slurm, folder):
    """The failed point's status arrives in SLURM, the tables are collected all the same, and it is run again
    only when that is asked for."""
    array, collect = submit(folder, 1, *ONE_CORE)
    tasks, collected = slurm.wait(array, collect)
    assert exit_codes(tasks) == ["0:0", f"{studies.NOT_CONVERGED}:0"], tasks
    assert tasks["1"]["JobState"] == "FAILED" and exit_codes(collected) == ["0:0"], (tasks, collected)
    log = log_of(folder, collect)
    assert re.search(r"^point 1 \(case.solver.maximum_iterations 1\): failed in solve: ", log, re.M), log
    assert [row["status"] for row in studies.rows_of(folder)] == ["finished", "failed"]
    array, collect = submit(folder, 2, *ONE_CORE, options="--retry")
    slurm.wait(array, collect)
    assert "1 finished before, 0 failed before, 1 to run" in log_of(folder, array, 0), log_of(folder, array, 0)


def solve(sulfem, folder, name, case, launcher=None):
    """State of the job, its log, and its summary where there is one."""
    words = [] if launcher is None else [f"LAUNCHER={launcher}"]
    command = ["env", *words, f"SULFEM={sulfem}", "sbatch", "--wait", "--parsable", "--ntasks-per-node=2", "--mem=1G",
               "--output=%x-%j.log", studies.SCRIPTS / "solve.slurm", case, "--output", name]
    run = subprocess.run(command, cwd=folder, text=True, check=False, stdout=subprocess.PIPE)
    log = folder / f"sulfem-{run.stdout.strip()}.log"
    summary = folder / name / "summary.json"
    return run.returncode, log.read_text(), json.loads(summary.read_text()) if summary.exists() else None


def assert_same_steps(steps, wanted):
    """To the solver's tolerance (1e-12 in this case): on several ranks the parts may differ from run to run."""
    for step, other in zip(steps, wanted, strict=True):
        pairs = [(step[name], other[name]) for name in ("lithiation", "strain_energy", "displacement_l2")]
        for phase, other_phase in zip(step["phases"], other["phases"], strict=True):
            assert phase["group"] == other_phase["group"]
            pairs += [(phase["pressure_mean"], other_phase["pressure_mean"])]
            pairs += [(phase["von_mises"][name], other_phase["von_mises"][name]) for name in ("mean", "max", "p95")]
        for number, other_number in pairs:
            assert math.isclose(number, other_number, rel_tol=1e-9), (step, other)


def check_solve(sulfem, mpirun, folder, case):
    """One case on two ranks: by srun, by mpirun, and by an srun that does not tell the ranks of each other."""
    folder.mkdir()
    direct = folder / "direct"
    subprocess.run([mpirun, "-n", "2", sulfem, "solve", case, "--output", direct], check=True,
                   stdout=subprocess.DEVNULL)
    wanted = json.loads((direct / "summary.json").read_text())
    for name, launcher in (("srun", None), ("mpirun", mpirun)):
        status, log, summary = solve(sulfem, folder, name, case, launcher)
        assert status == 0 and summary, log
        assert summary["ranks"] == wanted["ranks"] == 2, log
        assert summary["mesh"] == wanted["mesh"], f"{name} and mpirun differ"
        assert_same_steps(summary["steps"], wanted["steps"])
    status, log, summary = solve(sulfem, folder, "apart", case, "srun --mpi=none")
    assert status != 0 and summary is None, log
    status, log, _ = solve(sulfem, folder, "wrong", "no-such-case.yaml")
    assert status == studies.WRONG_INPUT and log.count("no-such-case.yaml: ") == 1, (status, log)


def run(sulfem, mpirun, case, folder):
    with Slurm() as slurm:
        overdue = support.scratch(folder / "overdue", studies.TWO_POINTS)
        jobs = begin_overdue(overdue)  # which takes its minute while the rest goes on
        six = studies.undisturbed(sulfem, folder / "direct-six", studies.SIX_POINTS)
        two = studies.undisturbed(sulfem, folder / "direct-two", studies.TWO_POINTS)
        array = support.scratch(folder / "array", studies.SIX_POINTS)
        studies.check_refusals("sweep-submit.sh", array)
        check_array(slurm, array, six)
        check_failing(slurm, support.scratch(folder / "failing", studies.FAILING))
        check_solve(sulfem, mpirun, folder / "solve", case)
        check_launched(slurm, support.scratch(folder / "launched", studies.TWO_POINTS))
        check_cancelled(slurm, support.scratch(folder / "cancelled", studies.TWO_POINTS), two)
        check_killed(slurm, support.scratch(folder / "killed", studies.TWO_POINTS), two)
        check_overdue(slurm, overdue, jobs, two)


def main():
    sulfem, mpirun, case = sys.argv[1:]
    os.environ["SULFEM"] = sulfem
    # the other tests let mpirun start more ranks than there are cores; a batch system's cores are counted
    for name in ("OMPI_MCA_rmaps_base_oversubscribe", "PRTE_MCA_rmaps_default_mapping_policy"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as temporary:
        run(sulfem, mpirun, case, pathlib.Path(temporary))
    print("arrays, tables, time limits, kills, failures and solves on SLURM are as they should be")


main()

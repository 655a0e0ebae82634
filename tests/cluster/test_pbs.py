#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_pbs.py SULFEM: the PBS scripts of inputs/cluster with a stand-in for qsub (tests/cluster/qsub)."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import studies
from studies import support

SUBMITTED = re.compile(r"(\d+) points in (\d+) tasks: job (\d+)(\[\])?\.stand-in; tables: job (\d+)\.stand-in\n")
ONE_CORE = ("-l", "select=1:ncpus=1:mem=1gb", "-l", "walltime=00:10:00")


def record(job):
    return json.loads((pathlib.Path(os.environ["STAND_IN_PBS"]) / f"{job}.json").read_text())


def submit(folder, points_per_task, *words, options=""):
    """Records of the array job and of the job that collects, and their numbers."""
    said = studies.script("sweep-submit-pbs.sh", folder, "study.yaml", points_per_task, *words, SWEEP_OPTIONS=options)
    match = SUBMITTED.fullmatch(said)
    assert match, said
    points, tasks = int(match[1]), int(match[2])
    assert tasks == -(-points // points_per_task) and bool(match[4]) == (tasks > 1), said
    return record(match[3]), record(match[5]), match[3], match[5]


def check_array(folder, wanted):
    """Tasks of four points and two, and the tables."""
    array, collect, job, _ = submit(folder, 4, *ONE_CORE)
    assert array["exit_statuses"] == [0, 0] and collect["exit_statuses"] == [0], (array, collect)
    logs = [(folder / f"sulfem-sweep.o{job}.{index}").read_text() for index in range(2)]
    assert "4 to run, 1 at a time" in logs[0] and "2 to run, 1 at a time" in logs[1], logs
    studies.assert_same_tables(folder, wanted)


def check_failing(folder):
    """In one task, which PBS does not take as an array, and with the four cores of the script: the failed point's
    status, the tables all the same."""
    array, collect, job, number = submit(folder, 2)
    log = (folder / f"sulfem-sweep.o{job}").read_text()
    assert "2 to run, 4 at a time" in log, log
    assert array["exit_statuses"] == [studies.NOT_CONVERGED] and collect["exit_statuses"] == [0], (array, collect)
    log = (folder / f"sulfem-collect.o{number}").read_text()
    assert re.search(r"^point 1 \(case.solver.maximum_iterations 1\): failed in solve: ", log, re.M), log
    _, _, number, _ = submit(folder, 2, *ONE_CORE, options="--retry")
    log = (folder / f"sulfem-sweep.o{number}").read_text()
    assert "1 finished before, 0 failed before, 1 to run" in log, log


def check_stand_in(folder):
    """It refuses what it does not know; a submission that it refuses does not pass for one."""
    for words in (["-q", "long"], ["-l", "nodes=2"], ["-W", "depend=afterany:99.stand-in"]):
        said = studies.script("sweep-submit-pbs.sh", folder, "study.yaml", "2", *words, status=2)
        assert "qsub: " in said and "tables" not in said, said
    one = subprocess.run(["qsub", "-J", "0-0", studies.SCRIPTS / "sweep.pbs"], text=True, check=False,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert one.returncode == 2 and "range" in one.stdout, one.stdout


def main():
    (sulfem,) = sys.argv[1:]
    os.environ["SULFEM"] = sulfem
    os.environ["PATH"] = f"{studies.HERE}:{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        os.environ["STAND_IN_PBS"] = str(folder / "records")
        (folder / "records").mkdir()
        wanted = studies.undisturbed(sulfem, folder / "direct", studies.SIX_POINTS)
        array = support.scratch(folder / "array", studies.SIX_POINTS)
        studies.check_refusals("sweep-submit-pbs.sh", array)
        check_stand_in(array)
        assert not list((folder / "records").iterdir()), "something refused was run"
        check_array(array, wanted)
        check_failing(support.scratch(folder / "failing", studies.FAILING))
    print("arrays, failures and tables are as they should be with the stand-in for PBS")


main()

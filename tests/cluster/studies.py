# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of both batch systems share: studies, the scripts of inputs/cluster, tables to compare."""

import csv
import math
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "sweep"))
import support  # pylint: disable=wrong-import-position

SCRIPTS = HERE.parents[1] / "inputs" / "cluster"
WRONG_INPUT, NOT_CONVERGED, STOPPED = 2, 3, 5
TABLES = ("table.csv", "table-mean.csv", "table.h5")
SIX_POINTS = support.SMALL_AXES
TWO_POINTS = """axes:
  - {key: recipe.seed, values: [1, 2]}
"""
# The second point needs more iterations than it may have: the solver does not converge.
FAILING = """axes:
  - {key: case.solver.maximum_iterations, values: [1000, 1]}
"""


def undisturbed(sulfem, folder, axes):
    """The tables of the study as `sulfem sweep` makes them without a batch system."""
    support.run(sulfem, support.scratch(folder, axes))
    return folder


def assert_same_tables(folder, wanted):
    for table in TABLES:
        got = folder / "results" / table
        assert got.exists(), f"{got}: the collecting job has left no table"
        assert got.read_bytes() == (wanted / "results" / table).read_bytes(), f"{got} differs"


def rows_of(folder):
    with open(folder / "results/table.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def assert_same_numbers(folder, wanted):
    """After a solve that went on from a checkpoint, to the solver's tolerance."""
    for row, other in zip(rows_of(folder), rows_of(wanted), strict=True):
        assert row["status"] == other["status"] == "finished", (row, other)
        for name in ("strain_energy", "displacement_max", "phases.electrolyte.von_mises.mean"):
            assert math.isclose(float(row[name]), float(other[name]), rel_tol=1e-6), (name, row[name], other[name])


def script(name, folder, *words, status=0, **variables):
    """Output of a script of inputs/cluster that runs in the study's folder, with these variables."""
    run = subprocess.run([SCRIPTS / name, *map(str, words)], cwd=folder, text=True, check=False,
                         env=os.environ | variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         timeout=support.TIME_LIMIT)
    assert run.returncode == status, f"{name}: exit status {run.returncode}, not {status}:\n{run.stdout}"
    return run.stdout


def check_refusals(submit, folder):
    """Wrong words and wrong studies are refused before anything is submitted."""
    assert "usage: " in script(submit, folder, status=WRONG_INPUT)
    for wrong in ("0", "--mem=1G", "two"):
        refused = script(submit, folder, "study.yaml", wrong, status=WRONG_INPUT)
        assert f"POINTS_PER_TASK is '{wrong}'" in refused, refused
    missing = script(submit, folder, "no-such-study.yaml", status=WRONG_INPUT)
    assert "no-such-study.yaml" in missing, missing

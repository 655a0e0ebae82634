#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""goes_on.py SULFEM MESH: a point that flows is killed in the middle of its steps. The same command goes on where its
checkpoint stands, to the same numbers; where the checkpoint cannot be read, it runs the point from its beginning."""

import csv
import pathlib
import shutil
import sys
import tempfile
import time

import support

STEPS = 40
STUDY = """title: a point that flows
directory: results
case: case.yaml
analyse: false
axes:
  - {key: case.phases.sulfur.lithiation.fraction, values: [1.0]}
"""
CASE = f"""mesh: {{file: mesh.msh, length_unit: um}}
element_order: 2
kinematics: finite
phases:
  - group: sulfur
    material: S
    swelling: {{volume_change: 0.3, convention: exact}}
    lithiation: {{fraction: 1.0}}
    plasticity: {{yield_stress: 0.1 GPa}}
  - {{group: electrolyte, material: Li6PS5Cl, plasticity: {{yield_stress: 0.3 GPa}}}}
boundaries:
  - {{faces: [zmin, zmax], condition: fixed}}
program: {{lithiation: {[round((k + 1) / STEPS, 4) for k in range(STEPS)]}}}
solver: {{preset: direct, relative_tolerance: 1e-10}}
output: {{checkpoint: every_step}}
"""


def scratch(folder, mesh):
    folder.mkdir(parents=True)
    shutil.copy(mesh, folder / "mesh.msh")
    (folder / "study.yaml").write_text(STUDY)
    (folder / "case.yaml").write_text(CASE)
    return folder


def rows(folder):
    path = folder / "results/point-0000/history.csv"
    return path.read_text().count("\n") if path.exists() else 0


def kill_in_the_middle(sulfem, folder, at_least):
    process = support.start(sulfem, folder)
    limit = time.monotonic() + support.TIME_LIMIT
    while rows(folder) < at_least and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.002)
    assert support.kill(process), "the point was finished before it could be killed"
    assert (folder / "results/point-0000/checkpoint.h5").exists()


def table(folder):
    with open(folder / "results/table.csv", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    return {key: float(value) for key, value in row.items() if "phases.electrolyte" in key and value}


def finish(sulfem, folder, plain):
    output = support.run(sulfem, folder)
    assert "1 of 1 points finished, 0 failed" in output, output
    mine, wanted = table(folder), table(plain)
    assert mine.keys() == wanted.keys() and "phases.electrolyte.von_mises.mean" in mine, sorted(mine)
    for key, value in wanted.items():
        assert abs(mine[key] - value) <= 1e-8 * max(abs(value), 1e-30), f"{key}: {mine[key]}, undisturbed {value}"
    assert rows(folder) == rows(plain), f"{rows(folder)} rows of history, undisturbed {rows(plain)}"
    return (folder / "results/point-0000/solve.log").read_text()


def main(sulfem, mesh):
    with tempfile.TemporaryDirectory() as temporary:
        plain, disturbed = (scratch(pathlib.Path(temporary) / name, mesh) for name in ("plain", "disturbed"))
        support.run(sulfem, plain)
        kill_in_the_middle(sulfem, disturbed, STEPS // 4)
        kill_in_the_middle(sulfem, disturbed, STEPS // 2)
        log = finish(sulfem, disturbed, plain)
        assert "restart" in log, log
        shutil.rmtree(disturbed / "results")
        kill_in_the_middle(sulfem, disturbed, STEPS // 4)
        (disturbed / "results/point-0000/checkpoint.h5").write_bytes(b"damaged")
        assert "restart" not in finish(sulfem, disturbed, plain)


main(*sys.argv[1:])

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""commands.py SULFEM MPIRUN [CHECKER]: every command on more ranks than there are cells: all ranks make the same
collective calls, and the results are those of one rank."""

import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "options"))
import tiny  # pylint: disable=wrong-import-position

HERE = pathlib.Path(__file__).parents[1]
IMAGE = """
title: three voxels
image: {file: image.raw, size: [3, 1, 1], type: uint8, voxel: 1 um, labels: {sulfur: 1, electrolyte: 2}}
mesh: {surface: stairs}
"""
STUDY = """
case: case.yaml
directory: results
axes:
  - {key: case.phases.7.youngs_modulus, values: [17 GPa, 12 GPa]}
"""
ONE = tiny.CASE.replace("two.msh", "one.msh").replace("  - {group: 7, material: S, lithiation: {fraction: 1.0}}\n", "")
CASES = {  # files, and ranks
    "case.yaml": (tiny.CASE, 5),
    "order-2.yaml": (tiny.CASE.replace("element_order: 1", "element_order: 2"), 3),
    "one.yaml": (ONE.replace("material: Li6PS5Cl", "material: S, lithiation: {fraction: 1.0}"), 3),
    "free.yaml": (tiny.CASE.split("boundaries")[0] + "solver: {preset: direct}\n"
                  "program: {lithiation: [0.5, 1.0]}\noutput: {checkpoint: every_step}\n", 4),
}


class Runs:
    def __init__(self, sulfem, mpirun, checker, folder):
        self.sulfem, self.mpirun, self.folder = sulfem, mpirun, folder
        self.log = folder / "calls"
        self.within = ["env", "LD_PRELOAD=" + checker, f"SULFEM_COLLECTIVES_LOG={self.log}"] if checker else []
        self.counted = 0

    def run(self, ranks, *words):
        command = [self.sulfem, *words]
        if ranks > 1:
            command = [self.mpirun, "-n", str(ranks), *self.within, *command]
        done = subprocess.run(command, cwd=self.folder, check=False, timeout=120, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(f"{words} on {ranks} ranks: exit status {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def together(self, ranks, *words):
        """A run whose ranks have met: the checker has counted their calls."""
        output = self.run(ranks, *words)
        if self.within:
            lines = self.log.read_text().splitlines()
            assert len(lines) > self.counted, f"{words}: nothing was checked"
            self.counted = len(lines)
        return output


def same(one, other, path="", scale=1e-30):
    """Numbers to 1e-7, all else alike; times and what ranks change apart."""
    if isinstance(one, dict):
        assert one.keys() == other.keys(), (path, one.keys() ^ other.keys())
        if path.endswith(".work"):
            scale = 1e-7 * max(abs(value) for key, value in one.items() if key != "error")
        left_out = {"timings", "seconds", "ranks", "memory_peak", "iterations", "residual", "imbalance"}
        if "tension_share" in one:  # a free face in truth has no principal stress: rounding beside the others
            scale = 1e-7 * one["von_mises"]["max"]
            same(one["principal_stress"], other["principal_stress"], f"{path}.principal_stress", scale)
            left_out |= {"principal_stress"}
            left_out |= {"tension_share"} if abs(one["principal_stress"]["p99"]) < scale else set()
        for key in one.keys() - left_out:
            same(one[key], other[key], f"{path}.{key}", 1e-30 if "tension_share" in one else scale)
    elif isinstance(one, list):
        assert len(one) == len(other), path
        for number, pair in enumerate(zip(one, other)):
            same(*pair, f"{path}[{number}]")
    elif isinstance(one, float) or isinstance(other, float):
        # of relative numbers, and of parts of a sum, what is left of nothing is rounding
        least = 1e-9 if path.endswith("work.error") or "pressure_scatter" in path else scale
        close = one == other or math.isclose(one, other, rel_tol=1e-7, abs_tol=least)
        assert close or "boundaries" in path or "displacement" in path or "interfaces" in path, (path, one, other)
    else:
        assert one == other, (path, one, other)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def check_solve(runs):
    for name, (text, ranks) in CASES.items():
        (runs.folder / name).write_text(text)
        runs.run(1, "solve", name, "--output", "alone")
        runs.together(ranks, "solve", name, "--output", "many")
        same(load(runs.folder / "alone/summary.json"), load(runs.folder / "many/summary.json"))
    runs.together(3, "solve", "one.yaml", "--check")


def check_analyse(runs):
    (runs.folder / "image.raw").write_bytes(bytes([1, 2, 2]))
    (runs.folder / "image.yaml").write_text(IMAGE)
    for ranks, words in ((3, ["one.msh", "--length-unit", "um"]), (5, ["two.msh", "--length-unit", "um"]),
                         (5, ["image.yaml"]), (3, ["packed.json", "--no-tortuosity"])):
        runs.run(1, "analyse", *words, "--output", "alone.json")
        runs.together(ranks, "analyse", *words, "--output", "many.json")
        same(load(runs.folder / "alone.json"), load(runs.folder / "many.json"))


def check_sweep(runs):
    (runs.folder / "study.yaml").write_text(STUDY)
    runs.together(4, "sweep", "study.yaml", "--ranks-per-point", "2")
    rows = (runs.folder / "results/table.csv").read_text()
    launcher = runs.folder / "launcher.sh"
    launcher.write_text("#!/bin/sh\n" + " ".join(["exec", runs.mpirun, '-n "$1"', *runs.within]) + ' "$@"\n')
    (runs.folder / "study.yaml").write_text(STUDY.replace("results", "launched"))
    assert "2 of 2 points finished" in runs.run(1, "sweep", "study.yaml", "--ranks", "3", "--jobs", "1")
    one, other = (text.splitlines() for text in (rows, (runs.folder / "launched/table.csv").read_text()))
    assert one[0] == other[0] and len(one) == len(other) == 3, (one, other)


def check_others(runs):
    """Commands without MPI are one rank's: the others are silent."""
    recipe = str(HERE / "sweep/recipe.yaml")
    assert runs.run(3, "expansion", recipe) == runs.run(1, "expansion", recipe)
    for words in (["materials", "S"], ["--version"], ["solve", "--help"], ["analyse", "--help"]):
        assert runs.run(2, *words) == runs.run(1, *words), words


def main():
    sulfem, mpirun, *checker = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        runs = Runs(sulfem, mpirun, "".join(checker), pathlib.Path(temporary))
        tiny.write_mesh(runs.folder / "two.msh")
        tiny.write_mesh(runs.folder / "one.msh", 1)
        runs.run(1, "pack", str(HERE / "sweep/recipe.yaml"), "--no-mesh", "--output", "packed.msh")
        check_solve(runs)
        check_analyse(runs)
        check_sweep(runs)
        check_others(runs)
        calls = runs.log.read_text() if runs.within else "unchecked\n"
    print(calls, "the ranks of every command do the same")


main()

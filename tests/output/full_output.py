#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""full_output.py SULFEM FOLDER: a run whose standard output is lost ends with exit status 4 and one
message, whatever it printed, and what it writes into files is there all the same."""
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "verification"))
from checks import Checks  # noqa: E402

RECIPE = """\
box: {edge: 6 um}
composition: {by: volume, sulfur: 0.097, electrolyte: 0.903}
particles: {phase: sulfur, radius: 1 um}
"""
STUDY = """\
directory: points
recipe: recipe.yaml
case: case.yaml
axes:
  - {key: recipe.seed, values: [1, 2]}
"""
CASE = """\
mesh: {file: mesh.msh, length_unit: um}
phases:
  - {group: electrolyte, material: Li6PS5Cl}
  - {group: sulfur, material: S}
boundaries:
  - {faces: [xmin, xmax, ymin, ymax, zmin, zmax], condition: fixed}
"""


COMMANDS = [  # words, and the file that must be there however little was printed
    ("--version", None), ("--help", None), ("solve --help", None), ("materials", None),
    ("materials --json", None), ("materials S", None), ("pack recipe.yaml --check", None),
    ("pack recipe.yaml --no-mesh --output packed.msh", "packed.json"),
    ("pack recipe.yaml --output mesh.msh", "mesh.json"), ("sweep study.yaml --list", None),
    ("expansion recipe.yaml --lithiation 1", None), ("analyse mesh.msh --no-tortuosity", None),
    ("solve case.yaml --check", None), ("solve case.yaml --output results", "results/summary.json"),
    ("sweep study.yaml", "points/table.csv")]


def run(sulfem, words, output):
    """Exit status and messages."""
    with open(output, "w", encoding="ascii") as file:
        done = subprocess.run([sulfem, *words.split()], stdout=file, stderr=subprocess.PIPE, text=True,
                              check=False, timeout=300)
    return done.returncode, [line for line in done.stderr.splitlines()
                             if line.startswith("sulfem: error: ")]


def main():
    sulfem, folder = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.chdir(folder)
    os.environ.setdefault("SULFEM_WORK", str(folder.resolve()))
    for name, text in (("recipe", RECIPE), ("study", STUDY), ("case", CASE)):
        pathlib.Path(name + ".yaml").write_text(text, encoding="utf-8")
    checks = Checks("output/full-output")
    for words, result in COMMANDS:
        status, said = run(sulfem, words, "/dev/full")
        checks.true(f"{words}: status 4", status == 4, f": {status}")
        checks.true(f"{words}: one message", len(said) == 1
                    and "standard output cannot be written: " in said[0],
                    f": {said}")
        if result:
            checks.true(f"{words}: {result} is there", os.path.exists(result))
        status, said = run(sulfem, words, os.devnull)
        checks.true(f"{words}: status 0 without that", status == 0 and not said, f": {status}, {said}")
    checks.finish()


main()

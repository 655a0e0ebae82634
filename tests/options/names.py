#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""names.py SULFEM: groups that go by numbers, in a case, a study and its tables; files and folders whose
names are not UTF-8 are worked on or refused in words, before the work; implausible numbers are told by solve,
--check and sweep."""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import tiny

LATIN = os.fsdecode(b"caf\xe9")
STUDY = """
case: case.yaml
directory: results
analyse: false
axes:
  - {key: case.phases.7.youngs_modulus, values: [17 GPa, 17 Pa]}
  - {key: "case.phases[0].poissons_ratio", values: [0.3]}
"""
TOLD = "phase 7: a youngs_modulus of 17 Pa is taken as it is, but solids reach from 1 kPa (gels) to 1.2 TPa (diamond); " \
       "was 17 GPa meant?"


def run(sulfem, folder, *words, status=0, says=()):
    done = subprocess.run([sulfem, *words], cwd=folder, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    text = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
    errors = text.count("sulfem: error: ")
    if done.returncode != status or errors != (status != 0) or any(word not in text for word in says):
        sys.exit(f"{words}: status {done.returncode}, due was {status} with {says}: {os.fsencode(text)!r}")
    return text


def prepare(folder):
    folder.mkdir()
    tiny.write_mesh(folder / "two.msh")
    (folder / "case.yaml").write_text(tiny.CASE)
    (folder / "study.yaml").write_text(STUDY)
    return folder


def check_numbers(sulfem, folder):
    """A study sets groups without names by their numbers, and its tables say which they are."""
    said = run(sulfem, folder, "sweep", "study.yaml")
    assert said.count(TOLD) == 1 and f"point 1 (case.phases.7.youngs_modulus 17 Pa, case.phases[0].poissons_ratio 0.3): {TOLD}" in said
    with open(folder / "results/table.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        summary = json.loads((folder / f"results/point-{number:04d}/summary.json").read_text())["steps"][-1]
        phase = next(one for one in summary["phases"] if one["group"] == "7")
        assert float(row["phases.7.von_mises.mean"]) == phase["von_mises"]["mean"] > 0
        assert "phases.3.pressure_mean" in row and "boundaries.12.force.0" in row, list(row)
    assert float(rows[0]["phases.7.von_mises.mean"]) > 1e6 * float(rows[1]["phases.7.von_mises.mean"])
    # a group that is not there, and an entry that is not
    (folder / "wrong.yaml").write_text(STUDY.replace("phases.7", "phases.12"))
    run(sulfem, folder, "sweep", "wrong.yaml", status=2, says=['"phases" has no "12"; there are: "3", "7"'])
    (folder / "wrong.yaml").write_text(STUDY.replace("phases[0]", "phases[3]"))
    run(sulfem, folder, "sweep", "wrong.yaml", status=2, says=["a list of 2 entries, [0] to [1]"])


def check_doubts(sulfem, folder):
    case = tiny.CASE.replace("{group: 7, material: S,", "{group: 7, material: S, youngs_modulus: 17 Pa,")
    (folder / "soft.yaml").write_text(case)
    for words in (["--check"], ["--output", "soft"]):
        assert run(sulfem, folder, "solve", "soft.yaml", *words).count(f"warning: {TOLD}") == 1
    assert "is taken as it is" not in run(sulfem, folder, "solve", "case.yaml", "--check")


def check_latin(sulfem, folder):
    """A case's name may be anything; YAML and JSON cannot say it."""
    (folder / (LATIN + ".yaml")).write_text(tiny.CASE)
    run(sulfem, folder, "solve", LATIN + ".yaml", "--output", "o" + LATIN)
    results = folder / ("o" + LATIN)
    assert json.loads((results / "summary.json").read_text(encoding="utf-8"))["steps"][0]["converged"]
    assert LATIN.encode("utf-8", "surrogateescape") in (results / "log.txt").read_bytes()
    (folder / "case-latin.yaml").write_bytes(tiny.CASE.encode().replace(b"two.msh", b"caf\xe9.msh"))
    run(sulfem, folder, "solve", "case-latin.yaml", "--check", status=2, says=["not a YAML text in UTF-8"])
    tiny.write_mesh(folder / (LATIN + ".msh"))
    told = run(sulfem, folder, "analyse", LATIN + ".msh", "--length-unit", "um", status=2,
               says=["cannot name this file: its name is not UTF-8 text"])
    assert "tortuosity" not in told, "refused after the work"


def main():
    sulfem = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as temporary:
        plain = prepare(pathlib.Path(temporary) / "plain")
        check_numbers(sulfem, plain)
        check_doubts(sulfem, plain)
        check_latin(sulfem, plain)
        odd = prepare(pathlib.Path(temporary) / LATIN)
        run(sulfem, odd, "sweep", "study.yaml", status=2, says=["a study cannot name this file"])
    print("names and numbers are taken, or refused in words")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""kept.py SULFEM MPIRUN BROKEN: a folder with finished results keeps every byte of them, the log
included, through runs that are refused, whatever the reason; and a run that is not refused replaces
them."""

import hashlib
import pathlib
import subprocess
import sys
import tempfile

WRONG_INPUT = 2


def contents(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.iterdir())}


def main():
    sulfem, mpirun, broken = sys.argv[1:]
    broken = pathlib.Path(broken)
    sound = str(broken / "sound.case")
    refused = [
        [sound, "-ksp_rtoll", "1e-9"],
        [sound, "-ksp_rtol", "1e-18"],
        [str(broken / "pressure-on-free-body.yaml")],
        [str(broken / "group-left-out.yaml")],
        [str(broken / "mesh-cell-flat.yaml")],
        [str(broken / "key-misspelled.yaml")],
    ]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "results"

        def solve(words, ranks="1"):
            command = [mpirun, "-n", ranks] if ranks != "1" else []
            return subprocess.run([*command, sulfem, "solve", *words, "--output", str(folder)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

        first = solve([sound])
        if first.returncode != 0:
            sys.exit(first.stderr)
        before = contents(folder)
        for number, words in enumerate(refused):
            run = solve(words, "2" if number == 0 else "1")
            if run.returncode != WRONG_INPUT:
                sys.exit(f"{words}: exit status {run.returncode}: {run.stderr}")
            if contents(folder) != before:
                sys.exit(f"{words}: refused, and yet the folder has changed: {contents(folder)}")
        if solve([sound, "-ksp_rtol", "1e-10"]).returncode != 0:
            sys.exit("a sound run after the refused ones failed")
        after = contents(folder)
    if set(after) != set(before) or after["summary.json"] == before["summary.json"]:
        sys.exit(f"a new run does not replace the results: {before} {after}")
    print(f"{len(refused)} refused runs left {len(before)} files as they were")


main()

#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs one wrong input and compares what the program says with what stands in the file.

usage: run.py SULFEM MPIRUN RANKS ENTRY

ENTRY is a case (NAME.yaml: run as `sulfem solve NAME.yaml --output SCRATCH/results`), a recipe (run
as `sulfem pack NAME.yaml --output SCRATCH/mesh.msh`) or a command line (NAME.command: its last line,
the words behind `sulfem`). Comments in it say what to expect:

    # expect: status 2               the exit status (one; required)
    # expect: text broken.yaml:7     must stand in the message (any number; at least one)
    # expect: command pack           it is a recipe
    # expect: arguments ...          of a case: in the place of --output SCRATCH/results, or `none`

{here} is the entry's folder, {scratch} an empty folder but for `ordinary-file`. Whatever the entry
expects, there must be one message from one rank, and no trace of a crash."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

PREFIX = "sulfem: error: "
CRASH = ["PETSC ERROR", "Segmentation", "Sanitizer", "runtime error:", "MPI_ABORT", "MPI_Abort",
         "Backtrace", "stack trace", "HDF5-DIAG", "Signal:", "core dumped", "terminate called"]
TIME_LIMIT = 120  # s; a hang is a failure


def expectations(text):
    found = {"status": [], "text": [], "arguments": [], "command": []}
    for kind, value in re.findall(r"^# expect: (\w+) (.*)$", text, re.MULTILINE):
        found[kind].append(value.strip())  # an unknown kind is a KeyError: a mistake in the entry
    assert len(found["status"]) == 1, "one '# expect: status' line is required"
    assert found["text"], "at least one '# expect: text' line is required"
    return found


def words_of(entry, text, expected):
    if entry.suffix == ".command":
        return text.strip().splitlines()[-1].split()
    command = (expected["command"] or ["solve"])[0]
    output = {"solve": "--output {scratch}/results", "pack": "--output {scratch}/mesh.msh",
              "sweep": "--list"}[command]
    arguments = (expected["arguments"] or [output])[0]
    return [command, str(entry)] + ([] if arguments == "none" else arguments.split())


def complaints(expected, status, output):
    messages = [line[line.index(PREFIX):] for line in output.splitlines() if PREFIX in line]
    if status != int(expected["status"][0]):
        yield f"exit status {status}, expected {expected['status'][0]}"
    if len(messages) != 1:
        yield f"{len(messages)} messages, expected one"
    for fragment in expected["text"]:
        if not any(fragment in message for message in messages):
            yield f"the message lacks: {fragment}"
    for sign in CRASH:
        if sign in output:
            yield f"a sign of a crash: {sign}"


def main():
    sulfem, mpirun, ranks, entry = sys.argv[1:]
    entry = pathlib.Path(entry).resolve()
    # undecodable bytes are part of the gallery
    text = entry.read_bytes().decode("utf-8", errors="replace")
    expected = expectations(text)
    with tempfile.TemporaryDirectory() as scratch:
        (pathlib.Path(scratch) / "ordinary-file").write_text("in the way\n")
        words = [word.replace("{scratch}", scratch).replace("{here}", str(entry.parent))
                 for word in words_of(entry, text, expected)]
        launcher = [] if ranks == "1" else [mpirun, "-n", ranks]
        # mpirun would sleep for a second before it looks whether the other ranks are still there
        run = subprocess.run(launcher + [sulfem] + words, env={**os.environ, "OMPI_MCA_odls_base_sigkill_timeout": "0"}, cwd=scratch, timeout=TIME_LIMIT,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # One behind the other: a launcher may put the log's lines into the middle of a long message.
    output = "\n".join(text.decode("utf-8", errors="replace") for text in (run.stdout, run.stderr))
    wrong = list(complaints(expected, run.returncode, output))
    print(output)
    print("\n".join(wrong) if wrong else "as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

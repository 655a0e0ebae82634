#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""lint.py [ROOT]: the house rules that no compiler checks. Prints FILE:LINE: what is wrong.

Exit status 1 when a rule is broken. Rules: sources.py, words.py, documents.py, rooms.py, house.py.
"""
import os
import subprocess
import sys

import documents
import house
import sources
import words

TEXT = (".c", ".h", ".cpp", ".py", ".sh", ".slurm", ".pbs", ".md", ".txt", ".cmake", ".yaml", ".geo", ".cff", "Makefile", "run")
PROGRAMS = (".py", ".sh", ".cmake", "Makefile", "run")
MESH_BYTES = 2 * 1000 * 1000
# Inputs that are wrong on purpose.
WRONG_ON_PURPOSE = "tests/broken/"


def files(root):
    """Files under version control, or all where there is no repository (an unpacked archive) or no git."""
    try:
        listing = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
                                 capture_output=True, text=True, check=True)
        names = listing.stdout.splitlines()
    except (FileNotFoundError, subprocess.CalledProcessError):
        names = [os.path.relpath(os.path.join(folder, name), root)
                 for folder, _, found in os.walk(root) for name in found]
    skipped = ("build", "results/", ".git/")
    return sorted(name for name in names
                  if not name.startswith(skipped) and os.path.isfile(os.path.join(root, name)))


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()


def faults_of(root, path):
    """(line, message) of everything wrong with one file."""
    if path.endswith(".msh") and os.path.getsize(os.path.join(root, path)) > MESH_BYTES:
        yield 1, f"a committed mesh above {MESH_BYTES // 1000000} MB"
    if not path.endswith(TEXT) or path.startswith(WRONG_ON_PURPOSE) and path.endswith((".yaml", ".txt")):
        return
    lines = read(root, path)
    checks = list(words.CHECKS)
    if path.endswith((".c", ".h")):
        checks += sources.CHECKS
    elif path.endswith(PROGRAMS):
        checks += [sources.check_length]
    for check in checks:
        yield from check(path, lines)
    if path.endswith(".md"):
        for check in documents.CHECKS:
            yield from check(root, path, lines)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "../..")
    paths = files(root)
    count = 0
    for path in paths:
        for line, message in faults_of(root, path):
            print(f"{path}:{line}: {message}")
            count += 1
    texts = {path: read(root, path) for path in paths
             if path == house.DESIGN or house.is_source(path)}
    for check in house.CHECKS:
        for path, line, message in check(texts):
            print(f"{path}:{line}: {message}")
            count += 1
    print(f"lint: {len(paths)} files, {count} faults")
    return 1 if count or not paths else 0


if __name__ == "__main__":
    sys.exit(main())

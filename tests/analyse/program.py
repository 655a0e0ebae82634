# SPDX-License-Identifier: BSD-2-Clause
"""Runs `sulfem analyse` (and `sulfem pack`) and reads what it says; compares two answers."""
import argparse
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verification"))


def ranks_from_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ranks", type=int, default=1)
    return parser.parse_args().ranks


def folder(name):
    """A folder of the tests' own for this name."""
    path = os.path.join(os.environ["SULFEM_WORK"], name)
    os.makedirs(path, exist_ok=True)
    return path


def call(*words):
    done = subprocess.run(words, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise SystemExit(f"exit status {done.returncode} of {' '.join(words)}\n"
                         f"{done.stdout}{done.stderr}")
    return done.stdout


def analyse(mesh, *options, ranks=1):
    """The JSON on standard output."""
    launcher = [os.environ["MPIRUN"], "-n", str(ranks)] if ranks > 1 else []
    return json.loads(call(*launcher, os.environ["SULFEM"], "analyse", mesh, *options))


def pack(recipe, mesh):
    call(os.environ["SULFEM"], "pack", recipe, "--output", mesh)
    with open(mesh.removesuffix(".msh") + ".json") as file:
        return json.load(file)


def gmsh(script, mesh, order, **parameters):
    """Meshes a geometry script."""
    words = [os.environ["GMSH"], "-3", "-nt", "1", "-v", "1", "-order", str(order),
             "-format", "msh41", "-bin"]
    for key, value in parameters.items():
        words += ["-setnumber", key, repr(value)]
    call(*words, script, "-o", mesh)


def phase(answer, group):
    return next(p for p in answer["phases"] if p["group"] == group)


def between(entries, *names):
    """The entry of interfaces or triple_lines between these, or None."""
    found = [e for e in entries if sorted(e["between"]) == sorted(names)]
    assert len(found) <= 1, f"{names} twice"
    return found[0] if found else None


def leaves(value, path=""):
    """(path, leaf) of everything in a document."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from leaves(entry, f"{path}.{key}")
    elif isinstance(value, list):
        for i, entry in enumerate(value):
            yield from leaves(entry, f"{path}[{i}]")
    else:
        yield path, value


def difference(one, other, skip="$."):
    """Largest relative difference of two answers' numbers, and where; 1 where they differ in kind.
    `skip`: a regular expression of paths that are left out."""
    a, b = [[leaf for leaf in leaves(v) if not re.search(skip, leaf[0])] for v in (one, other)]
    if [p for p, _ in a] != [p for p, _ in b]:
        return 1.0, "keys"
    worst = 0.0, ""
    for (path, x), (_, y) in zip(a, b):
        numbers = all(isinstance(v, float) for v in (x, y))
        size = max(abs(x), abs(y)) if numbers else 0
        off = (abs(x - y) / size if size else 0.0) if numbers else float(x != y)
        worst = max(worst, (off, path))
    return worst

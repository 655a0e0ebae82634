#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_compare.py SULFEM CASE: compare.py finds nothing between a program and itself, and finds one number, one
value, a dataset and a unit that another program writes differently."""
import math
import os
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# A program that solves and then changes its results.
SPOILER = """#!/usr/bin/python3
import json, os, subprocess, sys
import h5py
status = subprocess.run(["{sulfem}", *sys.argv[1:]], check=False).returncode
folder = sys.argv[sys.argv.index("--output") + 1]
path = os.path.join(folder, "summary.json")
summary = json.load(open(path))
with h5py.File(os.path.join(folder, "fields.h5"), "r+") as fields:
    step, last = summary["steps"][-1], fields["steps"][sorted(fields["steps"])[-1]]
    {spoils}
json.dump(summary, open(path, "w"))
sys.exit(status)
"""
# What is done, and where compare.py should find it. Numbers are 1e-8 off; what is missing or has another name
# is infinitely so.
SPOILS = [
    ("step['strain_energy'] *= 1 + 1e-8", "strain_energy"),
    ("step['phases'][0]['von_mises']['p95'] *= 1 + 1e-8", "von_mises.p95"),
    ("step['phases'][0]['group'] += '1'", "phases.group"),
    ("step['boundaries'].pop()", "boundaries.area"),
    ("last['displacement'][3, 1] += 1e-8 * abs(last['displacement'][()]).max()", "steps/displacement"),
    ("last['stress'][7, 5] += 1e-8 * abs(last['stress'][()]).max()", "steps/stress"),
    ("del last['pressure']", "steps/pressure"),
    ("last['von_mises'].attrs['unit'] = 'MPa'", "steps/von_mises, unit"),
    ("fields['mesh/phase'][0] += 1", "mesh/phase"),
]


def compare(before, after, case, work):
    done = subprocess.run([sys.executable, os.path.join(HERE, "compare.py"), before, after, "--inputs", case, "--work",
                           work], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


def spoiled(folder, sulfem):
    path = os.path.join(folder, "spoiled.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(SPOILER.format(sulfem=sulfem, spoils="\n    ".join(spoil for spoil, _ in SPOILS)))
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
    return path


def main():
    sulfem, case = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(folder, "work")
        status, output = compare(sulfem, sulfem, case, work)
        assert status == 0 and "0 above" in output, output
        status, output = compare(sulfem, spoiled(folder, sulfem), case, work)
        assert status == 1 and "1 above" in output, output
        table = output.split("largest relative difference")[1].splitlines()
        for spoil, where in SPOILS:
            found = [float(line.split()[0]) for line in table if line.split()[2:3] == [where] or f"{where} " in line]
            assert found and (found[0] == math.inf or 1e-9 < found[0] < 1e-7), f"{spoil}: {found}\n{output}"
        others = [line for line in table if "e-08" in line or "inf" in line]
        assert len(others) < len(SPOILS) + 12, output  # what nobody touched is as it was
        status, output = compare(sulfem, "/bin/false", case, work)
        assert status == 1 and "FAILED" in output, output
    print(f"{len(SPOILS) + 1} changes found")


if __name__ == "__main__":
    main()

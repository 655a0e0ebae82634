#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A program under valgrind: no invalid access, and no definite leak of ours.

    run.py VALGRIND PROGRAM [ARGUMENTS ...]

Whose leak it is, the trace tells: it is ours when it passes through PROGRAM, whatever library
allocated on its behalf (a Vec never destroyed is PETSc's malloc and our leak), unless it passes
through Open MPI, which does not give back all that MPI_Init sets up. Plugins that are unloaded at
exit leave frames without an object; they are Open MPI's.
"""
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

FOREIGN = ("libmpi.so", "libopen-rte.so", "libopen-pal.so", "libpmix.so", "libhwloc.so",
           "libevent", "/mca_")


def ours(error, program):
    objects = [frame.findtext("obj", "") for frame in error.find("stack").iter("frame")]
    if "" in objects or any(name in path for path in objects for name in FOREIGN):
        return False
    return any(os.path.samefile(path, program) for path in objects if os.path.exists(path))


def describe(error):
    what = error.findtext("what") or error.findtext("xwhat/text")
    frames = [frame.findtext("fn", "?") for frame in error.find("stack").iter("frame")]
    return f"{what}\n    " + " < ".join(frames)


def main():
    valgrind, program, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.xml")
        run = subprocess.run(
            [valgrind, "--leak-check=full", "--show-leak-kinds=definite", "--num-callers=40",
             "--xml=yes", f"--xml-file={report}", program, *arguments],
            cwd=folder, capture_output=True, text=True, check=False)
        if run.returncode:
            sys.exit(f"status {run.returncode}:\n{run.stdout}{run.stderr}")
        errors = ElementTree.parse(report).getroot().findall("error")
    leaks = [e for e in errors if e.findtext("kind").startswith("Leak_")]
    wrong = [e for e in errors if e not in leaks and ours(e, program)]
    wrong += [e for e in leaks if ours(e, program)]
    print(f"{len(errors) - len(leaks)} wrong accesses and {len(leaks)} leaks in all; "
          f"{len(wrong)} of them ours")
    for error in wrong:
        print(describe(error))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

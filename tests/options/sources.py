#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""sources.py SULFEM MPIRUN CASE: where PETSc's options may come from. Files called .petscrc change
nothing; PETSC_OPTIONS counts, is told and recorded, and the command line goes before it; options of
other programs in it are named; nothing loads code or writes files (every kind: unit/test_petsc_options); wrong values are one message and
status 2."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

OK, WRONG_INPUT = 0, 2
CRASH = ["PETSC ERROR", "MPI_ABORT", "Segmentation", "terminate called"]
FROM_ENVIRONMENT = "PETSC_OPTIONS in the environment"

# options, PETSC_OPTIONS, ranks, what the message holds
REFUSED = [
    ("-ksp_type nosuch", "", 2, ["-ksp_type nosuch (command line)", '"cg"']),
    ("-pc_type jacoby", "", 1, ["-pc_type jacoby", 'did you mean "jacobi"']),
    ("-ksp_rtol abc", "", 2, ["-ksp_rtol abc (command line)"]),
    ("-ksp_rtol", "", 1, ["-ksp_rtol (command line) needs a value"]),
    ("", "-pc_type nosuch", 1, [f"-pc_type nosuch ({FROM_ENVIRONMENT})"]),
    ("-mat_type nosuch", "", 1, ["-mat_type nosuch"]),
    ("-options_file absent", "", 2, ["absent: cannot be opened"]),
    ("-options_file wrong", "", 1, ["-ksp_rtoll 1 (options file wrong)"]),
    ("-options_file code", "", 1, ["-dll_append libm.so (options file code)", "loads code"]),
    ("", "--DLL_append libm.so", 1, ["loads code", FROM_ENVIRONMENT]),
    ("-ksp_view ascii:view.txt", "", 1, ["-ksp_view ascii:view.txt (command line)", "writes a file"]),
]


def main():
    sulfem, mpirun, case = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def run(options, environment="", ranks=1):
            launcher = [mpirun, "-n", str(ranks)] if ranks > 1 else []
            variables = {**os.environ, "HOME": str(folder), "PETSC_OPTIONS": environment}
            return subprocess.run(
                [*launcher, sulfem, "solve", case, "--output", "results", *options.split()],
                cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, timeout=100)

        def solved(*arguments):
            result = run(*arguments)
            if result.returncode != OK:
                sys.exit(f"{arguments}: exit status {result.returncode}: {result.stderr}")
            return result, json.loads((folder / "results" / "summary.json").read_text())

        (folder / ".petscrc").write_text("-ksp_rtol 1e-1\n-dll_append libm.so\n")
        (folder / "petscrc").write_text("-ksp_rtol 1e-1\n")
        (folder / "wrong").write_text("# a comment\n-ksp_rtoll 1 # another\n")
        (folder / "code").write_text("-ksp_rtol 1e-8\n-dll_append libm.so\n")
        (folder / "good").write_text("# a comment\n-ksp_rtol 1e-10\n")

        result, summary = solved("")
        if summary["steps"][-1]["residual"] > 1e-8 or ".petscrc is there and is not read" not in result.stdout:
            sys.exit(f".petscrc changes a run, or is not told: {result.stdout}")
        result, summary = solved("-options_file good", "-ksp_rtol 1e-3 -ts_dt 1")
        if summary["petsc_options"] != {"all": "-ksp_rtol 1e-3 -ts_dt 1 -ksp_rtol 1e-10",
                                        "environment": "-ksp_rtol 1e-3 -ts_dt 1"}:
            sys.exit(f"options in the summary: {summary['petsc_options']}")
        if not summary["steps"][-1]["residual"] <= 1e-10:
            sys.exit("the command line does not go before PETSC_OPTIONS")
        for words in (f"-ksp_rtol 1e-3 ({FROM_ENVIRONMENT})", "-ksp_rtol 1e-10 (options file good)"):
            if words not in (folder / "results" / "log.txt").read_text():
                sys.exit(f"the log lacks: {words}")
        if f"nothing in this run reads these options of {FROM_ENVIRONMENT}: -ts_dt 1" not in result.stderr:
            sys.exit(f"an option of another program is not named: {result.stderr}")

        for options, environment, ranks, texts in REFUSED:
            result = run(options, environment, ranks)
            what = f"{options!r} {environment!r} on {ranks}: {result.returncode}: {result.stderr}"
            if result.returncode != WRONG_INPUT or result.stderr.count("sulfem: error: ") != 1:
                sys.exit(f"not refused with one message: {what}")
            if any(sign in result.stderr + result.stdout for sign in CRASH):
                sys.exit(f"a sign of a crash: {what}")
            if not all(text in result.stderr for text in texts):
                sys.exit(f"the message lacks one of {texts}: {what}")
    print(f"{len(REFUSED)} refused, PETSC_OPTIONS told and recorded, .petscrc not read")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""documented.py SULFEM MPIRUN SOURCE: every option of PETSc that the documents name has a run here or in
the test that RUN_ELSEWHERE names; what a PETSc may lack is asked for before it is used, with another way or
one message; and every preconditioner works after those before it have failed."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

OK, WRONG_INPUT, DIVERGED = 0, 2, 3
CRASH = ["PETSC ERROR", "MPI_ABORT", "Segmentation", "terminate called"]
RUN_ELSEWHERE = {"-solver_steps": "../inputs/newton.py", "-ksp_rtol": "sources.py", "-options_file": "sources.py", "-dll_append": "sources.py",
                 "-prefix_push": "sources.py"}
OPTION = re.compile(r"(?<![\w`-])`?(-(?:pc|ksp|mat|mg|log|options|dll|prefix|solver|malloc|memory)_[a-z0-9_]+)")

# preset, order, options, ranks, status, what is said
RUNS = [
    ("multigrid", 1, "-mat_type aij -log_view -options_left -memory_view", 1, OK, ["solved"]),
    ("multigrid", 2, "-mat_type sbaij", 2, WRONG_INPUT, ["-mat_type sbaij", "baij or aij"]),
    ("multigrid", 1, "-mat_type dense", 1, WRONG_INPUT, ["-mat_type dense", "baij or aij"]),
    ("multigrid", 1, "-ksp_type preonly", 2, DIVERGED, ["did not converge"]),
    ("multigrid", 2, "-ksp_atol 1e9", 1, DIVERGED, ["did not converge"]),
    ("multigrid", 1, "-mat_partitioning_type ptscotch", 2, OK, []),
    ("multigrid", 1, "-mat_partitioning_type average", 2, OK, []),
    ("multigrid", 1, "-without_packages ptscotch", 2, OK, ["stretches of the Hilbert curve"]),
    ("direct", 2, "-without_packages superlu_dist", 2, OK, ["Cholesky factors (MUMPS)"]),
    ("direct", 2, "-without_packages mumps", 2, OK, ["LU factors (SuperLU_DIST)"]),
    ("direct", 2, "-without_packages mumps,superlu_dist", 1, OK, ["Cholesky factors (PETSc)"]),
    ("direct", 2, "-without_packages mumps,superlu_dist", 2, WRONG_INPUT, ["neither MUMPS nor SuperLU_DIST"]),
    ("direct", 2, "-solver_fail_attempts 1", 2, OK, ["(MUMPS, more room)"]),
    ("direct", 2, "-solver_fail_attempts 2", 1, OK, ["(MUMPS, still more room)"]),
    ("direct", 2, "-solver_fail_attempts 3", 2, OK, ["LU factors (SuperLU_DIST)"]),
    ("direct", 2, "-solver_fail_attempts 4", 1, OK, ["Cholesky factors (PETSc)"]),
    ("multigrid", 1, "-solver_fail_attempts 1", 2, OK, ["smoothed below the first level (GAMG)"]),
    ("multigrid", 1, "-solver_fail_attempts 2", 1, OK, ["W cycle (GAMG below the first level)"]),
    ("multigrid", 2, "-solver_fail_attempts 1", 1, OK, ["smoothed aggregation (GAMG)"]),
    ("multigrid", 2, "-solver_fail_attempts 2", 2, OK, ["plain aggregation, W cycle (GAMG)"]),
    ("multigrid", 2, "-solver_fail_attempts 3", 1, DIVERGED, ["did not converge"]),
]


def documented(source):
    texts = [source / "README.md", source / "SECURITY.md", *sorted((source / "docs").glob("*.md"))]
    return {name: text.name for text in texts for name in OPTION.findall(text.read_text())}


def main():
    sulfem, mpirun, source = sys.argv[1:]
    source = pathlib.Path(source)
    run_here = {word for run in RUNS for word in run[2].split() if word.startswith("-")}
    named = documented(source)
    missing = {name: where for name, where in named.items() if name not in run_here | set(RUN_ELSEWHERE)}
    if missing or not named:
        sys.exit(f"documented and never run: {missing}; documented: {named}")
    text = (source / "inputs" / "02_laminate.yaml").read_text()
    energies = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for preset, order, options, ranks, status, said in RUNS:
            case = folder / f"{preset}-{order}.yaml"
            case.write_text(re.sub(r"(?m)^(element_order|program):.*\n|^solver:.*\n( .*\n)*", "", text).replace(
                "../meshes", str(source / "meshes")) +
                f"\nelement_order: {order}\nsolver: {{preset: {preset}}}\n")
            launcher = [mpirun, "-n", str(ranks)] if ranks > 1 else []
            done = subprocess.run([*launcher, sulfem, "solve", case.name, "--output", "results", *options.split()],
                                  cwd=folder, env={**os.environ, "HOME": str(folder), "PETSC_OPTIONS": ""},
                                  capture_output=True, text=True, timeout=60)
            what = f"{preset}, order {order}, {options} on {ranks}: {done.returncode}: {done.stderr}{done.stdout}"
            if done.returncode != status or done.stderr.count("sulfem: error: ") != (status != OK):
                sys.exit(f"not status {status} with one message: {what}")
            if any(sign in done.stderr + done.stdout for sign in CRASH):
                sys.exit(f"a sign of a crash: {what}")
            if not all(word in done.stderr + done.stdout for word in said if word != "solved"):
                sys.exit(f"{said} is not said: {what}")
            if status == OK:
                step = json.loads((folder / "results" / "summary.json").read_text())["steps"][-1]
                energy = energies.setdefault(order, step["strain_energy"])
                if abs(step["strain_energy"] / energy - 1) > 1e-8:
                    sys.exit(f"another strain energy, {step['strain_energy']} for {energy}: {what}")
    print(f"{len(named)} options documented, {len(RUNS)} runs")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""within.py SULFEM MPIRUN: a body whose phases are lithiated by a front and by diffusion, in and out and in again,
is stopped on the way out and goes on on two ranks; in the end all is as without the stop, to 1e-8. The electrolyte's
flow takes time, and what it holds above its flow stress is not let go by the restart. The front's turns are in no
checkpoint, they follow from the program; diffusion goes on from its own, and is not gone through again."""

import pathlib
import signal
import subprocess
import sys
import tempfile

import cycling

INCREMENTS = 42  # the first target is about the 38th of 100; what it says until it is stopped has to fill pipe and buffer
CASE = """title: within
mesh: {file: cube.msh, length_unit: um}
element_order: 1
phases:
  - {group: sulfur, material: S, swelling: {volume_change: 0.1, convention: exact},
     lithiation: {fraction: 1, profile: front}}
  - {group: electrolyte, material: Li6PS5Cl, swelling: {volume_change: 0.03, convention: exact},
     plasticity: {yield_stress: 0.1 GPa, viscosity: {time: 500 s, exponent: 1}},
     lithiation: {fraction: 1, profile: diffusion, diffusivity: 5e-14 m2/s}}
boundaries:
  - {faces: [xmin, ymin, zmin], condition: symmetry}
  - {faces: [zmax], condition: displacement, displacement: [free, free, 0.03 um], program: [1, 0.5, 1]}
program: {lithiation: [0.3, 0.1, 0.4], duration: 50 s, largest_step: 0.008}
solver: {relative_tolerance: 1e-11}
output: {checkpoint: every_step}
"""


# Here the work balances to rounding.
cycling.WAY.add("error")


def solves(said):
    """Of diffusion's linear solver."""
    return said.count("Linear diffusion_ solve")


def main():
    sulfem, mpirun = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        cycling.write_mesh(work)
        case, plain, folder = work / "case.yaml", work / "plain", work / "stopped"
        case.write_text(CASE)
        solve = [sulfem, "solve", str(case), "--output"]
        count = ["-diffusion_ksp_converged_reason"]
        whole = subprocess.run([*solve, str(plain), *count], check=True, stdout=subprocess.PIPE, text=True)
        ended, _ = cycling.cut_off([*solve, str(folder)], INCREMENTS, 0, signal.SIGTERM)
        if ended:
            sys.exit("the run ended before it was stopped")
        again = subprocess.run([mpirun, "-n", "2", *solve, str(folder), "--restart", *count], check=True,
                               stdout=subprocess.PIPE, text=True)
        if "restart: goes on at" not in again.stdout:
            sys.exit(f"it does not go on: {again.stdout}")
        if not 0 < solves(again.stdout) < 0.8 * solves(whole.stdout):
            sys.exit(f"diffusion: {solves(again.stdout)} solves after the restart, {solves(whole.stdout)} without a stop")
        print(f"diffusion: {solves(again.stdout)} solves after the restart, {solves(whole.stdout)} without a stop")
        cycling.check_summary(folder, plain)
        cycling.check_fields(folder, plain)
        cycling.check_history(folder, plain)
    print("stopped, restarted on other ranks, and the same as undisturbed")


main()

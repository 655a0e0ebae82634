#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""within.py SULFEM MPIRUN: a body whose phases are lithiated by a front and by diffusion, in and out and in again,
is stopped on the way out and goes on on two ranks; in the end all is as without the stop, to 1e-8. The front's
turns and the concentrations are in no checkpoint: they follow from the program."""

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
  - {group: electrolyte, material: Li6PS5Cl, plasticity: {yield_stress: 0.4 GPa}, swelling: {volume_change: 0.03, convention: exact},
     lithiation: {fraction: 1, profile: diffusion, diffusivity: 5e-14 m2/s}}
boundaries:
  - {faces: [xmin, ymin, zmin], condition: symmetry}
  - {faces: [zmax], condition: pressure, pressure: 50 MPa}
program: {lithiation: [0.3, 0.1, 0.4], duration: 50 s, largest_step: 0.008}
solver: {relative_tolerance: 1e-11}
output: {checkpoint: every_step}
"""


# Here the work balances to rounding.
cycling.WAY.add("error")


def main():
    sulfem, mpirun = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        cycling.write_mesh(work)
        case, plain, folder = work / "case.yaml", work / "plain", work / "stopped"
        case.write_text(CASE)
        solve = [sulfem, "solve", str(case), "--output"]
        subprocess.run([*solve, str(plain)], check=True, stdout=subprocess.DEVNULL)
        ended, _ = cycling.cut_off([*solve, str(folder)], INCREMENTS, 0, signal.SIGTERM)
        if ended:
            sys.exit("the run ended before it was stopped")
        again = subprocess.run([mpirun, "-n", "2", *solve, str(folder), "--restart"], check=True,
                               stdout=subprocess.PIPE, text=True)
        if "restart: goes on at" not in again.stdout:
            sys.exit(f"it does not go on: {again.stdout}")
        cycling.check_summary(folder, plain)
        cycling.check_fields(folder, plain)
        cycling.check_history(folder, plain)
    print("stopped, restarted on other ranks, and the same as undisturbed")


main()

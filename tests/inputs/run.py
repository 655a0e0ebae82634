#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""run.py SULFEM MPIRUN RANKS CASE: runs a case of the ladder and compares its last step with the
numbers that its own header states (five digits; the solver's tolerance is 1e-8) and with what it expects of forces."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

TOLERANCE = 2e-5


def stated(text):
    number = r"(-?[0-9.]+e[+-][0-9]+)"
    header = re.search(rf"strain energy {number} J, largest displacement {number} m", text)
    phases = re.findall(
        rf"#   (\S+): mean pressure {number} Pa, mean von Mises {number} Pa", text)
    return [float(value) for value in header.groups()], {
        group: (float(pressure), float(von_mises)) for group, pressure, von_mises in phases}


def check(name, value, expected, scale):
    if abs(value - expected) > TOLERANCE * scale:
        sys.exit(f"{name}: {value:.8e}, the case's header says {expected:.5e}")


def check_press(steps):
    """The column's boundaries: bottom against top, and sides without friction."""
    for step in steps:
        force = {entry["group"]: entry["force"] for entry in step["boundaries"]}
        check("force on zmin", force["zmin"][2], -force["zmax"][2], 1e-10 / TOLERANCE
              * abs(force["zmax"][2]))
        for group, components in force.items():
            axis = "xyz".index(group[0])
            along = [f for i, f in enumerate(components) if i != axis]
            if group != "zmax" and any(along):
                sys.exit(f"{group}: {along} N along a plane without friction")


def main():
    sulfem, mpirun, ranks, case = sys.argv[1:]
    text = pathlib.Path(case).read_text()
    (energy, displacement), phases = stated(text)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([mpirun, "-n", ranks, sulfem, "solve", case, "--output", folder], check=True,
                       stdout=subprocess.DEVNULL)
        steps = json.loads((pathlib.Path(folder) / "summary.json").read_text())["steps"]
    step = steps[-1]
    if "the force on zmin balances" in text:
        check_press(steps)
    check("strain_energy", step["strain_energy"], energy, energy)
    check("displacement_max", step["displacement_max"], displacement, displacement)
    if {phase["group"] for phase in step["phases"]} != set(phases):
        sys.exit("the case's header does not name every phase")
    for phase in step["phases"]:
        pressure, von_mises = phases[phase["group"]]
        scale = abs(pressure) + von_mises
        check(phase["group"] + " pressure", phase["pressure_mean"], pressure, scale)
        check(phase["group"] + " von Mises", phase["von_mises"]["mean"], von_mises, scale)
    print(f"{pathlib.Path(case).name} on {ranks}: as stated")


main()

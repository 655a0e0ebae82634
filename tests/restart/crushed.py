#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""crushed.py SULFEM MPIRUN MESH: a laminate that is pressed to less than nothing comes to a halt on the way:
status 3, one message that says where, and the last increment that held as the last step of the fields. Of two
packed particles the message says which one, or that it is between them."""

import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

import h5py
import yaml

THICKNESS = 2.0  # um, of the laminate
DIVERGED = 3
TOLERANCE = 1e-8  # of the residual, the default


RECIPE = """box: {edge: 4 um}
composition: {by: volume, sulfur: 0.1309, electrolyte: 0.8691}
particles: {phase: sulfur, radius: 1 um, minimum_gap: 0.2 um}
mesh: {size_at_particles: 0.9 um, size_far: 1.5 um, order: 1}
seed: 3
"""


def phase(group):
    return {"group": group, "youngs_modulus": "20 GPa", "poissons_ratio": 0.3}


def check_particles(sulfem):
    """The nearest to the place that is told, found here by the distances."""
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        (work / "recipe.yaml").write_text(RECIPE)
        subprocess.run([sulfem, "pack", "recipe.yaml", "--output", "pair.msh"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        (work / "case.yaml").write_text(yaml.safe_dump({
            "mesh": {"file": "pair.msh"}, "element_order": 1, "kinematics": "finite",
            "phases": [phase("sulfur"), phase("electrolyte")],
            "boundaries": [
                {"faces": ["zmin"], "condition": "fixed"},
                {"faces": ["zmax"], "condition": "displacement", "program": [1.0],
                 "displacement": ["free", "free", "-4.2 um"]}],
            "program": {"lithiation": [0]}, "output": {"directory": "results", "interfaces": False}}))
        run = subprocess.run([sulfem, "solve", "case.yaml"], cwd=folder, capture_output=True, text=True, check=False)
        told = re.search(r'in the phase "(\w+)" near \(([^)]*)\) m, (in the particle (\d)|near the particles (\d) and '
                         r"(\d)) of pair.json", run.stderr)
        if run.returncode != DIVERGED or not told:
            sys.exit(f"status {run.returncode}: {run.stderr}")
        place = [float(x) * 1e6 for x in told[2].split(",")]
        particles = json.loads((work / "pair.json").read_text())["particles"]
    order = sorted(range(len(particles)), key=lambda i: math.dist(particles[i]["centre"], place))
    said = [int(told[4])] if told[4] else [int(told[5]), int(told[6])]
    if said != order[:len(said)] or (told[1] == "sulfur") != (len(said) == 1):
        sys.exit(f"the particles {order} by their distance, and said is: {run.stderr}")


def main():
    sulfem, mpirun, mesh = sys.argv[1:]
    check_particles(sulfem)
    with tempfile.TemporaryDirectory() as folder:
        case = pathlib.Path(folder) / "case.yaml"
        case.write_text(yaml.safe_dump({
            "mesh": {"file": mesh, "length_unit": "um"}, "element_order": 1, "kinematics": "finite",
            "phases": [phase("sulfur"), phase("electrolyte")],
            "boundaries": [
                {"faces": ["xmin", "xmax", "ymin", "ymax", "zmin"], "condition": "symmetry"},
                {"faces": ["zmax"], "condition": "displacement", "program": [0.1, 1.0],
                 "displacement": ["free", "free", f"{-1.1 * THICKNESS} um"]}],
            "program": {"lithiation": [0, 0]}, "output": {"directory": "results"}}))
        run = subprocess.run([mpirun, "-n", "2", sulfem, "solve", str(case)], capture_output=True, text=True,
                             check=False)
        if run.returncode != DIVERGED:
            sys.exit(f"status {run.returncode} where {DIVERGED} is due:\n{run.stdout}{run.stderr}")
        told = [line for line in run.stderr.splitlines() if "error:" in line]
        if len(told) != 1 or "step 2 did not converge" not in told[0] or "in the phase" not in told[0]:
            sys.exit(f"said: {told}")
        results = pathlib.Path(folder) / "results"
        if (results / "summary.json").exists():
            sys.exit("a run that did not reach its end has a summary")
        with h5py.File(results / "fields.h5") as file:
            steps = sorted(file["steps"])
            moved = [-file["steps"][step]["displacement"][:, 2].min() * 1e6 for step in steps]
            last = json.loads(file["summary"][steps[-1]][()])
        due = 0.11 * THICKNESS
        if len(steps) != 3 or abs(moved[1] - due) > 1e-9 or not due < moved[2] < THICKNESS:
            sys.exit(f"steps {steps} with the top moved by {moved} um")
        if not last["converged"] or not last["residual"] <= TOLERANCE:
            sys.exit(f"the last step is told to have the residual {last['residual']}, that of the try that failed?")
        print(f"stopped with the top moved by {moved[2]:.3f} of {THICKNESS} um")


if __name__ == "__main__":
    main()

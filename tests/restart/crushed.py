#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""crushed.py SULFEM MPIRUN MESH: a laminate that is pressed to less than nothing comes to a halt on the way:
status 3, one message that says where, and the last increment that held as the last step of the fields."""

import pathlib
import subprocess
import sys
import tempfile

import h5py
import yaml

THICKNESS = 2.0  # um, of the laminate
DIVERGED = 3


def phase(group):
    return {"group": group, "youngs_modulus": "20 GPa", "poissons_ratio": 0.3}


def main():
    sulfem, mpirun, mesh = sys.argv[1:]
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
        due = 0.11 * THICKNESS
        if len(steps) != 3 or abs(moved[1] - due) > 1e-9 or not due < moved[2] < THICKNESS:
            sys.exit(f"steps {steps} with the top moved by {moved} um")
        print(f"stopped with the top moved by {moved[2]:.3f} of {THICKNESS} um")


if __name__ == "__main__":
    main()

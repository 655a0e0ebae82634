# SPDX-License-Identifier: BSD-2-Clause
"""Writes a case file, runs the real program under mpirun and reads what it leaves.

Results are turned from SI to GPa and um (energies: GPa um^3), the units of the closed forms.
Environment: SULFEM the program, MPIRUN, SULFEM_MESHES the folder of meshes made by meshes.py,
SULFEM_WORK where runs are kept.
"""
import argparse
import csv
import json
import os
import shutil
import subprocess
from dataclasses import dataclass

import h5py
import numpy as np
import yaml

from analytic import Material

HERE = os.path.dirname(os.path.abspath(__file__))
SHIPPED = os.path.normpath(os.path.join(HERE, "..", "..", "meshes"))
BOX = ["xmin", "xmax", "ymin", "ymax", "zmin", "zmax"]
# Of Newton's method: how far the residual may be above the square of the one before it, and what is none.
QUADRATIC, ROUND_OFF = 30.0, 1e-12
# Down to round-off: what is tested is the discretisation, not the solver's tolerance.
EXACT = {"preset": "direct", "relative_tolerance": 1e-12}


def ranks_from_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ranks", type=int, default=1)
    return parser.parse_args().ranks


def mesh(name):
    """Path of a mesh made for the tests, or of one that ships with the project."""
    made = os.path.join(os.environ["SULFEM_MESHES"], name + ".msh")
    return made if os.path.exists(made) else os.path.join(SHIPPED, name + ".msh")


def phase(group, material: Material, volume_change=None, convention="exact", fraction=None, **further):
    """`further`: entries of the case file as they are, such as plasticity."""
    entry = {"group": group, "youngs_modulus": f"{material.young!r} GPa",
             "poissons_ratio": material.poisson}
    if volume_change is not None:
        entry["swelling"] = {"volume_change": volume_change, "convention": convention}
    if fraction is not None:
        entry["lithiation"] = {"fraction": fraction}
    return {**entry, **further}


def flow(yield_stress, **hardening):
    """Entry `plasticity`, stresses in GPa."""
    entry = {"yield_stress": f"{yield_stress!r} GPa"}
    if hardening:
        entry["hardening"] = {key: value if key == "saturation_rate" else f"{value!r} GPa"
                              for key, value in hardening.items()}
    return {"plasticity": entry}


def fixed(*faces):
    return {"faces": list(faces), "condition": "fixed"}


def symmetry(*faces):
    return {"faces": list(faces), "condition": "symmetry"}


def periodic(one, other):
    return {"faces": [one, other], "condition": "periodic"}


def pressure(value, *faces):
    """`value` in GPa."""
    return {"faces": list(faces), "condition": "pressure", "pressure": f"{value!r} GPa"}


def displacement(values, *faces):
    """`values` in um, None where free."""
    entries = ["free" if v is None else f"{v!r} um" for v in values]
    return {"faces": list(faces), "condition": "displacement", "displacement": entries}


def gradient(matrix, *faces):
    rows = [[float(v) for v in row] for row in matrix]
    return {"faces": list(faces), "condition": "displacement", "gradient": rows}


def case(mesh_name, order, phases, boundaries=(), program=None, solver=None, **further):
    """`program`: targets, or the whole entry; `further`: entries at the top of the file."""
    entry = {"mesh": {"file": mesh(mesh_name), "length_unit": "um"}, "element_order": order,
             "phases": list(phases), "solver": dict(solver or EXACT)}
    if boundaries:
        entry["boundaries"] = list(boundaries)
    if program:
        entry["program"] = program if isinstance(program, dict) else {"lithiation": list(program)}
    return {**entry, **further}


@dataclass
class Step:
    summary: dict            # the step of summary.json, SI
    displacement: np.ndarray  # [nodes, 3], um
    stress: np.ndarray       # [cells, 3, 3], GPa, cell averages
    von_mises: np.ndarray    # [cells], GPa
    pressure: np.ndarray     # [cells], GPa
    lithiation: np.ndarray   # [cells]
    plastic_strain: np.ndarray  # [cells], equivalent; None where no phase flows

    @property
    def energy(self):
        return self.summary["strain_energy"] * 1e9  # 1 J = 1e18 um^3 Pa = 1e9 GPa um^3

    def of_phase(self, group):
        """The phase's entry in GPa and um^3."""
        entry = next(p for p in self.summary["phases"] if p["group"] == group)
        return {"volume": entry["volume"] * 1e18, "pressure_mean": entry["pressure_mean"] * 1e-9,
                **{k: v * 1e-9 for k, v in entry["von_mises"].items()}}

    def of_boundary(self, group):
        """Area in um^2, force in GPa um^2, mean displacement in um."""
        entry = next(b for b in self.summary["boundaries"] if b["group"] == group)
        return {"area": entry["area"] * 1e12, "force": np.array(entry["force"]) * 1e3,
                "displacement_mean": np.array(entry["displacement_mean"]) * 1e6}

    def pressure_mean(self):
        """Volume mean over the body, GPa."""
        phases = self.summary["phases"]
        total = sum(p["volume"] for p in phases)
        return sum(p["volume"] * p["pressure_mean"] for p in phases) / total * 1e-9


@dataclass
class Result:
    folder: str
    summary: dict
    points: np.ndarray      # [nodes, 3], um
    cells: np.ndarray       # [cells, 4 or 10]
    cell_phase: np.ndarray  # [cells]
    phase_names: list
    volumes: np.ndarray     # [cells], um^3
    steps: list             # without step 0
    log: str

    @property
    def last(self):
        return self.steps[-1]

    def cells_of(self, group):
        return self.cells[self.cell_phase == self.phase_names.index(group)]


# Under sanitizers: what differs from what is run already by its numbers alone is left out.
COARSE = os.environ.get("SULFEM_COARSE") == "1"

def tries(result):
    """The rows of status.csv."""
    with open(os.path.join(result.folder, "status.csv"), newline="") as file:
        return list(csv.DictReader(file))


def quadratic(checks, label, result, factor=QUADRATIC):
    """The residual of every accepted increment is at most `factor` times the square of the one before it
    (both relative to the load), or round-off; linear systems have to be solved to the end."""
    rows = [r for r in tries(result) if r["accepted"] == "1" and r["residual_before"]]
    worst = max(float(r["residual"]) / max(float(r["residual_before"])**2, ROUND_OFF / factor) for r in rows)
    told = [float(r["residual_before"]) for r in rows
            if float(r["residual_before"])**2 * factor > ROUND_OFF]
    checks.below(f"{label}: residual over the square of the one before", worst, factor, key=True)
    checks.true(f"{label}: there is something to be seen", told, f" {len(told)} of {len(rows)} increments")


# xx yy zz xy yz xz
TENSOR = np.array([[0, 3, 5], [3, 1, 4], [5, 4, 2]])


def read(folder, log=""):
    with open(os.path.join(folder, "summary.json")) as file:
        summary = json.load(file)
    with h5py.File(os.path.join(folder, "fields.h5"), "r") as file:
        body, steps = file["mesh"], []
        names = [n.decode() if isinstance(n, bytes) else n for n in body.attrs["phase_names"]]
        keys = sorted(file["steps"])
        for key, entry in zip(keys[1:], summary["steps"], strict=True):
            step = file["steps"][key]
            steps.append(Step(entry, step["displacement"][()] * 1e6,
                              step["stress"][()][:, TENSOR] * 1e-9, step["von_mises"][()] * 1e-9,
                              step["pressure"][()] * 1e-9, step["lithiation"][()],
                              step["plastic_strain"][()] if "plastic_strain" in step else None))
        return Result(folder, summary, body["points"][()] * 1e6, body["cells"][()].astype(int),
                      body["phase"][()], names, body["volume"][()] * 1e18, steps, log)


class RunFailed(Exception):
    pass


def solve(name, entry, ranks=1, options=(), timeout=900):
    """Runs the case and reads the result; RunFailed with the program's words on any exit but 0."""
    folder = os.path.join(os.environ["SULFEM_WORK"], f"{name}-{ranks}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    path, output = os.path.join(folder, "case.yaml"), os.path.join(folder, "output")
    with open(path, "w") as file:
        yaml.safe_dump(entry, file, sort_keys=False)
    checker = os.environ.get("SULFEM_COLLECTIVES")  # for ranks that may have no work: tests/collectives
    checked = ["env", "LD_PRELOAD=" + checker] if checker and ranks > 1 else []
    command = [os.environ.get("MPIRUN", "mpirun"), "-n", str(ranks), *checked, os.environ["SULFEM"], "solve",
               path, "--output", output, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    if done.returncode != 0:
        raise RunFailed(f"exit status {done.returncode} of {' '.join(command)}\n"
                        f"{done.stdout}{done.stderr}")
    return read(output, done.stdout + done.stderr)

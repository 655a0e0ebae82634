#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""lithiation.py SULFEM MPIRUN FOLDER: a lithiation of each particle, by radius and by number.

Every cell has what its particle is due, found here by brute force; both tables say the same; the mean
over the particles follows the program; in a box with fixed faces the mean volume strain vanishes,
which ties the mean pressures to the mean swelling; equal particles are a phase of one lithiation."""
import json
import os
import subprocess
import sys

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "verification"))
import checks as verification  # noqa: E402

RECIPE = """title: shares
box: {edge: 6 um, boundary: periodic}
composition: {by: volume, sulfur: 0.25, electrolyte: 0.75}
particles: {phase: sulfur, radius: {distribution: uniform, min: 1 um, max: 2 um}, minimum_gap: 0.2 um}
mesh: {size_at_particles: 1 um, size_far: 2 um, order: 1}
seed: 5
"""
CASE = """mesh: {{file: shares.msh, length_unit: um}}
element_order: {order}
kinematics: {kinematics}
phases:
  - {{group: sulfur, youngs_modulus: 17.8 GPa, poissons_ratio: 0.32, swelling: {{volume_change: 0.787}},
     lithiation: {{{lithiation}}}}}
  - {{group: electrolyte, youngs_modulus: 22 GPa, poissons_ratio: 0.30}}
boundaries:
  - {{faces: [xmin, xmax, ymin, ymax, zmin, zmax], condition: fixed}}
program: {{lithiation: [0.05, 0.1], duration: 100 s}}
solver: {{relative_tolerance: 1e-10}}
"""
BULK = {"sulfur": 17.8e9 / 3 / (1 - 2 * 0.32), "electrolyte": 22e9 / 3 / (1 - 2 * 0.30)}
BY_RADIUS = "by_radius: [[1 um, 0.9], [1.8 um, 0.3]]"


def run(*words, status=0):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != status:
        sys.exit(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}\nexit status {done.returncode}")
    return done.stdout + done.stderr


class Runs:
    def __init__(self, sulfem, mpirun):
        self.sulfem, self.mpirun = sulfem, mpirun

    def solve(self, name, lithiation, ranks=1, order=1, kinematics="small", status=0):
        with open(f"{name}.yaml", "w", encoding="utf-8") as file:
            file.write(CASE.format(order=order, kinematics=kinematics, lithiation=lithiation))
        start = [self.mpirun, "-n", str(ranks)] if ranks > 1 else []
        words = run(*start, self.sulfem, "solve", f"{name}.yaml", "--output", name, status=status)
        if status:
            return words
        with open(f"{name}/summary.json", encoding="utf-8") as file:
            return json.load(file)["steps"]


def of(step, group):
    return next(p for p in step["phases"] if p["group"] == group)


def nearest(packing, points):
    """The particle that each point lies deepest in, modulo the box."""
    centre = np.array([p["centre"] for p in packing["particles"]])
    radius = np.array([p["radius"] for p in packing["particles"]])
    apart = points[:, None] - centre[None]
    apart -= packing["box"] * np.round(apart / packing["box"])
    return (np.linalg.norm(apart, axis=2) / radius).argmin(axis=1)


def check_cells(checks, packing, due, step):
    """Lithiation and volumes of the cells; returns each one's particle."""
    with h5py.File("radius/fields.h5") as file:
        body = file["mesh"]
        points, cells = body["points"][()] * 1e6, body["cells"][()]
        last = file["steps"][sorted(file["steps"])[-1]]
        lithiation = last["lithiation"][()]
    x = points[cells[:, :4]]
    volume = np.abs(np.linalg.det(x[:, 1:] - x[:, :1])) / 6
    inside = lithiation > 0
    particle = nearest(packing, x.mean(axis=1)[inside])
    checks.true("every particle has cells", set(particle) == set(range(len(due))))
    checks.below("a cell's lithiation", np.abs(lithiation[inside] - 0.1 * due[particle]).max(), 1e-15)
    checks.close("volume", volume[inside].sum() * 1e-18, of(step, "sulfur")["volume"], 1e-12)
    mean = (volume[inside] * 0.1 * due[particle]).sum() / volume[inside].sum()
    checks.close("mean lithiation", of(step, "sulfur")["lithiation"], mean, 1e-12)


def check_strain(checks, label, step):
    terms = [[3 * of(step, g)["swelling"] * of(step, g)["volume"],
              -of(step, g)["pressure_mean"] / BULK[g] * of(step, g)["volume"]] for g in BULK]
    checks.below(f"{label}: mean volume strain", abs(np.sum(terms)) / np.abs(terms).sum(), 1e-9)


def check_within(checks, packing, due, name):
    """Each particle has its mean, though not alike everywhere; those that the box cuts, too."""
    with h5py.File(f"{name}/fields.h5") as file:
        body = file["mesh"]
        points, cells = body["points"][()] * 1e6, body["cells"][()]
        last = file["steps"][sorted(file["steps"])[-1]]
        lithiation, phase, volume = last["lithiation"][()], body["phase"][()], body["volume"][()]
        names = [str(n, "utf-8") if isinstance(n, bytes) else n for n in body.attrs["phase_names"]]
    inside = phase == names.index("sulfur")
    particle = nearest(packing, points[cells[:, :4]].mean(axis=1)[inside])
    x, volume = lithiation[inside], volume[inside]
    mean = np.bincount(particle, volume * x) / np.bincount(particle, volume)
    checks.below(f"{name}: means of the particles", np.abs(mean - 0.1 * due).max(), 1e-10)
    checks.true(f"{name}: it varies within them", all(np.ptp(x[particle == i]) > 1e-3 for i in set(particle)))


def same(checks, label, one, other, tolerance):
    for a, b in zip(one, other):
        checks.close(f"{label}: energy", a["strain_energy"], b["strain_energy"], tolerance)
        for group in BULK:
            checks.close(f"{label}: von Mises of {group}", of(a, group)["von_mises"]["mean"],
                         of(b, group)["von_mises"]["mean"], tolerance)


def refusals(checks, runs):
    table = "by_particle: wrong.csv"
    for text, words in (("0,0.5\n", "particle 1 of the group \"sulfur\""),
                        ("0,0.5\n99,0.5\n", "particle 99, which does not stand in")):
        with open("wrong.csv", "w", encoding="utf-8") as file:
            file.write("particle,lithiation\n" + text)
        said = runs.solve("wrong", table, status=2)
        checks.true(f"refused: {words}", words in said and "wrong.yaml:5" in said)
    os.rename("shares.json", "away.json")
    with open("away.json", encoding="utf-8") as file:
        record = json.load(file)
    record["particles"][0]["centre"] = [(x + 3.0) % 6.0 for x in record["particles"][0]["centre"]]
    with open("shares.json", "w", encoding="utf-8") as file:
        json.dump(record, file)
    said = runs.solve("wrong", BY_RADIUS, ranks=2, status=2)
    checks.true("refused: a particle that stands elsewhere", "lies in none of its particles" in said)
    os.remove("shares.json")
    said = runs.solve("wrong", BY_RADIUS, ranks=2, status=2)
    checks.true("refused: no record", "are not known" in said and "there is none" in said)
    os.rename("away.json", "shares.json")


def main():
    sulfem, mpirun, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    checks = verification.Checks("lithiation")
    runs = Runs(sulfem, mpirun)
    with open("recipe.yaml", "w", encoding="utf-8") as file:
        file.write(RECIPE)
    run(sulfem, "pack", "recipe.yaml", "--output", "shares.msh")
    checks.true("areas of a straight packed mesh are told as too large", "its areas are too large" in
                run(sulfem, "analyse", "shares.msh", "--no-tortuosity", "--voxel", "0.5 um"))
    with open("shares.json", encoding="utf-8") as file:
        packing = json.load(file)
    radius = np.array([p["radius"] for p in packing["particles"]])
    due = np.interp(radius, [1, 1.8], [0.9, 0.3])
    by_radius = runs.solve("radius", BY_RADIUS)
    check_cells(checks, packing, due, by_radius[-1])
    check_strain(checks, "order 1", by_radius[-1])
    with open("due.csv", "w", encoding="utf-8") as file:
        file.write("particle,lithiation\n")
        file.writelines(f"{i},{due[i]!r}\n" for i in range(len(due)))
    same(checks, "by number, 2 ranks", runs.solve("number", "by_particle: due.csv", 2), by_radius, 1e-9)
    second = runs.solve("second", BY_RADIUS, 2, order=2)
    check_strain(checks, "order 2", second[-1])
    for kinematics in ("small", "finite"):
        alike = runs.solve("alike", "by_radius: [[1 um, 0.6]]", 2, kinematics=kinematics)
        plain = runs.solve("plain", "fraction: 0.6", 2, kinematics=kinematics)
        same(checks, f"{kinematics}: equal particles", alike, plain, 1e-9)
    for profile in ("front", "diffusion, diffusivity: 1e-14 m2/s"):
        name = profile.split(",", maxsplit=1)[0]
        runs.solve(name, f"{BY_RADIUS}, profile: {profile}", 2)
        check_within(checks, packing, due, name)
    refusals(checks, runs)
    checks.finish()


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""run.py SULFEM MPIRUN POSTPROCESS FOLDER: a recipe to a mesh, its solution and its histogram.

What MESH.json says is held against the mesh and against the particles themselves, the solution
against what holds exactly in a box with fixed faces: the mean of the volume strain is zero there,
so the phases' mean pressures p, volumes V, bulk moduli K and linear eigenstrains b obey

    sum V (3 b - p / K) = 0
"""
import csv
import json
import math
import os
import re
import shutil
import subprocess
import sys

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "verification"))
import checks as verification  # noqa: E402

BULK = {"sulfur": 17.8e9 / 3 / (1 - 2 * 0.32), "electrolyte": 22e9 / 3 / (1 - 2 * 0.30)}
EXACT, LINEAR = 1.787 ** (1 / 3) - 1, 0.787 / 3


def run(*words, status=0):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    print(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}", flush=True)
    if done.returncode != status:
        sys.exit(f"exit status {done.returncode} instead of {status}")
    return done.stdout + done.stderr


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def smallest_gap(packing):
    """By brute force over all pairs and the nearest copies of each."""
    centre = np.array([p["centre"] for p in packing["particles"]])
    radius = np.array([p["radius"] for p in packing["particles"]])
    apart = centre[:, None] - centre[None]
    apart -= packing["box"] * np.round(apart / packing["box"])
    gap = np.linalg.norm(apart, axis=2) - radius[:, None] - radius[None]
    return gap[np.triu_indices(len(radius), 1)].min()


def check_packing(checks, packing):
    for name, wanted in packing["volume_fraction_wanted"].items():
        checks.close(f"share of {name}", packing["volume_fraction"][name], wanted, 5e-3)
    for name, wanted in packing["weight_fraction_wanted"].items():
        checks.close(f"share of {name} by weight", packing["weight_fraction"][name], wanted, 5e-3)
    spheres = sum(4 / 3 * math.pi * p["radius"] ** 3 for p in packing["particles"])
    checks.close("volume of the listed spheres", spheres / np.prod(packing["box"]),
                 packing["volume_fraction"]["sulfur"], 1e-10)
    gap = smallest_gap(packing)
    checks.true("minimum gap by brute force", gap >= packing["minimum_gap"] * (1 - 1e-12),
                f": {gap:.6g}")


def check_volumes(checks, packing, summary):
    phases = {p["group"]: p for p in summary["steps"][-1]["phases"]}
    box = float(np.prod(packing["box"])) * 1e-18
    checks.close("volume of the mesh", sum(p["volume"] for p in phases.values()), box, 1e-11)
    checks.true("groups", set(phases) == {p["group"] for p in packing["phases"]})
    for phase in packing["phases"]:
        checks.close(f"volume of {phase['group']}", phases[phase["group"]]["volume"],
                     phase["volume_fraction"] * box, 5e-3)
    faces = {b["group"]: b["area"] for b in summary["steps"][-1]["boundaries"]}
    checks.true("faces", set(faces) == {a + end for a in "xyz" for end in ("min", "max")})
    for name, area in faces.items():
        checks.close(f"area of {name}", area, 144e-12, 1e-11)


def check_strain(checks, summary, swelling):
    phases = {p["group"]: p for p in summary["steps"][-1]["phases"]}
    grown = 3 * swelling * phases["sulfur"]["volume"]
    pressed = sum(p["volume"] * p["pressure_mean"] / BULK[p["group"]] for p in phases.values())
    checks.close("mean volume strain", pressed, grown, 1e-12)


def check_charge(checks, results, packing, summary):
    """mAh/g and mAh/cm2 of the layer that the box is, from the recipe's density and the box's area."""
    with open(os.path.join(results, "history.csv"), newline="", encoding="utf-8") as file:
        row = list(csv.DictReader(file))[-1]
    density = next(p["density"] for p in packing["phases"] if p["group"] == "sulfur")
    volume = next(p["volume"] for p in summary["steps"][-1]["phases"] if p["group"] == "sulfur")
    capacity = 2 * 96485.33212 / 32.06e-3 / 3600  # mAh/g
    checks.close("capacity in mAh/g", float(row["phases.sulfur.capacity_mAh_per_g"]), capacity, 1e-3)
    checks.close("capacity in mAh/cm2", float(row["phases.sulfur.capacity_mAh_per_cm2"]),
                 capacity * 1e3 * density * volume / (12e-4) ** 2, 1e-3)
    checks.true("no charge of the electrolyte", "phases.electrolyte.capacity_mAh_per_cm2" not in row)


def check_fields(checks, results, summary):
    with h5py.File(os.path.join(results, "fields.h5")) as file:
        last = file["steps"][sorted(file["steps"])[-1]]
        stress, displacement = last["von_mises"][:], last["displacement"][:]
        volume, phase = file["mesh/volume"][:], file["mesh/phase"][:]
    checks.true("fields are finite", np.isfinite(stress).all() and np.isfinite(displacement).all())
    checks.true("von Mises stress is positive", (stress > 0).all())
    reach = np.linalg.norm(displacement, axis=1).max()
    checks.true("nothing moves further than a particle grows", 0 < reach < 2.5e-6 * EXACT,
                f": {reach:.4g} m")
    means = {}
    for number, entry in enumerate(summary["steps"][-1]["phases"]):
        mine = phase == number
        mean = means[entry["group"]] = np.average(stress[mine], weights=volume[mine])
        checks.true(f"von Mises stress of the cells of {entry['group']}",
                    0.9 < mean / entry["von_mises"]["mean"] < 1 + 1e-9, f": {mean:.5g} Pa")
    return means


def check_histogram(checks, postprocess, results, means):
    picture = os.path.join(results, "histogram.png")
    text = run(sys.executable, os.path.join(postprocess, "von_mises_histogram.py"), results,
               "--output", picture)
    with open(picture, "rb") as file:
        checks.true("a picture", file.read(8) == b"\x89PNG\r\n\x1a\n")
    for name, mean in means.items():
        printed = float(re.search(rf"^{name} +(\S+)", text, flags=re.M).group(1))
        checks.close(f"printed mean of {name}", printed, mean / 1e9, 1e-3)


def check_refusal(checks, sulfem, recipe):
    """Below the bound of the quality: the pair of particles by name, and no file."""
    with open(recipe, encoding="utf-8") as file:
        text = file.read().replace("order: 2", "order: 2, quality_floor: 0.5")
    with open("poor.yaml", "w", encoding="utf-8") as file:
        file.write(text)
    told = run(sulfem, "pack", "poor.yaml", "--output", "poor.msh", status=2)
    checks.true("the worst element's particles are named", re.search(
        r"poor\.msh: the worst element has gamma 0\.\d+, below the bound of 0\.5; it lies at .* um, "
        r"at particle \d+ \(sulfur, centre .*, radius .*\) and particle \d+ \(sulfur, ", told))
    checks.true("no file is left", not [f for f in os.listdir() if f.startswith("poor.")
                                        and f != "poor.yaml"])


RECORDED = """mesh: {file: pipeline.msh%s}
element_order: 1
phases:
  - {group: sulfur, lithiation: {fraction: 1.0}}
  - {group: electrolyte%s}
boundaries:
  - {faces: [xmin, xmax, ymin, ymax, zmin, zmax], condition: fixed}
"""


def mean_stress(sulfem, name, mesh, electrolyte):
    with open(f"{name}.yaml", "w", encoding="utf-8") as file:
        file.write(RECORDED % (mesh, electrolyte))
    said = run(sulfem, "solve", f"{name}.yaml", "--output", name)
    last = read(f"{name}/summary.json")["steps"][-1]
    return {p["group"]: p["von_mises"]["mean"] for p in last["phases"]}["electrolyte"], said


def check_record(checks, sulfem, packing):
    """The electrolyte as the recipe made it, with its carbon, unless the case says otherwise, and then not in silence."""
    smeared = packing["smeared"]
    young, poisson = smeared["youngs_modulus"], smeared["poissons_ratio"]
    given = f", youngs_modulus: {young:.17g} Pa, poissons_ratio: {poisson:.17g}"
    right, said = mean_stress(sulfem, "given", ", length_unit: um", given)
    checks.true("the same numbers are no contradiction", "the case has" not in said)
    default, _ = mean_stress(sulfem, "default", "", "")
    checks.close("moduli of the record where the case has none", default, right, 1e-9)
    named = ", material: Li6PS5Cl"
    preferred, _ = mean_stress(sulfem, "preferred", ", record: preferred", named)
    checks.close("preferred to the library's", preferred, right, 1e-9)
    library, said = mean_stress(sulfem, "named", "", named)
    checks.true("the library's own are others", library > 1.1 * right, f": {library:.4g}, {right:.4g}")
    checks.true("both numbers are told", re.search(
        rf"warning: phase electrolyte: the case has E 22.1 GPa, .* pipeline.json E {1e-9 * young:.4g} GPa", said))
    checks.true("and by --check", "the case has E 22.1" in run(sulfem, "solve", "named.yaml", "--check"))
    check_strangers(checks, sulfem)


def check_strangers(checks, sulfem):
    """A record of another mesh, or a damaged one, is no help, and no hindrance where none is needed."""
    shutil.copy("pipeline.msh", "other.msh")
    packing = read("pipeline.json")
    damaged = dict(packing, box=[12, 12, 24])
    swapped = [dict(p, centre=[(x + 6) % 12 for x in p["centre"]]) for p in packing["particles"]]
    for name, record in (("damaged", damaged), ("swapped", dict(packing, particles=swapped))):
        with open("other.json", "w", encoding="utf-8") as file:
            json.dump(record, file)
        for case, status in (("default", 2), ("named", 0), ("given", 0)):
            with open(f"{case}.yaml", encoding="utf-8") as file:
                text = file.read().replace("pipeline", "other").replace("other.msh}", "other.msh, length_unit: um}")
            with open("other.yaml", "w", encoding="utf-8") as file:
                file.write(text.replace("{group: sulfur,", "{group: sulfur, material: S,"))
            said = run(sulfem, "solve", "other.yaml", "--check", status=status)
            checks.true(f"{name}, {case}", "other.json" in said and (status or "is not used" in said))


def check_everything(checks, sulfem):
    """All kinds of bodies at once: what the mesh holds is what was packed."""
    said = run(sulfem, "pack", os.path.join(HERE, "everything.yaml"), "--output", "everything.msh")
    packing = read("everything.json")
    roles = {p["role"] for p in packing["phases"]}
    checks.true("every kind of body", roles == {"matrix", "particle", "coating", "carbon", "pore"},
                f": {sorted(roles)}")
    jacobian = float(re.search(r"scaled Jacobian at least (\S+?),", said).group(1))
    checks.true("no inverted element", jacobian > 0, f": {jacobian}")
    run(sulfem, "analyse", "everything.msh", "--no-tortuosity", "--output", "everything-is.json")
    measured = {p["group"]: p for p in read("everything-is.json")["phases"]}
    checks.true("volume groups", set(measured) ==
                {p["group"] for p in packing["phases"] if p["meshed"]})
    box = float(np.prod(packing["box"])) * 1e-18
    for phase in packing["phases"]:
        if phase["meshed"]:
            checks.close(f"everything: volume of {phase['group']}",
                         measured[phase["group"]]["volume"] / box,
                         phase["volume_fraction_wanted"], 5e-3)
            checks.close(f"everything: volume of {phase['group']} as the packing tells it",
                         measured[phase["group"]]["volume"] / box,
                         phase["volume_fraction_mesh"], 1e-11)
    body = sum(p["volume"] for p in measured.values()) / box
    checks.close("everything: the pores are holes", 1 - body,
                 packing["volume_fraction"]["pore"], 1e-2)


def main():
    sulfem, mpirun, postprocess, folder = sys.argv[1:]
    checks = verification.Checks("recipe-to-histogram")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    recipe = os.path.join(HERE, "recipe.yaml")
    case = shutil.copy(os.path.join(HERE, "case.yaml"), folder)
    run(sulfem, "pack", recipe, "--output", "pipeline.msh")
    packing = read("pipeline.json")
    check_packing(checks, packing)
    run(sulfem, "solve", case, "--check")
    summaries = []
    for ranks in (1, 2):
        run(mpirun, "-n", str(ranks), sulfem, "solve", case, "--output", f"results-{ranks}")
        summaries.append(read(f"results-{ranks}/summary.json"))
    check_volumes(checks, packing, summaries[0])
    check_strain(checks, summaries[0], EXACT)
    checks.must_fail("another swelling convention", lambda t: check_strain(t, summaries[0], LINEAR))
    for one, two in zip(summaries[0]["steps"][-1]["phases"], summaries[1]["steps"][-1]["phases"]):
        checks.close(f"2 ranks, von Mises stress of {one['group']}", two["von_mises"]["mean"],
                     one["von_mises"]["mean"], 1e-8)
    check_charge(checks, "results-2", packing, summaries[1])
    means = check_fields(checks, "results-2", summaries[1])
    check_histogram(checks, postprocess, "results-2", means)
    check_refusal(checks, sulfem, recipe)
    check_record(checks, sulfem, packing)
    check_everything(checks, sulfem)
    os.environ.setdefault("SULFEM_WORK", folder)
    checks.finish()


main()

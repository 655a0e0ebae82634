# SPDX-License-Identifier: BSD-2-Clause
"""Packings that are meshed: the mesh against the exact shapes of MESH.json, on 1, 2 and 3 ranks."""
import json
import os

import numpy as np

import blocks
import program
from checks import Checks

UM = 1e-6
RANKS = (1, 3) if os.environ.get("SULFEM_COARSE") == "1" else (1, 2, 3)  # under sanitizers
SAME = 1e-12  # measured: 2e-14; tortuosity factors by the solver's tolerance
SOLVED = 1e-9
RECIPES = {
    "porous": """
box: {edge: 8 um, boundary: walls, particles: whole}
composition: {by: volume, sulfur: 0.3, electrolyte: 0.7}
particles: {phase: sulfur, radius: {distribution: uniform, min: 1 um, max: 1.6 um}, minimum_gap: 0.15 um}
porosity: 0.04
pores: {radius: {distribution: uniform, min: 0.8 um, max: 1.2 um}}
mesh: {size_at_particles: 0.5 um, size_far: 1.2 um, order: 2}
seed: 2
""",
    "coated": """
box: {edge: 8 um, boundary: periodic}
composition: {by: volume, sulfur: 0.25, electrolyte: 0.75}
materials: {shell: {material: Li7P3S11}}
particles:
  phase: sulfur
  radius: {distribution: uniform, min: 1 um, max: 1.6 um}
  minimum_gap: 0.3 um
  coating: {phase: shell, thickness: 0.25 um}
mesh: {size_at_particles: 0.5 um, size_far: 1.2 um, order: 2}
seed: 2
""",
}


def spheres(packing, phase, coated=False):
    return np.array([p["radius"] + (p["coating"]["thickness"] if coated else 0)
                     for p in packing["particles"] if p["phase"] == phase])


def check_volumes(checks, label, answer, packing):
    checks.true(f"{label}: of the box", answer["volume_fraction_of"] == "box")
    for entry in packing["phases"]:
        found = (program.phase(answer, entry["group"]) if entry["meshed"] else answer["pore"])
        checks.close(f"{label}: fraction of {entry['group']}", found["volume_fraction"],
                     entry["volume_fraction"], 1e-2, key=True)
        checks.close(f"{label}: voxels of {entry['group']}", found["voxel_fraction"],
                     found["volume_fraction"], 0.02)
    whole = sum(p["volume_fraction"] for p in answer["phases"])
    whole += answer["pore"]["volume_fraction"] if answer["pore"] else 0
    checks.close(f"{label}: fractions fill the box", whole, 1, 1e-12)


def check_porous(checks, answer, packing):
    check_volumes(checks, "porous", answer, packing)
    radius, pores = spheres(packing, "sulfur"), spheres(packing, "pore")
    area = 4 * np.pi * (radius**2).sum() * UM**2
    contact = program.between(answer["interfaces"], "sulfur", "electrolyte")
    checks.close("porous: area of whole spheres", contact["area"], area, 1e-2)
    checks.close("porous: specific area 3 <r2>/<r3>", contact["specific_area"],
                 3 * (radius**2).sum() / (radius**3).sum() / UM, 1e-2)
    walls = program.between(answer["interfaces"], "electrolyte", "pore")
    checks.close("porous: walls of pores", walls["area"], 4 * np.pi * (pores**2).sum() * UM**2, 1e-2)
    checks.close("porous: outer surface", program.phase(answer, "electrolyte")["outer_area"],
                 6 * 64 * UM**2, 1e-12)
    checks.true("porous: particles touch electrolyte alone", answer["active_surface"]["shares"] == {
        "electrolyte": 1.0, "pore": 0.0, "outer": 0.0})
    checks.true("porous: no line where three meet", answer["triple_lines"] == [])
    tau = program.phase(answer, "electrolyte")["tortuosity_factor"]
    checks.true("porous: tortuosity", all(1 < t < 3 for t in tau.values()))
    smooth = program.phase(answer, "electrolyte")["tortuosity_factor_mesh"]
    for axis in "xyz":  # stairs make the voxels' factor the larger one
        checks.true(f"porous: {smooth[axis]:.4f} without stairs, {tau[axis]:.4f} with, along {axis}",
                    1 < smooth[axis] < tau[axis] < 1.1 * smooth[axis])


def check_coated(checks, answer, packing):
    check_volumes(checks, "coated", answer, packing)
    shares = answer["active_surface"]["shares"]
    checks.true("coated: no sulfur touches electrolyte", shares["electrolyte"] == 0)
    checks.close("coated: it touches coating and the faces that cut it",
                 shares["shell"] + shares["outer"], 1, 1e-12)
    surface = answer["active_surface"]
    checks.true("coated: faces cut", surface["outer"]["area"] > 0)
    checks.close("coated: surface without the cuts", surface["inner"]["area"],
                 program.between(answer["interfaces"], "sulfur", "shell")["area"], 1e-12)
    checks.close("coated: and the cuts", surface["inner"]["area"] + surface["outer"]["area"], surface["area"], 1e-12)
    checks.close("coated: by volume", surface["inner"]["specific_area"] * program.phase(answer, "sulfur")["volume"],
                 surface["inner"]["area"], 1e-12)
    # what leaves at a face enters at the opposite one: all of the spheres' surface is there
    for pair, coated in ((("sulfur", "shell"), False), (("shell", "electrolyte"), True)):
        area = 4 * np.pi * (spheres(packing, "sulfur", coated)**2).sum() * UM**2
        checks.close(f"coated: area of {pair}", program.between(answer["interfaces"], *pair)["area"],
                     area, 1e-2)
    checks.true("coated: no voxel of sulfur beside electrolyte", answer["active_surface_ratio"] == 0)


def exact_labels(packing, groups, count):
    """Voxels of the spheres themselves: index of the group, -1 for pores."""
    box = np.array(packing["box"])
    axes = [(np.arange(count) + 0.5) * b / count for b in box]
    centres = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    labels = np.full((count,) * 3, groups.index("electrolyte"))
    for p in packing["particles"]:
        coat = p.get("coating")
        offset = centres - p["centre"]
        if packing["boundary"] == "periodic":
            offset -= box * np.round(offset / box)
        distance = np.linalg.norm(offset, axis=-1)
        if coat:
            labels[distance < p["radius"] + coat["thickness"]] = groups.index(coat["phase"])
        labels[distance < p["radius"]] = groups.index(p["phase"]) if p["phase"] in groups else -1
    return labels


def check_exact(checks, label, answer, meshed, packing):
    """The packing without its mesh: voxels of the exact shapes."""
    groups = [p["group"] for p in answer["phases"]]
    labels = exact_labels(packing, groups, 40)
    for i, entry in enumerate(answer["phases"]):
        of_mesh = program.phase(meshed, entry["group"])
        wanted = next(p for p in packing["phases"] if p["group"] == entry["group"])
        checks.close(f"{label} unmeshed: fraction of {entry['group']}", entry["volume_fraction"],
                     wanted["volume_fraction"], 1e-12)
        checks.close(f"{label} unmeshed: voxels of {entry['group']}", entry["voxel_fraction"],
                     (labels == i).mean(), 1e-12)
        checks.true(f"{label} unmeshed: percolation of {entry['group']}", [
            entry["percolates"][k] for k in "xyz"] == blocks.percolates(labels, i))
        for axis, tau in entry["tortuosity_factor"].items():
            checks.true(f"{label} unmeshed: tortuosity of {entry['group']} along {axis}",
                        (tau is None) == (of_mesh["tortuosity_factor"][axis] is None))
            if tau:
                checks.close(f"{label} unmeshed: tortuosity of {entry['group']} along {axis}", tau,
                             of_mesh["tortuosity_factor"][axis], 0.02)
    checks.close(f"{label} unmeshed: active surface ratio", answer["active_surface_ratio"],
                 blocks.surface_ratio(labels, groups.index("sulfur"), groups.index("electrolyte")),
                 1e-12)
    checks.true(f"{label} unmeshed: no areas", answer["interfaces"] is None
                and answer["active_surface"] is None)
    checks.true(f"{label} unmeshed: the same particles",
                answer["particles"] == meshed["particles"])


def main():
    program.ranks_from_arguments()
    checks = Checks("analyse/packed")
    folder = program.folder("packed")
    for label, check in (("porous", check_porous), ("coated", check_coated)):
        path = os.path.join(folder, label)
        with open(path + ".yaml", "w") as file:
            file.write(RECIPES[label])
        packing = program.pack(path + ".yaml", path + ".msh")
        answers = [program.analyse(path + ".msh", "--voxel", "0.2 um", ranks=n) for n in RANKS]
        check(checks, answers[0], packing)
        for n, answer in zip(RANKS[1:], answers[1:]):
            off, where = program.difference(answers[0], answer, skip="tortuosity|diffusivity")
            checks.below(f"{label}: 1 and {n} ranks (worst: {where})", off, SAME, key=True)
            off, where = program.difference(answers[0], answer)
            checks.below(f"{label}: solved on 1 and {n} ranks (worst: {where})", off, SOLVED)
        exact = program.analyse(path + ".json", "--voxel", "0.2 um", ranks=2)
        check_exact(checks, label, exact, answers[0], packing)
        wrong = json.loads(json.dumps(packing))
        wrong["particles"][0]["radius"] *= 1.2
        wrong["phases"][0]["volume_fraction"] *= 1.01
        checks.must_fail(f"{label}: a larger particle", lambda c: check(c, answers[0], wrong))
        checks.must_fail(f"{label}: voxels of a larger particle",
                         lambda c: check_exact(c, label, exact, answers[0], wrong))
    checks.finish()


if __name__ == "__main__":
    main()

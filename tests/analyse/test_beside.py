# SPDX-License-Identifier: BSD-2-Clause
"""A MESH.json that belongs to another mesh is refused, and told what differs; its own is not, however
the mesh was written, refined or moved."""
import json
import os
import shutil
import subprocess

import program
from checks import Checks

RECIPE = """
box: {edge: EDGE um, boundary: BOUNDARY}
composition: {by: volume, sulfur: SHARE, electrolyte: REST}
particles: {phase: sulfur, radius: {distribution: uniform, min: 1 um, max: 1.6 um}, minimum_gap: 0.15 um}
mesh: {size_at_particles: 0.5 um, size_far: 1.2 um, order: 2}
seed: SEED
"""
VARIANTS = {"own": {}, "seed": {"SEED": 2}, "box": {"EDGE": 7}, "share": {"SHARE": 0.25, "REST": 0.75},
            "cut": {"BOUNDARY": "periodic"}}


def pack(folder, name, *options, **changes):
    """The stem of a packing's files."""
    stem = os.path.join(folder, name)
    words = {"EDGE": 8, "BOUNDARY": "walls", "SHARE": 0.2, "REST": 0.8, "SEED": 1} | changes
    text = RECIPE
    for key, value in words.items():
        text = text.replace(key, str(value))
    with open(stem + ".yaml", "w") as file:
        file.write(text)
    program.call(os.environ["SULFEM"], "pack", stem + ".yaml", "--output", stem + ".msh", *options)
    return stem


def run(mesh, ranks):
    launcher = [os.environ["MPIRUN"], "-n", str(ranks)] if ranks > 1 else []
    done = subprocess.run([*launcher, os.environ["SULFEM"], "analyse", mesh, "--no-tortuosity"],
                          capture_output=True, text=True, timeout=600)
    said = [line for line in done.stderr.splitlines() if line.startswith("sulfem: error: ")]
    return done.returncode, said, done.stdout


def join(folder, name, mesh, document):
    """A mesh and a JSON under one name."""
    stem = os.path.join(folder, name)
    shutil.copyfile(mesh, stem + ".msh")
    shutil.copyfile(document, stem + ".json")
    return stem + ".msh"


def refused(checks, label, mesh, why, ranks):
    status, said, out = run(mesh, ranks)
    checks.true(f"{label}: exit status 2", status == 2, f": {status}")
    checks.true(f"{label}: one message, no numbers", len(said) == 1 and out == "", f": {said}")
    for part in (why, "does not belong to", "move the JSON away", "--length-unit um"):
        checks.true(f"{label}: \"{part}\"", part in "".join(said), f": {said}")


def fits(checks, label, mesh, ranks):
    status, said, out = run(mesh, ranks)
    checks.true(f"{label}: fits", status == 0 and "particles" in json.loads(out or "{}"), f": {said}")


def changed(document, target, change):
    with open(document) as file:
        packing = json.load(file)
    change(packing)
    with open(target, "w") as file:
        json.dump(packing, file)
    return target


def check_strangers(checks, folder, stems, ranks):
    own = stems["own"]
    for name, why in (("seed", "are elsewhere in the mesh"), ("box", "its box is 7 x 7 x 7 um"),
                      ("share", "it gives phase \"electrolyte\" 75"), ("cut", "are elsewhere in the mesh")):
        refused(checks, f"JSON of another {name}",
                join(folder, "mixed", own + ".msh", stems[name] + ".json"), why, ranks)
    def rename(packing):
        packing["phases"][1]["group"] = "silicon"
        for particle in packing["particles"]:
            particle["phase"] = "silicon"
    renamed = changed(own + ".json", os.path.join(folder, "renamed.json"), rename)
    refused(checks, "another phase", join(folder, "mixed", own + ".msh", renamed),
            "it has no phase like the mesh's volume group \"sulfur\"", ranks)
    again = pack(folder, "again")
    pack(folder, "again", "--no-mesh", SEED=2)
    refused(checks, "packed again without a mesh", again + ".msh", "are elsewhere in the mesh", ranks)


def move(mesh, target, by):
    """A mesh in MSH 2.2 text, elsewhere in space."""
    with open(mesh) as file:
        lines = file.read().splitlines()
    first = lines.index("$Nodes") + 2
    for i in range(first, first + int(lines[first - 1])):
        number, *place = lines[i].split()
        lines[i] = " ".join([number] + [repr(float(x) + by) for x in place])
    with open(target, "w") as file:
        file.write("\n".join(lines) + "\n")


def check_own(checks, folder, own, ranks):
    fits(checks, "as packed", own + ".msh", ranks)
    names = {label: os.path.join(folder, label) for label in ("text", "refined", "moved")}
    program.call(os.environ["GMSH"], own + ".msh", "-format", "msh22", "-save", "-o", names["text"] + ".msh")
    program.call(os.environ["GMSH"], own + ".msh", "-refine", "-format", "msh41", "-o", names["refined"] + ".msh")
    move(names["text"] + ".msh", names["moved"] + ".msh", -4.0)
    for label, stem in names.items():
        shutil.copyfile(own + ".json", stem + ".json")
        fits(checks, label, stem + ".msh", ranks)
    fits(checks, "JSON anew, without a mesh", pack(folder, "own", "--no-mesh") + ".msh", ranks)


def main():
    ranks = program.ranks_from_arguments()
    checks = Checks(f"analyse/beside-{ranks}")
    folder = program.folder(f"beside-{ranks}")
    stems = {name: pack(folder, name, **changes) for name, changes in VARIANTS.items()}
    check_strangers(checks, folder, stems, ranks)
    check_own(checks, folder, stems["own"], ranks)
    checks.finish()


if __name__ == "__main__":
    main()

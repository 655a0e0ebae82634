#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""random_recipes.py SULFEM FOLDER [--count 12] [--first 1] [--meshes 1] [--solve 20000]: recipes that
nobody thought of.

Each recipe is drawn from its number: box (edges unlike each other, one short edge, nm to mm), one to
three populations (distributions, spheroids, coatings), pores, carbon, faces, order, mesher and seed.
It must end with status 0 and a mesh in which every phase has its volume within 0.5 % and which
`sulfem solve` takes (solved up to so many tetrahedra as --solve says, larger ones with --check), or
with status 2 and one message that says what to change; within a time limit, and with no other file
left behind.
"""
import argparse
import glob
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys

LIMIT = 60  # s of processor time, for one `sulfem pack`
# What an answer to a recipe that cannot be met has to say: of a packing, which key, and what would fit;
# of a mesh, what would help. All recipes are well-formed, so that a complaint of that kind is wrong.
PACKING = re.compile(r'recipe\.yaml:(\d+): key "([\w.]+)": (\w+) .*(?:'
                     r'; what would fit: .*\d|; a larger box or smaller radii would fit$|; write .*\d)')
MESH = re.compile(r"(?:recipe\.yaml|mesh\.msh): .*; .*(?:smaller|larger|higher) .*would help")


def radius(draw, mean, unit):
    """A distribution about the mean, as a recipe has it."""
    def length(value):
        return f"{value:.6g} {unit}"
    kind = draw.choice(("equal", "list", *3 * ("uniform", "normal", "lognormal")))
    if kind == "equal":
        return length(mean)
    if kind == "uniform":
        return f"{{distribution: uniform, min: {length(mean * draw.uniform(0.1, 0.9))}, " \
               f"max: {length(mean * draw.uniform(1, 1.5))}}}"
    if kind == "normal":
        return f"{{distribution: normal, mean: {length(mean)}, " \
               f"standard_deviation: {length(mean * draw.uniform(0.05, 0.3))}}}"
    if kind == "lognormal":
        return f"{{distribution: lognormal, median: {length(mean)}, sigma: {draw.uniform(0.1, 0.4):.3g}}}"
    return f"{{distribution: list, values: [{length(mean)}, {length(0.6 * mean)}], weights: [1, 2]}}"


def population(draw, phase, edge, unit, coated):
    mean = edge * draw.choice((0.08, 0.1, 0.12, 0.15, 0.25))
    text = f"  - phase: {phase}\n    radius: {radius(draw, mean, unit)}\n"
    if draw.random() < 0.6:
        text += f"    minimum_gap: {mean * draw.choice((0.03, 0.05, 0.1, 0.3)):.5g} {unit}\n"
    if draw.random() < 0.25:
        aspect = draw.choice((0.1, 0.3, 0.5, 0.7, 1.5, 2, 3, 10))
        axis = draw.choice(("random", "[0, 0, 1]", "[1, 1, 1]"))
        text += f"    shape: {{aspect_ratio: {aspect}, orientation: {axis}}}\n"
    if coated:
        text += f"    coating: {{phase: Li7P3S11, thickness: {mean * draw.choice((0.05, 0.15)):.5g} {unit}}}\n"
    return text


def box(draw, edge, unit):
    edges = [edge, edge, edge]
    if draw.random() < 0.4:
        edges[draw.randrange(3)] *= draw.choice((0.5, 0.7, 1.5, 3))
    text = "[" + ", ".join(f"{e:.6g} {unit}" for e in edges) + "]"
    boundary = draw.choice(("walls", "periodic"))
    faces = draw.choice(("", ", particles: cut", ", particles: whole"))
    return f"box: {{edge: {text}, boundary: {boundary}{faces}}}\n"


def recipe(number):
    draw = random.Random(number)
    unit = draw.choice(("um", "um", "um", "nm", "mm"))
    edge = draw.choice((0.5, 5, 20, 700))
    phases = draw.sample(("sulfur", "Li2S", "FeS2"), draw.choice((1, 1, 2, 3)))
    share = draw.choice((0.1, 0.2, 0.3, 0.4, 0.65)) / len(phases)
    carbon = draw.choice(("", "smeared", "aggregates"))
    part = draw.choice((0.01, 0.05)) if carbon else 0
    rest = 1 - round(share, 6) * len(phases) - part
    text = f"title: random recipe {number}\n" + box(draw, edge, unit)
    text += f"length_unit: {draw.choice(('um', unit, 'm'))}\n"
    text += f"composition:\n  by: {draw.choice(('weight', 'volume'))}\n"
    text += "".join(f"  {p}: {round(share, 6)}\n" for p in phases)
    text += f"  electrolyte: {rest:.9g}\n" + (f"  carbon: {part}\n" if carbon else "")
    porosity = draw.choice((0, 0, 0.05, 0.1, 0.5))
    if porosity:
        text += f"porosity: {porosity}\npores: {{representation: {draw.choice(('void', 'soft'))}"
        text += draw.choice(("", f", radius: {radius(draw, 0.1 * edge, unit)}")) + "}\n"
    coated = draw.random() < 0.25
    text += "particles:\n" + "".join(population(draw, p, edge, unit, coated) for p in phases)
    if carbon:
        more = f", radius: {edge * 0.04:.5g} {unit}, attachment: {draw.choice((0, 0.5, 1))}, " \
               f"surface: {draw.choice((0, 1))}" if carbon == "aggregates" else ""
        text += f"carbon: {{representation: {carbon}{more}}}\n"
    size = draw.choice(("", f", size_at_particles: {0.05 * edge:.5g} {unit}"))
    text += f"mesh: {{order: {draw.choice((1, 2))}, mesher: {draw.choice(('hxt', 'hxt', 'delaunay'))}{size}}}\n"
    return text + f"seed: {draw.choice((0, 1, 7, 2 ** 63 - 1))}\n"


def case(packing, folder):
    """A case of the mesh, with the phases as they are called there."""
    materials = {"electrolyte": "Li6PS5Cl", "pore": "PTFE", "carbon": "PTFE", "Li7P3S11": "Li7P3S11"}
    text = f"mesh: {{file: mesh.msh, length_unit: {packing['length_unit']}}}\nphases:\n"
    for phase in packing["phases"]:
        if not phase["meshed"]:
            continue
        swelling = "" if phase["role"] != "particle" else \
            ", swelling: {volume_change: 0.1, convention: exact}, lithiation: {fraction: 1.0}"
        material = materials.get(phase["group"], "S")
        text += f"  - {{group: {phase['group']}, material: {material}{swelling}}}\n"
    text += "boundaries:\n  - {faces: [xmin, xmax, ymin, ymax, zmin, zmax], condition: fixed}\n"
    text += "output: {directory: results}\n"
    with open(os.path.join(folder, "case.yaml"), "w", encoding="utf-8") as file:
        file.write(text)


def judge_mesh(arguments, folder, tetrahedra):
    """What is wrong with the mesh, one line each."""
    with open(os.path.join(folder, "mesh.json"), encoding="utf-8") as file:
        packing = json.load(file)
    case(packing, folder)
    command = [arguments.sulfem, "solve", "case.yaml"] + (
        [] if tetrahedra <= arguments.solve else ["--check"])
    solved = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if solved.returncode != 0:
        yield f"solve: status {solved.returncode}: {solved.stderr.strip()[-300:]}"
    command = [arguments.sulfem, "analyse", "mesh.msh", "--no-tortuosity", "--output", "is.json"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    with open(os.path.join(folder, "is.json"), encoding="utf-8") as file:
        measured = {p["group"]: p["volume_fraction"] for p in json.load(file)["phases"]}
    for phase in packing["phases"]:
        if phase["meshed"]:
            off = measured[phase["group"]] / phase["volume_fraction_wanted"] - 1
            if not abs(off) <= 5e-3:
                yield f"volume of {phase['group']} in the mesh: {100 * off:+.2f} %"


def advises(told, text):
    """Whether the message has its advice, and leads to a line of the recipe that has its key (a part of
    it, where the rest has its default) or the ingredient that it is about."""
    found = PACKING.match(told)
    if not found:
        return bool(MESH.match(told))
    keys = re.findall(r"(\w+):", text.splitlines()[int(found[1]) - 1])
    return not set(keys).isdisjoint([*found[2].split("."), found[3]])


def judge(arguments, number):
    folder = os.path.join(arguments.folder, f"recipe-{number}")
    os.makedirs(folder, exist_ok=True)
    for old in glob.glob(os.path.join(folder, "mesh*")):
        os.remove(old)
    with open(os.path.join(folder, "recipe.yaml"), "w", encoding="utf-8") as file:
        file.write(recipe(number))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([arguments.sulfem, "pack", "recipe.yaml", "--output", "mesh.msh"],
                          cwd=folder, capture_output=True, text=True, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT)))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        last = done.stderr.strip().splitlines() + done.stdout.strip().splitlines()
        return f"hangs: {last[-1] if last else ''}", [f"more than {LIMIT} s"]
    errors = [line for line in done.stderr.splitlines() if line.startswith("sulfem: error: ")]
    left = sorted(os.path.basename(p) for p in glob.glob(os.path.join(folder, "mesh*")))
    wrong = []
    if done.returncode == 0:
        said = int(re.search(r"written .*: (\d+) tetrahedra", done.stdout).group(1))
        told = f"{said} tetrahedra"
        wrong += list(judge_mesh(arguments, folder, said))
    elif done.returncode == 2:
        told = errors[0][15:] if errors else ""
        if len(errors) != 1 or not advises(told, recipe(number)):
            wrong.append("no message that tells what to change")
    else:
        told, wrong = done.stderr.strip()[-500:], [f"status {done.returncode}"]
    if left != (["mesh.json", "mesh.msh"] if done.returncode == 0 else []):
        wrong.append(f"files left: {left}")
    return f"status {done.returncode}, {spent:.1f} s: {told}", wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sulfem", type=os.path.abspath)
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--meshes", type=int, default=1,
                        help="so many recipes have to make a mesh: refusing them all would be easy")
    parser.add_argument("--solve", type=int, default=20000, help="largest mesh that is solved")
    arguments = parser.parse_args()
    failures = meshes = 0
    for number in range(arguments.first, arguments.first + arguments.count):
        told, wrong = judge(arguments, number)
        meshes += told.startswith("status 0")
        failures += bool(wrong)
        print(f"{number}: {told}", *(f"\n    WRONG: {w}" for w in wrong), flush=True)
    print(f"{arguments.count} recipes, {meshes} meshes, {failures} wrong")
    return 1 if failures or meshes < arguments.meshes else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""How fast `sulfem pack` packs and meshes: the tables of docs/microstructure.md.

usage: packing.py SULFEM FOLDER [--part pack,mesh] [--only WORD]

SULFEM is the program (build/sulfem); FOLDER keeps recipes, packings, meshes (up to 0.5 GB) and logs.
`pack`: about 8,000 bodies at several densities, without a mesh. `mesh`: the recipes inputs/recipes/
seed-*.yaml, packed and meshed. --only takes the rows whose name has WORD in it. Runs once each, one
after the other; seconds are those the program prints, `whole` is the process from start to end.
"""
import argparse
import os
import re
import subprocess
import sys
import time

RECIPES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "inputs", "recipes")
UNIFORM = "{distribution: uniform, min: 0.5 um, max: 5 um}"
# edge of the cube in um, boundary, share of the volume, radius, gap in um: about 8,000 bodies each
PACKINGS = [
    (157, "periodic", 0.30, UNIFORM, 0.05),
    (157, "walls", 0.30, UNIFORM, 0.05),
    (125, "periodic", 0.60, UNIFORM, 0.05),
    (125, "walls", 0.60, UNIFORM, 0.05),
    (48.2, "periodic", 0.30, "1 um", 0.05),
    (39.35, "periodic", 0.55, "1 um", 0.02),
    (39.35, "walls", 0.55, "1 um", 0.02),
    (37.8, "periodic", 0.62, "1 um", 0.005),
]
MESHES = ("bulk", "micron", "submicron")
RECIPE = """\
box: {{edge: {edge} um, boundary: {boundary}}}
composition: {{by: volume, sulfur: {share}, electrolyte: {rest}}}
particles: {{phase: sulfur, radius: {radius}, minimum_gap: {gap} um}}
seed: 1
"""
# column: what stands before and after its number in the log
PLACED = ("bodies", r"random insertion: \d+ of (\d+)"), ("placed", r"random insertion: (\d+) of")
PACK_COLUMNS = (*PLACED, ("steps", r"relaxation: (\d+)"), ("packing s", r"packing took ([\d.]+) s"))
MESH_COLUMNS = (("bodies", PLACED[0][1]), ("packing s", r"packing took ([\d.]+) s"),
                ("surfaces s", r"\nsurfaces .*, ([\d.]+) s"), ("faces s", r"\nfaces .*, ([\d.]+) s"),
                ("volumes s", r"volumes .*, ([\d.]+) s"), ("order 2 s", r"order 2 .*, ([\d.]+) s"),
                ("writing s", r"written .*, ([\d.]+) s"), ("tetrahedra", r"volumes +(\d+)"),
                ("gamma", r"gamma ([\d.]+) at least"), ("Jacobian", r"Jacobian at least ([\d.]+)"),
                ("narrowest", r"across: (\d+) in the"), ("least", r"\), (\d+) at least"),
                ("mean", r", ([\d.]+) on average\nphase"))


def run(command, log):
    """Seconds and peak memory (MB) of one process; its output goes to the file `log`."""
    with open(log, "w", encoding="utf-8") as output:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        with open(log, encoding="utf-8") as output:
            sys.exit(f"packing.py: {' '.join(command)}: status {process.returncode}\n{output.read()}")
    return seconds, usage.ru_maxrss / 1024


def row(name, command, log, columns):
    seconds, memory = run(command, log)
    with open(log, encoding="utf-8") as file:
        text = file.read()
    found = [re.search(pattern, text) for _, pattern in columns]
    cells = [match.group(1) if match else "-" for match in found]
    print("|", " | ".join([name, *cells, f"{seconds:.2f}", f"{memory:.0f}"]), "|", flush=True)


def head(columns):
    titles = ["", *(title for title, _ in columns), "whole s", "memory MB"]
    print("|", " | ".join(titles), "|\n|" + "---|" * len(titles))


def pack(arguments):
    head(PACK_COLUMNS)
    for edge, boundary, share, radius, gap in PACKINGS:
        kind = "equal" if radius == "1 um" else "uniform"
        name = f"{kind}-{share * 100:.0f}-{boundary}"
        if arguments.only not in name:
            continue
        path = os.path.join(arguments.folder, name)
        with open(path + ".yaml", "w", encoding="utf-8") as file:
            file.write(RECIPE.format(edge=edge, boundary=boundary, share=share, radius=radius, gap=gap,
                                     rest=round(1 - share, 12)))
        command = [arguments.sulfem, "pack", path + ".yaml", "--no-mesh", "--output", path + ".msh"]
        row(name, command, path + ".log", PACK_COLUMNS)


def mesh(arguments):
    head(MESH_COLUMNS)
    for name in MESHES:
        if arguments.only not in name:
            continue
        path = os.path.join(arguments.folder, "seed-" + name)
        recipe = os.path.join(RECIPES, f"seed-{name}.yaml")
        command = [arguments.sulfem, "pack", recipe, "--output", path + ".msh"]
        row(name, command, path + ".log", MESH_COLUMNS)


def main():
    parts = {"pack": pack, "mesh": mesh}
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sulfem")
    parser.add_argument("folder")
    parser.add_argument("--part", default="pack,mesh")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    wanted = arguments.part.split(",")
    if not set(wanted) <= set(parts):
        parser.error(f"--part takes {', '.join(parts)}, separated by commas")
    os.makedirs(arguments.folder, exist_ok=True)
    for part in wanted:
        parts[part](arguments)


if __name__ == "__main__":
    main()

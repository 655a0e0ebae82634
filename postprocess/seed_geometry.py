#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The seed study's twelve points, by geometry alone: packs and analyses each, prints a table.

usage: seed_geometry.py SULFEM FOLDER [--seeds 3] [--voxels 100] [--carbon smeared|aggregates]

SULFEM is the program (build/sulfem); FOLDER keeps recipes, packings and what was measured of them.
Sets and published numbers (inputs/seed-study/published.csv): Cronk et al., Nature Communications 17,
3298 (2026), read second-hand.
"""
import argparse
import csv
import json
import os
import statistics
import subprocess

LOADINGS = (0.3, 0.4, 0.5, 0.6)  # weight of sulfur; electrolyte and carbon share the rest 5:2 by volume
DENSITY = {"sulfur": 2.0, "electrolyte": 1.6, "carbon": 1.9}  # g/cm3, as the recipe's materials have
# name: edge, least and largest radius in um
SETS = {"sub-micron": (15, 0.25, 0.5), "micron": (50, 0.5, 5), "bulk": (200, 25, 50)}
PUBLISHED = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                         "../inputs/seed-study/published.csv")
RECIPE = """\
box: {{edge: {edge} um, boundary: periodic}}
composition: {{by: weight, sulfur: {sulfur}, electrolyte: {electrolyte}, carbon: {carbon}}}
materials: {{sulfur: S-Cronk2026, electrolyte: Li6PS5Cl-Cronk2026}}
porosity: 0.1
particles: {{phase: sulfur, radius: {{distribution: uniform, min: {least} um, max: {largest} um}}, minimum_gap: {gap} um}}
carbon: {{{representation}}}
seed: {seed}
"""


def weights(loading):
    """Of the solids: sulfur, electrolyte and carbon. 5:2 by volume is 40:19 by weight."""
    electrolyte, carbon = 5 * DENSITY["electrolyte"], 2 * DENSITY["carbon"]
    electrolyte = round((1 - loading) * electrolyte / (electrolyte + carbon), 12)
    return round(loading, 12), electrolyte, round(1 - loading - electrolyte, 12)


def recipe(name, loading, seed, aggregates):
    edge, least, largest = SETS[name]
    sulfur, electrolyte, carbon_share = weights(loading)
    carbon = "representation: smeared"
    if aggregates:
        carbon = f"representation: aggregates, radius: {0.01 * edge} um"
    return RECIPE.format(edge=edge, least=least, largest=largest, gap=0.01 * least, seed=seed,
                         sulfur=sulfur, electrolyte=electrolyte, carbon=carbon_share,
                         representation=carbon)


def measure(arguments, name, loading, seed):
    """Tortuosity factor of the electrolyte (mean of x, y, z) and active surface ratio, or None where
    the recipe does not pack."""
    aggregates = arguments.carbon == "aggregates"
    path = os.path.join(arguments.folder, f"{name}-{loading}-{seed}-{arguments.carbon}")
    with open(path + ".yaml", "w") as file:
        file.write(recipe(name, loading, seed, aggregates))
    packed = subprocess.run([arguments.sulfem, "pack", path + ".yaml", "--no-mesh", "--output",
                             path + ".msh"], capture_output=True, text=True)
    if packed.returncode == 2:
        print(packed.stderr.strip().splitlines()[-1])
        return None
    packed.check_returncode()
    answer = path + "-analysis.json"
    subprocess.run([arguments.sulfem, "analyse", path + ".json", "--voxel",
                    f"{SETS[name][0] / arguments.voxels} um", "--output", answer],
                   check=True, capture_output=True)
    with open(answer) as file:
        found = json.load(file)
    electrolyte = next(p for p in found["phases"] if p["group"] == "electrolyte")
    factors = electrolyte["tortuosity_factor"].values()
    tau = statistics.mean(factors) if None not in factors else float("inf")
    return tau, 100 * found["active_surface_ratio"]


def published():
    """{(quantity, set, loading): value} as text; ratios from 0 to 1."""
    with open(PUBLISHED, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {(row["quantity"], row["set"], float(row["recipe.composition.sulfur"])): row["value"]
            for row in rows}


def shown(values):
    spread = statistics.stdev(values) if len(values) > 1 else 0
    return f"{statistics.mean(values):.4g} +- {spread:.1g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sulfem")
    parser.add_argument("folder")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--voxels", type=int, default=100, help="along an edge of the cube")
    parser.add_argument("--carbon", choices=("smeared", "aggregates"), default="smeared")
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    print("| set | sulfur, wt% | tortuosity factor | published | active surface, % | published |")
    print("|---|---|---|---|---|---|")
    theirs = published()
    for name in SETS:
        for loading in LOADINGS:
            tau = float(theirs["tortuosity_factor", name, loading])
            ratio = 100 * float(theirs["active_surface_ratio", name, loading])
            found = [measure(arguments, name, loading, s + 1) for s in range(arguments.seeds)]
            columns = [shown(list(v)) for v in zip(*found)] if None not in found else 2 * ["-"]
            print(f"| {name} | {100 * loading:.0f} | {columns[0]} | {tau:.4g} | {columns[1]} | "
                  f"{ratio:.1f} |", flush=True)


if __name__ == "__main__":
    main()

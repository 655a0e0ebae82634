# SPDX-License-Identifier: BSD-2-Clause
"""Radii and nearest gaps of packings against numpy, all pairs and all copies."""
import itertools
import json
import os

import numpy as np

import program
from checks import Checks

EXACT = 1e-9  # of the smallest radius: MESH.json has 15 digits. Measured: below 1e-13
RECIPES = {
    "periodic": """
box: {edge: [20 um, 24 um, 30 um], boundary: periodic}
composition: {by: volume, sulfur: 0.35, electrolyte: 0.65}
particles: {phase: sulfur, radius: {distribution: uniform, min: 0.5 um, max: 3 um}, minimum_gap: 0.02 um}
seed: 3
""",
    "walls-cut-coated": """
box: {edge: 20 um, boundary: walls, particles: cut}
composition: {by: volume, sulfur: 0.2, electrolyte: 0.8}
materials: {shell: {material: Li7P3S11}}
particles:
  phase: sulfur
  radius: {distribution: lognormal, median: 1 um, sigma: 0.3}
  minimum_gap: 0.05 um
  coating: {phase: shell, thickness: 0.1 um}
porosity: 0.03
pores: {radius: 0.8 um}
seed: 4
""",
    "alone": """
box: {edge: 10 um, boundary: periodic}
composition: {by: volume, sulfur: 0.1131, electrolyte: 0.8869}
particles: {phase: sulfur, radius: 3 um, minimum_gap: 0.05 um}
seed: 5
""",
}


def brute_gaps(packing, particles):
    """Each particle's distance to the nearest other one, or copy in a periodic box."""
    centre = np.array([p["centre"] for p in particles])
    radius = np.array([p["radius"] + p.get("coating", {}).get("thickness", 0) for p in particles])
    reach = (-1, 0, 1) if packing["boundary"] == "periodic" else (0,)
    least = np.full(len(radius), np.inf)
    for shift in itertools.product(reach, repeat=3):
        offset = np.array(shift) * packing["box"]
        for i in range(len(radius)):
            gap = np.linalg.norm(centre + offset - centre[i], axis=1) - radius - radius[i]
            if not any(shift):
                gap[i] = np.inf
            least[i] = min(least[i], gap.min())
    return least


def compare(checks, label, answer, packing, um=1e-6):
    particles = [p for p in packing["particles"] if p["phase"] == "sulfur"]
    radii, gaps = np.array([p["radius"] for p in particles]), brute_gaps(packing, particles)
    found, scale = answer["particles"], radii.min() * um
    checks.close(f"{label}: count", found["count"], len(particles), 0)
    for what, values in (("radius", radii), ("gap", gaps)):
        statistics = {"mean": values.mean(), "sd": values.std(), "min": values.min(),
                      "max": values.max(), "median": np.median(values)}
        for key, value in statistics.items():
            checks.close(f"{label}: {what} {key}", found[f"{what}_{key}"], value * um, EXACT, scale)
        for key, value in found[f"{what}_percentiles"].items():
            checks.close(f"{label}: {what} {key}", value,
                         np.percentile(values, float(key[1:])) * um, EXACT, scale)
        counts, edges = np.histogram(values, 20)
        bins = found[f"{what}_histogram"]
        if values.min() == values.max():  # numpy widens the bins then, and there is nothing to sort
            edges = np.full(21, values[0])
            counts = np.array([len(values)] + 19 * [0])
        checks.below(f"{label}: {what} bins", np.abs(np.array(bins["edges"]) / um - edges).max(),
                     EXACT * radii.min())
        # a value on a bin's edge may fall to either side of it
        checks.below(f"{label}: {what} histogram",
                     float(np.abs(np.cumsum(bins["counts"]) - np.cumsum(counts)).max()), 1)
        checks.close(f"{label}: {what} histogram's sum", sum(bins["counts"]), len(values), 0)


def main():
    ranks = program.ranks_from_arguments()
    checks = Checks(f"analyse/particles-{ranks}")
    folder = program.folder("particles")
    for label, recipe in RECIPES.items():
        path = os.path.join(folder, f"{label}-{ranks}")
        with open(path + ".yaml", "w") as file:
            file.write(recipe)
        program.call(os.environ["SULFEM"], "pack", path + ".yaml", "--no-mesh", "--output",
                     path + ".msh")
        with open(path + ".json") as file:
            packing = json.load(file)
        answer = program.analyse(path + ".json", "--voxel", "0.5 um", "--no-tortuosity", ranks=ranks)
        compare(checks, label, answer, packing)
        checks.true(f"{label}: gaps are kept",
                    answer["particles"]["gap_min"] >= packing["minimum_gap"] * 1e-6 * (1 - 1e-9))
        moved = json.loads(json.dumps(packing))
        moved["particles"][0]["centre"][0] += 1e-3
        if label == "alone":
            moved["box"][0] -= 1e-3
        checks.must_fail(f"{label}: a particle moved by 1 nm, or a copy",
                         lambda c: compare(c, label, answer, moved))
    checks.finish()


if __name__ == "__main__":
    main()

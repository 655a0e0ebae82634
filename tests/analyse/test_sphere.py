# SPDX-License-Identifier: BSD-2-Clause
"""A sphere in a box: rates of convergence of its volume and area at both orders, and its voxels."""
import os

import numpy as np

import blocks
import program
from checks import Checks

HERE = os.path.dirname(os.path.abspath(__file__))
RADIUS, CENTRE, BOX = 0.7, np.array([0.93, 1.12, 1.27]), np.array([2, 2.2, 2.4])
VOLUME, AREA = 4 / 3 * np.pi * RADIUS**3, 4 * np.pi * RADIUS**2
SIZES = (0.35, 0.25, 0.17)  # of the elements, um
UM = 1e-6
COARSE = "--voxel", "0.2 um", "--no-tortuosity"


def meshed(folder, size, order):
    path = os.path.join(folder, f"sphere-{size}-{order}.msh")
    if not os.path.exists(path):
        # beside it, then in place: several tests may make it at once
        made = f"{path}.{os.getpid()}.msh"
        program.gmsh(os.path.join(HERE, "sphere.geo"), made, order, h=size)
        os.replace(made, path)
    return path


def check_rates(checks, folder, ranks):
    """A chord misses a circle by h^2; the parabola through its middle by h^4 (it is symmetric)."""
    for order, rate in ((1, 2), (2, 4)):
        volumes, areas = [], []
        for size in SIZES:
            answer = program.analyse(meshed(folder, size, order), "--length-unit", "um", *COARSE,
                                     ranks=ranks)
            sulfur = program.phase(answer, "sulfur")
            area = program.between(answer["interfaces"], "sulfur", "electrolyte")["area"]
            volumes.append(abs(sulfur["volume"] / UM**3 / VOLUME - 1))
            areas.append(abs(area / UM**2 / AREA - 1))
            whole = sum(p["volume"] for p in answer["phases"]) / UM**3
            checks.close(f"order {order}, size {size}: the box is full", whole, BOX.prod(), 1e-12)
            checks.close(f"order {order}, size {size}: outer surface",
                         program.phase(answer, "electrolyte")["outer_area"] / UM**2,
                         2 * (BOX * np.roll(BOX, 1)).sum(), 1e-12)
            checks.close(f"order {order}, size {size}: radius of the body",
                         answer["particles"]["radius_mean"],
                         np.cbrt(3 * sulfur["volume"] / 4 / np.pi), 1e-12)
        checks.rate(f"order {order}: volume", SIZES, volumes, rate, 0.4)
        checks.rate(f"order {order}: area", SIZES, areas, rate, 0.4)
        checks.below(f"order {order}: area at the finest", areas[-1], [0, 0.02, 4e-4][order])


def centres(voxel):
    """Voxel centres along each axis: whole voxels in the middle of the box."""
    count = np.floor(BOX / voxel * (1 + 1e-9)).astype(int)
    return [0.5 * (b - n * voxel) + (np.arange(n) + 0.5) * voxel for b, n in zip(BOX, count)]


def layer_share():
    """Mean over the sphere of the largest |component| of the normal: a voxel has a neighbour outside
    when it lies within h times that of the surface."""
    mu = (np.arange(2000) + 0.5) / 2000
    phi = (np.arange(2000) + 0.5) / 2000 * np.pi / 4
    z, angle = np.meshgrid(mu, phi, indexing="ij")
    return np.maximum(z, np.sqrt(1 - z**2) * np.cos(angle)).mean()


def check_voxels(checks, folder, ranks):
    """Curved cells: each centre farther from the surface than the mesh is falls on the right side."""
    path, fractions, ratios = meshed(folder, SIZES[-1], 2), [], []
    voxels = (0.1, 0.05, 0.02)
    for voxel in voxels:
        answer = program.analyse(path, "--length-unit", "um", "--voxel", f"{voxel} um",
                                 "--no-tortuosity", ranks=ranks)
        x, y, z = np.meshgrid(*centres(voxel), indexing="ij")
        distance = np.sqrt((x - CENTRE[0])**2 + (y - CENTRE[1])**2 + (z - CENTRE[2])**2) - RADIUS
        inside = distance < 0
        unsure = float((np.abs(distance) < 3e-4 * RADIUS).sum())  # the mesh is that close to the sphere
        counted = program.phase(answer, "sulfur")["voxel_fraction"] * inside.size
        checks.close(f"voxels of {voxel}: size", np.prod(answer["voxels"]), inside.size, 0)
        checks.below(f"voxels of {voxel}: that differ from the sphere's",
                     abs(round(counted) - inside.sum()), unsure)
        full = sum(p["voxel_fraction"] for p in answer["phases"])
        checks.close(f"voxels of {voxel}: none is left out", full, 1, 1e-14)
        # the grid does not cover the box where its edge is no multiple: compare with what it covers
        covered = np.prod([len(c) * voxel for c in centres(voxel)])
        fractions.append(abs(counted * voxel**3 / VOLUME - 1))
        ratios.append(answer["active_surface_ratio"] / (3 * voxel / RADIUS * layer_share()))
        checks.close(f"voxels of {voxel}: fraction", counted / inside.size, VOLUME / covered,
                     (voxel / RADIUS)**1.5)
        labels = np.where(inside, 0, 1)
        checks.close(f"voxels of {voxel}: active surface ratio", answer["active_surface_ratio"],
                     blocks.surface_ratio(labels, 0, 1), 1e-14 + unsure / inside.sum())
    checks.true("the volume comes closer", fractions[-1] < fractions[0])
    checks.close("active surface ratio at the finest, over 3 h/R times the mean of max|n|",
                 ratios[-1], 1, 0.05)
    checks.true("it comes closer", abs(ratios[-1] - 1) < abs(ratios[0] - 1))
    sulfur = program.phase(answer, "sulfur")["percolates"]
    checks.true("a sphere within does not percolate", not any(sulfur.values()))
    checks.true("what is around it does",
                all(program.phase(answer, "electrolyte")["percolates"].values()))


def main():
    ranks = program.ranks_from_arguments()
    checks = Checks(f"analyse/sphere-{ranks}")
    folder = program.folder("sphere")
    check_rates(checks, folder, ranks)
    check_voxels(checks, folder, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: BSD-2-Clause
"""Stress between neighbouring particles by loops over everything, to hold postprocess/sulfem/gaps.py
against: the same definitions, which stand there, and nothing of its code."""
import itertools
import json
import math

import h5py
import numpy as np


def copies(packing, unit):
    """(centre, radius) of every sphere that reaches into the box."""
    box = unit * np.array(packing["box"])
    shifts = itertools.product((-1, 0, 1), repeat=3) if packing["boundary"] == "periodic" else [(0, 0, 0)]
    found = []
    for shift in shifts:
        for one in packing["particles"]:
            centre = unit * np.array(one["centre"]) + box * shift
            nearest = np.minimum(np.maximum(centre, 0), box)
            if math.dist(centre, nearest) < unit * one["radius"] or packing["boundary"] == "walls":
                found.append((centre, unit * one["radius"]))
    return found, box


def to_line(point, start, end):
    """Distance of a point to the piece of a line."""
    along = np.dot(point - start, end - start) / np.dot(end - start, end - start)
    return math.dist(point, start + min(max(along, 0), 1) * (end - start))


def pairs(packing, unit):
    """(centre, centre, radii, gap, radius of the cylinder) of neighbours."""
    spheres, box = copies(packing, unit)
    for (i, (a, r)), (j, (b, s)) in itertools.combinations(enumerate(spheres), 2):
        gap = math.dist(a, b) - r - s
        if not 0 < gap <= 0.5 * (r + s):
            continue
        start, end = a + r * (b - a) / math.dist(a, b), b + s * (a - b) / math.dist(a, b)
        if any((p < -1e-9 * box).any() or (p > box * (1 + 1e-9)).any() for p in (start, end)):
            continue
        cylinder = min(r / 3, s / 3, math.sqrt(2 * gap / (1 / r + 1 / s)))
        if any(to_line(c, start, end) < t + cylinder
               for k, (c, t) in enumerate(spheres) if k not in (i, j)):
            continue
        yield a, b, gap, cylinder


def stress_in_gaps(packing, points, stress, volume, unit=1.0):
    """[gap, cells, largest, mean] of every pair that has cells between it."""
    rows = []
    for a, b, gap, cylinder in pairs(packing, unit):
        axis = (b - a) / math.dist(a, b)
        along = (points - a) @ axis
        across = np.linalg.norm(np.cross(points - a, axis), axis=1)
        mine = (along >= 0) & (along <= math.dist(a, b)) & (across <= cylinder)
        if mine.any():
            rows.append([gap, float(mine.sum()), stress[mine].max(),
                         np.average(stress[mine], weights=volume[mine])])
    return rows


def gaps_of(folder, phase):
    """[gap in um, cells, largest, mean in GPa] of a point of a study; its packing is in um."""
    packing = json.loads((folder / "mesh.json").read_text(encoding="utf-8"))
    with h5py.File(folder / "fields.h5", "r") as file:
        mine = file["mesh/phase"][:] == list(file["mesh"].attrs["phase_names"]).index(phase)
        middle = file["mesh/points"][:][file["mesh/cells"][:][mine][:, :4]].mean(axis=1)
        stress = file["steps"][max(file["steps"])]["von_mises"][:][mine] / 1e9
        volume = file["mesh/volume"][:][mine]
    return stress_in_gaps(packing, 1e6 * middle, stress, volume)


def random_packing(seed):
    """Spheres of 0.3 to 1 in a box of 4 x 5 x 6 with points between them that carry random stress."""
    random = np.random.default_rng(seed)
    box, spheres = np.array([4.0, 5.0, 6.0]), []
    for _ in range(6000):
        centre, radius = random.uniform(0, box), random.uniform(0.3, 1)
        apart = [np.abs(centre - c) for c, _ in spheres]
        if all(np.linalg.norm(np.minimum(d, box - d)) > radius + r for d, (_, r) in zip(apart, spheres)):
            spheres.append((centre, radius))
    packing = {"box": list(box), "boundary": "periodic", "phases": [{"group": "s", "role": "particle"}],
               "particles": [{"centre": list(c), "radius": r, "phase": "s"} for c, r in spheres]}
    points = random.uniform(0, box, (20000, 3))
    inside = np.zeros(len(points), bool)
    for centre, radius in copies(packing, 1.0)[0]:
        inside |= np.linalg.norm(points - centre, axis=1) < radius
    points = points[~inside]
    return packing, points, random.uniform(1, 2, len(points)), random.uniform(1, 2, len(points))

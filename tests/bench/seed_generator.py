#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The seed study's microstructures by rules like its own, on voxels: which rule makes which number?

usage: seed_generator.py [--voxels 100] [--seeds 1] [--set NAME ...] [--variant NAME ...]
                         [--loading 0.3 ...] [--porosity 0.1] [--attachment 0.9] [--surface 1]
                         [--no-tortuosity] [--images FOLDER] [--sulfem build/sulfem]

That study (Cronk et al., Nature Communications 17, 3298 (2026), read second-hand) used the generator
of Duquesnoy et al., J. Power Sources 480, 229103 (2020), of which we know, second-hand, that spheres
are placed at random on a voxel grid down to centre distances of 0.7 (r_i + r_j), and that carbon
grows voxel by voxel in the space they leave. What is not known is assumed here and said there:

    box        periodic; radii uniform by number, drawn until the voxels of sulfur have their share
    carbon     a new voxel joins carbon that is there with probability `attachment` (a free voxel
               beside it, drawn at random), else it starts a cluster: beside a particle with
               probability `surface`, else anywhere
    pores      single voxels at random, 10 % of the box by default; electrolyte is what is left

Variants differ by one rule each, so that what a rule does can be read off:

    spheres    0.7 overlap; all that is not sulfur is electrolyte
    hard       the same, no overlap (does not fit above about 35 % by volume)
    carbon     0.7 overlap and carbon
    all        0.7 overlap, carbon and pores
    lumps      the same, pores as spheres of half the particles' mean radius

Each structure is written as a raw image with a recipe beside it, for which `sulfem analyse` gives the
tortuosity factor of the electrolyte (mean of x, y and z). With --images both are kept, and `sulfem pack`
meshes the recipe smoothly, as Iso2Mesh would. The active surface is counted here, since the structure
is periodic and `sulfem analyse` takes an image's sides as its end.
"""
import argparse
import itertools
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../postprocess"))
from seed_geometry import DENSITY, LOADINGS, SETS, weights  # noqa: E402

VARIANTS = {  # least centre distance over r_i + r_j; carbon; pores
    "spheres": (0.7, False, None), "hard": (1.0, False, None), "carbon": (0.7, True, None),
    "all": (0.7, True, "voxels"), "lumps": (0.7, True, "spheres")}
SULFUR, ELECTROLYTE, CARBON, PORE = 1, 2, 3, 4


def shares(loading, porosity):
    """Of the box, by volume: sulfur and carbon."""
    volume = {name: w / DENSITY[name] for name, w in zip(DENSITY, weights(loading))}
    return tuple((1 - porosity) * volume[n] / sum(volume.values()) for n in ("sulfur", "carbon"))


class Grid:
    """Labels of a periodic cube of n^3 voxels; lengths in voxels."""

    def __init__(self, n, random):
        self.n, self.random = n, random
        self.label = np.zeros((n, n, n), np.uint8)

    def stamp(self, centre, radius, label):
        """Labels the free voxels whose centres lie in a sphere; returns how many."""
        reach = math.ceil(radius)
        axes = [np.arange(math.floor(c) - reach, math.floor(c) + reach + 1) for c in centre]
        squares = [(a + 0.5 - c) ** 2 for a, c in zip(axes, centre)]
        block = np.ix_(*(a % self.n for a in axes))
        free = self.label[block] == 0
        free &= squares[0][:, None, None] + squares[1][:, None] + squares[2] < radius ** 2
        self.label[block] = np.where(free, label, self.label[block])
        return np.count_nonzero(free)

    def find_place(self, centres, radii, radius, apart, attempts=2000):
        for _ in range(attempts):
            centre = self.random.random(3) * self.n
            offset = np.abs(centres - centre)
            offset = np.minimum(offset, self.n - offset)
            if ((offset ** 2).sum(1) >= (apart * (radii + radius)) ** 2).all():
                return centre
        return None

    def fill_spheres(self, share, draw, apart, label):
        """Random sequential addition of spheres; False when one finds no place."""
        centres, radii = np.empty((0, 3)), np.empty(0)
        missing = share * self.n ** 3
        while missing > 0:
            radius = draw()
            centre = self.find_place(centres, radii, radius, apart)
            if centre is None:
                return False
            centres, radii = np.vstack([centres, centre]), np.append(radii, radius)
            missing -= self.stamp(centre, radius, label)
        return True

    def beside(self, label):
        """Which voxels have one of this label among their six neighbours."""
        mine, found = self.label == label, np.zeros(self.label.shape, bool)
        for axis in range(3):
            found |= np.roll(mine, 1, axis) | np.roll(mine, -1, axis)
        return found

    def take(self, candidates, count, label):
        places = np.flatnonzero(candidates)
        places = self.random.choice(places, min(count, len(places)), replace=False)
        self.label.flat[places] = label
        return len(places)

    def grow_carbon(self, share, attachment, surface):
        wanted = round(share * self.n ** 3)
        batch, done = max(1, wanted // 100), 0
        while done < wanted:
            count = min(batch, wanted - done)
            joining = self.random.binomial(count, attachment)
            added = self.take((self.label == 0) & self.beside(CARBON), joining, CARBON)
            started = count - joining if done else count  # nothing to join at first
            on_surface = self.random.binomial(started, surface)
            added += self.take((self.label == 0) & self.beside(SULFUR), on_surface, CARBON)
            added += self.take(self.label == 0, started - on_surface, CARBON)
            done += added
            if added == 0:  # every particle is covered and no cluster has room: anywhere
                done += self.take(self.label == 0, count, CARBON)

    def active_surface(self):
        sulfur = self.label == SULFUR
        return np.count_nonzero(sulfur & self.beside(ELECTROLYTE)) / np.count_nonzero(sulfur)

    def reached(self, first):
        """Electrolyte that hangs together with that of the plane x = `first`, through faces."""
        electrolyte = self.label == ELECTROLYTE
        found, count = np.zeros_like(electrolyte), -1
        found[first] = electrolyte[first]
        while np.count_nonzero(found) > count:
            count = np.count_nonzero(found)
            for axis in range(3):
                before, after = [slice(None)] * 3, [slice(None)] * 3
                before[axis], after[axis] = slice(None, -1), slice(1, None)
                found[tuple(after)] |= found[tuple(before)]
                found[tuple(before)] |= found[tuple(after)]
                found &= electrolyte
        return found

    def drop_islands(self):
        """Electrolyte that does not reach both ends along x becomes pore; returns its share."""
        electrolyte = self.label == ELECTROLYTE
        loose = electrolyte & ~(self.reached(0) & self.reached(-1))
        self.label[loose] = PORE
        return np.count_nonzero(loose) / np.count_nonzero(electrolyte)


def build(set_name, loading, variant, arguments, seed):
    edge, least, largest = SETS[set_name]
    apart, carbon, pores = VARIANTS[variant]
    random = np.random.default_rng(seed)
    grid, scale = Grid(arguments.voxels, random), arguments.voxels / edge
    sulfur, carbon_share = shares(loading, arguments.porosity)
    if not grid.fill_spheres(sulfur, lambda: scale * random.uniform(least, largest), apart, SULFUR):
        return None
    if carbon:
        grid.grow_carbon(carbon_share, arguments.attachment, arguments.surface)
    if pores == "voxels":
        grid.take(grid.label == 0, round(arguments.porosity * grid.n ** 3), PORE)
    elif pores == "spheres":
        radius = 0.25 * scale * (least + largest)
        grid.fill_spheres(arguments.porosity, lambda: radius, 0.0, PORE)
    grid.label[grid.label == 0] = ELECTROLYTE
    return grid


RECIPE = """\
title: {name} sulfur on {n}^3 voxels
image:
  file: {file}
  size: [{n}, {n}, {n}]
  type: uint8
  axes: xyz
  voxel: {voxel} um
  labels: {{{labels}}}
mesh: {{surface: smooth, quality_floor: 0.005}}
"""


def write_image(grid, name, path):
    """PATH.raw and PATH.yaml; pores are meshed like any phase."""
    grid.label.tofile(path + ".raw")
    names = {"sulfur": SULFUR, "electrolyte": ELECTROLYTE, "carbon": CARBON, "pore": PORE}
    labels = ", ".join(f"{phase}: {label}" for phase, label in names.items()
                       if (grid.label == label).any())
    with open(path + ".yaml", "w", encoding="utf-8") as file:
        file.write(RECIPE.format(name=name, n=grid.n, file=os.path.basename(path) + ".raw",
                                 voxel=SETS[name][0] / grid.n, labels=labels))


def tortuosity_factor(sulfem, path):
    """Of the electrolyte of PATH.yaml, by `sulfem analyse`; None where it does not percolate along
    x, y and z."""
    done = subprocess.run([sulfem, "analyse", path + ".yaml", "--active", "sulfur", "--electrolyte",
                           "electrolyte"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr.strip())
    electrolyte = next(phase for phase in json.loads(done.stdout)["phases"]
                       if phase["group"] == "electrolyte")
    factors = electrolyte["tortuosity_factor"].values()
    return None if None in factors else statistics.fmean(factors)


def measure(name, loading, variant, arguments, seed, folder):
    """What is printed of one structure; leaves its image and recipe in the folder."""
    grid = build(name, loading, variant, arguments, seed)
    if not grid:
        return "does not fit"
    if arguments.percolating:
        share, loose = grid.active_surface(), grid.drop_islands()
        return (f"{100 * share:.1f}, of electrolyte that reaches both ends along x "
                f"{100 * grid.active_surface():.1f}; {100 * loose:.1f} % of it do not")
    path = os.path.join(folder, f"{name}-{variant}-{100 * loading:.0f}-{seed}")
    write_image(grid, name, path)
    tau = None if arguments.no_tortuosity else tortuosity_factor(arguments.sulfem, path)
    return f"{100 * grid.active_surface():.1f}, {tau and round(tau, 3)}"


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--voxels", type=int, default=100, help="along an edge")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--set", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--variant", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--loading", nargs="+", type=float, default=LOADINGS,
                        help="sulfur in the solids, by weight, 0 to 1")
    parser.add_argument("--porosity", type=float, default=0.1)
    parser.add_argument("--attachment", type=float, default=0.9)
    parser.add_argument("--surface", type=float, default=1.0)
    parser.add_argument("--no-tortuosity", action="store_true")
    parser.add_argument("--percolating", action="store_true",
                        help="the active surface alone, also with electrolyte that percolates alone")
    parser.add_argument("--images", metavar="FOLDER", help="keep images and recipes there")
    parser.add_argument("--sulfem", metavar="PROGRAM", default="build/sulfem")
    arguments = parser.parse_args()
    if not (arguments.no_tortuosity or arguments.percolating) and not shutil.which(arguments.sulfem):
        parser.error(f"there is no program {arguments.sulfem}; --sulfem names it")
    return arguments


def main():
    arguments = options()
    if arguments.images:
        os.makedirs(arguments.images, exist_ok=True)
    print("set, variant, voxels, seed, sulfur wt%: active surface %, tortuosity factor of electrolyte")
    with tempfile.TemporaryDirectory() as scratch:
        for name, variant, loading, seed in itertools.product(
                arguments.set, arguments.variant, arguments.loading, range(1, arguments.seeds + 1)):
            told = measure(name, loading, variant, arguments, seed, arguments.images or scratch)
            print(f"{name}, {variant}, {arguments.voxels}, {seed}, {100 * loading:.0f}: {told}",
                  flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""The seed study's microstructures by rules like its own, on voxels: which rule makes which number?

usage: seed_generator.py [--voxels 100] [--seeds 1] [--set NAME ...] [--variant NAME ...]
                         [--loading 0.3 ...] [--porosity 0.1] [--attachment 0.9] [--surface 1]
                         [--no-tortuosity] [--images FOLDER]

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

With --images each structure is written as a raw image and a recipe for `sulfem pack` beside it, which
meshes it smoothly, as Iso2Mesh would.
"""
import argparse
import math
import os
import sys

import numpy as np

LOADINGS = (0.3, 0.4, 0.5, 0.6)              # sulfur by weight; electrolyte and carbon 5:2
DENSITY = {"sulfur": 2.0, "electrolyte": 1.6, "carbon": 1.9}
SETS = {"sub-micron": (15, 0.25, 0.5), "micron": (50, 0.5, 5), "bulk": (200, 25, 50)}  # um
VARIANTS = {  # least centre distance over r_i + r_j; carbon; pores
    "spheres": (0.7, False, None), "hard": (1.0, False, None), "carbon": (0.7, True, None),
    "all": (0.7, True, "voxels"), "lumps": (0.7, True, "spheres")}
SULFUR, ELECTROLYTE, CARBON, PORE = 1, 2, 3, 4


def shares(loading, porosity):
    """Of the box, by volume: sulfur and carbon."""
    weight = {"sulfur": loading, "electrolyte": (1 - loading) * 5 / 7, "carbon": (1 - loading) * 2 / 7}
    volume = {name: w / DENSITY[name] for name, w in weight.items()}
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


def conductances(phase):
    """Between neighbours along each axis, 1 or 0; no flux through the sides of the box."""
    for axis in range(3):
        lower, upper = [slice(None)] * 3, [slice(None)] * 3
        lower[axis], upper[axis] = slice(None, -1), slice(1, None)
        yield tuple(lower), tuple(upper), (phase[tuple(lower)] & phase[tuple(upper)]).astype(float)


def tortuosity_factor(phase, tolerance=1e-5, most=20000):
    """eps D / D_eff along the first axis: diffusion from 1 to 0 between the end faces (half a voxel
    from the outer voxels' centres), by conjugate gradients with the inverse diagonal. None where the
    phase does not percolate."""
    reached = connected(phase)
    if reached is None:
        return None
    n, links = phase.shape[0], list(conductances(reached))
    diagonal = np.zeros(phase.shape)
    for lower, upper, link in links:
        diagonal[lower] += link
        diagonal[upper] += link
    diagonal[0] += 2.0 * reached[0]
    diagonal[-1] += 2.0 * reached[-1]
    inverse = np.divide(1, diagonal, out=np.zeros_like(diagonal), where=diagonal > 0)

    def apply(p):
        q = diagonal * p
        for lower, upper, link in links:
            q[lower] -= link * p[upper]
            q[upper] -= link * p[lower]
        return q

    x = reached * (1 - (np.arange(n) + 0.5) / n)[:, None, None]
    source = np.zeros(phase.shape)
    source[0] = 2.0 * reached[0]
    r = source - apply(x)
    z = inverse * r
    p, rho, least = z.copy(), np.vdot(r, z), tolerance ** 2 * np.vdot(source, inverse * source)
    for _ in range(most):
        q = apply(p)
        step = rho / np.vdot(p, q)
        x += step * p
        r -= step * q
        inflow = (2 * reached[0] * (1 - x[0])).sum()
        outflow = (2 * reached[-1] * x[-1]).sum()
        z = inverse * r
        rho, old = np.vdot(r, z), rho
        if abs(inflow - outflow) < tolerance * outflow and rho < least:
            break
        p = z + rho / old * p
    else:
        sys.exit("the diffusion problem did not converge")
    flux = 0.5 * (inflow + outflow)
    return phase.mean() / (flux / n)


def connected(phase):
    """The part of the phase that hangs on both end faces, as a mask; None where there is none."""
    parts = []
    for end in (0, -1):
        part = np.zeros_like(phase)
        part[end] = phase[end]
        count = -1
        while count != (count := np.count_nonzero(part)):
            for lower, upper, link in conductances(phase):
                open_ = link > 0
                for _ in range(8):
                    part[upper] |= part[lower] & open_
                    part[lower] |= part[upper] & open_
        parts.append(part)
    both = parts[0] & parts[1]
    return both if both.any() else None


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


def main():
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
    parser.add_argument("--images", metavar="FOLDER")
    arguments = parser.parse_args()
    if arguments.images:
        os.makedirs(arguments.images, exist_ok=True)
    print("set, variant, voxels, seed, sulfur wt%: active surface %, tortuosity factor of electrolyte")
    for name in arguments.set:
        for variant in arguments.variant:
            for loading in arguments.loading:
                for seed in range(1, arguments.seeds + 1):
                    grid = build(name, loading, variant, arguments, seed)
                    told = "does not fit"
                    if grid and arguments.images:
                        write_image(grid, name, os.path.join(
                            arguments.images, f"{name}-{variant}-{100 * loading:.0f}-{seed}"))
                    if grid:
                        tau = None if arguments.no_tortuosity else \
                            tortuosity_factor(grid.label == ELECTROLYTE)
                        told = f"{100 * grid.active_surface():.1f}, {tau and round(tau, 3)}"
                    print(f"{name}, {variant}, {arguments.voxels}, {seed}, {100 * loading:.0f}: {told}",
                          flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Non-overlapping spheres inside a box, as arrays for the .geo files here.

    packing.py SEED COUNT FRACTION RADIUS_RATIO GAP LX LY LZ > particles.geo

COUNT radii, uniform between r and RADIUS_RATIO r with r such that the spheres fill FRACTION of the
box. They start at random places and push each other, and the faces push them, until no sphere is
closer than GAP to another one or to a face.
"""
import math
import sys

import numpy as np


def relax(centres, radii, gap, box, sweeps=5000):
    """Moves the centres until all gaps are kept; False when they do not settle."""
    low, high = (radii + gap)[:, None], box - (radii + gap)[:, None]
    wanted = radii[:, None] + radii[None, :] + gap
    for _ in range(sweeps):
        apart = centres[:, None] - centres[None, :]
        distance = np.linalg.norm(apart, axis=2) + np.eye(len(radii)) * 1e9
        if (distance >= wanted).all() and (low <= centres).all() and (centres <= high).all():
            return True
        overlap = np.maximum(1.002 * wanted - distance, 0)  # a little more, to get there at all
        centres += np.sum((overlap / distance)[..., None] * apart, axis=1) / 2
        np.clip(centres, low, high, out=centres)
    return False


def pack(seed, count, fraction, ratio, gap, box):
    random = np.random.default_rng(seed)
    for _ in range(20):
        radii = np.sort(1 + (ratio - 1) * random.random(count))[::-1]
        radii *= (fraction * box.prod() / (4 * math.pi / 3 * np.sum(radii**3))) ** (1 / 3)
        centres = random.random((count, 3)) * box
        if relax(centres, radii, gap, box):
            return radii, centres
    raise SystemExit("no packing found: fewer or smaller particles, or a smaller gap")


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    fraction, ratio, gap = (float(v) for v in sys.argv[3:6])
    box = np.array([float(v) for v in sys.argv[6:9]])
    radii, centres = pack(seed, count, fraction, ratio, gap, box)
    print(f"// written by: packing.py {' '.join(sys.argv[1:])}")
    print(f"lx = {box[0]:g}; ly = {box[1]:g}; lz = {box[2]:g};")
    for name, column in zip("xyz", centres.T):
        print(f"particle_{name}[] = {{{', '.join(f'{v:.6f}' for v in column)}}};")
    print(f"particle_r[] = {{{', '.join(f'{v:.6f}' for v in radii)}}};")


if __name__ == "__main__":
    main()

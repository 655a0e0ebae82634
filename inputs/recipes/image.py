#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Draws the labelled image of image-smooth.yaml and image-stairs.yaml: image.py writes image.raw beside itself.

24^3 voxels of 0.25 um: four spheres of sulfur (1) and two pores (0) in electrolyte (2), one byte a
voxel, x fastest. Centres and radii are in voxels; two spheres and a pore are cut by faces.
"""
import os

import numpy as np

EDGE = 24
SULFUR = ((6, 7, 6, 4.5), (17, 8, 16, 5), (7, 17, 17, 5), (24, 19, 5, 6))
PORES = ((16, 16, 8, 2.5), (0, 10, 13, 3))


def inside(spheres):
    z, y, x = np.mgrid[:EDGE, :EDGE, :EDGE] + 0.5
    return np.any([(x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2 < r**2 for a, b, c, r in spheres],
                  axis=0)


def labels():
    return np.where(inside(PORES), 0, np.where(inside(SULFUR), 1, 2)).astype(np.uint8)


if __name__ == "__main__":
    labels().tofile(os.path.join(os.path.dirname(os.path.abspath(__file__)), "image.raw"))

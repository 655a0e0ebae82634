# SPDX-License-Identifier: BSD-2-Clause
"""Smooth meshes of labelled images, through CGAL: spheres that are spheres again, flat faces."""
import hashlib

import numpy as np

import elements
import images
import run
from analytic import ELECTROLYTE, SULFUR
from checks import Checks

EDGE, RADIUS = 30, 9  # voxels
NAMES = {"sulfur": 1, "electrolyte": 2, "pore": 0}
FACES = ((0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3))


def labels():
    """A sphere of sulfur, and a pore that the faces x = 0 and y = 0 cut."""
    x, y, z = images.grid(EDGE, EDGE, EDGE)
    sphere = (x - 15) ** 2 + (y - 15) ** 2 + (z - 15) ** 2 < RADIUS**2
    pore = (x - 4) ** 2 + (y - 4) ** 2 + (z - 15) ** 2 < 36
    return np.where(pore, 0, np.where(sphere, 1, 2)).astype(np.uint8)


def all_faces(mesh):
    """Corners of the faces [n][3], sorted, and the group of the cell, each cell's four."""
    corners = np.sort(np.concatenate([mesh.cells[:, list(face)] for face in FACES]), axis=1)
    return corners, np.tile(mesh.cell_group, 4)


def areas(mesh, corners):
    a, b, c = (mesh.coordinates[corners[:, i]] for i in range(3))
    return 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1)


def interface_and_boundary(mesh):
    """Area between sulfur and another group, and the faces that one cell alone has."""
    corners, group = all_faces(mesh)
    order = np.lexsort(corners.T)
    corners, group = corners[order], group[order]
    pair = np.all(corners[1:] == corners[:-1], axis=1)
    between = np.zeros(len(corners), bool)
    sulfur = group == mesh.groups.index("sulfur")
    between[:-1] = pair & (sulfur[1:] != sulfur[:-1])
    shared = np.zeros(len(corners), bool)
    shared[:-1] |= pair
    shared[1:] |= pair
    return areas(mesh, corners[between]).sum(), corners[~shared]


def check_sphere(checks, label, mesh, radius):
    volume = elements.volumes(mesh.coordinates, mesh.cells)
    checks.true(f"{label}: every tetrahedron has volume", volume.min() > 0)
    sphere = volume[mesh.cell_group == mesh.groups.index("sulfur")].sum()
    checks.close(f"{label}: volume of the sphere", sphere, 4 / 3 * np.pi * radius**3, 0.02, key=True)
    area, _ = interface_and_boundary(mesh)
    checks.close(f"{label}: area of the sphere", area, 4 * np.pi * radius**2, 0.03, key=True)


def check_box(checks, label, mesh, facts, void):
    volume = elements.volumes(mesh.coordinates, mesh.cells).sum()
    box = (EDGE * images.VOXEL) ** 3
    solid = 1 - (facts["volume_fraction"]["pore"] if void else 0)
    checks.close(f"{label}: volumes in the JSON are the mesh's", volume / box, solid, 1e-9)
    _, outer = interface_and_boundary(mesh)
    points = mesh.coordinates[outer]
    flat, side = np.zeros(len(outer), bool), EDGE * images.VOXEL
    for axis in range(3):
        for at in (0.0, side):
            flat |= np.all(np.abs(points[:, :, axis] - at) < 1e-12, axis=1)
    if void:
        checks.true(f"{label}: the pore's wall is the rest of the surface",
                    np.sum(~flat) == mesh.surfaces["pore"] > 0)
    else:
        checks.true(f"{label}: the surface is flat", bool(flat.all()))
        checks.close(f"{label}: area of the box", areas(mesh, outer).sum(), 6 * side**2, 1e-9)
    checks.true(f"{label}: every outer face is in a group",
                sum(mesh.surfaces.values()) == len(outer))
    for name in ("sulfur", "electrolyte", "pore"):
        checks.close(f"{label}: share of {name} beside the image's", facts["volume_fraction"][name],
                     facts["volume_fraction_wanted"][name], 0.04)


def check_noise(checks):
    """Structure as fine as the voxels, which no face of the box may be bent by."""
    edge, side = 8, 8 * images.VOXEL
    noise = np.random.default_rng(0).integers(0, 4, (edge, edge, edge)).astype(np.uint8)
    names = {"sulfur": 1, "electrolyte": 2, "carbon": 3, "soft": 0}
    _, mesh, _, said = images.pack("image-noise", noise, names, {"surface": "smooth"})
    checks.true("noise: no node was moved into a face", "moved by 0 voxels at most" in said)
    volume = elements.volumes(mesh.coordinates, mesh.cells)
    checks.true("noise: every tetrahedron has volume", volume.min() > 0)
    checks.close("noise: volume of the box", volume.sum(), side**3, 1e-9)
    _, outer = interface_and_boundary(mesh)
    checks.close("noise: area of the box", areas(mesh, outer).sum(), 6 * side**2, 1e-9)


def fingerprint(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def solve(checks, path):
    """A free body that swells as a whole: no stress, however curved the pore."""
    strain = 0.1
    phases = [run.phase("sulfur", SULFUR, (1 + strain) ** 3 - 1, fraction=1.0),
              run.phase("electrolyte", ELECTROLYTE, (1 + strain) ** 3 - 1, fraction=1.0)]
    result = run.solve("image-smooth-solved", run.case(
        path.removesuffix(".msh"), 1, phases, [run.symmetry("xmin", "ymin", "zmin")],
        solver=run.EXACT), 1)
    stress = np.abs(result.last.stress).max() / ELECTROLYTE.young
    checks.below("a body with a pore swells freely: stress over Young's modulus", stress, 1e-10)


def main():
    run.ranks_from_arguments()
    checks = Checks("smooth_images/1")
    image, recipe = labels(), {"surface": "smooth"}
    path, mesh, facts, _ = images.pack("image-smooth", image, NAMES, recipe)
    check_sphere(checks, "smooth", mesh, RADIUS * images.VOXEL)
    checks.must_fail("a sphere of one voxel more",
                     lambda c: check_sphere(c, "", mesh, (RADIUS + 1) * images.VOXEL))
    check_box(checks, "smooth", mesh, facts, False)
    if not run.COARSE:
        first = fingerprint(path)
        images.pack("image-smooth", image, NAMES, recipe)
        checks.true("smooth: the same bytes again", fingerprint(path) == first)
    path, mesh, facts, _ = images.pack("image-smooth-void", image, NAMES, recipe, void="pore")
    check_sphere(checks, "beside a void", mesh, RADIUS * images.VOXEL)
    check_box(checks, "beside a void", mesh, facts, True)
    solve(checks, path)
    check_noise(checks)
    checks.finish()


if __name__ == "__main__":
    main()

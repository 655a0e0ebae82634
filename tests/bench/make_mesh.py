#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The benchmark's meshes: 100 spheres of sulfur, 30 % by volume, in a cube of electrolyte.

    make_mesh.py FOLDER [small|middle|medium|fine ...]

Writes FOLDER/NAME.msh (MSH 4.1 ASCII), NAME-binary.msh (MSH 4.1 binary) and NAME-2.2.msh (MSH 2.2
ASCII) for each size: straight tetrahedra, groups sulfur, electrolyte, xmin .. zmax, micrometres.
A mesh that is there already is kept. The packing is the same for all sizes and runs.
"""
import os
import sys
import time

import gmsh
import numpy

EDGE = 10.0  # um, of the cube
COUNT = 100
FRACTION = 0.30
GAP = 0.06  # um, between spheres, and between spheres and faces
SIZES = {"small": 0.395, "middle": 0.371, "medium": 0.2512, "fine": 0.1232}  # um, edge length of the tetrahedra
FACES = ["xmin", "xmax", "ymin", "ymax", "zmin", "zmax"]


def push_apart(centres, radii):
    """One sweep: overlapping pairs move apart, spheres outside move in. True when none overlaps."""
    clear = True
    for i in range(COUNT):
        away = centres[i] - centres
        distance = numpy.sqrt((away**2).sum(axis=1))
        distance[i] = numpy.inf
        overlap = radii[i] + radii + GAP - distance
        for j in numpy.flatnonzero(overlap > 0):
            step = (0.5 * overlap[j] + 1e-3) * away[j] / distance[j]
            centres[i] += step
            centres[j] -= step
            clear = False
        low, high = radii[i] + GAP, EDGE - radii[i] - GAP
        clear = clear and bool(numpy.all((centres[i] >= low) & (centres[i] <= high)))
        centres[i] = numpy.clip(centres[i], low, high)
    return clear


def pack():
    """Centres and radii (radii uniform within a factor of two)."""
    random = numpy.random.RandomState(1)
    radii = random.uniform(0.6, 1.2, COUNT)
    radii *= (FRACTION * EDGE**3 / (4 / 3 * numpy.pi * (radii**3).sum())) ** (1 / 3)
    centres = random.uniform(0, 1, (COUNT, 3)) * (EDGE - 2 * radii[:, None]) + radii[:, None]
    for _ in range(10000):
        if push_apart(centres, radii):
            return centres, radii
    raise SystemExit("make_mesh.py: the spheres did not come apart")


def build_geometry(centres, radii):
    gmsh.model.add("composite")
    occ = gmsh.model.occ
    box = occ.addBox(0, 0, 0, EDGE, EDGE, EDGE)
    spheres = [(3, occ.addSphere(*centre, radius)) for centre, radius in zip(centres, radii)]
    _, pieces = occ.fragment([(3, box)], spheres)
    occ.synchronize()
    sulfur = [tag for piece in pieces[1:] for _, tag in piece]
    matrix = [tag for _, tag in pieces[0] if tag not in sulfur]
    gmsh.model.setPhysicalName(3, gmsh.model.addPhysicalGroup(3, sulfur), "sulfur")
    gmsh.model.setPhysicalName(3, gmsh.model.addPhysicalGroup(3, matrix), "electrolyte")
    for name, tags in zip(FACES, outer_faces()):
        gmsh.model.setPhysicalName(2, gmsh.model.addPhysicalGroup(2, tags), name)


def outer_faces():
    """The surfaces of the cube, in the order of FACES."""
    margin = 1e-3
    for axis in range(3):
        for position in (0, EDGE):
            low, high = [-margin] * 3, [EDGE + margin] * 3
            low[axis], high[axis] = position - margin, position + margin
            yield [tag for _, tag in gmsh.model.getEntitiesInBoundingBox(*low, *high, 2)]


def write_mesh(path, version, binary):
    gmsh.option.setNumber("Mesh.MshFileVersion", version)
    gmsh.option.setNumber("Mesh.Binary", binary)
    gmsh.write(path + ".part.msh")
    os.rename(path + ".part.msh", path)


def make(folder, name, packing):
    stem = os.path.join(folder, name)
    if os.path.exists(stem + "-2.2.msh"):  # the last one written
        return
    start = time.time()
    gmsh.initialize()
    gmsh.option.setNumber("General.Verbosity", 2)
    gmsh.option.setNumber("Mesh.MeshSizeMin", SIZES[name])
    gmsh.option.setNumber("Mesh.MeshSizeMax", SIZES[name])
    gmsh.option.setNumber("Mesh.Algorithm3D", 10)  # HXT
    build_geometry(*packing)
    gmsh.model.mesh.generate(3)
    cells = len(gmsh.model.mesh.getElementsByType(4)[0])
    nodes = int(gmsh.option.getNumber("Mesh.NbNodes"))
    write_mesh(stem + ".msh", 4.1, 0)
    write_mesh(stem + "-binary.msh", 4.1, 1)
    write_mesh(stem + "-2.2.msh", 2.2, 0)
    gmsh.finalize()
    print(f"{name}: {cells} tetrahedra, {nodes} nodes, {time.time() - start:.1f} s", flush=True)


def main():
    folder, names = sys.argv[1], sys.argv[2:] or list(SIZES)
    os.makedirs(folder, exist_ok=True)
    packing = pack()
    for name in names:
        make(folder, name, packing)


if __name__ == "__main__":
    main()

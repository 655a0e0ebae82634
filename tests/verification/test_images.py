# SPDX-License-Identifier: BSD-2-Clause
"""Stair-cased meshes of labelled images: volumes are the voxels', and layers solve exactly."""
import numpy as np

import elements
import images
import run
import test_laminate
from analytic import ELECTROLYTE, SULFUR, SWELLING, Laminate
from checks import Checks

ROUND_OFF = 1e-11
NAMES = {"sulfur": 1, "electrolyte": [2, 7], "pore": 0}


def random_labels():
    """Blobs of all labels with specks of every kind: nothing is smooth, little hangs together."""
    noise = np.random.default_rng(1).random((12, 13, 14))
    return np.select([noise < 0.35, noise < 0.5, noise < 0.7], [1, 2, 7], 0).astype(np.int16)


def shares(mesh):
    volume = elements.volumes(mesh.coordinates, mesh.cells)
    return {name: volume[mesh.cell_group == i].sum() for i, name in enumerate(mesh.groups)}


def faces_between(one, other):
    """Pairs of voxels that share a face, one true in `one` and the other in `other`."""
    count = 0
    for axis in range(3):
        a = [slice(None)] * 3
        b = [slice(None)] * 3
        a[axis], b[axis] = slice(1, None), slice(None, -1)
        a, b = tuple(a), tuple(b)
        count += np.sum(one[a] & other[b]) + np.sum(one[b] & other[a])
    return int(count)


def check_stairs(checks, label, labels, mesh, facts):
    solid = labels != 0
    for name, values in NAMES.items():
        expected = np.isin(labels, values)
        if name == "pore":
            continue
        checks.close(f"{label}: volume of {name}", shares(mesh)[name],
                     expected.sum() * images.VOXEL**3, ROUND_OFF, key=True)
        checks.close(f"{label}: share of {name} in the JSON", facts["volume_fraction"][name],
                     expected.mean(), ROUND_OFF)
    checks.close(f"{label}: share of the pores in the JSON", facts["volume_fraction"]["pore"],
                 1 - solid.mean(), ROUND_OFF)
    checks.true(f"{label}: six tetrahedra a voxel", len(mesh.cells) == 6 * solid.sum())
    checks.true(f"{label}: walls of pores", mesh.surfaces["pore"] ==
                2 * faces_between(solid, ~solid))
    sides = {"xmin": solid[:, :, 0], "xmax": solid[:, :, -1], "ymin": solid[:, 0],
             "ymax": solid[:, -1], "zmin": solid[0], "zmax": solid[-1]}
    for side, layer in sides.items():
        checks.true(f"{label}: {side}", mesh.surfaces[side] == 2 * layer.sum())


def largest_body(labels):
    """The image less what does not hang on its largest body through faces, by plain flooding."""
    body, best = np.zeros(labels.shape, int), (0, 0)
    for start in zip(*np.nonzero(labels), strict=True):
        if body[start]:
            continue
        number, stack, count = body.max() + 1, [start], 0
        body[start] = number
        while stack:
            here = stack.pop()
            count += 1
            for axis in range(3):
                for step in (-1, 1):
                    near = list(here)
                    near[axis] += step
                    near = tuple(near)
                    if 0 <= near[axis] < labels.shape[axis] and labels[near] and not body[near]:
                        body[near] = number
                        stack.append(near)
        best = max(best, (count, number))
    return np.where(body == best[1], labels, 0), body.max() - 1


def stairs(checks):
    labels = random_labels()
    kept, loose = largest_body(labels)
    path, mesh, facts, _ = images.pack("image-random", labels, NAMES, {"surface": "stairs"},
                                       void="pore")
    check_stairs(checks, "random", kept, mesh, facts)
    checks.must_fail("loose bodies kept", lambda c: check_stairs(c, "", labels, mesh, facts))
    checks.true("random: loose bodies", facts["image"]["loose_bodies"] == loose and
                facts["image"]["loose_voxels"] == (labels != 0).sum() - (kept != 0).sum())
    checks.close("random: the image's share of sulfur", facts["volume_fraction_wanted"]["sulfur"],
                 (labels == 1).mean(), 1e-14)
    return path


def coarse(checks):
    labels = np.repeat(np.repeat(np.repeat(random_labels(), 3, 0), 3, 1), 3, 2)
    kept, _ = largest_body(random_labels())
    _, mesh, facts, _ = images.pack("image-coarse", np.pad(labels, ((0, 2), (0, 0), (0, 1))), NAMES,
                                    {"surface": "stairs"}, void="pore", coarsen=3,
                                    voxel=f"{images.VOXEL / 3!r} um")
    check_stairs(checks, "coarsened", kept, mesh, facts)


def laminate(checks, ranks):
    """The closed form of test_laminate, on voxels: 1 um x 1 um x 2 um, 0.3 of it sulfur."""
    _, _, z = images.grid(10, 10, 20)
    labels = np.where(z < 6, 1, 2).astype(np.uint8)
    path, _, _, _ = images.pack(f"image-laminate-{ranks}", labels,
                                {"sulfur": 1, "electrolyte": 2}, {"surface": "stairs"})
    phases = [run.phase("sulfur", SULFUR, 0.8, fraction=1.0), run.phase("electrolyte", ELECTROLYTE)]
    exact = Laminate([0.3, 0.7], [SULFUR, ELECTROLYTE], [SWELLING, 0], "fixed")
    for order in (1, 2):
        result = run.solve(f"image-laminate-solved-{order}", run.case(
            path.removesuffix(".msh"), order, phases, [run.symmetry(*run.BOX)],
            solver=test_laminate.ITERATIVE), ranks)
        test_laminate.compare(checks, f"layers of voxels, P{order}", result, exact, key=True)
        wrong = Laminate([0.35, 0.65], [SULFUR, ELECTROLYTE], [SWELLING, 0], "fixed")
        checks.must_fail("one layer of voxels more",
                         lambda c, r=result: test_laminate.compare(c, "", r, wrong))


def solve_porous(checks, path, ranks):
    """What hangs together so poorly still solves."""
    phases = [run.phase("sulfur", SULFUR, 0.8, fraction=0.1), run.phase("electrolyte", ELECTROLYTE)]
    result = run.solve("image-random-solved", run.case(
        path.removesuffix(".msh"), 1, phases, [run.fixed("zmin"), run.symmetry("xmin", "ymax")],
        solver={"relative_tolerance": 1e-8}), ranks)
    checks.true("random: solved", result.last.summary["converged"])


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"images/{ranks}")
    path = stairs(checks)
    solve_porous(checks, path, ranks)
    laminate(checks, ranks)
    if ranks == 1:
        coarse(checks)
    checks.finish()


if __name__ == "__main__":
    main()

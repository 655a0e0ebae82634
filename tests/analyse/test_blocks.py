# SPDX-License-Identifier: BSD-2-Clause
"""Meshes of cubes: every number is known exactly, by counting cubes."""
import itertools
import os

import numpy as np

import blocks
import program
from checks import Checks

UM = 1e-6
EXACT = 1e-12  # measured: below 2e-15
EDGE = 0.7  # um
NAMES = ["sulfur", "electrolyte", "carbon"]


def name_of(label, names):
    return {-1: "pore", "outer": "outer"}.get(label) or names[label]


def compare_surfaces(checks, answer, labels, names):
    active = (labels == 0).sum() * (EDGE * UM) ** 3
    shares, whole = {}, sum(n for k, n in blocks.areas(labels).items() if 0 in k)
    for (a, b), count in blocks.areas(labels).items():
        area, pair = count * (EDGE * UM) ** 2, (name_of(a, names), name_of(b, names))
        if 0 in (a, b):
            shares[pair[1 if a == 0 else 0]] = count / whole
        if b == "outer":
            checks.close(f"outer surface of {pair[0]}",
                         program.phase(answer, pair[0])["outer_area"], area, EXACT)
            continue
        entry = program.between(answer["interfaces"], *pair)
        checks.close(f"area between {pair}", entry["area"], area, EXACT)
        checks.close(f"specific area between {pair}", entry["specific_area"], area / active, EXACT)
    expected = sum(b != "outer" for _, b in blocks.areas(labels))
    checks.close("number of interfaces", len(answer["interfaces"]), expected, 0)
    for name, share in shares.items():
        checks.close(f"active surface that touches {name}",
                     answer["active_surface"]["shares"][name], share, EXACT)


def compare_lines(checks, answer, labels, names):
    expected = blocks.lines(labels)
    for three, count in expected.items():
        entry = program.between(answer["triple_lines"], *[name_of(v, names) for v in three])
        checks.close(f"line of {three}", entry["length"], count * EDGE * UM, EXACT)
    checks.close("number of lines", len(answer["triple_lines"]), len(expected), 0)


def compare_phases(checks, answer, labels, names):
    cube = (EDGE * UM) ** 3
    for i, name in enumerate(names):
        entry = program.phase(answer, name)
        count = (labels == i).sum()
        checks.close(f"volume of {name}", entry["volume"], count * cube, EXACT)
        checks.close(f"fraction of {name}", entry["volume_fraction"], count / labels.size, EXACT)
        checks.close(f"voxels of {name}", entry["voxel_fraction"], count / labels.size, EXACT)
        percolates = [entry["percolates"][k] for k in "xyz"]
        checks.true(f"percolation of {name}", percolates == blocks.percolates(labels, i))
        checks.true(f"tortuosity of {name} where it percolates, null elsewhere", percolates == [
            entry["tortuosity_factor"][k] is not None for k in "xyz"])
        checks.true(f"the same of {name} on the mesh", percolates == [
            entry["tortuosity_factor_mesh"][k] is not None for k in "xyz"])


def compare(checks, answer, labels, names):
    compare_phases(checks, answer, labels, names)
    compare_surfaces(checks, answer, labels, names)
    compare_lines(checks, answer, labels, names)
    radii = np.cbrt(3 / (4 * np.pi) * np.array(blocks.bodies(labels, 0))) * EDGE * UM
    checks.close("bodies", answer["particles"]["count"], len(radii), 0)
    for key, value in (("mean", radii.mean()), ("sd", radii.std()), ("max", radii.max()),
                       ("median", np.median(radii))):
        checks.close(f"radius {key}", answer["particles"][f"radius_{key}"], value, EXACT,
                     scale=1e-3 * radii.max())
    checks.close("active surface ratio", answer["active_surface_ratio"],
                 blocks.surface_ratio(labels, 0, 1), EXACT)


def mixture(shape, seed):
    """Three phases at random, and single pores inside that do not touch each other."""
    random = np.random.default_rng(seed)
    labels = random.choice(3, shape, p=[0.3, 0.5, 0.2])
    labels[1, 1, 1] = labels[3, 2, 3] = -1
    return labels


def check_mixture(checks, folder, ranks):
    labels, path = mixture((5, 4, 6), 7), os.path.join(folder, f"mixture-{ranks}.msh")
    blocks.write(path, labels, EDGE, NAMES)
    answer = program.analyse(path, "--length-unit", "um", "--voxel", f"{EDGE} um", ranks=ranks)
    compare(checks, answer, labels, NAMES)
    pores = (labels == -1).sum()
    # a small difference of large numbers
    checks.close("pore volume", answer["pore"]["volume"], pores * (EDGE * UM) ** 3, 10 * EXACT)
    checks.true("roles", (answer["active"], answer["electrolyte"]) == ("sulfur", "electrolyte"))
    swapped = labels.copy()
    swapped[0, 0, 0] = (swapped[0, 0, 0] + 1) % 3
    checks.must_fail("one cube of another phase", lambda c: compare(c, answer, swapped, NAMES))
    half = program.analyse(path, "--length-unit", "um", "--voxel", f"{EDGE / 3} um", "--active",
                           "carbon", "--electrolyte", "sulfur", "--no-tortuosity", ranks=ranks)
    fine = labels.repeat(3, 0).repeat(3, 1).repeat(3, 2)
    checks.close("ratio on a third of the size, other roles", half["active_surface_ratio"],
                 blocks.surface_ratio(fine, 2, 0), EXACT)
    checks.true("no tortuosity", all(v is None for p in half["phases"]
                                     for v in p["tortuosity_factor"].values()))


def check_laminate(checks, folder, ranks):
    labels = np.tile(np.array([0, 1, 1, 0, 1]), (4, 3, 1))
    path = os.path.join(folder, f"laminate-{ranks}.msh")
    blocks.write(path, labels, EDGE, NAMES[:2], groups=False)
    answer = program.analyse(path, "--length-unit", "um", "--voxel", f"{EDGE / 2} um", ranks=ranks)
    checks.true("without groups fractions are of the body", answer["volume_fraction_of"] == "body")
    for i, name in enumerate(NAMES[:2]):
        entry = program.phase(answer, name)
        checks.true(f"{name}: percolates along the layers, not across",
                    entry["percolates"] == {"x": True, "y": True, "z": False})
        for axis in "xy":
            checks.close(f"{name}: tortuosity factor along {axis}",
                         entry["tortuosity_factor"][axis], 1, 1e-6)
        checks.true(f"{name}: no factor of the mesh without groups of faces",
                    set(entry["tortuosity_factor_mesh"].values()) == {None})
        checks.true(f"{name}: none across", entry["tortuosity_factor"]["z"] is None)
        checks.close(f"{name}: no flux across", entry["effective_diffusivity"]["z"], 0, 0)
        checks.close(f"{name}: fraction", entry["volume_fraction"], [0.4, 0.6][i], EXACT)
    area = program.between(answer["interfaces"], "sulfur", "electrolyte")["area"]
    checks.close("three interfaces", area, 3 * 12 * (EDGE * UM) ** 2, EXACT)
    checks.close("two bodies", answer["particles"]["count"], 2, 0)


def lowest_around(labels, count):
    """Labels of count voxels a side: a centre on the border of cubes gets the lowest of them."""
    found = np.full((count,) * 3, 99)
    sides = [np.arange(count) + shift for shift in (0.5 - 1e-6, 0.5 + 1e-6)]
    cubes = [np.floor(s * labels.shape[0] / count).astype(int) for s in sides]
    for x, y, z in itertools.product(cubes, repeat=3):
        found = np.minimum(found, labels[np.ix_(x, y, z)])
    return found


def check_ties(checks, folder, ranks):
    """Every fifth centre lies on a border between cubes, some on edges and corners."""
    labels = np.random.default_rng(5).choice(3, (4, 4, 4))
    path = os.path.join(folder, f"ties-{ranks}.msh")
    blocks.write(path, labels, EDGE, NAMES)
    answer = program.analyse(path, "--length-unit", "um", "--voxel", f"{0.4 * EDGE!r} um",
                             "--no-tortuosity", ranks=ranks)
    voxels = lowest_around(labels, 10)
    upper = [np.floor((np.arange(10) + 0.5 + 1e-6) * 0.4).astype(int)] * 3
    checks.true("ties: on borders the lowest label is not the upper cube's",
                (voxels != labels[np.ix_(*upper)]).any() and answer["voxels"] == [10, 10, 10])
    for i, name in enumerate(NAMES):
        checks.close(f"ties: voxels of {name}", program.phase(answer, name)["voxel_fraction"],
                     (voxels == i).mean(), EXACT)
    checks.close("ties: active surface ratio", answer["active_surface_ratio"],
                 blocks.surface_ratio(voxels, 0, 1), EXACT)


def check_many_phases(checks, folder, ranks):
    """More phases than lines are measured for."""
    labels = np.arange(36).reshape(3, 3, 4)
    path = os.path.join(folder, f"many-{ranks}.msh")
    blocks.write(path, labels, EDGE, [f"grain {i}" for i in range(36)])
    answer = program.analyse(path, "--length-unit", "um", "--voxel", f"{EDGE} um",
                             "--no-tortuosity", ranks=ranks)
    checks.true("many phases: no lines", answer["triple_lines"] is None)
    checks.close("many phases: interfaces", len(answer["interfaces"]),
                 len([k for k in blocks.areas(labels) if k[1] != "outer"]), 0)
    checks.close("many phases: an area", program.between(answer["interfaces"], "grain 34",
                                                         "grain 35")["area"], (EDGE * UM)**2, EXACT)


def main():
    ranks = program.ranks_from_arguments()
    checks = Checks(f"analyse/blocks-{ranks}")
    folder = program.folder("blocks")
    check_mixture(checks, folder, ranks)
    check_laminate(checks, folder, ranks)
    check_ties(checks, folder, ranks)
    check_many_phases(checks, folder, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

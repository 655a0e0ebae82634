# SPDX-License-Identifier: BSD-2-Clause
"""Patch tests: states of uniform strain must come out exactly, on any mesh.

Meshes: straight tetrahedra at order 1 and 2, and curved ones at order 2 (a box around a sphere, both
of one material). Conditions on whole faces express uniform extension, simple tension, hydrostatic
pressure, and through `gradient` every affine field, shear and rotation included.
"""
import numpy as np

import run
from analytic import ELECTROLYTE, Material, uniaxial_strain, uniaxial_stress
from checks import Checks

TOLERANCE = 1e-12
VARIANTS = (("P1", "box", 1, ["solid"]), ("P2 straight", "box", 2, ["solid"]),
            ("P2 curved", "box-curved", 2, ["Li2S", "electrolyte"]))
SYMMETRIC = ("xmin", "ymin", "zmin")
GROWTH = 0.1


def solve(name, variant, boundaries, growth=None, ranks=1):
    label, mesh, order, groups = variant
    phases = [run.phase(g, ELECTROLYTE, growth, "exact" if growth else None) for g in groups]
    if growth is None:
        phases = [run.phase(g, ELECTROLYTE) for g in groups]
    return run.solve(f"patch-{name}-{label.replace(' ', '-')}",
                     run.case(mesh, order, phases, boundaries), ranks)


def without_rigid_motion(points, displacement):
    """The field less the rigid motion (to first order) that fits it best over the nodes."""
    x = points - points.mean(axis=0)
    modes = [np.tile(e, (len(x), 1)) for e in np.eye(3)] + [np.cross(e, x) for e in np.eye(3)]
    basis = np.stack([m.ravel() for m in modes], axis=1)
    fit = np.linalg.lstsq(basis, displacement.ravel(), rcond=None)[0]
    return displacement - (basis @ fit).reshape(-1, 3)


def compare(checks, label, result, gradient, stress, size, rigid=False):
    """All nodes against u = G x, all cells against one stress, and the summary's energy.

    `size`: strain (or displacement over length) to which errors are relative.
    """
    step, points = result.last, result.points
    exact = points @ np.asarray(gradient).T
    found = step.displacement
    if rigid:
        exact, found = without_rigid_motion(points, exact), without_rigid_motion(points, found)
    length = np.ptp(points, axis=0).max()
    stiffness = ELECTROLYTE.oedometric * size
    checks.below(f"{label}: displacement", np.abs(found - exact).max() / (size * length),
                 TOLERANCE)
    checks.below(f"{label}: stress", np.abs(step.stress - stress).max() / stiffness, TOLERANCE)
    deviator = stress - np.trace(stress) / 3 * np.eye(3)
    mises = np.sqrt(1.5 * np.sum(deviator**2))
    group = result.phase_names[-1]
    for key in ("mean", "max", "p50"):
        checks.below(f"{label}: von Mises {key}",
                     abs(step.of_phase(group)[key] - mises) / stiffness, TOLERANCE)
    compliance = (np.sum(deviator**2) / (4 * ELECTROLYTE.shear)
                  + np.trace(stress)**2 / (18 * ELECTROLYTE.bulk))
    checks.below(f"{label}: energy", abs(step.energy - compliance * result.volumes.sum())
                 / (stiffness * size * result.volumes.sum()), TOLERANCE)


def swelling(checks, variant, ranks):
    label = variant[0]
    beta = (1 + GROWTH) ** (1 / 3) - 1
    held = solve("swell-fixed", variant, [run.fixed(*run.BOX)], GROWTH, ranks)
    confined = -3 * ELECTROLYTE.bulk * beta * np.eye(3)
    compare(checks, f"{label}, swelling in a fixed box", held, np.zeros((3, 3)), confined, beta)
    wrong = -3 * Material(22.0, 0.3001).bulk * beta * np.eye(3)
    checks.must_fail("nu 0.3001 for 0.30", lambda c: compare(
        c, label, held, np.zeros((3, 3)), wrong, beta))
    free = solve("swell-free", variant, [], GROWTH, ranks)
    compare(checks, f"{label}, swelling freely", free, beta * np.eye(3), np.zeros((3, 3)), beta,
            rigid=True)
    checks.must_fail("1.000001 beta", lambda c: compare(
        c, label, free, 1.000001 * beta * np.eye(3), np.zeros((3, 3)), beta, rigid=True))


def loading(checks, variant, ranks):
    label, mesh = variant[0], variant[1]
    length, strain, load = (2.5 if mesh == "box-curved" else 1.5), 0.01, 0.2
    axial, lateral = uniaxial_strain(ELECTROLYTE, strain)
    stretched = solve("extension", variant, [
        run.symmetry("xmin", "ymin", "ymax", "zmin", "zmax"),
        run.displacement([strain * length, None, None], "xmax")], ranks=ranks)
    compare(checks, f"{label}, uniaxial strain", stretched, np.diag([strain, 0, 0]),
            np.diag([axial, lateral, lateral]), strain)
    axial, lateral = uniaxial_stress(ELECTROLYTE, -load)
    pressed = solve("pressed", variant, [run.symmetry(*SYMMETRIC), run.pressure(load, "xmax")],
                    ranks=ranks)
    compare(checks, f"{label}, uniaxial stress", pressed, np.diag([axial, lateral, lateral]),
            np.diag([-load, 0, 0]), abs(axial))
    volumetric = -load / (3 * ELECTROLYTE.bulk)
    sunk = solve("sunk", variant, [run.pressure(load, *run.BOX)], ranks=ranks)
    compare(checks, f"{label}, pressure on all faces of a free box", sunk, volumetric * np.eye(3),
            -load * np.eye(3), abs(volumetric), rigid=True)


def affine(checks, variant, ranks):
    label = variant[0]
    shear = np.array([[0.01, 0.02, -0.015], [0.005, -0.02, 0.01], [0.03, -0.01, 0.015]])
    sheared = solve("affine", variant, [run.gradient(shear, *run.BOX)], ranks=ranks)
    stress = ELECTROLYTE.stress((shear + shear.T) / 2, 0.0)
    compare(checks, f"{label}, affine", sheared, shear, stress, 0.02)
    checks.must_fail("transposed gradient", lambda c: compare(c, label, sheared, shear.T, stress,
                                                              0.02))
    turn = np.array([[0, -0.02, 0.01], [0.02, 0, -0.03], [-0.01, 0.03, 0]])
    turned = solve("turned", variant, [run.gradient(turn, *run.BOX)], ranks=ranks)
    compare(checks, f"{label}, rigid rotation", turned, turn, np.zeros((3, 3)), 0.02)
    moved = solve("moved", variant, [run.displacement([0.01, -0.02, 0.03], *run.BOX)], ranks=ranks)
    difference = np.abs(moved.last.displacement - [0.01, -0.02, 0.03]).max() / 0.02
    checks.below(f"{label}, translation: displacement", difference, TOLERANCE)
    checks.below(f"{label}, translation: stress",
                 np.abs(moved.last.stress).max() / (0.02 * ELECTROLYTE.oedometric), TOLERANCE)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"patch/{ranks}")
    for variant in VARIANTS if ranks == 1 else VARIANTS[2:] if run.COARSE else (VARIANTS[0], VARIANTS[2]):
        swelling(checks, variant, ranks)
        loading(checks, variant, ranks)
        affine(checks, variant, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

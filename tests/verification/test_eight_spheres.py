# SPDX-License-Identifier: BSD-2-Clause
"""Eight spheres that swell in a matrix that flows (small strain, perfect, order 2), up in ten equal steps
of the linear swelling and back in ten, against two other programs on the same mesh with the same steps.

The numbers are second-hand: both programs (CalculiX and a research code) agree on them to 1.1e-5, and
neither is run here. The mesh is meshes/eight-spheres.msh. Forces are not compared but have to balance: how
nodes at the edges of the box are shared among faces is a convention (docs/theory.md, section 8).
"""
import os

import numpy as np

import elements
import run
from analytic import ELECTROLYTE, SULFUR
from checks import Checks

MEANS, STEPS, LARGEST = 1e-5, 10, 0.05
LAST = 6 if run.COARSE else 2 * STEPS  # steps of the program
GROWTH = (1 + LARGEST)**3 - 1
SOLVER = {"relative_tolerance": 1e-10}
MESH = os.path.join(run.HERE, "meshes", "eight-spheres")
NAMES = ("mean von Mises of the particles", "pressure of the particles", "ratio of volumes of the particles",
         "mean von Mises of the matrix", "pressure of the matrix", "mean plastic strain",
         "largest plastic strain", "energy", "norm of all nodes' displacements")
# by number of the step; GPa and um
REFERENCE = {
    6: (0.17021639, 0.60723508, 1.0540832, 0.19927409, 0.13648144, 0.003632706, 0.088381317, 0.0028791769,
        0.069833487),
    10: (0.28354446, 0.82607222, 1.103179, 0.25493259, 0.25644262, 0.011643019, 0.16975664, 0.0060819176,
         0.13164638),
    20: (0.054706876, -0.25779818, 1.0157233, 0.12241175, 0.040160642, 0.015882614, 0.30348958,
         0.00083814531, 0.023182232),
}


def lithiation(swelling):
    """At which the volume is (1 + swelling)^3."""
    return ((1 + swelling)**3 - 1) / GROWTH


def volume_ratio(result, step):
    """Mean of det(1 + grad u) over the particles."""
    total = elements.integrate(result.points, result.cells_of("sulfur"), lambda x, u, g, _: np.stack(
        [np.linalg.det(np.eye(3) + g), np.ones(g.shape[:2])], axis=-1), step.displacement)
    return total[0] / total[1]


def measure(result, number):
    step = result.steps[number - 1]
    particles, matrix = step.of_phase("sulfur"), step.of_phase("electrolyte")
    strain = next(p for p in step.summary["phases"] if p["group"] == "electrolyte")["plastic_strain"]
    return (particles["mean"], particles["pressure_mean"], volume_ratio(result, step), matrix["mean"],
            matrix["pressure_mean"], strain["mean"], strain["max"], step.energy,
            np.linalg.norm(step.displacement))


def compare(checks, result, reference):
    largest = np.max(np.abs(list(reference.values())), axis=0)
    for number, target in [entry for entry in reference.items() if entry[0] <= LAST]:
        for name, value, exact, scale in zip(NAMES, measure(result, number), target, largest):
            checks.close(f"step {number}: {name}", value, exact, MEANS, scale=scale, key=number == 10)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"eight_spheres/{ranks}")
    up = [lithiation(LARGEST * k / STEPS) for k in range(1, STEPS + 1)]
    phases = [run.phase("sulfur", SULFUR, GROWTH), run.phase("electrolyte", ELECTROLYTE, **run.flow(0.3))]
    result = run.solve("eight-spheres", run.case(
        MESH, 2, phases, [run.fixed(*run.BOX)], {"lithiation": [*up, *up[-2::-1], 0.0][:LAST]}, SOLVER), ranks)
    checks.true("a step is one increment", all(s.summary["substeps"] == 1 for s in result.steps),
                f" {[s.summary['substeps'] for s in result.steps]}")
    compare(checks, result, REFERENCE)
    pressed = min(STEPS, LAST)
    forces = np.array([result.steps[pressed - 1].of_boundary(face)["force"] for face in run.BOX])
    checks.below(f"step {pressed}: forces on the box balance", np.linalg.norm(forces.sum(axis=0))
                 / np.linalg.norm(forces, axis=1).max(), 1e-7)
    wrong = {n: tuple(v * (1 + 1e-4) for v in row) for n, row in REFERENCE.items()}
    checks.must_fail("numbers larger by 1e-4", lambda c: compare(c, result, wrong))
    checks.finish()


if __name__ == "__main__":
    main()

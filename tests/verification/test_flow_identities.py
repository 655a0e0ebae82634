# SPDX-License-Identifier: BSD-2-Clause
"""What must hold with flow whatever the numbers are: Newton's method converges quadratically, ranks do
not matter, a second cycle repeats the first where nothing hardens, smaller steps change nothing where
the axes of strain stay as they are. On a coarse octant.
"""
import numpy as np

import flow_spheres
import run
from analytic import ELECTROLYTE, SULFUR
from checks import Checks
from test_flow_column import HARDENINGS, SIDES, SULFUR_FLOW, Column, Flow, below, entry
from test_ranks import compare as same_on_ranks

MESH = "flow-4-coarse"
DIRECT = {"preset": "direct", "relative_tolerance": 1e-9}
TIGHT = {"relative_tolerance": 1e-12}
# On an octant the axes of strain turn a little, by the mesh's error, and memory makes it last.
LOCAL, STEPS, CYCLES = 5e-3, 1e-4, 2e-3


def quadratic(checks, ranks):
    """Residuals of the last iterations, relative to the load, with linear systems solved to the end."""
    for name in ("NR03, held at 4", "NR10, Voce", "NR12, kinematic, three cycles",
                 "NR21, elastic, free", "NS02, small strain, hardening"):
        case = flow_spheres.CASES[name]
        mesh = MESH if case.outer == 4 else "octant-0.4"
        wanted = case.entry(mesh, DIRECT)
        wanted["program"]["lithiation"] = [0.3, 0.1] if case.plasticity else [0.3]
        result = run.solve(f"identities-newton-{name.split(',')[0]}", wanted, ranks)
        run.quadratic(checks, name, result)
    base = [run.symmetry(*SIDES, "zmin")]
    draw = {**run.displacement([None, None, 0.2], "zmax"), "program": [1.0]}
    for name in ("perfect", "all"):
        solid = ("solid", ELECTROLYTE, HARDENINGS[name], 1.8)
        bodies = {
            "column": entry("identities-column", [solid], True, base, [0.3]),
            "laminate": entry("identities-laminate", [
                ("sulfur", SULFUR, SULFUR_FLOW, 1.8), ("electrolyte", *solid[1:3], 1.0)], True,
                [*base, run.pressure(0.075, "zmax")], [0.3], (1, 1, 4), below),
            "bar": entry("identities-bar", [(*solid[:3], 1.0)], True,
                         [run.symmetry("xmin", "ymin", "zmin"), draw], [1.0]),
        }
        for body, wanted in bodies.items():
            wanted["solver"] = {"preset": "direct", "relative_tolerance": 1e-6}
            result = run.solve(f"identities-newton-{body}-{name}", wanted, ranks)
            run.quadratic(checks, f"{body}, {name}", result)


def alike(checks, label, one, other, bound):
    for field in ("displacement", "stress"):
        a, b = getattr(one, field), getattr(other, field)
        checks.below(f"{label}: {field}", np.abs(a - b).max() / np.abs(a).max(), bound, key=True)


def means(checks, label, one, other, bound):
    """What has a radial reference: pressure of the core, means over the shell."""
    for group, name in (("core", "pressure_mean"), ("shell", "pressure_mean"), ("shell", "mean")):
        a, b = one.of_phase(group)[name], other.of_phase(group)[name]
        checks.close(f"{label}: {name} of the {group}", b, a, bound, scale=0.3, unit="GPa", key=True)


def ranks_and_steps(checks):
    """Finite strain with kinematic hardening up and half way back: the stress turns everywhere."""
    case = flow_spheres.CASES["NR12, kinematic, three cycles"]
    wanted = case.entry(MESH, TIGHT)
    wanted["program"] = {"lithiation": [0.3, 0.1]}
    several = (3,) if run.COARSE else (2, 3)
    one = run.solve("identities-ranks", wanted)
    for ranks in several:
        same_on_ranks(checks, f"1 and {ranks} ranks", one, run.solve("identities-ranks", wanted, ranks))
    if run.COARSE:
        return
    taken = max(s.summary["substeps"] for s in one.steps)
    wanted["program"]["largest_step"] = 0.3 / (2 * taken + 1)
    halved = run.solve("identities-halved", wanted)
    checks.true("steps are half as large", halved.steps[0].summary["substeps"] >= 2 * taken,
                f" {taken}, {halved.steps[0].summary['substeps']}")
    for place, (first, other) in enumerate(zip(one.steps, halved.steps, strict=True), 1):
        alike(checks, f"steps halved, target {place}", first, other, LOCAL)
        means(checks, f"steps halved, target {place}", first, other, STEPS)


def cycles(checks, ranks):
    """Exactly in a column; on the octant within the mesh's error, with plastic strain that grows."""
    for name in ("perfect", "kinematic"):
        wanted = entry("cycles", [("solid", ELECTROLYTE, HARDENINGS[name], 1.8)], True,
                       [run.symmetry(*SIDES, "zmin")], {"lithiation": [1, 0], "cycles": 3})
        result = run.solve(f"identities-column-{name}", wanted, ranks)
        for place in (2, 3):
            alike(checks, f"column, {name}, target {place + 3} is target {place + 1}",
                  result.steps[place], result.steps[place + 2], 1e-9)
        loaded = Column(ELECTROLYTE, Flow(**HARDENINGS[name]), 1.8, True)
        checks.close(f"column, {name}: loaded for the first time", result.steps[0].stress[0, 0, 0],
                     loaded.lateral, 1e-9)
    if run.COARSE:
        return
    case = flow_spheres.CASES["NR03, held at 4"]
    wanted = case.entry(MESH, {"relative_tolerance": 1e-9})
    wanted["program"] = {"lithiation": [0.3, 0], "cycles": 2}
    steps = run.solve("identities-cycles", wanted, ranks).steps
    for place in (0, 1):
        means(checks, f"octant, perfect, target {place + 3} is target {place + 1}",
              steps[place], steps[place + 2], CYCLES)
    checks.true("octant, perfect: plastic strain grows", (steps[2].plastic_strain.max()
                                                          > 1.5 * steps[0].plastic_strain.max()))


def main():
    run.ranks_from_arguments()  # the most of those that it runs on
    checks = Checks("flow_identities")
    if not run.COARSE:
        quadratic(checks, 1)
    ranks_and_steps(checks)
    cycles(checks, 1)
    checks.finish()


if __name__ == "__main__":
    main()

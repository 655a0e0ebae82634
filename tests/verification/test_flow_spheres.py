# SPDX-License-Identifier: BSD-2-Clause
"""A swelling core in a shell that flows, curved order 2 on octants, against a radial reference: finite
and small strain, held, free and pressed, hardening, what is left after unloading, three cycles.

Core pressure within 0.5 %, stretch of the interface within 2e-4; what order 2 has of the strain just
at the interface is the worst of it (4 %, 2.5 % on a finer mesh). On the coarse mesh the core's pressure
is off by more than on the next one. With `--fine` all cases on finer meshes.
"""
import argparse
import dataclasses

import flow_spheres
import run
from checks import Checks

STRETCH, PRESSURE, MEAN, REACH = 2e-4, 5e-3, 1e-2, 2e-2
SOLVER = {"relative_tolerance": 1e-8}
SHORT = ("NR15, 75 MPa outside", "NS01, small strain")  # what the sanitizers see
FINER = "NR03, held at 4"  # the case on which refinement is looked at


def compare(checks, label, case, result, strain_bound):
    """Every target of the case. What unloading leaves is small in means over the shell: errors there are
    relative to the largest over the targets."""
    targets = case.targets.values()
    mises, outside = max(t.mises for t in targets), max(abs(t.outside) for t in targets)
    pressed = max(abs(t.pressure) for t in targets)
    for place, target in case.targets.items():
        found, where = flow_spheres.measure(case, result, place), f"{label}, target {place + 1}"
        checks.close(f"{where}: stretch of the interface", found.stretch, target.stretch, STRETCH, key=True)
        checks.close(f"{where}: pressure of the core", found.pressure, target.pressure, PRESSURE,
                     unit="GPa", key=True)
        checks.close(f"{where}: mean von Mises", found.mises, target.mises, MEAN, scale=mises, unit="GPa")
        checks.close(f"{where}: radial stress outside", found.outside, target.outside, MEAN,
                     scale=outside, unit="GPa")
        checks.close(f"{where}: outer radius", found.radius, target.radius or case.outer, STRETCH, unit="um")
        checks.close(f"{where}: traction in the interface", flow_spheres.traction(result, place),
                     flow_spheres.traction_of(case, target), PRESSURE, scale=pressed, unit="GPa")
        if case.plasticity is None:
            continue
        checks.close(f"{where}: plastic strain at the interface", found.strain, target.strain,
                     strain_bound, key=True)
        checks.close(f"{where}: mean plastic strain", found.strain_mean, target.strain_mean, MEAN)
        checks.close(f"{where}: radius that has flowed", found.reach, target.reach, REACH, unit="um")


def solve(name, ranks, mesh):
    case = flow_spheres.CASES[name]
    return run.solve(f"flow-{name.split(',')[0]}-{mesh}", case.entry(mesh, SOLVER), ranks)


def refined(checks, ranks, fine):
    """The core's pressure at full lithiation comes closer to the reference."""
    case, errors = flow_spheres.CASES[FINER], []
    exact = case.targets[1].pressure
    for mesh in ("flow-4-coarse", "flow-4"):
        result = fine if mesh == "flow-4" else solve(FINER, ranks, mesh)
        errors.append(abs(flow_spheres.measure(case, result, 1).pressure - exact) / exact)
    checks.below("refinement: pressure of the core on the coarse mesh", errors[0], 1.5e-2)
    checks.below("refinement: the finer mesh's error over it", errors[1] / errors[0], 0.7, key=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--fine", action="store_true")
    arguments = parser.parse_args()
    ranks, more = arguments.ranks, "-fine" if arguments.fine else ""
    checks = Checks(f"flow_spheres{more}/{ranks}")
    results = {}
    for name, case in flow_spheres.CASES.items():
        if run.COARSE and name not in SHORT:
            continue
        results[name] = solve(name, ranks, f"flow-{case.outer:g}{more}")
        compare(checks, name, case, results[name], 2.5e-2 if arguments.fine else 4e-2)
    if not arguments.fine and not run.COARSE:
        refined(checks, ranks, results[FINER])
    held = SHORT[0] if run.COARSE else FINER
    checks.must_fail("yield in Cauchy's stress, whose mean is 8 % off", lambda c: compare(
        c, "", altered(flow_spheres.CASES[held], 1.08), results[held], 4e-2))
    checks.finish()


def altered(case, factor):
    """The case with other means of the von Mises stress, and nothing else."""
    targets = {place: dataclasses.replace(t, mises=factor * t.mises) for place, t in case.targets.items()}
    return dataclasses.replace(case, targets=targets)


if __name__ == "__main__":
    main()

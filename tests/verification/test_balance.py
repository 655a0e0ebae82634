# SPDX-License-Identifier: BSD-2-Clause
"""Laws that hold on every mesh: equilibrium, energy, linearity, superposition, load steps."""
import numpy as np

import run
from analytic import ELECTROLYTE, SULFUR, stretch
from checks import Checks

TOLERANCE = 1e-9
SOLVER = {"relative_tolerance": 1e-12}
PRESSED = [run.symmetry("xmin", "xmax", "ymin", "ymax", "zmin"), run.pressure(0.075, "zmax")]
HELD = [run.fixed(*run.BOX)]


def solve(name, growths, boundaries, ranks, order=1, program=None, convention="exact"):
    """`growths`: volume change of sulfur and of the electrolyte, None for no swelling."""
    phases = [run.phase(g, m, v, convention) for g, m, v in
              zip(("sulfur", "electrolyte"), (SULFUR, ELECTROLYTE), growths)]
    return run.solve(f"balance-{name}", run.case("composite", order, phases, boundaries, program,
                                                 SOLVER), ranks)


def forces(checks, label, result):
    step = result.last
    all_forces = np.array([step.of_boundary(g)["force"] for g in run.BOX])
    size = np.abs(all_forces).max()
    checks.below(f"{label}: forces balance", np.abs(all_forces.sum(axis=0)).max() / size,
                 TOLERANCE, key=True)
    total = sum(step.of_phase(g)["volume"] for g in ("sulfur", "electrolyte"))
    checks.close(f"{label}: the phases fill the box", total, 1000.0, 1e-6)
    mean = np.einsum("c,cij->ij", result.volumes, step.stress) / result.volumes.sum()
    checks.close(f"{label}: mean stress is a third of the pressure", -np.trace(mean) / 3,
                 step.pressure_mean(), TOLERANCE, unit="GPa")


def clapeyron(checks, label, step, growths, work):
    """Elastic energy: half the work of the loads plus half that of the eigenstrain,
    1/2 W + 3/2 sum(beta p V); `work` is the sum of force times displacement at the boundary."""
    inner = sum(1.5 * stretch("exact", v) * step.of_phase(g)["pressure_mean"]
                * step.of_phase(g)["volume"] for g, v in growths.items())
    checks.close(f"{label}: energy is that of the eigenstrain and the loads", step.energy,
                 inner + work / 2, TOLERANCE, unit="GPa um3", key=True)


def energies(checks, ranks):
    for order in (1, 2):
        held = solve(f"held-{order}", (0.71, None), HELD, ranks, order)
        forces(checks, f"P{order}, held", held)
        clapeyron(checks, f"P{order}, held", held.last, {"sulfur": 0.71}, 0.0)
        checks.must_fail("growth of 0.7101", lambda c: clapeyron(
            c, "", held.last, {"sulfur": 0.7101}, 0.0))
    pressed = solve("pressed", (0.71, None), PRESSED, ranks)
    forces(checks, "in a press", pressed)
    top = pressed.last.of_boundary("zmax")
    checks.close("in a press: force on the top is pressure times area", top["force"][2],
                 -0.075 * 100, TOLERANCE, unit="GPa um2", key=True)
    clapeyron(checks, "in a press", pressed.last, {"sulfur": 0.71},
              -0.075 * 100 * top["displacement_mean"][2])
    return pressed


def difference(first, second, factor=1.0):
    """Largest relative difference of the fields of `first` and `factor` times `second`."""
    return max(np.abs(getattr(first, f) - factor * getattr(second, f)).max()
               / np.abs(getattr(first, f)).max() for f in ("displacement", "stress"))


def linearity(checks, pressed, ranks):
    single = solve("only-swelling", (0.71, None), [*PRESSED[:1]], ranks)
    load = solve("only-pressure", (None, None), PRESSED, ranks)
    whole = np.abs(pressed.last.stress).max()
    for field, size in (("displacement", np.abs(pressed.last.displacement).max()),
                        ("stress", whole)):
        parts = getattr(single.last, field) + getattr(load.last, field)
        checks.below(f"superposition of swelling and pressure: {field}",
                     np.abs(getattr(pressed.last, field) - parts).max() / size, TOLERANCE,
                     key=True)
    # Strain linear in lithiation: half of it gives half the stress and a quarter of the energy.
    linear = solve("linear", (0.3, None), HELD, ranks, program=[0.5, 1.0], convention="linear")
    half, full = linear.steps
    checks.below("half the swelling, half the fields", difference(half, full, 0.5), TOLERANCE)
    checks.close("half the swelling, a quarter of the energy", half.energy, full.energy / 4,
                 TOLERANCE, unit="GPa um3")
    checks.close("half the swelling, half the von Mises", half.of_phase("electrolyte")["p95"],
                 full.of_phase("electrolyte")["p95"] / 2, TOLERANCE, unit="GPa")


def load_steps(checks, ranks):
    """Two phases whose stretches grow by different laws: no step is a multiple of another one."""
    growths, program = (0.71, -0.1), [0.25, 1.0, 0.0, 0.6]
    together = solve("program", growths, PRESSED, ranks, program=program)
    for factor, step in list(zip(program, together.steps, strict=True))[:1 if run.COARSE else 4]:
        alone = solve(f"alone-{factor}", growths, PRESSED, ranks, program=[factor]).last
        checks.below(f"step {factor} of a program and alone: fields", difference(alone, step),
                     TOLERANCE, key=True)
        checks.close(f"step {factor} of a program and alone: energy", step.energy, alone.energy,
                     TOLERANCE, unit="GPa um3")
        for key in ("mean", "max", "p50", "p90", "p95", "p99"):
            checks.close(f"step {factor} of a program and alone: von Mises {key}",
                         step.of_phase("electrolyte")[key], alone.of_phase("electrolyte")[key],
                         TOLERANCE, unit="GPa")
    checks.must_fail("another step", lambda c: c.below(
        "", difference(together.steps[0], together.steps[3]), TOLERANCE))


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"balance/{ranks}")
    linearity(checks, energies(checks, ranks), ranks)
    load_steps(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

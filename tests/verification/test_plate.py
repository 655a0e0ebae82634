# SPDX-License-Identifier: BSD-2-Clause
"""Plates: faces that stay plane and move to where what pushes on them is balanced. The laminate against
its closed form, a composite against the same plate held where it came to rest, linear and with flow
at finite strain."""
import numpy as np

import run
from analytic import ELECTROLYTE, SULFUR, SWELLING, Laminate
from checks import Checks
from test_laminate import PRESSURE, SIDES, THICKNESS, compare

LAYERS = [run.phase("sulfur", SULFUR, 0.8, fraction=1.0), run.phase("electrolyte", ELECTROLYTE)]
GRAINS = [run.phase("sulfur", SULFUR, 0.05, fraction=1.0), run.phase("electrolyte", ELECTROLYTE)]
FACES = ("xmin", "ymin", "ymax", "zmin")


def plate(face, pressure=None, stiffness=None):
    """In GPa and GPa/um."""
    entry = {"faces": [face], "condition": "plate"}
    if pressure is not None:
        entry["pressure"] = f"{pressure!r} GPa"
    if stiffness is not None:
        entry["stiffness"] = f"{stiffness!r} GPa/um"
    return entry


def rest(result, face):
    """Movement in um and pressure in GPa, as the summary has them."""
    entry = next(b for b in result.last.summary["boundaries"] if b["group"] == face)
    return entry["displacement"] * 1e6, entry["pressure"] * 1e-9


def laminate(checks, ranks):
    """Clamped sides: the displacement is piecewise linear whether the top is free to bend or not."""
    fractions, materials = [0.3, 0.7], [SULFUR, ELECTROLYTE]
    pushed = run.solve("plate-laminate", run.case(
        "laminate", 1, LAYERS, [run.symmetry(*SIDES), plate("zmax", PRESSURE)]), ranks)
    compare(checks, "laminate, 75 MPa", pushed,
            Laminate(fractions, materials, [SWELLING, 0], ("pressure", PRESSURE)), key=True)
    leaning = run.solve("plate-leaning", run.case(
        "laminate", 1, LAYERS, [run.symmetry(*SIDES), plate("zmax", 0.01, 2.0)]), ranks)
    movement, pressure = rest(leaning, "zmax")
    exact = Laminate(fractions, materials, [SWELLING, 0], ("pressure", pressure))
    compare(checks, "laminate on a foundation", leaning, exact, key=True)
    checks.close("foundation: P + k d", pressure, 0.01 + 2.0 * movement, 1e-12)
    checks.close("foundation: movement", movement, exact.strain * THICKNESS, 1e-10, unit="um",
                 key=True)


def balance(checks, label, result, face, axis, pressure, tolerance):
    """All nodes of the face move alike along the axis, and the force is that of the pressure."""
    points, u = result.points[:, axis], result.last.displacement[:, axis]
    at = np.abs(points - points.max()) < 1e-9
    movement, acting = rest(result, face)
    size = np.abs(result.last.displacement).max()
    checks.below(f"{label}: {face} stays plane", np.abs(u[at] - movement).max() / size, 1e-12)
    checks.close(f"{label}: pressure on {face}", acting, pressure, 1e-12)
    entry = result.last.of_boundary(face)
    checks.close(f"{label}: force on {face}", entry["force"][axis], -pressure * entry["area"],
                 tolerance, key=True)


def composite(checks, ranks):
    """Two plates on grains that push unevenly; the faces across carry what the plates do."""
    sides = [run.symmetry(*FACES)]
    both = run.solve("plate-composite", run.case(
        "composite", 1, GRAINS, [*sides, plate("xmax", 0.02), plate("zmax", PRESSURE)]), ranks)
    balance(checks, "composite", both, "xmax", 0, 0.02, 1e-9)
    balance(checks, "composite", both, "zmax", 2, PRESSURE, 1e-9)
    for face, other in (("xmin", "xmax"), ("zmin", "zmax")):
        axis = "xyz".index(face[0])
        checks.close(f"composite: {face} balances {other}",
                     both.last.of_boundary(face)["force"][axis],
                     -both.last.of_boundary(other)["force"][axis], 1e-9)
    entry = run.case("composite", 1, GRAINS, [*sides, plate("zmax", PRESSURE), {
        **run.pressure(0.02, "xmax"), "program": [0.5]}], program=[1.0])
    beside = run.solve("plate-beside", entry, ranks)
    balance(checks, "beside a pressure with a program", beside, "zmax", 2, PRESSURE, 1e-9)
    held = run.solve("plate-held", run.case("composite", 1, GRAINS, [
        *sides, run.displacement([float(rest(both, "xmax")[0]), None, None], "xmax"),
        run.displacement([None, None, float(rest(both, "zmax")[0])], "zmax")]), ranks)
    checks.close("held where they came to rest: energy", held.last.energy, both.last.energy, 1e-9,
                 key=True)
    for face in ("xmax", "zmax"):
        checks.below(f"held where they came to rest: force on {face}", np.abs(
            held.last.of_boundary(face)["force"] - both.last.of_boundary(face)["force"]).max()
            / np.abs(both.last.of_boundary(face)["force"]).max(), 1e-8)


def flowing(entry, fraction):
    return {**entry, "plasticity": {"yield_stress": f"{fraction} GPa"}}


def flow(checks, ranks):
    """Finite strain and flow: as linear, but for the tolerance of Newton's method."""
    layers = [{**LAYERS[0], "swelling": {"volume_change": 0.2}}, flowing(LAYERS[1], 0.3)]
    solver = {"preset": "direct", "relative_tolerance": 1e-11}
    runs = []
    for name, top in (("plate", plate("zmax", PRESSURE)), ("pressed", run.pressure(PRESSURE, "zmax"))):
        entry = run.case("laminate", 2, layers, [run.symmetry(*SIDES), top], solver=solver)
        runs.append(run.solve(f"plate-flow-{name}", {**entry, "kinematics": "finite"}, ranks))
    checks.close("flow: the laminate's energy, pressed by a plate or directly", runs[0].last.energy,
                 runs[1].last.energy, 1e-9)
    checks.close("flow: its thickness", rest(runs[0], "zmax")[0],
                 runs[1].last.of_boundary("zmax")["displacement_mean"][2], 1e-9, key=True)
    grains = [{**GRAINS[0], "swelling": {"volume_change": 0.1}}, flowing(GRAINS[1], 0.3)]
    entry = run.case("composite", 1, grains, [run.symmetry("xmax", *FACES), plate("zmax", PRESSURE)],
                     solver={"relative_tolerance": 1e-9})
    both = run.solve("plate-flow-composite", {**entry, "kinematics": "finite"}, ranks)
    balance(checks, "flow", both, "zmax", 2, PRESSURE, 1e-6)
    checks.true("flow: the composite flows", both.last.summary["phases"][1]["yielded_share"] > 0.1)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"plate/{ranks}")
    laminate(checks, ranks)
    composite(checks, ranks)
    flow(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

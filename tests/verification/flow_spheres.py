# SPDX-License-Identifier: BSD-2-Clause
"""A swelling core in a shell that flows: the cases, their reference numbers, what a run says of them.

The references are of a radial finite-element code that shares nothing with the program (Richardson
extrapolation over 2000 to 8000 elements, errors below 2e-7). Radii in um: the core's is 1. Where the
axes of strain stay as they are, results do not depend on the steps. Material of the core: sulfur,
elastic; volume 1.8 at lithiation 1.
"""
from dataclasses import dataclass

import numpy as np

import elements
import run
from analytic import ELECTROLYTE, SULFUR

PLANES = ("bottom", "front", "inclined")
HELD, FREE = [run.fixed("outer")], []
VOCE = {"saturation": 0.5, "saturation_rate": 20.0}


@dataclass(frozen=True)
class Reference:
    """Of one target. Means over the shell, weighted with the volume before deformation."""

    stretch: float      # of the interface
    pressure: float     # of the core, GPa
    strain: float       # equivalent plastic one, at the interface
    reach: float        # radius of what has flowed at any time, um
    outside: float      # radial stress, GPa
    mises: float        # mean, Cauchy's, GPa
    strain_mean: float  # equivalent plastic one
    radius: float = None  # of the outer surface, um; None: it stays


@dataclass(frozen=True)
class Case:
    outer: float          # radius, um
    plasticity: dict      # of the shell; None: elastic
    conditions: list
    program: list
    targets: dict         # place in the program, from 0: Reference
    beta: float = None    # linear swelling of a case of small strain; None: finite strain

    def entry(self, mesh, solver=None, largest_step=None):
        growth = 0.8 if self.beta is None else (1 + self.beta)**3 - 1
        further = run.flow(**self.plasticity) if self.plasticity else {}
        program = {"lithiation": self.program}
        if largest_step:
            program["largest_step"] = largest_step
        return run.case(mesh, 2, [run.phase("core", SULFUR, growth),
                                  run.phase("shell", ELECTROLYTE, **further)],
                        [run.symmetry(*PLANES), *self.conditions], program, solver,
                        kinematics="small" if self.beta else "finite")


CASES = {
    "NR01, held at 2": Case(2.0, {"yield_stress": 0.3}, HELD, [1, 0], {
        0: Reference(1.1687999, 2.22690362, 0.366202387, 2, -1.87384278, 0.327961526, 0.116170571),
        1: Reference(1.0084126, -0.40393595, 0.711415673, 2, -0.00693340705, 0.301105207,
                     0.212653039)}),
    "NR03, held at 4": Case(4.0, {"yield_stress": 0.3}, HELD, [0.5, 1, 0], {
        0: Reference(1.10265503, 0.745397383, 0.202692016, 2.39089141, -0.113630008, 0.162508516,
                     0.00643367822),
        1: Reference(1.19531736, 0.912860044, 0.369719399, 3.01722128, -0.228638185, 0.240051899,
                     0.0172454433),
        2: Reference(1.01202834, -0.570356291, 0.71761209, 3.01722128, -0.00134698231,
                     0.0853499913, 0.0289432169)}),
    "NR08, linear hardening": Case(4.0, {"yield_stress": 0.3, "isotropic": 0.5}, HELD, [1, 0], {
        0: Reference(1.1933735, 1.00255877, 0.358268021, 3.0164611, -0.22846501, 0.248492484,
                     0.0167029483),
        1: Reference(1.01642228, -0.766984612, 0.671928341, 3.0164611, -0.00187036207,
                     0.0971510477, 0.0270538302)}),
    "NR10, Voce": Case(4.0, {"yield_stress": 0.2, **VOCE}, HELD, [1, 0], {
        0: Reference(1.19195539, 1.06863019, 0.356799667, 3.45674554, -0.228277338, 0.240765905,
                     0.0171754967),
        1: Reference(1.01836617, -0.852052309, 0.677299642, 3.45674554, -0.00218101692,
                     0.123254771, 0.0262386656)}),
    "NR12, kinematic, three cycles": Case(
        4.0, {"yield_stress": 0.3, "kinematic": 1.0}, HELD, [1, 0, 1, 0, 1, 0], {
            0: Reference(1.19155757, 1.08726149, 0.347538878, 3.01580199, -0.22831493, 0.25641469,
                         0.0161950241),
            4: Reference(1.19155757, 1.08726149, 1.65634633, 3.01580199, -0.22831493, 0.25641469,
                         0.0601760658),
            5: Reference(1.01125446, -0.53509173, 1.98354819, 3.01580199, -0.00124289064,
                         0.0800223741, 0.0711713262)}),
    "NR15, 75 MPa outside": Case(2.0, {"yield_stress": 0.3}, [run.pressure(0.075, "outer")], [1, 0], {
        0: Reference(1.2069423, 0.396805183, 0.371367808, 2, -0.075, 0.299908392, 0.117924148, 2.06146326),
        1: Reference(1.0069941, -0.337484883, 0.722071495, 2, -0.075, 0.302216264, 0.216275948, 1.99749988)}),
    "NR20, elastic, held": Case(2.0, None, HELD, [1], {
        0: Reference(1.11730547, 5.42423858, 0, 1, -1.87706504, 2.34337578, 0)}),
    "NR21, elastic, free": Case(2.0, None, FREE, [1], {
        0: Reference(1.15169119, 3.18675582, 0, 1, 0, 2.09903209, 0, 2.0644232)}),
    "NS01, small strain": Case(4.0, {"yield_stress": 0.3}, HELD, [1, 0], {
        0: Reference(1.03882335, 0.552623117, 0.0786511824, 1.72352798, -0.0419985549,
                     0.0811965993, 0.00128529179),
        1: Reference(1.00495468, -0.244981494, 0.13721051, 1.72352798, -0.000430093917,
                     0.0125959326, 0.00178336986)}, beta=0.05),
    "NS02, small strain, hardening": Case(4.0, {"yield_stress": 0.3, "isotropic": 2.0}, HELD, [1, 0], {
        0: Reference(1.03770266, 0.608035033, 0.0695703696, 1.72219621, -0.0419012728,
                     0.0833238482, 0.00113497569),
        1: Reference(1.00602848, -0.298075065, 0.105415443, 1.72219621, -0.000523305948,
                     0.0141469391, 0.00138731058)}, beta=0.05),
    "NS06, small strain, free": Case(4.0, {"yield_stress": 0.3}, FREE, [1, 0], {
        0: Reference(1.02163171, 0.413765636, 0.0392185265, 1.45089976, 0, 0.054030991,
                     0.000410904297, 4.00182217),
        1: Reference(1.00287479, -0.142142516, 0.0587653778, 1.45089976, 0, 0.00566046943,
                     0.000479441812, 4.00001815)}, beta=0.03),
}


def radius(result, step, initial):
    """After deformation, of the nodes at this radius."""
    on = np.abs(np.linalg.norm(result.points, axis=1) - initial) < 1e-6
    return np.mean(np.linalg.norm(result.points[on] + step.displacement[on], axis=1))


def strain_at_interface(result, step, zone, powers):
    """Equivalent plastic strain at radius 1, from the cells' averages: a polynomial in 1/r^3 in the cells
    up to radius `zone`, fitted by least squares to averages of the same functions over these cells."""
    def integrand(x, *_):
        return np.linalg.norm(x, axis=-1)[..., None] ** (-3 * np.arange(powers))

    shell = np.flatnonzero(result.cell_phase == result.phase_names.index("shell"))
    middle = np.linalg.norm(result.points[result.cells[shell, :4]].mean(axis=1), axis=1)
    near = shell[middle < zone]
    rows = np.array([elements.integrate(result.points, result.cells[c:c + 1], integrand) for c in near])
    return np.linalg.lstsq(rows / rows[:, :1], step.plastic_strain[near], rcond=None)[0].sum()


def traction(result, place):
    """Mean normal traction in the interface, GPa."""
    return result.steps[place].summary["interfaces"][0]["traction_normal"]["mean"] * 1e-9


def traction_of(case, target):
    """The same of a reference: by area before deformation, at finite strain."""
    return -target.pressure * (1 if case.beta else target.stretch**2)


def measure(case, result, place):
    """The numbers of a Reference as the run has them, at the target of this place."""
    step, outer = result.steps[place], case.outer
    shell = next(p for p in step.summary["phases"] if p["group"] == "shell")
    flowed, strain = shell.get("yielded_share", 0.0), {"mean": 0.0}
    at_interface, end = 0.0, radius(result, step, outer)
    if case.plasticity:  # small strain: the plastic one is a + b/r^3 where nothing hardens
        zone = min(1.6, 0.55 + 0.45 * case.targets[place].reach)
        at_interface = strain_at_interface(result, step, zone, 2 if case.beta else 3)
        strain = shell["plastic_strain"]
    # An eighth of a sphere is pushed on, along x, as its projection is.
    push = step.of_boundary("outer")["force"][0]
    return Reference(
        stretch=radius(result, step, 1.0), pressure=step.of_phase("core")["pressure_mean"],
        strain=at_interface, reach=(1 + flowed * (outer**3 - 1)) ** (1 / 3),
        outside=push / (np.pi / 4 * (outer if case.beta else end)**2),
        mises=step.of_phase("shell")["mean"], strain_mean=strain["mean"], radius=end)

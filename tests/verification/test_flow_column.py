# SPDX-License-Identifier: BSD-2-Clause
"""Uniform states with flow, which every mesh represents exactly: a clamped column and a laminate that
swell, a bar that is pulled; small and finite strain, elastic, perfect and with every hardening.

Forces and stretches come from equations of one unknown, solved here to round-off. Where the axes of
strain stay as they are and loading goes one way, the answer does not depend on the steps.
"""
from dataclasses import dataclass

import numpy as np

import grid
import run
from analytic import ELECTROLYTE, SULFUR
from checks import Checks

TOLERANCE = 1e-9
SOLVER = {"preset": "direct", "relative_tolerance": 1e-13}
SIDES = ("xmin", "xmax", "ymin", "ymax")
HARDENINGS = {
    "perfect": {"yield_stress": 0.3},
    "linear": {"yield_stress": 0.3, "isotropic": 0.5},
    "Voce": {"yield_stress": 0.2, "saturation": 0.5, "saturation_rate": 20.0},
    "kinematic": {"yield_stress": 0.3, "kinematic": 1.0},
    "mixed": {"yield_stress": 0.2, "isotropic": 0.25, "kinematic": 1.0},
    "all": {"yield_stress": 0.2, "isotropic": 0.25, "saturation": 0.5, "saturation_rate": 20.0,
            "kinematic": 1.0},
}


def root(function, low, high):
    """Bisection down to neighbours."""
    sign = function(low) > 0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        low, high = (middle, high) if (function(middle) > 0) == sign else (low, middle)


@dataclass(frozen=True)
class Flow:
    """Flow stress after monotonic loading: that of the material, and the back stress."""

    yield_stress: float
    isotropic: float = 0.0
    saturation: float = None
    saturation_rate: float = 0.0
    kinematic: float = 0.0

    def stress(self, strain):
        end = self.yield_stress if self.saturation is None else self.saturation
        return (self.yield_stress + (self.isotropic + self.kinematic) * strain
                + (end - self.yield_stress) * (1 - np.exp(-self.saturation_rate * strain)))


@dataclass(frozen=True)
class Axial:
    """A state with equal lateral strains: strains and stresses, axial and lateral, equivalent plastic
    strain. At finite strain they are logarithmic and Kirchhoff's of the elastic part."""

    stress: float
    lateral: float
    strain: float

    @property
    def difference(self):
        return self.stress - self.lateral


def axial(material, flow, strain, lateral):
    """From the strains that are left when swelling is taken off."""
    volume, shear = strain + 2 * lateral, strain - lateral
    size, plastic = 2 * material.shear * abs(shear), 0.0
    if flow and size > flow.yield_stress:  # q = 2 G |e1 - e2| - 3 G p
        plastic = root(lambda p: size - 3 * material.shear * p - flow.stress(p), 0.0, abs(shear))
    difference = np.sign(shear) * (size - 3 * material.shear * plastic)
    mean = material.bulk * volume
    return Axial(mean + 2 * difference / 3, mean - difference / 3, plastic)


class Column:
    """Clamped sides, `force` on the top (per area before deformation, 0: free); finite strain where
    `finite`. `growth`: ratio of volumes by swelling."""

    def __init__(self, material, flow, growth, finite, force=0.0):
        self.finite, self.growth = finite, growth
        self.swelling = np.log(growth) / 3 if finite else growth ** (1 / 3) - 1

        def state(strain):
            return axial(material, flow, strain - self.swelling, -self.swelling)

        def balance(strain):  # P33: at finite strain Jc tau33 / lambda3
            measure = growth * np.exp(-strain) if finite else 1.0
            return measure * state(strain).stress - force

        self.strain = root(balance, -1.0, 1.5)
        self.state = state(self.strain)
        self.stretch = np.exp(self.strain) if finite else 1 + self.strain
        self.elastic_volume = self.stretch / growth if finite else 1.0  # Je
        self.lateral = self.state.lateral / self.elastic_volume          # Cauchy
        self.stress = self.state.stress / self.elastic_volume
        self.plastic_strain = self.state.strain


def plastic(result, place, group):
    phases = result.steps[place].summary["phases"]
    return next(p for p in phases if p["group"] == group)["plastic_strain"]


def entry(name, layers, finite, boundaries, program, counts=(1, 1, 2), phase=lambda c: "solid"):
    """A box of 1 x 1 x 2 um; layers: [(group, material, plasticity or None, growth)]."""
    mesh = grid.write(f"column/{name}", *grid.box(counts, (1.0, 1.0, 2.0), phase=phase))
    phases = [run.phase(group, material, growth - 1 if growth != 1 else None,
                        **(run.flow(**flow) if flow else {}))
              for group, material, flow, growth in layers]
    return run.case(mesh, 1, phases, boundaries, program, SOLVER,
                    kinematics="finite" if finite else "small")


def compare_layer(checks, label, result, place, group, exact):
    """Stress in every cell, plastic strain, against a Column."""
    cells = result.cell_phase == result.phase_names.index(group)
    step = result.steps[place]
    tensor = np.diag([exact.lateral, exact.lateral, exact.stress])
    checks.below(f"{label}: stress in every cell of {group}",
                 np.abs(step.stress[cells] - tensor).max() / np.abs(tensor).max(), TOLERANCE, key=True)
    if step.plastic_strain is not None:
        for name in ("mean", "max", "p95") if exact.plastic_strain else ():
            checks.close(f"{label}: plastic strain of {group}, {name}",
                         plastic(result, place, group)[name], exact.plastic_strain, TOLERANCE)


def chosen(cases, ranks):
    """All of them on one rank; on more, which add nothing but ranks, one."""
    return [(name, entry) for name, entry in cases.items() if ranks == 1 or name == "all"]


def columns(checks, ranks):
    """Free top. The reference's two numbers of a column, and every hardening, small and finite."""
    for finite in (True, False):
        for name, hardening in chosen({"elastic": None, **HARDENINGS}, ranks):
            label = f"column, {'finite' if finite else 'small'}, {name}"
            program = [0.125, 1.0]  # Jc = 1.1 and 1.8
            result = run.solve(label.replace(", ", "-"), entry(
                "column", [("solid", ELECTROLYTE, hardening, 1.8)], finite,
                [run.symmetry(*SIDES, "zmin")], program), ranks)
            for place, lithiation in enumerate(program):
                checks.true(f"{label}: nothing is said of locking", "order 1 lock" not in result.log)
                exact = Column(ELECTROLYTE, hardening and Flow(**hardening), 1 + 0.8 * lithiation, finite)
                where = f"{label}, Jc {exact.growth:g}"
                compare_layer(checks, where, result, place, "solid", exact)
                top = result.steps[place].of_boundary("zmax")["displacement_mean"][2]
                checks.close(f"{where}: stretch", 1 + top / 2, exact.stretch, TOLERANCE, key=True)
                if finite and name == "perfect":
                    published(checks, where, result, place)


def published(checks, label, result, place):
    """lambda3 = Jc exp(-2 Y / 3 K), sigma11 = -Y / Je, with the digits of the reference."""
    stretch, strain = {0: (1.08806521718, 0.0444492107786), 1: (1.78047035538, 0.372766867511)}[place]
    top = result.steps[place].of_boundary("zmax")["displacement_mean"][2]
    checks.close(f"{label}: stretch in the reference", 1 + top / 2, stretch, 1e-11)
    checks.close(f"{label}: plastic strain in the reference", plastic(result, place, "solid")["mean"],
                 strain, TOLERANCE)
    checks.close(f"{label}: lateral stress in the reference", result.steps[place].stress[0, 0, 0],
                 -0.303290643603, TOLERANCE)


def held(checks, ranks):
    """All faces held: the stress is uniform and nothing moves, so that no free node ever feels a force;
    to be found as converged, and cells of order 1 do not lock."""
    for finite in (True, False):
        label = f"held all around, {'finite' if finite else 'small'}"
        result = run.solve(label.replace(", ", "-").replace(" ", "-"), entry(
            "held", [("solid", ELECTROLYTE, HARDENINGS["all"], 1.8)], finite, [run.fixed(*run.BOX)],
            [1.0, 0.0], (2, 2, 2)), ranks)
        exact = (-ELECTROLYTE.bulk * np.log(1.8) * 1.8 if finite
                 else -3 * ELECTROLYTE.bulk * (1.8 ** (1 / 3) - 1))
        checks.below(f"{label}: stress in every cell",
                     np.abs(result.steps[0].stress / exact - np.eye(3)).max(), TOLERANCE, key=True)
        checks.below(f"{label}: afterwards", np.abs(result.last.stress / exact).max(), TOLERANCE)
        checks.true(f"{label}: nothing is said of locking", "order 1 lock" not in result.log)


FRACTIONS = (0.25, 0.75)
SULFUR_FLOW = {"yield_stress": 0.1, "isotropic": 0.2}


def below(centre):
    return "sulfur" if centre[2] < 2.0 * FRACTIONS[0] else "electrolyte"


def laminate(checks, ranks):
    """Sulfur below electrolyte, both flow; thickness held, or 75 MPa on the top."""
    for finite in (True, False):
        for name, _ in chosen({"perfect": None, "all": None}, ranks):
            flows = (SULFUR_FLOW, HARDENINGS[name])
            layers = [("sulfur", SULFUR, flows[0], 1.8), ("electrolyte", ELECTROLYTE, flows[1], 1.0)]
            for held in (True, False):
                label = (f"laminate, {'finite' if finite else 'small'}, {name}, "
                         f"{'held' if held else '75 MPa'}")
                top = run.symmetry("zmax") if held else run.pressure(0.075, "zmax")
                result = run.solve(label.replace(", ", "-").replace(" ", ""), entry(
                    "laminate", layers, finite, [run.symmetry(*SIDES, "zmin"), top], [1.0], (1, 1, 4),
                    below), ranks)

                def state(force, flows=flows):
                    return [Column(SULFUR, Flow(**flows[0]), 1.8, finite, force),
                            Column(ELECTROLYTE, Flow(**flows[1]), 1.0, finite, force)]

                def thickness(force):
                    return sum(f * c.stretch for f, c in zip(FRACTIONS, state(force)))

                force = root(lambda p: thickness(p) - 1, -8.0, 0.0) if held else -0.075
                for group, exact in zip(("sulfur", "electrolyte"), state(force)):
                    compare_layer(checks, label, result, 0, group, exact)
                moved = result.last.of_boundary("zmax")
                checks.close(f"{label}: thickness", 1 + moved["displacement_mean"][2] / 2,
                             thickness(force), TOLERANCE, key=True)
                checks.close(f"{label}: force on the top", moved["force"][2], force, TOLERANCE)
    checks.must_fail("sulfur that yields 1e-6 later", lambda c: compare_layer(
        c, "", result, 0, "sulfur", Column(
            SULFUR, Flow(0.1 * (1 + 1e-6), 0.2), 1.8, False, -0.075)))


# Equivalent plastic strain, lateral stretch, nominal stress at stretch 1.5, from the reference.
PULLED = {
    "perfect": (0.391828744472, 0.818726429105, 0.2),
    "linear": (0.383121439039, 0.820153451513, 0.327707146346),
    "Voce": (0.382744295252, 0.820215317002, 0.333238588554),
    "kinematic": (0.374792712103, 0.821520756817, 0.449861808069),
    "mixed": (0.37506375821, 0.821476224023, 0.445886465175),
}


def pulled(checks, ranks):
    """A bar of which one end is drawn away, its sides free: uniaxial stress; small strain to 1.05."""
    for finite in (True, False):
        for name, hardening in chosen(HARDENINGS, ranks):
            label, flow = f"bar, {'finite' if finite else 'small'}, {name}", Flow(**hardening)
            stretch = 1.5 if finite else 1.05
            draw = {**run.displacement([None, None, 2 * (stretch - 1)], "zmax"), "program": [1.0]}
            result = run.solve(label.replace(", ", "-"), entry(
                "bar", [("solid", ELECTROLYTE, hardening, 1)], finite,
                [run.symmetry("xmin", "ymin", "zmin"), draw], [1.0]), ranks)
            strain = np.log(stretch) if finite else stretch - 1
            lateral = root(lambda e: axial(ELECTROLYTE, flow, strain, e).lateral, -1.0, 0.0)
            exact = axial(ELECTROLYTE, flow, strain, lateral)
            volume, width = ((np.exp(strain + 2 * lateral), np.exp(lateral)) if finite
                             else (1.0, 1 + lateral))
            nominal = exact.stress / stretch if finite else exact.stress
            step = result.last
            checks.below(f"{label}: stress in every cell", np.abs(
                step.stress - np.diag([0, 0, exact.stress / volume])).max() * volume / exact.stress,
                TOLERANCE, key=True)
            found = {"plastic strain": plastic(result, 0, "solid")["mean"],
                     "lateral stretch": 1 + step.of_boundary("xmax")["displacement_mean"][0],
                     "nominal stress": step.of_boundary("zmax")["force"][2]}
            wanted = dict(zip(found, (exact.strain, width, nominal)))
            for what, value in found.items():
                checks.close(f"{label}: {what}", value, wanted[what], TOLERANCE)
            for what, target in zip(found, PULLED.get(name, ()) if finite else ()):
                checks.close(f"{label}: {what} in the reference", found[what], target, TOLERANCE)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"flow_column/{ranks}")
    columns(checks, ranks)
    held(checks, ranks)
    laminate(checks, ranks)
    pulled(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: BSD-2-Clause
"""One elastic dilatation a cell (volumetric: mean): where it helps, where it does not, and that it is
what it says: exact columns, spheres that flow, a shell that hardly changes its volume, the limit load
of a shell that flows through, the same on any number of ranks, nothing at order 1.

`--table` prints pressure and scatter at the limit load over mesh, order and dilatation, which
docs/theory.md (section 12) shows.
"""
import argparse

import numpy as np

import flow_spheres
import run
import test_flow_column as column
from analytic import ELECTROLYTE, SULFUR, Layer, Material, Spheres
from checks import Checks

MEAN = {"volumetric": "mean"}
TIGHT = {"relative_tolerance": 1e-10}


def columns(checks):
    """Uniform states stay exact, at small and finite strain."""
    for finite in (True, False):
        flow = column.HARDENINGS["all"]
        entry = column.entry("mean", [("solid", ELECTROLYTE, flow, 1.8)], finite,
                             [run.symmetry(*column.SIDES, "zmin")], [1.0])
        entry |= {"element_order": 2, **MEAN}
        exact = column.Column(ELECTROLYTE, column.Flow(**flow), 1.8, finite)
        result = run.solve(f"mean-column-{finite}", entry)
        column.compare_layer(checks, f"column, {'finite' if finite else 'small'}", result, 0, "solid", exact)


def shell_case(mesh, order, poisson, further, more):
    """A core that swells in a free shell of radius 2."""
    shell = Material(22.0, poisson)
    growth = more.pop("growth")
    return run.case(mesh, order, [run.phase("core", SULFUR, growth), run.phase("shell", shell, **further)],
                    [run.symmetry(*flow_spheres.PLANES)], [1.0], TIGHT, **more)


def incompressible(checks):
    """Poisson's ratio 0.4999: the pressure of the shell, uniform in truth, cell by cell."""
    growth = 0.05
    exact = Spheres([Layer(1.0, SULFUR, (1 + growth)**(1 / 3) - 1), Layer(2.0, Material(22.0, 0.4999))], "free")
    spread, scatter, short = {}, {}, {}
    for way in ("full", "mean"):
        result = run.solve(f"mean-incompressible-{way}", shell_case(
            "octant-0.4", 2, 0.4999, {}, {"growth": growth, "volumetric": way}))
        shell = result.cell_phase == result.phase_names.index("shell")
        weight, pressure = result.volumes[shell], result.last.pressure[shell]
        off = np.sqrt(np.average((pressure - exact.pressure(1))**2, weights=weight))
        spread[way] = off / exact.von_mises(1, 1.0)
        phase = next(p for p in result.last.summary["phases"] if p["group"] == "shell")
        scatter[way] = phase["pressure_scatter"]["mean"]
        moved = flow_spheres.radius(result, result.last, 1.0) - 1
        short[way] = 1 - moved / exact.displacement(1, 1.0)
    checks.below("nearly incompressible, mean: movement of the interface off", abs(short["mean"]), 3e-3, key=True)
    checks.true("nearly incompressible, full: locks, the interface moves too little", 0.02 < short["full"] < 0.1,
                f" by {short['full']:.3g}", key=True)
    checks.below("nearly incompressible, mean: pressure off, over von Mises", spread["mean"], 0.06, key=True)
    checks.below("nearly incompressible: that over the one of full", spread["mean"] / spread["full"], 0.2,
                 key=True)
    checks.below("nearly incompressible: scatter, mean over full", scatter["mean"] / scatter["full"], 0.2)


def spheres(checks, ranks):
    """With flow, small and finite strain: the same meshes and references as flow_spheres."""
    errors = {}
    for name, mesh, pressed in (("NR15, 75 MPa outside", "flow-2", 1e-2),
                                ("NS06, small strain, free", "flow-4", 2.5e-2),
                                ("NS06, small strain, free", "flow-4-coarse", 4e-2)):
        case = flow_spheres.CASES[name]
        exact = case.targets[0]
        entry = case.entry(mesh, TIGHT) | MEAN
        entry["program"] = {"lithiation": [1]}
        results = [run.solve(f"mean-{name.split(',')[0]}-{mesh}", entry, n)
                   for n in ((1, ranks) if mesh == "flow-4-coarse" else (1,))]
        found = flow_spheres.measure(case, results[0], 0)
        errors[mesh] = abs(found.pressure / exact.pressure - 1)
        label = f"{name.split(',')[0]} on {mesh}"
        checks.close(f"{label}: stretch of the interface", found.stretch, exact.stretch, 5e-4, key=True)
        checks.close(f"{label}: pressure of the core", found.pressure, exact.pressure, pressed, unit="GPa", key=True)
        checks.close(f"{label}: mean von Mises", found.mises, exact.mises, 2e-2, unit="GPa")
        checks.close(f"{label}: traction in the interface", flow_spheres.traction(results[0], 0),
                     flow_spheres.traction_of(case, exact), pressed, unit="GPa")
        if len(results) > 1:
            one, other = (r.last for r in results)
            for field in ("displacement", "stress", "plastic_strain"):
                a, b = getattr(one, field), getattr(other, field)
                checks.below(f"1 and {ranks} ranks: {field}", np.abs(a - b).max() / np.abs(a).max(), 1e-8, key=True)
    checks.below("NS06: error of the pressure, finer mesh over coarse", errors["flow-4"] / errors["flow-4-coarse"],
                 0.75, key=True)


def limit(mesh, order, way):
    """A shell that has flowed through at small strain carries 2 Y ln (b/a), whatever its elasticity. How far
    the core's pressure is above that, and the scatter of the shell's."""
    yielded = {"plasticity": {"yield_stress": "0.3 GPa"}}
    entry = shell_case(mesh, order, ELECTROLYTE.poisson, yielded,
                       {"growth": 0.5, "volumetric": way})
    entry["solver"] = {"relative_tolerance": 1e-6}
    result = run.solve(f"mean-limit-{mesh}-{order}-{way}", entry)
    shell = next(p for p in result.last.summary["phases"] if p["group"] == "shell")
    exact = 0.6 * np.log(2.0)
    return (result, result.last.of_phase("core")["pressure_mean"] / exact - 1,
            shell["pressure_scatter"]["mean"], shell["yielded_share"])


def limits(checks):
    for order, way, bound in ((1, "full", 1.0), (2, "full", 0.015), (2, "mean", 0.035)):
        result, off, scatter, yielded = limit("octant-0.4", order, way)
        label = f"limit load, order {order}, {way}"
        checks.below(f"{label}: pressure of the core off", abs(off), bound, key=True)
        checks.true(f"{label}: the shell has flowed through", yielded > 0.97, f" {yielded:g}")
        if order == 1:
            checks.true(f"{label}: locks", off > 0.4, f" {off:g}", key=True)
            told = f"by {100 * scatter:.2g} % (pressure_scatter)"
            checks.true("the warning of order 1 has the number", told in result.log, told)
            again, *_ = limit("octant-0.4", 1, "mean")
            checks.true("order 1: mean is the same", np.array_equal(again.last.stress, result.last.stress))
            checks.true("order 1: and the log says so", "mean changes nothing at element_order: 1" in again.log)


def table():
    for mesh in ("octant-0.4", "octant-0.28", "octant-0.2"):
        for order, way in ((1, "full"), (2, "full"), (2, "mean")):
            _, off, scatter, yielded = limit(mesh, order, way)
            print(f"{mesh} order {order} {way}: pressure {100 * off:+.2f} %, scatter {100 * scatter:.2f} %, "
                  f"yielded {yielded:.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    if arguments.table:
        table()
        return
    checks = Checks(f"dilatation/{arguments.ranks}")
    columns(checks)
    incompressible(checks)
    if not run.COARSE:
        spheres(checks, arguments.ranks)
    limits(checks)
    checks.finish()


if __name__ == "__main__":
    main()

"""Tractions in the interfaces: what summary.json says of them.

A laminate's is exact; around a sphere it is the core's pressure.
"""
import numpy as np

import run
from analytic import ELECTROLYTE, SULFUR, SWELLING, Laminate, Layer, Material, Spheres, stretch
from checks import Checks

PLANES = ("bottom", "front", "inclined")
GPA = 1e-9
BOUND = 5e-3
SHRINKING = -0.44035  # of the volume, Li2S to S


def between(step, a, b):
    """The entry of an interface, in GPa and um^2; `force` is relative to the sum of the sizes."""
    found = [i for i in step.summary["interfaces"] if set(i["between"]) == {a, b}]
    assert len(found) == 1, step.summary["interfaces"]
    entry = found[0]
    normal = {k: v * GPA for k, v in entry["traction_normal"].items()}
    shear = {k: v * GPA for k, v in entry["traction_shear"].items()}
    size = entry["traction_mean"] * entry["area"]
    return {**entry, "area": entry["area"] * 1e12, "normal": normal, "shear": shear,
            "sides": [v * GPA for v in entry["traction_normal_sides"]],
            "force": np.linalg.norm(entry["force"]) / size if size else 0.0}


def interfaces(*entries):
    return {"interfaces": [{"between": [a, b], "strength": f"{s!r} GPa"} for a, b, s in entries]}


def laminate(checks, ranks):
    def compare(c, label, entry, exact):
        for key in ("mean", "min", "max", "p5", "p50", "p95"):
            c.close(f"{label}: normal traction, {key}", entry["normal"][key], exact.s33, 1e-10,
                    unit="GPa", key=key == "mean")
        for side in (0, 1):
            c.close(f"{label}: normal traction from side {side}", entry["sides"][side], exact.s33,
                    1e-10)
        c.below(f"{label}: shear", entry["shear"]["max"] / abs(exact.s33), 1e-10, key=True)
        c.below(f"{label}: jump", entry["jump"], 1e-10)
        c.close(f"{label}: area", entry["area"], 2.0, 1e-12, unit="um2")
        c.true(f"{label}: nothing in tension", entry["area_in_tension"] == 0
               and entry["area_above_strength"] == 0 and entry["particles"]["count"] == 1)

    phases = [run.phase("sulfur", SULFUR, 0.8), run.phase("electrolyte", ELECTROLYTE)]
    held = [run.symmetry("xmin", "xmax", "ymin", "ymax", "zmin", "zmax")]
    for order in (1, 2):
        entry = run.case("laminate", order, phases, held)
        entry |= interfaces(("electrolyte", "sulfur", 0.0))
        found = between(run.solve(f"traction-laminate-{order}", entry, ranks).last, "sulfur",
                        "electrolyte")
        exact = Laminate([0.3, 0.7], [SULFUR, ELECTROLYTE], [SWELLING, 0], "fixed")
        checks.true(f"laminate P{order}: the sulfur swells, so it is the particle",
                    found["between"] == ["sulfur", "electrolyte"])
        compare(checks, f"laminate P{order}", found, exact)
        wrong = Laminate([0.3, 0.7], [SULFUR, Material(22.0, 0.31)], [SWELLING, 0], "fixed")
        checks.must_fail("nu 0.31 for 0.30", lambda c: compare(c, "", found, wrong))


def shrinking(checks, ranks):
    """Core and shell pull at each other; the strength lies between the tractions of two steps."""
    full = Spheres([Layer(1.0, SULFUR, stretch("linear", SHRINKING)), Layer(2.0, ELECTROLYTE)],
                   "free").radial_stress(0, 1.0)
    entry = run.case("octant-fine", 2, [run.phase("core", SULFUR, SHRINKING, "linear"),
                                        run.phase("shell", ELECTROLYTE)], [run.symmetry(*PLANES)],
                     program=[0.0, 0.45, 0.55], solver={"relative_tolerance": 1e-11})
    result = run.solve("traction-shrinking", entry | interfaces(("core", "shell", full / 2)), ranks)

    def compare(c, factor):
        for step in result.steps:
            program = step.summary["lithiation"]
            found, exact = between(step, "core", "shell"), program * full * factor
            label = f"shrinking sphere, {program}"
            c.close(f"{label}: mean normal traction", found["normal"]["mean"], exact, BOUND,
                    unit="GPa", key=program > 0)
            c.true(f"{label}: in tension everywhere, above strength where it should",
                   found["area_in_tension"] == (program > 0)
                   and found["area_above_strength"] == (program * factor > 0.5)
                   and found["particles"]["above_strength"] == (program * factor > 0.5))
            c.close(f"{label}: strength", found["strength"] * GPA, full / 2 * factor, 1e-12)

    compare(checks, 1.0)
    checks.must_fail("1 % more", lambda c: compare(c, 1.01))


def no_interface(checks, ranks):
    """A surface to a pore or to the outside is none; nor is there one where none is wanted."""
    shell = [run.phase("shell", ELECTROLYTE)]
    entry = run.case("wedge-hollow", 1, shell, [run.symmetry(*PLANES), run.pressure(0.1, "outer")])
    result = run.solve("traction-hollow", entry, ranks)
    checks.true("hollow sphere: no interface", result.last.summary["interfaces"] == [])
    layers = [run.phase("sulfur", SULFUR, 0.8), run.phase("electrolyte", ELECTROLYTE)]
    entry = run.case("laminate", 1, layers) | {"output": {"interfaces": False}}
    result = run.solve("traction-unwanted", entry, ranks)
    checks.true("laminate, interfaces: false", result.last.summary["interfaces"] == [])


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"traction/{ranks}")
    laminate(checks, ranks)
    shrinking(checks, ranks)
    no_interface(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

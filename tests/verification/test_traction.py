# SPDX-License-Identifier: BSD-2-Clause
"""Tractions in the interfaces: what summary.json and their surface grid say of them.

A laminate's is exact, and that of a uniform stress on a curved surface. On a sphere it is the core's
pressure, without shear; the means converge with the balance of forces they are taken from, twice as
fast as the stress. What pulls at a particle inside the body adds up to nothing, on any mesh.
"""
import h5py
import numpy as np

import run
from analytic import ELECTROLYTE, SULFUR, SWELLING, Laminate, Layer, Material, Spheres, stretch
from checks import Checks

PLANES = ("bottom", "front", "inclined")
GPA = 1e-9
BOUND = 5e-3
TIGHT = {"relative_tolerance": 1e-12}
EDGES = (0.4, 0.28, 0.2, 0.14)
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
    return {"interfaces": [{"between": [a, b], "strength": f"{float(s)!r} GPa"} for a, b, s in entries]}


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


def octant(name, mesh, order, growth, outside, ranks, **more):
    swelling = stretch("exact", growth)
    exact = Spheres([Layer(1.0, SULFUR, swelling), Layer(2.0, ELECTROLYTE)], outside)
    phases = [run.phase("core", SULFUR, growth), run.phase("shell", ELECTROLYTE)]
    boundaries = [run.symmetry(*PLANES)] + ([run.fixed("outer")] if outside == "fixed" else [])
    entry = run.case(mesh, order, phases, boundaries, solver={"relative_tolerance": 1e-11})
    return run.solve(f"traction-{name}", entry | more, ranks), exact.radial_stress(0, 1.0)


def convergence(checks, ranks, order):
    """The mean normal traction converges like the energy, h^(2 order); shear and jump like the
    stress."""
    found, sizes = {"mean": [], "shear": [], "jump": []}, []
    for h in EDGES:
        result, exact = octant(f"octant-{order}-{h}", f"octant-{h}", order, 0.8, "fixed", ranks)
        entry = between(result.last, "core", "shell")
        found["mean"].append(abs(entry["normal"]["mean"] / exact - 1))
        found["shear"].append(entry["shear"]["mean"] / abs(exact))
        found["jump"].append(entry["jump"])
        sizes.append(np.cbrt(result.volumes.mean()))
    for key, title, rate in (("mean", "mean normal traction", 2 * order),
                             ("shear", "mean shear", order), ("jump", "jump", order)):
        checks.rate(f"sphere P{order}: {title}", sizes, found[key], rate, 0.4)
        checks.must_fail("one order more", lambda c: c.rate("", sizes, found[key], rate + 1, 0.4))


def fine_sphere(checks, ranks):
    """Fine at the surface; held and pulled together."""
    def compare(c, label, entry, exact):
        c.close(f"{label}: mean normal traction", entry["normal"]["mean"], exact, BOUND, unit="GPa",
                key=True)
        for key in ("p5", "p50", "p95"):
            c.close(f"{label}: normal traction, {key}", entry["normal"][key], exact, 4 * BOUND,
                    unit="GPa", key=key != "p50")
        c.below(f"{label}: mean shear", entry["shear"]["mean"] / abs(exact), BOUND, key=True)
        c.close(f"{label}: area", entry["area"], np.pi / 2, 1e-4, unit="um2")

    for outside in ("free",) if run.COARSE else ("fixed", "free"):
        result, exact = octant(f"fine-{outside}", "octant-fine", 2, 0.8, outside, ranks)
        entry = between(result.last, "core", "shell")
        compare(checks, f"octant, {outside}", entry, exact)
        checks.must_fail("5 % more", lambda c: compare(c, "", entry, 1.05 * exact))


def layers(checks, ranks):
    """Two interfaces one around the other, and a core a thousand times as stiff as its shell."""
    def compare(c, label, step, exact, groups, bound):
        for i in range(len(groups) - 1):
            entry = between(step, groups[i], groups[i + 1])
            radius = exact.bounds(i)[1]
            c.true(f"{label}: the {groups[i]} is the particle", entry["between"][0] == groups[i])
            c.close(f"{label}: mean normal traction of the {groups[i]}", entry["normal"]["mean"],
                    exact.radial_stress(i, radius), bound, unit="GPa", key=True)
            c.close(f"{label}: area of the {groups[i]}", entry["area"], np.pi / 2 * radius**2, 1e-2)

    rigid = Material(1000 * ELECTROLYTE.young, 0.3)
    cases = (("coated, P2", "octant-coated", 2, 0.5, ["core", "coating", "shell"], BOUND,
              [(1.0, SULFUR), (1.2, Material(5.0, 0.4)), (2.0, ELECTROLYTE)]),
             ("rigid core, P1", "octant-0.2", 1, 0.05, ["core", "shell"], 0.05,
              [(1.0, rigid), (2.0, ELECTROLYTE)]),
             ("rigid core, P2", "octant-0.2", 2, 0.05, ["core", "shell"], BOUND,
              [(1.0, rigid), (2.0, ELECTROLYTE)]))
    for label, mesh, order, growth, groups, bound, shape in cases[:1] if run.COARSE else cases:
        swelling = [stretch("exact", growth)] + [0.0] * (len(shape) - 1)
        exact = Spheres([Layer(r, m, b) for (r, m), b in zip(shape, swelling)], "fixed")
        phases = [run.phase(g, m, growth if i == 0 else None)
                  for i, (g, (_, m)) in enumerate(zip(groups, shape))]
        boundaries = [run.symmetry(*PLANES), run.fixed("outer")]
        entry = run.case(mesh, order, phases, boundaries, solver={"relative_tolerance": 1e-12})
        result = run.solve(f"traction-{label.replace(', ', '-').replace(' ', '-')}", entry, ranks)
        compare(checks, label, result.last, exact, groups, bound)
        wrong = Spheres([Layer(r, m, 1.25 * b) for (r, m), b in zip(shape, swelling)], "fixed")
        checks.must_fail("a quarter more swelling", lambda c: compare(
            c, "", result.last, wrong, groups, bound))


def grid(result):
    """The surface grid: faces' nodes [F, n, 3] in um, and the last step's traction in GPa."""
    with h5py.File(f"{result.folder}/fields.h5") as file:
        body = file["interfaces"]
        step = body["steps"][sorted(body["steps"])[-1]]
        rows = {key: column[()] for key, column in step["particles"].items()}
        return (body["points"][()][body["faces"][()]] * 1e6, step["traction"][()] * GPA,
                {"area": body["area"][()] * 1e12, "particle": body["particle"][()],
                 "rows": rows, "component": body["particles/component"][()]})


def area_vectors(nodes):
    """Integral of n dA over curved or straight triangles [F, 6 or 3, 3], exactly."""
    vectors = np.zeros((len(nodes), 3))
    third, far = 1 / 6, 2 / 3
    for xi, eta in ((third, third), (far, third), (third, far)):
        b, slope = np.array([1 - xi - eta, xi, eta]), np.array([[-1.0, -1], [1, 0], [0, 1]])
        if nodes.shape[1] == 6:
            ends = ((0, 1), (1, 2), (2, 0))
            middles = [4 * (b[i] * slope[j] + b[j] * slope[i]) for i, j in ends]
            slope = np.vstack([(4 * b - 1)[:, None] * slope, middles])
        along = np.einsum("fni,nd->dfi", nodes, slope)
        vectors += np.cross(along[0], along[1]) / 6
    return vectors


def uniform(checks, ranks, order):
    """A uniform stress: sigma n on every face, curved or not."""
    gradient = np.array([[0.01, 0.02, 0.0], [0.005, -0.01, 0.0], [0.0, 0.004, 0.015]])
    stress = ELECTROLYTE.stress((gradient + gradient.T) / 2, np.array(0.0))
    phases = [run.phase("Li2S", ELECTROLYTE), run.phase("electrolyte", ELECTROLYTE)]
    result = run.solve(f"traction-uniform-{order}", run.case(
        "box-curved", order, phases, [run.gradient(gradient, *run.BOX)]), ranks)
    nodes, traction, more = grid(result)
    entry = between(result.last, "Li2S", "electrolyte")

    def compare(c, stress):
        exact = area_vectors(nodes) @ stress
        worst = np.abs(traction * more["area"][:, None] - exact).max() / np.abs(exact).max()
        c.below(f"uniform stress, P{order}: traction of every face", worst, 1e-10, key=True)

    compare(checks, stress)
    checks.must_fail("the gradient for its transposed", lambda c: compare(
        c, ELECTROLYTE.stress(gradient, np.array(0.0))))
    checks.below(f"uniform stress, P{order}: jump", entry["jump"], 1e-10, key=True)
    checks.below(f"uniform stress, P{order}: force on the particle", entry["force"], 1e-10)
    checks.true(f"uniform stress, P{order}: alike in all, the smaller is the particle",
                entry["between"] == ["Li2S", "electrolyte"])


def balance(checks, ranks):
    """What pulls at a particle inside the body adds up to nothing, however coarse the mesh."""
    def compare(c, label, force, size):
        c.below(f"{label}: force on particles inside", (np.linalg.norm(force, axis=1) / size).max(),
                1e-8, key=True)

    for order in (1, 2):
        phases = [run.phase("sulfur", SULFUR, 0.8), run.phase("electrolyte", ELECTROLYTE)]
        result = run.solve(f"traction-composite-{order}", run.case(
            "composite", order, phases, [run.fixed(*run.BOX)], solver=TIGHT), ranks)
        nodes, traction, more = grid(result)
        rows, count = more["rows"], len(more["component"])
        force = np.zeros((count, 3))
        np.add.at(force, more["particle"], more["area"][:, None] * traction)
        area = np.bincount(more["particle"], more["area"])
        size = area * rows["traction_mean"] * GPA
        closed = np.zeros((count, 3))
        np.add.at(closed, more["particle"], area_vectors(nodes))
        label = f"composite P{order}"
        checks.true(f"{label}: closed surfaces of 24 particles", count == 24
                    and np.linalg.norm(closed, axis=1).max() < 1e-9 * area.min())
        compare(checks, label, force, size)
        missed = force.copy()
        missed[more["particle"][0]] -= more["area"][0] * traction[0]
        checks.must_fail("a face left out", lambda c: compare(c, "", missed, size))
        checks.true(f"{label}: the table has the forces of the faces", np.abs(
            force - rows["force"] * 1e3).max() < 1e-9 * size.max())
        entry = between(result.last, "sulfur", "electrolyte")
        checks.true(f"{label}: as many particles in the summary",
                    entry["particles"]["count"] == count)


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
    for order in (1, 2):
        uniform(checks, ranks, order)
        if ranks == 1:  # the mathematics; what ranks could change is tested with the others
            convergence(checks, ranks, order)
    fine_sphere(checks, ranks)
    layers(checks, ranks)
    balance(checks, ranks)
    shrinking(checks, ranks)
    no_interface(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: BSD-2-Clause
"""Lithiation that varies within a particle, on octants of order 2: fronts and diffusion in a ball, in a shell
and free, against closed forms; two particles of different size; cycles; ranks.

Diffusion against the series of Crank (The Mathematics of Diffusion, 6.3) cell by cell, and the stress
that follows: inside, that of the free ball less the interface's pressure, which depends on the mean alone. A
front at r = s against concentric spheres whose inner one is sulfur and the next Li2S. Stresses, radial and hoop,
are compared as tensors cell by cell, and their errors between meshes; the hoop stress at the front itself is read
from those in the shell.
"""
import os

import numpy as np

import elements
import flow_spheres
import grid
import run
from analytic import ELECTROLYTE, SULFUR, Material
from checks import Checks

LI2S = Material(81.6, 0.19)
SHELL = Material(22.1, 0.37)  # of the fronts' references
SOLVER = {"relative_tolerance": 1e-10}
DIFFUSIVITY = {"profile": "diffusion", "diffusivity": "1e-14 m2/s"}  # T = t / 100 s where the radius is 1 um
PLANES = [run.symmetry(*flow_spheres.PLANES)]


def particle(lithiation, volume_change=0.78686, **further):
    entry = run.phase("core", SULFUR, volume_change, **further)
    entry["lithiation"] = {"fraction": 1.0, **lithiation}
    return entry


def charge(result):
    """What the means of particles were off the program's."""
    return float(result.log.split("was off the program's by ")[1].split()[0])


def cells_means(result, function):
    """Of a function of the radius, over the cells of the core."""
    cells = result.cells_of("core")

    def integrand(x, *_):
        r = np.linalg.norm(x, axis=-1)
        return np.stack([function(r), np.ones_like(r)], axis=-1)

    sums = np.array([elements.integrate(result.points, cells[i:i + 1], integrand, points=5)
                     for i in range(len(cells))])
    return sums[:, 0] / sums[:, 1]


def tensors(result, radial, hoop):
    """Means over the cells of the core of the stress with these parts, functions of the radius; [cells, 3, 3]."""
    cells = result.cells_of("core")

    def integrand(x, *_):
        r = np.maximum(np.linalg.norm(x, axis=-1), 1e-9)
        n = x / r[..., None]
        outer = n[..., :, None] * n[..., None, :]
        s = hoop(r)[..., None, None] * np.eye(3) + (radial(r) - hoop(r))[..., None, None] * outer
        return s.reshape(*r.shape, 9)

    sums = np.array([elements.integrate(result.points, cells[i:i + 1], integrand, points=5)
                     for i in range(len(cells))])
    return (sums / core(result, result.volumes)[:, None]).reshape(-1, 3, 3)


def root_mean_square(result, which, tensor):
    square = np.einsum("cij,cij->c", tensor, tensor)
    return np.sqrt(np.average(square[which], weights=core(result, result.volumes)[which]))


def core(result, values):
    return values[result.cell_phase == result.phase_names.index("core")]


# ---- Diffusion -----------------------------------------------------------------------------------------------

def roots(count=60):
    """Of tan a = a, by Newton's method on sin a - a cos a."""
    a = (np.arange(1, count + 1) + 0.5) * np.pi - 1 / ((np.arange(1, count + 1) + 0.5) * np.pi)
    for _ in range(20):
        a -= (np.sin(a) - a * np.cos(a)) / (a * np.sin(a))
    return a


def flux(time):
    """c D / (j R) at a radius under a constant flux j."""
    a = roots()

    def at(r):
        x = np.maximum(r, 1e-9)[..., None]
        sum_ = np.sum(np.sin(a * x) / (a**2 * np.sin(a)) * np.exp(-a**2 * time), axis=-1) / x[..., 0]
        return 3 * time + r**2 / 2 - 0.3 - 2 * sum_
    return at


def free_stress(time):
    """Radial and hoop stress of a free ball of sulfur that swells by that c: E / (1 - nu) times
    2/3 mean - 2 m/r^3 and 2/3 mean + m/r^3 - c, m the integral of c r^2 up to r (Timoshenko and Goodier, 1970, 151)."""
    a, c = roots(), flux(time)
    factor = SULFUR.young / (1 - SULFUR.poisson)

    def moment(r):
        x = r[..., None]
        sum_ = np.sum(np.exp(-a**2 * time) * (np.sin(a * x) - a * x * np.cos(a * x)) / (a**4 * np.sin(a)), axis=-1)
        return ((time - 0.1) * r**3 + r**5 / 10 - 2 * sum_) / r**3

    return (lambda r: factor * 2 * (time - moment(r)), lambda r: factor * (2 * time + moment(r) - c(r)))


def held(time):
    """c at a radius where it is 1 outside."""
    n = np.arange(1, 200)

    def at(r):
        x = np.maximum(r, 1e-9)[..., None]
        return 1 + 2 / np.pi * np.sum((-1.0)**n / n * np.sin(n * np.pi * x) * np.exp(-(n * np.pi)**2 * time),
                                      axis=-1) / x[..., 0]
    return at


def interface_pressure(mean):
    """At the ball's surface in a held shell of twice its radius, and the displacement there."""
    ball = 3 * SULFUR.bulk * mean
    c = ball / (3 * SULFUR.bulk * 7 / 8 + 3 * ELECTROLYTE.bulk / 8 + 4 * ELECTROLYTE.shear)
    return ball - 3 * SULFUR.bulk * 7 / 8 * c, 7 / 8 * c


# Of the free ball, from a program of its own.
REFERENCE_STRESS = (((0.5, "radial", 2.277529403), (0.5, "hoop", 1.874500567), (1.0, "hoop", -4.244918584)),
                    ((0.5, "radial", 3.316931901), (0.5, "hoop", 2.369111024), (1.0, "hoop", -4.88876179)))


def stress_error(result, time):
    """Of the cells' stress in the ball, relative to what it is without the interface's pressure."""
    radial, hoop = free_stress(time)
    pressure, _ = interface_pressure(3 * time)
    due = tensors(result, radial, hoop)
    error = core(result, result.last.stress) + pressure * np.eye(3) - due
    everywhere = np.ones(len(due), bool)
    return root_mean_square(result, everywhere, error) / root_mean_square(result, everywhere, due)


def check_flux_stress(checks, ranks):
    """Radial and hoop stress on two meshes, the edges of one half as long."""
    errors = []
    for mesh in ("octant-0.4", "octant-0.2"):
        entry = run.case(mesh, 2, [particle(DIFFUSIVITY, 3.0), run.phase("shell", ELECTROLYTE)],
                         [*PLANES, run.fixed("outer")], {"lithiation": [0.3], "duration": "10 s"}, SOLVER)
        entry["phases"][0]["swelling"]["convention"] = "linear"
        errors.append(stress_error(run.solve(f"gradients-flux-{mesh}", entry, ranks), 0.1))
    checks.below("flux: stress in the ball", errors[1], 2e-2, key=True)
    checks.below("flux: its error, edges half as long", errors[1] / errors[0], 0.4, key=True)


def check_flux(checks, ranks):
    """The swelling is c itself. Reference values of p, u and c(1) from a program of its own."""
    entry = run.case("flow-2", 2, [particle(DIFFUSIVITY, 3.0), run.phase("shell", ELECTROLYTE)],
                     [*PLANES, run.fixed("outer")],
                     {"lithiation": [0.15, 0.3], "duration": "5 s"}, SOLVER)
    entry["phases"][0]["swelling"]["convention"] = "linear"
    result = run.solve("gradients-flux", entry, ranks)
    for step, time, pressure, moved in ((0, 0.05, 3.596059662, 0.07727070347), (1, 0.1, 7.192119323, 0.1545414069)):
        where, one = f"flux, T = {time}", result.steps[step]
        exact = cells_means(result, flux(time))
        c = core(result, one.lithiation)
        due, _ = interface_pressure(3 * time)
        checks.close(f"{where}: the closed form of the pressure", due, pressure, 1e-8, unit="GPa")
        checks.below(f"{where}: lithiation of the cells", np.abs(c - exact).max() / exact.max(), 4e-3, key=True)
        checks.close(f"{where}: displacement of the interface", flow_spheres.radius(result, one, 1.0) - 1, moved,
                     2e-3, unit="um", key=True)
        free = -2 * SULFUR.young / (3 * (1 - SULFUR.poisson)) * (3 * time - exact)
        error = core(result, one.pressure) - (pressure + free)
        radial, hoop = free_stress(time)
        for r, name, due in REFERENCE_STRESS[step]:
            checks.close(f"{where}: the closed form of the {name} stress at {r}",
                         (radial if name == "radial" else hoop)(np.array(r)), due, 1e-7, unit="GPa")
        volume = core(result, result.volumes)
        checks.below(f"{where}: pressure in the ball", np.sqrt(np.average(error**2, weights=volume)) / pressure,
                     2e-2, key=True)
        checks.close(f"{where}: mean pressure of the ball", one.of_phase("core")["pressure_mean"], pressure, 2e-3,
                     unit="GPa", key=True)
    checks.below("flux: charge", charge(result), 1e-12)
    checks.must_fail("another time", lambda trial: trial.below(
        "", np.abs(core(result, result.last.lithiation) - cells_means(result, flux(0.101))).max(), 2e-3))
    return result


def check_slow(checks, ranks):
    """Long steps of the diffusion, whose matrix is nearly the stiffness: all but uniform."""
    entry = run.case("flow-2", 2, [particle(DIFFUSIVITY, 0.3), run.phase("shell", ELECTROLYTE)],
                     [*PLANES, run.fixed("outer")], {"lithiation": [0.9], "duration": "10 h"}, SOLVER)
    result = run.solve("gradients-slow", entry, ranks)
    exact = 0.9 + 0.9 / (3 * 360) * cells_means(result, lambda r: r**2 / 2 - 0.3)
    checks.below("slow flux: lithiation of the cells", np.abs(core(result, result.last.lithiation) - exact).max(),
                 2e-6, key=True)


def check_held(checks, ranks):
    """A free ball: its surface is that of the body."""
    entry = run.case("octant-alone", 2, [particle({**DIFFUSIVITY, "control": "concentration"})], PLANES,
                     {"lithiation": [1, 1, 1], "duration": ["1e-4 s", "5 s", "25 s"]}, SOLVER)
    result = run.solve("gradients-held", entry, ranks)
    for step, time, uptake in ((1, 0.05, 0.6069397567), (2, 0.3, 0.9685245351)):
        exact = cells_means(result, held(time))
        c = core(result, result.steps[step].lithiation)
        checks.below(f"held, T = {time}: lithiation of the cells", np.abs(c - exact).max(), 5e-3, key=True)
        checks.close(f"held, T = {time}: uptake", result.steps[step].summary["phases"][0]["lithiation"], uptake,
                     1e-3, key=True)


# ---- Fronts --------------------------------------------------------------------------------------------------

RADII = (0.8, 0.5, 0.2)
HELD = ((1.991776943, 0.08528842498, 4.717099125), (3.266168257, 0.1398582042, 7.735223306),
        (3.609655755, 0.1545664314, 8.548700228))
FREE = ((4.948550649, 0.1361662286), (7.201326311, 0.1981544728), (7.724302926, 0.2125448991))


# At the front: stress in the core, hoop stress in the shell; of a volume change with more digits than 0.78686.
AT_FRONT = {"held": ((1.991776943, -16.98001052), (3.266168257, -14.08456658), (3.609655755, -13.30415574)),
            "free": ((4.948550649, -10.26215831), (7.201326311, -5.143804508), (7.724302926, -3.955590611))}


def layers(front, outer):
    """(A, B, K, G, swelling) of the core, the shell and, with `outer`, what is around it: u = A r + B/r^2."""
    swelling = (1 + 0.78686)**(1 / 3) - 1
    parts = [(SULFUR, 0.0), (LI2S, swelling)] + ([(SHELL, 0.0)] if outer else [])
    size = 2 * len(parts)
    matrix, right = np.zeros((size, size)), np.zeros(size)
    matrix[0, 1] = 1  # no B in the core

    def moves(k, r):
        row = np.zeros(size)
        row[2 * k:2 * k + 2] = r, 1 / r**2
        return row

    def pulls(k, r):
        material, own = parts[k]
        row = np.zeros(size)
        row[2 * k:2 * k + 2] = 3 * material.bulk, -4 * material.shear / r**3
        return row, 3 * material.bulk * own

    for k, r in enumerate([front, 1.0][:len(parts) - 1]):
        (one, own), (other, others) = pulls(k, r), pulls(k + 1, r)
        matrix[2 * k + 1], matrix[2 * k + 2] = moves(k, r) - moves(k + 1, r), one - other
        right[2 * k + 2] = own - others
    matrix[-1], right[-1] = (moves(2, 2.0), 0) if outer else pulls(1, 1.0)
    solved = np.linalg.solve(matrix, right).reshape(-1, 2)
    return [(*ab, material.bulk, material.shear, own) for ab, (material, own) in zip(solved, parts, strict=True)]


def front_stress(front, outer):
    """Radial and hoop stress in the particle, functions of the radius."""
    within, without = layers(front, outer)[:2]

    def part(r, factor):
        of = [3 * bulk * (a - own) + factor * shear * b / r**3 for a, b, bulk, shear, own in (within, without)]
        return np.where(r < front, of[0], of[1])

    return lambda r: part(r, -4), lambda r: part(r, 2)


def front_errors(result, step, front, outer):
    """Of the stress in the cells that are at least 0.25 um away from the front, relative; and the hoop stress of the
    shell at the front: the line in 1/r^3, which it is, through all of its cells but those next to it."""
    radial, hoop = front_stress(front, outer)
    x, volume = core(result, step.lithiation), core(result, result.volumes)
    middle = core(result, result.points[result.cells[:, :4]].mean(axis=1))
    r = np.linalg.norm(middle, axis=1)
    stress, due = core(result, step.stress), tensors(result, radial, hoop)
    far = np.abs(r - front) > 0.25
    error = root_mean_square(result, far, stress - due) / root_mean_square(result, far, due)
    n = middle / r[:, None]
    around = (np.trace(stress, axis1=1, axis2=2) - np.einsum("ci,cij,cj->c", n, stress, n)) / 2
    shell = (x == 1) & (r > front + 1.5 * volume.mean()**(1 / 3))
    weight = np.sqrt(volume[shell])
    line = np.stack([np.ones(shell.sum()), r[shell]**-3], axis=1)
    constant, slope = np.linalg.lstsq(weight[:, None] * line, weight * around[shell], rcond=None)[0]
    return error, constant + slope / front**3


def check_front_stress(checks, ranks):
    for outer, name in ((True, "held"), (False, "free")):
        for s, (inside, outside) in zip(RADII, AT_FRONT[name], strict=True):
            radial, hoop = front_stress(s, outer)
            checks.close(f"front at {s}, {name}: the closed form in the core", radial(np.array(s - 1e-9)), inside, 1e-5,
                         unit="GPa")
            checks.close(f"front at {s}, {name}: the closed form at the front", hoop(np.array(s + 1e-12)), outside, 1e-5,
                         unit="GPa")
    lithiated = {"youngs_modulus": f"{LI2S.young} GPa", "poissons_ratio": LI2S.poisson}
    errors, at = [], []
    for mesh in ("octant-0.4", "octant-0.2"):
        entry = run.case(mesh, 2, [particle({"profile": "front"}, lithiated=lithiated), run.phase("shell", SHELL)],
                         [*PLANES, run.fixed("outer")], [1 - 0.5**3], SOLVER)
        result = run.solve(f"gradients-front-{mesh}", entry, ranks)
        error, hoop = front_errors(result, result.last, 0.5, True)
        errors.append(error)
        at.append(abs(hoop / AT_FRONT["held"][1][1] - 1))
    checks.below("front: stress on both sides of it", errors[1], 2e-2, key=True)
    # of first order: the front goes through cells
    checks.below("front: its error, edges half as long", errors[1] / errors[0], 0.6, key=True)
    checks.below("front: hoop stress of the shell at the front", at[1], 2e-2, key=True)


def check_fronts(checks, ranks):
    program = [1 - s**3 for s in RADII]
    lithiated = {"youngs_modulus": f"{LI2S.young} GPa", "poissons_ratio": LI2S.poisson}
    ball = particle({"profile": "front"}, lithiated=lithiated)
    for name, phases, conditions, references in (
            ("flow-2", [ball, run.phase("shell", SHELL)], [*PLANES, run.fixed("outer")], HELD),
            ("octant-alone", [ball], PLANES, FREE)):
        result = run.solve(f"gradients-front-{name}", run.case(name, 2, phases, conditions, program, SOLVER), ranks)
        for s, step, reference in zip(RADII, result.steps, references, strict=True):
            where = f"front at {s}, {'free' if references is FREE else 'in a shell'}"
            checks.close(f"{where}: displacement of the surface", flow_spheres.radius(result, step, 1.0) - 1,
                         reference[1], 1.5e-2, unit="um", key=True)
            if references is HELD:
                checks.close(f"{where}: von Mises in the shell, mean", step.of_phase("shell")["mean"],
                             reference[2] * np.log(8) / 7, 1.5e-2, unit="GPa", key=True)
            middle = np.linalg.norm(core(result, result.points[result.cells[:, :4]].mean(axis=1)), axis=1)
            size = core(result, result.volumes)**(1 / 3)
            x = core(result, step.lithiation)
            checks.true(f"{where}: nothing within, all without",
                        np.all(x[middle < s - 1.5 * size] == 0) and np.all(x[middle > s + 1.5 * size] == 1))
        checks.below(f"front on {name}: charge", charge(result), 1e-12)
        checks.below(f"front on {name}: balance of work", result.last.summary["work"]["error"], 1e-8, key=True)


# ---- Several particles, cycles, ranks ------------------------------------------------------------------------

def two_cubes(centre):
    """Cubes of edge 2 and 1, apart."""
    if np.all(np.abs(centre - [1.5, 1.5, 1.5]) < 1):
        return "core"
    return "core" if np.all(np.abs(centre - [4.5, 2.5, 1.5]) < 0.5) else "shell"


def check_two(checks, ranks):
    """Both go with the program, in and out, whatever their sizes; a front that turns leaves behind it what it
    has passed."""
    grid.write("two-cubes", *grid.box((6, 4, 4), (6, 4, 4), phase=two_cubes))
    for name, lithiation in (("front", {"profile": "front"}), ("diffusion", DIFFUSIVITY)):
        entry = run.case("", 1, [particle(lithiation, 0.1), run.phase("shell", ELECTROLYTE)],
                         [run.fixed(*run.BOX)], {"lithiation": [0.6, 0.35, 0.35, 0.8], "duration": "100 s"}, SOLVER)
        entry["mesh"]["file"] = os.path.join(os.environ["SULFEM_WORK"], "two-cubes.msh")
        result = run.solve(f"gradients-two-{name}", entry, ranks)
        middle = core(result, result.points[result.cells[:, :4]].mean(axis=1))
        for step, due in zip(result.steps, (0.6, 0.35, 0.35, 0.8), strict=True):
            x, volume = core(result, step.lithiation), core(result, result.volumes)
            for place, of in (("large", middle[:, 0] < 3), ("small", middle[:, 0] > 3)):
                checks.close(f"two cubes, {name}, {place}: mean", np.average(x[of], weights=volume[of]), due, 1e-10)
            if name == "front":
                checks.true("two cubes: a front leaves nothing below 0 or above 1", x.min() >= 0 and x.max() <= 1)
        for other in (run.solve(f"gradients-two-{name}", entry, n) for n in (2, 3)):
            for field in ("lithiation", "displacement", "stress"):
                errors = [np.abs(getattr(a, field) - getattr(b, field)).max() / np.abs(getattr(b, field)).max()
                          for a, b in zip(other.steps, result.steps, strict=True)]
                checks.below(f"two cubes, {name}, ranks: {field}", max(errors), 1e-8)


def check_increments(checks, ranks, result):
    """Steps in time are the equation's own: those of the mechanics do not matter."""
    entry = run.case("flow-2", 2, [particle(DIFFUSIVITY, 3.0), run.phase("shell", ELECTROLYTE)],
                     [*PLANES, run.fixed("outer")],
                     {"lithiation": [0.15], "duration": "5 s", "largest_step": 0.04}, SOLVER)
    entry["phases"][0]["swelling"]["convention"] = "linear"
    other = run.solve("gradients-increments", entry, ranks)
    checks.below("flux: increments of another size", np.abs(other.last.lithiation - result.steps[0].lithiation).max(),
                 1e-9)


def main():
    ranks = run.ranks_from_arguments()
    checks = Checks(f"gradients/{ranks}")
    flow = check_flux(checks, ranks)
    if not run.COARSE:
        check_increments(checks, ranks, flow)
        check_slow(checks, ranks)
        check_flux_stress(checks, ranks)
        check_front_stress(checks, ranks)
    check_held(checks, ranks)
    check_fronts(checks, ranks)
    check_two(checks, ranks)
    checks.finish()


if __name__ == "__main__":
    main()

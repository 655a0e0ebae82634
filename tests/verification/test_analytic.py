# SPDX-License-Identifier: BSD-2-Clause
"""The analytic module against numbers derived independently of it."""
import numpy as np

from analytic import (ELECTROLYTE, SULFUR, SWELLING, Laminate, Layer, Material, Spheres,
                      mean_pressure_fixed, reuss_voigt, stretch)
from checks import Checks


def pair(outside, b=2.0, swelling=SWELLING):
    return Spheres([Layer(1.0, SULFUR, swelling), Layer(b, ELECTROLYTE)], outside)


def spheres_against_table(checks):
    table = {
        "fixed": (0.111496679330225, 5.18888392267584, 6.46925787762183, -1.41515016072978),
        "free": (0.139084444196437, 3.82482221540202, 6.55683808354632, 0.0),
        "infinite": (0.128487194343604, 4.3487973470143, 6.52319602052145, None),
    }
    for outside, (ua, core, mises, outer) in table.items():
        s = pair(outside)
        checks.close(f"{outside}: u(a)", s.displacement(0, 1.0), ua, 1e-13)
        checks.close(f"{outside}: core pressure", s.pressure(0), core, 1e-13)
        checks.close(f"{outside}: vM(a)", s.von_mises(1, 1.0), mises, 1e-13)
        if outer is not None:
            checks.close(f"{outside}: s_rr(b)", s.radial_stress(1, 2.0), outer, 1e-13, scale=1.0)
    checks.close("free: u(b)", pair("free").displacement(1, 2.0), 0.0521566665736639, 1e-13)
    cell = pair("fixed", 0.24 ** (-1 / 3), stretch("exact", 0.71))
    checks.close("f = 0.24: core pressure", cell.pressure(0), 5.38273216762414, 1e-13)
    checks.close("f = 0.24: vM(a)", cell.von_mises(1, 1.0), 5.80870377801166, 1e-13)
    checks.close("f = 0.24: mean vM", cell.von_mises_mean(1), 2.61779878947447, 1e-13)


def spheres_against_formulas(checks):
    """The two-layer formulas with eta = (a/b)^3, and integrals by quadrature in r."""
    eta, k1, k2, g2 = 1 / 8, SULFUR.bulk, ELECTROLYTE.bulk, ELECTROLYTE.shear
    c = 3 * k1 * SWELLING / (3 * k1 * (1 - eta) + 3 * k2 * eta + 4 * g2)
    s = pair("fixed")
    checks.close("interface vM is 6 G c", s.von_mises(1, 1.0), 6 * g2 * c, 1e-13)
    checks.close("shell mean", s.von_mises_mean(1),
                 6 * g2 * c * eta * np.log(1 / eta) / (1 - eta), 1e-13)
    checks.close("share above 3", s.share_above(1, 3.0),
                 eta / (1 - eta) * (6 * g2 * c / 3.0 - 1), 1e-13)
    checks.close("percentile and share are inverse", s.share_above(1, s.percentile(1, 90)), 0.1,
                 1e-12)
    x, w = np.polynomial.legendre.leggauss(40)
    energy = square = 0.0
    for i, layer in enumerate(s.layers):
        inner, outer = s.bounds(i)
        r, jac = (outer - inner) / 2 * x + (outer + inner) / 2, (outer - inner) / 2
        u, rr, tt = s.displacement(i, r), s.radial_stress(i, r), s.hoop_stress(i, r)
        e_tt = u / r - layer.swelling
        e_rr = s.a[i] - 2 * s.b[i] / r**3 - layer.swelling
        shell = 4 * np.pi * r**2 * w * jac
        energy += np.sum(shell * (rr * e_rr + 2 * tt * e_tt) / 2)
        square += np.sum(shell * u**2)
    checks.close("energy", s.energy(), energy, 1e-12)
    checks.close("displacement L2", s.displacement_l2(), np.sqrt(square), 1e-12)
    point = np.array([[0.9, -0.8, 0.7]])
    radius = np.linalg.norm(point)
    stress = s.stress_at(1, point)[0]
    dev = stress - np.trace(stress) / 3 * np.eye(3)
    checks.close("stress tensor: vM", np.sqrt(1.5 * np.sum(dev**2)), s.von_mises(1, radius), 1e-12)
    checks.close("stress tensor: pressure", -np.trace(stress) / 3, s.pressure(1), 1e-12)


def spheres_in_limits(checks):
    halves = Spheres([Layer(0.6, SULFUR, SWELLING), Layer(1.0, SULFUR, SWELLING),
                      Layer(2.0, ELECTROLYTE)], "fixed")
    checks.close("a layer cut in two", halves.pressure(1), pair("fixed").pressure(0), 1e-12)
    uniform = Spheres([Layer(1.0, SULFUR, 0.05), Layer(2.0, SULFUR, 0.05)], "free")
    checks.close("uniform free swelling", uniform.displacement(1, 2.0), 0.1, 1e-12)
    far = Spheres([Layer(1.0, SULFUR, SWELLING), Layer(1e4, ELECTROLYTE)], "fixed")
    checks.close("large shell is infinite", far.pressure(0), pair("infinite").pressure(0), 1e-10)
    # Lame's hollow sphere under outer pressure p: s_tt(a) = -3/2 p b^3/(b^3 - a^3).
    hollow = Spheres([Layer(2.0, ELECTROLYTE)], ("pressure", 0.1), inner=1.0)
    checks.close("hollow sphere, s_rr(a)", hollow.radial_stress(0, 1.0), 0.0, 1e-13, scale=0.1)
    checks.close("hollow sphere, s_tt(a)", hollow.hoop_stress(0, 1.0), -1.5 * 0.1 * 8 / 7, 1e-13)


def laminates_and_identity(checks):
    materials, fractions = [SULFUR, ELECTROLYTE], [0.3, 0.7]
    fixed = Laminate(fractions, materials, [SWELLING, 0], "fixed")
    checks.close("laminate fixed: s33", fixed.s33, -3.55914827325991, 1e-13)
    checks.close("laminate fixed: s11 sulfur", fixed.s11[0], -7.34053904659482, 1e-13)
    checks.close("laminate fixed: s11 electrolyte", fixed.s11[1], -1.52534925996853, 1e-13)
    checks.close("laminate fixed: thickness", fixed.strain, 0.0, 1e-13, scale=1)
    loaded = Laminate(fractions, materials, [SWELLING, 0], ("pressure", 0.075))
    checks.close("laminate loaded: E33", loaded.strain, 0.12338863139214, 1e-13)
    # The identity against the concentric spheres, where K_D is known in closed form.
    squeezed = Spheres([Layer(1.0, SULFUR), Layer(2.0, ELECTROLYTE)], ("pressure", 1.0))
    dilatation = 3 * squeezed.displacement(1, 2.0) / 2.0
    kd = -1.0 / dilatation
    s = pair("fixed")
    mean = (s.pressure(0) * s.volume(0) + s.pressure(1) * s.volume(1)) / (s.volume(0) + s.volume(1))
    checks.close("reciprocity on the spheres", mean,
                 mean_pressure_fixed(SWELLING, SULFUR, ELECTROLYTE, kd), 1e-12)
    low, high = reuss_voigt([1 / 8, 7 / 8], [SULFUR.bulk, ELECTROLYTE.bulk])
    checks.true("Reuss <= K <= Voigt", low <= kd <= high, f"{low:.4f} {kd:.4f} {high:.4f}")
    for convention, value in (("exact", 0.2164404), ("linear", 0.2666667),
                              ("logarithmic", 0.1959289)):
        checks.close(f"stretch, {convention}", stretch(convention, 0.8), value, 1e-6)


def main():
    checks = Checks("analytic")
    spheres_against_table(checks)
    spheres_against_formulas(checks)
    spheres_in_limits(checks)
    laminates_and_identity(checks)
    checks.must_fail("nu 0.33 for 0.32", lambda c: c.close(
        "core pressure", Spheres([Layer(1.0, Material(17.8, 0.33), SWELLING),
                                  Layer(2.0, ELECTROLYTE)], "fixed").pressure(0),
        5.18888392267584, 1e-13))
    checks.finish()


if __name__ == "__main__":
    main()

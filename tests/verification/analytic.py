# SPDX-License-Identifier: BSD-2-Clause
"""Closed-form solutions of linear elasticity with isotropic swelling.

Any consistent units; the tests use GPa and um. Stresses positive in tension, pressure positive in
compression. A material is a pair (Young's modulus, Poisson's ratio).
"""
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Material:
    young: float
    poisson: float

    @property
    def bulk(self):
        return self.young / (3 * (1 - 2 * self.poisson))

    @property
    def shear(self):
        return self.young / (2 * (1 + self.poisson))

    @property
    def lame(self):
        return self.bulk - 2 * self.shear / 3

    @property
    def oedometric(self):
        """Stiffness in uniaxial strain, K + 4G/3."""
        return self.bulk + 4 * self.shear / 3

    def stress(self, strain, swelling):
        """Cauchy stress [..., 3, 3] from the strain tensor [..., 3, 3] and the eigenstrain."""
        elastic = strain - np.asarray(swelling)[..., None, None] * np.eye(3)
        trace = np.trace(elastic, axis1=-2, axis2=-1)[..., None, None]
        return self.lame * trace * np.eye(3) + 2 * self.shear * elastic


# The parameters of the study that the program must be able to repeat (docs/theory.md).
SULFUR = Material(17.8, 0.32)
ELECTROLYTE = Material(22.0, 0.30)
SWELLING = 1.8 ** (1 / 3) - 1


def stretch(convention, volume_change, lithiation=1.0):
    """Linear eigenstrain of a phase whose volume becomes 1 + x dV (theory.md, conventions)."""
    growth = lithiation * volume_change
    return {
        "exact": (1 + growth) ** (1 / 3) - 1,
        "linear": growth / 3,
        "logarithmic": np.log(1 + growth) / 3,
    }[convention]


@dataclass(frozen=True)
class Layer:
    outer: float  # radius
    material: Material
    swelling: float = 0.0


class Spheres:
    """Concentric spherical layers, u = A r + B / r^2 in each.

    s_rr = 3K(A - beta) - 4GB/r^3 and s_tt = 3K(A - beta) + 2GB/r^3. The coefficients solve the
    2N by 2N system: regular centre (or a free inner surface of radius `inner`), u and s_rr
    continuous, and one condition outside: "fixed", "free", ("pressure", p) or "infinite".
    """

    def __init__(self, layers, outside, inner=0.0):
        self.layers, self.inner = list(layers), inner
        count = len(self.layers)
        matrix, right = np.zeros((2 * count, 2 * count)), np.zeros(2 * count)

        def displacement(row, i, r, sign=1.0):
            matrix[row, 2 * i:2 * i + 2] += sign * np.array([r, 1 / r**2])

        def traction(row, i, r, sign=1.0):
            m = self.layers[i].material
            matrix[row, 2 * i:2 * i + 2] += sign * np.array([3 * m.bulk, -4 * m.shear / r**3])
            right[row] += sign * 3 * m.bulk * self.layers[i].swelling

        if inner > 0:
            traction(0, 0, inner)
        else:
            matrix[0, 1] = 1
        for i in range(count - 1):
            r = self.layers[i].outer
            displacement(2 * i + 1, i, r)
            displacement(2 * i + 1, i + 1, r, -1)
            traction(2 * i + 2, i, r)
            traction(2 * i + 2, i + 1, r, -1)
        last, b = 2 * count - 1, self.layers[-1].outer
        if outside == "fixed":
            displacement(last, count - 1, b)
        elif outside == "infinite":
            matrix[last, 2 * count - 2] = 1
        else:
            traction(last, count - 1, b)
            right[last] -= 0.0 if outside == "free" else outside[1]
        solution = np.linalg.solve(matrix, right)
        self.a, self.b = solution[0::2], solution[1::2]
        if inner == 0:
            self.b[0] = 0.0

    def displacement(self, i, r):
        return self.a[i] * r + (self.b[i] / r**2 if self.b[i] else 0.0)

    def radial_stress(self, i, r):
        return -self.pressure(i) - 4 * self.layers[i].material.shear * self.b[i] / r**3

    def hoop_stress(self, i, r):
        return -self.pressure(i) + 2 * self.layers[i].material.shear * self.b[i] / r**3

    def pressure(self, i):
        layer = self.layers[i]
        return -3 * layer.material.bulk * (self.a[i] - layer.swelling)

    def von_mises(self, i, r):
        return 6 * self.layers[i].material.shear * abs(self.b[i]) / r**3

    def bounds(self, i):
        """Inner and outer radius of layer i."""
        return (self.layers[i - 1].outer if i else self.inner), self.layers[i].outer

    def volume(self, i):
        inner, outer = self.bounds(i)
        return 4 * np.pi / 3 * (outer**3 - inner**3)

    def von_mises_mean(self, i):
        """Volume mean: the volume integral of 1/r^3 is 4 pi ln(outer/inner)."""
        inner, outer = self.bounds(i)
        if self.b[i] == 0:
            return 0.0
        return self.von_mises(i, 1.0) * 4 * np.pi * np.log(outer / inner) / self.volume(i)

    def share_above(self, i, stress):
        """Share of layer i's volume where von Mises exceeds `stress`: the analytic histogram."""
        inner, outer = self.bounds(i)
        cube = np.clip(self.von_mises(i, 1.0) / np.asarray(stress), inner**3, outer**3)
        return (cube - inner**3) / (outer**3 - inner**3)

    def percentile(self, i, percent):
        """Von Mises not exceeded in `percent` of layer i's volume."""
        inner, outer = self.bounds(i)
        cube = inner**3 + (1 - percent / 100) * (outer**3 - inner**3)
        return self.von_mises(i, np.cbrt(cube)) if self.b[i] else 0.0

    def energy(self):
        """Elastic energy of the whole: p^2/2K + vM^2/6G integrated over the layers."""
        total = 0.0
        for i, layer in enumerate(self.layers):
            total += self.volume(i) * self.pressure(i)**2 / (2 * layer.material.bulk)
            if self.b[i]:
                inner, outer = self.bounds(i)
                total += 8 * np.pi * layer.material.shear * self.b[i]**2 * (
                    1 / inner**3 - 1 / outer**3)
        return total

    def displacement_l2(self):
        """Square root of the volume integral of u^2."""
        total = 0.0
        for i in range(len(self.layers)):
            inner, outer = self.bounds(i)
            total += self.a[i]**2 * (outer**5 - inner**5) / 5
            if self.b[i]:
                total += self.a[i] * self.b[i] * (outer**2 - inner**2)
                total += self.b[i]**2 * (1 / inner - 1 / outer)
        return np.sqrt(4 * np.pi * total)

    def displacement_at(self, i, x):
        """Displacement vectors at points x [..., 3] by the formula of layer i."""
        r = np.linalg.norm(x, axis=-1, keepdims=True)
        if self.b[i] == 0:
            return self.a[i] * x
        return (self.a[i] + self.b[i] / r**3) * x

    def stress_at(self, i, x):
        """Stress tensors [..., 3, 3] at points x by the formula of layer i."""
        if self.b[i] == 0:
            return np.broadcast_to(-self.pressure(i) * np.eye(3), x.shape + (3,)).copy()
        r = np.linalg.norm(x, axis=-1)
        normal = x / r[..., None]
        hoop = self.hoop_stress(i, r)[..., None, None]
        radial = self.radial_stress(i, r)[..., None, None]
        return hoop * np.eye(3) + (radial - hoop) * normal[..., :, None] * normal[..., None, :]


class Laminate:
    """Layers stacked along z with clamped sides (e11 = e22 = 0); `fractions` of the thickness.

    `outside` is "fixed" (the thickness) or ("pressure", P) on the top face.
    """

    def __init__(self, fractions, materials, swellings, outside):
        f, beta = np.asarray(fractions, float), np.asarray(swellings, float)
        bulk = np.array([m.bulk for m in materials])
        oedometric = np.array([m.oedometric for m in materials])
        lame = np.array([m.lame for m in materials])
        if outside == "fixed":
            self.s33 = -np.sum(f * 3 * bulk * beta / oedometric) / np.sum(f / oedometric)
        else:
            self.s33 = -outside[1]
        self.e33 = (self.s33 + 3 * bulk * beta) / oedometric
        self.s11 = lame * self.e33 - 3 * bulk * beta
        self.strain = float(np.sum(f * self.e33))
        self.von_mises = np.abs(self.s33 - self.s11)
        self.pressure = -(self.s33 + 2 * self.s11) / 3
        elastic = np.stack([-beta, -beta, self.e33 - beta])
        stresses = np.stack([self.s11, self.s11, np.full_like(f, self.s33)])
        self.energy_density = float(np.sum(f * 0.5 * np.sum(stresses * elastic, axis=0)))


def uniaxial_strain(material, strain):
    """Axial and lateral stress of a bar that is stretched with its sides held."""
    return material.oedometric * strain, material.lame * strain


def uniaxial_stress(material, stress):
    """Axial and lateral strain of a bar with free sides."""
    return stress / material.young, -material.poisson * stress / material.young


def mean_pressure_fixed(swelling, inclusion, matrix, bulk_dilatation):
    """Mean pressure of a body with u = 0 on its whole boundary whose phase `inclusion` swells.

    `bulk_dilatation` is mean pressure over dilatation (its negative: a stiffness) of the same mesh
    under u = D x on the boundary. Exact on any conforming mesh, by reciprocity (theory.md).
    """
    return (3 * swelling * inclusion.bulk * (bulk_dilatation - matrix.bulk)
            / (inclusion.bulk - matrix.bulk))


def reuss_voigt(fractions, bulks):
    """Lower and upper bound of the effective bulk modulus."""
    f, k = np.asarray(fractions), np.asarray(bulks)
    return float(1 / np.sum(f / k)), float(np.sum(f * k))

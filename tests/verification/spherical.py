# SPDX-License-Identifier: BSD-2-Clause
"""Errors of a finite-element result against concentric spheres, by quadrature in the cells.

The exact field of a cell is that of its phase, also where the mesh's interface is a little off the
sphere: what is measured is how well the field is represented.
"""
import numpy as np

import elements


def _stress(exact, i, gradient):
    strain = (gradient + np.swapaxes(gradient, -1, -2)) / 2
    layer = exact.layers[i]
    return layer.material.stress(strain, np.full(strain.shape[:-2], layer.swelling))


def _energy(material, stress):
    trace = np.trace(stress, axis1=-2, axis2=-1)
    square = np.einsum("...ij,...ij", stress, stress)
    return (square - trace**2 / 3) / (4 * material.shear) + trace**2 / (18 * material.bulk)


def errors(result, exact, groups):
    """Relative errors {"energy": energy norm, "l2": displacement} over all layers."""
    total = np.zeros(4)
    for i, group in enumerate(groups):
        material = exact.layers[i].material

        def integrand(x, u, gradient, _, i=i, material=material):
            target, field = exact.displacement_at(i, x), exact.stress_at(i, x)
            return np.stack([np.sum((u - target)**2, axis=-1), np.sum(target**2, axis=-1),
                             _energy(material, _stress(exact, i, gradient) - field),
                             _energy(material, field)], axis=-1)

        total += elements.integrate(result.points, result.cells_of(group), integrand,
                                    result.last.displacement)
    return {"l2": np.sqrt(total[0] / total[1]), "energy": np.sqrt(total[2] / total[3])}


FACES = ((1, 2, 3), (0, 2, 3), (0, 1, 3), (0, 1, 2))


def interface_von_mises(result, exact, i, group):
    """Von Mises just outside the inner surface of layer i, from the displacement in its cells:
    one value for every face and point there, with the points' distance to the centre."""
    cells, radius = result.cells_of(group), exact.bounds(i)[0]
    vertex_radius = np.linalg.norm(result.points[cells[:, :4]], axis=2)
    corner = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    barycentric = np.array([[4, 1, 1], [1, 4, 1], [1, 1, 4]]) / 6
    values = []
    for face in FACES:
        on = np.all(np.abs(vertex_radius[:, face] - radius) < 1e-6 * radius, axis=1)
        part = cells[on]
        _, slopes = elements.shapes(barycentric @ corner[list(face)], cells.shape[1])
        jacobian = np.einsum("qnj,cni->cqij", slopes, result.points[part])
        gradient = np.einsum("qnj,cni->cqij", slopes, result.last.displacement[part])
        stress = _stress(exact, i, gradient @ np.linalg.inv(jacobian))
        deviator = stress - np.trace(stress, axis1=-2, axis2=-1)[..., None, None] / 3 * np.eye(3)
        values.append(np.sqrt(1.5 * np.einsum("cqij,cqij->cq", deviator, deviator)).ravel())
    return np.concatenate(values)


def shares_above(result, exact, i, group, thresholds):
    """Shares of layer i's volume where von Mises exceeds each threshold, point by point."""
    cells = result.cells_of(group)

    def integrand(x, u, gradient, _):
        stress = _stress(exact, i, gradient)
        deviator = stress - np.trace(stress, axis1=-2, axis2=-1)[..., None, None] / 3 * np.eye(3)
        mises = np.sqrt(1.5 * np.einsum("cqij,cqij->cq", deviator, deviator))
        return np.stack([mises > t for t in thresholds] + [np.ones_like(mises)], axis=-1)

    *above, whole = elements.integrate(result.points, cells, integrand, result.last.displacement)
    return np.array(above) / whole

# SPDX-License-Identifier: BSD-2-Clause
"""Tetrahedra of order 1 and 2: shape functions, quadrature, and integrals over a mesh.

Node order: vertices, then the middles of edges 01 12 02 03 13 23.
"""
import numpy as np

EDGES = ((0, 1), (1, 2), (0, 2), (0, 3), (1, 3), (2, 3))


def quadrature(n):
    """Points [n^3, 3] and weights on the unit tetrahedron: Gauss-Legendre on the collapsed cube,
    exact for polynomials up to degree 2n - 3."""
    x, w = np.polynomial.legendre.leggauss(n)
    x, w = (x + 1) / 2, w / 2
    a, b, c = np.meshgrid(x, x, x, indexing="ij")
    points = np.stack([a, b * (1 - a), c * (1 - a) * (1 - b)], axis=-1)
    weights = (w[:, None, None] * w[None, :, None] * w) * (1 - a) ** 2 * (1 - b)
    return points.reshape(-1, 3), weights.ravel()


def shapes(points, nodes):
    """Values [q, nodes] and reference gradients [q, nodes, 3] of the 4 or 10 shape functions."""
    barycentric = np.column_stack([1 - points.sum(axis=1), points])
    slope = np.array([[-1.0, -1, -1], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    if nodes == 4:
        return barycentric, np.broadcast_to(slope, (len(points), 4, 3))
    values, gradients = np.empty((len(points), 10)), np.empty((len(points), 10, 3))
    for i in range(4):
        li = barycentric[:, i]
        values[:, i] = li * (2 * li - 1)
        gradients[:, i] = (4 * li - 1)[:, None] * slope[i]
    for k, (i, j) in enumerate(EDGES):
        li, lj = barycentric[:, i], barycentric[:, j]
        values[:, 4 + k] = 4 * li * lj
        gradients[:, 4 + k] = 4 * (li[:, None] * slope[j] + lj[:, None] * slope[i])
    return values, gradients


def products(slopes, values):
    """sum_n slopes[q, n, j] values[c, n, i] as [c, q, i, j], by one matrix product."""
    q, n, k = slopes.shape
    flat = slopes.transpose(1, 2, 0).reshape(n, k * q)
    return (values.transpose(0, 2, 1) @ flat).reshape(len(values), values.shape[2], k, q).transpose(0, 3, 1, 2)


def inverse(matrix):
    """Determinants and inverses of matrices [..., 3, 3] by Cramer's rule: many times as fast as LAPACK's, one
    by one."""
    a, b, c = matrix[..., 0, :], matrix[..., 1, :], matrix[..., 2, :]
    columns = np.stack([np.cross(b, c), np.cross(c, a), np.cross(a, b)], axis=-1)
    determinant = np.einsum("...i,...i", a, columns[..., 0])
    return determinant, columns / determinant[..., None, None]


def integrate(coordinates, cells, integrand, displacement=None, points=4, block=4000):
    """Integral over the cells of `integrand(x, u, gradient, cell_numbers)`.

    The integrand gets positions [c, q, 3], displacements and their gradients du_i/dx_j (None
    without `displacement`) and returns [c, q] or [c, q, k]. Returns the sum, a number or [k].
    """
    reference, weights = quadrature(points)
    values, slopes = shapes(reference, cells.shape[1])
    total = 0.0
    for first in range(0, len(cells), block):
        part = cells[first:first + block]
        nodes = coordinates[part]
        x = values @ nodes
        determinant, inverted = inverse(products(slopes, nodes))
        u = gradient = None
        if displacement is not None:
            u = values @ displacement[part]
            gradient = np.einsum("cqik,cqkj->cqij", products(slopes, displacement[part]), inverted)
        result = integrand(x, u, gradient, np.arange(first, first + len(part)))
        total = total + np.einsum("cq,cq...->...", determinant * weights, result)
    return total


def volumes(coordinates, cells):
    """Volume of each cell, exact for the curved geometry."""
    reference, weights = quadrature(4)
    _, slopes = shapes(reference, cells.shape[1])
    jacobian = np.einsum("qnj,cni->cqij", slopes, coordinates[cells])
    return np.linalg.det(jacobian) @ weights


def jacobians(coordinates, cells):
    """Jacobian determinants of every cell at vertices, mid-edges and inner points, and the mean."""
    reference, weights = quadrature(4)
    vertices = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    middles = np.array([(vertices[i] + vertices[j]) / 2 for i, j in EDGES])
    _, slopes = shapes(np.vstack([reference, vertices, middles]), cells.shape[1])
    determinant = np.linalg.det(np.einsum("qnj,cni->cqij", slopes, coordinates[cells]))
    mean = determinant[:, :len(weights)] @ weights / weights.sum()
    return determinant, mean


def smallest_jacobian(coordinates, cells):
    """Smallest determinant relative to the cell's mean: <= 0 is inverted, 1 is straight."""
    determinant, mean = jacobians(coordinates, cells)
    return determinant.min(axis=1) / mean

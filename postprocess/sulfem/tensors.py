# SPDX-License-Identifier: BSD-2-Clause
"""Stresses as tensors: six components xx yy zz xy yz xz (docs/formats.md) to what people ask of them."""
import numpy as np

COMPONENTS = ("xx", "yy", "zz", "xy", "yz", "xz")
PLACES = np.array([[0, 3, 5], [3, 1, 4], [5, 4, 2]])


def matrices(stress):
    """n x 3 x 3 of n x 6."""
    return np.asarray(stress)[..., PLACES]


def principal(stress):
    """Principal values, n x 3, descending: the most tensile first."""
    return np.linalg.eigvalsh(matrices(stress))[..., ::-1]


def von_mises(stress):
    deviator = matrices(stress) - np.trace(matrices(stress), axis1=-2, axis2=-1)[..., None, None] / 3 * np.eye(3)
    return np.sqrt(1.5 * (deviator**2).sum(axis=(-2, -1)))


def about(stress, away):
    """(s_rr, s_tt) about a centre, from which the places lie `away` (n x 3): the normal stress along the ray, and
    the mean of those across it, (tr s - s_rr) / 2. NaN in the centre itself."""
    distance = np.linalg.norm(away, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ray = away / distance[:, None]
    radial = np.einsum("ni,nij,nj->n", ray, matrices(stress), ray)
    return radial, 0.5 * (np.asarray(stress)[:, :3].sum(axis=1) - radial)

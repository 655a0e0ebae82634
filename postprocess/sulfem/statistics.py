# SPDX-License-Identifier: BSD-2-Clause
"""Numbers of a distribution weighted by volume, by the definitions of summary.json (docs/formats.md)."""
import numpy as np


def mean(values, weights):
    return float((values * weights).sum() / weights.sum())


def percentile(values, weights, percent):
    """The smallest value that `percent` of the weight does not exceed."""
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    place = np.searchsorted(share, percent / 100 * share[-1])
    return float(values[order[min(place, len(values) - 1)]])


def share_above(values, weights, value):
    """Of the weight: of what is larger than the value."""
    return float(weights[values > value].sum() / weights.sum())

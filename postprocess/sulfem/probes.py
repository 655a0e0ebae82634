# SPDX-License-Identifier: BSD-2-Clause
"""Values at places: in shells around a particle and on a line. Places are those before deformation."""
import numpy as np
import pandas

from sulfem import results, tensors
from sulfem.units import si

EDGES = ((0, 1), (1, 2), (0, 2), (0, 3), (1, 3), (2, 3))  # of the mid-edge nodes 4 to 9
TOLERANCE = 1e-9  # of barycentric coordinates


def centroids(points, cells):
    """Of tetrahedra; of order 2 by the integral of their shape functions, exact where edges are straight."""
    vertices = sum(points[cells[:, k]] for k in range(4))
    if cells.shape[1] == 4:
        return vertices / 4
    return sum(points[cells[:, k]] for k in range(4, 10)) / 5 - vertices / 20


def place_of(values, what):
    """Three lengths in m."""
    try:
        found = np.array([si(value, "m") for value in results.listed(values)])
    except TypeError as error:
        raise results.Mistake(f"{what}: three lengths are wanted, x, y, z") from error
    if found.shape != (3,):
        raise results.Mistake(f"{what}: three lengths are wanted, x, y, z; there are {len(found)}")
    return found


# ---- Around a particle ---------------------------------------------------------------------------


def shell_edges(distance, shells, reach, edges):
    if edges is not None:
        found = np.array([si(edge, "m") for edge in results.listed(edges)])
        if len(found) < 2 or (np.diff(found) <= 0).any():
            raise results.Mistake("edges: at least two radii that grow are wanted")
        return found
    shells = results.whole(shells, "shells")
    if shells < 1:
        raise results.Mistake(f"shells {shells}: at least one is wanted")
    return np.linspace(0, distance.max() if reach is None else si(reach, "m"), shells + 1)


def radial_profile(run, centre, *, step=-1, phase=None, shells=20, reach=None, edges=None):
    """A row for each phase and shell about the centre that holds cells: `r` (their mean distance), `s_rr` and `s_tt`
    (normal stresses along the ray and across it), `von_mises`, `pressure`, `volume`, `cells`; means weighted by
    volume before deformation. A cell is in the shell that its centroid is in, and never averaged with those of
    another phase. `shells` of equal width up to `reach` (m or "3 um"), or those between `edges`."""
    away = run.centroids - place_of(centre, "centre")
    distance = np.linalg.norm(away, axis=1)
    bounds = shell_edges(distance, shells, reach, edges)
    mine = run.mask(phase) & (distance >= bounds[0]) & (distance < bounds[-1] * (1 + 1e-12))
    if not mine.any():
        raise results.Mistake(f"radial_profile: no cell of {phase or 'the body'} has its centroid between "
                              f"{bounds[0]:.4g} and {bounds[-1]:.4g} m of the centre")
    fields = run.fields(step)
    stress, volume = fields.cells("stress")[mine], run.volume[mine]
    radial, across = tensors.about(stress, away[mine])
    shell = np.clip(np.searchsorted(bounds, distance[mine], side="right") - 1, 0, len(bounds) - 2)
    columns = {"r": distance[mine], "s_rr": radial, "s_tt": across, "von_mises": fields.cells("von_mises")[mine],
               "pressure": fields.cells("pressure")[mine]}
    frame = pandas.DataFrame({name: values * volume for name, values in columns.items()})
    frame["volume"], frame["cells"], frame["shell"] = volume, 1, shell
    frame["phase"] = np.array(run.phases, object)[fields.cells("phase")[mine]]
    sums = frame.groupby(["phase", "shell"]).sum()
    sums[list(columns)] = sums[list(columns)].div(sums["volume"], axis=0)
    number = sums.index.get_level_values("shell")
    sums.insert(0, "inner", bounds[number])
    sums.insert(1, "outer", bounds[number + 1])
    return sums


# ---- On a line -----------------------------------------------------------------------------------


def inverse_maps(run, cells):
    """(origins, matrices) to barycentric coordinates 1 to 3 of the cells' straight tetrahedra."""
    corners = run.points[run.tetrahedra[cells, :4]]
    return corners[:, 0], np.linalg.inv(np.swapaxes(corners[:, 1:] - corners[:, :1], 1, 2))


def locate(run, places):
    """(cell, barycentric coordinates) of each place; cell -1 outside the body. Cells count as straight, so that a
    place within the sagitta of a curved face may be found on its other side."""
    corners = run.points[run.tetrahedra[:, :4]]
    low, high = corners.min(axis=1), corners.max(axis=1)
    near = np.flatnonzero(((high >= places.min(axis=0)) & (low <= places.max(axis=0))).all(axis=1))
    low, high = low[near], high[near]
    origin, inverse = inverse_maps(run, near)
    cell, where = np.full(len(places), -1), np.full((len(places), 4), np.nan)
    slack = 1e-9 * np.ptp(run.points, axis=0).max()
    for number, place in enumerate(places):
        chosen = np.flatnonzero(((low - slack <= place) & (place <= high + slack)).all(axis=1))
        if not len(chosen):
            continue
        inner = np.einsum("nij,nj->ni", inverse[chosen], place - origin[chosen])
        found = np.column_stack([1 - inner.sum(axis=1), inner])
        best = found.min(axis=1).argmax()
        if found[best].min() >= -TOLERANCE:
            cell[number], where[number] = near[chosen[best]], found[best]
    return cell, where


def shape_functions(where, nodes):
    """Of tetrahedra with 4 or 10 nodes at barycentric coordinates."""
    if nodes == 4:
        return where
    middles = [4 * where[:, a] * where[:, b] for a, b in EDGES]
    return np.column_stack([where * (2 * where - 1), *middles])


def along_line(run, start, end, *, count=200, step=-1, fields=("von_mises", "pressure")):
    """A row for each of `count` places from start to end: `distance` from the start, `x`, `y`, `z`, `cell`, `phase`,
    the displacement `u_x`, `u_y`, `u_z` there, and the `fields`, which are the averages of the cell that the place
    is in. Outside the body (in a pore) there is no cell (-1) and no value."""
    start, end, count = place_of(start, "start"), place_of(end, "end"), results.whole(count, "count")
    if count < 2 or not np.linalg.norm(end - start) > 0:
        raise results.Mistake("along_line: two different points and at least two places are wanted")
    share = np.linspace(0, 1, count)
    places = start + share[:, None] * (end - start)
    cell, where = locate(run, places)
    inside = cell >= 0
    if not inside.any():
        low, high = run.points.min(axis=0), run.points.max(axis=0)
        raise results.Mistake(f"along_line: the line does not meet the body, which reaches from {low} to {high} m")
    frame = pandas.DataFrame({"distance": share * np.linalg.norm(end - start), **dict(zip("xyz", places.T)),
                              "cell": cell})
    names = np.array([*run.phases, None], object)
    frame["phase"] = names[np.where(inside, run.field("phase")[cell], len(run.phases))]
    weights = shape_functions(where, run.tetrahedra.shape[1])
    moved = np.einsum("nk,nkd->nd", weights, run.field("displacement", step)[run.tetrahedra[cell]])
    for axis, name in enumerate("xyz"):
        frame[f"u_{name}"] = np.where(inside, moved[:, axis], np.nan)
    for name in results.listed(fields) or ():
        values = run.field(name, step)
        if values.shape != (len(run.volume),):
            raise results.Mistake(f'"{name}" is not one number a cell; components have names: stress_xx, s1, ...')
        frame[name] = np.where(inside, values[cell], np.nan)
    return frame

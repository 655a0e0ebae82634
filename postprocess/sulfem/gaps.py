# SPDX-License-Identifier: BSD-2-Clause
"""The stress between neighbouring particles: which neighbours there are, and what the gap bears.

Particles are the spheres of the packing (mesh.json), coatings included; in a periodic box each copy
that reaches into the box is a body of its own. Two bodies are neighbours when

- the surfaces are at most REACH mean radii of the two apart,
- the shortest line between the surfaces lies in the box: only there is a mesh, and
- no third body is nearer to that line than the radius of the cylinder in which the stress is taken.

The gap's region is that part of the phase within a cylinder about the line between the centres. Its
radius is the smaller of two: a third of the smaller sphere's radius, within which the surfaces are
nearly parallel, and the distance from the line at which the gap is twice as wide as on it,
sqrt(2 R h) with the gap h and 1/R = 1/r1 + 1/r2. So a narrow gap is not averaged with the wide
wedge around it, and gaps of all widths are measured over similar shapes.

Of the cells whose centre of the vertices lies in the region, `mean` is the average of their von Mises
stress weighted by volume and `largest` the largest. Both are averages over cells, so the second is
the lower the larger the cells: compare it at equal mesh sizes. A region that holds no cell's centre
gives no value."""
import dataclasses
import itertools

import numpy as np

from sulfem import results

REACH = 1.0  # largest gap of neighbours, in mean radii of the two
BLOCK = 256  # particles or pairs that are looked at together, which bounds the memory
CELLS_PER_BIN = 8


@dataclasses.dataclass
class Bodies:
    """Spheres that reach into the box; lengths in m."""
    centre: np.ndarray  # n x 3
    radius: np.ndarray  # n, with the coating
    particle: np.ndarray  # n, number in mesh.json
    is_particle: np.ndarray  # n, false for pores and carbon, which only stand in the way
    box: np.ndarray  # 3


@dataclasses.dataclass
class Pairs:
    """Neighbours and the cylinder between them; lengths in m."""
    one: np.ndarray  # numbers of bodies
    other: np.ndarray
    gap: np.ndarray
    mean_radius: np.ndarray
    start: np.ndarray  # n x 3, on the surface of `one`
    direction: np.ndarray  # n x 3, unit vector from `one` to `other`
    cylinder: np.ndarray  # radius

    def only(self, chosen):
        return Pairs(*(getattr(self, field.name)[chosen] for field in dataclasses.fields(self)))


def spans(first, last):
    """(k, i) for all k and all integers i from first[k] up to, without, last[k]."""
    count = np.maximum(last - first, 0)
    owner = np.repeat(np.arange(len(count)), count)
    return owner, np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[owner]


# ---- Bodies --------------------------------------------------------------------------------------


def bodies_of(packing, unit):
    """The spheres of a packing (mesh.json as read; `unit` is its unit of length in m)."""
    listed = packing.get("particles", [])
    if not listed:
        raise results.Mistake("mesh.json lists no particles")
    if any("semi_axes" in one for one in listed):
        raise results.Mistake("has spheroids; gaps are evaluated between spheres")
    coating = [one.get("coating", {}).get("thickness", 0) for one in listed]
    roles = {phase["group"]: phase["role"] for phase in packing["phases"]}
    bodies = Bodies(unit * np.array([one["centre"] for one in listed], float),
                    unit * np.array([one["radius"] + c for one, c in zip(listed, coating)]),
                    np.arange(len(listed)),
                    np.array([roles.get(one["phase"]) == "particle" for one in listed]),
                    unit * np.array(packing["box"], float))
    return with_copies(bodies) if packing.get("boundary") == "periodic" else bodies


def with_copies(bodies):
    """All copies by the periods of the box that reach into it."""
    shifts = bodies.box * np.array(list(itertools.product((-1, 0, 1), repeat=3)))
    centre = (bodies.centre[None] + shifts[:, None]).reshape(-1, 3)
    number = np.tile(np.arange(len(bodies.radius)), len(shifts))
    outside = centre - centre.clip(0, bodies.box)
    inside = np.linalg.norm(outside, axis=1) < bodies.radius[number]
    number = number[inside]
    return Bodies(centre[inside], bodies.radius[number], bodies.particle[number],
                  bodies.is_particle[number], bodies.box)


# ---- Neighbours ----------------------------------------------------------------------------------


def neighbours(bodies):
    """Pairs by the rules above; `bodies` may stand in any order."""
    order = np.argsort(bodies.centre[:, 0], kind="stable")
    position, largest = bodies.centre[order, 0], bodies.radius.max()
    last = np.searchsorted(position, position + (1 + 0.5 * REACH) * (bodies.radius[order] + largest),
                           side="right")
    found = []
    for begin in range(0, len(order), BLOCK):
        rows = np.arange(begin, min(begin + BLOCK, len(order)))
        one, other = spans(rows + 1, last[rows])
        found.append(near_pairs(bodies, order[rows[one]], order[other]))
    pairs = Pairs(*(np.concatenate(columns) for columns in
                    zip(*([getattr(part, f.name) for f in dataclasses.fields(Pairs)]
                          for part in found))))
    return pairs.only(~obstructed(bodies, order, pairs))


def near_pairs(bodies, one, other):
    """Of candidates those near enough, with the line between their surfaces in the box."""
    chosen = bodies.is_particle[one] & bodies.is_particle[other]
    one, other = one[chosen], other[chosen]
    between = bodies.centre[other] - bodies.centre[one]
    distance = np.linalg.norm(between, axis=1)
    small, large = bodies.radius[one], bodies.radius[other]
    gap, mean_radius = distance - small - large, 0.5 * (small + large)
    direction = between / distance[:, None]
    start = bodies.centre[one] + small[:, None] * direction
    end = start + gap[:, None] * direction
    both = np.stack([start, end])
    margin = 1e-9 * bodies.box
    inside = ((both >= -margin) & (both <= bodies.box + margin)).all(axis=(0, 2))
    cylinder = np.minimum(np.minimum(small, large) / 3,
                          np.sqrt(2 * small * large / (small + large) * np.maximum(gap, 0)))
    pairs = Pairs(one, other, gap, mean_radius, start, direction, cylinder)
    return pairs.only(inside & (gap > 0) & (gap <= REACH * mean_radius))


def obstructed(bodies, order, pairs):
    """Whether a third body reaches into the cylinder about the line between the surfaces."""
    position, largest = bodies.centre[order, 0], bodies.radius.max()
    ends = np.stack([pairs.start[:, 0], (pairs.start + pairs.gap[:, None] * pairs.direction)[:, 0]])
    reach = pairs.cylinder + largest
    first = np.searchsorted(position, ends.min(axis=0) - reach)
    last = np.searchsorted(position, ends.max(axis=0) + reach, side="right")
    blocked = np.zeros(len(pairs.gap), bool)
    for begin in range(0, len(blocked), BLOCK):
        rows = np.arange(begin, min(begin + BLOCK, len(blocked)))
        owner, third = spans(first[rows], last[rows])
        pair, third = rows[owner], order[third]
        away = bodies.centre[third] - pairs.start[pair]
        along = np.einsum("ij,ij->i", away, pairs.direction[pair]).clip(0, pairs.gap[pair])
        distance = np.linalg.norm(away - along[:, None] * pairs.direction[pair], axis=1)
        near = distance < bodies.radius[third] + pairs.cylinder[pair]
        other = (third != pairs.one[pair]) & (third != pairs.other[pair])
        blocked[pair[near & other]] = True
    return blocked


# ---- Cells in gaps -------------------------------------------------------------------------------


class CellList:
    """Points sorted into the bins of a grid, bins along z standing one behind the other."""

    def __init__(self, points):
        self.low = points.min(axis=0)
        size = np.maximum(points.max(axis=0) - self.low, 1e-300)
        edge = (size.prod() * CELLS_PER_BIN / len(points)) ** (1 / 3)
        self.bins = np.maximum(1, (size / edge).astype(int)).clip(max=1000)
        self.edge = size / self.bins
        bins = np.ravel_multi_index(self.place(points).T, self.bins)
        self.order = np.argsort(bins, kind="stable")
        self.first = np.searchsorted(bins[self.order], np.arange(self.bins.prod() + 1))

    def place(self, points):
        """The bin of each point along x, y, z; points outside count to the outermost bins."""
        return ((points - self.low) / self.edge).astype(int).clip(0, self.bins - 1)

    def within(self, low, high):
        """(k, point): all points in the bins that the boxes from low[k] to high[k] meet."""
        low, high = self.place(low), self.place(high) + 1
        owner, x = spans(low[:, 0], high[:, 0])
        column, y = spans(low[owner, 1], high[owner, 1])
        owner, x = owner[column], x[column]
        flat = (x * self.bins[1] + y) * self.bins[2]
        row, place = spans(self.first[flat + low[owner, 2]], self.first[flat + high[owner, 2]])
        return owner[row], self.order[place]


def regions(bodies, pairs):
    """Corners of boxes, along the axes, about the gaps' regions: cylinders between the surfaces, which
    recede from the line by the height of a cap."""
    def cap(body):
        radius = bodies.radius[body]
        return radius - np.sqrt(radius ** 2 - pairs.cylinder ** 2)
    start = pairs.start - cap(pairs.one)[:, None] * pairs.direction
    end = pairs.start + (pairs.gap + cap(pairs.other))[:, None] * pairs.direction
    around = pairs.cylinder[:, None] * np.sqrt(np.maximum(0, 1 - pairs.direction ** 2))
    return np.minimum(start, end) - around, np.maximum(start, end) + around


def stress_in_gaps(bodies, pairs, centroid, stress, volume):
    """(largest, mean, cells) of each pair from the cells of a phase; NaN where there are none."""
    count = len(pairs.gap)
    largest, weighted = np.full(count, -np.inf), np.zeros(count)
    weight, cells = np.zeros(count), np.zeros(count, int)
    if count and len(centroid):
        grid, (low, high) = CellList(centroid), regions(bodies, pairs)
        for begin in range(0, count, BLOCK):
            rows = np.arange(begin, min(begin + BLOCK, count))
            owner, cell = grid.within(low[rows], high[rows])
            pair = rows[owner]
            inside = in_region(bodies, pairs, pair, centroid[cell])
            pair, cell = pair[inside], cell[inside]
            np.maximum.at(largest, pair, stress[cell])
            np.add.at(weighted, pair, stress[cell] * volume[cell])
            np.add.at(weight, pair, volume[cell])
            np.add.at(cells, pair, 1)
    empty = cells == 0
    largest[empty], weight[empty] = np.nan, np.nan
    return largest, weighted / weight, cells


def in_region(bodies, pairs, pair, points):
    """Whether each point lies in the region of its pair: between the centres, in the cylinder."""
    away = points - pairs.start[pair]
    along = np.einsum("ij,ij->i", away, pairs.direction[pair])
    across = np.linalg.norm(away - along[:, None] * pairs.direction[pair], axis=1)
    return ((across <= pairs.cylinder[pair]) & (along >= -bodies.radius[pairs.one[pair]])
            & (along <= pairs.gap[pair] + bodies.radius[pairs.other[pair]]))


def centroids(points, cells):
    """Centres of the vertices of tetrahedra of any order."""
    return sum(points[cells[:, k]] for k in range(4)) / 4


def gaps_of(folder, packing, phase):
    """(pairs, bodies, largest, mean, cells) of a point's last step; lengths in m, stress in Pa. The
    unit of mesh.json follows from the mesh, which fills the box."""
    index = results.Index(folder)
    fields = results.Fields(folder, index.step(None))
    mine = fields.cells("phase") == index.phase(phase)
    points = fields.cells("points")
    units = np.ptp(points, axis=0) / np.array(packing["box"], float)
    if np.ptp(units) > 1e-3 * units[0]:
        edges = " x ".join(f"{edge:.4g}" for edge in packing["box"])
        raise results.Mistake(f"{folder}: mesh.json has a box of {edges}, which does not have the shape of the body in "
                              "fields.h5: they are of different meshes")
    bodies = bodies_of(packing, units[0])
    pairs = neighbours(bodies)
    middle = centroids(points, fields.cells("cells")[mine])
    measured = stress_in_gaps(bodies, pairs, middle, fields.cells("von_mises")[mine],
                              fields.cells("volume")[mine])
    return pairs, bodies, *measured

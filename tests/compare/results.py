# SPDX-License-Identifier: BSD-2-Clause
"""What two results of one case say differently: every number of summary.json, every dataset of fields.h5.

A difference is relative to the largest value in size of its dataset, and in summary.json to the size that
goes with the number (a force that ought to be zero has none of its own). What is zero but for rounding, as the
stress of a body that swells freely or what moves in one that is held all around, is held against what moduli and
strains could make of it.
"""
import dataclasses
import json
import os

import h5py
import numpy as np

# Parts of summary.json that need not be the same: versions, the command line's options, time, memory.
LEFT_OUT = {"program", "petsc_options", "timings", "memory_peak"}
# These say how the solver came to its result, not what it is.
OF_THE_SOLVER = {"iterations", "residual", "imbalance"}
# Of fields.h5: the case's text. Of its attributes only these belong to the result; the others are versions,
# paths, descriptions, the command line and the time.
HISTORY = {"case/text"}
ATTRIBUTES = ("unit", "lithiation", "phase_names", "element_order", "pair_particle", "pair_around")
# Below this share of what moduli and strains could make, a stress is rounding.
ROUNDING = 1e-2


@dataclasses.dataclass
class Difference:
    where: str       # "fields.h5 displacement", "summary.json steps.phases.von_mises.p95"
    relative: float  # infinite: not comparable (missing, another shape, another text)
    detail: str = ""


@dataclasses.dataclass
class Scale:
    """The least size of a step's numbers."""
    stress: float
    force: float
    energy: float
    length: float
    norm: float  # of a displacement, m^2.5


def load(folder):
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        return json.load(file)


def iterations(summary):
    return [step["iterations"] for step in summary["steps"]]


def same_way(before, after):
    """Have both solvers taken the same steps? Residuals near rounding are noise."""
    pairs = [(one["residual"], other["residual"]) for one, other in zip(before["steps"], after["steps"])]
    return iterations(before) == iterations(after) and all(
        abs(one - other) <= 1e-2 * one or max(one, other) < 1e-13 for one, other in pairs)


def scale_of(summary, step):
    """From the stress that the stiffest phase would have under the largest strain at hand."""
    stiffest = max((entry.get("youngs_modulus", 0) for entry in summary["materials"]), default=0)
    volume = sum(phase["volume"] for phase in step["phases"])
    edge = volume ** (1 / 3)
    strain = max(abs(phase["swelling"]) for phase in step["phases"]) + step["displacement_max"] / edge
    stress = ROUNDING * stiffest * strain
    length = ROUNDING * strain * edge
    return Scale(stress, stress * edge ** 2, stress * strain * volume, length, length * volume ** 0.5)


# ---- summary.json ----------------------------------------------------------------------------------------

def leaves(value, path="", skipped=frozenset()):
    """(path, number or text)."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if key not in skipped:
                yield from leaves(entry, f"{path}.{key}" if path else key, skipped)
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from leaves(entry, f"{path}.{index}", skipped)
    else:
        yield path, value


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def generic(path):
    """Without the indices of steps, phases, boundaries: all forces are one row of the table."""
    return ".".join(part for part in path.split(".") if not part.isdigit())


def size_in_interface(path, stress, entry, least):
    """None: where nothing pulls, signs are rounding, and so is what counts them."""
    if any(word in path for word in ("jump", "area_in_tension", "area_above", "in_tension", "above_strength")):
        return 1.0 if entry["traction_mean"] > least.stress else None
    if ".force" in path:
        return max(least.force, stress * entry["area"])
    return stress


def size(path, value, step, least):
    """What a difference of this number is relative to; None: not to be compared."""
    stresses = [max(least.stress, abs(p["pressure_mean"]) + p["von_mises"]["max"]) for p in step["phases"]]
    parts = path.split(".")
    if parts[2] == "interfaces" and ("traction" in path or "force" in path or "jump" in path or "tension" in path
                                     or "above" in path):
        return size_in_interface(path, max(stresses), step["interfaces"][int(parts[3])], least)
    if "force" in parts:
        return max([least.force] + [max(stresses) * entry["area"] for entry in step["boundaries"]])
    if "pressure_scatter" in parts or parts[-1] == "error":
        return 1.0
    if "work" in parts:
        return max(abs(value), step["strain_energy"], least.energy)
    if "displacement_mean" in parts:
        return max(step["displacement_max"], least.length)
    if "pressure_mean" in parts or "von_mises" in parts:
        return stresses[int(parts[3])]
    leasts = {"strain_energy": least.energy, "displacement_max": least.length, "displacement_l2": least.norm}
    return max(abs(value), leasts.get(parts[2], 0))


def of_values(one, other, scale):
    if one == other:
        return 0.0
    if not (is_number(one) and is_number(other) and scale):
        return np.inf
    return abs(one - other) / scale


def of_summaries(before, after):
    skipped = LEFT_OUT | OF_THE_SOLVER
    others = dict(leaves(after, "", skipped))
    for path, value in leaves(before, "", skipped):
        where, scale = f"summary.json {generic(path)}", 0
        if is_number(value):
            step = before["steps"][int(path.split(".")[1])] if path.startswith("steps.") else None
            scale = size(path, value, step, scale_of(before, step)) if step else abs(value)
        if path not in others:
            yield Difference(where, np.inf, f"{path} is gone")
        elif scale is not None:
            yield Difference(where, of_values(value, others[path], scale), f"{path}: {value!r}, {others[path]!r}")


# ---- fields.h5 -------------------------------------------------------------------------------------------

def contents(file):
    """path -> dataset or group; hard links too, of which visititems tells one."""
    found = {}

    def walk(group, path):
        for key, entry in group.items():
            found[path + key] = entry
            if isinstance(entry, h5py.Group):
                walk(entry, f"{path}{key}/")

    walk(file, "")
    return found


def generic_dataset(path):
    """steps/0001/stress -> steps/stress."""
    return "/".join(part for part in path.split("/") if not part.isdigit())


def least_of(path, summary):
    parts = path.split("/")
    number = int(parts[parts.index("steps") + 1]) if "steps" in parts[:-1] else 0
    return scale_of(summary, summary["steps"][number - 1]) if number else Scale(0, 0, 0, 0, 0)


def of_arrays(one, other, floor):
    if one.shape != other.shape or one.dtype.kind != other.dtype.kind:
        return np.inf, f"{one.dtype} {one.shape}, {other.dtype} {other.shape}"
    if np.array_equal(one, other):
        return 0.0, ""
    if one.dtype.kind != "f":
        return np.inf, "not the same"
    scale, apart = max(np.abs(one).max(), floor), np.abs(one - other)
    if not np.isfinite(apart).all() or not scale:
        return np.inf, f"largest before {scale:g}, after {np.abs(other).max():g}"
    return apart.max() / scale, f"row {np.unravel_index(apart.argmax(), apart.shape)[0]}, of {scale:.3g}"


def of_dataset(path, mine, other, summary):
    least = least_of(path, summary)
    one, two = mine[path][()], other[path][()]
    if "/area_in_tension" in path or "/area_above" in path:  # signs of what is rounding
        pulled = mine[path.rsplit("/", 1)[0] + "/traction_mean"][()] > least.stress
        one, two = (one[pulled], two[pulled]) if one.shape == two.shape else (one, two)
    floor = {"Pa": least.stress, "N": least.force, "m": least.length}.get(mine[path].attrs.get("unit"), 0)
    return of_arrays(np.asarray(one), np.asarray(two), floor)


def of_fields(before, after, summary):
    with h5py.File(before, "r") as first, h5py.File(after, "r") as second:
        mine, other = contents(first), contents(second)
        for path in mine.keys() - HISTORY:
            where = f"fields.h5 {generic_dataset(path)}"
            if path.startswith("summary/"):
                continue  # what summary.json says, which is compared number by number
            if path not in other:
                yield Difference(where, np.inf, f"{path} is gone")
                continue
            for name in ATTRIBUTES:
                was, now = (entry[path].attrs.get(name) for entry in (mine, other))
                if was is not None and not np.array_equal(was, now):
                    yield Difference(f"{where}, {name}", np.inf, f"{path}: {was!r}, {now!r}")
            if isinstance(mine[path], h5py.Dataset):
                relative, detail = of_dataset(path, mine, other, summary)
                yield Difference(where, relative, f"{path}: {detail}")


def differences(before, after):
    """Of two results folders."""
    one, other = load(before), load(after)
    yield from of_summaries(one, other)
    yield from of_fields(os.path.join(before, "fields.h5"), os.path.join(after, "fields.h5"), one)


def names(folder):
    """All that a results folder has, to say what is new."""
    with h5py.File(os.path.join(folder, "fields.h5"), "r") as file:
        fields = {f"fields.h5 {generic_dataset(path)}" for path in contents(file)}
    return fields | {f"summary.json {generic(path)}" for path, _ in leaves(load(folder))}

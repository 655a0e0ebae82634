# SPDX-License-Identifier: BSD-2-Clause
"""The record of a packing (MESH.json) of a run: where it is, and its particles."""
import json
import os

import numpy as np
import pandas

from sulfem import results

LENGTHS = {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "um": 1e-6, "nm": 1e-9}
BOX = 1e-3  # relative difference of the box's edges that may come from rounding and from curved cells
LOOKED_AT = 32  # particles whose places are held against the mesh
NAME_IT = "name the record: record=\"MESH.json\""


def case_folder(run, case):
    """The folder of the case file. Its path is kept as it was typed, relative to a folder that nobody knows any more: it
    is looked for from the run's folder and from the two above it, and is the one whose text the run has kept."""
    path, text = case.attrs["path"], case["text"][()]
    if isinstance(path, bytes):
        path = path.decode()
    if os.path.isabs(path):
        return os.path.dirname(path)
    places = [os.path.abspath(run.path), os.path.realpath(run.path)]  # a link stands in another folder than the run
    for folder in [os.path.normpath(os.path.join(place, up)) for place in places for up in (".", "..", "../..")]:
        try:
            with open(os.path.join(folder, path), "rb") as file:
                if file.read() == text:
                    return os.path.dirname(os.path.join(folder, path))
        except OSError:
            continue
    raise results.Mistake(f"{run.path}: its case was {path!r}, and from there and the two folders above no file of that "
                          f"name has the text that the run had, so that its mesh is not known; {NAME_IT}")


def find(run):
    """The path of the record: mesh.json of a study's point, else the one beside the mesh of the case."""
    beside = os.path.join(run.path, "mesh.json")
    if os.path.isfile(beside):
        return beside
    try:
        import yaml
    except ImportError as missing:
        raise results.Mistake(f"finding the mesh of a run takes the Python package yaml ({results.optional('records')}); "
                              f"else {NAME_IT}") from missing
    case = run.fields().file["case"]
    mesh = yaml.safe_load(case["text"][()].decode())["mesh"]["file"]
    path = os.path.splitext(os.path.join(case_folder(run, case), mesh))[0] + ".json"
    if not os.path.isfile(path):
        raise results.Mistake(f"{path}: there is no such file; only meshes of `sulfem pack` have a record of their "
                              "particles. radial_profile(centre=...) needs none")
    return path


def read(path):
    path = os.fspath(path)
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
    except OSError as error:
        raise results.Mistake(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise results.Mistake(f"{path}: is no JSON: {error}") from error
    if not isinstance(record, dict) or "length_unit" not in record:
        raise results.Mistake(f"{path}: is no record of `sulfem pack`: it has no length_unit")
    if not isinstance(record["length_unit"], str) or record["length_unit"] not in LENGTHS:
        raise results.Mistake(f'{path}: length_unit "{record["length_unit"]}" is unknown; '
                              f"there are {', '.join(LENGTHS)}")
    return record


def table_of(record, unit):
    rows = []
    for entry in record.get("particles", []):
        row = dict(zip("xyz", (unit * part for part in entry["centre"])))
        row["radius"] = unit * entry["radius"]
        row["phase"] = entry["phase"]
        row["coating"] = unit * entry.get("coating", {}).get("thickness", 0)
        rows.append(row)
    names = ["x", "y", "z", "radius", "phase", "coating"]
    return pandas.DataFrame(rows, columns=names).rename_axis("particle")


def check_box(run, path, box):
    """The packing's box (m) has to be as large as the body before deformation."""
    body = np.ptp(run.points, axis=0)
    if len(box) != 3 or (np.abs(box - body) > BOX * body).any():
        boxes = [" x ".join(f"{1e6 * edge:.4g}" for edge in edges) + " um" for edges in (box, body)]
        raise results.Mistake(f"{path}: is of another mesh: its box is {boxes[0]}, and the body of {run.path} is "
                              f"{boxes[1]}; {NAME_IT}")


def check_places(run, path, table):
    """Where the centres of the largest particles are, the mesh has to have their phases. A quarter may
    miss, since cells may be as large as particles; in another packing most do."""
    inside = ((table[["x", "y", "z"]] >= run.points.min(axis=0)) & (table[["x", "y", "z"]] <= run.points.max(axis=0)))
    known = table[inside.all(axis=1) & table["phase"].isin(run.phases)].nlargest(LOOKED_AT, "radius")
    centroids, phase = run.centroids, run.field("phase")
    there = [run.phases[phase[((centroids - centre) ** 2).sum(axis=1).argmin()]]
             for centre in known[["x", "y", "z"]].to_numpy(float)]
    right = sum(one == other for one, other in zip(there, known["phase"]))
    if 4 * right < 3 * len(known):
        raise results.Mistake(f"{path}: is of another packing: of {len(known)} particles {len(known) - right} are where "
                              f"the mesh of {run.path} has another phase; {NAME_IT}")


def particles(run, path=None):
    """x, y, z and radius (m; of a spheroid that of the sphere of its volume), phase; a row a particle."""
    path = find(run) if path is None else path
    record = read(path)
    unit = LENGTHS[record["length_unit"]]
    try:
        box, table = unit * np.array(record["box"], float), table_of(record, unit)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise results.Mistake(f"{path}: is no record of `sulfem pack`: its box or particles are not as one has "
                              "them") from error
    check_box(run, path, np.atleast_1d(box))
    check_places(run, path, table)
    return table


def particle(run, number, path=None):
    """A row of particles()."""
    table, number = particles(run, path), results.whole(number, "particle")
    if number not in table.index:
        raise results.Mistake(f"particle {number}: there are 0 to {len(table) - 1}" if len(table) else
                              f"particle {number}: the record of the packing lists none")
    return table.loc[number]

# SPDX-License-Identifier: BSD-2-Clause
"""The record of a packing (MESH.json) of a run: where it is, and its particles."""
import json
import os

import pandas

from sulfem import results

LENGTHS = {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "um": 1e-6, "nm": 1e-9}


def find(run):
    """The path of the record: mesh.json of a study's point, else the one beside the mesh of the case."""
    beside = os.path.join(run.path, "mesh.json")
    if os.path.isfile(beside):
        return beside
    try:
        import yaml
    except ImportError as missing:
        raise results.Mistake("finding the mesh of a run takes the Python package yaml (Debian: python3-yaml); "
                              "else name its record: particles(record=\"MESH.json\")") from missing
    case = run.fields().file["case"]
    text, home = case["text"][()].decode(), os.path.dirname(case.attrs["path"])
    mesh = os.path.join(home, yaml.safe_load(text)["mesh"]["file"])
    path = os.path.splitext(mesh)[0] + ".json"
    if not os.path.isfile(path):
        raise results.Mistake(f"{path}: there is no such file; only meshes of `sulfem pack` have a record of their "
                              "particles. radial_profile(centre=...) needs none")
    return path


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
    except OSError as error:
        raise results.Mistake(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise results.Mistake(f"{path}: is no JSON: {error}") from error
    if not isinstance(record, dict) or "length_unit" not in record:
        raise results.Mistake(f"{path}: is no record of `sulfem pack`: it has no length_unit")
    if record["length_unit"] not in LENGTHS:
        raise results.Mistake(f'{path}: length_unit "{record["length_unit"]}" is unknown; '
                              f"there are {', '.join(LENGTHS)}")
    return record


def particles(run, path=None):
    """x, y, z and radius (m; of a spheroid that of the sphere of its volume), phase; a row a particle."""
    record = read(path or find(run))
    unit, rows = LENGTHS[record["length_unit"]], []
    for entry in record.get("particles", []):
        row = dict(zip("xyz", (unit * part for part in entry["centre"])))
        row["radius"] = unit * entry["radius"]
        row["phase"] = entry["phase"]
        row["coating"] = unit * entry.get("coating", {}).get("thickness", 0)
        rows.append(row)
    names = ["x", "y", "z", "radius", "phase", "coating"]
    return pandas.DataFrame(rows, columns=names).rename_axis("particle")


def particle(run, number):
    """A row of particles()."""
    table = particles(run)
    if number not in table.index:
        raise results.Mistake(f"particle {number}: there are 0 to {len(table) - 1}" if len(table) else
                              f"particle {number}: the record of the packing lists none")
    return table.loc[number]

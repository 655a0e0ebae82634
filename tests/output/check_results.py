#!/usr/bin/env python3
"""check_results.py RESULTS [OTHER ...]: what a run of two-particles.yaml must leave behind.

The files of RESULTS agree with docs/formats.md and with each other; OTHER, from another number of
ranks, holds the same numbers to 1e-9."""
import json
import os
import sys
import xml.etree.ElementTree as xml

import h5py
import numpy as np

STEPS = [0.0, 0.5, 1.0, 0.25]
FIELDS = {"displacement": ("m", 3), "von_mises": ("Pa", 1), "pressure": ("Pa", 1),
          "stress": ("Pa", 6), "lithiation": ("1", 1), "phase": ("1", 1)}
ROOT = ["format", "format_version", "sulfem_version", "petsc_version", "hdf5_version", "created",
        "title", "command_line", "ranks"]


def near(value, expected, tolerance, what):
    scale = max(abs(expected), 1e-300)
    assert abs(value - expected) <= tolerance * scale, f"{what}: {value!r}, expected {expected!r}"


def check_structure(file):
    for name in ROOT:
        assert name in file.attrs, f"attribute {name} is missing"
    assert file.attrs["format"] == "sulfem-fields" and file.attrs["format_version"] == 1
    assert list(file["mesh"].attrs["phase_names"]) == ["electrolyte", "sulfur"]
    case = os.path.join(os.path.dirname(os.path.abspath(__file__)), "two-particles.yaml")
    with open(case, encoding="utf-8") as text:
        assert file["case/text"].asstr()[()] == text.read()

    def has_unit(name, item):
        if isinstance(item, h5py.Dataset):
            assert item.attrs["unit"] and item.attrs["description"], name
            assert item.chunks is None, name
    file.visititems(has_unit)


def check_mesh(mesh):
    points, cells = mesh["points"][:], mesh["cells"][:]
    assert cells.shape[1] == 10 and cells.min() == 0 and cells.max() == len(points) - 1
    assert len(np.unique(cells)) == len(points)
    corner = points[cells[:, :4]]
    volume = np.linalg.det(corner[:, 1:] - corner[:, :1]) / 6
    assert volume.min() > 0
    near(volume.sum(), mesh["volume"][:].sum(), 1e-12, "sum of volumes of a box")
    edges = [(0, 1), (1, 2), (0, 2), (0, 3), (1, 3), (2, 3)]  # VTK's mid-edge nodes 4..9
    for k, (a, b) in enumerate(edges):
        middle = 0.5 * (points[cells[:, a]] + points[cells[:, b]])
        apart = np.linalg.norm(points[cells[:, 4 + k]] - middle, axis=1)
        length = np.linalg.norm(points[cells[:, a]] - points[cells[:, b]], axis=1)
        assert (apart < 0.25 * length).all(), f"node {4 + k} is not on edge {a}{b}"


def check_steps(file):
    nodes, cells = len(file["mesh/points"]), len(file["mesh/cells"])
    assert sorted(file["steps"]) == [f"{k:04d}" for k in range(len(STEPS))]
    for k, lithiation in enumerate(STEPS):
        step = file[f"steps/{k:04d}"]
        assert step.attrs["lithiation"] == lithiation
        assert set(step) == set(FIELDS)
        for name, (unit, components) in FIELDS.items():
            rows = nodes if name == "displacement" else cells
            assert step[name].shape == ((rows, components) if components > 1 else (rows,)), name
            assert step[name].attrs["unit"] == unit, name
            assert np.isfinite(step[name][:]).all(), name
            if k == 0 and name != "phase":
                assert not step[name][:].any(), f"step 0 is not zero: {name}"
        stress, pressure = step["stress"][:], step["pressure"][:]
        assert np.allclose(-stress[:, :3].mean(axis=1), pressure, rtol=1e-12, atol=1e-3)


def check_index(folder, file):
    """Every item of the index exists with the type and shape that the index claims."""
    root = xml.parse(os.path.join(folder, "fields.xdmf")).getroot()
    facts = {i.get("Name"): i.get("Value") for i in root.findall("./Domain/Grid/Information")}
    assert facts == {"title": "two particles", "phase 0": "electrolyte", "phase 1": "sulfur"}
    grids = root.findall("./Domain/Grid/Grid")
    assert [float(g.find("Time").get("Value")) for g in grids] == list(range(len(STEPS)))
    for grid in grids:
        names = [a.get("Name") for a in grid.findall("Attribute")]
        assert sorted(names) == sorted(FIELDS), names
        for item in grid.iter("DataItem"):
            name, place = item.text.strip().split(":")
            assert name == "fields.h5"
            shape = tuple(int(n) for n in item.get("Dimensions").split())
            kind = {"Float": "f", "Int": "i"}[item.get("NumberType")] + item.get("Precision")
            assert file[place].shape == shape and file[place].dtype == np.dtype(kind), place


def check_summary(folder, file):
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as text:
        summary = json.load(text)
    assert summary["program"]["name"] == "sulfem"
    assert summary["ranks"] == file.attrs["ranks"]
    assert summary["mesh"] == {"cells": len(file["mesh/cells"]), "nodes": len(file["mesh/points"]),
                               "element_order": 2, "unknowns": 3 * len(file["mesh/points"])}
    assert [s["lithiation"] for s in summary["steps"]] == STEPS[1:]
    assert summary["timings"]["total"] > 0 and summary["memory_peak"] > 1e6
    volume, phase = file["mesh/volume"][:], file["mesh/phase"][:]
    for k, report in enumerate(summary["steps"], start=1):
        step = file[f"steps/{k:04d}"]
        assert report["converged"] is True
        length = np.linalg.norm(step["displacement"][:], axis=1)
        near(report["displacement_max"], length.max(), 1e-12, "displacement_max")
        for index, entry in enumerate(report["phases"]):
            weight = np.where(phase == index, volume, 0.0)
            assert entry["group"] == ["electrolyte", "sulfur"][index]
            near(entry["volume"], weight.sum(), 1e-12, "volume")
            for key, name in (("pressure_mean", "pressure"), ("lithiation", "lithiation")):
                near(entry[key], (weight * step[name][:]).sum() / weight.sum(), 1e-9, key)
            stress = entry["von_mises"]
            mean = (weight * step["von_mises"][:]).sum() / weight.sum()
            near(stress["mean"], mean, 1e-9, "mean von Mises stress")
            order = [stress[key] for key in ("p50", "p90", "p95", "p99", "max")]
            assert order == sorted(order) and order[0] > 0
        assert [b["group"] for b in report["boundaries"]] == ["xmin", "xmax"]


def check_log(folder):
    with open(os.path.join(folder, "log.txt"), encoding="utf-8") as text:
        log = text.read()
    assert "\r" not in log and "\x1b" not in log
    for k in range(1, len(STEPS)):
        assert sum(line.startswith(f"step {k} of 3") for line in log.splitlines()) == 1


def check_no_leftovers(folder):
    assert sorted(os.listdir(folder)) == ["fields.h5", "fields.xdmf", "log.txt", "summary.json"]


def compare(file, other):
    def same(name, item):
        if not isinstance(item, h5py.Dataset) or item.dtype.kind == "O":
            return
        a, b = item[:], other[name][:]
        assert a.shape == b.shape, name
        apart = np.abs(a - b).max()
        assert apart <= 1e-9 * np.abs(a).max(), f"{name} differs by {apart}"
    file.visititems(same)


def main():
    folder, others = sys.argv[1], sys.argv[2:]
    with h5py.File(os.path.join(folder, "fields.h5"), "r") as file:
        check_structure(file)
        check_mesh(file["mesh"])
        check_steps(file)
        check_index(folder, file)
        check_summary(folder, file)
        for path in others:
            with h5py.File(os.path.join(path, "fields.h5"), "r") as other:
                compare(file, other)
    check_log(folder)
    check_no_leftovers(folder)
    print("all as documented")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""check_results.py RESULTS [OTHER ...]: what a run of two-particles.yaml must leave behind.

The files of RESULTS agree with docs/formats.md and with each other; OTHER, from another number of
ranks, holds the same numbers to 1e-9."""
import csv
import json
import os
import sys
import xml.etree.ElementTree as xml

import h5py
import numpy as np

STEPS = [0.0, 0.5, 1.0, 0.25]
FIELDS = {"displacement": ("m", 3), "von_mises": ("Pa", 1), "pressure": ("Pa", 1),
          "stress": ("Pa", 6), "lithiation": ("1", 1), "phase": ("1", 1), "principal_stress": ("Pa", 3),
          **{f"principal_direction_{k}": ("1", 3) for k in (1, 2, 3)}}
FACES = {"displacement": ("m", 3), "traction": ("Pa", 3), "traction_normal": ("Pa", 1),
         "traction_shear": ("Pa", 1), "traction_jump": ("Pa", 1)}
FACE_NUMBERS = ["pair", "particle"]
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
        if k > 0:
            check_principal(step)


def check_principal(step):
    """Values and directions are those of the stress; descending, orthonormal, the largest component positive."""
    stress = step["stress"][:][:, [0, 3, 5, 3, 1, 4, 5, 4, 2]].reshape(-1, 3, 3)
    value = step["principal_stress"][:]
    axes = np.stack([step[f"principal_direction_{k}"][:] for k in (1, 2, 3)], axis=2)
    size = np.abs(value).max()
    assert np.abs(value - np.linalg.eigvalsh(stress)[:, ::-1]).max() < 1e-12 * size
    assert np.abs(stress @ axes - axes * value[:, None, :]).max() < 1e-8 * size
    assert np.abs(axes.transpose(0, 2, 1) @ axes - np.eye(3)).max() < 1e-14
    assert (axes.max(axis=1) >= -axes.min(axis=1) * (1 - 1e-6)).all()


def check_interfaces(file):
    """The grid of the interfaces: its nodes are the mesh's, its normals point out of the sulfur,
    the tractions fit each other and the particles' table."""
    grid = file["interfaces"]
    points, faces, area = grid["points"][:], grid["faces"][:], grid["area"][:]
    assert list(grid.attrs["pair_particle"]) == ["sulfur"]
    assert list(grid.attrs["pair_around"]) == ["electrolyte"]
    assert faces.shape[1] == 6 and len(np.unique(faces)) == len(points) and faces.min() == 0
    nodes = {tuple(p): i for i, p in enumerate(file["mesh/points"][:])}
    place = np.array([nodes[tuple(p)] for p in points])
    assert (np.diff(place) > 0).all(), "nodes are not in the order of the file"
    phase, cells = file["mesh/phase"][:], file["mesh/cells"][:, :4]
    sulfur = {tuple(sorted(np.delete(c, k))): n for n, c in enumerate(cells) if phase[n] == 1
              for k in range(4)}
    behind = np.array([sulfur[tuple(sorted(f))] for f in place[faces[:, :3]]])
    assert (np.diff(behind) >= 0).all(), "faces are not in the order of the file"
    corner = points[faces[:, :3]]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]) / 2
    inside = file["mesh/points"][:][cells[behind]].mean(axis=1)
    assert (np.einsum("fi,fi->f", corner.mean(axis=1) - inside, normal) > 0).all()
    flat = np.linalg.norm(normal, axis=1)
    assert (np.abs(area / flat - 1) < 0.1).all()
    particle, table = grid["particle"][:], grid["particles"]
    assert table["pair"][:].tolist() == [0, 0] and len(set(table["component"][:])) == 2
    assert not grid["pair"][:].any() and set(particle) == {0, 1}
    for k in range(len(STEPS)):
        step, mesh_step = grid[f"steps/{k:04d}"], file[f"steps/{k:04d}"]
        assert set(step) == set(FACES) | ({"particles"} if k else set())
        for name, (unit, components) in FACES.items():
            rows = len(points) if name == "displacement" else len(faces)
            assert step[name].shape == ((rows, components) if components > 1 else (rows,)), name
            assert step[name].attrs["unit"] == unit, name
            assert step[name][:].any() == (k > 0), name
        assert np.array_equal(step["displacement"][:], mesh_step["displacement"][:][place])
        if k == 0:
            continue
        size = np.linalg.norm(step["traction"][:], axis=1)
        along = np.einsum("fi,fi->f", step["traction"][:], normal) / flat
        assert np.abs(along - step["traction_normal"][:]).max() < 0.05 * size.max()
        check_particles(step, particle, area)


def check_particles(step, particle, area):
    rows = step["particles"]
    for p in (0, 1):
        mine = particle == p
        weight = area[mine] / area[mine].sum()
        for column, field in (("traction_normal_mean", "traction_normal"),
                              ("traction_shear_mean", "traction_shear"),
                              ("traction_jump", "traction_jump")):
            near(rows[column][p], weight @ step[field][:][mine], 1e-9, column)
        force = area[mine] @ step["traction"][:][mine]
        assert np.abs(rows["force"][p] - force).max() < 1e-9 * area[mine].sum() * rows["traction_mean"][p]
        normal = step["traction_normal"][:][mine]
        assert rows["traction_normal_min"][p] <= normal.min() <= normal.max() <= rows["traction_normal_max"][p]


def check_index(folder, file):
    check_grid_index(folder, file, "fields.xdmf", FIELDS)
    check_grid_index(folder, file, "interfaces.xdmf", [*FACES, *FACE_NUMBERS])


def check_grid_index(folder, file, index, fields):
    """Every item of the index exists with the type and shape that the index claims."""
    root = xml.parse(os.path.join(folder, index)).getroot()
    facts = {i.get("Name"): i.get("Value") for i in root.findall("./Domain/Information")}
    assert facts == {"title": "two particles", "phase 0": "electrolyte", "phase 1": "sulfur"}
    grids = root.findall("./Domain/Grid/Grid")
    assert [float(g.find("Time").get("Value")) for g in grids] == list(range(len(STEPS)))
    for grid in grids:
        names = [a.get("Name") for a in grid.findall("Attribute")]
        assert sorted(names) == sorted(fields), names
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
                               "element_order": 2, "unknowns": 3 * len(file["mesh/points"]),
                               "mended_cells": 0, "mended_move": 0, "doubled_nodes": 0}
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
            mine = phase == index
            tensile, weights = step["principal_stress"][:][mine, 0], volume[mine]
            order = np.argsort(tensile)
            most = tensile[order[np.searchsorted(np.cumsum(weights[order]), 0.99 * weights.sum())]]
            near(entry["principal_stress"]["mean"], weights @ tensile / weights.sum(), 1e-9, "mean tensile")
            assert entry["principal_stress"]["max"] == tensile.max()
            near(entry["principal_stress"]["p99"], most, 1e-12, "p99 of the most tensile")
            least = tensile[order[np.searchsorted(np.cumsum(weights[order]), 0.01 * weights.sum())]]
            near(entry["principal_stress"]["p1"], least, 1e-12, "p1 of the most tensile")
            near(entry["tension_share"], weights[tensile > 0].sum() / weights.sum(), 1e-9, "share in tension")
            assert "exceeds" not in entry
            stress = entry["von_mises"]
            mean = (weight * step["von_mises"][:]).sum() / weight.sum()
            near(stress["mean"], mean, 1e-9, "mean von Mises stress")
            order = [stress[key] for key in ("p50", "p90", "p95", "p99", "max")]
            assert order == sorted(order) and order[0] > 0
        assert [b["group"] for b in report["boundaries"]] == ["xmin", "xmax"]
        ends = [b["displacement_mean"][0] for b in report["boundaries"]]
        assert set(report["thickness"]) == set(report["thickness_change"]) == {"x"}, "no faces across y and z"
        near(report["thickness_change"]["x"], ends[1] - ends[0], 1e-12, "change of the thickness")
        near(report["thickness"]["x"], np.ptp(file["mesh/points"][:, 0]) + ends[1] - ends[0], 1e-12, "thickness")
        surface = file[f"interfaces/steps/{k:04d}"]
        (entry,) = report["interfaces"]
        area = file["interfaces/area"][:]
        near(entry["area"], area.sum(), 1e-12, "area")
        near(entry["traction_normal"]["mean"], area @ surface["traction_normal"][:] / area.sum(),
             1e-9, "mean normal traction")
        order = [entry["traction_normal"][key] for key in ("min", "p5", "p50", "p95", "max")]
        assert order == sorted(order)


def check_history(folder, file):
    """A row a step, with the numbers of summary.json under the names of a study's table."""
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as text:
        steps = json.load(text)["steps"]
    with open(os.path.join(folder, "history.csv"), newline="", encoding="utf-8") as text:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(text)]
    assert [row["lithiation"] for row in rows] == STEPS[1:]
    assert [row["place"] for row in rows] == [1, 2, 3]
    for row, step in zip(rows, steps, strict=True):
        for phase in step["phases"]:
            name = f"phases.{phase['group']}."
            assert row[name + "von_mises.mean"] == phase["von_mises"]["mean"]
            assert row[name + "von_mises.p95"] == phase["von_mises"]["p95"]
            assert row[name + "pressure_mean"] == phase["pressure_mean"]
        for face in step["boundaries"]:
            name = f"boundaries.{face['group']}."
            assert [row[f"{name}force.{k}"] for k in range(3)] == face["force"]
            inwards = face["force"][0] * (1 if face["group"] == "xmin" else -1)
            near(row[name + "pressure"], inwards / face["area"], 1e-12, "pressure")
            assert row[name + "pressure"] == face["pressure"]
        edge = np.ptp(file["mesh/points"][:, 0])
        moved = {face["group"]: face["displacement_mean"][0] for face in step["boundaries"]}
        near(row["thickness.x"], edge + moved["xmax"] - moved["xmin"], 1e-12, "thickness")
        assert "thickness.y" not in row
        near(row["phases.sulfur.capacity_mAh_per_g"], 1672 * row["phases.sulfur.lithiation"], 1e-3, "capacity")


def check_status(folder):
    """A linear problem: each step at its first try."""
    with open(os.path.join(folder, "status.csv"), newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert [float(row["lithiation"]) for row in rows] == STEPS[1:]
    assert [row["step"] for row in rows] == ["1", "2", "3"]
    assert all(row["accepted"] == "1" and row["why"] == "" for row in rows)
    assert all(float(row["residual"]) < 1e-11 and 0 < float(row["scatter"]) < 1 for row in rows)


def check_log(folder):
    with open(os.path.join(folder, "log.txt"), encoding="utf-8") as text:
        log = text.read()
    assert "\r" not in log and "\x1b" not in log
    for k in range(1, len(STEPS)):
        assert sum(line.startswith(f"step {k} of 3") for line in log.splitlines()) == 1


def check_no_leftovers(folder):
    assert sorted(os.listdir(folder)) == ["fields.h5", "fields.xdmf", "history.csv", "interfaces.xdmf",
                                          "log.txt", "status.csv", "summary.json"]


def compare(file, other):
    def same(name, item):
        if not isinstance(item, h5py.Dataset) or item.dtype.kind == "O":
            return
        a, b = item[:], other[name][:]
        assert a.shape == b.shape, name
        apart, size = np.abs(a - b).max(), np.abs(a).max()
        if name.endswith("particles/force"):  # in balance: zero, as a sum of much larger ones
            size = (file["interfaces/area"][:].sum()
                    * file[name.replace("force", "traction_mean")][:].max())
        assert apart <= 1e-9 * size, f"{name} differs by {apart}"
    file.visititems(same)


def main():
    folder, others = sys.argv[1], sys.argv[2:]
    with h5py.File(os.path.join(folder, "fields.h5"), "r") as file:
        check_structure(file)
        check_mesh(file["mesh"])
        check_steps(file)
        check_interfaces(file)
        check_index(folder, file)
        check_summary(folder, file)
        check_history(folder, file)
        for path in others:
            with h5py.File(os.path.join(path, "fields.h5"), "r") as other:
                compare(file, other)
    check_status(folder)
    check_log(folder)
    check_no_leftovers(folder)
    print("all as documented")


main()

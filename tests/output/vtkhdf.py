# SPDX-License-Identifier: BSD-2-Clause
"""vtkhdf.py SULFEM MPIRUN CASE FULL OUTPUT [RANKS]: the same case with `output: {vtkhdf: true, precision: single}`.

fields.vtkhdf must hold what fields.h5 does, laid out as VTK wants it, wherever the folder is moved to; the fields must
be those of FULL (the same case in double precision) to four bytes' rounding; both indices must tell the precision."""
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

import h5py
import numpy as np

ROUNDING = 2.0 ** -24  # half a unit in the last place of four bytes


def run(sulfem, mpirun, case, output, ranks):
    with open(case, encoding="utf-8") as file:
        text = file.read()
    text = text.replace("output: {principal: true}", "output: {principal: true, vtkhdf: true, precision: single}")
    text = re.sub(r"file: (\S+)", lambda m: "file: " + os.path.join(os.path.dirname(os.path.abspath(case)), m[1]), text)
    shutil.rmtree(output, ignore_errors=True)
    os.makedirs(output)
    path = os.path.join(output, "case.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run([mpirun, "-n", ranks, sulfem, "solve", path, "--output", os.path.join(output, "first")], check=True,
                   stdout=subprocess.DEVNULL)
    moved = os.path.join(output, "moved")
    os.rename(os.path.join(output, "first"), moved)
    return moved


def check_rounding(fields, full):
    for name, step in fields["steps"].items():
        for field, values in step.items():
            other = full["steps"][name][field]
            if field == "phase":
                assert values.dtype == np.int32 and np.array_equal(values, other)
                continue
            assert values.dtype == np.float32, f"{field}: {values.dtype}"
            assert values.attrs["unit"] == other.attrs["unit"]
            off = np.abs(values[:].astype(float) - other[:]).max(initial=0)
            assert off <= 1.01 * ROUNDING * np.abs(other[:]).max(initial=0), f"step {name}: {field}: {off}"
    for field in ("points", "cells", "volume", "phase"):
        assert np.array_equal(fields["mesh"][field], full["mesh"][field]), field


def check_layout(vtk, fields):
    """By the words of the format: the root's attributes, the mesh once, and where each step's arrays begin."""
    mesh, steps = fields["mesh"], sorted(fields["steps"])
    nodes, (cells, width) = len(mesh["points"]), mesh["cells"].shape
    assert vtk.attrs["Type"] == b"UnstructuredGrid" and list(vtk.attrs["Version"]) == [2, 0]
    for name, count in (("NumberOfPoints", nodes), ("NumberOfCells", cells), ("NumberOfConnectivityIds", cells * width)):
        assert list(vtk[name]) == [count], name
    assert np.array_equal(vtk["Points"], mesh["points"])
    assert np.array_equal(vtk["Connectivity"], mesh["cells"][:].ravel()) and vtk["Connectivity"].dtype == np.int64
    assert np.array_equal(vtk["Offsets"], width * np.arange(cells + 1))
    assert vtk["Types"].dtype == np.uint8 and set(vtk["Types"][:]) == {{4: 10, 10: 24}[width]}
    assert vtk["Steps"].attrs["NSteps"] == len(steps) == 4
    assert list(vtk["Steps/Values"]) == list(range(len(steps))) and list(vtk["Steps/NumberOfParts"]) == [1] * len(steps)
    for name in ("PartOffsets", "PointOffsets", "CellOffsets", "ConnectivityIdOffsets"):
        assert not np.any(vtk["Steps"][name]) and len(vtk["Steps"][name]) == len(steps), name


def check_arrays(vtk, fields):
    seen = set()
    for place in ("Point", "Cell"):
        rows = int(vtk[f"NumberOf{place}s"][0])
        for field, values in vtk[place + "Data"].items():
            seen.add(field)
            for k, name in enumerate(sorted(fields["steps"])):
                begin = vtk["Steps"][place + "DataOffsets"][field][k]
                expected = fields["steps"][name][field]
                assert values.dtype == expected.dtype, field
                assert np.array_equal(values[begin:begin + rows], expected), f"step {k}: {field}"
    assert seen == set(fields["steps/0000"]), seen
    assert np.any(vtk["CellData/stress"][:])


def check_index(folder):
    items = xml.parse(os.path.join(folder, "fields.xdmf")).getroot().iter("Attribute")
    told = {a.get("Name"): a.find("DataItem").get("Precision") for a in items}
    assert set(told.values()) == {"4"} and "displacement" in told, told


def main(sulfem, mpirun, case, full, output, ranks):
    folder = run(sulfem, mpirun, case, output, ranks)
    with h5py.File(os.path.join(folder, "fields.h5")) as fields, \
         h5py.File(os.path.join(folder, "fields.vtkhdf")) as file, h5py.File(os.path.join(full, "fields.h5")) as other:
        check_rounding(fields, other)
        check_layout(file["VTKHDF"], fields)
        check_arrays(file["VTKHDF"], fields)
    check_index(folder)
    size = os.path.getsize(os.path.join(folder, "fields.vtkhdf"))
    assert size < 0.1 * os.path.getsize(os.path.join(folder, "fields.h5")), f"{size} bytes: is the mesh in it?"


main(*sys.argv[1:6], sys.argv[6] if len(sys.argv) > 6 else "2")

# SPDX-License-Identifier: BSD-2-Clause
"""Results for other programs: a step as a file of VTK's or a grid of PyVista's, tables as CSV."""
import os
import xml.sax.saxutils

import numpy as np

from sulfem import results

CELL_TYPES = {4: 10, 10: 24}  # VTK's numbers for tetrahedra of order 1 and 2; nodes stand in its order
TYPES = {"f8": "Float64", "f4": "Float32", "i8": "Int64", "i4": "Int32", "u1": "UInt8"}


def arrays(run, step, fields):
    """({name: of the nodes}, {name: of the cells}) to be written; `fields`: names, or None for all."""
    names, fields = run.fields(step).names(), results.listed(fields)
    for name in fields or ():
        if name not in names:
            run.field(name, step)  # one that is computed, or a Mistake that tells what there is
            names.append(name)
    nodes, cells = {}, {}
    for name in names:
        if fields is None or name in fields or name == "phase":
            values = run.field(name, step)
            (cells if len(values) == len(run.volume) and name != "displacement" else nodes)[name] = values
    return nodes, cells


def data_array(name, values, offset):
    parts = values.shape[1] if values.ndim > 1 else 1
    return (f'<DataArray type="{TYPES[values.dtype.str[1:]]}" Name={xml.sax.saxutils.quoteattr(name)} '
            f'NumberOfComponents="{parts}" format="appended" offset="{offset}"/>')


class Appended:
    """The arrays behind the XML: each with its length in bytes before it."""

    def __init__(self):
        self.blocks, self.offset = [], 0

    def add(self, name, values):
        """The element that tells of the array."""
        values = np.ascontiguousarray(values)
        values = values.astype(values.dtype.newbyteorder("<"))
        element = data_array(name, values, self.offset)
        self.blocks += [np.uint64(values.nbytes).tobytes(), values.tobytes()]
        self.offset += 8 + values.nbytes
        return element


def vtu_parts(run, step, fields):
    """(XML before the data, blocks of data)"""
    data, cells = Appended(), run.tetrahedra.astype(np.int64)
    nodes, inner = arrays(run, step, fields)
    count, width = cells.shape
    lines = ['<?xml version="1.0"?>',
             '<VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian" header_type="UInt64">',
             f'<UnstructuredGrid><Piece NumberOfPoints="{len(run.points)}" NumberOfCells="{count}">', "<PointData>"]
    lines += [data.add(name, values) for name, values in nodes.items()]
    lines += ["</PointData><CellData>", *[data.add(name, values) for name, values in inner.items()]]
    lines += ["</CellData><Points>", data.add("points", run.points), "</Points><Cells>",
              data.add("connectivity", cells.ravel()), data.add("offsets", width * np.arange(1, count + 1)),
              data.add("types", np.full(count, CELL_TYPES[width], np.uint8)),
              "</Cells></Piece></UnstructuredGrid>", '<AppendedData encoding="raw">', "_"]
    return "\n".join(lines), data.blocks


def write_vtu(run, path, step=-1, fields=None):
    """Complete or not at all; gives back the path."""
    path = os.fspath(path)
    head, blocks = vtu_parts(run, step, fields)
    try:
        with open(path + ".partial", "wb") as file:
            file.write(head.encode())
            for block in blocks:
                file.write(block)
            file.write(b"\n</AppendedData></VTKFile>\n")
        os.replace(path + ".partial", path)
    except OSError as error:
        raise results.Mistake(f"{path}: cannot be written: {error.strerror}") from error
    return path


def write_csv(run, folder):
    """steps.csv, phases.csv, boundaries.csv and interfaces.csv, as far as there are rows."""
    folder = os.fspath(folder)
    tables = {"steps": run.steps(), "phases": run.summary(), "boundaries": run.boundaries(),
              "interfaces": run.interfaces()}
    paths = []
    try:
        os.makedirs(folder, exist_ok=True)
        for name, table in tables.items():
            if len(table):
                paths.append(os.path.join(folder, f"{name}.csv"))
                table.to_csv(paths[-1] + ".partial", float_format="%.17g")
                os.replace(paths[-1] + ".partial", paths[-1])
    except OSError as error:
        raise results.Mistake(f"{folder}: cannot be written: {error.strerror}") from error
    return paths


def pyvista_grid(run, step=-1):
    try:
        import pyvista
    except ImportError as missing:
        raise results.Mistake(f"to_pyvista takes the Python package pyvista ({results.optional('views')}); to_vtu writes "
                              "a file that PyVista, ParaView and meshio open") from missing
    count, width = run.tetrahedra.shape
    cells = np.column_stack([np.full(count, width), run.tetrahedra]).ravel()
    grid = pyvista.UnstructuredGrid(cells, np.full(count, CELL_TYPES[width], np.uint8), run.points)
    nodes, inner = arrays(run, step, None)
    grid.point_data.update(nodes)
    grid.cell_data.update(inner)
    return grid

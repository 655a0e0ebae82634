# SPDX-License-Identifier: BSD-2-Clause
"""pvpython paraview_vtkhdf.py RESULTS: ParaView opens fields.vtkhdf by its name alone, with all steps (from 5.12 on)."""
import os
import sys

import h5py
from paraview import servermanager, simple
from vtkmodules.util.numpy_support import vtk_to_numpy

VERSION = tuple(int(part) for part in str(simple.GetParaViewSourceVersion()).split()[-1].split("-")[0].split(".")[:2])


def main(folder):
    source = simple.OpenDataFile(os.path.join(os.path.abspath(folder), "fields.vtkhdf"))
    assert source is not None, "ParaView knows no reader for it"
    assert list(source.TimestepValues) == [0, 1, 2, 3], list(source.TimestepValues)
    with h5py.File(os.path.join(folder, "fields.h5"), "r") as file:
        for step in (0, 2, 3, 1):
            source.UpdatePipeline(float(step))
            grid = servermanager.Fetch(source)
            values = file[f"steps/{step:04d}"]
            assert (vtk_to_numpy(grid.GetPoints().GetData()) == file["mesh/points"][:]).all()
            assert grid.GetCellType(0) == 24
            connectivity = vtk_to_numpy(grid.GetCells().GetConnectivityArray())
            assert (connectivity.reshape(-1, 10) == file["mesh/cells"][:]).all()
            for data, name in ((grid.GetPointData(), "displacement"), (grid.GetCellData(), "stress"),
                               (grid.GetCellData(), "von_mises"), (grid.GetCellData(), "phase")):
                assert (vtk_to_numpy(data.GetArray(name)) == values[name][:]).all(), f"step {step}: {name}"


if VERSION < (5, 12):
    print(f"SKIPPED: ParaView {VERSION[0]}.{VERSION[1]} reads no steps in VTK's HDF5 format")
else:
    main(sys.argv[1])

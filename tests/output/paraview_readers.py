# SPDX-License-Identifier: BSD-2-Clause
"""pvpython paraview_readers.py RESULTS PICTURE.png: ParaView itself opens the results.

All three of its XDMF readers must give every array of every step as it stands in fields.h5, the
stress components under their right names; slice and threshold must work on them; the picture must
show something."""
import os
import sys

import h5py
import numpy as np
from paraview import servermanager, simple
from vtkmodules.util.numpy_support import vtk_to_numpy

NODE_FIELDS = ["displacement"]
CELL_FIELDS = ["lithiation", "phase", "pressure", "principal_direction_1", "principal_direction_2",
               "principal_direction_3", "principal_stress", "stress", "von_mises"]
STRESS_COMPONENTS = ["XX", "YY", "ZZ", "XY", "YZ", "XZ"]
READERS = ["XDMFReader", "Xdmf3ReaderS", "Xdmf3ReaderT"]
FACE_FIELDS = ["pair", "particle", "traction", "traction_jump", "traction_normal", "traction_shear"]
QUADRATIC_TETRAHEDRON, QUADRATIC_TRIANGLE = 24, 22  # VTK's numbers of the cell types


def open_with(reader, path):
    arguments = {"FileNames": [path]} if reader == "XDMFReader" else {"FileName": [path]}
    return getattr(simple, reader)(**arguments)


def check_array(found, expected, what):
    assert found is not None, f"{what} is missing"
    values = vtk_to_numpy(found)
    assert values.shape == expected.shape, f"{what}: shape {values.shape}, not {expected.shape}"
    assert np.array_equal(values, expected), f"{what} differs from the file"


def check_grid(source, step, points, cells, cell_type):
    source.UpdatePipeline(float(step))  # simple.UpdatePipeline ignores a time of 0
    grid, where = servermanager.Fetch(source), f"step {step}"
    check_array(grid.GetPoints().GetData(), points[:], f"{where}: points")
    found = vtk_to_numpy(grid.GetCells().GetConnectivityArray()).reshape(-1, cells.shape[1])
    assert np.array_equal(found, cells[:]), f"{where}: cells differ"
    assert grid.GetCellType(0) == cell_type
    return grid


def check_fields(data, step, names, values):
    present = sorted(data.GetArrayName(i) for i in range(data.GetNumberOfArrays()))
    assert present == names, f"step {step}: arrays {present}, not {names}"
    for name in names:
        check_array(data.GetArray(name), values(name)[:], f"step {step}: {name}")


def check_step(source, file, step):
    grid = check_grid(source, step, file["mesh/points"], file["mesh/cells"], QUADRATIC_TETRAHEDRON)
    group = file[f"steps/{step:04d}"]
    check_fields(grid.GetPointData(), step, NODE_FIELDS, group.get)
    check_fields(grid.GetCellData(), step, CELL_FIELDS, group.get)


def check_surface_step(source, file, step):
    body = file["interfaces"]
    grid = check_grid(source, step, body["points"], body["faces"], QUADRATIC_TRIANGLE)
    group = body[f"steps/{step:04d}"]
    check_fields(grid.GetPointData(), step, NODE_FIELDS, group.get)
    check_fields(grid.GetCellData(), step, FACE_FIELDS,
                 lambda name: body[name] if name in ("pair", "particle") else group[name])


def check_names(source):
    """What the user reads in ParaView's menus."""
    stress = source.CellData.GetArray("stress")
    names = [stress.GetComponentName(i) for i in range(stress.GetNumberOfComponents())]
    assert names == STRESS_COMPONENTS, names


def check_reader(reader, path, file, check):
    source = open_with(reader, path)
    source.UpdatePipelineInformation()
    steps = len(file["steps"])
    assert list(source.TimestepValues) == list(range(steps)), list(source.TimestepValues)
    for step in [*range(1, steps), 0]:
        check(source, file, step)
    if check is check_step:
        check_names(source)
    simple.Delete(source)


def check_filters(path, file):
    """The electrolyte's half below a slice: threshold by phase, slice by a plane."""
    source = open_with("XDMFReader", path)
    electrolyte = simple.Threshold(Input=source, Scalars=["CELLS", "phase"], LowerThreshold=0,
                                   UpperThreshold=0)
    electrolyte.UpdatePipeline(2.0)
    cells = servermanager.Fetch(electrolyte).GetNumberOfCells()
    assert cells == int((file["mesh/phase"][:] == 0).sum()), cells
    cut = simple.Slice(Input=electrolyte, SliceType="Plane")
    cut.SliceType.Origin, cut.SliceType.Normal = [0, 0, 0], [0, 0, 1]
    cut.UpdatePipeline(2.0)
    polygons = servermanager.Fetch(cut)
    assert polygons.GetNumberOfCells() > 100
    low, high = polygons.GetBounds()[0:2]
    assert abs(low + 2e-6) < 1e-12 and abs(high - 2e-6) < 1e-12, (low, high)
    return source, cut


def check_picture(picture, cut):
    view = simple.CreateRenderView(ViewSize=[600, 400], OrientationAxesVisibility=0)
    view.UseColorPaletteForBackground, view.Background = 0, [1, 1, 1]
    display = simple.Show(cut, view)
    simple.GetAnimationScene().AnimationTime = 2.0
    simple.Render(view)
    cut.UpdatePipeline(2.0)  # or the colours span what there was at time 0
    simple.ColorBy(display, ("CELLS", "von_mises"))
    display.RescaleTransferFunctionToDataRange(False, True)
    view.ResetCamera()
    simple.SaveScreenshot(picture, view)
    reader = simple.PNGSeriesReader(FileNames=[picture])
    simple.UpdatePipeline(proxy=reader)
    pixels = vtk_to_numpy(servermanager.Fetch(reader).GetPointData().GetScalars())[:, :3]
    inked = pixels[(pixels != 255).any(axis=1)]
    share = len(inked) / len(pixels)
    assert 0.1 < share < 0.9, f"{100 * share:.1f} % of the picture is not background"
    _, counts = np.unique(inked, axis=0, return_counts=True)
    assert counts.max() < 0.5 * len(inked), "one flat colour"


def main():
    folder, picture = sys.argv[1:3]
    path = os.path.abspath(os.path.join(folder, "fields.xdmf"))  # Xdmf3 readers want it absolute
    with h5py.File(os.path.join(folder, "fields.h5"), "r") as file:
        for reader in READERS:
            check_reader(reader, path, file, check_step)
            check_reader(reader, path.replace("fields.xdmf", "interfaces.xdmf"), file,
                         check_surface_step)
            print(f"{reader}: {len(file['steps'])} steps, all arrays as in the file", flush=True)
        _, cut = check_filters(path, file)
        check_picture(picture, cut)
        print(f"slice, threshold and picture {picture}", flush=True)


main()

# SPDX-License-Identifier: BSD-2-Clause
"""What the pictures made with ParaView share: the body in micrometres with the field that is shown, its
pieces, and how they are shown. Needs ParaView's Python (pvpython) and, like it, a display."""
import ctypes
import math
import os

from sulfem import results

try:
    from paraview import servermanager, simple
except ImportError as missing:
    raise ImportError("this needs ParaView's Python: xvfb-run -a pvpython SCRIPT.py ... "
                      "(Debian: apt-get install python3-paraview xvfb xauth)", name="paraview") from missing

AXES = "xyz"
MICRO, GIGA = 1e6, 1e-9
FONT = 16
FIELDS = {"von_mises": ("von Mises stress (GPa)", GIGA), "pressure": ("pressure (GPa)", GIGA),
          "plastic_strain": ("plastic strain", 1.0)}  # cell fields that are no tensors: title, factor
DARK, GREY = [0.15] * 3, [0.82] * 3


def need_display():
    """ParaView ends the program without one, where it is built for the X window system."""
    from vtkmodules.vtkRenderingCore import vtkRenderWindow
    import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  pylint: disable=unused-import
    window = vtkRenderWindow().GetClassName()
    if window == "vtkXOpenGLRenderWindow" and not os.environ.get("DISPLAY"):
        raise results.Mistake("there is no display; begin the command with xvfb-run -a")
    if window == "vtkXOpenGLRenderWindow":
        keep_display()


def keep_display():
    """Stays connected to the X server. One that loses its last client may reset itself (Xvfb does),
    and then drops whoever connects meanwhile: ParaView looks whether a display is there, leaves it
    and connects again."""
    try:
        ctypes.CDLL("libX11.so.6").XOpenDisplay(None)
    except OSError:
        pass  # no such library: then ParaView brought its own way to the display


def partial(path):
    root, ending = os.path.splitext(path)
    return f"{root}.partial{ending}"


def need_writable(path):
    """ParaView says that it has saved a picture even when it could not."""
    try:
        with open(partial(path), "wb"):
            pass
        os.remove(partial(path))
    except OSError as error:
        raise results.Mistake(f"{path}: cannot be written: {error.strerror}") from error


def save(target, path, step, **how):
    """The picture of a view or a layout at that step, complete or not at all."""
    simple.GetAnimationScene().AnimationTime = float(step)
    simple.SaveScreenshot(partial(path), target, **how)
    if not os.path.exists(partial(path)) or os.path.getsize(partial(path)) == 0:
        raise results.Mistake(f"{path}: cannot be written")
    os.replace(partial(path), path)


def threshold(source, low, high):
    """Phases low to high. Halves, because ParaView replaces a bound that is 0 by its own idea."""
    return simple.Threshold(Input=source, Scalars=["CELLS", "phase"], LowerThreshold=low - 0.5,
                            UpperThreshold=high + 0.5)


def prepare(index, step, field="von_mises", deformed=False):
    """The body in micrometres with the array `shown`, stresses in GPa: far from the limits of graphics
    cards. `deformed`: where the displacement has taken it."""
    source = simple.XDMFReader(FileNames=[index.path])
    source.UpdatePipeline(float(step))
    if field not in source.CellData.keys():
        raise results.Mistake(f'{index.path}: has no cell field "{field}"')
    shown = simple.Calculator(Input=source, AttributeType="Cell Data", ResultArrayName="shown",
                              Function=f"{field}*{FIELDS[field][1]}")
    if deformed:
        shown = simple.WarpByVector(Input=shown, Vectors=["POINTS", "displacement"])
    body = simple.Transform(Input=shown, Transform="Transform")
    body.Transform.Scale = [MICRO] * 3
    body.UpdatePipeline(float(step))
    return body


def cut(source, axis, place, step):
    plane = simple.Slice(Input=source, SliceType="Plane")
    plane.SliceType.Origin = [place if a == axis else 0.0 for a in AXES]
    plane.SliceType.Normal = [1.0 if a == axis else 0.0 for a in AXES]
    plane.UpdatePipeline(float(step))
    return plane


def bounds(source):
    """{"x": (low, high), ...}"""
    found = source.GetDataInformation().GetBounds()
    return {axis: found[2 * k:2 * k + 2] for k, axis in enumerate(AXES)}


def upper_end(piece, wanted):
    """Of the colour bar, a number that its labels meet: 1.1, 2.5, 3.5, 7.5, 15, ..."""
    if wanted:
        return wanted
    from vtkmodules.util.numpy_support import vtk_to_numpy
    import numpy as np
    values = vtk_to_numpy(servermanager.Fetch(piece).GetCellData().GetArray("shown"))
    end = float(np.percentile(values, 99))
    if end <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(end))
    digit = 0.5 * power if end > 2 * power else 0.1 * power
    return math.ceil(end / digit) * digit


def show_plain(view, piece, colour):
    display = simple.Show(piece, view)
    display.ColorArrayName = ["POINTS", ""]  # simple.ColorBy(display, None) fails in 5.11
    display.AmbientColor = display.DiffuseColor = colour
    display.Ambient, display.Diffuse, display.Specular = 1.0, 0.0, 0.0
    return display


def show_outlines(view, piece):
    """Of the interfaces, on a slice of the particles."""
    clean = simple.CleantoGrid(Input=piece)
    surface = simple.ExtractSurface(Input=clean)
    edges = simple.FeatureEdges(Input=surface, BoundaryEdges=1, FeatureEdges=0,
                                NonManifoldEdges=0, ManifoldEdges=0)
    display = show_plain(view, edges, DARK)
    display.LineWidth = 1.5
    return display


def colour_bar(display, view, title, end):
    """Colours the piece by what is shown, 0 to end; the bar has still to be placed."""
    colours = simple.GetColorTransferFunction("shown")
    colours.ApplyPreset("Viridis (matplotlib)", True)
    colours.RescaleTransferFunction(0.0, end)
    display.Ambient, display.Diffuse, display.Specular = 1.0, 0.0, 0.0  # the map's own colours
    bar = simple.GetScalarBar(colours, view)
    bar.Title, bar.ComponentTitle = title, ""
    bar.TitleColor = bar.LabelColor = DARK
    bar.TitleFontSize = bar.LabelFontSize = FONT
    bar.LabelFormat = bar.RangeLabelFormat = "%.3g"
    bar.WindowLocation = "Any Location"
    display.SetScalarBarVisibility(view, True)
    return bar


def show_title(view, text):
    display = simple.Show(simple.Text(Text=text), view)
    display.WindowLocation = "Upper Center"
    display.FontSize, display.Color = FONT, DARK

"""Picture of the von Mises stress in one phase around the particles, on a slice through the body.

    xvfb-run -a pvpython stress_slice.py results/micron
    xvfb-run -a pvpython stress_slice.py results/micron --normal x --position 0.3 --step 2

The phase shown (default: the electrolyte) is coloured, the others are grey. Colours are nodal
averages within the phase, never across an interface; --cells shows the cells' own values. The
colour bar ends at the 99th percentile of what is on the slice unless --maximum is given."""
import argparse
import math
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sulfem_results as results  # noqa: E402

try:
    from paraview import servermanager, simple
except ImportError:
    sys.exit(results.complain("stress_slice.py", "this needs ParaView's Python: xvfb-run -a pvpython "
             "stress_slice.py ... (Debian: apt-get install python3-paraview xvfb xauth)"))

AXES = "xyz"
UP = {"x": "z", "y": "z", "z": "y"}  # what points upwards on the picture
MICRO, GIGA = 1e6, 1e-9
BODY, LEFT, RIGHT, BOTTOM, TOP = 620, 90, 180, 75, 50  # pixels of the view; saved twice as fine
FONT = 16
DARK, GREY = [0.15] * 3, [0.82] * 3


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="output folder of sulfem solve")
    parser.add_argument("--step", type=int, help="number of the load step (default: the last)")
    parser.add_argument("--phase", metavar="GROUP", help="phase to colour (default: the one called "
                        "electrolyte, or else the largest)")
    parser.add_argument("--normal", choices=AXES, default="z", help="of the slice (default: z)")
    parser.add_argument("--position", type=float, default=0.5,
                        help="of the slice along its normal, 0 to 1 (default: 0.5)")
    parser.add_argument("--maximum", type=float, metavar="GPA", help="end of the colour bar")
    parser.add_argument("--cells", action="store_true", help="cell values, not smoothed")
    parser.add_argument("--output", metavar="FILE.png",
                        help="default: stress_slice.png in the results")
    found = parser.parse_args()
    if not 0 <= found.position <= 1:
        parser.error("--position must be between 0 and 1")
    if found.output and not found.output.endswith(".png"):
        parser.error("--output must end in .png")
    return found


def need_display():
    """ParaView ends the program without one, where it is built for the X window system."""
    from vtkmodules.vtkRenderingCore import vtkRenderWindow
    import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  pylint: disable=unused-import
    window = vtkRenderWindow().GetClassName()
    if window == "vtkXOpenGLRenderWindow" and not os.environ.get("DISPLAY"):
        raise results.Mistake("there is no display; begin the command with xvfb-run -a")


def need_writable(path):
    """ParaView says that it has saved a picture even when it could not."""
    try:
        with open(path, "wb"):
            pass
    except OSError as error:
        raise results.Mistake(f"{path}: cannot be written: {error.strerror}") from error


# ---- The data ------------------------------------------------------------------------------------


def threshold(source, low, high):
    """Phases low to high. Halves, because ParaView replaces a bound that is 0 by its own idea."""
    return simple.Threshold(Input=source, Scalars=["CELLS", "phase"], LowerThreshold=low - 0.5,
                            UpperThreshold=high + 0.5)


def choose_phase(source, index, wanted, step):
    if wanted:
        return index.phase(wanted)
    for number, name in enumerate(index.phases):
        if "electrolyte" in name.lower():
            return number
    counts = []
    for number in range(len(index.phases)):
        part = threshold(source, number, number)
        part.UpdatePipeline(float(step))
        counts.append(part.GetDataInformation().GetNumberOfCells())
    return counts.index(max(counts))


def prepare(index, step):
    """The body in micrometres with the stress in GPa: far from the limits of graphics cards."""
    source = simple.XDMFReader(FileNames=[index.path])
    stress = simple.Calculator(Input=source, AttributeType="Cell Data", ResultArrayName="stress_GPa",
                               Function=f"von_mises*{GIGA}")
    body = simple.Transform(Input=stress, Transform="Transform")
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
    values = vtk_to_numpy(servermanager.Fetch(piece).GetCellData().GetArray("stress_GPa"))
    end = float(np.percentile(values, 99))
    if end <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(end))
    digit = 0.5 * power if end > 2 * power else 0.1 * power
    return math.ceil(end / digit) * digit


# ---- The picture ---------------------------------------------------------------------------------


def make_view(box, normal):
    """Square to the slice, without perspective, with room for the colour bar on the right."""
    simple._DisableFirstRenderCameraReset()  # pylint: disable=protected-access
    up = UP[normal]
    across = next(a for a in AXES if a not in (normal, up))
    size = {a: box[a][1] - box[a][0] for a in AXES}
    scale = BODY / max(size[across], size[up])  # pixels a micrometre
    width = int(size[across] * scale) + LEFT + RIGHT
    height = int(size[up] * scale) + BOTTOM + TOP
    view = simple.CreateRenderView(ViewSize=[width, height], OrientationAxesVisibility=0)
    view.UseColorPaletteForBackground, view.Background = 0, [1, 1, 1]
    centre = {a: 0.5 * (box[a][0] + box[a][1]) for a in AXES}
    # seen from where `across` points to the right
    unit = {a: [float(a == b) for b in AXES] for a in AXES}
    cross = [unit[across][(k + 1) % 3] * unit[up][(k + 2) % 3] -
             unit[across][(k + 2) % 3] * unit[up][(k + 1) % 3] for k in range(3)]
    centre[across] += 0.5 * (RIGHT - LEFT) / scale
    centre[up] += 0.5 * (TOP - BOTTOM) / scale
    focus = [centre[a] for a in AXES]
    far = 3 * max(size.values())
    view.CameraFocalPoint = focus
    view.CameraPosition = [focus[k] + far * cross[k] for k in range(3)]
    view.CameraViewUp = unit[up]
    view.CameraParallelProjection, view.CameraParallelScale = 1, 0.5 * height / scale
    return view


def show_axes(view, normal):
    """Scales along two edges of the slice."""
    grid = view.AxesGrid
    grid.Visibility = 1
    bit = {a: 1 << k for k, a in enumerate(AXES)}  # of the box's faces square to x, y, z, low end
    behind = bit[normal] << 3 if normal == "y" else bit[normal]  # y points away from the viewer
    grid.FacesToRender = behind
    grid.AxesToLabel = sum(bit[a] for a in AXES if a != normal)
    for axis in AXES:
        title = "" if axis == normal else f"{axis} (\u00b5m)"
        setattr(grid, f"{axis.upper()}Title", title)
        for kind in ("Title", "Label"):
            setattr(grid, f"{axis.upper()}{kind}Color", DARK)
            setattr(grid, f"{axis.upper()}{kind}FontSize", 2 * FONT)
    grid.GridColor, grid.ShowGrid, grid.ShowTicks = DARK, 0, 1


def show_stress(view, piece, title, end, smooth):
    display = simple.Show(piece, view)
    simple.ColorBy(display, ("POINTS" if smooth else "CELLS", "stress_GPa"))
    colours = simple.GetColorTransferFunction("stress_GPa")
    colours.ApplyPreset("Viridis (matplotlib)", True)
    colours.RescaleTransferFunction(0.0, end)
    display.Ambient, display.Diffuse, display.Specular = 1.0, 0.0, 0.0  # the map's own colours
    bar = simple.GetScalarBar(colours, view)
    bar.Title, bar.ComponentTitle = title, ""
    bar.TitleColor = bar.LabelColor = DARK
    bar.TitleFontSize = bar.LabelFontSize = FONT
    bar.LabelFormat = bar.RangeLabelFormat = "%.3g"
    bar.WindowLocation = "Any Location"
    bar.Position = [1 - (RIGHT - 30) / view.ViewSize[0], BOTTOM / view.ViewSize[1]]
    bar.ScalarBarLength = 1 - (BOTTOM + TOP) / view.ViewSize[1]
    bar.ScalarBarThickness = 18
    display.SetScalarBarVisibility(view, True)


def show_plain(view, piece, colour):
    display = simple.Show(piece, view)
    display.ColorArrayName = ["POINTS", ""]  # simple.ColorBy(display, None) fails in 5.11
    display.AmbientColor = display.DiffuseColor = colour
    display.Ambient, display.Diffuse, display.Specular = 1.0, 0.0, 0.0
    return display


def show_others(view, pieces):
    """Grey, with the outlines of the interfaces."""
    for piece in pieces:
        show_plain(view, piece, GREY)
        clean = simple.CleantoGrid(Input=piece)
        surface = simple.ExtractSurface(Input=clean)
        edges = simple.FeatureEdges(Input=surface, BoundaryEdges=1, FeatureEdges=0,
                                    NonManifoldEdges=0, ManifoldEdges=0)
        show_plain(view, edges, DARK).LineWidth = 1.5


def show_title(view, text):
    display = simple.Show(simple.Text(Text=text), view)
    display.WindowLocation = "Upper Center"
    display.FontSize, display.Color = FONT, DARK


def save(view, path, step):
    simple.GetAnimationScene().AnimationTime = float(step)
    view.ViewTime = float(step)
    simple.Render(view)
    simple.SaveScreenshot(path, view, ImageResolution=[2 * n for n in view.ViewSize])
    if os.path.getsize(path) == 0:
        raise results.Mistake(f"{path}: cannot be written")


def main():
    options = arguments()
    index = results.Index(options.results)
    step = index.step(options.step)
    path = options.output or os.path.join(options.results, "stress_slice.png")
    need_display()
    need_writable(path)
    body = prepare(index, step)
    number = choose_phase(body, index, options.phase, step)
    box = bounds(body)
    low, high = box[options.normal]
    place = low + options.position * (high - low)
    matrix = threshold(body, number, number)
    shown = matrix if options.cells else simple.CellDatatoPointData(Input=matrix, PassCellData=1)
    piece = cut(shown, options.normal, place, step)
    if piece.GetDataInformation().GetNumberOfCells() == 0:
        raise results.Mistake(f'the slice {options.normal} = {place:.4g} um does not meet '
                              f'"{index.phases[number]}"; choose another --position')
    ranges = [(0, number - 1), (number + 1, len(index.phases) - 1)]
    others = [cut(threshold(body, *r), options.normal, place, step) for r in ranges if r[0] <= r[1]]
    view = make_view(box, options.normal)
    show_stress(view, piece, "\nvon Mises stress (GPa)", upper_end(piece, options.maximum),
                not options.cells)
    show_others(view, others)
    show_axes(view, options.normal)
    show_title(view, f"{index.title}: {index.phases[number]}, lithiation "
                     f"{index.lithiation[step]:g}, {options.normal} = {place:.3g} \u00b5m")
    save(view, path, step)
    print(f"picture of step {step} in {path}")


results.run(main)

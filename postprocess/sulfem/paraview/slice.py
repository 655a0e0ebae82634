# SPDX-License-Identifier: BSD-2-Clause
"""Picture of the stress in one phase around the particles, or of its flow, on a slice through the body.

    xvfb-run -a pvpython stress_slice.py results/micron
    xvfb-run -a pvpython stress_slice.py results/micron --normal x --position 0.3 --step 2
    xvfb-run -a pvpython stress_slice.py results/07_plastic --field plastic_strain --deformed --step 1

The phase shown (default: the electrolyte) is coloured, the others are grey. Colours are nodal
averages within the phase, never across an interface; --cells shows the cells' own values. The
colour bar ends at the 99th percentile of what is on the slice unless --maximum is given."""
import argparse
import importlib
import os
import sys

if __name__ == "__main__":  # ParaView's Python does not know the package
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from sulfem import results  # noqa: E402

if __name__ == "__main__":  # says in one line where ParaView is not there
    results.run(lambda: importlib.import_module("sulfem.paraview.pictures"))
from sulfem.paraview import pictures  # noqa: E402
from sulfem.paraview.pictures import AXES, DARK, FONT, GREY, simple  # noqa: E402

UP = {"x": "z", "y": "z", "z": "y"}  # what points upwards on the picture
BODY, LEFT, RIGHT, BOTTOM, TOP = 620, 90, 180, 75, 50  # pixels of the view; saved twice as fine


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
    parser.add_argument("--field", choices=list(pictures.FIELDS), default="von_mises",
                        help="what is shown (default: von_mises)")
    parser.add_argument("--deformed", action="store_true",
                        help="the body where the displacement has taken it (default: as it was)")
    parser.add_argument("--maximum", type=float, metavar="VALUE",
                        help="end of the colour bar, stresses in GPa")
    parser.add_argument("--cells", action="store_true", help="cell values, not smoothed")
    parser.add_argument("--output", metavar="FILE.png",
                        help="default: stress_slice.png in the results")
    found = parser.parse_args()
    if not 0 <= found.position <= 1:
        parser.error("--position must be between 0 and 1")
    if found.output and not found.output.endswith(".png"):
        parser.error("--output must end in .png")
    return found


# ---- The data ------------------------------------------------------------------------------------


def choose_phase(source, index, wanted, step):
    if wanted:
        return index.phase(wanted)
    for number, name in enumerate(index.phases):
        if "electrolyte" in name.lower():
            return number
    counts = []
    for number in range(len(index.phases)):
        part = pictures.threshold(source, number, number)
        part.UpdatePipeline(float(step))
        counts.append(part.GetDataInformation().GetNumberOfCells())
    return counts.index(max(counts))


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
    simple.ColorBy(display, ("POINTS" if smooth else "CELLS", "shown"))
    bar = pictures.colour_bar(display, view, title, end)
    bar.Position = [1 - (RIGHT - 30) / view.ViewSize[0], BOTTOM / view.ViewSize[1]]
    bar.ScalarBarLength = 1 - (BOTTOM + TOP) / view.ViewSize[1]
    bar.ScalarBarThickness = 18


def show_others(view, pieces):
    """Grey, with the outlines of the interfaces."""
    for piece in pieces:
        pictures.show_plain(view, piece, GREY)
        pictures.show_outlines(view, piece)


def save(view, path, step):
    view.ViewTime = float(step)
    simple.Render(view)
    pictures.save(view, path, step, ImageResolution=[2 * n for n in view.ViewSize])


def draw(options, index, step):
    """The view of a slice; `options`: as arguments() has them."""
    body = pictures.prepare(index, step, options.field, options.deformed)
    number = choose_phase(body, index, options.phase, step)
    box = pictures.bounds(body)
    low, high = box[options.normal]
    place = low + options.position * (high - low)
    matrix = pictures.threshold(body, number, number)
    shown = matrix if options.cells else simple.CellDatatoPointData(Input=matrix, PassCellData=1)
    piece = pictures.cut(shown, options.normal, place, step)
    if piece.GetDataInformation().GetNumberOfCells() == 0:
        raise results.Mistake(f'the slice {options.normal} = {place:.4g} um does not meet '
                              f'"{index.phases[number]}"; choose another --position')
    ranges = [(0, number - 1), (number + 1, len(index.phases) - 1)]
    others = [pictures.cut(pictures.threshold(body, *r), options.normal, place, step)
              for r in ranges if r[0] <= r[1]]
    view = make_view(box, options.normal)
    show_stress(view, piece, "\n" + pictures.FIELDS[options.field][0], pictures.upper_end(piece, options.maximum),
                not options.cells)
    show_others(view, others)
    show_axes(view, options.normal)
    pictures.show_title(view, f"{index.title}: {index.phases[number]}, "
                        f"{index.lithiation_text(step)}, {options.normal} = {place:.3g} \u00b5m")
    return view


def main():
    options = arguments()
    index = results.Index(options.results)
    step = index.step(options.step)
    path = options.output or os.path.join(options.results, "stress_slice.png")
    pictures.need_display()
    pictures.need_writable(path)
    save(draw(options, index, step), path, step)
    print(f"picture of step {step} in {path}")


if __name__ == "__main__":
    results.run(main)

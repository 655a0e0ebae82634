# SPDX-License-Identifier: BSD-2-Clause
"""Picture of a microstructure and of its stress: two views of a box, side by side.

    xvfb-run -a pvpython microstructure.py results/micron
    xvfb-run -a pvpython microstructure.py results/micron --maximum 6 --output micron.png

Left: the particles (all phases but the one coloured) in the transparent box. Right: the von Mises
stress in the phase (default: the electrolyte) on three faces of the box and, where the eighth
nearest to the viewer is cut away, on three planes through the middle; the particles are grey.
Colours are nodal averages within the phase. The colour bar ends at the 99th percentile of what is
shown unless --maximum is given. The body has to be a box along x, y and z."""
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

PANEL = (620, 700)  # pixels of a view
RAISED = 0.10  # of the box in its panel, room for the colour bar
SULFUR = [0.91, 0.72, 0.16]
OUTWARDS = {"x": 1, "y": -1, "z": 1}  # towards the viewer


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="output folder of sulfem solve")
    parser.add_argument("--step", type=int, help="number of the load step (default: the last)")
    parser.add_argument("--phase", metavar="GROUP", default="electrolyte",
                        help="phase to colour (default: electrolyte)")
    parser.add_argument("--maximum", type=float, metavar="GPA", help="end of the colour bar")
    parser.add_argument("--bare", action="store_true",
                        help="without titles, size and colour bar, to be put into another picture")
    parser.add_argument("--width", type=int, default=1860, metavar="PIXELS", help="default: 1860")
    parser.add_argument("--output", metavar="FILE.png",
                        help="default: microstructure.png in the results")
    found = parser.parse_args()
    if found.output and not found.output.endswith(".png"):
        parser.error("--output must end in .png")
    if not 200 <= found.width <= 10000:
        parser.error("--width must be between 200 and 10000")
    return found


# ---- The data ------------------------------------------------------------------------------------


def middle(box):
    return {axis: 0.5 * sum(box[axis]) for axis in AXES}


def half(source, axis, box, near, step):
    """The half of a plane piece that is nearer to the viewer along the axis, or the other."""
    clip = simple.Clip(Input=source, ClipType="Plane", Invert=0)
    clip.ClipType.Origin = [middle(box)[a] for a in AXES]
    sign = OUTWARDS[axis] if near else -OUTWARDS[axis]
    clip.ClipType.Normal = [float(sign) if a == axis else 0.0 for a in AXES]
    clip.UpdatePipeline(float(step))
    return clip


def visible_faces(source, box, step):
    """What the viewer sees of the box without its nearest eighth, as plane pieces. Cut along planes
    only: a clip by a box or by cells would fray the edges."""
    pieces = []
    for axis in AXES:
        low, high = box[axis]
        inside = OUTWARDS[axis] * 1e-4 * (high - low)  # a plane in the face meets no cell or two
        outer = (high if OUTWARDS[axis] > 0 else low) - inside
        one, other = [a for a in AXES if a != axis]
        face = pictures.cut(source, axis, outer, step)
        pieces.append(half(face, one, box, False, step))
        pieces.append(half(half(face, one, box, True, step), other, box, False, step))
        inner = pictures.cut(source, axis, middle(box)[axis], step)
        pieces.append(half(half(inner, one, box, True, step), other, box, True, step))
    whole = simple.AppendDatasets(Input=pieces)
    whole.UpdatePipeline(float(step))
    return whole


# ---- The picture ---------------------------------------------------------------------------------


def make_view(box):
    view = simple.CreateRenderView(ViewSize=list(PANEL), OrientationAxesVisibility=0)
    view.UseColorPaletteForBackground, view.Background = 0, [1, 1, 1]
    focus = [middle(box)[a] for a in AXES]
    size = max(box[a][1] - box[a][0] for a in AXES)
    focus[2] -= RAISED * size
    view.CameraFocalPoint = focus
    view.CameraPosition = [focus[0] + 2.1 * size, focus[1] - 2.9 * size, focus[2] + 1.9 * size]
    view.CameraViewUp = [0, 0, 1]
    view.CameraParallelProjection, view.CameraParallelScale = 1, 0.957 * size
    return view


def show_frame(view, box):
    frame = simple.Box(Center=[middle(box)[a] for a in AXES],
                       **{f"{a.upper()}Length": box[a][1] - box[a][0] for a in AXES})
    display = pictures.show_plain(view, frame, DARK)
    display.Representation, display.LineWidth = "Outline", 1.5


def show_line(view, *points):
    """Drawn a little before the faces, along the view, which moves nothing on the picture."""
    towards = [0.003 * (a - b) for a, b in zip(view.CameraPosition, view.CameraFocalPoint)]
    line = simple.PolyLineSource(Points=[point[k] + towards[k] for point in points for k in range(3)])
    pictures.show_plain(view, line, DARK).LineWidth = 2.0


def show_edges(view, box):
    """Of the box without its nearest eighth: those that the viewer sees."""
    near = {a: box[a][1] if OUTWARDS[a] > 0 else box[a][0] for a in AXES}
    far = {a: box[a][0] if OUTWARDS[a] > 0 else box[a][1] for a in AXES}
    half_way = middle(box)

    def point(**moved):
        return [moved.get(a, near[a]) for a in AXES]
    for axis in AXES:
        one, other = [a for a in AXES if a != axis]
        middle_one, middle_other = {one: half_way[one]}, {other: half_way[other]}
        # the face that looks along the axis, an L; the notch's edge inside along the axis
        show_line(view, point(**middle_one), point(**{one: far[one]}),
                  point(**{one: far[one], other: far[other]}), point(**{other: far[other]}),
                  point(**middle_other), point(**middle_one, **middle_other),
                  point(**middle_one))
        show_line(view, point(**middle_one, **middle_other), point(**half_way))


def show_particles(view, piece):
    """Smooth: flat facets would show the mesh and not the spheres."""
    surface = simple.ExtractSurface(Input=piece, NonlinearSubdivisionLevel=2)
    normals = simple.GenerateSurfaceNormals(Input=surface, FeatureAngle=40, Splitting=1)
    display = pictures.show_plain(view, normals, SULFUR)
    display.Interpolation = "Gouraud"
    display.Ambient, display.Diffuse, display.Specular = 0.28, 0.8, 0.1


def show_stress(view, piece, end, bare):
    display = simple.Show(piece, view)
    simple.ColorBy(display, ("POINTS", "shown"))
    bar = pictures.colour_bar(display, view, "von Mises stress (GPa)", end)
    display.SetScalarBarVisibility(view, not bare)
    bar.Orientation, bar.ScalarBarLength, bar.ScalarBarThickness = "Horizontal", 0.6, 14
    bar.Position = [0.2, 0.01]


def show_size(view, box):
    sizes = [f"{box[a][1] - box[a][0]:.3g}" for a in AXES]
    display = simple.Show(simple.Text(Text=" \u00d7 ".join(sizes) + " \u00b5m\u00b3"), view)
    display.WindowLocation = "Lower Center"
    display.FontSize, display.Color = FONT, DARK


def show_words(left, right, box, index, step, phase):
    show_size(left, box)
    pictures.show_title(left, index.title)
    pictures.show_title(right, f"stress in the {phase}, {index.lithiation_text(step)}")


def layout_of(views, step):
    """Side by side."""
    layout = simple.CreateLayout("picture")
    layout.SplitHorizontal(0, 0.5)
    for place, view in enumerate(views, start=1):
        simple.AssignViewToLayout(view, layout, place)
        view.ViewTime = float(step)
    layout.SetSize(2 * PANEL[0], PANEL[1])
    return layout


def save(layout, path, width, step):
    pictures.save(layout, path, step, SeparatorWidth=0, SeparatorColor=[1, 1, 1],
                  CompressionLevel="9",
                  ImageResolution=[width, round(width * PANEL[1] / (2 * PANEL[0]))])


def draw(options, index, step):
    """The layout of both views; `options`: as arguments() has them."""
    number = index.phase(options.phase)
    simple._DisableFirstRenderCameraReset()  # pylint: disable=protected-access
    body = pictures.prepare(index, step)
    box = pictures.bounds(body)
    matrix = pictures.threshold(body, number, number)
    ranges = [(0, number - 1), (number + 1, len(index.phases) - 1)]
    others = [pictures.threshold(body, *r) for r in ranges if r[0] <= r[1]]
    left, right = make_view(box), make_view(box)
    for part in others:
        show_particles(left, part)
        faces = visible_faces(part, box, step)
        pictures.show_plain(right, faces, GREY)
    show_frame(left, box)
    smooth = simple.CellDatatoPointData(Input=matrix, PassCellData=1)
    faces = visible_faces(smooth, box, step)
    show_stress(right, faces, pictures.upper_end(faces, options.maximum), options.bare)
    show_edges(right, box)
    if not options.bare:
        show_words(left, right, box, index, step, options.phase)
    return layout_of([left, right], step)


def main():
    options = arguments()
    index = results.Index(options.results)
    step = index.step(options.step)
    index.phase(options.phase)  # before a display is asked for
    path = options.output or os.path.join(options.results, "microstructure.png")
    pictures.need_display()
    pictures.need_writable(path)
    save(draw(options, index, step), path, options.width, step)
    print(f"picture of step {step} in {path}")


if __name__ == "__main__":
    results.run(main)

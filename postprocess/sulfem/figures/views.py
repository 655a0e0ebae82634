# SPDX-License-Identifier: BSD-2-Clause
"""The stress field with the particles: one point of each group in one picture, with one colour bar.

ParaView draws each point (paraview/microstructure.py, bare); the pictures, their names and the common scale
are put together here. A group is shown by its first finished point of the lowest value along the axis."""
import math
import os
import shutil
import subprocess
import tempfile

from sulfem.figures import style
from sulfem.figures.drawn import Drawn
from sulfem.figures.study_histogram import GIGA, round_up, stress_column
from sulfem.figures.table import Absent, along_title, alongs_of, groups_of, tell

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "paraview", "microstructure.py")
PIXELS = 2000  # width of a picture, for both of its views
ATTEMPTS = 3
WHITE = 0.995
MICRO = 1e6


def paraview():
    """The command that runs a script in ParaView's Python, or Absent."""
    if not shutil.which("pvpython"):
        raise Absent("ParaView (pvpython) is not there; Debian: apt-get install python3-paraview xvfb xauth")
    if os.environ.get("DISPLAY"):
        return ["pvpython"]
    if not shutil.which("xvfb-run"):
        raise Absent("there is no display and no xvfb-run; Debian: apt-get install xvfb xauth")
    return ["xvfb-run", "-a", "pvpython"]


def chosen(points):
    return [next(p for p in sorted(points, key=lambda p: p.along or 0) if p.group == group)
            for group in groups_of(points)]


def trimmed(picture):
    """Without the white around it."""
    import numpy as np
    ink = np.argwhere((picture[..., :3] < WHITE).any(axis=2))
    if not len(ink):
        raise Absent("ParaView drew an empty picture")
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0) + 1
    return picture[top:bottom, left:right]


def paint(point, phase, end, command, path):
    """A picture of the point in a file. A display that another program took away ends ParaView by a
    signal; then it is tried again."""
    words = [*command, SCRIPT, point.folder, "--phase", phase, "--maximum", str(end), "--bare",
             "--width", str(PIXELS), "--output", path]
    for _ in range(ATTEMPTS):
        run = subprocess.run(words, capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return
        if run.returncode == 2:  # a Mistake, which another attempt does not mend
            break
    said = run.stderr.strip().splitlines() or ["it ended without a word"]
    raise Absent(f"ParaView made no picture of {point.folder}: {said[-1]}")


def views(point, phase, end, command):
    """(particles, stress) of a point as arrays of pixels."""
    from matplotlib import image
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "view.png")
        paint(point, phase, end, command, path)
        picture = image.imread(path)
    half = picture.shape[1] // 2
    return trimmed(picture[:, :half]), trimmed(picture[:, half:])


def common_end(points, phase):
    """Of the colour bar in GPa: the largest 99th percentile of the points shown, rounded up."""
    high = [point.value(stress_column(phase, "p99")) for point in points]
    if not any(high):
        raise Absent(f'the points have no stress in "{phase}"')
    end = GIGA * max(p for p in high if p)
    step = 0.05 * round_up(end)
    return step * math.ceil(end / step)


def size_text(point):
    edges = [point.value(f"analysis.box.{k}") for k in range(3)]
    if None in edges:
        return ""
    lengths = {f"{MICRO * edge:.4g}" for edge in edges}
    return f"{lengths.pop()} µm wide" if len(lengths) == 1 else ""


def caption(point, layout, points):
    """The lines of a title: the group, where along the axis, and how large the box is."""
    words = [layout.caption(point.row)]
    if len(alongs_of(points)) > 1:
        title, factor = along_title(layout, points)
        name, _, unit = title.partition(" (")
        words.append(f"{name} {factor * point.along:.4g} {unit.rstrip(')')}".strip())
    return [word for word in (*words, size_text(point)) if word]


def draw(layout, points, phase):
    """The figure, which has no numbers."""
    command, shown = paraview(), chosen(points)
    end = common_end(shown, phase)
    pictures = []
    for point in shown:
        tell(f"ParaView draws point {point.number}")
        pictures.append(views(point, phase, end, command))
    columns = len(shown)
    width = style.PAGE if columns > 1 else style.COLUMN
    figure, panels = style.subplots(2, columns, width, 2.15 * width / max(columns, 2) + 0.9)
    for column, (point, pair) in enumerate(zip(shown, pictures)):
        for panel, picture in zip(panels[:, column], pair):
            panel.imshow(picture, interpolation="none")
            panel.set_axis_off()
        lines = [style.wrapped(line, 0.95 * width / columns)
                 for line in caption(point, layout, points)]
        panels[0, column].set_title("\n".join(lines), pad=4)
    figure.get_layout_engine().set(rect=(0, 0, 1, 0.99))  # a line of text ends at its letters
    add_colour_bar(figure, panels, end, phase)
    return Drawn(figure, {})


def add_colour_bar(figure, panels, end, phase):
    from matplotlib import cm, colors
    scale = cm.ScalarMappable(colors.Normalize(0, end), "viridis")
    bar = figure.colorbar(scale, ax=panels, orientation="horizontal", fraction=0.04, aspect=40,
                          pad=0.02, shrink=0.6, extend="max")
    bar.set_label(f"von Mises stress in the {phase} (GPa)")

# SPDX-License-Identifier: BSD-2-Clause
"""How figures for print look and how they are saved: sizes, fonts, colours, legends. Needs matplotlib,
of which nothing is changed for others: a function with @styled draws in this style.

A figure is as wide as a column (8.5 cm) or a page (17 cm) and its text is set in 8 pt, so that it is
printed at its own size. Groups differ in colour, marker and line, any one of which is enough."""
import functools
import os
import textwrap

from sulfem import results

CENTIMETRE = 1 / 2.54  # in inches, matplotlib's unit
COLUMN, PAGE = 8.5 * CENTIMETRE, 17 * CENTIMETRE
FONT = 8  # pt
HANDLE = 0.55  # in inches, of a legend: the line before a label and the blanks around it
LETTER = 0.058  # in inches, about the mean width of one
# Okabe and Ito's colours, told apart by colour-blind readers too; by index of the phase.
PHASE_COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"]
# Those without yellow, which is too pale for a line on white.
COLOURS = [*PHASE_COLOURS[:6], "#000000"]
MARKERS = ["o", "s", "D", "^", "v", "P", "X"]
LINES = ["-", (0, (5, 1.5)), (0, (5, 1.5, 1, 1.5)), (0, (1, 1)), (0, (3, 1)), (0, (8, 2, 2, 2)),
         (0, (5, 1, 1, 1, 1, 1))]
GREY = "0.35"
NO_DATE = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}}  # the same bytes every time


STYLE = {"font.family": "sans-serif", "font.size": FONT, "axes.titlesize": FONT,
         "legend.fontsize": FONT, "axes.linewidth": 0.8, "lines.linewidth": 1.2,
         "lines.markersize": 4, "errorbar.capsize": 2, "axes.spines.top": False,
         "axes.spines.right": False, "legend.frameon": False, "legend.handlelength": 2.6,
         "figure.dpi": 300, "savefig.dpi": 300, "pdf.fonttype": 42, "svg.fonttype": "none",
         "svg.hashsalt": "sulfem"}


def styled(function):
    """The function, which draws in this style whatever matplotlib is set to, and leaves that as it is."""
    @functools.wraps(function)
    def inside(*arguments, **keywords):
        import matplotlib
        with matplotlib.rc_context(STYLE):
            return function(*arguments, **keywords)
    return inside


def subplots(rows, columns, width, height, **how):
    """A figure of that size in inches, without a window, and its axes as an array of rows x columns."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, squeeze=False, **how)


def looks(number):
    """Colour, marker and line of the group of that number."""
    return {"color": COLOURS[number % len(COLOURS)], "marker": MARKERS[number % len(MARKERS)],
            "linestyle": LINES[number % len(LINES)]}


def shades(count):
    """Colours in an order that one sees, dark to light, in print and by colour-blind readers too."""
    from matplotlib import colormaps
    return [colormaps["viridis"](0.85 * k / max(count - 1, 1)) for k in range(count)]


def wrapped(text, length):
    """In lines of at most that many inches, a word each at the least."""
    return "\n".join(textwrap.wrap(text, max(1, int(length / LETTER)), break_long_words=False,
                                   break_on_hyphens=False))


def legend_above(figure, handles, labels, title=None):
    """A legend over all panels, in as many columns as fit; the figure grows by its height."""
    room = figure.get_size_inches()[0] - HANDLE
    labels, title = [wrapped(label, room) for label in labels], title and wrapped(title, room)
    for columns in range(len(labels), 0, -1):
        legend = figure.legend(handles, labels, loc="upper center", ncol=columns, title=title,
                               bbox_to_anchor=(0.5, 1), borderaxespad=0.2, columnspacing=1.5)
        extent = legend.get_window_extent(figure.canvas.get_renderer())
        if columns == 1 or extent.width < 0.98 * figure.bbox.width:
            break
        legend.remove()
    width, height = figure.get_size_inches()
    grown = height + extent.height / figure.dpi + 0.05
    figure.set_size_inches(width, grown)
    figure.get_layout_engine().set(rect=(0, 0, 1, height / grown))


@styled
def write(figure, path):
    """The picture under its name, complete or not at all; its ending says the format."""
    path = os.fspath(path)
    root, ending = os.path.splitext(path)
    if not ending:
        raise results.Mistake(f"{path!r}: an ending is wanted, which says the format: .png, .pdf or .svg")
    partial = f"{root}.partial{ending}"
    try:
        figure.savefig(partial, metadata=NO_DATE.get(ending))
        os.replace(partial, path)
    except (OSError, ValueError) as error:  # ValueError: an ending matplotlib does not know
        if os.path.isfile(partial):
            os.remove(partial)
        raise results.Mistake(f"{path}: cannot be written: {error}") from error


def save(figure, root):
    """ROOT.png and ROOT.pdf; gives back their names."""
    root = os.fspath(root)
    paths = [f"{root}.png", f"{root}.pdf"]
    for path in paths:
        write(figure, path)
    return paths

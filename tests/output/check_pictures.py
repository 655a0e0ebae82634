#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""check_pictures.py SCRIPTS RESULTS PICTURES SULFEM [--paraview DISPLAY]: the scripts of postprocess/.

Without --paraview the histogram: its numbers against summary.json, its picture, its mistakes.
With it the slice and the microstructure: DISPLAY is the command that gives it a display. SULFEM runs a small
body that flows, for what only such a one has."""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys

import matplotlib.image
import numpy as np


sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "verification"))
import grid  # noqa: E402

FLOWS = """title: a body that flows
mesh: {file: flows.msh, length_unit: um}
element_order: 1
phases:
  - {group: sulfur, material: S, lithiation: {fraction: 1}}
  - {group: electrolyte, material: Li6PS5Cl, plasticity: {}, exceeds: 130 MPa}
boundaries:
  - {faces: [xmin, ymin, zmin], condition: symmetry}
program: {lithiation: [0.2, 0.1]}
"""


def make_flowing(sulfem, pictures):
    """A cube of sulfur in the corner of one of electrolyte; returns the results."""
    work = pathlib.Path(pictures).resolve()
    os.environ["SULFEM_WORK"] = str(work)
    grid.write("flows", *grid.box((3, 3, 3), (3, 3, 3),
                                  phase=lambda centre: "sulfur" if max(centre) < 2 else "electrolyte"))
    (work / "flows.yaml").write_text(FLOWS)
    run(sulfem, "solve", work / "flows.yaml", "--output", work / "flows")
    return work / "flows"


def run(*arguments, status=0):
    result = subprocess.run([str(a) for a in arguments], capture_output=True, text=True,
                            timeout=300, check=False)
    assert result.returncode == status, (arguments, result.returncode, result.stderr)
    return result


def refused(*arguments, what):
    """One line on standard error that names the mistake, exit status 2, no trace."""
    message = run(*arguments, status=2).stderr
    assert what in message and "Traceback" not in message, message


def pixels(path):
    picture = matplotlib.image.imread(path)[:, :, :3]
    assert min(picture.shape[:2]) >= 600, picture.shape
    return picture


def share(picture, condition):
    return condition(picture[..., 0], picture[..., 1], picture[..., 2]).mean()


def check_histogram(scripts, results, pictures):
    script = [sys.executable, os.path.join(scripts, "von_mises_histogram.py")]
    path = os.path.join(pictures, "histogram.png")
    printed = run(*script, results, "--output", path).stdout
    with open(os.path.join(results, "summary.json"), encoding="utf-8") as file:
        phases = json.load(file)["steps"][-1]["phases"]
    assert printed.startswith("two particles: step 3, lithiation of sulfur 0.25\n"), printed.splitlines()[0]
    for phase in phases:
        row = re.search(rf"^{phase['group']} +([0-9. e+-]+)$", printed, flags=re.M).group(1).split()
        values = [float(value) for value in row]
        assert abs(values[0] - phase["von_mises"]["mean"] / 1e9) < 1e-3 * values[0], row
        assert values[1:] == sorted(values[1:]), row
        assert abs(values[1] - phase["von_mises"]["p50"] / 1e9) < 0.1 * values[1], row
    picture = pixels(path)
    assert share(picture, lambda r, g, b: (r < 0.2) & (b > 0.6)) > 1e-3, "no blue curve"
    assert share(picture, lambda r, g, b: (r > 0.8) & (b < 0.2)) > 1e-3, "no orange curve"
    for ending, magic in (("pdf", b"%PDF"), ("svg", b"<?xml")):
        path = os.path.join(pictures, f"histogram.{ending}")
        run(*script, results, "--output", path, "--phase", "sulfur", "--step", "1", "--bins", "9")
        with open(path, "rb") as file:
            assert file.read(5).startswith(magic)
    run(*script, results, "--step", "0", "--output", os.path.join(pictures, "zero.png"))
    refused(*script, results, "--phase", "sulphur", what='there are "electrolyte", "sulfur"')
    refused(*script, results, "--step", "17", what="has the steps 0 to 3, and no step 17")
    refused(*script, os.path.join(results, "nowhere"), what="there is no such folder")
    refused(*script, scripts, what="holds no fields.xdmf")
    refused(*script, results, "--output", "/dev/null/x.png", what="cannot be written")
    refused(*script, results, "--bins", "0", what="--bins must be at least 1")


def check_quantities(scripts, flows, results, pictures):
    """Of the plastic strain as of the stress; the rest at least drawn, or told what it lacks."""
    script = [sys.executable, os.path.join(scripts, "von_mises_histogram.py")]
    path = os.path.join(pictures, "plastic.png")
    printed = run(*script, flows, "--field", "plastic_strain", "--output", path).stdout
    phases = json.loads((flows / "summary.json").read_text())["steps"][-1]["phases"]
    strain = next(p["plastic_strain"] for p in phases if p["group"] == "electrolyte")
    row = re.search(r"^electrolyte +([0-9. e+-]+)$", printed, flags=re.M).group(1).split()
    assert strain["mean"] > 0.01 and "equivalent plastic strain, weighted" in printed, printed
    for value, key in zip(row, ("mean", "p50", "p90", "p95", "p99", "max"), strict=True):  # a point a cell
        assert abs(float(value) - strain[key]) < 1e-3 * strain[key], (row, strain)
    assert share(pixels(path), lambda r, g, b: (r > 0.8) & (b < 0.2)) > 1e-3, "no orange curve"
    for field in ("pressure", "principal_stress"):
        run(*script, results, "--field", field, "--output", os.path.join(pictures, f"{field}.png"))
    refused(*script, results, "--field", "plastic_strain", what="no phase of the case can flow")
    refused(*script, flows, "--field", "principal_stress", what="output: {principal: true}")
    run(sys.executable, os.path.join(scripts, "history.py"), flows)
    pixels(flows / "history.png")
    with open(flows / "history.csv", newline="", encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    for key in ("mean", "p50", "p90", "p95", "p99", "max"):
        assert float(last[f"phases.electrolyte.plastic_strain.{key}"]) == strain[key], key


def check_history(scripts, results, pictures):
    script = [sys.executable, os.path.join(scripts, "history.py")]
    path = os.path.join(pictures, "history.png")
    assert "3 steps" in run(*script, results, "--output", path, "--against", "lithiation").stdout
    picture = pixels(path)
    assert share(picture, lambda r, g, b: (r < 0.2) & (b > 0.6)) > 1e-3, "no blue curve"
    assert share(picture, lambda r, g, b: (r > 0.8) & (b < 0.2)) > 1e-3, "no orange curve"
    refused(*script, scripts, what="holds no history.csv")


def check_slice(scripts, results, pictures, display):
    script = [display, "pvpython", os.path.join(scripts, "stress_slice.py")]
    path = os.path.join(pictures, "slice.png")
    run(*script, results, "--step", "2", "--output", path)
    picture = pixels(path)
    spread = picture.max(axis=2) - picture.min(axis=2)
    grey = np.abs(picture - 0.82).max(axis=2) < 0.02
    # two particles of radius 0.6 and 0.5 in a box of 4 by 2, coloured but for them
    body = picture[100:-150, 180:-360]
    assert 0.35 < (spread > 0.1).mean() < 0.45, "the electrolyte is not coloured"
    assert abs(grey.sum() / ((spread > 0.1).sum() + grey.sum()) - 0.24) < 0.05, "no grey particles"
    assert len(np.unique((255 * body).astype(int).reshape(-1, 3), axis=0)) > 500, "flat colours"
    other = os.path.join(pictures, "slice-sulfur.png")
    run(*script, results, "--phase", "sulfur", "--normal", "y", "--cells", "--maximum", "0.1",
        "--output", other)
    assert not np.array_equal(pixels(other)[:600, :600], picture[:600, :600])
    run(*script, results, "--step", "2", "--field", "pressure", "--deformed", "--output", other)
    assert not np.array_equal(pixels(other)[:600, :600], picture[:600, :600])
    refused(*script, results, "--field", "plastic_strain", what='has no cell field "plastic_strain"')
    refused(*script, results, "--phase", "sulphur", what='there are "electrolyte", "sulfur"')
    refused(*script, results, "--phase", "sulfur", "--position", "0.01", what="does not meet")
    refused(*script, results, "--field", "plastic_strain", what='has no cell field "plastic_strain"')
    refused(*script, os.path.join(results, "nowhere"), what="there is no such folder")
    refused(*script, results, "--output", "/dev/null/x.png", what="cannot be written")
    os.environ.pop("DISPLAY", None)
    refused(*script[1:], results, what="begin the command with xvfb-run -a")


def check_plastic_slice(scripts, flows, pictures, display):
    """The sulfur is an eighth of it less a little, grey; the rest has colours."""
    path = os.path.join(pictures, "slice-plastic.png")
    run(display, "pvpython", os.path.join(scripts, "stress_slice.py"), flows, "--field", "plastic_strain",
        "--position", "0.3", "--output", path)
    picture = pixels(path)
    coloured = (picture.max(axis=2) - picture.min(axis=2) > 0.1).sum()
    grey = (np.abs(picture - 0.82).max(axis=2) < 0.02).sum()
    assert coloured > 0.2 * picture[..., 0].size and abs(grey / (coloured + grey) - 4 / 9) < 0.06, (coloured, grey)


def check_microstructure(scripts, results, pictures, display):
    script = [display, "pvpython", os.path.join(scripts, "microstructure.py")]
    path = os.path.join(pictures, "microstructure.png")
    run(*script, results, "--step", "2", "--width", "1240", "--output", path)
    picture = pixels(path)
    left, right = picture[:, :620], picture[:600, 620:]
    golden = share(left, lambda r, g, b: (r > 0.3) & (r > 2 * b) & (g > 0.5 * r))
    assert golden > 5e-3, "no particles in the left view"
    assert share(right, lambda r, g, b: (r > 2 * b) & (r > g)) < 1e-3, "golden particles on the right"
    coloured = share(right, lambda r, g, b: np.maximum(np.maximum(r, g), b)
                     - np.minimum(np.minimum(r, g), b) > 0.1)
    assert coloured > 0.1, "the electrolyte is not coloured"
    assert len(np.unique((255 * right).astype(int).reshape(-1, 3), axis=0)) > 500, "flat colours"
    refused(*script, results, "--phase", "sulphur", what='there are "electrolyte", "sulfur"')
    refused(*script, results, "--width", "1", what="--width must be between")
    refused(*script, results, "--output", "/dev/null/x.png", what="cannot be written")


def main():
    scripts, results, pictures, sulfem = sys.argv[1:5]
    os.makedirs(pictures, exist_ok=True)
    flows = make_flowing(sulfem, pictures)
    if len(sys.argv) > 5:
        check_slice(scripts, results, pictures, sys.argv[6])
        check_plastic_slice(scripts, flows, pictures, sys.argv[6])
        check_microstructure(scripts, results, pictures, sys.argv[6])
    else:
        check_histogram(scripts, results, pictures)
        check_quantities(scripts, flows, results, pictures)
        check_history(scripts, results, pictures)


main()

# SPDX-License-Identifier: BSD-2-Clause
"""The Python package on folders that are not as a finished run leaves them, and on what is typed wrongly.

check_python.py calls check() with the installed package on the path. Runs are made of links to those of other tests."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

import h5py
import numpy as np

import sulfem
from sulfem import gaps
from sulfem.figures import histogram, history, profile, style


def refused(call, *words):
    """A Mistake of one line with these words in it."""
    try:
        call()
    except sulfem.Mistake as mistake:
        assert all(word in str(mistake) for word in words) and "\n" not in str(mistake), (str(mistake), words)
        return
    raise AssertionError(f"not refused; wanted: {words}")


def copy_of(run, folder, *without):
    """A run of links to another's files, but for some."""
    folder.mkdir(parents=True)
    for path in pathlib.Path(run).iterdir():
        if path.name not in without:
            (folder / path.name).symlink_to(path.resolve())
    return folder


# ---- Records -------------------------------------------------------------------------------------


def moved_point(point, project, packing):
    """A run whose case was inputs/case.yaml, typed in `project`, with a record beside it."""
    folder = copy_of(point, project / "results" / "run", "mesh.json", "case.yaml", "fields.h5")
    shutil.copy(pathlib.Path(point) / "fields.h5", folder / "fields.h5")
    with h5py.File(folder / "fields.h5", "a") as file:
        file["case"].attrs["path"] = "inputs/case.yaml"
    (project / "inputs").mkdir()
    shutil.copy(pathlib.Path(point) / "case.yaml", project / "inputs" / "case.yaml")
    shutil.copy(packing / "mesh.json", project / "inputs" / "mesh.json")
    return folder


def check_records(run, study, work):
    """The particles are those of the run's own packing, whatever folder Python works in."""
    points = [pathlib.Path(study.run(number).path).resolve() for number in range(8)]
    folder = moved_point(points[0], work / "mine", points[0])
    moved_point(points[0], work / "other", points[4])
    os.chdir(work / "other")  # where inputs/case.yaml is, too, beside another packing's record
    mine, text = sulfem.open(folder), (points[0] / "mesh.json").read_text(encoding="utf-8")
    assert len(mine.particles()) == len(json.loads(text)["particles"])
    assert mine.radial_profile(particle=0, shells=4).equals(
        mine.radial_profile(particle=0, record=points[0] / "mesh.json", shells=4))
    profile.figure(folder, particle=0, record=points[0] / "mesh.json")
    refused(lambda: profile.figure(mine, particle=0, record=points[4] / "mesh.json"), "is of another packing")
    refused(lambda: mine.radial_profile(centre=(0, 0, 0), record=points[0] / "mesh.json"), "for a particle")
    refused(lambda: sulfem.open(work / "other" / "results" / "run").particles(), "is of another packing")
    for number, point in study.runs():
        assert len(point.particles(points[number] / "mesh.json"))
        other = points[(number + 4) % 8] / "mesh.json"  # all but the seed is the same
        refused(lambda: point.particles(other), "is of another packing", other.parent.name)  # pylint: disable=cell-var-from-loop
    refused(lambda: run.particles(points[0] / "mesh.json"), "6 x 6 x 6 um", "4 x 2 x 2 um", "another mesh")
    refused(lambda: gaps.gaps_of(points[0], {**json.loads(text), "box": [6, 6, 7]}, "electrolyte"), "a box of 6 x 6 x 7")
    with open(work / "mine" / "inputs" / "case.yaml", "a", encoding="utf-8") as file:
        file.write("# another one\n")
    refused(mine.particles, "'inputs/case.yaml'", 'record="MESH.json"')
    for number, damage in enumerate(({"box": 3}, {"particles": [{"radius": 1}]}, {"particles": 7}, {"length_unit": []})):
        path = work / f"damaged-{number}.json"
        path.write_text(json.dumps({**json.loads(text), **damage}), encoding="utf-8")
        refused(lambda: mine.particles(path), path.name)


# ---- Runs and studies that are not finished, or of earlier versions ------------------------------


def check_thickness(flows, work):
    """Tables of earlier versions have no change, which is the difference of the boundaries' movements."""
    for name, drop, wanted in (("earlier", "thickness_change", None), ("neither", ("thickness_change", "boundaries"),
                                                                      "nor boundaries.xmax.displacement_mean.0")):
        folder = copy_of(flows, work / name, "history.csv")
        columns = flows.history()
        columns.drop(columns=[c for c in columns if c.startswith(drop)]).to_csv(
            folder / "history.csv", index=False, float_format="%.17g")
        if wanted:
            refused(sulfem.open(folder).thickness, "history.csv has thickness.x", wanted)
            continue
        there, here = flows.thickness(), sulfem.open(folder).thickness()
        assert len(here) == 3 * len(columns) and (there["change"].abs() > 1e-9).all()
        assert np.allclose(here.to_numpy(), there.to_numpy(), rtol=1e-9, atol=0)


def check_unfinished(thrice, flows, study, work):
    """What fields.h5 and history.csv have already can be read."""
    going = sulfem.open(copy_of(flows, work / "going", "summary.json"))
    for table in ("summary", "boundaries", "interfaces", "steps", "history"):
        assert getattr(going, table)().equals(getattr(flows, table)()), table
    early = copy_of(flows, work / "early", "summary.json", "fields.xdmf", "fields.h5")
    refused(lambda: sulfem.open(early), "holds no fields.xdmf", "not finished yet", "history.csv can be read")
    assert history.figure(early).axes
    refused(lambda: sulfem.open(copy_of(flows, work / "first", "history.csv", "fields.xdmf")), "no step that is done yet")
    three = copy_of(thrice, work / "three", "fields.h5")
    (three / "fields.h5").symlink_to(pathlib.Path(flows.path) / "fields.h5")
    refused(lambda: sulfem.open(three).field("von_mises", 3), "has no step 3, which fields.xdmf")
    refused(lambda: sulfem.open(copy_of(study.path, work / "study", "table.csv")), "STUDY.yaml --collect")
    refused(sulfem.open(copy_of(study.path, work / "untimed", "timings.csv")).timings, "holds no timings.csv", "--collect")
    (work / "study" / "table.csv").touch()
    refused(lambda: sulfem.Study(work / "study"), "is no table of a study")


def check_damaged(flows, work):
    for name, text in (("{}", "{}"), ("list", "[]"), ("steps", '{"steps": 3}'), ("text", "{"),
                       ("entries", '{"steps": [{"lithiation": 1, "phases": [3], "boundaries": 1}]}')):
        folder = copy_of(flows, work / f"damaged-{name}", "summary.json")
        (folder / "summary.json").write_text(text, encoding="utf-8")
        run = sulfem.open(folder)
        refused(run.summary, str(folder), "summary.json")
        refused(run.boundaries, str(folder), "summary.json")
        assert "lithiation of the program" in histogram.read(folder).title
    folder = copy_of(flows, work / "damaged-none", "summary.json", "history.csv", "status.csv")
    (folder / "summary.json").write_text('{"steps": []}', encoding="utf-8")
    run = sulfem.open(folder)
    assert [len(table()) for table in (run.steps, run.summary, run.boundaries, run.interfaces)] == [0] * 4
    (folder / "history.csv").touch()
    refused(run.history, "history.csv: is empty")
    refused(run.thickness, "history.csv: is empty")
    (folder / "status.csv").write_text("a,b\n1,2,3,4\n1\n1,2,3,4,5,6\n", encoding="utf-8")
    refused(run.status, "status.csv: is no table")


# ---- What is typed -------------------------------------------------------------------------------


def check_numbers(run, study):
    """Steps, points and counts are whole numbers of any kind, everywhere."""
    last = len(run.lithiation) - 1
    for step in (None, -1, last, float(last), np.int32(last), np.float64(-1)):
        assert run.step(step) == run.index.step(step) == last, step
        assert np.array_equal(run.field("von_mises", step), run.field("von_mises", last))
        assert histogram.read(run, step=step).title == histogram.read(run, step=last).title
    for step in (1.5, "1", True, [1], float("nan")):
        refused(lambda: run.field("von_mises", step), f"step {step!r}: a whole number is wanted")
        refused(lambda: histogram.read(run, step=step), f"step {step!r}: a whole number is wanted")
    assert study.run(1.0).path == study.run(np.int64(1)).path
    refused(lambda: study.run("0"), "point '0': a whole number is wanted")
    refused(lambda: run.radial_profile(centre=(0, 0, 0), shells="3"), "shells '3': a whole number is wanted")
    refused(lambda: run.along_line((0, 0, 0), (1e-6, 0, 0), count=2.5), "count 2.5")
    refused(lambda: histogram.figure(run, bins=0), "at least one")
    refused(lambda: run.percentile("von_mises", 95), "percentile 'von_mises'", 'percentile(95, "von_mises")')
    refused(lambda: run.share_above(None), "None: a number in Pa")


def check_lists(run, study, work):
    """One text stands for a list of one; a run stands for its folder."""
    assert [curve[0] for curve in histogram.read(run, phases="sulfur").curves] == ["sulfur"]
    assert "s1" in run.along_line((1e-6, 1e-6, 1e-6), (2e-6, 1e-6, 1e-6), fields="s1", count=3)
    run.to_vtu(work / "one.vtu", fields="s1")
    assert b'Name="s1"' in (work / "one.vtu").read_bytes() and b'Name="s"' not in (work / "one.vtu").read_bytes()
    refused(lambda: run.radial_profile(centre="1 um"), "three lengths are wanted")
    refused(lambda: run.radial_profile(centre=(0, 0, 0), edges="1 um"), "at least two radii")
    assert len(study.figure("stress", select="set=micron").axes) == 4
    for call in (lambda: study.figure("stress", select="set"), lambda: study.figure("stress", along="set")):
        refused(call)
        try:
            call()
        except sulfem.Mistake as mistake:
            assert "--" not in str(mistake), mistake
    refused(lambda: study.figure("stress", line="set"), "did you mean lines?")
    for one in (run, run.path, pathlib.Path(run.path)):
        assert histogram.figure(one).axes and history.figure(one).axes and sulfem.open(one).path == run.path
        assert profile.figure(one, centre=(1e-6, 1e-6, 1e-6), shells=3).axes
    assert sulfem.open(study).path == study.path
    refused(lambda: sulfem.open(""), "'': there is no such folder")
    refused(lambda: sulfem.open(pathlib.Path(run.path) / "fields.h5"), "is a file", f"is wanted, {run.path}")
    refused(lambda: style.write(history.figure(run), work / "p"), "an ending is wanted", ".pdf")
    refused(lambda: style.write(history.figure(run), work / "p.xyz"), "cannot be written", "xyz")


def check_gaps_in_lines(run):
    """Of a profile: no line is drawn through shells that hold nothing."""
    edges = np.linspace(0, 4e-6, 400)
    found = run.radial_profile(centre=(1e-6, 1e-6, 1e-6), edges=edges)
    figure = profile.figure(run, centre=(1e-6, 1e-6, 1e-6), edges=edges)
    shells = found.loc["electrolyte"].index
    assert len(shells) < shells.max() - shells.min() + 1, "no shell is empty"
    line = next(line for line in figure.axes[0].lines if line.get_label() == "electrolyte, radial")
    radius = line.get_xdata()
    assert len(radius) == shells.max() - shells.min() + 1
    assert list(np.flatnonzero(~np.isnan(radius)) + shells.min()) == list(shells)


def check_paraview():
    """Where ParaView is not there its modules cannot be imported, and the program goes on."""
    code = ("import sys; sys.modules['paraview'] = None\n"
            "for name in ('slice', 'microstructure', 'pictures'):\n"
            "    try:\n        __import__('sulfem.paraview.' + name)\n"
            "    except ImportError as missing:\n        assert 'pvpython' in str(missing), missing\n"
            "    else:\n        raise AssertionError(name)\n"
            "print('goes on')\n")
    path = os.path.dirname(os.path.dirname(sulfem.__file__))
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.stdout == "goes on\n" and done.returncode == 0, done.stderr


def check_optional(run, study, work):
    """Where an optional package is not there its Debian package and its extra are named."""
    hidden = {name: sys.modules.get(name) for name in ("pint", "yaml", "pyvista")}
    sys.modules.update(dict.fromkeys(hidden))
    table = work / "published.csv"
    table.write_text("quantity,recipe.porosity,value\nvon_mises.mean,0,1\n", encoding="utf-8")
    refused(lambda: run.share_above("0.3 GPa"), "python3-pint", "virtual environment", "postprocess/[units]")
    refused(run.particles, "python3-yaml", "postprocess/[records]", 'record="MESH.json"')
    refused(lambda: study.figure("stress", reference=table), "python3-yaml", "postprocess/[records]")
    refused(run.to_pyvista, "postprocess/[views]")
    for name, module in hidden.items():
        sys.modules.pop(name)
        if module is not None:
            sys.modules[name] = module


def check(run, flows, study, work):
    work.mkdir()
    check_records(run, study, work)
    check_thickness(flows, work)
    check_unfinished(run, flows, study, work)
    check_damaged(flows, work)
    check_numbers(run, study)
    check_lists(run, study, work)
    check_gaps_in_lines(run)
    check_paraview()
    check_optional(run, study, work)

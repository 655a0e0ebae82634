#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""check_python.py SOURCE RESULTS FLOWS STUDY WORK: the Python package on results that other tests left.

SOURCE is the project, RESULTS a run of order 2 with principal stresses, FLOWS one with a point a cell, STUDY a
study's directory. Installs the package as a user would, runs every example of docs/python.md with it, and holds its
numbers against summary.json, numpy and VTK."""
import contextlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import numpy as np

SOURCE, RESULTS, FLOWS, STUDY, WORK = (pathlib.Path(word).resolve() for word in sys.argv[1:])


def install():
    """Into a folder of its own, offline, from a copy: a build leaves files beside its source."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    shutil.copytree(SOURCE / "postprocess", WORK / "source", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
                    "--no-index", "--no-compile", "--disable-pip-version-check", "--root-user-action=ignore",
                    "--target", WORK / "installed", WORK / "source"], check=True, timeout=300)
    sys.path.insert(0, str(WORK / "installed"))


def same(one, other, bound=1e-12):
    assert abs(one - other) <= bound * max(abs(one), abs(other)), (one, other)


# ---- The document --------------------------------------------------------------------------------


def run_document():
    """Its examples, one after the other, where the folders that they name are; gives back what they made."""
    place = WORK / "document"
    (place / "results").mkdir(parents=True)
    (place / "results" / "micron").symlink_to(STUDY / "point-0000")
    (place / "results" / "size-loading").symlink_to(STUDY)
    examples = re.findall(r"```python\n(.*?)```", (SOURCE / "docs" / "python.md").read_text(encoding="utf-8"), flags=re.S)
    assert len(examples) >= 6, len(examples)
    os.chdir(place)
    made, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        for example in examples:
            exec(compile(example, "docs/python.md", "exec"), made)  # pylint: disable=exec-used
    assert 'has no phase "electrolite"; there are "electrolyte", "sulfur"' in printed.getvalue(), printed.getvalue()
    for name, magic in (("histogram.pdf", b"%PDF"), ("history.png", b"\x89PNG"), ("profile.png", b"\x89PNG"),
                        ("stress.pdf", b"%PDF"), ("micron.vtu", b"<?xml"), ("cells.csv", b"cell,")):
        assert (place / name).read_bytes().startswith(magic), name
    entry = json.loads((STUDY / "point-0000" / "summary.json").read_text())["steps"][-1]
    for phase in entry["phases"]:
        row = made["summary"].loc[(len(made["run"].lithiation) - 1, phase["group"])]
        assert row["von_mises.p95"] == phase["von_mises"]["p95"] and row["volume"] == phase["volume"]
    assert len(made["table"]) == 8 and len(made["line"]) == 100
    return made


# ---- Numbers -------------------------------------------------------------------------------------


def check_distributions(flows):
    """With a point a cell mean and percentiles are those of summary.json, on every step and phase."""
    for (step, phase), row in flows.summary().iterrows():
        same(flows.mean("von_mises", phase, step), row["von_mises.mean"])
        for percent in (50, 90, 95, 99):
            value = flows.percentile(percent, "von_mises", phase, step)
            same(value, row[f"von_mises.p{percent}"])
            above = flows.share_above(value, "von_mises", phase, step)
            assert above <= 1 - percent / 100 + 1e-12, (percent, above)
            assert flows.share_above(value * (1 - 1e-9), "von_mises", phase, step) >= 1 - percent / 100 - 1e-12
        assert flows.percentile(100, "von_mises", phase, step) == flows.field("von_mises", step, phase).max()
        exceeds = row.get("exceeds.von_mises")
        assert (exceeds == 1.3e8) == (phase == "electrolyte"), exceeds
        if phase == "electrolyte":
            same(flows.share_above("130 MPa", "von_mises", phase, step), row["exceeds.share"])
            assert step == 1 or 0.05 < row["exceeds.share"] < 0.95, row["exceeds.share"]
        s1, volume = flows.field("s1", step, phase), flows.volume[flows.mask(phase)]
        same(row["principal_stress.mean"], (s1 * volume).sum() / volume.sum(), 1e-9)
        same(row["principal_stress.max"], s1.max(), 1e-12)
        for percent in (1, 99):
            same(row[f"principal_stress.p{percent}"], flows.percentile(percent, "s1", phase, step), 1e-12)
        same(row["tension_share"], flows.share_above(0, "s1", phase, step), 1e-9)
    history = flows.history().iloc[-1]
    for name in ("exceeds.share", "tension_share", "principal_stress.mean", "principal_stress.max"):
        assert history[f"phases.electrolyte.{name}"] == flows.summary().loc[(2, "electrolyte"), name], name
    assert "% of electrolyte above 0.13 GPa" in (FLOWS / "log.txt").read_text()
    strain = flows.summary()["yielded_share"].dropna()
    for (step, phase), share in strain.items():
        same(flows.share_above(0, "plastic_strain", phase, step), share)
    same(flows.share_above("0.2 GPa"), flows.share_above(2e8))
    same(flows.share_above("200 MPa"), flows.share_above(2e8))


def check_principal(run):
    """Against numpy, the program's own values, and the invariants of the tensors."""
    from sulfem import tensors
    for step in range(1, len(run.lithiation)):
        stress = run.field("stress", step)
        ours = tensors.principal(stress)
        direct = np.array([np.linalg.eigvalsh([[s[0], s[3], s[5]], [s[3], s[1], s[4]], [s[5], s[4], s[2]]])[::-1]
                           for s in stress])
        scale = np.abs(direct).max()
        assert np.abs(ours - direct).max() < 1e-14 * scale
        assert np.abs(ours - run.field("principal_stress", step)).max() < 1e-12 * scale, "the program's own"
        assert np.abs(ours.sum(axis=1) + 3 * run.field("pressure", step)).max() < 1e-12 * scale
        # the von Mises stress of the average is at most the average of the pointwise one
        assert (tensors.von_mises(stress) <= run.field("von_mises", step) * (1 + 1e-9) + 1e-9 * scale).all()
        cells = run.cells(step, "electrolyte")
        assert (cells["s1"] >= cells["s2"]).all() and (cells["s2"] >= cells["s3"]).all()
        same(cells["volume"].sum(), run.summary().loc[(step, "electrolyte"), "volume"])


def check_about():
    """Stress components along and across a ray, of a tensor that is known in spherical coordinates."""
    from sulfem import tensors
    random = np.random.default_rng(4)
    away = random.normal(size=(50, 3))
    ray = away / np.linalg.norm(away, axis=1)[:, None]
    full = 3.0 * ray[:, :, None] * ray[:, None, :] - 2.0 * (np.eye(3) - ray[:, :, None] * ray[:, None, :])
    radial, across = tensors.about(np.stack([full[:, a, b] for a, b in ((0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (0, 2))],
                                            axis=1), away)
    assert np.abs(radial - 3).max() < 1e-13 and np.abs(across + 2).max() < 1e-13


def check_line(run):
    """At nodes the displacement is the nodes'; a place has the values of the cell that it is in."""
    chosen = np.random.default_rng(1).choice(len(run.volume), 12, replace=False)
    moved = run.field("displacement")
    for cell in chosen:
        nodes = run.tetrahedra[cell]
        ends = run.points[nodes[0]], run.points[nodes[1]]
        line = run.along_line(*ends, count=3)
        if line["cell"].min() < 0:  # an edge of a curved face
            continue
        here = line[["u_x", "u_y", "u_z"]].to_numpy()
        assert np.abs(here[[0, 2]] - moved[nodes[[0, 1]]]).max() < 1e-9 * np.abs(moved).max()
        line = run.along_line(run.centroids[cell], run.points[nodes[:4]].mean(axis=0) + 1e-12, count=2)
        assert line["cell"][0] == cell and line["von_mises"][0] == run.field("von_mises")[cell]
    low, high = run.points.min(axis=0), run.points.max(axis=0)
    line = run.along_line(low - 0.5 * (high - low), high + 0.5 * (high - low), count=41)
    assert list(line["cell"] < 0) == [k < 10 or k > 30 for k in range(41)], "outside the body"
    assert line.loc[line["cell"] < 0, "von_mises"].isna().all()


def check_thickness(run):
    """Against the boundaries of summary.json, the length of the undeformed box and the program's own sum."""
    found, boundaries = run.thickness(), run.boundaries()
    length = np.ptp(run.points[:, 0])
    for step in range(1, len(run.lithiation)):
        change = (boundaries.loc[(step, "xmax"), "displacement_mean.0"]
                  - boundaries.loc[(step, "xmin"), "displacement_mean.0"])
        row = found.loc[(step, "x")]
        same(row["change"], run.steps().loc[step, "thickness_change.x"])
        same(row["thickness"], run.steps().loc[step, "thickness.x"])
        same(row["change"], change)
        same(row["thickness"] - row["change"], length, 1e-9)
        same(row["strain"], change / length, 1e-9)


def check_vtu(run):
    """VTK reads what was written."""
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridReader
    path = run.to_vtu(WORK / "run.vtu", step=2)
    reader = vtkXMLUnstructuredGridReader()
    reader.SetFileName(path)
    reader.Update()
    grid = reader.GetOutput()
    assert grid.GetNumberOfCells() == len(run.volume) and grid.GetCell(0).GetCellType() == 24
    assert [grid.GetCell(7).GetPointId(k) for k in range(10)] == list(run.tetrahedra[7])
    assert np.array_equal(vtk_to_numpy(grid.GetPoints().GetData()), run.points)
    for name in ("stress", "von_mises", "lithiation", "phase"):
        assert np.array_equal(vtk_to_numpy(grid.GetCellData().GetArray(name)), run.field(name, 2)), name
    assert np.array_equal(vtk_to_numpy(grid.GetPointData().GetArray("displacement")), run.field("displacement", 2))


def check_profile(run):
    """Shells hold each cell once: their sums are the body's."""
    whole = run.radial_profile(centre=(1e-6, 0, 0), shells=7)
    same(whole["volume"].sum(), run.volume.sum())
    assert whole["cells"].sum() == len(run.volume)
    trace = (whole["s_rr"] + 2 * whole["s_tt"] + 3 * whole["pressure"]).abs().max()
    assert trace < 1e-9 * whole["von_mises"].max(), "s_rr + 2 s_tt is the trace"
    for phase, part in whole.groupby(level="phase"):
        same((part["von_mises"] * part["volume"]).sum() / part["volume"].sum(), run.mean("von_mises", phase))
    one = run.radial_profile(centre=("1 um", 0, 0), edges=("0.2 um", 5e-7), phase="electrolyte")
    assert set(one.index.get_level_values("phase")) == {"electrolyte"}


# ---- Mistakes ------------------------------------------------------------------------------------


def check_mistakes(run, study):
    opens = sulfem.open
    refused(lambda: opens(WORK / "nowhere"), "there is no such folder")
    refused(lambda: opens(SOURCE / "docs"), "holds neither fields.xdmf", "there is: case-file.md")
    refused(lambda: run.step(9), "has the steps 0 to 3, and no step 9")
    refused(lambda: run.field("von_mises", -9), "no step -9")
    refused(lambda: run.field("mises"), "has no mises", "von_mises", "stress_xx")
    refused(lambda: run.field("plastic_strain"), "no phase of the case can flow")
    refused(lambda: run.field("displacement", phase="sulfur"), "is of the nodes")
    refused(lambda: run.mean("stress"), "components have names")
    refused(lambda: run.mean("displacement"), "components have names")
    refused(lambda: run.cells(phase="sulphur"), 'there are "electrolyte", "sulfur"')
    refused(lambda: run.percentile(101), "from 0 to 100")
    refused(lambda: run.share_above("0.3 um"), "is no pressure")
    refused(lambda: run.share_above("0.3 GPaa"), "is not understood")
    refused(lambda: run.share_above("0.3"), "is no pressure")
    refused(lambda: run.radial_profile(), "give a particle", "or a centre")
    refused(lambda: run.radial_profile(particle=0), "there is no such file", "sulfem pack")
    refused(lambda: run.radial_profile(centre=(1, 2)), "three lengths")
    refused(lambda: run.radial_profile(centre=(0, 0, 0), shells=0), "at least one")
    refused(lambda: run.radial_profile(centre=(0, 0, 0), edges=(2e-6, 1e-6)), "radii that grow")
    refused(lambda: run.radial_profile(centre=(1, 0, 0), reach=1e-6), "no cell of the body")
    refused(lambda: run.along_line((1, 1, 1), (2, 2, 2)), "does not meet the body")
    refused(lambda: run.along_line((0, 0, 0), (0, 0, 0)), "two different points")
    refused(lambda: run.to_vtu("/dev/null/x.vtu"), "cannot be written")
    refused(lambda: run.particles(record=RESULTS / "summary.json"), "is no record of `sulfem pack`")
    refused(lambda: study.run(99), "no point 99")
    refused(lambda: study.figure("strss"), "did you mean stress?")
    refused(lambda: study.run(0).radial_profile(particle=900), "particle 900: there are 0 to")


def check_style():
    """Figures leave matplotlib as it was."""
    import matplotlib
    before = dict(matplotlib.rcParams)
    from sulfem.figures import history, style
    style.write(history.figure(str(RESULTS)), str(WORK / "history.png"))
    assert dict(matplotlib.rcParams) == before


def main():
    run_document()
    run, flows, study = (sulfem.open(folder) for folder in (RESULTS, FLOWS, STUDY))
    check_distributions(flows)
    check_principal(run)
    check_about()
    check_line(run)
    check_thickness(run)
    check_vtu(run)
    check_profile(run)
    check_mistakes(run, study)
    check_style()
    python_folders.check(run, flows, study, WORK / "folders")


install()
import python_folders  # noqa: E402  pylint: disable=wrong-import-position
import sulfem  # noqa: E402  pylint: disable=wrong-import-position
from python_folders import refused  # noqa: E402  pylint: disable=wrong-import-position

main()

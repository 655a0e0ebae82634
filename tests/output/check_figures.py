#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""check_figures.py prepare SULFEM FOLDER: runs the study of figures-study.yaml in FOLDER.
check_figures.py figures SCRIPTS FOLDER: its figures, the numbers behind them, what goes wrong.
check_figures.py views SCRIPTS FOLDER: the figure that ParaView draws."""
import csv
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

import brute_gaps
import h5py
import matplotlib.image
import numpy as np

HERE = pathlib.Path(__file__).parent
SETS, SHARES = ("micron", "sub-micron"), ("0.1", "0.14")
SHARE = "recipe.composition.sulfur"
DRAWN = ("histogram", "histogram-cells", "stress", "gaps", "geometry")
DOTS_PER_CENTIMETRE = 300 / 2.54


def run(*arguments, status=0, **how):
    result = subprocess.run([str(a) for a in arguments], capture_output=True, text=True,
                            timeout=300, check=False, **how)
    assert result.returncode == status, (arguments, result.returncode, result.stdout, result.stderr)
    return result


def refused(*arguments, what, **how):
    """One line on standard error that names the mistake, exit status 2, no trace."""
    message = run(*arguments, status=2, **how).stderr
    assert what in message and "Traceback" not in message, message


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def prepare(sulfem, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("recipe.yaml", "case.yaml"):
        shutil.copy(HERE.parent / "sweep" / name, folder)
    shutil.copy(HERE / "figures-study.yaml", folder)
    run(sulfem, "sweep", folder / "figures-study.yaml")


def copy_of(study, folder, change):
    """The study with a table that `change` has changed, and the same points."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for point in study.glob("point-*"):
        (folder / point.name).symlink_to(point.resolve())
    rows = change(rows_of(study / "table.csv"))
    with open(folder / "table.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


# ---- The pictures --------------------------------------------------------------------------------


def check_png(path, width):
    """As wide as a column or a page, with ink, and with a white margin: nothing is cut off."""
    picture = matplotlib.image.imread(path)[:, :, :3]
    assert abs(picture.shape[1] - width * DOTS_PER_CENTIMETRE) <= 1, (path, picture.shape)
    ink = (picture < 0.8).any(axis=2)
    assert 0.005 < ink.mean() < 0.5, (path, ink.mean())
    for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
        assert not edge.any(), f"{path}: ink at the edge"
    colours = np.unique((255 * picture).astype(int) @ (1, 256, 65536))
    assert len(colours) > 50, f"{path}: {len(colours)} colours"


def check_pdf(path, width):
    """Its width, its fonts within, no date."""
    text = pathlib.Path(path).read_bytes()
    assert text.startswith(b"%PDF")
    box = [float(number) for number in re.search(rb"/MediaBox \[([0-9. ]+)\]", text).group(1).split()]
    assert abs(box[2] - width * 72 / 2.54) < 0.1, box
    assert b"/FontFile2" in text and b"CreationDate" not in text


def check_pictures(script, study, folder):
    run(*script, study, "--output", folder, *(w for name in DRAWN for w in ("--only", name)))
    for name in DRAWN:
        check_png(folder / f"{name}.png", 17)
        check_pdf(folder / f"{name}.pdf", 17)
    again = folder / "again"
    run(*script, study, "--output", again, "--only", "stress")
    for ending in ("png", "pdf", "csv"):
        assert (again / f"stress.{ending}").read_bytes() == (folder / f"stress.{ending}").read_bytes()
    one = folder / "one"
    run(*script, study, "--output", one, "--only", "histogram", "--select", f"{SHARE}=0.10",
        "--select", "set=micron")
    check_png(one / "histogram.png", 8.5)
    assert {row["group"] for row in rows_of(one / "histogram.csv")} == {""}


# ---- The numbers ---------------------------------------------------------------------------------


def electrolyte(study, point):
    phases = read(study / f"point-{int(point):04d}" / "summary.json")["steps"][-1]["phases"]
    return next(phase for phase in phases if phase["group"] == "electrolyte")["von_mises"]


def check_histogram(study, folder):
    points = rows_of(folder / "histogram-points.csv")
    assert len(points) == 8
    for row in points:
        mean = electrolyte(study, row["point"])["mean"] / 1e9
        assert abs(float(row["stress_mean_GPa"]) - mean) < 1e-9 * mean, row
    bins = rows_of(folder / "histogram.csv")
    for group in SETS:
        for share in SHARES:
            mine = [row for row in bins if (row["group"], row[SHARE]) == (group, share)]
            low, high, value = (np.array([float(row[name]) for row in mine])
                                for name in ("from_GPa", "to_GPa", "share_per_GPa.mean"))
            width = high - low
            assert abs((width * value).sum() - 1) < 1e-9, (group, share)
            seeds = [float(p["stress_mean_GPa"]) for p in points
                     if (p["group"], p[SHARE]) == (group, share)]
            mean = (width * value * 0.5 * (low + high)).sum()
            assert len(seeds) == 2 and abs(mean - statistics.fmean(seeds)) < 0.5 * width[0]
            assert all(row["points"] == "2" for row in mine)


def check_cells_histogram(study, folder):
    """Each cell counts once: the mean is that of the list of cells, which is not that of the volume."""
    points = rows_of(folder / "histogram-cells-points.csv")
    assert len(points) == 8
    for row in points:
        path = study / f"point-{int(row['point']):04d}"
        groups = [phase["group"] for phase in read(path / "summary.json")["steps"][-1]["phases"]]
        with h5py.File(path / "fields.h5") as file:
            mine = file["mesh/phase"][:] == groups.index("electrolyte")
            mean = file["steps"][max(file["steps"])]["von_mises"][:][mine].mean() / 1e9
        assert abs(float(row["stress_mean_GPa"]) - mean) < 1e-9 * mean, row
        assert mean > 1.02 * electrolyte(study, row["point"])["mean"] / 1e9, "cells are small where stress is high"


def check_stress(study, folder):
    """Means and spreads against summary.json of the points, through the table of the study."""
    found = rows_of(folder / "stress.csv")
    assert len(found) == 16
    table = rows_of(study / "table.csv")
    for row in found:
        name = row["quantity"].removeprefix("von_mises.")
        values = [electrolyte(study, p["point"])[name] / 1e9 for p in table
                  if (p["set"], p[SHARE]) == (row["group"], row[SHARE])]
        assert abs(float(row["mean"]) - statistics.fmean(values)) < 1e-12 * values[0], row
        assert abs(float(row["std"]) - statistics.stdev(values)) < 1e-9 * values[0], row


def check_geometry(study, folder):
    found = rows_of(folder / "geometry.csv")
    assert {row["quantity"] for row in found} == {
        "active_surface_ratio", "specific_active_surface_times_radius", "tortuosity_factor"}
    points = [(p, read(study / f"point-{int(p['point']):04d}" / "analysis.json"))
              for p in rows_of(study / "table.csv")]
    for row in found:
        mine = [a for p, a in points if (p["set"], p[SHARE]) == (row["group"], row[SHARE])]
        if row["quantity"] == "tortuosity_factor":
            values = [statistics.fmean(a["phases"][0]["tortuosity_factor_mesh"].values()) for a in mine]
        elif row["quantity"] == "active_surface_ratio":
            values = [a["active_surface_ratio"] for a in mine]
        else:
            values = [a["interfaces"][0]["specific_area"] * a["particles"]["radius_mean"] for a in mine]
        assert abs(float(row["mean"]) - statistics.fmean(values)) < 1e-9 * values[0], row


def check_gaps(study, folder):
    """Every pair and its stress against loops over everything."""
    rows = rows_of(folder / "gaps.csv")
    for point in range(8):
        expected = brute_gaps.gaps_of(study / f"point-{point:04d}", "electrolyte")
        found = [row for row in rows if int(row["point"]) == point]
        assert len(found) == len(expected) > 5, (point, len(found), len(expected))
        names = ("gap_um", "cells", "largest_GPa", "mean_GPa")
        ours = sorted([float(row[name]) for name in names] for row in found)
        np.testing.assert_allclose(ours, sorted(expected), rtol=1e-9)
    assert {row["measure"] for row in rows_of(folder / "gaps-binned.csv")} == {"largest", "mean"}


def check_dense_gaps():
    """A packing with neighbours of all kinds: crowded, of unequal sizes, with bodies in the way."""
    from sulfem import gaps
    packing, points, stress, volume = brute_gaps.random_packing(seed=3)
    for boundary in ("periodic", "walls"):
        packing["boundary"] = boundary
        bodies = gaps.bodies_of(packing, 1.0)
        pairs = gaps.neighbours(bodies)
        largest, mean, cells = gaps.stress_in_gaps(bodies, pairs, points, stress, volume)
        expected = brute_gaps.stress_in_gaps(packing, points, stress, volume)
        ours = sorted([g, c, s, m] for g, c, s, m in zip(pairs.gap, cells, largest, mean) if c)
        assert len(ours) == len(expected) > 40, (boundary, len(ours), len(expected))
        np.testing.assert_allclose(ours, sorted(expected), rtol=1e-9)


def check_second_mode():
    """Found where it is, and not where the seeds differ by more than it rises."""
    from sulfem.figures import study_histogram
    edges = np.linspace(0, 10, 51)
    middle = 0.5 * (edges[1:] + edges[:-1])
    first, second = np.exp(-(middle - 1.9) ** 2), 0.5 * np.exp(-(middle - 5.5) ** 2)
    quiet, noisy = np.full(50, 0.01), np.full(50, 0.6)
    assert study_histogram.second_mode(edges, first, quiet) is None
    assert abs(study_histogram.second_mode(edges, first + second, quiet) - 5.5) < 1e-9
    assert study_histogram.second_mode(edges, first + second, noisy) is None


# ---- What stands in the pictures -----------------------------------------------------------------


def figure_of(study, name, *words, order=()):
    """The figure of that name as matplotlib has it."""
    from sulfem.figures import study as figures
    choice = {"order": order}
    for option, value in zip(words[::2], words[1::2]):
        if option == "--select":
            choice["select"] = (*choice.get("select", ()), value)
        else:
            choice[option[2:]] = value
    return figures.figure(str(study), name, **choice)


def check_titles():
    """Short, unique, with the phase, and with names that are spelled right."""
    from sulfem.figures import titles
    keys = {"recipe.box.edge": "box edge", "recipe.porosity": "porosity", "set": "set",
            "recipe.title": "recipe title", "case.title": "case title",
            "case.phases.sulfur.swelling.volume_change": "sulfur swelling volume change",
            "case.phases.electrolyte.swelling.volume_change": "electrolyte swelling volume change",
            "case.phases[0].swelling.volume_change": "phases[0] swelling volume change",
            "case.phases.sulfur.youngs_modulus": "sulfur Young's modulus",
            "case.phases.sulfur.poissons_ratio": "sulfur Poisson's ratio"}
    assert titles.titles_of(list(keys)) == keys, titles.titles_of(list(keys))


def check_short_forms():
    """What differs between values; whole values where that is nothing or tells nothing."""
    from sulfem.figures.titles import short_forms
    outer = "[{faces: [outer], condition: %s}]"
    sides = "[{faces: [xmin, ymin], condition: symmetry}, {faces: [zmax], condition: pressure, pressure: %s}]"
    radius = "{distribution: %s, min: 0.5 um, max: %s}"
    for values, texts in (
            ([outer % "fixed", outer % "pressure, pressure: 100 MPa"],
             ["condition fixed", "condition pressure, pressure 100 MPa"]),
            ([sides % "1 MPa", sides % "5 MPa"], ["zmax pressure 1 MPa", "zmax pressure 5 MPa"]),
            ([radius % ("uniform", "1 um"), radius % ("uniform", "2 um")], ["max 1 µm", "max 2 µm"]),
            ([radius % ("uniform", "1 um")], ["uniform, min 0.5 µm, max 1 µm"]),
            (["{a: 1}", "{a: 1, b: 2}"], ["a 1", "b 2"]),
            (["carbon", "{material: carbon}"], ["carbon", "material carbon"]),
            (["a: b", "[x", "# um"], ["a: b", "[x", "# µm"])):
        assert list(short_forms(values).values()) == texts, short_forms(values)


def check_mean_texts():
    """Mean and deviation have the same decimals, as many as the deviation asks for."""
    from sulfem.figures.study_histogram import mean_text
    for mean, spread, text in ((2.9991, 0.0051, "2.999 ± 0.005"), (3.23811, 0.00042, "3.2381 ± 0.0004"),
                               (2.588, 0.031, "2.59 ± 0.03"), (3.2381, float("nan"), "3.24"),
                               (12.34, 1.2, "12.3 ± 1.2"), (3.2381, 1e-9, "3.2381 ± 0.0000"),
                               (0.00521, 0.0002, "0.00521 ± 0.00020"), (3.2381, 0.0, "3.24 ± 0.00")):
        assert mean_text(mean, spread) == text, (mean_text(mean, spread), text)


def seeds_with_names(rows):
    names = {"1": "first", "2": "second"}
    return [{"point": row["point"], "realisation": names[row["recipe.seed"]], **row} for row in rows]


def check_named_seeds(script, study, folder):
    """Averaged over like seeds without names, and like table-mean.csv."""
    copy = copy_of(study, folder / "named-seeds", seeds_with_names)
    run(*script, copy, "--only", "stress")
    assert (copy / "figures/stress.csv").read_bytes() == (folder / "stress.csv").read_bytes()


def third_share(rows):
    return [{**row, SHARE: "0.2"} if row["recipe.seed"] == "2" and row[SHARE] == "0.14" else row
            for row in rows]


def check_three_panels(study, folder):
    """The lowest panel of each column has numbers on its axis."""
    copy = copy_of(study, folder / "three", third_share)
    panels = figure_of(copy, "histogram").axes
    numbers = [panel.xaxis.get_major_ticks()[0].label1.get_visible() for panel in panels]
    assert [panel.get_visible() for panel in panels] == [True, True, True, False]
    assert numbers[:3] == [False, True, True], numbers


def check_phase_named(study):
    for phase in ("electrolyte", "sulfur"):
        for words in ((), ("--select", f"{SHARE}=0.1")):  # along an axis, beside names
            figure = figure_of(study, "stress", "--phase", phase, *words)
            texts = [text.get_text() for text in figure.texts]
            assert f"von Mises stress in the {phase} (GPa)" in texts, texts


def check_error_bars(study):
    """One seed has none, neither in the figure nor in its legend."""
    for words, wanted in ((("--select", "recipe.seed=1"), False), ((), True)):
        handles, _ = figure_of(study, "stress", *words).axes[0].get_legend_handles_labels()
        assert len(handles) == 2 and all(handle.has_yerr == wanted for handle in handles), words


def colours_of(figure):
    handles, labels = figure.axes[0].get_legend_handles_labels()
    return {label: handle[0].get_color() for handle, label in zip(handles, labels)}


def check_colours(study):
    """A set has its colour, whichever others there are."""
    import seed_study
    from sulfem.figures.table import Layout, looks_of_groups
    both = colours_of(figure_of(study, "stress", order=seed_study.SETS))
    assert len(set(both.values())) == 2 and set(both) == set(SETS), both
    for words in (("--select", "set=sub-micron", "--lines", "set"), ("--lines", "set")):
        found = colours_of(figure_of(study, "stress", *words, order=seed_study.SETS))
        assert found.items() <= both.items() and "sub-micron" in found, (found, both)
    rows = [{"set": name, "by": by} for name in ("bulk", "micron") for by in ("linear", "exact")]
    texts = {"set": {"bulk": "bulk", "micron": "micron"}, "by": {"linear": "linear", "exact": "exact"}}
    layout = Layout(["set", "by"], None, {}, texts, list(seed_study.SETS))
    assert looks_of_groups(layout, rows) == {"bulk, linear": 2, "bulk, exact": 3, "micron, linear": 0,
                                             "micron, exact": 4}


def modulus(rows):
    """The sets as values of a key, without a name."""
    key = "case.phases.electrolyte.youngs_modulus"
    values = {"micron": "10 GPa", "sub-micron": "20 GPa"}
    return [{key if name == "set" else name: values.get(value, value) for name, value in row.items()}
            for row in rows]


def check_captions(study, folder):
    """A bare value has the name of its axis before it, in the views and over the gaps."""
    from sulfem.figures import views
    from sulfem.figures.table import Study, choose_layout, points_of
    copy = copy_of(study, folder / "modulus", modulus)
    key = "case.phases.electrolyte.youngs_modulus"
    table = Study(str(copy))
    layout = choose_layout(table, key, SHARE)
    points = points_of(table, layout)
    assert views.caption(points[0], layout, points)[0] == "electrolyte Young's modulus 10 GPa"
    titles = [panel.get_title() for panel in figure_of(copy, "gaps", "--lines", key).axes]
    assert titles[1] == "electrolyte Young's modulus 10 GPa: mean", titles
    assert figure_of(study, "gaps").axes[1].get_title() == "micron: mean"
    beside = figure_of(copy, "stress", "--lines", key, "--select", f"{SHARE}=0.1")
    assert "".join(beside.axes[0].get_ylabel().split()) == "electrolyteYoung'smodulus"


def long_names(rows):
    return [{**row, "set": f"{row['set']} particles under a name that is wider than a column"}
            for row in rows]


def check_long_names(script, study, folder):
    copy = copy_of(study, folder / "long", long_names)
    run(*script, copy, "--only", "histogram", "--only", "gaps", "--only", "stress", "--select",
        f"{SHARE}=0.1")
    for name, width in (("histogram", 8.5), ("gaps", 17), ("stress", 17)):
        check_png(copy / f"figures/{name}.png", width)


# ---- Other studies and what goes wrong -----------------------------------------------------------


def failed_point(rows):
    rows[5]["status"] = "failed"
    return rows


def without_name(rows):
    return [{key: value for key, value in row.items() if key != "set"} for row in rows]


def unfinished(rows):
    return [{**row, "status": "missing"} for row in rows]


def at_thirty(rows):
    """The table of a study at the published share."""
    return [{**row, SHARE: "0.3"} for row in rows if row[SHARE] == "0.14"]


def check_left_out(script, study, folder):
    """A failed point is named, and its group has one seed less."""
    copy = copy_of(study, folder / "failed", failed_point)
    said = run(*script, copy, "--only", "stress", "--only", "histogram").stderr
    assert "points left out: 5 (failed)" in said, said
    counts = {(row["group"], row[SHARE]): row["points"] for row in rows_of(copy / "figures/stress.csv")}
    assert counts.pop(("micron", "0.14")) == "1" and set(counts.values()) == {"2"}, counts
    assert all(row["std"] == "" for row in rows_of(copy / "figures/stress.csv")
               if (row["group"], row[SHARE]) == ("micron", "0.14"))


def check_axes(script, study, folder):
    """Without a name the text of a zip makes the lines; axes can be told."""
    copy = copy_of(study, folder / "unnamed", without_name)
    run(*script, copy, "--only", "stress")
    rows = rows_of(copy / "figures/stress.csv")
    assert {row["group"] for row in rows} == {"min 0.6 µm, max 1 µm", "min 0.5 µm, max 0.7 µm"}
    assert {row[SHARE] for row in rows} == set(SHARES)
    key = "case.phases.sulfur.swelling.volume_change"
    run(*script, study, "--only", "stress", "--along", key, "--output", folder / "along")
    rows = rows_of(folder / "along/stress.csv")
    assert {row["group"] for row in rows} == set(SHARES) and {row[key] for row in rows} == {"0.71", "0.75"}
    run(*script, study, "--only", "stress", "--lines", SHARE, "--select", "set=micron",
        "--output", folder / "lines")
    rows = rows_of(folder / "lines/stress.csv")
    assert {(row["group"], row["along"]) for row in rows} == {(share, "") for share in SHARES}


def check_reference(script, seed_script, study, folder):
    path = folder / "paper.csv"
    path.write_text(f"# a comment\nquantity,set,{SHARE},value,note\nvon_mises.mean,micron,0.10,1.5,x\n"
                    "von_mises.second_mode,,,3,\ntortuosity_factor,nano,0.1,2,\n", encoding="utf-8")
    said = run(*script, study, "--only", "stress", "--reference", path, "--output", folder / "ref").stderr
    assert "1 of 3 reference values belong to no point" in said, said
    shown = {(row["quantity"], row["group"], row[SHARE]) for row in rows_of(folder / "ref/stress.csv")
             if row["reference"]}
    assert shown == {("von_mises.mean", "micron", "0.1")}, shown
    path.write_text("quantity,value\nvon_mises.meen,1\n", encoding="utf-8")
    refused(*script, study, "--reference", path, what='"von_mises.meen" is unknown; did you mean von_mises.mean')
    path.write_text("quantity,value\nvon_mises.mean,one\n", encoding="utf-8")
    refused(*script, study, "--reference", path, what='value "one" is no number')
    results = folder / "seed"
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir()
    copy_of(study, results / "reduced", at_thirty)
    no_paraview = {**os.environ, "PATH": "/nowhere"}
    done = run(*seed_script, results, env=no_paraview)
    assert "loading left out: no table.csv" in done.stderr and "views left out" in done.stderr, done.stderr
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in done.stdout.splitlines()
            if line.startswith("| reduced")]
    published = {tuple(row[1:4]): row[5] for row in rows}
    assert published["micron", "30", "mean von Mises stress, GPa"] == "2.4", rows
    assert published["sub-micron", "30", "tortuosity factor"] == "3.364", rows
    mean = statistics.fmean(electrolyte(study, point)["mean"] for point in (1, 5)) / 1e9
    assert any(row[4].startswith(f"{mean:.4g} +- ") and row[4].endswith("(2)") for row in rows), rows


def check_mistakes(script, seed_script, study, folder):
    refused(*script, folder / "nowhere", what="there is no such folder")
    refused(*script, HERE, what="holds no table.csv")
    refused(*script, study, "--lines", "recipe.composition.sulphur", what=f"did you mean {SHARE}?")
    refused(*script, study, "--along", "set", what="no numbers of one unit")
    refused(*script, study, "--select", "set=micro", what="did you mean micron?")
    refused(*script, study, "--select", "set", what="KEY=VALUE is wanted")
    refused(*script, study, "--phase", "electrolite", what="did you mean electrolyte?")
    refused(*script, study, "--only", "histgram", what="did you mean histogram?")
    refused(*script, study, "--reference", folder / "none.csv", what="cannot be read")
    refused(*script, study, "--output", "/dev/null/x", what="cannot be made")
    refused(*script, copy_of(study, folder / "unfinished", unfinished), what="has no finished points")
    refused(*seed_script, folder / "nowhere", what="there is no such folder")
    refused(*seed_script, HERE, what="holds none of the studies")
    refused(*script, study, "--only", "views", what="ParaView (pvpython) is not there",
            env={**os.environ, "PATH": "/nowhere"})


def check_views(script, study, folder):
    run(*script, study, "--only", "views", "--output", folder)
    check_png(folder / "views.png", 17)
    check_pdf(folder / "views.pdf", 17)
    picture = matplotlib.image.imread(folder / "views.png")[:, :, :3]
    red, green, blue = np.moveaxis(picture, 2, 0)
    golden = (red > 0.3) & (red > 2 * blue) & (green > 0.5 * red)
    viridis = (blue > 0.3) & (blue > red + 0.1)
    middle = picture.shape[1] // 2
    for half in (slice(0, middle), slice(middle, None)):  # a set each
        assert golden[:, half].mean() > 0.01, "no particles"
        assert viridis[:, half].mean() > 0.1, "no stress"


def main():
    what, first, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    if what == "prepare":
        prepare(first, folder)
        return
    script, seed_script = ([sys.executable, first / name] for name in ("study_figures.py", "seed_study.py"))
    study, output = folder / "study", folder / what
    output.mkdir(exist_ok=True)
    if what == "views":
        check_views(script, study, output)
        return
    check_pictures(script, study, output)
    for check in (check_histogram, check_cells_histogram, check_stress, check_geometry, check_gaps):
        check(study, output)
    sys.path.insert(0, str(first))
    for check in (check_dense_gaps, check_second_mode, check_titles, check_short_forms, check_mean_texts):
        check()
    for check in (check_phase_named, check_error_bars, check_colours):
        check(study)
    for check in (check_three_panels, check_captions):
        check(study, output)
    check_named_seeds(script, study, output)
    check_long_names(script, study, output)
    check_left_out(script, study, output)
    check_axes(script, study, output)
    check_reference(script, seed_script, study, output)
    check_mistakes(script, seed_script, study, output)


main()

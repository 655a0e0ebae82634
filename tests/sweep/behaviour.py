#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""behaviour.py SULFEM MPIRUN: failures, retries, changes, signals, parts of a study, two sweeps at once, the tables."""

import csv
import json
import math
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import h5py
import support

# the second point needs more iterations than it may have: the solver does not converge
FAILING = """axes:
  - {key: case.solver.maximum_iterations, values: [1000, 1]}
"""


SEEDS = """axes:
  - {key: recipe.seed, values: [1, 2, 3]}
"""

# units of the tables' results, by the last word that is no component, no statistic and no name of a group
UNITS = {
    "Pa": r"von_mises|principal_stress|pressure(_mean)?|traction_.*|strength",
    "J": r"strain_energy|dissipation|external|swelling_work|stored|dissipated",
    "s": r"time",
    "N": r"force",
    "m": r"displacement_m(ax|ean)|box|voxel_size|(radius|gap)_.*|length|thickness(_change)?",
    "m^2.5": r"displacement_l2",
    "m2": r"((surface|pore|outer)_)?area",
    "m3": r"volume",
    "m-1": r"specific_area",
    "m-2": r"specific_length",
    "1": r"point|points|finished|status|converged|iterations|substeps|cuts|newton_iterations|error|pressure_scatter|residual|imbalance|lithiation|swelling|jump|count|particles|cells|nodes"
         r"|mended_(cells|move)|doubled_nodes|unknowns|(element_)?order|porosity|(volume|weight|voxel)_fraction|percolates|percolating_share|in_tension"
         r"|above_strength|area_(in_tension|above_strength)|(tortuosity_factor|effective_diffusivity)(_mesh)?|pore|voxels"
         r"|active_surface_ratio|shares|(tension_)?share",
}


def documented_units():
    """Units of summary.json's keys that have one, as docs/formats.md has them."""
    text = (pathlib.Path(__file__).parents[2] / "docs/formats.md").read_text(encoding="utf-8")
    section = text.split("## summary.json")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]*) \| ([^|\s][^|]*) \|", section, re.M)
    return {key: unit for keys, units in rows for key, unit in zip(re.findall(r"`(\w+)`", keys), units.split(", "))}


def check_units(group, axes):
    """Every column has the unit that its name asks for; the study's own columns have none."""
    documented, seen = documented_units(), set()
    for name, column in group.items():
        unit, what = column.attrs["unit"], re.sub(r"(\.(mean|std|min|max|p?\d+|[xyz]))+$", "", name)
        what = re.sub(r"(packing\.\w+_fraction|\.shares)\.[\w-]+$", r"\1", what).rsplit(".", 1)[-1]
        due = ["1"] if name in axes else [known for known, words in UNITS.items() if re.fullmatch(words, what)]
        assert due == [unit], (name, unit, due)
        if name not in axes and not name.startswith("analysis."):
            assert documented.get(what, unit) == unit, (name, unit, documented[what])
        seen.add(unit)
    assert seen == set(UNITS) - {"m-2"}, f"three phases would have the rest: {seen}"
    assert len(set(documented.values()) & seen) == 9, documented


def rows_of(folder, table="table.csv"):
    with open(folder / "results" / table, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check_failure(sulfem, folder):
    output = support.run(sulfem, folder, status=3)
    assert "1 of 2 points failed, first point 1 (case.solver.maximum_iterations 1) in solve" in output, output
    # the recipe's carbon softens the case's Li6PS5Cl, in a study without being asked
    log = (folder / "results/point-0000/solve.log").read_text(encoding="utf-8")
    assert re.search(r"mesh.json: Li6PS5Cl, 16.7 % of its volume carbon.*in the place of the library's E", log), log
    status = support.statuses(folder)[1]
    assert status["state"] == "failed" and status["stage"] == "solve" and status["exit_status"] == 3, status
    assert "did not converge" in status["reason"] or "iterations" in status["reason"], status
    good, bad = rows_of(folder)
    assert good["status"] == "finished" and bad["status"] == "failed", (good, bad)
    assert bad["strain_energy"] == "" and float(good["strain_energy"]) > 0
    assert bad["packing.particles"] == good["packing.particles"], "the packing of the failed point is there"
    mean = rows_of(folder, "table-mean.csv")
    assert [row["finished"] for row in mean] == ["1", "0"] and mean[1]["strain_energy.mean"] == ""
    listed = support.run(sulfem, folder, "--collect")
    assert re.search(r"^point 1 \(case.solver.maximum_iterations 1\): failed in solve: ", listed, re.M), listed
    # not again without being asked
    support.run(sulfem, folder, status=3)
    assert support.statuses(folder)[1] == status
    time.sleep(1.1)  # times are recorded in seconds
    support.run(sulfem, folder, "--retry", status=3)
    again = support.statuses(folder)
    assert again[1]["begun"] != status["begun"] and again[1]["state"] == "failed"
    # the mesh was made and is not made again
    assert again[1]["stages"]["pack"] == status["stages"]["pack"]


def check_change(sulfem, folder):
    """Finished points are not taken for those of a study that has changed since."""
    before = support.statuses(folder)[0]
    case = folder / "case.yaml"
    case.write_text(case.read_text().replace("0.7,", "0.6,"))
    output = support.run(sulfem, folder, status=2)
    assert "1 of the points in results ended with other inputs" in output and "point 0" in output, output
    assert "changed" in support.run(sulfem, folder, "--collect")
    assert [row["status"] for row in rows_of(folder)][0] == "changed"
    assert rows_of(folder)[0].get("strain_energy", "") == "", "no numbers of other inputs"
    support.run(sulfem, folder, "--redo", status=3)
    after = support.statuses(folder)[0]
    assert after["state"] == "finished" and after["stages"]["solve"]["inputs"] != before["stages"]["solve"]["inputs"]
    assert after["stages"]["pack"] == before["stages"]["pack"], "the mesh did not change"


def check_parts(sulfem, folder):
    """--case, --list, and points that are missing."""
    listed = support.run(sulfem, folder, "--list")
    guess = [float(number) for number in re.findall(r"about (\d+) unknowns", listed)]
    assert "6 points in results" in listed and len(guess) == 6 and "point 4: " in listed and not (folder / "results").exists()
    before = json.loads(support.run(sulfem, folder, "--list", "--json"))["points"]
    assert [(p["point"], p["status"], p["measured"]) for p in before] == [(k, "missing", False) for k in range(6)]
    assert all(isinstance(p[key], int) for p in before for key in ("unknowns", "memory")), "counts are whole numbers"
    assert all(abs(p["unknowns"] / g - 1) < 0.06 for p, g in zip(before, guess)), "the list rounds to two digits"
    support.run(sulfem, folder, "--case", "4")
    assert list(support.statuses(folder)) == [4]
    measured = json.loads((folder / "results/point-0004/summary.json").read_text())["mesh"]["unknowns"]
    assert 1 / 3 < guess[4] / measured < 3, (guess, measured)
    assert f"; {measured} unknowns" in support.run(sulfem, folder, "--list")
    after = json.loads(support.run(sulfem, folder, "--list", "--json"))["points"]
    assert [p["status"] for p in after] == ["missing"] * 4 + ["finished", "missing"]
    assert after[4]["unknowns"] == measured and after[4]["measured"] and after[4]["memory"] > 1e6
    missing = support.run(sulfem, folder, "--collect")
    assert len(re.findall(r"^point \d .*: missing$", missing, re.M)) == 5 and "5 missing" in missing, missing
    rows = rows_of(folder)
    assert [row["status"] for row in rows] == ["missing"] * 4 + ["finished", "missing"]
    assert [{key: row[key] for key in point["axes"]} for row, point in zip(rows, after)] == [p["axes"] for p in after]
    support.run(sulfem, folder, "--case", "3-9", "--jobs", "1")
    assert sorted(support.statuses(folder)) == [3, 4, 5]
    assert "0 to 5" in support.run(sulfem, folder, "--case", "6", status=2)


def check_stop(sulfem, folder):
    """Ctrl-C: everybody leaves in order, and nothing is taken for finished or failed."""
    process = support.start(sulfem, folder, "--jobs", "2")
    while not support.descendants(process.pid):
        time.sleep(0.01)
    time.sleep(0.3)
    below = support.descendants(process.pid)
    assert support.kill(process, signal.SIGINT) and process.returncode == 5, process.returncode
    support.wait_until_gone(below)
    states = {status["state"] for status in support.statuses(folder).values()}
    assert states <= {"finished", "stopped"}, states


def check_killed(sulfem, folder):
    """A point's process that is killed: the point was stopped where it was, and goes on by the same command."""
    process = support.start(sulfem, folder, "--jobs", "1")
    point = folder / "results/point-0000/status.json"
    while not point.exists():
        time.sleep(0.01)
    os.kill(json.loads(point.read_text())["process"], signal.SIGKILL)
    process.send_signal(signal.SIGUSR1)
    output, _ = process.communicate(timeout=support.TIME_LIMIT)
    assert process.returncode == 5, output
    said = re.search(r"^point 0: stopped in (\w+): its process was killed by signal 9; ", output, re.M)
    status = support.statuses(folder)[0]
    assert said and status["state"] == "stopped" and status["stage"] == said[1], (output, status)
    assert status["exit_status"] == 137 and rows_of(folder)[0]["status"] == "stopped", status


def check_full_disk(sulfem, folder):
    """A disk that is full ends the sweep; no point has failed by it, and the same command goes on."""
    launcher = folder / "launcher.sh"
    launcher.write_text("#!/bin/sh\necho 'sulfem: error: fields.h5: No space left on device'\nexit 4\n")
    launcher.chmod(0o755)
    output = support.run(sulfem, folder, "--jobs", "1", "--ranks", "2", "--launcher", str(launcher), status=4)
    assert "No space left on device; no further point is begun" in output, output
    assert [status["state"] for status in support.statuses(folder).values()] == ["stopped"]
    assert "3 of 3 points finished, 0 failed" in support.run(sulfem, folder)


def check_retry_in_groups(sulfem, mpirun, folder):
    """Each failed point is tried once more, not once by each group."""
    support.run(sulfem, folder, status=3)
    command = [mpirun, "-n", "2", sulfem, "sweep", "study.yaml", "--ranks-per-point", "1", "--retry"]
    within = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert within.returncode == 3 and len(re.findall(r"^point 1: failed in solve", within.stdout, re.M)) == 1, within.stdout


def check_started_twice(sulfem, mpirun, folder):
    within = subprocess.run([mpirun, "-n", "3", sulfem, "sweep", "study.yaml"], cwd=folder, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert within.returncode == 2 and within.stdout.count("3 sweeps were started at once") == 1, within.stdout
    assert not (folder / "results").exists()


def check_sharing(sulfem, folder):
    """Two sweeps at once: both end with all points, and each point is computed once."""
    sweeps = [support.start(sulfem, folder, "--jobs", "1") for _ in range(2)]
    outputs = [sweep.communicate(timeout=support.TIME_LIMIT)[0] for sweep in sweeps]
    assert [sweep.returncode for sweep in sweeps] == [0, 0], outputs
    done = [re.findall(r"^point (\d+): finished \(", output, re.M) for output in outputs]
    before = max(int(re.search(r"(\d+) finished before", output)[1]) for output in outputs)
    together = [int(number) for numbers in done for number in numbers]
    assert len(together) == len(set(together)) and len(together) + before >= 6, (done, before)
    assert all("6 of 6 points finished, 0 failed" in output for output in outputs), outputs


def held(folder, stage):
    """Fingerprints under which a stage's results are kept for other points."""
    name = {"pack": "mesh.msh", "analyse": "analysis.json"}[stage]
    return [path.parent.name for path in folder.glob(f"results/shared/{stage}-*/{name}")]


def check_one_mesh(sulfem, folder):
    """Points of one recipe (0 and 3, 1 and 4, 2 and 5) have one mesh and one analysis of it."""
    found = support.statuses(folder)
    for stage, name in (("pack", "mesh.msh"), ("pack", "mesh.json"), ("analyse", "analysis.json")):
        for one, other in ((0, 3), (1, 4), (2, 5)):
            paths = [folder / f"results/point-{number:04d}/{name}" for number in (one, other)]
            assert paths[0].samefile(paths[1]), (name, one, other)
            shared = [found[number]["stages"][stage].get("shared", False) for number in (one, other)]
            assert sorted(shared) == [False, True], (stage, one, other, shared)
            log = (paths[shared.index(True)].parent / f"{stage}.log").read_text()
            where = re.search(r"hard links to (\.\./shared/\S+)", log)[1]
            assert (paths[0].parent / where / name).samefile(paths[0]), log
        assert len({(folder / f"results/point-{number:04d}/{name}").stat().st_ino for number in range(3)}) == 3
        assert len(held(folder, stage)) == 3
    # another recipe: its meshes take the place of the old ones, of which nothing is left
    before = held(folder, "pack")
    recipe = folder / "recipe.yaml"
    text = recipe.read_text()
    recipe.write_text(text.replace("title: ", "title: again, "))
    assert recipe.read_text() != text
    support.run(sulfem, folder, "--redo")
    assert len(held(folder, "pack")) == 3 and not set(held(folder, "pack")) & set(before)
    # without a point that has them they count no more: all of it is made anew
    for number in range(6):
        shutil.rmtree(folder / f"results/point-{number:04d}")
    support.run(sulfem, folder)
    packed = [status["stages"]["pack"].get("shared", False) for status in support.statuses(folder).values()]
    assert sorted(packed) == [False] * 3 + [True] * 3, packed


def check_tables(folder):
    """Names of the contract; means and deviations worked out here; HDF5 beside CSV."""
    rows, means = rows_of(folder), rows_of(folder, "table-mean.csv")
    summary = json.loads((folder / "results/point-0001/summary.json").read_text())["steps"][-1]
    electrolyte = next(phase for phase in summary["phases"] if phase["group"] == "electrolyte")
    xmin = next(face for face in summary["boundaries"] if face["group"] == "xmin")
    assert float(rows[1]["phases.electrolyte.von_mises.mean"]) == electrolyte["von_mises"]["mean"]
    assert float(rows[1]["boundaries.xmin.force.0"]) == xmin["force"][0]
    analysis = json.loads((folder / "results/point-0001/analysis.json").read_text())
    assert float(rows[1]["analysis.interfaces.sulfur-electrolyte.area"]) == analysis["interfaces"][0]["area"] > 0
    assert rows[1]["analysis.phases.electrolyte.percolates.x"] == "1"
    assert rows[1]["analysis.phases.electrolyte.tortuosity_factor.x"] == ""  # null
    assert [row["recipe.seed"] for row in rows] == ["1", "2", "3"] * 2 and len(means) == 2
    assert not [name for name in rows[0] if "timing" in name or "seconds" in name]
    for name in ("phases.electrolyte.von_mises.p95", "strain_energy", "mesh.cells"):
        for group in range(2):
            values = [float(row[name]) for row in rows[3 * group:3 * group + 3]]
            mean, deviation = statistics.fmean(values), statistics.stdev(values)
            assert deviation > 0, "the seeds differ"
            assert math.isclose(float(means[group][name + ".mean"]), mean, rel_tol=1e-14)
            assert math.isclose(float(means[group][name + ".std"]), deviation, rel_tol=1e-10)
            assert not math.isclose(deviation, statistics.pstdev(values), rel_tol=0.1), "n - 1, not n"
    with h5py.File(folder / "results/table.h5") as file:
        assert list(file["points"]) and set(file["points"]) == set(rows[0])
        assert set(file["mean"]) == set(means[0])
        column = file["points/phases.electrolyte.von_mises.mean"]
        assert column.attrs["unit"] == "Pa" and list(column) == [float(row[column.attrs["description"]]) for row in rows]
        assert file["points/status"].asstr()[0] == "finished"
        assert list(file["points/recipe.seed"]) == [1, 2, 3] * 2
        for name in ("points", "mean"):
            check_units(file[name], ["case.phases.sulfur.swelling.convention", "recipe.seed"])


def check_damaged(sulfem, folder):
    """Results that are cut, gone or without their numbers make a point unfinished, are told, and made again."""
    points = [folder / f"results/point-000{k}" for k in range(6)]
    good = (folder / "results/table.csv").read_bytes()
    summary = (points[0] / "summary.json").read_bytes()
    (points[0] / "summary.json").write_bytes(summary[:len(summary) // 2])
    (points[2] / "analysis.json").unlink()
    damaged = json.loads((points[3] / "summary.json").read_text())
    del damaged["steps"][-1]["phases"][0]["von_mises"]["mean"]
    (points[3] / "summary.json").write_text(json.dumps(damaged))
    (points[4] / "mesh.json").write_text("{}")  # in place: the same file as that of point 1, linked
    output = support.run(sulfem, folder, "--collect")
    rows = rows_of(folder)
    assert [row["status"] for row in rows] == 5 * ["stopped"] + ["finished"], rows
    words = ("summary.json:.* cut or damaged", '"particles" is missing', "analysis.json", '"mean" is missing', "particles")
    for number, word in enumerate(words):
        assert re.search(rf"point {number} .*stopped in .*{word}.* the same sweep makes it again", output), output
    assert not rows[0]["strain_energy"] and not rows[3]["strain_energy"] and rows[5]["strain_energy"], rows
    assert "1 finished" in output, output
    support.run(sulfem, folder)
    assert (folder / "results/table.csv").read_bytes() == good


def check_groups(sulfem, mpirun, folder, alone):
    """A study within one MPI job, two groups of two ranks: the numbers of the same study point by point."""
    within = subprocess.run([mpirun, "-n", "4", sulfem, "sweep", "study.yaml", "--ranks-per-point", "2"],
                            cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert within.returncode == 0 and "2 groups of 2 ranks" in within.stdout, within.stdout
    assert len(re.findall(r"^point \d+: finished \(", within.stdout, re.M)) == 6, within.stdout
    rows, wanted = rows_of(folder), rows_of(alone)
    for name in ("phases.electrolyte.von_mises.mean", "phases.sulfur.von_mises.p95", "strain_energy"):
        for row, other in zip(rows, wanted):
            assert math.isclose(float(row[name]), float(other[name]), rel_tol=1e-6), (name, row[name], other[name])
        assert not math.isclose(float(rows[0][name]), float(wanted[1][name]), rel_tol=1e-6), "seeds differ by more"
    assert [row["packing.volume_fraction.sulfur"] for row in rows] == [
        row["packing.volume_fraction.sulfur"] for row in wanted], "packings are the same to the last bit"


def numbers_of(folder, number):
    """The point's summary without what varies from run to run."""
    summary = json.loads((folder / f"results/point-{number:04d}/summary.json").read_text())
    return {key: value for key, value in summary.items() if key not in ("timings", "memory_peak")}


def check_launched(sulfem, folder, within):
    """Solves and analyses of two ranks each, started by mpirun; `within`: the study within one MPI job,
    where point 2 was the third of its group. Libraries must not remember the first two."""
    output = support.run(sulfem, folder, "--case", "2", "--ranks", "2")
    assert "1 of 1 points finished" in output, output
    stages = support.statuses(folder)[2]["stages"]
    assert [stages[name]["ranks"] for name in ("pack", "solve", "analyse")] == [1, 2, 2], stages
    assert numbers_of(folder, 2)["ranks"] == 2
    assert numbers_of(folder, 2) == numbers_of(within, 2), "to the last bit"
    refused = support.scratch(folder.parent / "refused", support.SMALL_AXES)
    output = support.run(sulfem, refused, "--case", "0", "--ranks", "2", "--launcher", "no-such-launcher", status=4)
    assert "no-such-launcher: cannot be started" in output, output


def main():
    sulfem, mpirun = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        failing = support.scratch(pathlib.Path(temporary) / "failing", FAILING)
        check_failure(sulfem, failing)
        check_change(sulfem, failing)
        check_retry_in_groups(sulfem, mpirun, support.scratch(pathlib.Path(temporary) / "again", FAILING))
        check_full_disk(sulfem, support.scratch(pathlib.Path(temporary) / "full", SEEDS))
        shared = support.scratch(pathlib.Path(temporary) / "shared", support.SMALL_AXES)
        check_started_twice(sulfem, mpirun, shared)
        check_killed(sulfem, shared)
        check_stop(sulfem, shared)
        check_sharing(sulfem, shared)
        check_one_mesh(sulfem, shared)
        check_tables(shared)
        check_damaged(sulfem, shared)
        within = support.scratch(pathlib.Path(temporary) / "groups", support.SMALL_AXES)
        check_groups(sulfem, mpirun, within, shared)
        check_launched(sulfem, support.scratch(pathlib.Path(temporary) / "launched", support.SMALL_AXES), within)
        check_parts(sulfem, support.scratch(pathlib.Path(temporary) / "parts", support.SMALL_AXES))
    print("failures, retries, changes, signals, parts, sharing and tables are as they should be")


main()

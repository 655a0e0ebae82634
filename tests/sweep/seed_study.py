#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""seed_study.py SULFEM SOURCE: inputs/seed-study/reduced.yaml end to end, its numbers against what is known of any
such mixture, and the other studies of that folder expanded.

- The convention scales every stress: linear over exact is (dV/3) / ((1 + dV)^(1/3) - 1), point by point.
- Held on all sides, a mixture of two phases of which the first swells by the strain b bears the mean pressure
  3 b K1 (KD - K2) / (K1 - K2), where KD, its stiffness against dilatation, lies between the means of Reuss and Voigt
  (Levin's identity; exact on any conforming mesh)."""

import csv
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SETS = {"micron": 0.71, "sub-micron": 0.75}
YOUNG, POISSON = {"sulfur": 17.8e9, "electrolyte": 22e9}, {"sulfur": 0.32, "electrolyte": 0.30}


def run(sulfem, folder, *words):
    done = subprocess.run([sulfem, "sweep", *words], cwd=folder, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=840)
    assert done.returncode == 0, f"exit status {done.returncode}:\n{done.stdout}"
    return done.stdout


def bulk(phase):
    return YOUNG[phase] / (3 * (1 - 2 * POISSON[phase]))


def swelling(row):
    change = SETS[row["set"]]
    return change / 3 if row["case.phases.sulfur.swelling.convention"] == "linear" else (1 + change) ** (1 / 3) - 1


def value(row, phase, name):
    return float(row[f"phases.{phase}.{name}"])


def check_pressure(row):
    """Levin's identity, with the bounds of Reuss and Voigt for the one number that is not known."""
    volume = {phase: value(row, phase, "volume") for phase in YOUNG}
    share = volume["sulfur"] / sum(volume.values())
    assert abs(share - float(row["packing.volume_fraction.sulfur"])) < 0.005 * share, row
    mean = sum(volume[phase] * value(row, phase, "pressure_mean") for phase in YOUNG) / sum(volume.values())
    k1, k2 = bulk("sulfur"), bulk("electrolyte")
    voigt, reuss = share * k1 + (1 - share) * k2, 1 / (share / k1 + (1 - share) / k2)
    stiffness = k2 + mean * (k1 - k2) / (3 * swelling(row) * k1)
    assert reuss <= stiffness <= voigt, (reuss, stiffness, voigt)


def check_conventions(rows):
    by_place = {(row["set"], row["recipe.seed"], row["case.phases.sulfur.swelling.convention"]): row for row in rows}
    places = {(row["set"], row["recipe.seed"]) for row in rows}
    assert len(by_place) == 12 and len(places) == 6
    for place in places:
        linear, exact = by_place[*place, "linear"], by_place[*place, "exact"]
        for name in ("von_mises.mean", "von_mises.p95", "von_mises.max", "pressure_mean"):
            ratio = value(linear, "electrolyte", name) / value(exact, "electrolyte", name)
            assert abs(ratio * swelling(exact) / swelling(linear) - 1) < 1e-6, (place, name, ratio)


def check_reduced(sulfem, folder):
    output = run(sulfem, folder, "inputs/seed-study/reduced.yaml")
    assert "12 of 12 points finished, 0 failed" in output, output
    with open(folder / "results/seed-study/reduced/table.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12 and {row["set"] for row in rows} == set(SETS)
    for row in rows:
        assert float(row["case.phases.sulfur.swelling.volume_change"]) == SETS[row["set"]]
        check_pressure(row)
    check_conventions(rows)


OTHERS = {"seed-study": {"full": 6, "loading": 36, "assumptions": 24, "readings": 6},
          "plastic-study": {"yield": 18, "elastic": 12, "plate": 6, "loading": 2, "cycles": 1, "rate": 6,
                            "diffusion": 2, "box": 4}}


def check_others(sulfem, folder):
    for study, name, points in ((s, n, p) for s, names in OTHERS.items() for n, p in names.items()):
        listed = run(sulfem, folder, f"inputs/{study}/{name}.yaml", "--list")
        assert len(re.findall(r"^point \d+: .*about \d+ unknowns", listed, re.M)) == points, listed


def main():
    sulfem, source = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for study in OTHERS:
            shutil.copytree(source / "inputs" / study, folder / "inputs" / study)
        (folder / "meshes").mkdir()
        shutil.copy(source / "meshes/plastic.msh", folder / "meshes")
        check_others(sulfem, folder)
        check_reduced(sulfem, folder)


if __name__ == "__main__":
    main()

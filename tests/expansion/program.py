# SPDX-License-Identifier: BSD-2-Clause
"""Runs `sulfem expansion` in the root of the sources."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECIPES = "inputs/recipes/"


def run(*words):
    """What the program says, given the words behind `sulfem`; a failure ends the test."""
    done = subprocess.run([sys.argv[1], *words], cwd=ROOT, capture_output=True, text=True,
                          timeout=60, check=False)
    if done.returncode != 0 or done.stderr:
        raise SystemExit(f"exit status {done.returncode} of {words}\n{done.stdout}{done.stderr}")
    return done.stdout


def sums(recipe, *options):
    """The JSON of a recipe."""
    return json.loads(run("expansion", str(recipe), *options, "--json"))


def state(document, name):
    return next(one for one in document["states"] if one["name"] == name)


class Checks:
    """Counts what is checked and says what is wrong."""

    def __init__(self):
        self.count = self.failures = 0

    def true(self, name, holds):
        self.count += 1
        if not holds:
            self.failures += 1
            print(f"failed: {name}")

    def near(self, name, value, expected, tolerance):
        """|value - expected| <= tolerance, in the unit of both."""
        close = value is not None and abs(value - expected) <= tolerance
        self.true(f"{name} = {value}, expected {expected} +- {tolerance}", close)

    def end(self):
        print(f"{self.count} checks, {self.failures} failures")
        sys.exit(1 if self.failures or not self.count else 0)

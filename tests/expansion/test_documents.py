#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_documents.py SULFEM: docs/expansion.md says what the program does. Its commands run and print
what stands below them; its table of utilisations is computed anew; its options and keys are those
of the program."""
import re
import shlex

from program import ROOT, RECIPES, Checks, run, state, sums

COMMAND = re.compile(r"^    build/sulfem (expansion (?:[^\n]*\\\n)*[^\n]*)\n+```text\n(.*?)```",
                     re.MULTILINE | re.DOTALL)
IN_RECIPE = re.compile(r"^#   build/sulfem (expansion .*)$", re.MULTILINE)


def missing_lines(shown, said):
    """Lines of the document that the output does not have in this order; `...` leaves some out."""
    rest = said.splitlines()
    for line in shown.splitlines():
        if line in rest:
            rest = rest[rest.index(line) + 1:]
        elif line != "...":
            yield line


def check_commands(document, checks):
    found = COMMAND.findall(document)
    written = len(re.findall(r"^    build/sulfem expansion ", document, re.MULTILINE))
    checks.true(f"each of {written} commands has its output below it", len(found) == written >= 6)
    for command, shown in found:
        said = run(*shlex.split(command.replace("\\\n", " ")))
        for line in missing_lines(shown, said):
            checks.true(f"{command}\nprints the line {line}", False)
        checks.true("a block holds numbers", len(shown.splitlines()) > 2)


def check_recipes(checks):
    for name in ("thesis-cathode.yaml", "li2s-cathode.yaml"):
        commands = IN_RECIPE.findall((ROOT / RECIPES / name).read_text(encoding="utf-8"))
        checks.true(f"{name} shows a command", len(commands) == 1 and name in commands[0])
        run(*shlex.split(commands[0]))


def utilisation_row(name, capacity, published):
    options = ["--capacity", f"{capacity} mAh/g", "--electrolyte-capacity", "100 mAh/g"]
    rounded = sums(RECIPES + name, *options, "--theoretical-capacity", "1675 mAh/g")
    ours = sums(RECIPES + name, *options)
    names = ("simple", "mass_consistent")
    cells = [100 * state(document, one)["lithiation"] for document in (rounded, ours) for one in names]
    cells += [100 * (state(ours, one)["active_volume_ratio"] - 1) for one in names]
    return f"| `{name}` | {capacity} | " + " | ".join(f"{cell:.1f} %" for cell in cells) + published


def check_utilisation(document, checks):
    rows = [utilisation_row("seed-bulk.yaml", 1500, " | 80 % | 63 % |"),
            utilisation_row("seed-micron.yaml", 1615, " | 90 % | 71 % |"),
            utilisation_row("seed-submicron.yaml", 1694, " | 95 % | 75 % |")]
    for row in rows:
        checks.true(f"the document has the row {row}", row in document.splitlines())


def keys_of(document):
    """Every key of the JSON, however deep."""
    if isinstance(document, list):
        return set().union(*map(keys_of, document))
    if not isinstance(document, dict):
        return set()
    return set(document) | set().union(*map(keys_of, document.values()))


def check_words(document, checks):
    options = set(re.findall(r"--[a-z-]+", run("expansion", "--help")))
    told = set(re.findall(r"^\| `(--[a-z-]+)`", document, re.MULTILINE)) | {"--help"}
    checks.true(f"options {sorted(options ^ told)} in both", options | {"--help"} == told)
    answer = sums(RECIPES + "thesis-cathode.yaml", "--thickness", "26 um", "--anode", "Li metal",
                  "--fractions", "0.3", "--lithiation", "1", "--charge", "1 mAh/cm2")
    for key in sorted(keys_of(answer) - {"program", "version", "command"}):
        checks.true(f"the document explains the key {key}", f"`{key}`" in document)


def main():
    checks = Checks()
    document = (ROOT / "docs/expansion.md").read_text(encoding="utf-8")
    check_commands(document, checks)
    check_recipes(checks)
    check_utilisation(document, checks)
    check_words(document, checks)
    checks.end()


main()

# SPDX-License-Identifier: BSD-2-Clause
"""Lint of any text file: licence, tabs, leftovers, paths of one machine, ends of lines."""
import re

LEFTOVER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
MACHINE = re.compile(r"(?<![\w.$}])/(?:home|root|work|Users|mnt)/\w")


# What a program is made of begins with its licence, in the words that tools look for.
LICENCE = "SPDX-License-Identifier: BSD-2-" + "Clause"
LICENSED = re.compile(r"(\.(c|h|cpp|py|sh|cmake|slurm|pbs)|(^|/)(CMakeLists\.txt|Makefile)|\.ci/run)$")


def check_licence(path, lines):
    if LICENSED.search(path) and not any(LICENCE in line for line in lines[:2]):
        yield 1, f"no line '{LICENCE}' at the top"


def check_tabs(path, lines):
    if path.endswith("Makefile"):
        return
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield number, "a tab; indent with spaces"


def check_leftovers(path, lines):
    for number, line in enumerate(lines, 1):
        word = LEFTOVER.search(line)
        if word:
            yield number, f"{word.group()}: do it or leave it out"


def check_machine_paths(path, lines):
    for number, line in enumerate(lines, 1):
        if MACHINE.search(line):
            yield number, "a path of one machine"


def check_line_ends(path, lines):
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield number, "blanks at the end of the line"


CHECKS = [check_licence, check_tabs, check_leftovers, check_machine_paths, check_line_ends]

# SPDX-License-Identifier: BSD-2-Clause
"""Lint of Markdown: what it names must exist. Each check yields (line, message)."""
import os
import re

LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"(?<![\w/.-])((?:\.ci|docs|include|inputs|meshes|postprocess|src|tests)/[\w./-]*\w)(?![\w*{<-])")
TARGET = re.compile(r"(?:^|\s|`)make ((?:[a-z]+\s*)+?)(?=$|[`;&#,.)]|\s[A-Z#])")
COMMAND = re.compile(r"\bsulfem (?!--|\[)([a-z]+)\b")


def check_links(root, path, lines):
    for number, line in enumerate(lines, 1):
        for target in LINK.findall(line):
            file = target.split("#")[0]
            if re.match(r"[a-z]+:", target) or not file:
                continue
            if not os.path.exists(os.path.join(root, os.path.dirname(path), file)):
                yield number, f"link to {file}, which does not exist"


def code_lines(lines):
    """(number, text) of all that is set as code: fenced blocks, spans in backticks."""
    fenced = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield number, line.strip()
        else:
            for span in re.findall(r"`([^`]+)`", line):
                yield number, span


def check_named_files(root, path, lines):
    for number, text in code_lines(lines):
        for name in NAMED.findall(text):
            if "results/" in name or os.path.exists(os.path.join(root, name)):
                continue
            yield number, f"names {name}, which does not exist"


def make_targets(root):
    with open(os.path.join(root, "Makefile"), encoding="utf-8") as file:
        return set(re.findall(r"^([a-z]+):", file.read(), re.MULTILINE))


def check_make_targets(root, path, lines):
    targets = make_targets(root)
    for number, text in code_lines(lines):
        for words in TARGET.findall(text):
            for word in words.split():
                if word not in targets:
                    yield number, f"`make {word}`: the Makefile has no such target"


def program_commands(root):
    with open(os.path.join(root, "src/cli/main.c"), encoding="utf-8") as file:
        return set(re.findall(r'\{"([a-z]+)", *SulCommand', file.read()))


def check_commands(root, path, lines):
    commands = program_commands(root)
    for number, text in code_lines(lines):
        for word in COMMAND.findall(text):
            if word not in commands:
                yield number, f"`sulfem {word}`: src/cli/main.c has no such command"


CHECKS = [check_links, check_named_files, check_make_targets, check_commands]

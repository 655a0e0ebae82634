# SPDX-License-Identifier: BSD-2-Clause
"""Lint of C sources: openings, includes, lengths, words, pairs. Each check yields (line, message)."""
import re

import rooms

FILE_LINES = 700
FUNCTION_LINES = 60
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
# PETSc hands out what must be given back: Get/Restore, in the same function.
PAIR = re.compile(
    r"\b((?:Vec|DMDAVec|Mat|MatSeqAIJ|MatSeqBAIJ|MatSeqSBAIJ|MatDense|IS|DM|PetscSection)"
    r"(?:Ghost)?)(Get|Restore)(Array\w*|Indices|Row|RowIJ|LocalForm|LocalVector|GlobalVector|"
    r"SubVector|PointIndices)\s*\("
)


def functions(lines):
    """(first line, last line, name) of each function, counted from 1. clang-format makes this easy:
    a definition's braces are the only ones in column 0 that follow a closing parenthesis."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and line.rstrip().endswith("{") and line[0] not in " \t#}":
            header = line
            above = number - 1
            while "(" not in header and above > 0:
                above -= 1
                header = lines[above - 1] + header
            name = re.search(r"(\w+)\s*\(", header)
            if ")" in line and name:
                start, found = number, name.group(1)
        elif start is None and line.startswith("  ") and line.rstrip().endswith(") {"):
            above = number - 1
            while above > 0 and lines[above - 1].startswith(" "):
                above -= 1
            name = re.match(r"[A-Za-z_][\w\s\*]*?(\w+)\(", lines[above - 1]) if above else None
            if name and ";" not in lines[above - 1]:
                start, found = above, name.group(1)
        elif start is not None and line.startswith("}"):
            yield start, number, found
            start = None


def check_opening(path, lines):
    """A source begins with its licence, then a comment whose first sentence says what it is for."""
    if not path.endswith(".c"):
        return
    text = "\n".join(lines[1:])
    comment = re.match(r"/\* (.*?)\*/", text, re.DOTALL)
    if not comment or not re.search(r"[.:]( |\n|$)", comment.group(1)):
        yield 2, "a source opens with a comment, one sentence that says what it is for"


def check_banners(path, lines):
    for number, line in enumerate(lines, 1):
        if line.startswith("/* ----") and not line.endswith("*/"):
            yield number, "a banner stays on its line: /* ---- Title ---- */"


def check_length(path, lines):
    if len(lines) > FILE_LINES:
        yield len(lines), f"the file has {len(lines)} lines, allowed are {FILE_LINES}"


def check_functions(path, lines):
    for first, last, name in functions(lines):
        length = last - first + 1
        if length > FUNCTION_LINES:
            yield first, f"{name} has {length} lines, allowed are {FUNCTION_LINES}"


def arguments_of(lines, first, name):
    """How many arguments the function has whose definition begins on line `first`."""
    text = "\n".join(lines[first - 1:]).split("{", 1)[0]
    if name + "(" not in text:
        return 0
    depth, commas, inside = 0, 0, text.split(name + "(", 1)[1].rsplit(")", 1)[0]
    for letter in inside:
        depth += (letter in "([") - (letter in ")]")
        commas += letter == "," and depth == 0
    return 0 if inside.strip() in ("", "void") else commas + 1


def check_pairs(path, lines):
    for first, last, name in functions(lines):
        open_ones = {}
        for number in range(first, last + 1):
            for prefix, verb, what in PAIR.findall(lines[number - 1]):
                key = prefix + "*" + what
                open_ones[key] = open_ones.get(key, 0) + (1 if verb == "Get" else -1)
        for key, count in open_ones.items():
            if count:
                get, restore = key.replace("*", "Get"), key.replace("*", "Restore")
                yield first, f"{name}: {get} and {restore} do not pair up"


def room_of(path):
    """Room of a file of src/ or include/sulfem/, or None."""
    parts = path.split("/")
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    if parts[:2] == ["include", "sulfem"] and len(parts) == 3:
        return rooms.room_of_header(parts[2].removesuffix(".h"))
    return None


def check_room_known(path, lines):
    if path.startswith("include/sulfem/") and room_of(path) is None:
        yield 1, "tests/lint/rooms.py does not say which room this header belongs to"
    if path.startswith("src/") and room_of(path) not in rooms.ROOMS:
        yield 1, f"src/{room_of(path)} is no room of tests/lint/rooms.py"


def check_includes(path, lines):
    room = room_of(path)
    if room not in rooms.ROOMS:
        return
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if match:
            yield from ((number, text) for text in include_faults(path, room, *match.groups()))


def include_faults(path, room, kind, name):
    if name in ("gmshc.h", "sulfem/gmsh_versions.h"):
        if not re.search(r"(src/mesher|include/sulfem)/gmsh_[a-z_]*\.[ch]$", path):
            yield "only src/mesher/gmsh_*.c may include gmshc.h (it brings the GPL), or gmsh_versions.h"
    elif name.startswith("sulfem/"):
        other = rooms.room_of_header(name[len("sulfem/"):].removesuffix(".h"))
        if other and not rooms.may_include(room, other):
            yield f"room {room} must not include <{name}> of the room {other}"
    elif kind == '"':
        if "/" in name:
            yield f'"{name}": a private header is for its own folder; share through include/sulfem'
    else:
        for prefix, allowed in rooms.FOREIGN.items():
            if re.match(prefix + r"(\w*)\.h$", name) and room not in allowed:
                yield f"room {room} must not include <{name}>"


def check_calls(path, lines):
    """asprintf's leaks are not told by the sanitizer (tests/support/lsan.supp)."""
    for number, line in enumerate(lines, 1):
        if re.search(r"\bv?asprintf\(", line):
            yield number, "asprintf: use SulTextAppend or snprintf"


CHECKS = [check_opening, check_banners, check_calls, check_length, check_functions, check_pairs, check_room_known, check_includes]

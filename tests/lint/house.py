# SPDX-License-Identifier: BSD-2-Clause
"""Lint of the house as a whole: sizes of rooms, the table of docs/design.md, names that nobody calls.
Each check takes {path: lines} and yields (path, line, message)."""
import re

import rooms
import sources

ARGUMENTS = 6
# The library says how many arguments a function has that these are given to call.
CALLBACK_TAKERS = ("PetscPushErrorHandler", "SNESSetConvergenceTest", "H5Pset_elink_cb")
ROOM_SHARE = 0.15  # of the lines of src/, at most
SMALL = 5000  # lines; a smaller tree (of a test) has no shares to speak of
DESIGN = "docs/design.md"


def is_source(path):
    return path.endswith((".c", ".h", ".cpp"))


def check_room_sizes(texts):
    lengths = {}
    for path, lines in texts.items():
        if path.startswith("src/") and is_source(path):
            room = sources.room_of(path)
            lengths[room] = lengths.get(room, 0) + len(lines)
    total = sum(lengths.values())
    for room, length in lengths.items():
        if total > SMALL and length > ROOM_SHARE * total:
            yield f"src/{room}", 1, (f"holds {length} of {total} lines of src/; a room has at most "
                                     f"{100 * ROOM_SHARE:.0f} %: divide it")


def check_design(texts):
    """The rooms of docs/design.md's table are those of rooms.py, in that order."""
    if DESIGN not in texts:
        return
    told = [(number, match.group(1)) for number, line in enumerate(table_of_rooms(texts[DESIGN]), 1)
            if (match := re.match(r"\| `([a-z]+)` \|", line)) and match.group(1) in rooms.ROOMS]
    if [room for _, room in told] != rooms.ROOMS:
        yield DESIGN, told[0][0] if told else 1, (
            "the table has the rooms " + ", ".join(room for _, room in told)
            + "; tests/lint/rooms.py has " + ", ".join(rooms.ROOMS))
    if rooms.FOREIGN["hdf5"] != set(re.findall(r"`([a-z]+)`", hdf5_sentence(texts[DESIGN]))):
        yield DESIGN, 1, "hdf5.h: the page and tests/lint/rooms.py allow it to different rooms"


def table_of_rooms(lines):
    """The page up to the end of its first table."""
    rows = [number for number, line in enumerate(lines) if line.startswith("|")]
    last = next((row for row in rows if row + 1 not in rows), 0)
    return lines[:last + 1]


def hdf5_sentence(lines):
    text = " ".join(lines)
    match = re.search(r"`hdf5\.h` outside (.*?), `petsc", text)
    return match.group(1) if match else ""


def check_calls_from_elsewhere(texts):
    """A function that a header declares is called from another file, or it is static."""
    words = {path: set(re.findall(r"\bSul\w+", "\n".join(lines)))
             for path, lines in texts.items() if is_source(path)}
    declared = set()
    for path, lines in texts.items():
        if path.endswith(".h") and path.startswith(("src/", "include/")):
            declared |= set(re.findall(r"\b(Sul\w+)\(", "\n".join(lines)))
    callers = {}
    for path, found in words.items():
        if not path.endswith(".h") or path.startswith("tests/"):
            for word in found:
                callers.setdefault(word, set()).add(path)
    for path, lines in texts.items():
        if not path.startswith("src/") or not path.endswith(".c"):
            continue
        for first, _, name in sources.functions(lines):
            if name in declared and not lines[first - 1].startswith("static") and callers.get(name) == {path} \
                    and not in_inline(name, texts):
                yield path, first, f"{name} stands in a header and is called in this file alone: make it static"


def in_inline(name, texts):
    """Whether an inline function of a header calls it."""
    return any(re.search(r"^\s+.*\b" + name + r"\(", "\n".join(lines), re.MULTILINE)
               for path, lines in texts.items() if path.endswith(".h"))


def check_arguments(texts):
    """A function has few arguments, and a struct for the rest; but for those that a library calls."""
    handed = re.compile(r"\b(?:" + "|".join(CALLBACK_TAKERS) + r")\(([^;]*);")
    callbacks = {(path, word) for path, lines in texts.items() if is_source(path)
                 for call in handed.findall("\n".join(lines)) for word in re.findall(r"\w+", call)}
    exported = {word for _, word in callbacks if word.startswith("Sul")}
    for path, lines in texts.items():
        if not path.endswith((".c", ".h")):
            continue
        for first, _, name in sources.functions(lines):
            count = sources.arguments_of(lines, first, name)
            if count > ARGUMENTS and (path, name) not in callbacks and name not in exported \
                    and not name.startswith("MPI_"):  # the standard's
                yield path, first, f"{name} has {count} arguments, allowed are {ARGUMENTS}: a struct for the rest"


CHECKS = [check_room_sizes, check_design, check_calls_from_elsewhere, check_arguments]

#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""coverage.py BUILD [--least PERCENT ROOM...]: the share of lines, room by room, that a build with --coverage has run.

Exit status 1 where one of the rooms named is below the least. `--files ROOM` lists a room's files as well."""
import argparse
import collections
import glob
import json
import os
import subprocess
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


def counts(build):
    """file below src -> line -> how often it ran, over all programs and libraries that hold it."""
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    notes = [path for path in glob.glob(os.path.join(build, "**", "*.gcno"), recursive=True) if "/src/" in path]
    for path in notes:
        done = subprocess.run(["gcov", "--stdout", "--json-format", path], cwd=build, check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for document in done.stdout.splitlines():
            for file in json.loads(document)["files"]:
                name = os.path.relpath(os.path.join(build, file["file"]), ROOT)
                if name.startswith("src/"):
                    for line in file["lines"]:
                        lines[name][line["line_number"]] += line["count"]
    return lines


def shares(lines, key):
    """key(file) -> (lines that ran, lines)."""
    sums = collections.defaultdict(lambda: [0, 0])
    for name, of_file in lines.items():
        sums[key(name)][0] += sum(count > 0 for count in of_file.values())
        sums[key(name)][1] += len(of_file)
    return sums


def tell(sums):
    for name, (ran, total) in sorted(sums.items()):
        print(f"{100 * ran / total:6.1f} %  {ran:6d} of {total:6d}  {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--least", nargs="+", default=["0"], metavar=("PERCENT", "ROOM"))
    parser.add_argument("--files", nargs="*", default=[])
    wanted = parser.parse_args()
    lines = counts(os.path.abspath(wanted.build))
    rooms = shares(lines, lambda name: name.split("/")[1])
    tell(rooms)
    for room in wanted.files:
        tell(shares({name: of for name, of in lines.items() if name.startswith(f"src/{room}/")}, lambda name: name))
    least, held = float(wanted.least[0]), wanted.least[1:]
    low = [room for room in held if 100 * rooms[room][0] < least * rooms[room][1] or not rooms[room][1]]
    if low or not rooms:
        sys.exit(f"below {least:g} %: {', '.join(low) or 'nothing was measured'}")


if __name__ == "__main__":
    main()

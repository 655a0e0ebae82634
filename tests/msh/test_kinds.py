#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Every kind of MSH file that is sound gives the same cube; every one that is wrong is refused with its
place. usage: test_kinds.py READ_MESH (the program made of read_mesh.c)"""
import pathlib
import subprocess
import sys
import tempfile

import meshes

GROUPS = "sulfur:11 3,electrolyte:12 3; xmin:1 2,xmax:2 2"


def cube(order, groups=GROUPS):
    return f"order {order}, cells 6, nodes {8 if order == 1 else 27}, volume 1; {groups}"


def expected():
    """{name: (bytes, words that the line must hold)}"""
    files = {}
    for name, data in meshes.sound().items():
        files[name] = (data, [cube(2 if name.endswith("-2") else 1)])
    others = {
        "22-unnamed": "11:11 3,12:12 3; 1:1 2,2:2 2",
        "41-unnamed": "11:11 3,12:12 3; 1:1 2,2:2 2",
        "41-two-groups": "sulfur:11 3,electrolyte:12 3; xmin:1 2,xmax:2 2,3:3 4",
        "41-quotes": 'sulfur:11 3,a "b" \u00e4:12 3; xmin:1 2,xmax:2 2',
    }
    for name, data in meshes.other_groups().items():
        files[name] = (data, [cube(1, others[name])])
    for name, (data, *words) in meshes.wrong().items():
        files["wrong-" + name] = (data, ["refused: "] + words)
    return files


def main():
    files, wrong = expected(), 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (data, _) in files.items():
            (pathlib.Path(folder) / name).write_bytes(data)
        run = subprocess.run([sys.argv[1]] + list(files), cwd=folder, capture_output=True)
    lines = run.stdout.decode().splitlines()
    if run.returncode or len(lines) != len(files):
        print(run.stdout.decode(), run.stderr.decode())
        sys.exit(f"status {run.returncode}, {len(lines)} lines for {len(files)} files")
    for (name, (_, words)), line in zip(files.items(), lines):
        missing = [word for word in words if word not in line]
        if missing:
            wrong += 1
            print(f"{name}: {line}\n    lacks {missing}")
    print(f"{len(files)} files, {wrong} not as expected")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

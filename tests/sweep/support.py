# SPDX-License-Identifier: BSD-2-Clause
"""What the sweep's tests share: a scratch copy of the tiny study, running it, looking at what it left."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

HERE = pathlib.Path(__file__).parent
TIME_LIMIT = 240  # s
SMALL_AXES = """axes:
  - {key: case.phases.sulfur.swelling.convention, values: [exact, linear]}
  - {key: recipe.seed, values: [1, 2, 3]}
"""


def scratch(folder, axes=None):
    """The tiny study in a new folder, with other axes if given."""
    folder.mkdir(parents=True)
    for name in ("recipe.yaml", "case.yaml", "study.yaml"):
        shutil.copy(HERE / name, folder)
    if axes:
        study = folder / "study.yaml"
        study.write_text(study.read_text().split("axes:")[0] + axes)
    return folder


def start(sulfem, folder, *words):
    return subprocess.Popen([sulfem, "sweep", "study.yaml", *words], cwd=folder, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run(sulfem, folder, *words, status=0):
    process = start(sulfem, folder, *words)
    output, _ = process.communicate(timeout=TIME_LIMIT)
    assert process.returncode == status, f"exit status {process.returncode}, due was {status}:\n{output}"
    return output


def statuses(folder):
    """The recorded status of each point that has one, by its number."""
    found = {}
    for path in sorted(folder.glob("results/point-*/status.json")):
        found[int(path.parent.name.removeprefix("point-"))] = json.loads(path.read_text())
    return found


def descendants(process):
    """Process numbers of all below this one."""
    below = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        below.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, todo = [], [process]
    while todo:
        children = below.get(todo.pop(), [])
        found += children
        todo += children
    return found


def alive(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until_gone(processes):
    deadline = time.monotonic() + 20
    while any(alive(process) for process in processes):
        assert time.monotonic() < deadline, "a child has outlived the sweep"
        time.sleep(0.02)


def kill(process, how=signal.SIGKILL):
    """True where the sweep was still at work; then nothing of it is left."""
    if process.poll() is not None:
        return False
    below = descendants(process.pid)
    os.kill(process.pid, how)
    process.communicate(timeout=TIME_LIMIT)
    wait_until_gone(below)
    return True

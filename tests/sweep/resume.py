#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""resume.py SULFEM: 24 points undisturbed, and 24 points killed outright at ten random moments and more,
resumed each time: the same tables, byte for byte, and no finished point computed twice."""

import pathlib
import random
import sys
import tempfile
import time

import support

KILLS = 10
POINTS = 24
TABLES = ("table.csv", "table-mean.csv", "table.h5")


def undisturbed(sulfem, folder):
    begin = time.monotonic()
    output = support.run(sulfem, folder)
    assert f"{POINTS} of {POINTS} points finished, 0 failed" in output, output
    return time.monotonic() - begin


def files_of(folder):
    """Bytes of what each finished point has written."""
    return {number: (folder / f"results/point-{number:04d}/status.json").read_bytes()
            for number, status in support.statuses(folder).items() if status["state"] == "finished"}


def killed(sulfem, folder, duration, randomness):
    """Kills at random moments, short enough that ten of them fall into the work."""
    kills, rounds, finished = 0, 0, {}
    while kills < KILLS:
        rounds += 1
        assert rounds < 3 * KILLS, f"only {kills} kills came before the end"
        process = support.start(sulfem, folder)
        time.sleep(randomness.uniform(0.05, 0.13 * duration))
        kills += support.kill(process)
        now = files_of(folder)
        for number, status in finished.items():
            assert now[number] == status, f"point {number} was finished and was run again"
        finished = now
        if len(finished) == POINTS:  # all done too early: begin anew with some of them
            for number in range(POINTS // 2):
                (folder / f"results/point-{number:04d}/status.json").unlink()
                del finished[number]
    return kills, finished


def main():
    sulfem = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 1000000
    print("seed", seed)
    with tempfile.TemporaryDirectory() as temporary:
        plain = support.scratch(pathlib.Path(temporary) / "plain")
        disturbed = support.scratch(pathlib.Path(temporary) / "disturbed")
        duration = undisturbed(sulfem, plain)
        kills, finished = killed(sulfem, disturbed, duration, random.Random(seed))
        before = len(finished)
        support.run(sulfem, disturbed)
        for number, status in finished.items():
            assert files_of(disturbed)[number] == status, f"point {number} was run again"
        for table in TABLES:
            wanted = (plain / "results" / table).read_bytes()
            assert (disturbed / "results" / table).read_bytes() == wanted, f"{table} differs"
        rows = (plain / "results/table.csv").read_text().splitlines()
        assert len(rows) == POINTS + 1 and len(set(row.split(",", 1)[1] for row in rows)) == POINTS + 1
    print(f"{duration:.1f} s undisturbed; killed {kills} times with {before} points finished; same tables")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""kill_writer.py WRITER MPIRUN RANKS FOLDER: kills a writing program at random moments.

Nothing may stand under a final name that is not complete: see writer.check_published."""
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import writer

CUBES, STEPS = 15000, 8
KILLS = 12


def start(arguments):
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def process_numbers(process, ranks):
    """The writers' own numbers, as they print them at the start."""
    numbers = []
    while len(numbers) < ranks:
        line = process.stdout.readline()
        assert line, "the writer ended before it began"
        numbers += map(int, re.findall(r"^pid (\d+)", line))
    return numbers


def kill(process, numbers):
    """True when all of them were still writing."""
    if process.poll() is not None:
        return False
    for number in numbers:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            return False
    return True


def main():
    program, mpirun, ranks, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    arguments = writer.command(program, mpirun, ranks, [folder, CUBES, STEPS])
    shutil.rmtree(folder, ignore_errors=True)
    first = subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=200)
    whole = float(re.search(r"written in ([0-9.]+) s", first.stdout).group(1))
    assert writer.check_published(folder, CUBES) == STEPS + 1
    killed, seen, seed = 0, [], random.randrange(10**6)
    print(f"writing takes {whole:.2f} s; seed {seed}", flush=True)
    random.seed(seed)
    for _ in range(10 * KILLS):
        process = start(arguments)
        numbers = process_numbers(process, ranks)
        time.sleep(random.uniform(0.0, whole))
        killed += kill(process, numbers)
        process.stdout.close()
        process.wait(timeout=200)
        seen.append(writer.check_published(folder, CUBES))
        assert not os.path.exists(os.path.join(folder, "summary.json"))
        if killed == KILLS:
            break
    assert killed == KILLS, f"only {killed} of the runs were killed while they wrote"
    assert any(0 < steps < STEPS + 1 for steps in seen), f"no kill came in the middle: {seen}"
    print(f"killed {killed} times; steps found complete: {seen}")
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, timeout=200)
    assert writer.check_published(folder, CUBES) == STEPS + 1
    assert sorted(os.listdir(folder)) == ["fields.h5", "fields.xdmf"], os.listdir(folder)


main()

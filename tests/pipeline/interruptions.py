#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""interruptions.py SULFEM FOLDER MPIRUN: `sulfem pack` and `sulfem analyse` that cannot finish leave
nothing behind.

Stopped by a signal at several moments (exit status 5), without room for its files (4, by a limit on
their size), without a folder to write to (4, before any work): one message, no file but those of an
earlier run, and those whole.
"""
import glob
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "verification"))
import checks as verification  # noqa: E402

# 8400 spheres: seconds of packing. 262 spheres: seconds each of surfaces, faces and volumes.
MANY = """\
box: {edge: 40 um, boundary: periodic}
composition: {by: volume, sulfur: 0.55, electrolyte: 0.45}
particles: {phase: sulfur, radius: 1 um, minimum_gap: 0.02 um}
"""
LONG = """\
box: {edge: 14 um, boundary: periodic}
composition: {by: volume, sulfur: 0.4, electrolyte: 0.6}
particles: {phase: sulfur, radius: 1 um, minimum_gap: 0.05 um}
mesh: {mesher: delaunay}
"""
SHORT = """\
box: {edge: 10 um}
composition: {by: volume, sulfur: 0.2, electrolyte: 0.8}
particles: {phase: sulfur, radius: {distribution: uniform, min: 1 um, max: 1.5 um}}
"""


def left():
    return sorted(glob.glob("mesh*"))


def messages(text):
    return [line for line in text.splitlines() if line.startswith("sulfem: error: ")]


def wait_for(condition, process):
    for _ in range(6000):
        if condition() or process.poll() is not None:
            return
        time.sleep(0.01)


def check_signals(checks, sulfem):
    """While the packing is made, while surfaces are, and while Gmsh works."""
    for name, number, recipe, mark, later in (
            ("SIGTERM", signal.SIGTERM, "many.yaml", "packing: ", "packing took"),
            ("SIGINT", signal.SIGINT, "long.yaml", "packing took", "surfaces "),
            ("SIGUSR1", signal.SIGUSR1, "long.yaml", "faces ", "volumes "),
            ("SIGTERM", signal.SIGTERM, "long.yaml", "faces ", "volumes ")):
        with open("log.txt", "w", encoding="utf-8") as log:
            process = subprocess.Popen([sulfem, "pack", recipe, "--output", "mesh.msh"],
                                       stdout=log, stderr=subprocess.STDOUT)

            def marked():
                with open("log.txt", encoding="utf-8") as text:
                    return mark in text.read()
            wait_for(marked, process)
            time.sleep(0.2)
            process.send_signal(number)
            status = process.wait(timeout=60)
        with open("log.txt", encoding="utf-8") as text:
            whole = text.read()
        said = messages(whole)
        moment = f"{name} after \"{mark.strip()}\""
        checks.true(f"{moment}: exit status 5", status == 5, f": {status}")
        checks.true(f"{moment}: one message", len(said) == 1 and "stopped by a signal" in said[0] or
                    (deaf and expected is None and not said), f": {said}")
        checks.true(f"{moment}: before \"{later.strip()}\"", later not in whole)
        checks.true(f"{moment}: no file is left", left() == [], f": {left()}")


def mesher_of(process):
    """The number of the mesher's process."""
    with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="utf-8") as file:
        return int(file.read().split()[0])


def check_deaths(checks, sulfem):
    """A mesher that dies while Gmsh works, and one whose parent dies."""
    for victim, number in (("mesher", signal.SIGSEGV), ("parent", signal.SIGKILL)):
        with open("log.txt", "w", encoding="utf-8") as log:
            process = subprocess.Popen([sulfem, "pack", "long.yaml", "--output", "mesh.msh"],
                                       stdout=log, stderr=subprocess.STDOUT)

            def marked():
                with open("log.txt", encoding="utf-8") as text:
                    return "faces " in text.read()
            wait_for(marked, process)
            mesher = mesher_of(process)
            os.kill(mesher if victim == "mesher" else process.pid, number)
            status = process.wait(timeout=60)
        for _ in range(1000):
            if not os.path.exists(f"/proc/{mesher}"):
                break
            time.sleep(0.01)
        with open("log.txt", encoding="utf-8") as text:
            said = messages(text.read())
        checks.true(f"{victim} dies: exit status", status == (1 if victim == "mesher" else -number),
                    f": {status}")
        checks.true(f"{victim} dies: one message", len(said) == 1 and
                    ("the mesher died of signal 11" if victim == "mesher" else "stopped") in said[0], f": {said}")
        checks.true(f"{victim} dies: the mesher has gone, no file is left",
                    not os.path.exists(f"/proc/{mesher}") and left() == [], f": {left()}")


def check_alone(checks, sulfem):
    """The program without its mesher, which alone links Gmsh and CGAL's libraries."""
    os.makedirs("alone")
    shutil.copy(sulfem, "alone/sulfem")
    libraries = subprocess.run(["ldd", "alone/sulfem"], capture_output=True, text=True, check=True).stdout
    checks.true("sulfem links no Gmsh", "gmsh" not in libraries and "petsc" in libraries, f": {libraries}")
    done = subprocess.run(["alone/sulfem", "pack", "short.yaml", "--output", "mesh.msh"],
                          capture_output=True, text=True, check=False)
    checks.true("without its mesher, no mesh", done.returncode == 1 and left() == [] and
                "built without its mesher" in messages(done.stderr)[0], f": {done.stderr}")
    done = subprocess.run(["alone/sulfem", "pack", "short.yaml", "--output", "alone/mesh.msh", "--no-mesh"],
                          capture_output=True, text=True, check=False)
    checks.true("without its mesher, a packing", done.returncode == 0 and
                os.path.exists("alone/mesh.json"), f": {done.stderr}")


def stop_analysis(launcher, sulfem, number):
    """Exit status, standard output, messages; stopped while it solves on its voxels."""
    with open("log.txt", "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*launcher, sulfem, "analyse", "mesh.msh", "--voxel", "0.05 um", "--output", "numbers.json"],
            stdout=subprocess.PIPE, stderr=log, text=True)

        def marked():
            with open("log.txt", encoding="utf-8") as text:
                return "voxels of" in text.read()
        wait_for(marked, process)
        process.send_signal(number)
        said, _ = process.communicate(timeout=60)
    with open("log.txt", encoding="utf-8") as text:
        whole = text.read()
    return process.returncode, said, messages(whole), "analysis took" in whole


def check_analysis(checks, sulfem, mpirun):
    """Signals to `sulfem analyse`, alone and handed on by mpirun, which has a status of its own where
    it is asked to end itself; that of Open MPI 5 then passes nothing on that its ranks still say."""
    told = subprocess.run([mpirun, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"Open MPI\D*(\d+)", told)
    deaf = version is not None and int(version[1]) >= 5
    with open("numbers.json", "w", encoding="utf-8") as file:
        file.write("earlier\n")
    two = [mpirun, "-n", "2"]
    for name, launcher, expected in (("SIGINT", [], 5), ("SIGTERM", [], 5), ("SIGUSR1", [], 5),
                                     ("SIGUSR1", two, 5), ("SIGINT", two, None), ("SIGTERM", two, None)):
        status, out, said, ended = stop_analysis(launcher, sulfem, getattr(signal, name))
        moment = f"{name} to analyse on {len(launcher) and 2 or 1}"
        checks.true(f"{moment}: exit status {expected or 'not 0'}",
                    status == expected if expected else status != 0, f": {status}")
        checks.true(f"{moment}: one message", len(said) == 1 and "stopped by a signal" in said[0] or
                    (deaf and expected is None and not said), f": {said}")
        checks.true(f"{moment}: before the end, no output", not ended and out == "", f": {out[:99]}")
        checks.true(f"{moment}: the earlier file is whole, and no other is there",
                    open("numbers.json", encoding="utf-8").read() == "earlier\n"
                    and glob.glob("numbers*") == ["numbers.json"], f": {glob.glob('numbers*')}")


def check_room(checks, sulfem, limits, before, *options):
    """A file that may not grow stands for a disk that is full."""
    for limit in limits:
        what = " ".join(("files of", str(limit), "bytes") + options)
        def limited():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        done = subprocess.run([sulfem, "pack", "short.yaml", "--output", "mesh.msh", *options],
                              preexec_fn=limited, capture_output=True, text=True, check=False)
        said = messages(done.stderr)
        checks.true(f"{what}: exit status 4", done.returncode == 4,
                    f": {done.returncode}")
        checks.true(f"{what}: one message",
                    len(said) == 1 and "cannot be written: File too large" in said[0], f": {said}")
        checks.true(f"{what}: what was there is still there and whole",
                    {name: open(name, "rb").read() for name in left()} == before, f": {left()}")


def check_place(checks, sulfem):
    os.makedirs("folder.msh", exist_ok=True)
    for output, why in (("nowhere/mesh.msh", "No such file or directory; make its folder first"),
                        ("folder.msh", "it is a folder"), ("/proc/mesh.msh", "")):
        start = time.monotonic()
        done = subprocess.run([sulfem, "pack", "long.yaml", "--output", output],
                              capture_output=True, text=True, check=False)
        said = messages(done.stderr)
        checks.true(f"{output}: exit status 4", done.returncode == 4, f": {done.returncode}")
        checks.true(f"{output}: one message",
                    len(said) == 1 and f"{output}: cannot be written: {why}" in said[0], f": {said}")
        checks.true(f"{output}: nothing was packed", "packing" not in done.stdout + done.stderr,
                    f" ({time.monotonic() - start:.1f} s)")


def main():
    sulfem, folder, mpirun = os.path.abspath(sys.argv[1]), *sys.argv[2:]
    checks = verification.Checks("interruptions")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    for name, text in (("many.yaml", MANY), ("long.yaml", LONG), ("short.yaml", SHORT)):
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    check_signals(checks, sulfem)
    check_deaths(checks, sulfem)
    check_alone(checks, sulfem)
    check_room(checks, sulfem, (0, 5000), {})
    subprocess.run([sulfem, "pack", "short.yaml", "--output", "mesh.msh"], check=True,
                   capture_output=True)
    check_analysis(checks, sulfem, mpirun)
    almost = os.path.getsize("mesh.msh") - 10000
    check_room(checks, sulfem, (almost,), {name: open(name, "rb").read() for name in left()})
    check_room(checks, sulfem, (0, 1000), {name: open(name, "rb").read() for name in left()}, "--no-mesh")
    check_place(checks, sulfem)
    os.environ.setdefault("SULFEM_WORK", folder)
    checks.finish()


main()

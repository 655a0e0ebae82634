#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The benchmark: SulFEM beside DOLFINx on the same meshes and machine.

    run.py BUILD_FOLDER [--part read,fine,medium,growth,robust] [--repeat 3] [--ranks 1,2]
                        [--no-peer] [--beside OTHER_BUILD_FOLDER] [--options "PETSc options of ours"]
    run.py BUILD_FOLDER --part plastic [--meshes middle,medium] [--charge 1] [--ranks 1,2]

With --beside the peer is SulFEM itself as another folder has it built (before a change, say), and
the middle of the repeats counts instead of the fastest. Runs take turns (ours, the peer's, ours, ...), and of the repeats each stage's fastest counts, for
the peer as for us: what else the machine does then spoils least. Prints tables; everything measured
goes to BUILD_FOLDER/bench/results.json. Meshes are made once, in BUILD_FOLDER/bench.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys

import plastic

HERE = os.path.dirname(os.path.abspath(__file__))
PARTS = {  # name: (mesh, element order, what it is)
    "fine": ("fine", 1, "order 1, 2.25 million tetrahedra"),
    "medium": ("medium", 2, "order 2, 0.3 million tetrahedra"),
}
# (row, our timings, the peer's timings, the least ratio asked for or None)
ROWS = [
    ("read + mesh + set-up", ["read"], ["read", "mesh", "setup"], 3),
    ("sparsity + assembly", ["assembly"], ["sparsity", "assembly"], 4),
    ("preconditioner", ["preconditioner"], ["preconditioner"], None),
    ("solve", ["solve"], ["solve"], None),
    ("preconditioner + solve", ["preconditioner", "solve"], ["preconditioner", "solve"],
     {"fine": 1, "medium": 2}),
    ("stress", ["stress"], ["stress"], None),
    ("write", ["write"], ["write"], None),
    ("total", ["total"], ["total"], 2),
]


class Bench:
    def __init__(self, options):
        self.folder = os.path.join(options.build, "bench")
        self.program = os.path.join(options.build, "sulfem")
        self.options = options
        self.environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1",
                                OMPI_MCA_rmaps_base_oversubscribe="1",
                                PRTE_MCA_rmaps_default_mapping_policy=":oversubscribe",
                                OMPI_MCA_btl_vader_single_copy_mechanism="none")
        if os.geteuid() == 0:
            self.environment.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        self.results = {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def call(self, ranks, *command):
        run = subprocess.run(["mpirun", "-n", str(ranks), *command], capture_output=True, text=True,
                             env=self.environment, check=False)
        if run.returncode:
            sys.exit(f"run.py: {' '.join(command)} ended with status {run.returncode}:\n"
                     + run.stdout[-2000:] + run.stderr[-2000:])
        return run.stdout

    def case(self, mesh, order, softer=1.0, poisson=0.30):
        """Path of a case file; `softer` divides the electrolyte's modulus."""
        with open(os.path.join(HERE, "case.yaml"), encoding="utf-8") as file:
            text = file.read()
        text = text.replace("MESH", mesh + ".msh").replace("ORDER", str(order))
        text = text.replace("22 GPa", f"{22 / softer!r} GPa")
        text = text.replace("poissons_ratio: 0.30", f"poissons_ratio: {poisson}")
        path = self.path(f"{mesh}-{order}-{softer:g}-{poisson:g}.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def ours(self, case, ranks, program=None, output="ours"):
        output = self.path(output)
        self.call(ranks, program or self.program, "solve", case, "--output", output,
                  *self.options.options.split())
        with open(os.path.join(output, "summary.json"), encoding="utf-8") as file:
            return json.load(file)

    def peer(self, mesh, order, ranks):
        if self.options.beside:
            return self.ours(self.case(mesh, order), ranks,
                             os.path.join(self.options.beside, "sulfem"))
        said = self.call(ranks, "/usr/bin/python3", os.path.join(HERE, "peer_dolfinx.py"),
                         self.path(mesh + ".msh"), str(order), self.path("peer"))
        return json.loads(said.splitlines()[-1])


def chosen(runs, choose):
    """Of each stage the time that `choose` (min, median) takes from the repeats, and of the memory."""
    stages = {stage: choose([run["timings"][stage] for run in runs]) for stage in runs[0]["timings"]}
    return stages, choose([run["memory_peak"] for run in runs])


def row(name, mine, theirs, asked):
    ratio = f"{theirs / mine:6.2f}" if theirs and mine else "      "
    wanted = f"  >= {asked}" if asked else ""
    others = f"{theirs:9.2f}" if theirs else "        -"
    print(f"  {name:<24}{mine:9.2f}{others} {ratio}{wanted}")


def compare(part, ranks, mine, theirs):
    step, mesh = mine[0]["steps"][-1], mine[0]["mesh"]
    itself = theirs and "steps" in theirs[0]  # two builds of SulFEM: the same stages, no demand
    choose = statistics.median if itself else min
    our_stages, our_memory = chosen(mine, choose)
    peer_stages, peer_memory = chosen(theirs, choose) if theirs else ({}, 0)
    print(f"\n{PARTS[part][2]}, {mesh['unknowns']} unknowns, {ranks} rank(s)")
    print(f"  {'seconds':<24}     ours     peer   ratio  asked")
    for name, ours, others, asked in ROWS:
        row(name, sum(our_stages[stage] for stage in ours),
            sum(peer_stages.get(stage, 0) for stage in (ours if itself else others)),
            None if itself else asked[part] if isinstance(asked, dict) else asked)
    row("memory, GB", our_memory / 1e9, peer_memory / 1e9, None if itself else 1)
    other = theirs[0]["steps"][-1] if itself else theirs[0] if theirs else None
    print(f"  iterations              {step['iterations']:9d}"
          + (f"{other['iterations']:9d}" if other else ""))
    print(f"  thousand unknowns/s     {1e-3 * mesh['unknowns'] / our_stages['total']:9.1f}"
          + (f"{1e-3 * mesh['unknowns'] / peer_stages['total']:9.1f}" if theirs else ""))
    if other:
        difference = abs(step["strain_energy"] / other["strain_energy"] - 1)
        print(f"  strain energies differ by {difference:.1e} (relative)")


def side_by_side(bench, part):
    mesh, order, _ = PARTS[part]
    for ranks in bench.options.ranks:
        mine, theirs = [], []
        for _ in range(bench.options.repeat):
            mine.append(bench.ours(bench.case(mesh, order), ranks))
            if bench.options.peer:
                theirs.append(bench.peer(mesh, order, ranks))
        bench.results[f"{part}/{ranks}"] = {"ours": mine, "peer": theirs}
        compare(part, ranks, mine, theirs)


def reading(bench):
    """Seconds from the file to the distributed mesh, by format."""
    print("\nreading the mesh of 2.25 million tetrahedra, seconds: file, partition, distribution")
    for ranks in bench.options.ranks:
        for name, format_name in (("fine", "MSH 4.1 ASCII"), ("fine-binary", "MSH 4.1 binary"),
                                  ("fine-2.2", "MSH 2.2 ASCII")):
            times = []
            for _ in range(bench.options.repeat):
                said = bench.call(ranks, bench.program, "solve", bench.case(name, 1), "--check")
                line = re.search(r"mesh: read ([\d.]+) s, partition ([\d.]+) s, distribute ([\d.]+)",
                                 said)
                times.append([float(number) for number in line.groups()])
            best = min(times, key=sum)
            bench.results[f"read/{name}/{ranks}"] = times
            print(f"  {format_name:<16}{ranks} rank(s)  "
                  + "".join(f"{number:7.2f}" for number in best) + f"   sum {sum(best):.2f}")


def iterations(bench, label, case, ranks=1):
    summary = bench.ours(case, ranks)
    step = summary["steps"][-1]
    stages = summary["timings"]
    bench.results[label] = summary
    print(f"  {label:<44}{summary['mesh']['unknowns']:9d} unknowns {step['iterations']:5d} iterations"
          f"  set-up {stages['preconditioner']:6.2f} s, solve {stages['solve']:6.2f} s", flush=True)
    return step["iterations"]


def growth(bench):
    print("\niterations from 54 thousand to 1.16 million unknowns, order 1")
    for ranks in bench.options.ranks:
        small = iterations(bench, f"small, {ranks} rank(s)", bench.case("small", 1), ranks)
        fine = iterations(bench, f"fine, {ranks} rank(s)", bench.case("fine", 1), ranks)
        print(f"  growth {100 * (fine / small - 1):.0f} %   (asked: less than 33 %)")


def robust(bench):
    print("\nhard materials (must converge)")
    for mesh, order in (("fine", 1), ("medium", 2)):
        for label, softer, poisson in (("stiff to soft 1e4", 1e4, 0.30),
                                       ("electrolyte nu 0.49", 1.0, 0.49),
                                       ("both", 1e4, 0.49)):
            iterations(bench, f"{label}, {mesh}, order {order}",
                       bench.case(mesh, order, softer, poisson))


def bandwidth(bench):
    """GB/s of the triad on one and on two ranks, so that machines can be compared."""
    program = bench.path("bandwidth")
    subprocess.run(["mpicc", "-O3", "-o", program, os.path.join(HERE, "bandwidth.c")], check=True)
    rates = [float(bench.call(ranks, program).split()[0]) for ranks in bench.options.ranks]
    bench.results["bandwidth"] = rates
    print("memory bandwidth (triad), GB/s: " + ", ".join(
        f"{rate:.0f} on {ranks} rank(s)" for rate, ranks in zip(rates, bench.options.ranks)))


def parse():
    parser = argparse.ArgumentParser(description="benchmark against DOLFINx")
    parser.add_argument("build")
    parser.add_argument("--part", default="read,fine,medium,growth,robust")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--ranks", default="1,2")
    parser.add_argument("--no-peer", dest="peer", action="store_false")
    parser.add_argument("--beside", help="build folder of another SulFEM, in the peer's place")
    parser.add_argument("--options", default="", help="PETSc options of our runs")
    parser.add_argument("--meshes", default="middle,medium", help="of the part plastic")
    parser.add_argument("--charge", type=float, default=1.0, help="lithiation at which the part plastic ends")
    options = parser.parse_args()
    options.ranks = [int(word) for word in options.ranks.split(",")]
    options.build = os.path.abspath(options.build)
    return options


def main():
    bench = Bench(parse())
    parts = bench.options.part.split(",")
    meshes = bench.options.meshes.split(",") if parts == ["plastic"] else []
    subprocess.run(["/usr/bin/python3", os.path.join(HERE, "make_mesh.py"), bench.folder, *meshes], check=True)
    bandwidth(bench)
    for part in parts:
        {"read": reading, "growth": growth, "robust": robust, "plastic": plastic.part}.get(
            part, lambda b, part=part: side_by_side(b, part))(bench)
        with open(bench.path("results.json"), "w", encoding="utf-8") as file:
            json.dump(bench.results, file, indent=1)
    print("\neverything measured: " + bench.path("results.json"))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: BSD-2-Clause
"""Part `plastic` of the benchmark (run.py): what finite strain and flow cost beside linear elasticity.

The composite of the other parts at order 2, sulfur and electrolyte flow, one charge between held faces
(`--charge` less than 1: its beginning alone). Printed are Newton and linear iterations an increment, seconds by
stage, memory, and two ratios to the linear run on the same mesh and ranks: one Newton iteration by one linear
solve with its assembly and preconditioner, and peak memory by peak memory."""
import os

ASKED = 1.6  # of both ratios
MESHES = [("middle", "about 0.4 million unknowns"), ("medium", "about 1.3 million unknowns")]
FLOW = {"poissons_ratio: 0.32": "0.1 GPa", "poissons_ratio: 0.30": "0.3 GPa"}
STAGES = ["read", "setup", "assembly", "preconditioner", "solve", "stress", "write", "total"]


def case(bench, mesh, charge):
    """Path of the case that flows, made of the linear one."""
    with open(bench.case(mesh, 2), encoding="utf-8") as file:
        text = file.read()
    for line, stress in FLOW.items():
        text = text.replace(line, line + "\n    plasticity: {yield_stress: " + stress + "}")
    text = text.replace("element_order: 2", "element_order: 2\nkinematics: finite")
    text += f"program: {{lithiation: [{charge!r}]}}\nsolver: {{relative_tolerance: 1e-6}}\n"
    path = bench.path(f"{mesh}-plastic-{charge:g}.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def newton_seconds(run):
    """Of one iteration: tangent, preconditioner, linear solve, the points' answers, history."""
    return run["timings"]["solve"] / run["steps"][-1]["newton_iterations"]


def linear_seconds(run):
    return sum(run["timings"][stage] for stage in ("assembly", "preconditioner", "solve"))


def told(mesh, words, ranks, linear, plastic):
    step = plastic["steps"][-1]
    print(f"\n{words}: {plastic['mesh']['cells']} tetrahedra, {plastic['mesh']['unknowns']} unknowns, {ranks} rank(s), "
          f"charged to lithiation {step['lithiation']:g}")
    print(f"  {step['substeps']} increments, {step['cuts']} cuts, {step['newton_iterations']} Newton and "
          f"{step['iterations']} linear iterations: {step['newton_iterations'] / step['substeps']:.1f} and "
          f"{step['iterations'] / step['substeps']:.1f} an increment")
    print("  of an accepted increment: " + os.path.join("bench", f"{mesh}-plastic", "status.csv"))
    print(f"  {'seconds':<24}   linear     flow   of which a Newton iteration")
    for stage in STAGES:
        of = plastic["timings"][stage] / step["newton_iterations"]
        shared = f"{of:9.3f}" if stage in ("assembly", "preconditioner", "solve") else ""
        print(f"  {stage:<24}{linear['timings'][stage]:9.2f}{plastic['timings'][stage]:9.2f}{shared}")
    print("  (with flow, assembly and preconditioner are within solve, but for the first ones)")
    one, other = newton_seconds(plastic), linear_seconds(linear)
    print(f"  a Newton iteration {one:.3f} s, a linear solve with assembly {other:.3f} s: {one / other:.2f} "
          f"(asked: at most {ASKED})")
    one, other = plastic["memory_peak"], linear["memory_peak"]
    print(f"  memory {one / 1e9:.2f} and {other / 1e9:.2f} GB: {one / other:.2f} (asked: at most {ASKED})", flush=True)


def part(bench):
    for mesh, words in MESHES:
        if mesh not in bench.options.meshes:
            continue
        for ranks in bench.options.ranks:
            linear = bench.ours(bench.case(mesh, 2), ranks)
            plastic = bench.ours(case(bench, mesh, bench.options.charge), ranks, output=f"{mesh}-plastic")
            bench.results[f"plastic/{mesh}/{ranks}"] = {"linear": linear, "plastic": plastic}
            told(mesh, words, ranks, linear, plastic)

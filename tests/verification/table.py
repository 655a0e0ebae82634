# SPDX-License-Identifier: BSD-2-Clause
"""Writes the table of docs/verification.md from what the tests measured.

    table.py FOLDER   # of the runs' JSON: build/verification, after `ctest -L verification`

For every main check the worst error over all rank counts that ran, beside its bound.
"""
import glob
import json
import os
import sys

DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs",
                        "verification.md")
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
TITLES = (("patch", "Patch tests"), ("laminate", "Laminate"), ("identity", "Reciprocity"),
          ("spheres", "Whole spheres"), ("interface", "Stress at the interface"),
          ("traction", "Traction in interfaces"), ("convergence", "Convergence rates"),
          ("boundaries", "Symmetry and pressure"), ("forces", "Forces by boundary"),
          ("free", "Bodies held in part"), ("folded", "Folded cells, mended"),
          ("joined", "Interfaces joined in part"),
          ("ranks", "1, 2, 3 and 4 ranks"), ("solvers", "Multigrid and MUMPS"),
          ("balance", "Equilibrium, energy, load steps"),
          ("stretch", "From chemistry to stretch"), ("images", "Images, voxel by voxel"),
          ("smooth_images", "Images, smoothed"), ("flow_column", "Flow under uniform strain"),
          ("flow_spheres", "Spheres that flow"),
          ("flow_identities", "Flow: steps, cycles, ranks, Newton's method"), ("eight_spheres", "Eight spheres that flow"),
          ("plate", "Plates"), ("courses", "Courses of their own"),
          ("dilatation", "One dilatation a cell"), ("gradients", "Lithiation within a particle"))


def gather(folder):
    """{test: {check: worst entry}}, counts of checks and failures, and the ranks of each test."""
    found, ranks, total, failed = {}, {}, 0, 0
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        with open(path) as file:
            record = json.load(file)
        test, _, count = record["name"].partition("/")
        ranks.setdefault(test, []).append(count)
        for entry in record["checks"]:
            total, failed = total + 1, failed + (not entry["passed"])
            table = found.setdefault(test, {})
            if entry.get("key") or test == "patch" and "error" in entry:
                worst = table.get(entry["what"])
                if worst is None or entry.get("error", 0) > worst.get("error", 0):
                    table[entry["what"]] = entry
    return found, ranks, total, failed


def row(entry):
    if "errors" in entry:
        return f"rate {entry['value']:.2f}", f"{entry['exact']:g}", f"within {entry['bound']:g}"
    if "error" not in entry:
        return entry["detail"].strip(), "", "holds" if entry["passed"] else "FAILS"
    number = f"{entry['value']:.8g} {entry['unit']}".strip() if "exact" in entry else ""
    exact = f"{entry['exact']:.8g}" if "exact" in entry else ""
    return number, exact, f"{entry['error']:.1e} (bound {entry['bound']:.0e})"


def patch_rows(checks):
    """One row for each state: the worst of its quantities."""
    states = {}
    for what, entry in checks.items():
        state = what.rpartition(":")[0]
        if state and entry["error"] >= states.get(state, {"error": -1})["error"]:
            states[state] = entry
    return {state: {k: v for k, v in entry.items() if k != "exact"}
            for state, entry in states.items()}


def table(folder):
    found, ranks, total, failed = gather(folder)
    lines = [f"{total} checks on this run, {failed} failed.", ""]
    for test, title in TITLES:
        if test not in found:
            continue
        on = ", ".join(r for r in sorted(ranks[test]) if r)
        lines += [f"### {title}", ""]
        lines += [f"Ranks: {on}. The script: `tests/verification/test_{test}.py`." if on else
                  f"The script: `tests/verification/test_{test}.py`.", "",
                  "| check | computed | exact | relative error |", "|---|---|---|---|"]
        checks = patch_rows(found[test]) if test == "patch" else found[test]
        for what, entry in checks.items():
            lines.append(f"| {what} | " + " | ".join(row(entry)) + " |")
        lines.append("")
    return "\n".join(lines)


def main():
    with open(DOCUMENT) as file:
        text = file.read()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    with open(DOCUMENT, "w") as file:
        file.write(f"{before}{BEGIN}\n{table(sys.argv[1])}{END}{after}")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""compare.py BEFORE AFTER: does a change of structure leave the numbers alone?

Solves the same cases with two programs and compares every number of summary.json and every dataset of
fields.h5 (results.py says which parts are left out and what a difference is relative to). Prints the largest
difference of each number and dataset and where it is. Exit status 1 where one is above the tolerance, one is
missing, or the later program fails.

  --inputs WHAT...    ladder recipes study verification (cases.py), or case files; all four without it
  --match EXPRESSION  only cases whose names match
  --ranks N           default 1; the verification's cases run on what their scripts choose for N
  --tolerance T       default 1e-10
  --work FOLDER       where all is kept; what BEFORE has solved there is not solved again

Where iterations or residuals are others, the solver has gone another way, and results agree no better than its
tolerance: such a case is solved once more by both with a direct solver, and those results are compared.
"""
import argparse
import collections
import hashlib
import os
import re
import shutil
import sys
import tempfile

import cases
import results

DIRECT_UNKNOWNS = 60000  # with more, factors take minutes
TIGHT = ("-ksp_rtol", "1e-12")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--inputs", nargs="+", default=list(cases.KINDS))
    parser.add_argument("--match", default="")
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--tolerance", type=float, default=1e-10)
    parser.add_argument("--work")
    return parser.parse_args()


def digest(program):
    with open(program, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def prepare(work, program, ranks):
    """Empties the folder when it was made with another program or number of ranks."""
    mark, now = os.path.join(work, "before"), f"{digest(program)} {ranks}\n"
    kept = ""
    if os.path.exists(mark):
        with open(mark, encoding="utf-8") as file:
            kept = file.read()
    if kept != now:
        if kept:
            shutil.rmtree(work)
        os.makedirs(work, exist_ok=True)
        with open(mark, "w", encoding="utf-8") as file:
            file.write(now)


def all_cases(wanted):
    for what in wanted.inputs:
        if what in cases.KINDS:
            found = cases.KINDS[what](wanted.before, wanted.work, wanted.ranks)
        else:
            found = [cases.Case(os.path.basename(what), os.path.abspath(what), ranks=wanted.ranks)]
        for case in found:
            if re.search(wanted.match, case.name):
                yield case


def solved(wanted, case, folder):
    """The two results folders."""
    before, after = case.before or os.path.join(folder, "before"), os.path.join(folder, "after")
    if not os.path.exists(os.path.join(before, "summary.json")):
        cases.solve(wanted.before, case, before)
    cases.solve(wanted.after, case, after)
    return before, after


def pair(wanted, case):
    """Results folders to compare, and what is to be told of the iterations."""
    folder = os.path.join(wanted.work, "runs", case.name)
    before, after = solved(wanted, case, folder)
    summaries = [results.load(place) for place in (before, after)]
    if results.same_way(*summaries):
        return before, after, ""
    told = "  iterations {} -> {}: solved again".format(*map(results.iterations, summaries))
    exact = os.path.join(folder, "exact")
    if results.load(before)["mesh"]["unknowns"] <= DIRECT_UNKNOWNS:
        again = cases.direct(case, exact)
    else:
        again = cases.Case(case.name, case.path, "", case.ranks, (*case.options, *TIGHT))
    return *solved(wanted, again, exact), told


def compare(wanted, case, worst, new):
    """Adds to the table `worst`; the case's largest difference."""
    before, after, told = pair(wanted, case)
    most = 0.0
    for difference in results.differences(before, after):
        most = max(most, difference.relative)
        if difference.where not in worst or difference.relative > worst[difference.where][0]:
            worst[difference.where] = difference.relative, f"{case.name}, {difference.detail}"
    new.update(results.names(after) - results.names(before))
    print(f"{most:9.2e}  {case.name}{told}", flush=True)
    return most


def tell(wanted, worst, new, failed, moved):
    print("\nlargest relative difference by dataset and number")
    for where, (relative, detail) in sorted(worst.items(), key=lambda row: (row[0][:7], -row[1][0])):
        print(f"{relative:9.2e}  {where}" + (f"   ({detail})" if relative else ""))
    if new:
        print("new: " + ", ".join(sorted(new)))
    for name, why in failed:
        print(f"FAILED {name}: {why}")
    print(f"{sum(moved.values())} cases, {moved[True]} above {wanted.tolerance:g}, {len(failed)} failed")


def main():
    wanted = arguments()
    wanted.before, wanted.after = os.path.abspath(wanted.before), os.path.abspath(wanted.after)
    with tempfile.TemporaryDirectory() as temporary:
        wanted.work = os.path.abspath(wanted.work or temporary)
        prepare(wanted.work, wanted.before, wanted.ranks)
        worst, new, failed, moved = {}, set(), [], collections.Counter()
        for case in all_cases(wanted):
            try:
                moved[not compare(wanted, case, worst, new) <= wanted.tolerance] += 1
            except cases.Failed as failure:
                failed.append((case.name, str(failure)))
                print(f"   FAILED  {case.name}", flush=True)
        tell(wanted, worst, new, failed, moved)
    sys.exit(1 if failed or moved[True] or not moved[False] else 0)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: BSD-2-Clause
"""Named comparisons with a bound; a failed one makes the test fail, all of them are kept.

`finish` leaves the list as JSON beside the test's runs (directory SULFEM_WORK), from which
table.py makes docs/verification.md, and exits with 1 after a failure.
"""
import json
import math
import os
import sys


class Checks:
    def __init__(self, name):
        self.name, self.entries = name, []

    def close(self, what, value, exact, tolerance, scale=0.0, unit="", key=False):
        """|value - exact| <= tolerance * max(|exact|, scale). `key`: goes into the table."""
        size = max(abs(exact), scale)
        error = abs(value - exact) / size if size else abs(value - exact)
        self._add(what, error <= tolerance, value=float(value), exact=float(exact),
                  error=float(error), bound=tolerance, unit=unit, key=key)

    def below(self, what, value, bound, unit="", key=False):
        """0 <= value <= bound: for a norm of a difference that is already relative."""
        self._add(what, 0 <= value <= bound, error=float(value), bound=bound, unit=unit, key=key)

    def rate(self, what, sizes, errors, expected, slack, key=True):
        """The error falls like size^expected: by least squares over all sizes, within `slack`.

        Falling faster than expected does not fail up to another 0.5: that is luck with meshes;
        beyond it something is not measured as it should be.
        """
        measured = fit_rate(sizes, errors)
        good = expected - slack <= measured <= expected + slack + 0.5 and len(sizes) >= 3
        self._add(what, good, value=measured, exact=float(expected), bound=slack, key=key,
                  sizes=[float(s) for s in sizes], errors=[float(e) for e in errors])

    def true(self, what, condition, detail="", key=False):
        self._add(what, bool(condition), detail=detail, key=key)

    def must_fail(self, what, comparison):
        """Runs `comparison` on a trial list with a wrong reference: some check has to fail."""
        trial = Checks(self.name)
        trial.quiet = True
        comparison(trial)
        failed = [e["what"] for e in trial.entries if not e["passed"]]
        self._add(f"a wrong reference is noticed: {what}", bool(failed),
                  detail=f"{len(failed)} of {len(trial.entries)} checks fail")

    quiet = False

    def _add(self, what, passed, **entry):
        passed = bool(passed) and all(math.isfinite(entry.get(k, 0.0)) for k in ("value", "error"))
        self.entries.append({"what": what, "passed": passed, **entry})
        if not self.quiet:
            print(line(self.entries[-1]), flush=True)

    def finish(self):
        failed = [e for e in self.entries if not e["passed"]]
        print(f"{self.name}: {len(self.entries)} checks, {len(failed)} failed")
        for entry in failed:  # once more at the end, where a shortened log still has them
            print(line(entry))
        folder = os.environ.get("SULFEM_WORK")
        if folder:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, self.name.replace("/", "-") + ".json"), "w") as file:
                json.dump({"name": self.name, "checks": self.entries}, file, indent=1)
        sys.exit(1 if failed or not self.entries else 0)


def line(entry):
    numbers = " ".join(f"{k} {entry[k]:.10g}" for k in ("value", "exact", "error", "bound")
                       if k in entry)
    return (f"{'ok    ' if entry['passed'] else 'FAILED'} {entry['what']}: "
            f"{numbers}{entry.get('detail', '')}")


def fit_rate(sizes, errors):
    """Slope of log(error) against log(size) by least squares."""
    x, y = [math.log(s) for s in sizes], [math.log(e) for e in errors]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)

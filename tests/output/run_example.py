#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""run_example.py DOCUMENT RESULTS: runs the Python examples of a document in a results folder.

What they print is compared with summary.json, so that the document keeps its word."""
import contextlib
import io
import json
import os
import re
import sys


def main():
    document, results = sys.argv[1:3]
    with open(document, encoding="utf-8") as file:
        examples = re.findall(r"```python\n(.*?)```", file.read(), flags=re.S)
    assert examples, f"{document} has no Python example"
    os.chdir(results)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for example in examples:
            exec(compile(example, document, "exec"), {})  # pylint: disable=exec-used
    with open("summary.json", encoding="utf-8") as file:
        steps = json.load(file)["steps"]
    print(printed.getvalue())
    for number, step in enumerate(steps, start=1):
        for phase in step["phases"]:
            mean = phase["von_mises"]["mean"] / 1e9
            line = (f"step {number:04d}, lithiation {step['lithiation']:g}: "
                    f"mean von Mises stress in {phase['group']} {mean:.4f} GPa")
            assert line in printed.getvalue(), line


main()

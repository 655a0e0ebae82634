#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""outside.py [ROOT]: what those from outside rely on agrees with the house. One version, the Python package's too, known as a
release or as unreleased; the workflow and the hooks name stages of .ci/run; containers are made of
files and purposes that exist; the recipes of CONTRIBUTING.md name lists that are there."""
import json
import os
import re
import sys

import yaml


def faults(root):
    def read(path):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            return file.read()

    version = re.search(r"project\(sulfem VERSION ([0-9.]+)", read("CMakeLists.txt")).group(1)
    cited = str(yaml.safe_load(read("CITATION.cff"))["version"])
    if cited != version:
        yield f"CITATION.cff has version {cited}, CMakeLists.txt {version}"
    package = re.search(r'__version__ = "([0-9.]+)"', read("postprocess/sulfem/__init__.py")).group(1)
    if package != version:
        yield f"postprocess/sulfem/__init__.py has version {package}, CMakeLists.txt {version}"
    headings = re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)
    if not headings or headings[0] not in ("Unreleased", version):
        yield f"CHANGELOG.md begins with {headings[:1]}, neither Unreleased nor {version}"
    if [h for h in headings if h != "Unreleased"][:1] not in ([], [version]):
        yield f"CHANGELOG.md: the last release is {headings}, CMakeLists.txt has {version}"

    stages = set(re.findall(r"^(\w+)_stage\(\)", read(".ci/run"), re.MULTILINE))
    steps = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]["ci"]["steps"]
    run = [word for step in steps if step.get("run", "").startswith(".ci/run ")
           for word in step["run"].split()[1:]]
    standard = re.search(r"^  set -- (.*)$", read(".ci/run"), re.MULTILINE).group(1).split()
    if run != standard:
        yield f".github/workflows/ci.yml runs {run}, .ci/run {standard}"
    for hook in yaml.safe_load(read(".pre-commit-config.yaml"))["repos"][0]["hooks"]:
        if hook["entry"].split()[1] not in stages:
            yield f".pre-commit-config.yaml: .ci/run has no stage {hook['entry'].split()[1]}"

    container = read("Containerfile")
    purposes = {line.split()[0] for line in read("src/cmake/packages.txt").splitlines()
                if line and not line.startswith("#")}
    for words in re.findall(r"install-packages\.sh ([a-z ]+)", container):
        if set(words.split()) - purposes:
            yield f"Containerfile: src/cmake/packages.txt has no {sorted(set(words.split()) - purposes)}"
    for words in re.findall(r"^COPY (.*) \S+$", container, re.MULTILINE):
        for path in words.split():
            if not os.path.exists(os.path.join(root, path)):
                yield f"Containerfile copies {path}, which does not exist"
    build = json.loads(read(".devcontainer/devcontainer.json"))["build"]
    if not os.path.exists(os.path.join(root, ".devcontainer", build["dockerfile"])):
        yield f".devcontainer: no {build['dockerfile']}"
    if f" AS {build['target']}\n" not in container:
        yield f".devcontainer: the Containerfile has no target {build['target']}"
    if read(".containerignore") != read(".dockerignore"):
        yield ".containerignore and .dockerignore differ"


def main():
    found = list(faults(sys.argv[1] if len(sys.argv) > 1
                        else os.path.join(os.path.dirname(__file__), "../..")))
    for fault in found:
        print(fault)
    print(f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_install.py CMAKE BUILD: the installed program runs, and knows where its libraries are."""
import os
import re
import subprocess
import sys
import tempfile


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def main():
    cmake, build = sys.argv[1:]
    with tempfile.TemporaryDirectory() as prefix:
        output(cmake, "--install", build, "--prefix", prefix)
        program = os.path.join(prefix, "bin", "sulfem")
        version = output(program, "--version")
        built, installed = (re.findall(r"R(?:UN)?PATH.*\[(.*)\]", output("readelf", "-d", binary))
                            for binary in (os.path.join(build, "sulfem"), program))
    print(f"{version.strip()}; built: {built}, installed: {installed}")
    folders = [set(path[0].split(":")) - {""} if path else set() for path in (built, installed)]
    if not version.startswith("sulfem ") or folders[0] != folders[1]:
        print("the installed program does not look where the built one finds its libraries")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

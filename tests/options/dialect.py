#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""dialect.py SULFEM: every command reads its words alike and says what is wrong in the same words.
The options are those that each command's own --help lists."""
import re
import subprocess
import sys

COMMANDS = ["solve", "pack", "sweep", "analyse", "expansion", "materials"]
OPTION = re.compile(r"^  (--[a-z-]+)( [A-Z]+)?  ", re.MULTILINE)


def main():
    sulfem, failures, runs = sys.argv[1], 0, 0

    def run(*words):
        return subprocess.run([sulfem, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, timeout=100)

    def expect(said, *words):
        nonlocal failures, runs
        result = run(*words)
        runs += 1
        lines = result.stderr.splitlines()
        if result.returncode != 2 or len(lines) != 1 or said not in lines[0]:
            failures += 1
            print(f"{' '.join(words)}: status {result.returncode}, wanted {said!r}: {result.stderr}")

    for command in COMMANDS:
        told = run(command, "--help")
        options = OPTION.findall(told.stdout)
        if told.returncode != 0 or told.stderr or not options or run(command, "-h").stdout != told.stdout:
            failures += 1
            print(f"{command} --help: status {told.returncode}, {len(options)} options")
        first = options[0][0]
        expect(f'{command} knows no flag "{first[:-1]}"; there are "', command, "x", first[:-1])
        expect(f'did you mean "{first}"?', command, "x", first[:-1])
        for number, (option, word) in enumerate(options):
            if not word:
                expect(f'{option} takes no value, and got "yes"', command, "x", f"{option}=yes")
                continue
            missing = [[option], [f"{option}="], [option, "--help"]][number % 3]
            expect(f"{option} needs ", command, "x", *missing)
            expect(f'{option} was given twice: "1" and "2"', command, "x", option, "1", f"{option}=2")
        expect(f"{command} takes one ", command, "x", "y")
        if command != "materials":
            expect(f"{command} needs a ", command)
    print(f"{runs} wrong command lines, {failures} failures")
    return 1 if failures or runs < 70 else 0


if __name__ == "__main__":
    sys.exit(main())

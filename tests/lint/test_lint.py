#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The lint finds what it is there to find: one small tree a fault, and a sound one."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LONG = "int F(void) {\n" + "  ;\n" * 59 + "}\n"
GET_ONLY = "int F(Vec x) {\n  VecGetArrayRead(x, &a);\n  return 0;\n}\n"
BALANCED = "int F(Vec x) {\n  VecGetArrayRead(x, &a);\n  VecRestoreArrayRead(x, &a);\n  return 0;\n}\n"

LICENCE = "SPDX-License-Identifier: BSD-2-" + "Clause"

# (path, text, part of the expected message or None); sources get the opening that they need.
TREES = [
    ("src/fem/a.c", "#include <sulfem/mesh.h>\n" + BALANCED, None),
    ("src/mesh/a.c", "#include <sulfem/fem.h>\n", "must not include <sulfem/fem.h>"),
    ("src/model/a.c", "#include <petscvec.h>\n", "must not include <petscvec.h>"),
    ("src/report/a.c", "#include <sulfem/solve.h>\n", "must not include <sulfem/solve.h>"),
    ("src/io/a.c", "#include <sulfem/interface.h>\n", "must not include <sulfem/interface.h>"),
    ("src/run/a.c", "#include <sulfem/report.h>\n", None),
    ("src/solve/a.c", "#include <hdf5.h>\n", "must not include <hdf5.h>"),
    ("src/mesher/mesh.c", "#include <gmshc.h>\n", "gmsh_*.c"),
    ("src/mesh/gmsh_read.c", "#include <gmshc.h>\n", "gmsh_*.c"),
    ("src/mesh/gmsh_read.c", "#include <sulfem/gmsh_versions.h>\n", "gmsh_*.c"),
    ("src/fem/a.c", '#include "../mesh/piece.h"\n', "private header"),
    ("include/sulfem/unheard.h", "", "which room"),
    ("src/fem/a.c", "  asprintf(&text, form);\n", "asprintf"),
    ("src/attic/a.c", "", "no room"),
    ("src/fem/a.c", "int a;\n" * 699, "701 lines"),
    ("src/fem/a.c", LONG, "F has 61 lines"),
    ("src/fem/a.c", "int F(int a, int b, int c, int d, int e,\n      int (*f)(int, int), int g) {\n}\n",
     "F has 7 arguments"),
    ("src/cli/a.c", "void F(int a, int b, int c, int d, int e, int f, int g) {\n}\n"
     "void G(void) {\n  PetscCall(PetscPushErrorHandler(F, NULL));\n}\n", None),
    ("src/fem/a.h", "int SulOne(void);\nstatic inline int SulTwo(void) {\n  return SulOne();\n}\n", None),
    ("src/fem/a.c", "int a;\n" * 690, None),
    ("docs/design.md", "| `base` | errors |\n| `mesh` | meshes |\n", "the table has the rooms base, mesh"),
    ("src/fem/a.c", GET_ONLY, "do not pair up"),
    ("src/fem/a.c", "\tint a;\n", "a tab"),
    ("src/fem/a.c", "int a; \n", "blanks at the end"),
    ("src/fem/a.c", "/* TO" + "DO */\n", "do it or leave it out"),
    ("postprocess/a.py", 'open("/ho' + 'me/someone/a")\n', "path of one machine"),
    ("README.md", "[a](docs/none.md)\n", "does not exist"),
    ("README.md", "`inputs/none.yaml`\n", "does not exist"),
    ("README.md", "    make nothing\n", "no such target"),
    ("README.md", "`sulfem fly`\n", "no such command"),
    ("README.md", "`make check`, `sulfem solve x.yaml`, [make](Makefile)\n", None),
    ("src/fem/a.c", "/* ---- Torn\n * ---- */\n", "a banner stays on its line"),
    ("meshes/a.msh", "x" * 2000001, "above 2 MB"),
]


# The same without that opening.
BARE = [
    ("src/fem/a.c", "/* Sums. */\n", "no line 'SPDX"),
    ("postprocess/a.py", "import os\n", "no line 'SPDX"),
    ("postprocess/a.py", f"#!/usr/bin/python3\n# {LICENCE}\n", None),
    ("src/fem/a.c", f"/* {LICENCE} */\nint a;\n", "one sentence"),
    ("src/fem/a.c", f"/* {LICENCE} */\n/* Sums of many\n * things, all of them. */\n", None),
]


def opened(path, text):
    if path.endswith(".py"):
        return f"# {LICENCE}\n" + text
    if path.endswith((".c", ".h")):
        return f"/* {LICENCE} */\n/* A file. */\n" + text
    return text


def write(root, path, text):
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf-8") as file:
        file.write(text)


def lint(path, text):
    """Exit status and what the lint says about a tree that holds this file."""
    with tempfile.TemporaryDirectory() as root:
        write(root, "Makefile", f"# {LICENCE}\ncheck:\n")
        write(root, "src/cli/main.c", opened("main.c", "") + 'static const Command c = {"solve", SulCommandSolve};\n')
        write(root, path, text)
        run = subprocess.run([sys.executable, os.path.join(HERE, "lint.py"), root],
                             capture_output=True, text=True, check=False)
        return run.returncode, run.stdout + run.stderr


def main():
    failures = 0
    trees = [(path, opened(path, text), expected) for path, text, expected in TREES] + BARE
    for path, text, expected in trees:
        status, said = lint(path, text)
        sound = status == 0 if expected is None else status == 1 and expected in said
        if not sound:
            failures += 1
            print(f"{path} ({expected}): status {status}\n{said}")
    print(f"{len(trees)} trees, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

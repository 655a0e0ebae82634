# SPDX-License-Identifier: BSD-2-Clause
"""The cases that two programs are compared on, made and solved with the one before.

ladder        inputs/*.yaml
recipes       the recipes of inputs/ and tests/pipeline with a case of their own, meshed by the program before
study         inputs/seed-study/reduced.yaml, its twelve points
verification  whatever the scripts of tests/verification solve

Left out are the recipes without a case (thesis-cathode, li2s-cathode, seed-*): boxes of many million unknowns,
which serve forecasts; reduced.yaml and tests/pipeline have the same ingredients in small.
"""
import dataclasses
import glob
import os
import shutil
import subprocess
import sys

import h5py
import yaml

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
ENVIRONMENT = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                   OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_hwloc_base_binding_policy="none",
                   OMPI_MCA_btl_vader_single_copy_mechanism="none", HWLOC_COMPONENTS="-gl",
                   PRTE_MCA_rmaps_default_mapping_policy=":oversubscribe",
                   PRTE_MCA_hwloc_default_binding_policy="none", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
# name: recipe, case
RECIPES = {
    "image-stairs": ("inputs/recipes/image-stairs.yaml", "inputs/recipes/image-case.yaml"),
    "micron-260": ("inputs/recipes/micron-260.yaml", "inputs/recipes/micron-260-case.yaml"),
    "studies": ("inputs/studies/recipe.yaml", "inputs/studies/case.yaml"),
    "pipeline": ("tests/pipeline/recipe.yaml", "tests/pipeline/case.yaml"),
}
STUDY = "inputs/seed-study/reduced.yaml"


class Failed(Exception):
    pass


@dataclasses.dataclass
class Case:
    name: str
    path: str            # the case file
    before: str = ""     # folder of the results of the program before, where there are some already
    ranks: int = 1
    options: tuple = ()  # of PETSc


def call(words, folder=None, environment=None):
    done = subprocess.run(words, cwd=folder, env=environment or ENVIRONMENT, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise Failed(f"exit status {done.returncode} of {' '.join(words)}\n{done.stdout[-2000:]}")
    return done.stdout


def solve(program, case, folder):
    shutil.rmtree(folder, ignore_errors=True)
    call(["mpirun", "-n", str(case.ranks), program, "solve", case.path, "--output", folder, *case.options])


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def write(path, entry):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        yaml.safe_dump(entry, file, sort_keys=False)


def direct(case, folder):
    """The same by Cholesky factors to rounding, so that iterations have no say."""
    entry, here = load(case.path), os.path.dirname(case.path)
    for holder, key in ((entry["mesh"], "file"), (entry, "library")):
        if key in holder:
            holder[key] = os.path.normpath(os.path.join(here, holder[key]))
    entry["solver"] = {"preset": "direct", "relative_tolerance": 1e-12}
    path = os.path.join(folder, "direct.yaml")
    write(path, entry)
    return dataclasses.replace(case, path=path, before="", options=())


def ladder(_program, _work, ranks):
    for path in sorted(glob.glob(os.path.join(ROOT, "inputs", "*.yaml"))):
        yield Case("ladder/" + os.path.basename(path)[:-len(".yaml")], path, ranks=ranks)


def recipes(program, work, ranks):
    for name, (recipe, case) in RECIPES.items():
        folder = os.path.join(work, "recipes", name)
        mesh, path = os.path.join(folder, "mesh.msh"), os.path.join(folder, "case.yaml")
        entry = load(os.path.join(ROOT, case))
        entry.setdefault("mesh", {}).update(file=mesh)
        entry["output"] = {"directory": "results"}
        write(path, entry)
        if not os.path.exists(mesh):
            call([program, "pack", os.path.join(ROOT, recipe), "--output", mesh])
        yield Case(f"recipes/{name}", path, ranks=ranks)


def study(program, work, ranks):
    del ranks  # a point runs on one
    folder = os.path.join(work, "study")
    shutil.copytree(os.path.join(ROOT, os.path.dirname(STUDY)), os.path.join(folder, os.path.dirname(STUDY)),
                    dirs_exist_ok=True)
    call([program, "sweep", STUDY], folder)
    for path in sorted(glob.glob(os.path.join(folder, "results", "**", "case.yaml"), recursive=True)):
        point = os.path.dirname(path)
        yield Case("study/" + os.path.basename(point), path, point)


def verification(program, work, ranks):
    """The scripts' own judgement counts for nothing here: they may know what the program before does not."""
    scripts, folder = os.path.join(ROOT, "tests", "verification"), os.path.join(work, "verification")
    meshes = os.path.join(folder, "meshes")
    environment = dict(ENVIRONMENT, MPIRUN="mpirun", SULFEM=program, SULFEM_MESHES=meshes, SULFEM_WORK=folder,
                       GMSH="gmsh", PYTHONDONTWRITEBYTECODE="1")
    done = os.path.join(folder, "done")
    if not os.path.exists(done):
        call([sys.executable, os.path.join(scripts, "meshes.py"), meshes], environment=environment)
        for script in sorted(glob.glob(os.path.join(scripts, "test_*.py"))):
            try:
                call([sys.executable, script, "--ranks", str(ranks)], environment=environment)
            except Failed as failure:
                print(f"{os.path.basename(script)} fails with the program before: {str(failure)[-300:]}", flush=True)
        with open(done, "w", encoding="utf-8"):
            pass
    for path in sorted(glob.glob(os.path.join(folder, "*", "case.yaml"))):
        before = os.path.join(os.path.dirname(path), "output")
        if not os.path.exists(os.path.join(before, "summary.json")):
            continue
        with h5py.File(os.path.join(before, "fields.h5")) as file:
            there, options = int(file.attrs["ranks"]), str(file.attrs["petsc_options"]).split()
        yield Case("verification/" + os.path.basename(os.path.dirname(path)), path, before, there, tuple(options))


KINDS = {"ladder": ladder, "recipes": recipes, "study": study, "verification": verification}

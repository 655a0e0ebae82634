# SPDX-License-Identifier: BSD-2-Clause
"""The rooms of src/, front to back: a file may include headers of its own room and of rooms before it.

A public header belongs to the room that HEADERS names; a header that is named nowhere belongs to the
room of the same name, or is an error, so that this table stays whole.
"""

ROOMS = ["base", "element", "model", "input", "mesh", "fem", "solve", "report", "io",
         "voxel", "recipe", "pack", "mesher", "image", "analyse", "run", "sweep", "cli"]

HEADERS = {
    "error": "base",
    "log": "base",
    "memory": "base",
    "gmsh_versions": "base",
    "packages": "base",
    "parallel": "base",
    "random": "base",
    "petsc_versions": "base",
    "repeatable": "base",
    "text": "base",
    "try": "base",
    "vector": "base",
    "fingerprint": "base",
    "expansion": "model", "principal_stress": "model",
    "layer_expansion": "analyse",
    "array": "base",
    "body": "fem",
    "lithiation": "fem",
    "matrix_blocks": "fem",
    "points": "fem",
    "scalar_matrix": "fem",
    "work": "fem",
    "case": "input",
    "library": "input",
    "mesh_record": "input",
    "quantity": "input",
    "study": "input",
    "yaml": "input",
    "checkpoint": "io",
    "files": "io",
    "history": "io",
    "interface": "report",
    "json": "io",
    "output": "io",
    "composition": "recipe",
    "sizes": "recipe",
    "packing": "pack",
    "mesh_draft": "mesher",
    "point_tree": "pack",
    "tortuosity": "voxel",
    "percolation": "voxel",
    "steady_flux": "voxel",
    "mesh_tortuosity": "analyse",
    "voxel_tidy": "voxel",
    "summary": "run",
    "command": "cli",
}

# Foreign headers and the rooms that may see them; gmshc.h is for src/mesher/gmsh_*.c alone.
FOREIGN = {
    "petsc": {"base", "mesh", "fem", "solve", "report", "io", "voxel", "analyse", "run", "sweep", "cli"},
    "mpi": {"base", "mesh", "fem", "solve", "report", "io", "voxel", "analyse", "run", "sweep", "cli"},
    "hdf5": {"io", "image", "sweep"},
    "jansson": {"io", "pack", "analyse", "run", "sweep", "cli"},
    "yaml": {"input"},
    "udunits2": {"input"},
}

# Rooms that must not see one another although the order would let them: numbers from a solution do
# not depend on how it was found, and files hold arrays, whatever these mean.
APART = {
    "solve": {"io"},
    "report": {"solve"},
    "io": {"fem", "solve", "report"},
}


def room_of_header(name):
    """Room of include/sulfem/NAME.h, or None."""
    return HEADERS.get(name, name if name in ROOMS else None)


def may_include(room, other):
    return ROOMS.index(other) <= ROOMS.index(room) and other not in APART.get(room, ())

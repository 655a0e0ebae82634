# SPDX-License-Identifier: BSD-2-Clause
"""Results of SulFEM in Python.

    import sulfem
    run = sulfem.open("results/micron")         # a Run: output folder of `sulfem solve`
    study = sulfem.open("results/size-loading")  # a Study: directory of `sulfem sweep`

All values are in SI units, as in the files; docs/python.md of SulFEM's documentation shows the rest.
Parts are imported when they are used: what draws in ParaView needs neither h5py nor pandas."""
import importlib
import os

from sulfem import results
from sulfem.results import Mistake

__version__ = "0.1.0"
__all__ = ["Mistake", "Run", "Study", "open", "si"]
HOMES = {"Run": "sulfem.run", "Study": "sulfem.study", "si": "sulfem.units"}


def __getattr__(name):
    if name in HOMES:
        return getattr(importlib.import_module(HOMES[name]), name)
    raise AttributeError(f"module 'sulfem' has no attribute '{name}'")


def open(folder):  # pylint: disable=redefined-builtin
    """A Run or a Study, whichever the folder holds."""
    folder = os.fspath(folder)
    if os.path.isfile(os.path.join(folder, "table.csv")):
        return __getattr__("Study")(folder)
    if os.path.isfile(os.path.join(folder, "fields.xdmf")):
        return __getattr__("Run")(folder)
    results.need_folder(folder)
    there = ", ".join(sorted(os.listdir(folder))[:8]) or "nothing"
    if any(name.startswith("point-") for name in os.listdir(folder)):  # Mistakes that say what there is not yet
        results.existing(folder, "table.csv")
    if os.path.isfile(os.path.join(folder, "history.csv")) or os.path.isfile(os.path.join(folder, "status.csv")):
        results.existing(folder, "fields.xdmf")
    raise Mistake(f"{folder}: holds neither fields.xdmf (of a `sulfem solve`) nor table.csv (of a `sulfem sweep`, "
                  f"written by --collect); there is: {there}")

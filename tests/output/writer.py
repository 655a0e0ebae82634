# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of write_steps share: how to run it, and what a result of it must be."""
import os
import xml.etree.ElementTree as xml

import h5py
import numpy as np


def command(writer, mpirun, ranks, arguments):
    return [mpirun, "-n", str(ranks), writer, *map(str, arguments)]


def check_step(file, step, nodes, cells):
    """Every value is 1000 times the step's number plus the entry's number, modulo 1000."""
    group = file[f"steps/{step:04d}"]
    for name in ("displacement", "stress", "von_mises", "pressure", "lithiation"):
        values = group[name][:]
        entries = nodes if name == "displacement" else cells
        assert len(values) == entries, f"step {step}: {name} has {len(values)} entries"
        expected = 1000.0 * step + np.arange(entries) % 1000 if step else np.zeros(entries)
        if values.ndim == 2:
            expected = expected[:, None]
        assert (values == expected).all(), f"step {step}: {name} is torn"


def indexed_steps(path):
    """Steps that the index lists, from its own text."""
    root = xml.parse(path).getroot()
    assert root.find("./Domain/Information[@Name='title']").get("Value") == 'a <bar> & "more"'
    grids = root.findall("./Domain/Grid/Grid")
    places = [g.find("Attribute/DataItem").text.strip() for g in grids]
    assert places == [f"fields.h5:/steps/{k:04d}/displacement" for k in range(len(grids))], places
    return len(grids)


def check_published(folder, cubes):
    """Whatever stands under a final name is complete. Returns the number of steps, 0 for nothing."""
    fields, index = (os.path.join(folder, name) for name in ("fields.h5", "fields.xdmf"))
    if not os.path.exists(fields):
        assert not os.path.exists(index), "an index without fields"
        return 0
    with h5py.File(fields, "r") as file:
        steps = len(file["steps"])
        assert len(file["mesh/points"]) == 4 * (cubes + 1)
        assert (file["mesh/volume"][:] == 1 + np.arange(6 * cubes) % 1000).all()
        assert file["mesh/cells"][:].max() == 4 * (cubes + 1) - 1
        for step in range(steps):
            check_step(file, step, 4 * (cubes + 1), 6 * cubes)
    if os.path.exists(index):  # renamed after the fields: for a moment it may lag behind
        assert 1 <= indexed_steps(index) <= steps
    return steps

# SPDX-License-Identifier: BSD-2-Clause
"""meshio_reads.py RESULTS: meshio, which takes all that stands in a collection for steps, reads both indices: mesh,
number of steps, times and every field as fields.h5 has them."""
import os
import sys

import h5py
import meshio
import numpy as np


def check(folder, index, cells, points, steps):
    with meshio.xdmf.TimeSeriesReader(os.path.join(folder, index)) as reader:
        found_points, found_cells = reader.read_points_cells()
        assert np.array_equal(found_points, points[:]), f"{index}: points"
        assert len(found_cells) == 1 and np.array_equal(found_cells[0].data, cells[:]), f"{index}: cells"
        assert found_cells[0].type == {10: "tetra10", 6: "triangle6"}[cells.shape[1]], found_cells[0].type
        assert reader.num_steps == len(steps) > 1, f"{index}: {reader.num_steps} steps, not {len(steps)}"
        for k, name in enumerate(sorted(steps)):
            time, nodal, of_cells = reader.read_data(k)
            assert time == k, f"{index}: step {k} at {time}"
            fields = {**nodal, **{field: values[0] for field, values in of_cells.items()}}
            kept = {field for field, values in steps[name].items() if isinstance(values, h5py.Dataset)}
            assert kept <= set(fields), f"{index}: without {kept - set(fields)}"
            for field in kept:
                assert np.array_equal(fields[field], steps[name][field][:]), f"{index}: step {k}: {field}"


def main(folder):
    with h5py.File(os.path.join(folder, "fields.h5"), "r") as file:
        check(folder, "fields.xdmf", file["mesh/cells"], file["mesh/points"], file["steps"])
        surface = file["interfaces"]
        check(folder, "interfaces.xdmf", surface["faces"], surface["points"], surface["steps"])


main(sys.argv[1])

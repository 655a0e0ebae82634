# SPDX-License-Identifier: BSD-2-Clause
"""Ways in which a checkpoint can be damaged; each takes the path of a copy."""

import h5py
import numpy


def vector(file):
    return file["nodes"]["solve-0000"]


def values_at(path):
    with h5py.File(path) as file:
        return vector(file).id.get_offset(), vector(file).id.get_storage_size()


def overwrite(path, offset, data):
    with open(path, "r+b") as file:
        file.seek(offset)
        file.write(data)


def flipped_bit(path):
    offset, size = values_at(path)
    at = offset + size // 3 // 8 * 8 + 5  # in the leading digits of a number
    byte = path.read_bytes()[at]
    overwrite(path, at, bytes([byte ^ 0x10]))


def zeroed_block(path):
    offset, size = values_at(path)
    overwrite(path, offset + size // 2, bytes(512))


def swapped_rows(path):
    with h5py.File(path, "r+") as file:
        rows = vector(file)[...]
        vector(file)[...] = numpy.roll(rows, 1, axis=0)


def claimed_complete(path):
    with h5py.File(path, "r+") as file:
        facts = file["once"]["solve-0000-facts"]
        facts[0], facts[2] = 1, 1e-12


def single_precision(path):
    with h5py.File(path, "r+") as file:
        old = vector(file)
        new = file.create_dataset("nodes/new", data=old[...].astype("f4"))
        for name, value in old.attrs.items():
            new.attrs[name] = value
        del file["nodes/solve-0000"]
        file.move("nodes/new", "nodes/solve-0000")


def one_row_less(path):
    with h5py.File(path, "r+") as file:
        rows = vector(file)[...]
        attributes = dict(vector(file).attrs)
        del file["nodes/solve-0000"]
        new = file["nodes"].create_dataset("solve-0000", data=rows[:-1])
        for name, value in attributes.items():
            new.attrs[name] = value


def link_elsewhere(path):
    with h5py.File(path.with_name("elsewhere.h5"), "w") as other, h5py.File(path, "r+") as file:
        file.copy("nodes/solve-0000", other, "stolen")
        del file["nodes/solve-0000"]
        file["nodes/solve-0000"] = h5py.ExternalLink("elsewhere.h5", "/stolen")


def truncated(path):
    overwrite(path, 0, b"")
    with open(path, "r+b") as file:
        file.truncate(path.stat().st_size * 2 // 3)


ALL = [flipped_bit, zeroed_block, swapped_rows, claimed_complete, single_precision, one_row_less,
       link_elsewhere, truncated]

# SPDX-License-Identifier: BSD-2-Clause
"""The tables that runs and studies leave (CSV files) as frames of pandas."""
import pandas

from sulfem import results


def read(folder, name):
    """A frame with at least one row."""
    path = results.existing(folder, name)
    try:
        frame = pandas.read_csv(path, float_precision="round_trip")
    except pandas.errors.EmptyDataError as error:
        raise results.Mistake(f"{path}: is empty: it has no row yet, and no names of columns") from error
    except (pandas.errors.ParserError, UnicodeDecodeError) as error:
        raise results.Mistake(f"{path}: is no table: {str(error).strip()}") from error
    if frame.empty:
        raise results.Mistake(f"{path}: has no row yet")
    return frame

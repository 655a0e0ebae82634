# SPDX-License-Identifier: BSD-2-Clause
"""Values as people write them: numbers are SI, texts carry their unit ("0.3 GPa"). Texts take pint."""
import functools

from sulfem.results import Mistake, optional

BASE = {"Pa": "pressure", "m": "length", "1": "dimensionless"}


@functools.lru_cache(maxsize=1)
def registry():
    import pint
    return pint.UnitRegistry()


def si(value, unit):
    """The number in the SI unit ("Pa", "m" or "1") of a number or of a text with its unit."""
    if not isinstance(value, str):
        try:
            return float(value)
        except (TypeError, ValueError) as error:
            raise Mistake(f"{value!r}: a number in {unit}, or a text with its unit, is wanted") from error
    try:
        import pint
    except ImportError as missing:
        raise Mistake(f'"{value}": values with units take the Python package pint ({optional("units")}); without it give '
                      f"the number in {unit}") from missing
    wanted = "" if unit == "1" else unit
    try:
        found = registry().Quantity(value)
        return float(found.to(wanted).magnitude)
    except pint.DimensionalityError as error:
        raise Mistake(f'"{value}" is no {BASE[unit]}: a number with a unit like {unit} is wanted') from error
    except Exception as error:  # pint's parser fails in many ways
        raise Mistake(f'"{value}" is not understood: a number and its unit are wanted, like "0.3 GPa"') from error

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""seed_ratio.py SULFEM SOURCE: the seed study's electrolyte and carbon are 5:2 by volume, not by weight, in the
recipes of postprocess/seed_geometry.py, in what `sulfem pack` makes of them, and in the images of
tests/bench/seed_generator.py."""
import json
import pathlib
import subprocess
import sys
import tempfile

RATIO = 5 / 2


def check_weights(geometry):
    for loading in geometry.LOADINGS:
        share = dict(zip(geometry.DENSITY, geometry.weights(loading)))
        volume = {name: share[name] / density for name, density in geometry.DENSITY.items()}
        assert abs(sum(share.values()) - 1) < 1e-9 and share["sulfur"] == loading, share
        assert abs(volume["electrolyte"] / volume["carbon"] / RATIO - 1) < 1e-9, volume
        assert share["electrolyte"] / share["carbon"] < 0.9 * RATIO, "by weight"


def check_packed(sulfem, geometry, folder):
    """With the densities that the program's library has for the recipe's materials."""
    path = folder / "bulk"
    path.with_suffix(".yaml").write_text(geometry.recipe("bulk", 0.3, 1, aggregates=False), encoding="utf-8")
    subprocess.run([sulfem, "pack", f"{path}.yaml", "--no-mesh", "--output", f"{path}.msh"], check=True,
                   capture_output=True, timeout=300)
    volume = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["volume_fraction_wanted"]
    assert abs(volume["electrolyte"] / volume["carbon"] / RATIO - 1) < 1e-6, volume
    assert abs(sum(volume.values()) - 1) < 1e-6 and abs(volume["pore"] - 0.1) < 1e-6, volume


def check_images(generator, geometry):
    """What sulfur, carbon and a tenth of pores leave is electrolyte."""
    for loading in geometry.LOADINGS:
        sulfur, carbon = generator.shares(loading, 0.1)
        assert abs((0.9 - sulfur - carbon) / carbon / RATIO - 1) < 1e-9, (sulfur, carbon)


def main():
    sulfem, source = sys.argv[1], pathlib.Path(sys.argv[2])
    sys.path[:0] = [str(source / "postprocess"), str(source / "tests/bench")]
    import seed_generator as generator
    import seed_geometry as geometry
    check_weights(geometry)
    check_images(generator, geometry)
    with tempfile.TemporaryDirectory() as scratch:
        check_packed(sulfem, geometry, pathlib.Path(scratch))


if __name__ == "__main__":
    main()

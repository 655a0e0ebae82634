#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_numbers.py SULFEM: what the program writes as JSON against sums made here, in grams and moles,
and against a packing of the same recipe."""
import json
import pathlib
import tempfile

from program import RECIPES, Checks, run, state, sums

FARADAY = 96485.33212
AREAL = 3.6e4  # C/m2 in 1 mAh/cm2
S, LI2S, LI = 32.06, 45.94, 6.94  # g/mol
FULL = 2 * FARADAY / 3.6 / S  # mAh/g of sulfur
THESIS = RECIPES + "thesis-cathode.yaml"
CAPACITY = ["--capacity", "1615 mAh/g", "--electrolyte-capacity", "100 mAh/g"]
ROUND_OFF = 1e-12  # both sides are sums of a few doubles


def volumes(sulfur=30, electrolyte=1.64):
    """cm3 of sulfur, electrolyte (a pellet's density, the thesis's) and carbon in 100 g, 5:2 by weight
    the two latter."""
    rest = 100 - sulfur
    return sulfur / 2.07, rest * 5 / 7 / electrolyte, rest * 2 / 7 / 1.9


def check_thesis(checks):
    """The published numbers, and their corrections, at the digits at which they are quoted."""
    answer = sums(THESIS, "--volume-change", "0.80", "--thickness", "26 um")
    full = state(answer, "full")
    change, thickness = full["volume_change"], full["thickness"]
    checks.near("25.8 %", 100 * change["active_and_electrolyte"], 25.8, 0.05)
    checks.near("32.7 um", 1e6 * thickness["active_and_electrolyte"], 32.7, 0.05)
    sulfur, electrolyte, carbon = volumes()
    solids = 0.80 * sulfur / (sulfur + electrolyte + carbon)
    checks.near("all solids", change["solids"], solids, ROUND_OFF)
    checks.near("with pores", change["layer"], 0.9 * solids, ROUND_OFF)
    checks.near("pores close", change["layer_pores_yield"], 0.9 * solids - 0.1, ROUND_OFF)
    checks.near("thickness", thickness["layer"], 26e-6 * (1 + 0.9 * solids), 1e-17)
    checks.near("pores afterwards", full["porosity"], 0.1 / (1 + 0.9 * solids), ROUND_OFF)
    checks.true("the pores are closed", full["porosity_pores_yield"] == 0)
    checks.true("given on the command line", answer["active"]["volume_change_given"] is True)


def check_layer(checks):
    layer = sums(THESIS)["layer"]
    parts = dict(zip(("sulfur", "electrolyte", "carbon"), volumes()))
    whole = sum(parts.values()) / 0.9
    for one, weight in zip(layer["ingredients"], (0.3, 0.5, 0.2)):
        checks.near(one["name"] + " by weight", one["weight_fraction"], weight, ROUND_OFF)
        checks.near(one["name"] + " by volume", one["volume_fraction"], parts[one["name"]] / whole,
                    ROUND_OFF)
    checks.near("density", layer["density"], 1e3 * 100 / whole, 1e-9)
    checks.near("electrolyte per active", layer["electrolyte_per_active"], 5 / 3, ROUND_OFF)


def check_utilisation(checks):
    """Published with 1675 mAh/g: 95, 90, 84 % one way and 91, 86, 80 % the other."""
    for measured, simple, consistent in ((1694, 95, 91), (1615, 90, 86), (1500, 84, 80)):
        options = ["--capacity", f"{measured} mAh/g", "--electrolyte-capacity", "100 mAh/g"]
        answer = sums(THESIS, *options, "--theoretical-capacity", "1675 mAh/g")
        checks.near("simple", round(100 * state(answer, "simple")["lithiation"]), simple, 0)
        checks.near("consistent", round(100 * state(answer, "mass_consistent")["lithiation"]),
                    consistent, 0)
        exact = (measured - 100 * 5 / 3) / FULL
        answer = sums(THESIS, *options)
        checks.near("nF/M", state(answer, "mass_consistent")["lithiation"], exact, ROUND_OFF)


def check_clipping(checks):
    answer = sums(THESIS, "--capacity", "2000 mAh/g", "--electrolyte-capacity", "100 mAh/g")
    high = state(answer, "mass_consistent")
    checks.true("clipped to 1", high["lithiation"] == 1 and high["clipped"] is True)
    checks.near("what was clipped", high["utilisation"], (2000 - 500 / 3) / FULL, ROUND_OFF)
    said = run("expansion", THESIS, "--capacity", "2000 mAh/g", "--electrolyte-capacity", "100 mAh/g")
    checks.true("the table says so", "Clipped: the mass-consistent utilisation would be 109.65 %" in said)
    low = state(sums(THESIS, "--capacity", "50 mAh/g", "--electrolyte-capacity", "100 mAh/g"), "simple")
    checks.true("clipped to 0", low["lithiation"] == 0 and low["clipped"] is True
                and low["utilisation"] < 0 and low["volume_change"]["layer"] == 0)
    unclipped = run("expansion", THESIS, *CAPACITY)
    checks.true("and only then", "Clipped" not in unclipped)


def check_charge(checks):
    """Charges and thicknesses from the mass of sulfur per area."""
    answer = sums(THESIS, *CAPACITY, "--thickness", "26 um", "--anode", "Li metal")
    used = state(answer, "mass_consistent")
    grams = 26e-4 * 0.9 * 30 / sum(volumes())  # of sulfur per cm2
    moles = used["lithiation"] * grams / S
    checks.near("cell", used["cell_charge"] / AREAL, grams * 1615, 1e-11)
    checks.near("active", used["active_charge"], 1e4 * moles * 2 * FARADAY, 1e-8)
    growth = moles * (LI2S / 1.66 - S / 2.07) * 1e4  # um
    checks.near("growth", 1e6 * used["thickness"]["layer"] - 26, growth, 1e-9)
    lithium = -used["cell_charge"] / 1e4 / FARADAY * LI / 0.534 * 1e4
    checks.near("lithium", 1e6 * used["anode_thickness_change"], lithium, 1e-9)
    checks.near("stack", 1e6 * used["stack_thickness_change"], growth + lithium, 1e-9)
    per_charge = 1e6 * AREAL
    checks.near("S", per_charge * answer["active"]["volume_per_charge"], 2.2735, 5e-5)
    checks.near("Li", per_charge * answer["anode"]["volume_per_charge"], -4.849081, 5e-7)
    given = sums(THESIS, "--lithiation", "0.5", "--thickness", "26 um")
    half, full = state(given, "given"), state(given, "full")
    checks.near("half the charge", half["cell_charge"], full["active_charge"] / 2, 1e-9)
    checks.true("no anode", given["anode"] is None and half["anode_thickness_change"] is None)


def check_measured_charge(checks):
    """1.22 mAh of a cell of 10 mm: mass, porosity and growth, in grams and micrometres."""
    area = 0.785  # cm2
    options = [*CAPACITY, "--thickness", "26 um"]
    answer = sums(THESIS, *options, "--charge", "1.22 mAh", "--area", f"{area:.17g} cm2")
    charged, grams = answer["charged"], 1.22 / area / 1615  # g/cm2 of sulfur
    solids = grams / 30 * sum(volumes()) * 1e4  # um
    checks.near("charge", charged["charge"] / AREAL, 1.22 / area, 1e-12)
    checks.near("mass", charged["active_mass"], 10 * grams, 1e-14)
    checks.near("solids", 1e6 * charged["solids_thickness"], solids, 1e-10)
    checks.near("pores", charged["porosity"], 1 - solids / 26, ROUND_OFF)
    checks.near("31.5 %", 100 * charged["porosity"], 31.5, 0.05)
    checks.true("the recipe's porosity stays the recipe's", answer["layer"]["porosity"] == 0.1)
    used = state(answer, "mass_consistent")["lithiation"]
    growth = used * grams / S * (LI2S / 1.66 - S / 2.07) * 1e4  # um
    mine = state(charged, "mass_consistent")
    checks.near("29.2 um", 1e6 * mine["thickness"]["layer"], 29.2, 0.05)
    checks.near("26 um and growth", 1e6 * mine["thickness"]["layer"], 26 + growth, 1e-9)
    checks.near("pores take all of it", 1e6 * mine["thickness"]["layer_pores_yield"], 26, 1e-12)
    checks.near("what they keep", mine["porosity_pores_yield"], charged["porosity"] - growth / 26,
                ROUND_OFF)
    checks.near("pores afterwards", mine["porosity"], (26 - solids) / (26 + growth), ROUND_OFF)
    areal = sums(THESIS, *options, "--charge", f"{1.22 / area:.17g} mAh/cm2")["charged"]
    checks.near("per area", areal["porosity"], charged["porosity"], ROUND_OFF)
    half = sums(THESIS, "--lithiation", "0.5", "--thickness", "26 um", "--charge", "1 mAh/cm2")
    checks.near("by lithiation", half["charged"]["active_mass"], 10 / (0.5 * FULL), 1e-14)
    checks.true("only where it was asked for", sums(THESIS, *options)["charged"] is None)


def check_directions(checks):
    """What one electrode takes the other gives: four pairs, um per mAh/cm2."""
    per_charge = 1e6 * AREAL
    li2s = RECIPES + "li2s-cathode.yaml"
    for recipe, anode, cathode_um, anode_um in (
            (THESIS, "Li metal", 2.2735, -4.8491), (THESIS, "Si -> Li15Si4", 2.2735, -3.3627),
            (li2s, "Li metal", -2.2735, 4.8491), (li2s, "Si -> Li15Si4", -2.2735, 3.3627)):
        answer = sums(recipe, "--anode", anode)
        checks.near(recipe, per_charge * answer["active"]["volume_per_charge"], cathode_um, 5e-5)
        checks.near(anode, per_charge * answer["anode"]["volume_per_charge"], anode_um, 5e-5)
    full = state(sums(li2s, "--thickness", "45 um"), "full")
    checks.near("Li2S", full["active_volume_ratio"], S / 2.07 / (LI2S / 1.66), ROUND_OFF)
    checks.true("shrinks", full["thickness"]["layer"] < 45e-6 and full["porosity"] > 0.1)
    checks.near("or its pores open", full["thickness"]["layer_pores_yield"], 45e-6, 1e-18)
    lost = 0.9 * 30 / 1.66 / (30 / 1.66 + 50 / 1.86 + 20 / 1.9) * (1 - full["active_volume_ratio"])
    checks.near("by what is lost", full["porosity_pores_yield"], 0.1 + lost, ROUND_OFF)


def check_loadings(checks):
    answer = sums(THESIS, "--volume-change", "0.80", "--fractions", "0.3,0.4,0.5,0.6")
    checks.true("four", [one["fraction"] for one in answer["loadings"]] == [0.3, 0.4, 0.5, 0.6])
    for one in answer["loadings"]:
        sulfur, electrolyte, carbon = volumes(100 * one["fraction"])
        change, solids = one["volume_change"], sulfur + electrolyte + carbon
        checks.near("pair", change["active_and_electrolyte"],
                    0.80 * sulfur / (sulfur + electrolyte), ROUND_OFF)
        checks.near("solids", change["solids"], 0.80 * sulfur / solids, ROUND_OFF)
        checks.near("layer", change["layer"], 0.72 * sulfur / solids, ROUND_OFF)


def check_choices(checks, folder):
    """Several populations, a reaction by name, a library of one's own."""
    recipe = folder / "two.yaml"
    recipe.write_text("box: {edge: 30 um}\nlibrary: mine.yaml\n"
                      "composition: {by: weight, sulfur: 0.3, FeS2: 0.1, electrolyte: 0.6}\n"
                      "particles: [{phase: sulfur, radius: 2 um}, {phase: FeS2, radius: 1 um}]\n")
    (folder / "mine.yaml").write_text("materials: {S: {density: 2 g/cm3, reaction: Li2S -> S, source: test}}\n")
    other = folder / "other.yaml"
    other.write_text("materials: {S: {density: 1 g/cm3, source: test}}\n")
    pyrite = sums(recipe, "--active", "FeS2")
    checks.near("FeS2", pyrite["active"]["volume_change"], 1.607703, 1e-6)
    sulfur = sums(recipe, "--active", "sulfur")
    checks.near("the recipe's library", sulfur["active"]["volume_change"], -0.4403580, 1e-7)
    checks.true("lithium leaves", sulfur["active"]["takes_lithium"] is False)
    named = sums(recipe, "--active", "sulfur", "--reaction", "S + 2 Li -> Li2S")
    checks.near("--reaction", named["active"]["volume_change"], 0.7868567, 1e-7)
    mine = sums(recipe, "--active", "sulfur", "--library", str(other), "--volume-change", "0.5")
    checks.near("--library", mine["layer"]["ingredients"][0]["density"], 1000, 1e-9)
    checks.true("no reaction there", mine["active"]["reaction"] is None)
    checks.true("nor a capacity", mine["active"]["theoretical_capacity"] is None)


def check_by_volume(checks, folder):
    """Densities that nobody knows leave what needs them open, and nothing else."""
    recipe = folder / "volume.yaml"
    recipe.write_text("box: {edge: 30 um}\ncomposition: {by: volume, sulfur: 0.25, matrix: 0.75}\n"
                      "particles: {phase: sulfur, radius: 2 um}\n")
    answer = sums(recipe, "--capacity", "1000 mAh/g", "--volume-change", "0.8")
    checks.true("unknown", answer["layer"]["density"] is None
                and answer["layer"]["electrolyte_per_active"] is None
                and answer["layer"]["ingredients"][0]["weight_fraction"] is None)
    checks.near("known", state(answer, "full")["volume_change"]["layer"], 0.2, ROUND_OFF)
    checks.near("of 1672", state(answer, "simple")["lithiation"], 1000 / FULL, ROUND_OFF)


def check_dense(checks, folder):
    """The library's electrolyte is the dense one: a recipe counts its pores apart."""
    recipe = folder / "standard.yaml"
    recipe.write_text("box: {edge: 50 um}\n"
                      "composition: {by: weight, sulfur: 0.30, electrolyte: 0.50, carbon: 0.20}\n"
                      "particles: {phase: sulfur, radius: 2 um}\n")
    sulfur = sums(recipe)["layer"]["ingredients"][0]
    parts = volumes(electrolyte=1.86)
    checks.near("sulfur of the solids", sulfur["volume_fraction_of_solids"], parts[0] / sum(parts),
                ROUND_OFF)
    checks.near("27.92 %", 100 * sulfur["volume_fraction_of_solids"], 27.92, 0.005)


def check_packing(checks, folder):
    """The packing of the same recipe has the fractions that the sums rest on (0.5 % is allowed)."""
    run("pack", THESIS, "--no-mesh", "--output", str(folder / "mesh.msh"))
    packed = json.loads((folder / "mesh.json").read_text())
    layer = sums(THESIS)["layer"]
    wanted = {one["name"]: one for one in layer["ingredients"]}
    for name in ("sulfur", "electrolyte", "carbon"):
        expected = wanted[name]["weight_fraction"]
        checks.near(name, packed["weight_fraction"][name], expected, 5e-3 * expected)
    expected = wanted["sulfur"]["volume_fraction"]
    checks.near("sulfur by volume", packed["volume_fraction"]["sulfur"], expected, 5e-3 * expected)


def check_output(checks, folder):
    file = folder / "out.json"
    said = run("expansion", THESIS, *CAPACITY, "--output", str(file))
    checks.true("table beside the file", "change of volume" in said and f"wrote {file}" in said)
    checks.true("the same document", json.loads(file.read_text()) == sums(THESIS, *CAPACITY))


def main():
    checks = Checks()
    for check in (check_thesis, check_layer, check_utilisation, check_clipping, check_charge,
                  check_measured_charge, check_directions, check_loadings):
        check(checks)
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_choices, check_by_volume, check_dense, check_packing, check_output):
            check(checks, pathlib.Path(folder))
    checks.end()


main()

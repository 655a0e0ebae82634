/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem expansion`. */
#include "expansion_arguments.h"

#include "command_line.h"

#define PLACE(member) offsetof(SulExpansionArguments, member)

static const SulOption options[] = {
    {"--capacity", "Q", "a capacity per mass of active material: --capacity \"1615 mAh/g\"",
     PLACE(capacity), "measured, per mass of active material: gives the utilisation"},
    {"--electrolyte-capacity", "Q",
     "a capacity per mass of electrolyte: --electrolyte-capacity \"100 mAh/g\"",
     PLACE(electrolyte_capacity), "share of the electrolyte in it, per mass of electrolyte"},
    {"--lithiation", "X", "a number from 0 to 1: --lithiation 0.9", PLACE(lithiation),
     "in the place of a capacity, 0 to 1"},
    {"--thickness", "LENGTH", "a length: --thickness \"26 um\"", PLACE(thickness),
     "of the layer, which can only grow that way: thickness and charge per area"},
    {"--charge", "Q", "a charge per area, or a charge beside --area: --charge \"1.554 mAh/cm2\"",
     PLACE(charge),
     "measured, of the layer, per area: gives the porosity that goes with it and the thickness"},
    {"--area", "A", "an area: --area \"0.785 cm2\"", PLACE(area),
     "of the layer, where the charge is the whole cell's"},
    {"--anode", "REACTION", "a reaction of the library: --anode \"Li metal\"", PLACE(anode),
     "the anode's change of thickness for the same charge"},
    {"--fractions", "LIST", "numbers with commas: --fractions 0.3,0.4,0.5,0.6", PLACE(fractions),
     "the same recipe with other shares of active material, as in --fractions 0.3,0.4,0.5,0.6"},
    {"--active", "INGREDIENT", "an ingredient that is particles: --active sulfur", PLACE(active),
     "which one reacts, where several are particles"},
    {"--reaction", "REACTION", "a reaction of the library: --reaction \"S + 2 Li -> Li2S\"",
     PLACE(reaction), "of the active material (else: its own in the library)"},
    {"--volume-change", "DV", "a number, dV/V0 at lithiation 1: --volume-change 0.80",
     PLACE(volume_change), "dV/V0 at lithiation 1 (else: the reaction's)"},
    {"--theoretical-capacity", "Q",
     "a capacity per mass of active material: --theoretical-capacity \"1675 mAh/g\"",
     PLACE(theoretical_capacity), "per mass of active material (else: the reaction's)"},
    {"--library", "FILE", "a file: --library my-materials.yaml", PLACE(library),
     "a library file of your own, read before the recipe's"},
    {"--json", NULL, NULL, PLACE(json), "print JSON, SI units, instead of the table"},
    {"--output", "FILE", "a file: --output expansion.json", PLACE(output), "write the JSON there"},
};

static const SulCommandLine line = {
    .command = "expansion",
    .usage = "sulfem expansion RECIPE.yaml [--capacity \"1615 mAh/g\"]\n"
             "                        [--electrolyte-capacity \"100 mAh/g\"] [--thickness \"26 "
             "um\"]\n"
             "                        [--anode \"Li metal\"] [--json] [--output FILE.json] ...",
    .about = "Change of volume and thickness of a recipe's layer, from its composition and the\n"
             "reaction of its active material (docs/expansion.md). Packs and solves nothing.",
    .ends = "Exit status: 0 done, 1 internal error, 2 wrong input, 4 reading or writing failed.",
    .subject = "recipe",
    .example = "sulfem expansion RECIPE.yaml [--capacity \"1615 mAh/g\"] [--thickness \"26 um\"] "
               "[--output FILE.json]",
    .hint = "",
    .place = PLACE(recipe),
    .help = PLACE(help),
    .options = options,
    .option_count = sizeof options / sizeof options[0],
};

static void Check(const SulExpansionArguments *result, SulError *error) {
  if (result->lithiation && result->capacity)
    SulErrorSet(error, SUL_INPUT,
                "--lithiation and --capacity exclude each other: the lithiation would follow from "
                "the capacity");
  else if (result->electrolyte_capacity && !result->capacity)
    SulErrorSet(error, SUL_INPUT,
                "--electrolyte-capacity is taken off the measured capacity: it needs --capacity, "
                "as in --capacity \"1615 mAh/g\"");
  else if (result->area && !result->charge)
    SulErrorSet(error, SUL_INPUT,
                "--area is that of a measured charge: it needs --charge, as in --charge \"1.22 "
                "mAh\"");
  else if (result->charge && !result->thickness)
    SulErrorSet(error, SUL_INPUT,
                "--charge tells how much material a layer of known thickness holds: it needs "
                "--thickness, as in --thickness \"26 um\"");
  else if (result->charge && !result->capacity && !result->lithiation)
    SulErrorSet(error, SUL_INPUT,
                "--charge needs what each gram of active material gave of it: --capacity, as in "
                "--capacity \"1615 mAh/g\", or --lithiation");
}

void SulExpansionArgumentsParse(int count, char **arguments, SulExpansionArguments *result,
                                SulError *error) {
  *result = (SulExpansionArguments){0};
  SulCommandLineParse(&line, (SulWords){count, arguments}, result, NULL, error);
  if (!SulFailed(error) && !result->help) Check(result, error);
}

void SulExpansionArgumentsHelp(void) {
  SulCommandLineHelp(&line);
}

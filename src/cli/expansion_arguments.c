/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem expansion`. */
#include "expansion_arguments.h"

#include <stddef.h>
#include <string.h>
#include <sulfem/text.h>

/* A flag that takes a word, as "--flag word" or "--flag=word", what that is, and where it goes. */
typedef struct {
  const char *name, *example;
  size_t place;
} WordFlag;

#define PLACE(member) offsetof(SulExpansionArguments, member)

static const WordFlag word_flags[] = {
    {"--capacity", "a capacity per mass of active material: --capacity \"1615 mAh/g\"",
     PLACE(capacity)},
    {"--electrolyte-capacity",
     "a capacity per mass of electrolyte: --electrolyte-capacity \"100 mAh/g\"",
     PLACE(electrolyte_capacity)},
    {"--theoretical-capacity",
     "a capacity per mass of active material: --theoretical-capacity \"1675 mAh/g\"",
     PLACE(theoretical_capacity)},
    {"--lithiation", "a number from 0 to 1: --lithiation 0.9", PLACE(lithiation)},
    {"--volume-change", "a number, dV/V0 at lithiation 1: --volume-change 0.80",
     PLACE(volume_change)},
    {"--reaction", "a reaction of the library: --reaction \"S + 2 Li -> Li2S\"", PLACE(reaction)},
    {"--active", "an ingredient that is particles: --active sulfur", PLACE(active)},
    {"--library", "a file: --library my-materials.yaml", PLACE(library)},
    {"--thickness", "a length: --thickness \"26 um\"", PLACE(thickness)},
    {"--charge", "a charge per area, or a charge beside --area: --charge \"1.554 mAh/cm2\"",
     PLACE(charge)},
    {"--area", "an area: --area \"0.785 cm2\"", PLACE(area)},
    {"--anode", "a reaction of the library: --anode \"Li metal\"", PLACE(anode)},
    {"--fractions", "numbers with commas: --fractions 0.3,0.4,0.5,0.6", PLACE(fractions)},
    {"--output", "a file: --output expansion.json", PLACE(output)},
};
enum { WORD_FLAGS = sizeof word_flags / sizeof word_flags[0], SWITCHES = 2 };

static void TellFlag(const char *word, SulError *error) {
  const char *flags[WORD_FLAGS + SWITCHES] = {"--json", "--help"};
  for (int f = 0; f < WORD_FLAGS; f++)
    flags[SWITCHES + f] = word_flags[f].name;
  SulErrorSet(error, SUL_INPUT, "expansion knows no flag \"%s\"; there are ", word);
  SulTextAppendList(error->text, sizeof error->text, flags, WORD_FLAGS + SWITCHES);
  const char *near = SulTextNearest(word, flags, WORD_FLAGS + SWITCHES);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
}

/* Takes the flag at arguments[i]; returns how many arguments it used. */
static int TakeFlag(int count, char **arguments, int i, SulExpansionArguments *result,
                    SulError *error) {
  const char *word = arguments[i];
  for (int f = 0; f < WORD_FLAGS; f++) {
    const char *name = word_flags[f].name;
    size_t length = strlen(name);
    if (strncmp(word, name, length) != 0 || (word[length] && word[length] != '=')) continue;
    bool joined = word[length] == '=';
    const char *value = joined ? word + length + 1 : i + 1 < count ? arguments[i + 1] : "";
    const char **place = (const char **)(void *)((char *)result + word_flags[f].place);
    if (!value[0] || (!joined && strncmp(value, "--", 2) == 0))
      SulErrorSet(error, SUL_INPUT, "%s needs %s", name, word_flags[f].example);
    else if (*place)
      SulErrorSet(error, SUL_INPUT, "%s was given twice: \"%s\" and \"%s\"", name, *place, value);
    *place = value;
    return joined ? 1 : 2;
  }
  if (strcmp(word, "--json") == 0)
    result->json = true;
  else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
    result->help = true;
  else
    TellFlag(word, error);
  return 1;
}

static void Check(const SulExpansionArguments *result, SulError *error) {
  if (!result->recipe)
    SulErrorSet(error, SUL_INPUT,
                "expansion needs a recipe: sulfem expansion RECIPE.yaml [--capacity \"1615 mAh/g\"]"
                " [--thickness \"26 um\"] [--output FILE.json]");
  else if (result->lithiation && result->capacity)
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
  for (int i = 0; i < count && !SulFailed(error);) {
    if (arguments[i][0] == '-')
      i += TakeFlag(count, arguments, i, result, error);
    else if (!result->recipe)
      result->recipe = arguments[i++];
    else
      SulErrorSet(error, SUL_INPUT, "expansion takes one recipe, and got \"%s\" and \"%s\"",
                  result->recipe, arguments[i]);
  }
  if (!SulFailed(error) && !result->help) Check(result, error);
}

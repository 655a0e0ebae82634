/* SPDX-License-Identifier: BSD-2-Clause */
/* From the words of the command line, the recipe and the library to what is to be summed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/model.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

#include "expansion.h"

/* ---- Words of the command line --------------------------------------------------------------- */

/* The quantity behind a flag; NAN where it was not given. */
static double Quantity(const char *flag, const char *word, SulDimension dimension, bool zero,
                       SulError *error) {
  if (!word || SulFailed(error)) return NAN;
  double value = SulQuantity(word, dimension, error);
  if (!SulFailed(error) && !(value > 0 || (zero && value == 0)))
    SulErrorSet(error, SUL_INPUT, "must %s, found \"%s\"",
                zero ? "not be negative" : "be larger than 0", word);
  if (SulFailed(error)) SulErrorAppend(error, "; in %s", flag);
  return value;
}

static double Number(const char *flag, const char *word, SulError *error) {
  if (!word || SulFailed(error)) return NAN;
  double value = SulNumber(word, error);
  if (SulFailed(error)) SulErrorAppend(error, "; in %s", flag);
  return value;
}

static const SulReaction *Reaction(const char *flag, const char *name, const SulLibrary *library,
                                   SulError *error) {
  if (!name || SulFailed(error)) return NULL;
  const SulReaction *reaction = SulLibraryReaction(library, name);
  if (reaction) return reaction;
  char text[2000] = "";
  SulLibraryTellReactions(library, name, text, sizeof text);
  SulErrorSet(error, SUL_INPUT, "%s \"%s\": the library has no reaction of that name%s", flag, name,
              text);
  return NULL;
}

/* ---- The active material --------------------------------------------------------------------- */

static void ChooseActive(const SulRecipe *recipe, const char *wanted, int *active,
                         SulError *error) {
  const char **names = SulAllocate((size_t)recipe->population_count, sizeof *names);
  size_t count = 0;
  *active = -1;
  for (int p = 0; p < recipe->population_count; p++) {
    int ingredient = recipe->populations[p].ingredient;
    const char *name = recipe->ingredients[ingredient].name;
    bool known = false;
    for (size_t k = 0; k < count && !known; k++)
      known = names[k] == name;
    if (!known) names[count++] = name;
    if (wanted ? strcmp(name, wanted) == 0 : *active < 0) *active = ingredient;
  }
  const char *near = wanted && *active < 0 ? SulTextNearest(wanted, names, count) : NULL;
  if (*active < 0)
    SulErrorSet(error, SUL_INPUT,
                "--active \"%s\": %s has no particles of that name; there are: ", wanted,
                recipe->path);
  else if (!wanted && count > 1)
    SulErrorSet(error, SUL_INPUT,
                "%s has particles of several ingredients; say with --active which one reacts (the "
                "others then keep their volume); there are: ",
                recipe->path);
  if (SulFailed(error)) SulTextAppendList(error->text, sizeof error->text, names, count);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
  free(names);
}

static const SulReaction *OwnReaction(const SulRecipe *recipe, int active,
                                      const SulLibrary *library) {
  const char *name = recipe->ingredients[active].material;
  const SulMaterial *material = name[0] ? SulLibraryMaterial(library, name) : NULL;
  return material && material->reaction[0] ? SulLibraryReaction(library, material->reaction) : NULL;
}

static double GivenVolumeChange(const char *word, SulError *error) {
  double change = Number("--volume-change", word, error);
  if (!SulFailed(error) && !(change > -1))
    SulErrorSet(error, SUL_INPUT,
                "--volume-change must be larger than -1 (nothing would be left); it is dV/V0 at "
                "lithiation 1, found \"%s\"",
                word);
  return change;
}

static double ReactionVolumeChange(const SulReaction *reaction, const char *ingredient,
                                   SulError *error) {
  double change = NAN;
  if (!reaction)
    SulErrorSet(error, SUL_INPUT,
                "nothing says how much \"%s\" swells: its material has no reaction in the library; "
                "give --reaction, or --volume-change as in --volume-change 0.80",
                ingredient);
  else if (!SulReactionVolumeChange(reaction, &change))
    SulErrorSet(error, SUL_INPUT,
                "the volume change of \"%s\" is not known (a density is missing); give it, as in "
                "--volume-change 0.80",
                reaction->entry.name);
  else if (!(change > -1))
    SulErrorSet(error, SUL_INPUT,
                "\"%s\" leaves no solid: a layer cannot follow it to its end; it may be the "
                "reaction of the --anode",
                reaction->entry.name);
  return change;
}

static void FindActive(const SulExpansionArguments *arguments, const SulLibrary *library,
                       SulExpansionRequest *request, SulError *error) {
  const SulRecipe *recipe = request->recipe;
  ChooseActive(recipe, arguments->active, &request->active, error);
  if (SulFailed(error)) return;
  request->reaction = arguments->reaction
                          ? Reaction("--reaction", arguments->reaction, library, error)
                          : OwnReaction(recipe, request->active, library);
  request->theoretical_capacity = Quantity(
      "--theoretical-capacity", arguments->theoretical_capacity, SUL_SPECIFIC_CHARGE, false, error);
  if (isnan(request->theoretical_capacity) && request->reaction)
    request->theoretical_capacity = SulReactionCapacity(request->reaction);
  if (SulFailed(error)) return;
  request->volume_change_given = arguments->volume_change != NULL;
  request->volume_change =
      request->volume_change_given
          ? GivenVolumeChange(arguments->volume_change, error)
          : ReactionVolumeChange(request->reaction, recipe->ingredients[request->active].name,
                                 error);
}

/* ---- How far it goes ------------------------------------------------------------------------- */

static void CheckCapacity(const SulExpansionRequest *request, SulError *error) {
  const SulRecipe *recipe = request->recipe;
  const SulIngredient *active = &recipe->ingredients[request->active];
  const SulIngredient *electrolyte = &recipe->ingredients[recipe->matrix];
  const SulIngredient *unknown = active->density > 0 ? electrolyte : active;
  if (isnan(request->theoretical_capacity))
    SulErrorSet(error, SUL_INPUT,
                "a utilisation needs the theoretical capacity of \"%s\", and no reaction gives it; "
                "for example: --theoretical-capacity \"1672 mAh/g\"",
                active->name);
  else if (request->electrolyte_capacity > 0 && !(unknown->density > 0))
    SulErrorSet(error, SUL_INPUT,
                "--electrolyte-capacity needs the density of \"%s\", and neither %s nor the "
                "library has one; for example: materials: {%s: {density: 2.0 g/cm3}}",
                unknown->name, recipe->path, unknown->name);
}

static void ReadCapacities(const SulExpansionArguments *arguments, SulExpansionRequest *request,
                           SulError *error) {
  request->capacity = Quantity("--capacity", arguments->capacity, SUL_SPECIFIC_CHARGE, true, error);
  double taken = Quantity("--electrolyte-capacity", arguments->electrolyte_capacity,
                          SUL_SPECIFIC_CHARGE, true, error);
  request->electrolyte_capacity = isnan(taken) ? 0 : taken;
  if (!isnan(request->capacity) && !SulFailed(error)) CheckCapacity(request, error);
}

static void ReadLithiation(const SulExpansionArguments *arguments, SulExpansionRequest *request,
                           SulError *error) {
  request->lithiation = Number("--lithiation", arguments->lithiation, error);
  if (isnan(request->lithiation) || SulFailed(error)) return;
  if (!(request->lithiation >= 0 && request->lithiation <= 1))
    SulErrorSet(error, SUL_INPUT, "--lithiation must lie from 0 to 1, found \"%s\"",
                arguments->lithiation);
}

static void FindAnode(const SulExpansionArguments *arguments, const SulLibrary *library,
                      SulExpansionRequest *request, SulError *error) {
  double volume;
  if (SulFailed(error) || !arguments->anode) return;
  if (!request->reaction)
    SulErrorSet(error, SUL_INPUT,
                "--anode: whether lithium comes or goes follows from the reaction of \"%s\", which "
                "the library does not have; give --reaction",
                request->recipe->ingredients[request->active].name);
  request->anode = Reaction("--anode", arguments->anode, library, error);
  if (request->anode && !SulReactionVolumePerCharge(request->anode, &volume))
    SulErrorSet(error, SUL_INPUT,
                "--anode \"%s\": its change of volume is not known (a density is missing in the "
                "library)",
                request->anode->entry.name);
}

/* ---- Other shares of active material --------------------------------------------------------- */

/* One number of the list; `text` is moved behind it and its comma. */
static double TakeFraction(const char **text, SulError *error) {
  char word[SUL_NAME_SIZE] = "";
  size_t length = strcspn(*text, ",");
  SulTextAppend(word, sizeof word, "%.*s", (int)length, *text);
  *text += length + ((*text)[length] == ',');
  double fraction = Number("--fractions", word, error);
  if (!SulFailed(error) && !(fraction > 0 && fraction < 1))
    SulErrorSet(error, SUL_INPUT,
                "--fractions must lie between 0 and 1 (0.3 for 30 %%), found \"%s\"", word);
  return fraction;
}

static void ReadFractions(const char *list, SulExpansionRequest *request, SulError *error) {
  if (!list || SulFailed(error)) return;
  request->fractions = SulAllocate(strlen(list) + 1, sizeof *request->fractions);
  for (const char *text = list; *text && !SulFailed(error);)
    request->fractions[request->fraction_count++] = TakeFraction(&text, error);
}

/* ---- All ------------------------------------------------------------------------------------- */

void SulExpansionRequestRead(const SulExpansionArguments *arguments, const SulRecipe *recipe,
                             const SulLibrary *library, SulExpansionRequest *request,
                             SulError *error) {
  *request = (SulExpansionRequest){.recipe = recipe};
  FindActive(arguments, library, request, error);
  request->thickness = Quantity("--thickness", arguments->thickness, SUL_LENGTH, false, error);
  if (!SulFailed(error)) ReadCapacities(arguments, request, error);
  if (!SulFailed(error)) ReadLithiation(arguments, request, error);
  if (!SulFailed(error)) SulExpansionChargeRead(arguments, request, error);
  FindAnode(arguments, library, request, error);
  ReadFractions(arguments->fractions, request, error);
}

void SulExpansionRequestFree(SulExpansionRequest *request) {
  free(request->fractions);
  *request = (SulExpansionRequest){0};
}

/* From arguments, recipe and library to the numbers of `sulfem expansion`. */
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

/* ---- Composition ----------------------------------------------------------------------------- */

static void SumLayer(const SulRecipe *recipe, const double *solids, int active, SulLayer *layer) {
  double all = 1 - recipe->porosity;
  layer->active = solids[active] * all;
  layer->electrolyte = solids[recipe->matrix] * all;
  layer->pores = recipe->porosity;
  layer->inert = 0;
  for (int i = 0; i < recipe->ingredient_count; i++)
    if (i != active && i != recipe->matrix) layer->inert += solids[i] * all;
}

static double Density(const SulRecipe *recipe, int ingredient) {
  double density = recipe->ingredients[ingredient].density;
  return density > 0 ? density : NAN;
}

static void SumComposition(const SulRecipe *recipe, SulExpansion *result) {
  size_t count = (size_t)recipe->ingredient_count;
  int active = result->active.ingredient, electrolyte = recipe->matrix;
  double *solids = SulAllocate(count, sizeof *solids);
  SulRecipeSolids(recipe, solids);
  SumLayer(recipe, solids, active, &result->layer);
  result->shares = SulAllocate(count, sizeof *result->shares);
  for (int i = 0; i < recipe->ingredient_count; i++) {
    SulExpansionShare *one = &result->shares[i];
    one->of_solids = solids[i];
    one->of_layer = solids[i] * (1 - recipe->porosity);
    one->weight = solids[i] > 0 ? one->of_layer * Density(recipe, i) : 0;
    result->density += one->weight;
  }
  for (int i = 0; i < recipe->ingredient_count; i++)
    result->shares[i].weight /= result->density;
  result->electrolyte_per_active = solids[electrolyte] * Density(recipe, electrolyte) /
                                   (solids[active] * Density(recipe, active));
  free(solids);
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

static void FindActive(const SulExpansionArguments *arguments, SulExpansion *result,
                       SulError *error) {
  const SulRecipe *recipe = result->recipe;
  SulExpansionActive *active = &result->active;
  ChooseActive(recipe, arguments->active, &active->ingredient, error);
  if (SulFailed(error)) return;
  active->reaction = arguments->reaction
                         ? Reaction("--reaction", arguments->reaction, result->library, error)
                         : OwnReaction(recipe, active->ingredient, result->library);
  active->capacity = Quantity("--theoretical-capacity", arguments->theoretical_capacity,
                              SUL_SPECIFIC_CHARGE, false, error);
  if (isnan(active->capacity) && active->reaction)
    active->capacity = SulReactionCapacity(active->reaction);
  if (SulFailed(error)) return;
  active->given = arguments->volume_change != NULL;
  active->volume_change =
      active->given ? GivenVolumeChange(arguments->volume_change, error)
                    : ReactionVolumeChange(active->reaction,
                                           recipe->ingredients[active->ingredient].name, error);
  active->volume_per_charge = SulVolumePerCharge(
      active->volume_change, Density(recipe, active->ingredient), active->capacity);
}

/* ---- States ---------------------------------------------------------------------------------- */

static void AddState(SulExpansion *result, const char *name, double utilisation) {
  SulExpansionState *state = &result->states[result->state_count++];
  const SulExpansionActive *active = &result->active;
  double density = Density(result->recipe, active->ingredient);
  double share = result->layer.active;
  state->name = name;
  state->utilisation = utilisation;
  state->lithiation = fmin(fmax(utilisation, 0), 1);
  state->growth = state->lithiation * active->volume_change;
  for (int c = 0; c < SUL_COUNTINGS; c++) {
    state->change[c] = SulLayerVolumeChange(&result->layer, (SulCounting)c, state->growth);
    state->porosity[c] = SulLayerPorosity(&result->layer, (SulCounting)c, state->growth);
    state->thickness[c] = result->thickness * (1 + state->change[c]);
  }
  state->active_charge =
      SulArealCharge(result->thickness, share, density, state->lithiation * active->capacity);
}

/* The cell's charge is the measured one where there is one: all of it passes the anode. */
static void AddCharges(SulExpansion *result) {
  double density = Density(result->recipe, result->active.ingredient);
  double share = result->layer.active;
  for (int s = 0; s < result->state_count; s++) {
    SulExpansionState *state = &result->states[s];
    bool measured = s > 0 && !isnan(result->capacity);
    state->cell_charge = measured
                             ? SulArealCharge(result->thickness, share, density, result->capacity)
                             : state->active_charge;
    state->anode = result->anode_per_charge * state->cell_charge;
  }
}

static void CheckCapacity(const SulExpansion *result, SulError *error) {
  const SulRecipe *recipe = result->recipe;
  const SulIngredient *active = &recipe->ingredients[result->active.ingredient];
  const SulIngredient *electrolyte = &recipe->ingredients[recipe->matrix];
  const SulIngredient *unknown = active->density > 0 ? electrolyte : active;
  if (isnan(result->active.capacity))
    SulErrorSet(error, SUL_INPUT,
                "a utilisation needs the theoretical capacity of \"%s\", and no reaction gives it; "
                "for example: --theoretical-capacity \"1672 mAh/g\"",
                active->name);
  else if (result->electrolyte_capacity > 0 && isnan(result->electrolyte_per_active))
    SulErrorSet(error, SUL_INPUT,
                "--electrolyte-capacity needs the density of \"%s\", and neither %s nor the "
                "library has one; for example: materials: {%s: {density: 2.0 g/cm3}}",
                unknown->name, recipe->path, unknown->name);
}

static void AddCapacityStates(const SulExpansionArguments *arguments, SulExpansion *result,
                              SulError *error) {
  result->capacity = Quantity("--capacity", arguments->capacity, SUL_SPECIFIC_CHARGE, true, error);
  double taken = Quantity("--electrolyte-capacity", arguments->electrolyte_capacity,
                          SUL_SPECIFIC_CHARGE, true, error);
  result->electrolyte_capacity = isnan(taken) ? 0 : taken;
  if (isnan(result->capacity) || SulFailed(error)) return;
  CheckCapacity(result, error);
  if (SulFailed(error)) return;
  double ratio = result->electrolyte_capacity > 0 ? result->electrolyte_per_active : 0;
  AddState(result, "mass_consistent",
           SulUtilisation(result->capacity, result->electrolyte_capacity, ratio,
                          result->active.capacity));
  AddState(
      result, "simple",
      SulUtilisation(result->capacity, result->electrolyte_capacity, 1, result->active.capacity));
}

static void AddGivenState(const SulExpansionArguments *arguments, SulExpansion *result,
                          SulError *error) {
  double lithiation = Number("--lithiation", arguments->lithiation, error);
  if (isnan(lithiation) || SulFailed(error)) return;
  if (lithiation >= 0 && lithiation <= 1)
    AddState(result, "given", lithiation);
  else
    SulErrorSet(error, SUL_INPUT, "--lithiation must lie from 0 to 1, found \"%s\"",
                arguments->lithiation);
}

/* ---- The anode ------------------------------------------------------------------------------- */

/* What one electrode takes up the other gives off. */
static void FindAnode(const SulExpansionArguments *arguments, SulExpansion *result,
                      SulError *error) {
  double volume = NAN;
  result->anode_per_charge = NAN;
  if (arguments->anode && !result->active.reaction)
    SulErrorSet(error, SUL_INPUT,
                "--anode: whether lithium comes or goes follows from the reaction of \"%s\", which "
                "the library does not have; give --reaction",
                result->recipe->ingredients[result->active.ingredient].name);
  result->anode = Reaction("--anode", arguments->anode, result->library, error);
  if (result->anode && !SulReactionVolumePerCharge(result->anode, &volume))
    SulErrorSet(error, SUL_INPUT,
                "--anode \"%s\": its change of volume is not known (a density is missing in the "
                "library)",
                result->anode->entry.name);
  if (SulFailed(error) || !result->anode) return;
  result->anode_backwards =
      SulReactionTakesLithium(result->anode) == SulReactionTakesLithium(result->active.reaction);
  result->anode_per_charge = result->anode_backwards ? -volume : volume;
}

/* ---- Other shares of active material --------------------------------------------------------- */

/* Gives the active ingredient the fraction; the others keep their ratios. */
static void SumLoading(const SulExpansion *result, SulExpansionLoading *loading) {
  SulRecipe changed = *result->recipe;
  size_t count = (size_t)changed.ingredient_count;
  int active = result->active.ingredient;
  double others = (1 - loading->fraction) / (1 - changed.ingredients[active].fraction);
  double *solids = SulAllocate(count, sizeof *solids);
  SulLayer layer;
  changed.ingredients = SulAllocate(count, sizeof *changed.ingredients);
  memcpy(changed.ingredients, result->recipe->ingredients, count * sizeof *changed.ingredients);
  for (int i = 0; i < changed.ingredient_count; i++)
    changed.ingredients[i].fraction =
        i == active ? loading->fraction : others * changed.ingredients[i].fraction;
  SulRecipeSolids(&changed, solids);
  SumLayer(&changed, solids, active, &layer);
  for (int c = 0; c < SUL_COUNTINGS; c++)
    loading->change[c] = SulLayerVolumeChange(&layer, (SulCounting)c, result->active.volume_change);
  free(changed.ingredients);
  free(solids);
}

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

static void SumLoadings(const char *list, SulExpansion *result, SulError *error) {
  if (!list) return;
  result->loadings = SulAllocate(strlen(list) + 1, sizeof *result->loadings);
  for (const char *text = list; *text && !SulFailed(error);) {
    SulExpansionLoading *loading = &result->loadings[result->loading_count++];
    loading->fraction = TakeFraction(&text, error);
    if (!SulFailed(error)) SumLoading(result, loading);
  }
}

/* ---- All ------------------------------------------------------------------------------------- */

void SulExpansionSum(const SulExpansionArguments *arguments, const SulRecipe *recipe,
                     const SulLibrary *library, SulExpansion *result, SulError *error) {
  *result = (SulExpansion){.recipe = recipe, .library = library};
  FindActive(arguments, result, error);
  if (SulFailed(error)) return;
  SumComposition(recipe, result);
  result->thickness = Quantity("--thickness", arguments->thickness, SUL_LENGTH, false, error);
  AddState(result, "full", 1);
  AddCapacityStates(arguments, result, error);
  AddGivenState(arguments, result, error);
  if (!SulFailed(error)) FindAnode(arguments, result, error);
  if (SulFailed(error)) return;
  AddCharges(result);
  SumLoadings(arguments->fractions, result, error);
}

void SulExpansionFree(SulExpansion *result) {
  free(result->shares);
  free(result->loadings);
  *result = (SulExpansion){0};
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums over a recipe's layer: shares, charge, change of volume and thickness. */
#include <sulfem/layer_expansion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/model.h>
#include <sulfem/text.h>

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

static void SumComposition(SulExpansion *result) {
  const SulRecipe *recipe = result->request->recipe;
  size_t count = (size_t)recipe->ingredient_count;
  int active = result->request->active, electrolyte = recipe->matrix;
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

/* ---- States ---------------------------------------------------------------------------------- */

static SulExpansionState StateOf(const SulExpansionRequest *request, const SulLayer *layer,
                                 const char *name, double utilisation) {
  SulExpansionState state = {.name = name, .utilisation = utilisation};
  state.lithiation = fmin(fmax(utilisation, 0), 1);
  state.growth = state.lithiation * request->volume_change;
  for (int c = 0; c < SUL_COUNTINGS; c++) {
    state.change[c] = SulLayerVolumeChange(layer, (SulCounting)c, state.growth);
    state.porosity[c] = SulLayerPorosity(layer, (SulCounting)c, state.growth);
    state.thickness[c] = request->thickness * (1 + state.change[c]);
  }
  state.active_charge =
      SulArealCharge(request->thickness, layer->active, Density(request->recipe, request->active),
                     state.lithiation * request->theoretical_capacity);
  return state;
}

static void AddState(SulExpansion *result, const char *name, double utilisation) {
  result->states[result->state_count++] =
      StateOf(result->request, &result->layer, name, utilisation);
}

/* The cell's charge is the measured one where there is one: all of it passes the anode. */
static void AddCharges(SulExpansion *result) {
  const SulExpansionRequest *request = result->request;
  double density = Density(request->recipe, request->active);
  double share = result->layer.active;
  for (int s = 0; s < result->state_count; s++) {
    SulExpansionState *state = &result->states[s];
    bool measured = s > 0 && !isnan(request->capacity);
    state->cell_charge = measured
                             ? SulArealCharge(request->thickness, share, density, request->capacity)
                             : state->active_charge;
    state->anode = result->anode_per_charge * state->cell_charge;
  }
}

static void AddStates(SulExpansion *result) {
  const SulExpansionRequest *request = result->request;
  double taken = request->electrolyte_capacity;
  double ratio = taken > 0 ? result->electrolyte_per_active : 0;
  double theoretical = request->theoretical_capacity;
  AddState(result, "full", 1);
  if (!isnan(request->capacity)) {
    AddState(result, "mass_consistent",
             SulUtilisation(request->capacity, taken, ratio, theoretical));
    AddState(result, "simple", SulUtilisation(request->capacity, taken, 1, theoretical));
  }
  if (!isnan(request->lithiation)) AddState(result, "given", request->lithiation);
}

void SulExpansionCharge(const SulExpansionRequest *request, SulExpansionCharged *charged) {
  const SulRecipe *recipe = request->recipe;
  double *solids = SulAllocate((size_t)recipe->ingredient_count, sizeof *solids);
  double given = isnan(request->capacity) ? request->lithiation * request->theoretical_capacity
                                          : request->capacity;
  SulRecipeSolids(recipe, solids);
  *charged = (SulExpansionCharged){.mass = request->charge / given};
  charged->solids = charged->mass / (Density(recipe, request->active) * solids[request->active]);
  charged->porosity = 1 - charged->solids / request->thickness;
  free(solids);
}

/* The states of the layer with that porosity. */
static void AddCharged(SulExpansion *result) {
  const SulExpansionRequest *request = result->request;
  SulExpansionCharged *charged = &result->charged;
  SulExpansionCharge(request, charged);
  SulRecipe recipe = *request->recipe;
  recipe.porosity = charged->porosity;
  double *solids = SulAllocate((size_t)recipe.ingredient_count, sizeof *solids);
  SulLayer layer;
  SulRecipeSolids(&recipe, solids);
  SumLayer(&recipe, solids, request->active, &layer);
  for (int s = 0; s < result->state_count; s++)
    charged->states[s] =
        StateOf(request, &layer, result->states[s].name, result->states[s].utilisation);
  free(solids);
}

/* What one electrode takes up the other gives off. */
static void SumAnode(SulExpansion *result) {
  const SulExpansionRequest *request = result->request;
  double volume = NAN;
  result->anode_per_charge = NAN;
  if (!request->anode || !SulReactionVolumePerCharge(request->anode, &volume)) return;
  result->anode_backwards =
      SulReactionTakesLithium(request->anode) == SulReactionTakesLithium(request->reaction);
  result->anode_per_charge = result->anode_backwards ? -volume : volume;
}

/* ---- Other shares of active material --------------------------------------------------------- */

/* Gives the active ingredient the fraction; the others keep their ratios. */
static void SumLoading(const SulExpansion *result, SulExpansionLoading *loading) {
  SulRecipe changed = *result->request->recipe;
  size_t count = (size_t)changed.ingredient_count;
  int active = result->request->active;
  double others = (1 - loading->fraction) / (1 - changed.ingredients[active].fraction);
  double *solids = SulAllocate(count, sizeof *solids);
  SulLayer layer;
  changed.ingredients = SulAllocate(count, sizeof *changed.ingredients);
  memcpy(changed.ingredients, result->request->recipe->ingredients,
         count * sizeof *changed.ingredients);
  for (int i = 0; i < changed.ingredient_count; i++)
    changed.ingredients[i].fraction =
        i == active ? loading->fraction : others * changed.ingredients[i].fraction;
  SulRecipeSolids(&changed, solids);
  SumLayer(&changed, solids, active, &layer);
  for (int c = 0; c < SUL_COUNTINGS; c++)
    loading->change[c] =
        SulLayerVolumeChange(&layer, (SulCounting)c, result->request->volume_change);
  free(changed.ingredients);
  free(solids);
}

static void SumLoadings(SulExpansion *result) {
  const SulExpansionRequest *request = result->request;
  result->loadings = SulAllocate((size_t)request->fraction_count, sizeof *result->loadings);
  for (int i = 0; i < request->fraction_count; i++) {
    result->loadings[i].fraction = request->fractions[i];
    SumLoading(result, &result->loadings[i]);
  }
}

void SulExpansionSum(const SulExpansionRequest *request, SulExpansion *result) {
  *result = (SulExpansion){.request = request};
  SumComposition(result);
  result->volume_per_charge =
      SulVolumePerCharge(request->volume_change, Density(request->recipe, request->active),
                         request->theoretical_capacity);
  SumAnode(result);
  AddStates(result);
  AddCharges(result);
  AddCharged(result);
  SumLoadings(result);
}

void SulExpansionFree(SulExpansion *result) {
  free(result->shares);
  free(result->loadings);
  *result = (SulExpansion){0};
}

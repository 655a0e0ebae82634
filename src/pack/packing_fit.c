/* SPDX-License-Identifier: BSD-2-Clause */
/* What would fit where a recipe is too dense: smaller shares are packed until one finds room. */
#include "packing_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fractions that are tried have so many digits as are told: who copies them gets the same bits. */
static double Rounded(double fraction) {
  double steps = fraction < 0.01 ? 1e6 : 1e4;
  return floor(steps * fraction + 0.5) / steps;
}

/* The recipe with another fraction of its first particles; the other ingredients keep their ratios,
 * and the matrix makes up the rest. Free its ingredients. */
static SulRecipe WithFraction(const SulRecipe *recipe, double fraction) {
  SulRecipe other = *recipe;
  size_t count = (size_t)recipe->ingredient_count;
  int first = recipe->populations[0].ingredient;
  double sum = 0, scale = (1 - fraction) / (1 - recipe->ingredients[first].fraction);
  other.ingredients = SulAllocate(count, sizeof *other.ingredients);
  memcpy(other.ingredients, recipe->ingredients, count * sizeof *other.ingredients);
  for (int i = 0; i < recipe->ingredient_count; i++) {
    SulIngredient *one = &other.ingredients[i];
    one->fraction = i == first ? fraction : Rounded(scale * one->fraction);
    if (i != recipe->matrix) sum += one->fraction;
  }
  other.ingredients[recipe->matrix].fraction = floor(1e6 * (1 - sum) + 0.5) / 1e6;
  return other;
}

/* The fraction that the first ingredient would have with the particles of it that were drawn. */
static double FractionOf(const SulRecipe *recipe, const SulParticleList *list) {
  double volume = 0, solids = 1 - recipe->porosity;
  int first = recipe->populations[0].ingredient;
  for (int k = 0; k < 3; k++)
    solids *= recipe->edges[k];
  for (size_t i = 0; i < list->count; i++) {
    int p = list->particles[i].population;
    if (p < recipe->population_count && recipe->populations[p].ingredient == first)
      volume += SulParticleCore(&list->particles[i]);
  }
  return Rounded(SulCompositionFraction(recipe, first, volume / solids));
}

/* Draws the particles. Equal ones may not meet the fraction with any number of them: then that of
 * the nearest number is tried. */
static bool Draw(const SulRecipe *recipe, double *fraction, SulParticleList *list) {
  for (int attempt = 0; attempt < 2; attempt++) {
    SulError error = {0};
    SulParticleList carbon = {0};
    SulRecipe other = WithFraction(recipe, *fraction);
    list->count = 0;
    SulParticlesDraw(&other, list, &carbon, &error);
    free(carbon.particles);
    free(other.ingredients);
    if (!SulFailed(&error)) return true;
    *fraction = FractionOf(recipe, list);
  }
  return false;
}

/* Whether the recipe packs with about this fraction of its first particles; writes the fraction
 * that was tried, and the share of the box that all particles then fill. */
static bool Packs(const SulRecipe *recipe, double *fraction, double *share) {
  SulParticleList list = {0};
  SulPacking packing;
  SulLog *silent = SulLogCreate(false);
  SulPackingBegin(recipe, &packing);
  bool packs = Draw(recipe, fraction, &list) &&
               SulParticlesShare(recipe, &list, 0.5 * recipe->minimum_gap) <= SUL_DENSEST;
  if (packs) {
    SulParticlesSort(&list);
    SulCrowd crowd = SulCrowdCreate(&packing, list.particles, list.count);
    bool relaxed;
    packs = SulPackingPlaceAll(&crowd, recipe->seed, SUL_EFFORT_SHORT, silent, &relaxed);
    *share = SulParticlesShare(recipe, &list, 0);
    SulCrowdFree(&crowd);
  }
  free(list.particles);
  SulPackingFree(&packing);
  SulLogClose(&silent);
  return packs;
}

enum { TRIALS = 7 };

/* The largest fraction found to pack, by halving the first ingredient's volume; 0 where none was.
 */
static double Search(const SulRecipe *recipe, double *share, SulLog *log) {
  int first = recipe->populations[0].ingredient;
  double *volume = SulAllocate((size_t)recipe->ingredient_count, sizeof *volume);
  SulCompositionShares(recipe, volume);
  double low = 0, high = volume[first], fraction = 0;
  for (int trial = 0; trial < TRIALS; trial++) {
    double middle = 0.5 * (low + high), filled;
    double tried = Rounded(SulCompositionFraction(recipe, first, middle));
    SulLogProgress(log, "looking for what would fit", (double)trial / TRIALS);
    bool packs = Packs(recipe, &tried, &filled);
    low = packs ? middle : low;
    high = packs ? high : middle;
    if (!packs || tried <= fraction || tried >= recipe->ingredients[first].fraction) continue;
    fraction = tried;
    *share = filled;
  }
  free(volume);
  return fraction;
}

static void TellFit(const SulRecipe *recipe, double fraction, double share, SulError *error) {
  SulRecipe other = WithFraction(recipe, fraction);
  SulErrorAppend(error, "; what would fit: %.3g %% (tried: it packs), that is composition: {by: %s",
                 100 * share, recipe->by_weight ? "weight" : "volume");
  for (int i = 0; i < recipe->ingredient_count; i++)
    if (!other.ingredients[i].derived)
      SulErrorAppend(error, ", %s: %.6g", other.ingredients[i].name, other.ingredients[i].fraction);
  SulErrorAppend(error, "}");
  free(other.ingredients);
}

/* Shares by weight become volumes with the densities: one that is wrong shows here. */
static void TellDensities(const SulRecipe *recipe, SulError *error) {
  if (!recipe->by_weight) return;
  double *share = SulAllocate((size_t)recipe->ingredient_count, sizeof *share);
  SulCompositionShares(recipe, share);
  SulErrorAppend(error, "; by volume the solids are");
  for (int i = 0; i < recipe->ingredient_count; i++) {
    const SulIngredient *one = &recipe->ingredients[i];
    if (!one->derived)
      SulErrorAppend(error, "%s %.3g %% %s (density %.4g g/cm3)", i ? "," : "", 100 * share[i],
                     one->name, 1e-3 * one->density);
  }
  free(share);
}

void SulPackingTellDense(const SulRecipe *recipe, double wanted, const char *limit, SulLog *log,
                         SulError *error) {
  double share = 0, start = SulClock(), fraction = Search(recipe, &share, log);
  SulLogLine(log, "  looked for what would fit: %.2f s", SulClock() - start);
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: key \"composition\": particles%s shall fill %.4g %% of the box at a minimum "
              "gap of %g %s, %s",
              recipe->path, recipe->composition_line, recipe->porosity > 0 ? " and pores" : "",
              100 * wanted, recipe->minimum_gap / recipe->length_unit, recipe->length_unit_name,
              limit);
  TellDensities(recipe, error);
  if (fraction > 0)
    TellFit(recipe, fraction, share, error);
  else
    SulErrorAppend(error, "; what would fit: none of %d smaller fractions that were tried", TRIALS);
  if (recipe->faces == SUL_FACES_WHOLE)
    SulErrorAppend(error, "; a larger box, or particles cut by its faces (box: {boundary: "
                          "periodic}), holds more");
  else
    SulErrorAppend(error, "; a smaller minimum_gap or a wider spread of sizes holds more");
}

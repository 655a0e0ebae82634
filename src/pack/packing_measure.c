/* SPDX-License-Identifier: BSD-2-Clause */
/* What a packing is made of, and what of the recipe's wishes it reached. */
#include "packing_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double allowed = 5e-3; /* relative, of every share that the recipe asks for */

static SulPackedPhase *AddPhase(SulPacking *packing, const char *name, SulRole role, bool meshed) {
  int found = SulPackingPhase(packing, name);
  if (found >= 0) return &packing->phases[found];
  SulPackedPhase *phase = &packing->phases[packing->phase_count++];
  snprintf(phase->name, sizeof phase->name, "%s", name);
  phase->role = role;
  phase->meshed = meshed;
  return phase;
}

int SulPackingPhase(const SulPacking *packing, const char *name) {
  for (int i = 0; i < packing->phase_count; i++)
    if (strcmp(packing->phases[i].name, name) == 0) return i;
  return -1;
}

void SulPackingPhases(const SulRecipe *recipe, SulPacking *packing) {
  const SulIngredient *ingredients = recipe->ingredients;
  size_t most = (size_t)recipe->ingredient_count + 1;
  packing->phases = SulAllocate(most, sizeof *packing->phases);
  packing->substances = SulAllocate(most, sizeof *packing->substances);
  AddPhase(packing, ingredients[recipe->matrix].name, SUL_ROLE_MATRIX, true);
  for (int p = 0; p < recipe->population_count; p++)
    AddPhase(packing, ingredients[recipe->populations[p].ingredient].name, SUL_ROLE_PARTICLE, true);
  for (int p = 0; p < recipe->population_count; p++)
    if (recipe->populations[p].coating >= 0)
      AddPhase(packing, ingredients[recipe->populations[p].coating].name, SUL_ROLE_COATING, true);
  if (recipe->carbon == SUL_CARBON_AGGREGATES)
    AddPhase(packing, ingredients[recipe->carbon_ingredient].name, SUL_ROLE_CARBON, true);
  if (recipe->porosity > 0) AddPhase(packing, "pore", SUL_ROLE_PORE, recipe->pores_meshed);
  packing->substance_count = recipe->ingredient_count;
  for (int i = 0; i < recipe->ingredient_count; i++) {
    memcpy(packing->substances[i].name, ingredients[i].name, SUL_NAME_SIZE);
    packing->substances[i].density = ingredients[i].density;
  }
}

/* Shares of the box that the phases' shapes fill; the matrix takes the rest. */
static void MeasurePhases(SulPacking *packing) {
  double box = packing->edges[0] * packing->edges[1] * packing->edges[2];
  packing->phases[0].volume_reached = 1;
  for (size_t i = 0; i < packing->particle_count; i++) {
    const SulParticle *particle = &packing->particles[i];
    double core = SulParticleCore(particle) / box;
    packing->phases[particle->phase].volume_reached += core;
    packing->phases[0].volume_reached -= core;
    if (particle->coating_phase < 0) continue;
    double coating = SulParticleCoating(particle) / box;
    packing->phases[particle->coating_phase].volume_reached += coating;
    packing->phases[0].volume_reached -= coating;
  }
}

/* The substance's share of the box: its phase, or its part of the matrix. */
static double SubstanceVolume(const SulRecipe *recipe, const SulPacking *packing,
                              const double *share, int ingredient) {
  int phase = SulPackingPhase(packing, recipe->ingredients[ingredient].name);
  bool shares = phase <= 0; /* the matrix' group with others */
  return shares ? SulSmearedPart(recipe, share, ingredient) * packing->phases[0].volume_reached
                : packing->phases[phase].volume_reached;
}

/* Weights need all densities; by volume a recipe may leave them out: then weights are NAN. */
static void MeasureWeights(SulPacking *packing) {
  double mass = 0, wanted_mass = 0;
  bool known = true;
  for (int i = 0; i < packing->substance_count; i++) {
    const SulSubstance *one = &packing->substances[i];
    known = known && one->density > 0;
    mass += one->volume_reached * one->density;
    wanted_mass += one->volume_target * one->density;
  }
  for (int i = 0; i < packing->substance_count; i++) {
    SulSubstance *one = &packing->substances[i];
    one->weight_reached = known ? one->volume_reached * one->density / mass : NAN;
    one->weight_target = known ? one->volume_target * one->density / wanted_mass : NAN;
  }
}

static void MeasureSubstances(const SulRecipe *recipe, SulPacking *packing, const double *share) {
  double derived = 0;
  for (int i = 0; i < packing->substance_count; i++) {
    packing->substances[i].volume_reached = SubstanceVolume(recipe, packing, share, i);
    if (recipe->ingredients[i].derived) derived += packing->substances[i].volume_reached;
  }
  for (int i = 0; i < packing->substance_count; i++) {
    SulSubstance *one = &packing->substances[i];
    one->volume_target = recipe->ingredients[i].derived
                             ? one->volume_reached
                             : share[i] * (1 - recipe->porosity - derived);
  }
}

static void WantPhases(const SulRecipe *recipe, SulPacking *packing) {
  for (int i = 0; i < packing->substance_count; i++) {
    int phase = SulPackingPhase(packing, packing->substances[i].name);
    packing->phases[phase < 0 ? 0 : phase].volume_target += packing->substances[i].volume_target;
  }
  int pore = SulPackingPhase(packing, "pore");
  if (pore >= 0) packing->phases[pore].volume_target = recipe->porosity;
}

/* A share of the box, or of the mass in it. */
typedef struct {
  const char *name, *measure;
  double wanted, reached;
} Share;

static void Check(const SulRecipe *recipe, int line, Share of, SulError *error) {
  if (isnan(of.wanted) || fabs(of.reached - of.wanted) <= allowed * of.wanted) return;
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: key \"composition\": %s reaches %.4g %% by %s, the recipe wants %.4g %%, and "
              "more than 0.5 %% (relative) off is not allowed: too few particles, or sizes too "
              "unequal, in this box; a larger box or smaller radii would fit",
              recipe->path, line, of.name, 100 * of.reached, of.measure, 100 * of.wanted);
}

void SulPackingMeasure(const SulRecipe *recipe, SulPacking *packing, SulError *error) {
  double *share = SulAllocate((size_t)recipe->ingredient_count, sizeof *share);
  SulCompositionShares(recipe, share);
  MeasurePhases(packing);
  MeasureSubstances(recipe, packing, share);
  MeasureWeights(packing);
  WantPhases(recipe, packing);
  for (int i = 0; i < packing->substance_count; i++) {
    const SulSubstance *one = &packing->substances[i];
    int line = recipe->ingredients[i].line;
    Check(recipe, line, (Share){one->name, "weight", one->weight_target, one->weight_reached},
          error);
    Check(recipe, line, (Share){one->name, "volume", one->volume_target, one->volume_reached},
          error);
  }
  for (int i = 0; i < packing->phase_count; i++) {
    const SulPackedPhase *one = &packing->phases[i];
    Check(recipe, recipe->composition_line,
          (Share){one->name, "volume", one->volume_target, one->volume_reached}, error);
  }
  free(share);
}

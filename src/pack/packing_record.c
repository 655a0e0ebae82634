/* SPDX-License-Identifier: BSD-2-Clause */
/* What a packing knows of the materials of its phases, and how a case gets to hear of it. */
#include "packing_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- From the recipe ------------------------------------------------------------------------- */

void SulPackingMaterials(const SulRecipe *recipe, SulPacking *packing) {
  for (int i = 0; i < recipe->ingredient_count; i++) {
    const SulIngredient *one = &recipe->ingredients[i];
    int found = SulPackingPhase(packing, one->name);
    if (found < 0) continue; /* smeared: it has no phase of its own */
    SulPackedPhase *phase = &packing->phases[found];
    snprintf(phase->material, sizeof phase->material, "%s", one->material);
    phase->density = one->density;
    phase->youngs_modulus = one->youngs_modulus;
    phase->poissons_ratio = one->poissons_ratio;
  }
  SulSmear(recipe, &packing->smeared);
  const SulSmeared *smeared = &packing->smeared;
  if (!smeared->substance[0]) return;
  packing->phases[0].density = smeared->density;
  packing->phases[0].youngs_modulus = smeared->rule[0] ? smeared->youngs_modulus : 0;
  packing->phases[0].poissons_ratio = smeared->rule[0] ? smeared->poissons_ratio : 0;
}

void SulRecipeRecord(const SulRecipe *recipe, const char *path, SulMeshRecord *record) {
  SulPacking packing = {.length_unit = recipe->length_unit};
  memcpy(packing.length_unit_name, recipe->length_unit_name, sizeof packing.length_unit_name);
  SulPackingPhases(recipe, &packing);
  SulPackingMaterials(recipe, &packing);
  SulPackingRecord(&packing, path, record);
  SulPackingFree(&packing);
}

/* ---- To the case ----------------------------------------------------------------------------- */

static double Weight(const SulPacking *packing, const char *substance) {
  for (int i = 0; i < packing->substance_count; i++)
    if (strcmp(packing->substances[i].name, substance) == 0)
      return packing->substances[i].weight_reached;
  return 0;
}

/* The matrix is phase 0, and takes the smeared substance. */
static void RecordPhase(const SulPacking *packing, int p, SulRecordedPhase *to) {
  const SulPackedPhase *phase = &packing->phases[p];
  const SulSmeared *smeared = &packing->smeared;
  double weight = Weight(packing, phase->name), matrix = Weight(packing, packing->phases[0].name);
  snprintf(to->group, sizeof to->group, "%s", phase->name);
  snprintf(to->material, sizeof to->material, "%s", phase->material);
  to->youngs_modulus = phase->youngs_modulus;
  to->poissons_ratio = phase->poissons_ratio;
  if (p > 0 && weight > 0 && matrix > 0) to->electrolyte_per_active = matrix / weight;
  if (p > 0 || !smeared->substance[0]) return;
  snprintf(to->mixture, sizeof to->mixture, "%.3g %% of its volume %.128s%s%s",
           100 * smeared->share, smeared->substance, smeared->rule[0] ? ", moduli by " : "",
           smeared->rule);
}

void SulPackingRecord(const SulPacking *packing, const char *path, SulMeshRecord *record) {
  *record = (SulMeshRecord){.path = SulTextCopy(path), .length_unit = packing->length_unit};
  memcpy(record->length_unit_name, packing->length_unit_name, sizeof record->length_unit_name);
  record->phases = SulAllocate((size_t)packing->phase_count, sizeof *record->phases);
  for (int p = 0; p < packing->phase_count; p++)
    if (packing->phases[p].meshed) RecordPhase(packing, p, &record->phases[record->phase_count++]);
}

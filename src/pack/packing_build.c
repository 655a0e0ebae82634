/* SPDX-License-Identifier: BSD-2-Clause */
/* SulPack: from a recipe to a packing, stage after stage. */
#include "packing_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Monte Carlo sweeps, and those of a dense packing that needed relaxation, which leaves many times
 * the neighbours at the gap that a fluid in equilibrium has (docs/microstructure.md). */
enum { SWEEPS = 30, SWEEPS_DENSE = 300 };
static const double dense = 0.35; /* of the box, half the gap around each counted */

static int Sweeps(const SulRecipe *recipe, double grown, bool relaxed) {
  if (recipe->sweeps >= 0) return recipe->sweeps;
  return relaxed && grown > dense ? SWEEPS_DENSE : SWEEPS;
}

void SulPackingBegin(const SulRecipe *recipe, SulPacking *packing) {
  *packing = (SulPacking){.title = SulTextCopy(recipe->title),
                          .recipe_text = SulTextCopy(recipe->text),
                          .length_unit = recipe->length_unit,
                          .periodic = recipe->periodic,
                          .faces = recipe->faces,
                          .minimum_gap = recipe->minimum_gap,
                          .face_gap = recipe->face_gap,
                          .seed = recipe->seed,
                          .porosity = recipe->porosity,
                          .mesh = recipe->mesh};
  memcpy(packing->length_unit_name, recipe->length_unit_name, sizeof packing->length_unit_name);
  memcpy(packing->edges, recipe->edges, sizeof packing->edges);
}

static void AssignPhases(const SulRecipe *recipe, const SulPacking *packing,
                         SulParticleList *list) {
  for (size_t i = 0; i < list->count; i++) {
    SulParticle *particle = &list->particles[i];
    int p = particle->population, n = recipe->population_count;
    const SulPopulation *population = p < n    ? &recipe->populations[p]
                                      : p == n ? &recipe->pores
                                               : &recipe->carbon_spheres;
    const char *name =
        population->ingredient < 0 ? "pore" : recipe->ingredients[population->ingredient].name;
    particle->phase = SulPackingPhase(packing, name);
    if (population->coating >= 0)
      particle->coating_phase =
          SulPackingPhase(packing, recipe->ingredients[population->coating].name);
  }
}

static const char *const too_dense = "which is denser than this program can pack them here";
static const char *const too_full = "with half the gap around each more than any packing holds";
static const double dense_of_equal = 0.64;

/* `share` of the box, and that with half the gap around each body. */
static void Pack(const SulRecipe *recipe, SulCrowd *crowd, double share, double grown, SulLog *log,
                 SulError *error) {
  SulRandom shaking = SulRandomStream(recipe->seed, SUL_STREAM_SHAKE);
  double start = SulClock();
  bool relaxed;
  if (!SulPackingPlaceAll(crowd, recipe->seed, SUL_EFFORT_FULL, log, &relaxed)) {
    SulPackingTellDense(recipe, share, too_dense, log, error);
    return;
  }
  SulLogLine(log, "  both took %.2f s", SulClock() - start);
  start = SulClock();
  int sweeps = Sweeps(recipe, grown, relaxed);
  SulPackingShake(crowd, sweeps, &shaking, log);
  SulLogLine(log, "  shaking: %d Monte Carlo sweeps, %.2f s", sweeps, SulClock() - start);
}

/* The gap alone is too much: without it the particles would find room. */
static void TellGap(const SulRecipe *recipe, const SulParticleList *list, double share,
                    SulError *error) {
  double low = 0, high = recipe->minimum_gap, unit = recipe->length_unit;
  for (int i = 0; i < 40; i++) {
    double middle = 0.5 * (low + high);
    bool fits = SulParticlesShare(recipe, list, 0.5 * middle) < dense_of_equal;
    low = fits ? middle : low;
    high = fits ? high : middle;
  }
  SulErrorSet(
      error, SUL_INPUT,
      "%s:%d: key \"particles.minimum_gap\": a gap of %g %s is larger than the box allows: "
      "with half of it around each, the particles, %.4g %% of the box without it, fill more "
      "than any packing holds; what would fit: a gap up to about %.2g %s",
      recipe->path, recipe->gap_line, recipe->minimum_gap / unit, recipe->length_unit_name,
      100 * share, low / unit, recipe->length_unit_name);
}

static void Settle(const SulRecipe *recipe, SulPacking *packing, SulParticleList *list, SulLog *log,
                   SulError *error) {
  double share = SulParticlesShare(recipe, list, 0);
  double grown = SulParticlesShare(recipe, list, 0.5 * recipe->minimum_gap);
  if (grown > SUL_DENSEST) {
    if (share < 0.5)
      TellGap(recipe, list, share, error);
    else
      SulPackingTellDense(recipe, share, too_full, log, error);
    return;
  }
  SulParticlesSort(list);
  AssignPhases(recipe, packing, list);
  packing->particle_count = list->count;
  packing->particles = list->particles;
  *list = (SulParticleList){0};
  SulLogLine(log, "packing: %zu bodies fill %.2f %% of the box", packing->particle_count,
             100 * share);
  SulCrowd crowd = SulCrowdCreate(packing, packing->particles, packing->particle_count);
  Pack(recipe, &crowd, share, grown, log, error);
  for (size_t i = 0; i < crowd.count; i++)
    memcpy(packing->particles[i].centre, crowd.centre[i], sizeof crowd.centre[i]);
  SulCrowdFree(&crowd);
}

/* The last word: every gap and every face of what is handed on. */
static void Verify(const SulPacking *packing, SulLog *log, SulError *error) {
  SulCrowd crowd = SulCrowdCreate(packing, packing->particles, packing->particle_count);
  crowd.gap = packing->minimum_gap;
  crowd.face_gap = packing->face_gap;
  size_t pair[2] = {0};
  double gap = SulPackingLeastGap(&crowd, pair), face = SulPackingWorstFace(&crowd);
  SulCrowdFree(&crowd);
  if (gap < packing->minimum_gap || face > 0)
    SulErrorSet(error, SUL_INTERNAL,
                "the packing came out wrong: bodies %zu and %zu are %g m apart, a face is missed "
                "by %g m",
                pair[0], pair[1], gap, face);
  if (isfinite(gap))
    SulLogLine(log, "  smallest gap: %.4g %s", gap / packing->length_unit,
               packing->length_unit_name);
}

/* A box that cuts without being periodic shows the copies as particles of their own. */
static void ListCopies(SulPacking *packing) {
  if (packing->periodic || packing->faces != SUL_FACES_CUT) return;
  SulParticleList list = {0};
  packing->periodic = true;
  for (size_t i = 0; i < packing->particle_count; i++) {
    double shifts[8][3];
    int copies = SulParticleImages(packing, &packing->particles[i], shifts);
    for (int c = 0; c < copies; c++) {
      SulParticle *copy = SulParticleAdd(&list);
      *copy = packing->particles[i];
      for (int k = 0; k < 3; k++)
        copy->centre[k] += shifts[c][k];
    }
  }
  packing->periodic = false;
  free(packing->particles);
  packing->particles = list.particles;
  packing->particle_count = list.count;
}

static void ReportShares(const SulPacking *packing, SulLog *log) {
  bool weights = packing->substance_count > 0 && !isnan(packing->substances[0].weight_reached);
  SulLogLine(log, "  %-16s %10s %10s%s", "reached", "vol%", "wanted",
             weights ? "        wt%     wanted" : "");
  for (int i = 0; i < packing->substance_count; i++) {
    const SulSubstance *one = &packing->substances[i];
    char text[64] = "";
    if (weights)
      snprintf(text, sizeof text, " %10.4f %10.4f", 100 * one->weight_reached,
               100 * one->weight_target);
    SulLogLine(log, "  %-16s %10.4f %10.4f%s", one->name, 100 * one->volume_reached,
               100 * one->volume_target, text);
  }
  int pore = SulPackingPhase(packing, "pore");
  if (pore >= 0)
    SulLogLine(log, "  %-16s %10.4f %10.4f", "pore", 100 * packing->phases[pore].volume_reached,
               100 * packing->phases[pore].volume_target);
}

static void ReportSmeared(const SulPacking *packing, SulLog *log) {
  const SulSmeared *smeared = &packing->smeared;
  char density[40] = "not known";
  if (smeared->density > 0)
    snprintf(density, sizeof density, "%.5g g/cm3", 1e-3 * smeared->density);
  if (smeared->substance[0] && smeared->rule[0])
    SulLogLine(log,
               "  %s smeared into %s: %.4g %% of its volume; moduli by %s: E %.5g GPa, nu %.4f "
               "(Hashin-Shtrikman bounds of E: %.5g to %.5g GPa), density %s",
               smeared->substance, packing->phases[0].name, 100 * smeared->share, smeared->rule,
               1e-9 * smeared->youngs_modulus, smeared->poissons_ratio,
               1e-9 * smeared->lower_youngs_modulus, 1e-9 * smeared->upper_youngs_modulus, density);
  else if (smeared->substance[0])
    SulLogLine(log,
               "  %s smeared into %s: %.4g %% of its volume; no effective moduli, since one of "
               "the two has none in library or recipe",
               smeared->substance, packing->phases[0].name, 100 * smeared->share);
}

void SulPack(const SulRecipe *recipe, SulLog *log, SulPacking *packing, SulError *error) {
  SulParticleList list = {0}, carbon = {0};
  double start = SulClock();
  SulPackingBegin(recipe, packing);
  SulPackingPhases(recipe, packing);
  SulPackingMaterials(recipe, packing);
  SulParticlesDraw(recipe, &list, &carbon, error);
  if (!SulFailed(error)) Settle(recipe, packing, &list, log, error);
  if (!SulFailed(error) && carbon.count > 0) {
    AssignPhases(recipe, packing, &carbon);
    double begun = SulClock();
    SulAggregatesGrow(recipe, packing, &carbon, log, error);
    SulLogLine(log, "  carbon: %zu spheres, %.2f s", carbon.count, SulClock() - begun);
  }
  if (!SulFailed(error)) Verify(packing, log, error);
  if (!SulFailed(error)) SulPackingMeasure(recipe, packing, error);
  if (!SulFailed(error)) ListCopies(packing);
  if (!SulFailed(error)) ReportShares(packing, log);
  if (!SulFailed(error)) ReportSmeared(packing, log);
  SulLogLine(log, "packing took %.2f s", SulClock() - start);
  free(list.particles);
  free(carbon.particles);
  if (SulFailed(error)) SulPackingFree(packing);
}

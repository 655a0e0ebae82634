/* SulPack: from a recipe to a packing, stage after stage. */
#include "packing_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHAKE_SWEEPS = 30, INSERT_ATTEMPTS = 2000 };

/* Few bodies get stuck easily and cost little: they begin again, within the same budget. */
static const size_t restarts_of_few = 12, few = 200;

static void TakeRecipe(const SulRecipe *recipe, SulPacking *packing) {
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

static double Largest(const SulParticle *particle) {
  const double *a = particle->semi_axes;
  return fmax(a[0], fmax(a[1], a[2])) + particle->coating;
}

/* Largest first; bodies that compare equal are equal, so the order is the same everywhere. */
static int BySize(const void *a, const void *b) {
  const SulParticle *p = a, *q = b;
  double x = Largest(p), y = Largest(q);
  if (x != y) return x < y ? 1 : -1;
  if (p->population != q->population) return p->population < q->population ? -1 : 1;
  for (int k = 0; k < 9; k++)
    if (p->rotation[k] != q->rotation[k]) return p->rotation[k] < q->rotation[k] ? -1 : 1;
  return 0;
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

static double Share(const SulRecipe *recipe, const SulParticleList *list, double gap) {
  double sum = 0;
  for (size_t i = 0; i < list->count; i++) {
    SulParticle grown = list->particles[i];
    double core = SulParticleCore(&grown);
    grown.coating += gap;
    sum += core + SulParticleCoating(&grown);
  }
  return sum / (recipe->edges[0] * recipe->edges[1] * recipe->edges[2]);
}

/* The limit of density was met; `fits` is the share of the box that would have found room. */
static void TellDense(const SulRecipe *recipe, double wanted, double fits, const char *limit,
                      SulError *error) {
  int first = recipe->populations[0].ingredient;
  double *share = SulAllocate((size_t)recipe->ingredient_count, sizeof *share);
  SulCompositionShares(recipe, share);
  double smaller = floor(1000 * share[first] * fits / wanted) / 1000;
  double fraction = SulCompositionFraction(recipe, first, smaller);
  free(share);
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: key \"composition\": particles%s shall fill %.4g %% of the box at a minimum "
              "gap of %g %s, %s; what would fit: about %.3g %%, that is %s: %.3g by %s",
              recipe->path, recipe->composition_line, recipe->porosity > 0 ? " and pores" : "",
              100 * wanted, recipe->minimum_gap / recipe->length_unit, recipe->length_unit_name,
              limit, 100 * fits, recipe->ingredients[first].name, floor(1000 * fraction) / 1000,
              recipe->by_weight ? "weight" : "volume");
  if (recipe->faces == SUL_FACES_WHOLE)
    SulErrorAppend(error, "; a larger box, or particles cut by its faces (box: {boundary: "
                          "periodic}), holds more");
  else
    SulErrorAppend(error, "; a smaller minimum_gap or a wider spread of sizes holds more");
}

/* One trial: insertion, and relaxation where that leaves bodies without a place. */
static bool Place(SulCrowd *crowd, size_t budget, SulRandom *random, SulLog *log, size_t *placed,
                  SulRelaxReport *report) {
  *report = (SulRelaxReport){.shrink = 1};
  *placed = SulPackingInsert(crowd, INSERT_ATTEMPTS, random, log);
  return *placed == crowd->count || SulPackingRelax(crowd, budget, random, report, log);
}

/* As many trials as it takes; returns the best common factor on all sizes, 1 where they fit. */
static double PlaceAll(SulCrowd *crowd, SulRandom *random, SulLog *log) {
  size_t trials = crowd->count <= few ? restarts_of_few : 1, trial = 0, placed = crowd->count;
  size_t budget = SulPackingBudget(crowd->count) / trials;
  double shrink = 0, start = SulClock();
  SulRelaxReport report = {0};
  bool packed = crowd->count == 0;
  for (; trial < trials && !packed; trial++) {
    packed = Place(crowd, budget, random, log, &placed, &report);
    shrink = fmax(shrink, report.shrink);
  }
  SulLogLine(log, "  random insertion: %zu of %zu bodies", placed, crowd->count);
  if (report.iterations > 0)
    SulLogLine(log, "  force-biased relaxation: %d iterations%s", report.iterations,
               packed ? "" : ", stuck");
  if (trial > 1) SulLogLine(log, "  that was start %zu of at most %zu", trial, trials);
  SulLogLine(log, "  both took %.2f s", SulClock() - start);
  return packed ? 1 : fmin(shrink, 0.9999);
}

static void Pack(const SulRecipe *recipe, SulCrowd *crowd, double share, SulLog *log,
                 SulError *error) {
  SulRandom random = SulRandomStream(recipe->seed, SUL_STREAM_POSITIONS);
  SulRandom shaking = SulRandomStream(recipe->seed, SUL_STREAM_SHAKE);
  double shrink = PlaceAll(crowd, &random, log), start = SulClock();
  if (shrink < 1) {
    TellDense(recipe, share, share * shrink * shrink * shrink,
              "which is denser than this program can pack them here", error);
    return;
  }
  SulPackingShake(crowd, SHAKE_SWEEPS, &shaking, log);
  SulLogLine(log, "  shaking: %d sweeps, %.2f s", SHAKE_SWEEPS, SulClock() - start);
}

static const double dense_of_equal = 0.64;

/* The gap alone is too much: without it the particles would find room. */
static void TellGap(const SulRecipe *recipe, const SulParticleList *list, double share,
                    SulError *error) {
  double low = 0, high = recipe->minimum_gap, unit = recipe->length_unit;
  for (int i = 0; i < 40; i++) {
    double middle = 0.5 * (low + high);
    bool fits = Share(recipe, list, 0.5 * middle) < dense_of_equal;
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
  double share = Share(recipe, list, 0), with_gap = Share(recipe, list, 0.5 * recipe->minimum_gap);
  if (with_gap > SUL_DENSEST) {
    if (share < 0.5)
      TellGap(recipe, list, share, error);
    else
      TellDense(recipe, share, dense_of_equal * share / with_gap,
                "with half the gap around each more than any packing holds", error);
    return;
  }
  qsort(list->particles, list->count, sizeof *list->particles, BySize);
  AssignPhases(recipe, packing, list);
  packing->particle_count = list->count;
  packing->particles = list->particles;
  *list = (SulParticleList){0};
  SulLogLine(log, "packing: %zu bodies fill %.2f %% of the box", packing->particle_count,
             100 * share);
  SulCrowd crowd = SulCrowdCreate(packing, packing->particles, packing->particle_count);
  Pack(recipe, &crowd, share, log, error);
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
  if (smeared->substance[0] && smeared->rule[0])
    SulLogLine(log,
               "  %s smeared into %s: %.4g %% of its volume; moduli by %s: E %.5g GPa, nu %.4f "
               "(Hashin-Shtrikman bounds of E: %.5g to %.5g GPa), density %.5g g/cm3",
               smeared->substance, packing->phases[0].name, 100 * smeared->share, smeared->rule,
               1e-9 * smeared->youngs_modulus, smeared->poissons_ratio,
               1e-9 * smeared->lower_youngs_modulus, 1e-9 * smeared->upper_youngs_modulus,
               1e-3 * smeared->density);
  else if (smeared->substance[0])
    SulLogLine(log,
               "  %s smeared into %s: %.4g %% of its volume; no effective moduli, since one of "
               "the two has none in library or recipe",
               smeared->substance, packing->phases[0].name, 100 * smeared->share);
}

void SulPack(const SulRecipe *recipe, SulLog *log, SulPacking *packing, SulError *error) {
  SulParticleList list = {0}, carbon = {0};
  double start = SulClock();
  TakeRecipe(recipe, packing);
  SulPackingPhases(recipe, packing);
  SulSmear(recipe, &packing->smeared);
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

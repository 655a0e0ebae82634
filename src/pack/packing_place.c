/* SPDX-License-Identifier: BSD-2-Clause */
/* Places for all bodies: random insertion, then force-biased relaxation, from several starts. */
#include "packing_parts.h"
#include <math.h>
#include <stdlib.h>

enum { INSERT_ATTEMPTS = 2000 };

/* Few bodies get stuck easily and cost little: they begin again, within the same budget. */
static const size_t restarts_of_few = 12, few = 200;

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

void SulParticlesSort(SulParticleList *list) {
  qsort(list->particles, list->count, sizeof *list->particles, BySize);
}

double SulParticlesShare(const SulRecipe *recipe, const SulParticleList *list, double gap) {
  double sum = 0;
  for (size_t i = 0; i < list->count; i++) {
    SulParticle grown = list->particles[i];
    double core = SulParticleCore(&grown);
    grown.coating += gap;
    sum += core + SulParticleCoating(&grown);
  }
  return sum / (recipe->edges[0] * recipe->edges[1] * recipe->edges[2]);
}

/* One start: insertion, and relaxation where that leaves bodies without a place. */
static bool Place(SulCrowd *crowd, size_t budget, SulRandom *random, SulLog *log, size_t *placed,
                  SulRelaxReport *report) {
  *report = (SulRelaxReport){0};
  *placed = SulPackingInsert(crowd, INSERT_ATTEMPTS, random, log);
  return *placed == crowd->count || SulPackingRelax(crowd, budget, random, report, log);
}

bool SulPackingPlaceAll(SulCrowd *crowd, uint64_t seed, SulEffort effort, SulLog *log,
                        bool *relaxed) {
  SulRandom random = SulRandomStream(seed, SUL_STREAM_POSITIONS);
  size_t starts = crowd->count <= few ? restarts_of_few : 1, start = 0, placed = crowd->count;
  size_t budget = SulPackingBudget(crowd->count) / starts;
  if (effort == SUL_EFFORT_SHORT && starts == 1) budget /= 8;
  if (effort == SUL_EFFORT_SHORT && starts > 1) starts = 2;
  SulRelaxReport report = {0};
  bool packed = crowd->count == 0;
  for (; start < starts && !packed; start++)
    packed = Place(crowd, budget, &random, log, &placed, &report);
  *relaxed = placed < crowd->count;
  SulLogLine(log, "  random insertion: %zu of %zu bodies", placed, crowd->count);
  if (report.iterations > 0)
    SulLogLine(log, "  force-biased relaxation: %d iterations%s", report.iterations,
               packed ? "" : ", stuck");
  if (start > 1) SulLogLine(log, "  that was start %zu of at most %zu", start, starts);
  return packed;
}

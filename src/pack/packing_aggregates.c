/* SPDX-License-Identifier: BSD-2-Clause */
/* Carbon aggregates: clusters of equal or unequal small spheres in the matrix.
 *
 * Sphere after sphere is added. With probability `attachment` it joins the cluster that is growing,
 * at the minimum gap from one of its spheres; else it starts a new cluster, with probability
 * `surface` at the minimum gap from the surface of a particle chosen by its area, else anywhere in
 * the matrix.
 *
 *      attachment 1: few large clusters        attachment 0: single spheres
 *      surface 1: clusters sit on particles    surface 1, attachment 0: a film of spheres on them
 */
#include "packing_grid.h"
#include "packing_parts.h"
#include <math.h>
#include <stdlib.h>

typedef struct {
  const SulRecipe *recipe;
  SulCrowd crowd;
  SulGrid grid;
  SulRandom random;
  uint32_t *near;
  size_t hosts;     /* particles (and pores) are the first of the crowd */
  size_t placed;    /* spheres that have their place stand behind them */
  size_t cluster;   /* first sphere of the growing cluster */
  double *area_sum; /* [hosts], running sum of the areas of those that may be hosts */
} Growth;

enum { ATTEMPTS = 400 };

static void SumAreas(Growth *growth, const SulPacking *packing) {
  growth->area_sum = SulAllocate(growth->hosts, sizeof *growth->area_sum);
  double sum = 0;
  for (size_t i = 0; i < growth->hosts; i++) {
    const SulParticle *host = &growth->crowd.particles[i];
    double outer = host->radius + host->coating;
    if (packing->phases[host->phase].role == SUL_ROLE_PARTICLE) sum += outer * outer;
    growth->area_sum[i] = sum;
  }
}

static size_t ChooseHost(Growth *growth) {
  double wanted = growth->area_sum[growth->hosts - 1] * SulRandomUniform(&growth->random);
  size_t low = 0, high = growth->hosts - 1;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (growth->area_sum[middle] > wanted)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/* Puts sphere i at the gap (and a hair) from body j, in a random direction. */
static void PlaceBeside(Growth *growth, size_t i, size_t j) {
  SulCrowd *crowd = &growth->crowd;
  double direction[3], normal[3];
  SulRandomDirection(&growth->random, direction);
  double reach = crowd->bound[j] + crowd->bound[i] + crowd->gap;
  for (int pass = 0; pass < 8; pass++) { /* one pass for spheres; ellipsoids are approached */
    for (int k = 0; k < 3; k++)
      crowd->centre[i][k] = crowd->centre[j][k] + reach * (1 + 1e-9) * direction[k];
    double left = SulCrowdSeparation(crowd, i, j, normal) - crowd->gap;
    if (left < 1e-6 * crowd->bound[i]) break;
    reach -= left;
  }
  SulCrowdWrap(crowd, i);
}

static bool IsFree(Growth *growth, size_t i) {
  const SulCrowd *crowd = &growth->crowd;
  double move[3], normal[3];
  for (int k = 0; k < 3; k++)
    if (crowd->centre[i][k] < 0 || crowd->centre[i][k] > crowd->edges[k]) return false;
  if (SulCrowdFaceBreach(crowd, i, move) > 0) return false;
  size_t count = SulGridNear(&growth->grid, i, SUL_GRID_ALL, growth->near);
  for (size_t k = 0; k < count; k++)
    if (SulCrowdSeparation(crowd, i, growth->near[k], normal) < crowd->gap) return false;
  return true;
}

typedef enum { JOIN, ON_SURFACE, FREE } Manner;

static bool Try(Growth *growth, size_t i, Manner manner) {
  for (int trial = 0; trial < ATTEMPTS; trial++) {
    if (manner == JOIN)
      PlaceBeside(growth, i,
                  growth->cluster + SulRandomIndex(&growth->random, i - growth->cluster));
    else if (manner == ON_SURFACE)
      PlaceBeside(growth, i, ChooseHost(growth));
    else
      SulPackingPlace(&growth->crowd, i, &growth->random);
    if (IsFree(growth, i)) return true;
  }
  return false;
}

/* A place in the manner that chance chooses; where there is none left, in another one. */
static bool PlaceSphere(Growth *growth, size_t i) {
  bool hosts = growth->hosts > 0 && growth->area_sum[growth->hosts - 1] > 0;
  bool join = SulRandomUniform(&growth->random) < growth->recipe->carbon_attachment;
  bool surface = SulRandomUniform(&growth->random) < growth->recipe->carbon_surface;
  if (join && i > growth->cluster && Try(growth, i, JOIN)) return true;
  growth->cluster = i;
  if (surface && hosts && Try(growth, i, ON_SURFACE)) return true;
  if (Try(growth, i, FREE)) return true;
  return hosts && Try(growth, i, ON_SURFACE);
}

/* `factor`: of the carbon share, that would have found room. */
static void TellFull(const SulRecipe *recipe, size_t count, const char *what, double factor,
                     SulError *error) {
  SulErrorSet(
      error, SUL_INPUT,
      "%s:%d: key \"carbon\": %zu carbon spheres %s, at the minimum gap of %g %s; what would "
      "fit: a carbon share about %.2g times as large, larger carbon spheres, a smaller "
      "minimum_gap, or carbon: {representation: smeared}",
      recipe->path, recipe->carbon_line, count, what, recipe->minimum_gap / recipe->length_unit,
      recipe->length_unit_name, floor(95 * factor) / 100);
}

/* Room for those that found none, by moving everything a little. */
static void Squeeze(Growth *growth, size_t wanted, SulLog *log, SulError *error) {
  SulCrowd *crowd = &growth->crowd;
  SulRelaxReport report;
  double start = SulClock();
  for (size_t i = growth->hosts + growth->placed; i < crowd->count; i++)
    SulPackingPlace(crowd, i, &growth->random);
  bool packed =
      SulPackingRelax(crowd, SulPackingBudget(crowd->count), &growth->random, &report, log);
  SulLogLine(log,
             "  no free place for %zu of %zu carbon spheres; force-biased relaxation: %d "
             "iterations%s, %.2f s",
             wanted - growth->placed, wanted, report.iterations, packed ? "" : ", stuck",
             SulClock() - start);
  double shrunk = report.shrink * report.shrink * report.shrink;
  if (!packed)
    TellFull(growth->recipe, wanted, "find no room between the particles, pushing included",
             fmax(shrunk, (double)growth->placed / (double)wanted), error);
}

static void Grow(Growth *growth, size_t wanted, SulLog *log, SulError *error) {
  for (; growth->placed < wanted; growth->placed++) {
    size_t i = growth->hosts + growth->placed;
    if (!PlaceSphere(growth, i)) break;
    SulGridInsert(&growth->grid, i);
    SulLogProgress(log, "carbon", (double)growth->placed / (double)wanted);
  }
  if (growth->placed < wanted) Squeeze(growth, wanted, log, error);
}

/* In place: the grid points to the crowd. */
static void Begin(const SulRecipe *recipe, const SulPacking *packing, size_t hosts,
                  Growth *growth) {
  *growth = (Growth){.recipe = recipe, .hosts = hosts, .cluster = hosts};
  growth->crowd = SulCrowdCreate(packing, packing->particles, packing->particle_count);
  growth->grid = SulGridCreate(&growth->crowd, 0);
  growth->random = SulRandomStream(recipe->seed, SUL_STREAM_AGGREGATES);
  growth->near = SulAllocate(packing->particle_count, sizeof *growth->near);
  for (size_t i = 0; i < hosts; i++)
    SulGridInsert(&growth->grid, i);
  SumAreas(growth, packing);
}

/* Share of the box of bodies with half the gap around each; `carbon` gets that of the spheres. */
static double ShareWithGap(const SulPacking *packing, size_t hosts, double *carbon) {
  double sum = 0;
  *carbon = 0;
  for (size_t i = 0; i < packing->particle_count; i++) {
    SulParticle grown = packing->particles[i];
    grown.coating += 0.5 * packing->minimum_gap;
    double volume = SulParticleCore(&grown) + SulParticleCoating(&grown);
    sum += volume;
    if (i >= hosts) *carbon += volume;
  }
  double box = packing->edges[0] * packing->edges[1] * packing->edges[2];
  *carbon /= box;
  return sum / box;
}

void SulAggregatesGrow(const SulRecipe *recipe, SulPacking *packing, const SulParticleList *spheres,
                       SulLog *log, SulError *error) {
  size_t hosts = packing->particle_count, all = hosts + spheres->count;
  packing->particles = SulReallocate(packing->particles, all, sizeof *packing->particles);
  for (size_t i = 0; i < spheres->count; i++)
    packing->particles[hosts + i] = spheres->particles[i];
  packing->particle_count = all;
  double carbon, share = ShareWithGap(packing, hosts, &carbon);
  if (share > SUL_DENSEST) {
    TellFull(recipe, spheres->count,
             "and the particles, with half the gap around each, fill more than any packing holds",
             fmax(0, 1 - (share - 0.6) / carbon), error);
    return;
  }
  Growth growth;
  Begin(recipe, packing, hosts, &growth);
  Grow(&growth, spheres->count, log, error);
  for (size_t i = 0; i < all; i++)
    for (int k = 0; k < 3; k++)
      packing->particles[i].centre[k] = growth.crowd.centre[i][k];
  SulCrowdFree(&growth.crowd);
  SulGridFree(&growth.grid);
  free(growth.near);
  free(growth.area_sum);
}

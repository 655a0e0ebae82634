/* SPDX-License-Identifier: BSD-2-Clause */
/* Recipes that no machine can pack or mesh, such as those with a wrong unit: told before the work.
 */
#include "recipe_parts.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/composition.h>
#include <sulfem/memory.h>

static const double pi = 3.14159265358979323846;

/* ---- particles */

typedef struct {
  double number, radius; /* expected, and of a particle of the mean volume (m) */
  const char *name, *key;
  int line;
} Crowd;

static Crowd Expect(const SulRecipe *recipe, const SulPopulation *population, double share,
                    const char *key) {
  double box = recipe->edges[0] * recipe->edges[1] * recipe->edges[2];
  double cube = SulSizesMoment(&population->radius, 3);
  int i = population->ingredient;
  return (Crowd){share * box / (4.0 / 3.0 * pi * cube), SulStableCubeRoot(cube),
                 i < 0 ? "pores" : recipe->ingredients[i].name, key, population->radius_line};
}

/* A box that is too large makes every population too numerous, a radius that is too small its own.
 */
static void TellCount(const SulRecipe *recipe, const Crowd *most, bool others_few,
                      SulError *error) {
  double unit = recipe->length_unit, times = SulStableCubeRoot(SUL_PARTICLES_MOST / most->number);
  const char *name = recipe->length_unit_name;
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: key \"%s\": a box of %g x %g x %g %s (line %d) holds about %.2g particles of "
              "%s with a mean radius of %.3g %s (line %d); at most %.0f can be packed (is a unit "
              "wrong?); what would fit: edges of about %.3g times these, or radii above %.3g %s",
              recipe->path, others_few ? most->line : recipe->edge_line,
              others_few ? most->key : "box.edge", recipe->edges[0] / unit, recipe->edges[1] / unit,
              recipe->edges[2] / unit, name, recipe->edge_line, most->number, most->name,
              most->radius / unit, name, most->line, SUL_PARTICLES_MOST, times,
              most->radius / times / unit, name);
}

void SulRecipeCount(const SulRecipe *recipe, SulError *error) {
  double *share = SulAllocate((size_t)recipe->ingredient_count, sizeof *share);
  double solid = 1 - recipe->porosity, sum = 0;
  Crowd most = {0}, next;
  SulCompositionShares(recipe, share);
  for (int p = 0; p < recipe->population_count + 2; p++) {
    const SulPopulation *population = &recipe->populations[p];
    int n = recipe->population_count;
    if (p == n && recipe->porosity > 0)
      next = Expect(recipe, &recipe->pores, recipe->porosity, "pores.radius");
    else if (p == n + 1 && recipe->carbon == SUL_CARBON_AGGREGATES)
      next = Expect(recipe, &recipe->carbon_spheres, solid * share[recipe->carbon_ingredient],
                    "carbon.radius");
    else if (p < n)
      next = Expect(recipe, population, solid * share[population->ingredient] * population->share,
                    "particles.radius");
    else
      continue;
    sum += next.number;
    if (next.number > most.number) most = next;
  }
  free(share);
  bool others_few = sum > most.number && sum - most.number < 1e-3 * most.number;
  if (sum > SUL_PARTICLES_MOST) TellCount(recipe, &most, others_few, error);
}

/* ---- mesh */

/* Two digits, as a person would say them. */
static void WriteAmount(char text[60], double value, const char *of) {
  static const char *const names[] = {"", " thousand", " million", " billion"};
  int power = 0;
  for (; power < 3 && value >= 999.5; power++)
    value *= 1e-3;
  double rounded = value >= 99.5 ? 10 * floor(0.1 * value + 0.5) : value;
  snprintf(text, 60, "%.*f%s %s", value >= 9.95 ? 0 : 1, rounded, names[power], of);
}

/* Tetrahedra, or nodes where there are more of them: both have numbers of 32 bits. */
static double Numbers(const SulRecipe *recipe, double size, double *cells) {
  SulRecipe other = *recipe;
  double vertices, nodes;
  other.mesh.size_at_particles = size;
  other.mesh.size_far = fmax(size, other.mesh.size_far);
  SulRecipeEstimate(&other, cells, &vertices, &nodes);
  return fmax(*cells, recipe->mesh.order == 1 ? vertices : nodes);
}

static void TellCells(const SulRecipe *recipe, const char *amount, SulError *error) {
  double size = recipe->mesh.size_at_particles, unit = recipe->length_unit, cells;
  double fits = size;
  while (fits < 1e3 * size && Numbers(recipe, fits, &cells) > INT_MAX)
    fits *= 1.1;
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: key \"mesh.size_at_particles\": elements of %.3g %s%s make a mesh of about "
              "%s, more than can be numbered (2^31); what would fit: %.2g %s at least",
              recipe->path, recipe->size_line ? recipe->size_line : recipe->edge_line, size / unit,
              recipe->length_unit_name,
              recipe->size_line ? "" : " (a quarter of the mean radius, for want of this key)",
              amount, fits / unit, recipe->length_unit_name);
}

void SulRecipeForecast(const SulRecipe *recipe, SulLog *log, SulError *error) {
  double cells, numbers = Numbers(recipe, recipe->mesh.size_at_particles, &cells);
  double memory = SulMeshingMemory(cells), available = SulFreeMemory();
  char amount[60];
  WriteAmount(amount, cells, "tetrahedra");
  if (numbers > INT_MAX) {
    TellCells(recipe, amount, error);
    return;
  }
  SulLogLine(log, "forecast: about %s of order %d, about %.2g GB to mesh them", amount,
             recipe->mesh.order, 1e-9 * memory);
  if (memory > available)
    SulLogWarning(log,
                  "meshing takes about %.2g GB, and %.2g GB are free here; a larger "
                  "size_at_particles (now %.3g %s) or size_far, or a smaller box, takes less",
                  1e-9 * memory, 1e-9 * available,
                  recipe->mesh.size_at_particles / recipe->length_unit, recipe->length_unit_name);
}

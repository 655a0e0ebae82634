/* SPDX-License-Identifier: BSD-2-Clause */
/* How many particles, and how large: draws from the distributions until the volumes are met. */
#include "packing_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

/* Sets of radii are drawn until one comes so close to the target: then a common factor of less than
 * a third of it makes up the rest, so that the sizes stay those of the distribution. */
static const double set_tolerance = 2e-3;
static const int sets_drawn_at_most = 20000;

/* Off the target, relative: what a recipe's shares may be off at most. The mesh's elements are held
 * against the same target; where they take it beyond this, meshing says so. */
static const double allowed = 5e-3;

double SulParticleCore(const SulParticle *particle) {
  const double *a = particle->semi_axes;
  return 4.0 / 3.0 * pi * a[0] * a[1] * a[2];
}

double SulParticleCoating(const SulParticle *particle) {
  const double *a = particle->semi_axes, t = particle->coating;
  double outer = (a[0] + t) * (a[1] + t) * (a[2] + t);
  return 4.0 / 3.0 * pi * (outer - a[0] * a[1] * a[2]);
}

SulParticle *SulParticleAdd(SulParticleList *list) {
  list->particles = SulGrow(list->particles, &list->room, list->count + 1, sizeof *list->particles);
  SulParticle *particle = &list->particles[list->count++];
  *particle = (SulParticle){.phase = -1, .coating_phase = -1};
  particle->rotation[0] = particle->rotation[4] = particle->rotation[8] = 1;
  return particle;
}

/* Radius of equal volume to the semi-axes of a spheroid, the symmetry axis first. */
static void SetRadius(const SulPopulation *population, double radius, SulParticle *particle) {
  double across = radius;
  if (population->aspect_ratio != 1) across /= SulStableCubeRoot(population->aspect_ratio);
  particle->radius = radius;
  particle->semi_axes[0] = across * population->aspect_ratio;
  particle->semi_axes[1] = particle->semi_axes[2] = across;
}

/* What a population has to fill: core + weight * coating = volume. The weight is the population's
 * share of the solids that its own coating displaces. */
typedef struct {
  const SulPopulation *population;
  double volume, weight;
} Order;

static double Filled(const Order *order, double radius) {
  SulParticle particle = {.coating = order->population->coating_thickness};
  SetRadius(order->population, radius, &particle);
  double core = SulParticleCore(&particle);
  return particle.coating > 0 ? core + order->weight * SulParticleCoating(&particle) : core;
}

typedef struct {
  size_t count, room;
  double *radius;
} Set;

static double SetVolume(const Set *set, const Order *order) {
  double sum = 0;
  for (size_t i = 0; i < set->count; i++)
    sum += Filled(order, set->radius[i]);
  return sum;
}

static void Push(Set *set, double radius) {
  if (set->count == set->room) {
    set->room = 2 * set->room + 256;
    set->radius = SulReallocate(set->radius, set->room, sizeof *set->radius);
  }
  set->radius[set->count++] = radius;
}

/* Draws until the target is passed and keeps the last one only if that is nearer to it. Returns the
 * volume. */
static double DrawSet(Set *set, const Order *order, SulRandom *random) {
  double sum = 0, last = 0;
  set->count = 0;
  while (sum < order->volume) {
    Push(set, SulSizesDraw(&order->population->radius, random));
    last = Filled(order, set->radius[set->count - 1]);
    sum += last;
  }
  if (set->count > 0 && sum - order->volume > order->volume - (sum - last)) {
    set->count--;
    sum -= last;
  }
  return sum;
}

/* The common factor that makes up what is left; radii at the ends of the distribution stay inside.
 */
static void Adjust(Set *set, const Order *order) {
  const SulSizes *sizes = &order->population->radius;
  for (int pass = 0; pass < 4; pass++) {
    double factor = SulStableCubeRoot(order->volume / SetVolume(set, order));
    for (size_t i = 0; i < set->count; i++)
      set->radius[i] = fmin(fmax(set->radius[i] * factor, sizes->min), sizes->max);
  }
}

static void Keep(Set *best, Set *trial) {
  Set other = *best;
  *best = *trial;
  *trial = other;
}

/* The best set of those drawn. */
static Set DrawBest(const Order *order, SulRandom *random) {
  Set best = {0}, trial = {0};
  double least = INFINITY;
  bool fixed = order->population->radius.min == order->population->radius.max;
  for (int i = 0; i < sets_drawn_at_most && least > set_tolerance; i++) {
    double error = fabs(DrawSet(&trial, order, random) / order->volume - 1);
    if (error < least) Keep(&best, &trial);
    least = fmin(least, error);
    if (fixed) break;
  }
  free(trial.radius);
  if (!SulSizesDiscrete(&order->population->radius) && least <= set_tolerance) Adjust(&best, order);
  return best;
}

static double SumCoatings(const SulParticleList *list, int population) {
  double sum = 0;
  for (size_t i = 0; i < list->count; i++)
    if (list->particles[i].population == population && list->particles[i].coating > 0)
      sum += SulParticleCoating(&list->particles[i]);
  return sum;
}

static const char *NameOf(const SulRecipe *recipe, const SulPopulation *population) {
  return population->ingredient < 0 ? "pores" : recipe->ingredients[population->ingredient].name;
}

static const char *KeyOf(const SulRecipe *recipe, const SulPopulation *population) {
  if (population->ingredient < 0) return "pores";
  return population == &recipe->carbon_spheres ? "carbon" : "particles";
}

/* A population that cannot meet its volume: says what sums are possible. */
static void TellCount(const SulRecipe *recipe, const Order *order, double reached, size_t count,
                      SulError *error) {
  double unit = recipe->length_unit, box = recipe->edges[0] * recipe->edges[1] * recipe->edges[2];
  double mean = Filled(order, SulStableCubeRoot(SulSizesMoment(&order->population->radius, 3)));
  double n = fmax(1, floor(order->volume / mean + 0.5));
  double scale = SulStableCubeRoot(n * mean / order->volume);
  SulErrorSet(
      error, SUL_INPUT,
      "%s:%d: key \"%s.radius\": there are too few particles in the box to meet the "
      "composition: the nearest sum of volumes, %zu particle%s of %s, is %.3g %% off (0.5 %% "
      "is allowed)",
      recipe->path, order->population->radius_line, KeyOf(recipe, order->population), count,
      count == 1 ? "" : "s", NameOf(recipe, order->population),
      100 * fabs(reached / order->volume - 1));
  SulErrorAppend(
      error,
      "; what would fit: radii times %.4g, or a box of edge %.5g %s, for %.0f particle%s "
      "of the mean volume",
      1 / scale, SulStableCubeRoot(box) * scale / unit, recipe->length_unit_name, n,
      n == 1 ? "" : "s");
}

static void DrawPopulation(const SulRecipe *recipe, const Order *order, int number,
                           SulParticleList *list, SulError *error) {
  SulRandom random = SulRandomStream(recipe->seed, SUL_STREAM_SIZES + (uint64_t)number);
  Set set = DrawBest(order, &random);
  double reached = SetVolume(&set, order);
  if (fabs(reached - order->volume) > allowed * order->volume)
    TellCount(recipe, order, reached, set.count, error);
  for (size_t i = 0; i < set.count; i++) {
    SulParticle *particle = SulParticleAdd(list);
    particle->population = number;
    particle->coating = order->population->coating_thickness;
    SetRadius(order->population, set.radius[i], particle);
  }
  free(set.radius);
}

static void DropPopulation(SulParticleList *list, int number) {
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++)
    if (list->particles[i].population != number) list->particles[kept++] = list->particles[i];
  list->count = kept;
}

/* Coatings of given thickness come on top of the composition, so each population's target depends
 * on the others' coatings: a few rounds settle it. */
static void DrawAll(const SulRecipe *recipe, const double *share, double solids,
                    SulParticleList *list, SulError *error) {
  bool coated = false;
  for (int p = 0; p < recipe->population_count; p++)
    coated = coated || recipe->populations[p].coating_thickness > 0;
  for (int round = 0; round < (coated ? 3 : 1) && !SulFailed(error); round++)
    for (int p = 0; p < recipe->population_count && !SulFailed(error); p++) {
      const SulPopulation *population = &recipe->populations[p];
      double others = 0;
      for (int q = 0; q < recipe->population_count; q++)
        if (q != p) others += SumCoatings(list, q);
      double part = share[population->ingredient] * population->share;
      Order order = {population, part * (solids - others), part};
      DropPopulation(list, p);
      DrawPopulation(recipe, &order, p, list, error);
    }
}

/* Volume of the coatings of one ingredient at a trial thickness. */
static double CoatAll(const SulRecipe *recipe, SulParticleList *list, int ingredient,
                      double thickness) {
  double sum = 0;
  for (size_t i = 0; i < list->count; i++) {
    int p = list->particles[i].population;
    if (p >= recipe->population_count || recipe->populations[p].coating != ingredient) continue;
    list->particles[i].coating = thickness;
    sum += SulParticleCoating(&list->particles[i]);
  }
  return sum;
}

/* The thickness, common to all particles with this coating, that gives the coating its share. */
static void FindThickness(const SulRecipe *recipe, SulParticleList *list, int ingredient,
                          double volume) {
  double low = 0, high = SulStableCubeRoot(volume);
  while (CoatAll(recipe, list, ingredient, high) < volume)
    high *= 2;
  for (int i = 0; i < 100; i++) {
    double middle = 0.5 * (low + high);
    bool thin = CoatAll(recipe, list, ingredient, middle) < volume;
    low = thin ? middle : low;
    high = thin ? high : middle;
  }
  CoatAll(recipe, list, ingredient, high);
}

static void Orient(const SulRecipe *recipe, SulParticleList *list) {
  SulRandom random = SulRandomStream(recipe->seed, SUL_STREAM_ORIENTATIONS);
  for (size_t i = 0; i < list->count; i++) {
    int p = list->particles[i].population;
    const SulPopulation *population =
        p < recipe->population_count ? &recipe->populations[p] : &recipe->pores;
    if (population->aspect_ratio == 1) continue;
    double *first = list->particles[i].rotation;
    if (population->aligned)
      memcpy(first, population->axis, sizeof population->axis);
    else
      SulRandomDirection(&random, first);
    SulTangents(first, first + 3, first + 6);
  }
}

void SulParticlesDraw(const SulRecipe *recipe, SulParticleList *list, SulParticleList *carbon,
                      SulError *error) {
  double box = recipe->edges[0] * recipe->edges[1] * recipe->edges[2];
  double solids = (1 - recipe->porosity) * box;
  double *share = SulAllocate((size_t)recipe->ingredient_count, sizeof *share);
  SulCompositionShares(recipe, share);
  DrawAll(recipe, share, solids, list, error);
  double derived = 0; /* volume of the coatings of given thickness: on top of the composition */
  for (int p = 0; p < recipe->population_count; p++)
    derived += SumCoatings(list, p);
  if (recipe->porosity > 0 && !SulFailed(error)) {
    Order order = {&recipe->pores, recipe->porosity * box, 0};
    DrawPopulation(recipe, &order, recipe->population_count, list, error);
  }
  if (recipe->carbon == SUL_CARBON_AGGREGATES && !SulFailed(error)) {
    double volume = share[recipe->carbon_ingredient] * (solids - derived);
    Order order = {&recipe->carbon_spheres, volume, 0};
    DrawPopulation(recipe, &order, recipe->population_count + 1, carbon, error);
  }
  for (int i = 0; i < recipe->ingredient_count && !SulFailed(error); i++)
    for (int p = 0; p < recipe->population_count; p++)
      if (recipe->populations[p].coating == i && !recipe->ingredients[i].derived) {
        FindThickness(recipe, list, i, share[i] * solids);
        break;
      }
  Orient(recipe, list);
  free(share);
}

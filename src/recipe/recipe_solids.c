/* SPDX-License-Identifier: BSD-2-Clause */
/* Shares of the solids, coatings of given thickness included, before anything is packed. */
#include <math.h>
#include <sulfem/composition.h>
#include <sulfem/random.h>

/* Volume of a population's coating over that of its particles. A spheroid of radius r (that of the
 * sphere of equal volume) has the semi-axes a_i r with a_1 a_2 a_3 = 1; with a coating of thickness
 * t along each, prod(a_i r + t) - r^3 = e_2 t r^2 + e_1 t^2 r + t^3, e_k the elementary symmetric
 * polynomials of the a_i. */
static double CoatingRatio(const SulPopulation *population) {
  const SulSizes *sizes = &population->radius;
  double across = 1 / SulStableCubeRoot(population->aspect_ratio);
  double along = across * population->aspect_ratio, t = population->coating_thickness;
  double first = along + 2 * across, second = across * (2 * along + across);
  double coating =
      second * t * SulSizesMoment(sizes, 2) + first * t * t * SulSizesMoment(sizes, 1) + t * t * t;
  return coating / SulSizesMoment(sizes, 3);
}

void SulRecipeSolids(const SulRecipe *recipe, double *share) {
  SulCompositionShares(recipe, share); /* 0 for coatings of given thickness, which come on top */
  for (int p = 0; p < recipe->population_count; p++) {
    const SulPopulation *population = &recipe->populations[p];
    if (population->coating >= 0 && recipe->ingredients[population->coating].derived)
      share[population->coating] +=
          population->share * share[population->ingredient] * CoatingRatio(population);
  }
  double sum = 0;
  for (int i = 0; i < recipe->ingredient_count; i++)
    sum += share[i];
  for (int i = 0; i < recipe->ingredient_count; i++)
    share[i] /= sum;
}

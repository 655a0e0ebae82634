#include "packing_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void SulCompositionShares(const SulRecipe *recipe, double *share) {
  double sum = 0;
  for (int i = 0; i < recipe->ingredient_count; i++) {
    const SulIngredient *one = &recipe->ingredients[i];
    share[i] = one->derived ? 0 : recipe->by_weight ? one->fraction / one->density : one->fraction;
    sum += share[i];
  }
  for (int i = 0; i < recipe->ingredient_count; i++)
    share[i] /= sum;
}

double SulCompositionFraction(const SulRecipe *recipe, int which, double volume) {
  double *share = SulAllocate((size_t)recipe->ingredient_count, sizeof *share);
  SulCompositionShares(recipe, share);
  double mine = volume, others = 0, rest = 1 - share[which];
  for (int i = 0; i < recipe->ingredient_count; i++) {
    double density = recipe->by_weight ? recipe->ingredients[i].density : 1;
    if (i == which)
      mine = volume * density;
    else if (rest > 0)
      others += (1 - volume) * share[i] / rest * density;
  }
  free(share);
  return mine / (mine + others);
}

typedef struct {
  double bulk, shear;
} Moduli;

static Moduli FromYoung(double young, double poisson) {
  return (Moduli){young / (3 * (1 - 2 * poisson)), young / (2 * (1 + poisson))};
}

static void ToYoung(Moduli m, double *young, double *poisson) {
  *young = 9 * m.bulk * m.shear / (3 * m.bulk + m.shear);
  *poisson = (3 * m.bulk - 2 * m.shear) / (2 * (3 * m.bulk + m.shear));
}

/* Moduli of a two-phase mixture from those of a comparison medium (Walpole, J. Mech. Phys. Solids
 * 14, 151 (1966)). The smallest moduli of the two give the lower bounds of Hashin and Shtrikman (J.
 * Mech. Phys. Solids 11, 127 (1963)), the largest the upper ones, those of a phase the Mori-Tanaka
 * estimate for spheres in it (Benveniste, Mech. Mater. 6, 147 (1987)). */
static Moduli Mix(Moduli a, Moduli b, double share_of_b, Moduli comparison) {
  double k = comparison.bulk, g = comparison.shear;
  double k_star = 4.0 / 3.0 * g, g_star = g * (9 * k + 8 * g) / (6 * (k + 2 * g));
  double bulk = (1 - share_of_b) / (a.bulk + k_star) + share_of_b / (b.bulk + k_star);
  double shear = (1 - share_of_b) / (a.shear + g_star) + share_of_b / (b.shear + g_star);
  return (Moduli){1 / bulk - k_star, 1 / shear - g_star};
}

static void SmearModuli(const SulIngredient *matrix, const SulIngredient *carbon, SulRule rule,
                        SulSmeared *smeared) {
  static const char *const names[] = {"mori-tanaka", "hashin-shtrikman-lower",
                                      "hashin-shtrikman-upper"};
  Moduli m = FromYoung(matrix->youngs_modulus, matrix->poissons_ratio);
  Moduli c = FromYoung(carbon->youngs_modulus, carbon->poissons_ratio);
  Moduli least = {fmin(m.bulk, c.bulk), fmin(m.shear, c.shear)};
  Moduli most = {fmax(m.bulk, c.bulk), fmax(m.shear, c.shear)};
  Moduli lower = Mix(m, c, smeared->share, least), upper = Mix(m, c, smeared->share, most);
  Moduli chosen = rule == SUL_RULE_LOWER   ? lower
                  : rule == SUL_RULE_UPPER ? upper
                                           : Mix(m, c, smeared->share, m);
  snprintf(smeared->rule, sizeof smeared->rule, "%s", names[rule]);
  ToYoung(chosen, &smeared->youngs_modulus, &smeared->poissons_ratio);
  ToYoung(lower, &smeared->lower_youngs_modulus, &smeared->lower_poissons_ratio);
  ToYoung(upper, &smeared->upper_youngs_modulus, &smeared->upper_poissons_ratio);
}

void SulSmear(const SulRecipe *recipe, SulSmeared *smeared) {
  *smeared = (SulSmeared){0};
  if (recipe->carbon != SUL_CARBON_SMEARED) return;
  double *share = SulAllocate((size_t)recipe->ingredient_count, sizeof *share);
  SulCompositionShares(recipe, share);
  const SulIngredient *matrix = &recipe->ingredients[recipe->matrix];
  const SulIngredient *carbon = &recipe->ingredients[recipe->carbon_ingredient];
  double m = share[recipe->matrix], c = share[recipe->carbon_ingredient];
  smeared->share = c / (m + c);
  if (matrix->density > 0 && carbon->density > 0)
    smeared->density = (m * matrix->density + c * carbon->density) / (m + c);
  snprintf(smeared->substance, sizeof smeared->substance, "%s", carbon->name);
  free(share);
  if (matrix->youngs_modulus > 0 && carbon->youngs_modulus > 0)
    SmearModuli(matrix, carbon, recipe->carbon_rule, smeared);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Shares of a recipe's ingredients, and the moduli of what is smeared into the matrix. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/composition.h>
#include <sulfem/text.h>

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

/* A part of the mixture, by volume. */
typedef struct {
  Moduli moduli;
  double share;
} Part;

/* Moduli of a mixture from those of a comparison medium (Walpole, J. Mech. Phys. Solids 14, 151
 * (1966)), for any number of phases. The smallest moduli of all give the lower bounds of Hashin and
 * Shtrikman (J. Mech. Phys. Solids 11, 127 (1963)), the largest the upper ones, those of a phase
 * the Mori-Tanaka estimate for spheres of the others in it (Benveniste, Mech. Mater. 6, 147
 * (1987)). */
static Moduli Mix(const Part *parts, int count, Moduli comparison) {
  double k = comparison.bulk, g = comparison.shear, bulk = 0, shear = 0;
  double k_star = 4.0 / 3.0 * g, g_star = g * (9 * k + 8 * g) / (6 * (k + 2 * g));
  for (int i = 0; i < count; i++) {
    bulk += parts[i].share / (parts[i].moduli.bulk + k_star);
    shear += parts[i].share / (parts[i].moduli.shear + g_star);
  }
  return (Moduli){1 / bulk - k_star, 1 / shear - g_star};
}

/* The matrix is the first of the parts. */
static void SmearModuli(const Part *parts, int count, SulRule rule, SulSmeared *smeared) {
  static const char *const names[] = {"mori-tanaka", "hashin-shtrikman-lower",
                                      "hashin-shtrikman-upper"};
  Moduli least = parts[0].moduli, most = parts[0].moduli;
  for (int i = 1; i < count; i++) {
    least =
        (Moduli){fmin(least.bulk, parts[i].moduli.bulk), fmin(least.shear, parts[i].moduli.shear)};
    most = (Moduli){fmax(most.bulk, parts[i].moduli.bulk), fmax(most.shear, parts[i].moduli.shear)};
  }
  Moduli lower = Mix(parts, count, least), upper = Mix(parts, count, most);
  Moduli chosen = rule == SUL_RULE_LOWER   ? lower
                  : rule == SUL_RULE_UPPER ? upper
                                           : Mix(parts, count, parts[0].moduli);
  snprintf(smeared->rule, sizeof smeared->rule, "%s", names[rule]);
  ToYoung(chosen, &smeared->youngs_modulus, &smeared->poissons_ratio);
  ToYoung(lower, &smeared->lower_youngs_modulus, &smeared->lower_poissons_ratio);
  ToYoung(upper, &smeared->upper_youngs_modulus, &smeared->upper_poissons_ratio);
}

double SulSmearedPart(const SulRecipe *recipe, const double *share, int ingredient) {
  double all = share[recipe->matrix];
  for (int i = 0; i < recipe->ingredient_count; i++)
    if (recipe->carbon == SUL_CARBON_SMEARED && recipe->ingredients[i].smeared) all += share[i];
  return share[ingredient] / all;
}

/* Adds an ingredient to the mixture; false where its moduli are not known. */
static bool AddPart(const SulIngredient *one, double share, Part *part) {
  bool known = one->youngs_modulus > 0;
  *part = (Part){.share = share};
  if (known) part->moduli = FromYoung(one->youngs_modulus, one->poissons_ratio);
  return known;
}

void SulSmear(const SulRecipe *recipe, SulSmeared *smeared) {
  *smeared = (SulSmeared){0};
  if (recipe->carbon != SUL_CARBON_SMEARED) return;
  size_t room = (size_t)recipe->ingredient_count;
  double *share = SulAllocate(room, sizeof *share), density = 0;
  Part *parts = SulAllocate(room, sizeof *parts);
  SulCompositionShares(recipe, share);
  const SulIngredient *matrix = &recipe->ingredients[recipe->matrix];
  double of_matrix = SulSmearedPart(recipe, share, recipe->matrix);
  bool moduli = AddPart(matrix, of_matrix, &parts[0]), densities = matrix->density > 0;
  density = of_matrix * matrix->density;
  int count = 1;
  for (int i = 0; i < recipe->ingredient_count; i++) {
    const SulIngredient *one = &recipe->ingredients[i];
    double mine = SulSmearedPart(recipe, share, i);
    if (!one->smeared || !(mine > 0)) continue;
    SulTextAppend(smeared->substance, sizeof smeared->substance, "%s%s", count > 1 ? ", " : "",
                  one->name);
    moduli = AddPart(one, mine, &parts[count++]) && moduli;
    densities = densities && one->density > 0;
    density += mine * one->density;
    smeared->share += mine;
  }
  if (densities) smeared->density = density;
  if (moduli) SmearModuli(parts, count, recipe->carbon_rule, smeared);
  free(parts);
  free(share);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What a recipe is made of: shares of its ingredients, and the mixture that its matrix is. */
#ifndef SULFEM_COMPOSITION_H
#define SULFEM_COMPOSITION_H

#include <sulfem/recipe.h>

/* Effective moduli of a matrix with smeared substances; `substance` empty: nothing is smeared. */
typedef struct {
  char substance[4 * SUL_NAME_SIZE]; /* several: "carbon, PTFE" */
  double share;                      /* of the matrix' volume, all of them */
  double density;
  char rule[40];                         /* "mori-tanaka", ...; "" where a modulus is not known */
  double youngs_modulus, poissons_ratio; /* Pa, by the rule */
  /* the Hashin-Shtrikman bounds (of the bulk and shear moduli, converted) */
  double lower_youngs_modulus, lower_poissons_ratio;
  double upper_youngs_modulus, upper_poissons_ratio;
} SulSmeared;

/* Shares of the volume of the solids but for coatings of given thickness, by ingredient; sum 1. */
void SulCompositionShares(const SulRecipe *recipe, double *share);

/* The fraction, in the recipe's terms (weight or volume), that ingredient `which` has when it fills
 * `volume` of the solids and the others keep their ratios. */
double SulCompositionFraction(const SulRecipe *recipe, int which, double volume);

/* What an ingredient's share of the solids (SulCompositionShares) is of the matrix' group, that is
 * of the matrix and all that is smeared into it. */
double SulSmearedPart(const SulRecipe *recipe, const double *share, int ingredient);

/* Density of the mixture of matrix and smeared substances, and its moduli by the recipe's rule. */
void SulSmear(const SulRecipe *recipe, SulSmeared *smeared);

#endif

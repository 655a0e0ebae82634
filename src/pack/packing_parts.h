/* The stages of a packing, from recipe to particles. Room-private; SulPack runs them in order. */
#ifndef SULFEM_PACKING_PARTS_H
#define SULFEM_PACKING_PARTS_H

#include "packing_algorithms.h"
#include "packing_sizes.h"
#include <sulfem/recipe.h>

/* ---- Composition (packing_composition.c) ------------------------------------------------------
 */

/* Shares of the volume of the solids but for coatings of given thickness, by ingredient; sum 1. */
void SulCompositionShares(const SulRecipe *recipe, double *share);

/* The fraction, in the recipe's terms (weight or volume), that ingredient `which` has when it fills
 * `volume` of the solids and the others keep their ratios. */
double SulCompositionFraction(const SulRecipe *recipe, int which, double volume);

/* Density of the mixture of matrix and smeared substance, and its moduli by the recipe's rule. */
void SulSmear(const SulRecipe *recipe, SulSmeared *smeared);

/* ---- Particles (packing_radii.c) ---------------------------------------------------------------
 */

typedef struct {
  size_t count, room;
  SulParticle *particles;
} SulParticleList;

SulParticle *SulParticleAdd(SulParticleList *list);

/* The particles of all populations and the pores, and apart from them the carbon spheres, without
 * places, so that the volumes of the recipe are met. What cannot be met fills `error`, which says
 * what could. */
void SulParticlesDraw(const SulRecipe *recipe, SulParticleList *list, SulParticleList *carbon,
                      SulError *error);

/* Volume of the core, and of the coating around it. */
double SulParticleCore(const SulParticle *particle);
double SulParticleCoating(const SulParticle *particle);

/* Random close packing of equal spheres is 0.64; the widest distributions get to about 0.8. */
#define SUL_DENSEST 0.85

/* ---- Carbon aggregates (packing_aggregates.c) --------------------------------------------------
 */

/* Adds the carbon `spheres` (copied) between the placed particles of `packing` and gives them their
 * places. */
void SulAggregatesGrow(const SulRecipe *recipe, SulPacking *packing, const SulParticleList *spheres,
                       SulLog *log, SulError *error);

/* ---- Result (packing_measure.c) ----------------------------------------------------------------
 */

/* Lists phases and substances; particles are given the numbers of these phases. */
void SulPackingPhases(const SulRecipe *recipe, SulPacking *packing);
int SulPackingPhase(const SulPacking *packing, const char *name);

/* Fills what was wanted and what was reached, by volume and weight; complains about a substance
 * that is off by more than 0.5 %. */
void SulPackingMeasure(const SulRecipe *recipe, SulPacking *packing, SulError *error);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages of a packing, from recipe to particles. Room-private; SulPack runs them in order. */
#ifndef SULFEM_PACKING_PARTS_H
#define SULFEM_PACKING_PARTS_H

#include "packing_algorithms.h"
#include <sulfem/composition.h>
#include <sulfem/recipe.h>

/* One stream a purpose, so that a change in one stage leaves the others' numbers alone. */
typedef enum {
  SUL_STREAM_SIZES = 1,
  SUL_STREAM_ORIENTATIONS = 1001,
  SUL_STREAM_POSITIONS = 2001,
  SUL_STREAM_SHAKE = 3001,
  SUL_STREAM_AGGREGATES = 4001
} SulStream;

/* ---- Particles (packing_radii.c) ------------------------------------------------------------- */

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

/* Largest first, in the same order on every machine. */
void SulParticlesSort(SulParticleList *list);

/* Share of the box that they fill, each grown by `gap` all around. */
double SulParticlesShare(const SulRecipe *recipe, const SulParticleList *list, double gap);

/* ---- Places (packing_place.c, packing_fit.c) ------------------------------------------------- */

typedef enum { SUL_EFFORT_FULL, SUL_EFFORT_SHORT } SulEffort;

/* Finds a place for every body, or gives up after as many starts as the effort allows. A short
 * effort is the beginning of the full one: what it packs, that packs too, in the same way.
 * `relaxed` says whether random insertion alone left bodies without a place. */
bool SulPackingPlaceAll(SulCrowd *crowd, uint64_t seed, SulEffort effort, SulLog *log,
                        bool *relaxed);

/* The limit of density was met by particles that fill the share `wanted` of the box. Looks for a
 * smaller share that does pack, with this seed, and fills `error`. */
void SulPackingTellDense(const SulRecipe *recipe, double wanted, const char *limit, SulLog *log,
                         SulError *error);

/* A packing of the recipe's box, without phases and particles. SulPackingFree it. */
void SulPackingBegin(const SulRecipe *recipe, SulPacking *packing);

/* ---- Carbon aggregates (packing_aggregates.c) ------------------------------------------------ */

/* Adds the carbon `spheres` (copied) between the placed particles of `packing` and gives them their
 * places. */
void SulAggregatesGrow(const SulRecipe *recipe, SulPacking *packing, const SulParticleList *spheres,
                       SulLog *log, SulError *error);

/* ---- Result (packing_measure.c) -------------------------------------------------------------- */

/* Lists phases and substances; particles are given the numbers of these phases. */
void SulPackingPhases(const SulRecipe *recipe, SulPacking *packing);
int SulPackingPhase(const SulPacking *packing, const char *name);

/* Fills what was wanted and what was reached, by volume and weight; complains about a substance
 * that is off by more than 0.5 %. */
void SulPackingMeasure(const SulRecipe *recipe, SulPacking *packing, SulError *error);

/* Fills in `smeared` and the phases' materials; needs SulPackingPhases. */
void SulPackingMaterials(const SulRecipe *recipe, SulPacking *packing);

/* SUL_INPUT where numbers that were read are none that a packing can have. */
void SulPackingCheck(const char *path, const SulPacking *packing, SulError *error);

#endif

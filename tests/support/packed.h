/* SPDX-License-Identifier: BSD-2-Clause */
/* Packing a recipe in a test, and looking at the result without the program's own geometry. */
#ifndef SULFEM_PACKED_H
#define SULFEM_PACKED_H

#include "check.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/packing.h>

/* Packs; a recipe that fails is a failed check and leaves a zeroed packing. */
static inline SulPacking Packed(const char *text) {
  SulError error = {0};
  SulRecipe recipe;
  SulPacking packing = {0};
  SulLog *log = SulLogCreate(false);
  SulRecipeParse("recipe.yaml", text, &recipe, &error);
  if (!SulFailed(&error)) SulPack(&recipe, log, &packing, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  SulRecipeFree(&recipe);
  SulLogClose(&log);
  return packing;
}

/* The message of a recipe that must not parse or pack. */
static inline SulError Refused(const char *text) {
  SulError error = {0};
  SulRecipe recipe;
  SulPacking packing = {0};
  SulLog *log = SulLogCreate(false);
  SulRecipeParse("recipe.yaml", text, &recipe, &error);
  if (!SulFailed(&error)) SulPack(&recipe, log, &packing, &error);
  CHECK(error.status == SUL_INPUT);
  SulPackingFree(&packing);
  SulRecipeFree(&recipe);
  SulLogClose(&log);
  return error;
}

/* Smallest gap between spheres, all pairs and, in a periodic box, all 27 copies. */
static inline double BruteGap(const SulPacking *packing) {
  double least = INFINITY;
  int reach = packing->periodic ? 1 : 0;
  for (size_t i = 0; i < packing->particle_count; i++)
    for (size_t j = 0; j <= i; j++)
      for (int c = 0; c < 27; c++) {
        int cell[3] = {c % 3 - 1, c / 3 % 3 - 1, c / 9 - 1};
        bool shifted = cell[0] || cell[1] || cell[2];
        if ((shifted && !reach) || (i == j && !shifted)) continue;
        const SulParticle *p = &packing->particles[i], *q = &packing->particles[j];
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          double d = p->centre[k] - q->centre[k] + cell[k] * packing->edges[k];
          sum += d * d;
        }
        least = fmin(least, sqrt(sum) - p->radius - p->coating - q->radius - q->coating);
      }
  return least;
}

/* FNV-1a over the bits of all particles. */
static inline uint64_t PackingHash(const SulPacking *packing) {
  uint64_t hash = UINT64_C(14695981039346656037);
  for (size_t i = 0; i < packing->particle_count; i++) {
    const SulParticle *p = &packing->particles[i];
    double values[8] = {p->centre[0],    p->centre[1],    p->centre[2],   p->radius,
                        p->semi_axes[0], p->semi_axes[1], p->rotation[0], p->coating};
    for (int k = 0; k < 8; k++) {
      uint64_t bits;
      memcpy(&bits, &values[k], sizeof bits);
      for (int byte = 0; byte < 8; byte++)
        hash = (hash ^ (bits >> (8 * byte) & 255)) * UINT64_C(1099511628211);
    }
  }
  return hash;
}

#endif

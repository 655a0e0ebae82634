/* SPDX-License-Identifier: BSD-2-Clause */
/* The packing algorithms proper: random insertion, force-biased relaxation, shaking. Room-private.
 * Serial, and deterministic in every bit: the order of all sums is fixed. */
#ifndef SULFEM_PACKING_ALGORITHMS_H
#define SULFEM_PACKING_ALGORITHMS_H

#include "packing_crowd.h"
#include <sulfem/log.h>
#include <sulfem/random.h>

/* A place for body i, uniform over the box; WHOLE: over where it keeps off the faces. */
void SulPackingPlace(SulCrowd *crowd, size_t i, SulRandom *random);

/* Random sequential addition, in the order of the indices (give the largest first). Returns how
 * many found a free place; it stops at the first that finds none in `attempts` trials, and the
 * rest, that one included, gets random places. */
size_t SulPackingInsert(SulCrowd *crowd, size_t attempts, SulRandom *random, SulLog *log);

typedef struct {
  int iterations;
  size_t pairs;  /* looked at, over all iterations; two ellipsoids count as many */
  double worst;  /* m, largest breach of the gap or of the faces that is left */
  double shrink; /* common factor on all bodies' sizes that would undo every breach */
} SulRelaxReport;

/* Pairs that a relaxation of so many bodies may look at before it is given up: a number of steps,
 * not of seconds, so that it ends in the same way on every machine. */
size_t SulPackingBudget(size_t count);

/* Force-biased relaxation: bodies that come closer than the gap repel each other like springs, and
 * the overlaps are driven to nothing by inertial minimisation (FIRE: Bitzek et al., Phys. Rev.
 * Lett. 97, 170201 (2006)). True when every rule is kept. */
bool SulPackingRelax(SulCrowd *crowd, size_t pair_budget, SulRandom *random, SulRelaxReport *report,
                     SulLog *log);

/* Monte Carlo sweeps of small random moves that keep every rule: loosens the contacts that the
 * relaxation leaves, so that gaps are spread as in a hard-particle fluid. */
void SulPackingShake(SulCrowd *crowd, int sweeps, SulRandom *random, SulLog *log);

/* Smallest separation of two bodies (infinite for fewer than two), and largest breach of the faces.
 */
double SulPackingLeastGap(const SulCrowd *crowd, size_t pair[2]);
double SulPackingWorstFace(const SulCrowd *crowd);

#endif

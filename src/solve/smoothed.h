/* SPDX-License-Identifier: BSD-2-Clause */
/* Smoothed aggregation with rigid motions, on scalar matrices with blocks of three or six: the
 * levels below the first coarsening. Private to src/solve. */
#ifndef SULFEM_SMOOTHED_H
#define SULFEM_SMOOTHED_H

#include <petscpc.h>

/* Collective. Makes `pc` a multigrid cycle over `matrix` (AIJ, six rigid motions as its near null
 * space) and sets up its levels. `proven`: what the largest eigenvalue of D^-1 matrix, D its
 * diagonal blocks, does not exceed; 0: not known, it is estimated like those of the levels below.
 * Options of the user, with the prefix of `pc`, are not read yet. */
PetscErrorCode SulSmoothedAggregation(PC pc, Mat matrix, double proven);

/* Collective. The same cycle after the values of `matrix` have changed: interpolations stay, the
 * matrices and the estimates below it are worked out again. */
PetscErrorCode SulSmoothedRefill(PC pc, double proven);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The first coarsening of the stiffness at order 1: plain aggregation of nodes with rigid motions.
 * Private to src/solve.
 *
 * It works on the blocks of three directly. PETSc's own aggregation would need a scalar copy of the
 * finest matrix (as large again) and triple products in scalar format; the coarser levels, a few
 * per cent of the work, are in scalar format (smoothed.h). */
#ifndef SULFEM_AGGREGATION_H
#define SULFEM_AGGREGATION_H

#include <sulfem/solve.h>

/* Collective. `coarse` is the Galerkin product in scalar format with blocks of six and its rigid
 * motions as near null space; `interpolation` goes from it to the nodes. Needs a stiffness of type
 * BAIJ: otherwise both are NULL. */
PetscErrorCode SulAggregationCreate(const SulSystem *system, Mat *coarse, Mat *interpolation);

/* Collective. The coarse matrix anew, in its place, after the stiffness was filled again. */
PetscErrorCode SulAggregationRefill(const SulSystem *system, Mat interpolation, Mat coarse);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The coarse space of the diffusion solver: voxels in blocks of 2 x 2 x 2. Private to src/voxel.
 *
 * An aggregate is what is connected within a block (and on one rank): phases on either side of a
 * wall one voxel thick stay apart. The coarse operator sums the conductances between aggregates and
 * halves them, since the centres lie two voxels apart: finite volumes on the coarse grid, with cut
 * cells, whose correction has the right size for smooth errors (without the half it would be too
 * small by two, the known flaw of piecewise constant interpolation: Braess, Computing 55, 379
 * (1995)). */
#ifndef SULFEM_COARSENING_H
#define SULFEM_COARSENING_H

#include "diffusion.h"

typedef struct {
  PetscInt count, begin; /* aggregates of this rank, number of the first of them */
  PetscInt own;          /* unknowns of this rank */
  PetscInt *of;          /* [own + below + above], each unknown's aggregate, over all ranks */
} SulCoarsening;

/* Collective. `interpolation` is a shell (constant on each aggregate) that borrows `coarsening`;
 * `coarse` is AIJ. */
PetscErrorCode SulCoarseningCreate(const SulDiffusion *diffusion, SulCoarsening *coarsening,
                                   Mat *coarse, Mat *interpolation);
void SulCoarseningDestroy(SulCoarsening *coarsening);

#endif

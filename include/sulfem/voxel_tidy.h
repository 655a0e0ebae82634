/* SPDX-License-Identifier: BSD-2-Clause */
/* What a labelled grid is relieved of: resolution, specks, loose bodies. One process calls. */
#ifndef SULFEM_VOXEL_TIDY_H
#define SULFEM_VOXEL_TIDY_H

#include <stdbool.h>
#include <sulfem/voxel.h>

/* Replaces blocks of factor^3 voxels by one, of the phase that most of them have (the first of
 * equals). Layers that do not fill a block are dropped from the upper end: `dropped` counts them
 * along x, y, z. SUL_INPUT when the grid is thinner than a block. */
void SulImageCoarsen(SulVoxels *grid, int factor, int dropped[3], SulError *error);

typedef struct {
  long count;    /* of regions that changed */
  size_t voxels; /* in them */
} SulImageChange;

/* Regions of one phase (joined by faces) of fewer than `smallest` voxels take the phase that they
 * share most faces with; repeated until none is left, at most 8 times. SUL_INPUT where memory does
 * not suffice. */
SulImageChange SulImageAbsorb(SulVoxels *grid, size_t smallest, SulError *error);

/* Voxels of phases with `solid` true that do not hang together, through faces, with the largest
 * such body become the phase around them that they share most faces with: what a mesh can hold is
 * one body. SUL_INPUT where memory does not suffice. */
SulImageChange SulImageLargestBody(SulVoxels *grid, const bool *solid, SulError *error);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* How much work the mesher spends where: a bound on it, in steps. Room-private.
 *
 * Refinement that does not end goes round in circles in one place, so the bound holds for each
 * block of the grid by itself: it does not grow with the image, and tells the place. Steps are
 * counted, never seconds: the same image ends in the same way on every machine. */
#ifndef SULFEM_IMAGE_WORK_H
#define SULFEM_IMAGE_WORK_H

#include <stdbool.h>

enum { SUL_WORK_BLOCK = 4 }; /* voxels along the edge of a block */

typedef struct {
  int blocks[3];
  long long budget; /* steps in a block, at most */
  long long *spent; /* [blocks[2]][blocks[1]][blocks[0]] */
  int over;         /* block that ran out of steps; -1: none */
} SulImageWork;

/* For a grid of `size` voxels in which elements of `finest` voxels are asked for. Free with
 * SulImageWorkFree. */
void SulImageWorkMake(SulImageWork *work, const int size[3], double finest);
void SulImageWorkFree(SulImageWork *work);

/* Notes steps at a point (in voxels; outside the grid: in the nearest block). False when its block
 * is over the budget. */
bool SulImageWorkSpend(SulImageWork *work, const double point[3], int steps);

/* Steps in the block that has most. */
long long SulImageWorkMost(const SulImageWork *work);

/* The voxels from .. to - 1 of the block that is over. */
void SulImageWorkPlace(const SulImageWork *work, const int size[3], int from[3], int to[3]);

#endif

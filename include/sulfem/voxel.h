/* SPDX-License-Identifier: BSD-2-Clause */
/* A labelled voxel grid: the phases of a microstructure on a regular grid of cubes.
 *
 * The whole grid lives on every rank (one byte a voxel): a grid of 500^3 takes 125 MB a rank. */
#ifndef SULFEM_VOXEL_H
#define SULFEM_VOXEL_H

#include <stddef.h>
#include <stdint.h>
#include <sulfem/error.h>
#include <sulfem/text.h>

#define SUL_VOXEL_VOID 255 /* no material: outside the body, or a pore that is not meshed */

typedef struct {
  int size[3];                  /* voxels along x, y, z */
  double origin[3];             /* lowest corner of the grid, m */
  double edge;                  /* of a voxel, m */
  int phase_count;              /* at most SUL_VOXEL_VOID */
  char (*names)[SUL_NAME_SIZE]; /* [phase_count] */
  uint8_t *labels;              /* [size[2]][size[1]][size[0]], 0 .. phase_count-1, or VOID */
} SulVoxels;

static inline size_t SulVoxelIndex(const SulVoxels *grid, int i, int j, int k) {
  return ((size_t)k * (size_t)grid->size[1] + (size_t)j) * (size_t)grid->size[0] + (size_t)i;
}

/* Allocates the labels (all void) and the names (empty); the grid is otherwise filled by the
 * caller. SUL_INPUT where memory does not suffice: says how much was asked for. */
void SulVoxelsMake(SulVoxels *grid, const int size[3], int phase_count, SulError *error);

/* Frees what it owns and zeroes; takes a zeroed one too. */
void SulVoxelsFree(SulVoxels *grid);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* A phase as runs of voxels along x, and the clusters the runs form. Private to src/voxel.
 *
 * Runs are a tenth of the voxels or less in grids that resolve their microstructure, and they carry
 * all that percolation and the numbering of unknowns need. */
#ifndef SULFEM_RUNS_H
#define SULFEM_RUNS_H

#include <sulfem/percolation.h>

typedef struct {
  int begin, end;   /* voxels begin .. end-1 of its row */
  uint32_t cluster; /* the lowest run that is connected with it */
} SulRun;

typedef struct {
  int size[3];   /* of the grid */
  size_t count;  /* of runs */
  SulRun *run;   /* [count], rows in the order of the grid */
  size_t *first; /* [size[1] * size[2] + 1], first run of each row */
} SulRuns;

/* SUL_INPUT where memory does not suffice, or the grid has no voxels; then `runs` is zeroed. */
void SulRunsFind(const SulVoxels *grid, const SulPhaseSet *phases, SulRuns *runs, SulError *error);
void SulRunsFree(SulRuns *runs);

static inline size_t SulRunsRows(const SulRuns *runs) {
  return (size_t)runs->size[1] * (size_t)runs->size[2];
}

/* Bit 2 d: reaches the lowest layer along axis d, bit 2 d + 1: the highest one. */
static inline unsigned SulRunsFaces(const SulRuns *runs, size_t row, const SulRun *run) {
  size_t j = row % (size_t)runs->size[1], k = row / (size_t)runs->size[1];
  return (unsigned)(run->begin == 0) | (unsigned)(run->end == runs->size[0]) << 1 |
         (unsigned)(j == 0) << 2 | (unsigned)(j + 1 == (size_t)runs->size[1]) << 3 |
         (unsigned)(k == 0) << 4 | (unsigned)(k + 1 == (size_t)runs->size[2]) << 5;
}

/* The faces that each cluster reaches, by its number [count]; free(). NULL and SUL_INPUT where
 * memory does not suffice. */
uint8_t *SulRunsReach(const SulRuns *runs, SulError *error);

static inline bool SulReachesAcross(unsigned faces, int axis) {
  return (faces >> 2 * axis & 3) == 3;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The unknowns of steady diffusion: voxels of the clusters that percolate along an axis, numbered
 * in the order of the grid, dealt out to the ranks in whole rows. Private to src/voxel. */
#ifndef SULFEM_UNKNOWNS_H
#define SULFEM_UNKNOWNS_H

#include <petscsys.h>

#include "runs.h"

typedef struct {
  int begin, end;  /* voxels begin .. end-1 of its row */
  PetscInt number; /* of the first one's unknown */
} SulChannelRun;

typedef struct {
  MPI_Comm comm;
  int size[3]; /* of the grid */
  int axis;
  size_t count;              /* of runs */
  SulChannelRun *run;        /* [count + 1], all of the grid; the last one's number is the total */
  size_t *first;             /* [rows + 1], first run of each row */
  size_t row_begin, row_end; /* rows of this rank */
  PetscInt begin, end;       /* unknowns of this rank */
  PetscInt total;
} SulUnknowns;

/* Takes the runs over (and zeroes them). More unknowns than PETSc's indices count are SUL_INPUT. */
void SulUnknownsCreate(MPI_Comm comm, SulRuns *runs, const uint8_t *faces, int axis,
                       SulUnknowns *unknowns, SulError *error);
void SulUnknownsDestroy(SulUnknowns *unknowns);

/* The four rows beside a row, lowest y, highest y, lowest z, highest z; where there is none the
 * number of rows stands. */
void SulUnknownsNeighbours(const SulUnknowns *unknowns, size_t row, size_t beside[4]);

/* Number of the first unknown of a row (of row `rows`: the total). */
static inline PetscInt SulUnknownsOfRow(const SulUnknowns *unknowns, size_t row) {
  return unknowns->run[unknowns->first[row]].number;
}

static inline size_t SulUnknownsRows(const SulUnknowns *unknowns) {
  return (size_t)unknowns->size[1] * (size_t)unknowns->size[2];
}

/* 1 for the layer of inflow, 2 for that of outflow, 3 where they are the same. */
static inline int SulUnknownsFaces(const SulUnknowns *unknowns, size_t row, int i) {
  size_t across = (size_t)unknowns->size[1];
  int at[3] = {i, (int)(row % across), (int)(row / across)}, axis = unknowns->axis;
  return (at[axis] == 0) | (at[axis] + 1 == unknowns->size[axis]) << 1;
}

#endif

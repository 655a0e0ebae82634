/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers the unknowns of steady diffusion and deals them out to the ranks. */
#include "unknowns.h"

#include <stdlib.h>

/* Runs of percolating clusters move to the front; a row's first one may be that of a later row. */
static void Number(SulRuns *runs, const uint8_t *faces, SulUnknowns *u) {
  PetscInt64 total = 0;
  size_t kept = 0;
  for (size_t row = 0; row < SulRunsRows(runs); row++) {
    size_t begin = runs->first[row];
    u->first[row] = kept;
    for (size_t r = begin; r < runs->first[row + 1]; r++) {
      const SulRun *run = &runs->run[r];
      if (!SulReachesAcross(faces[run->cluster], u->axis)) continue;
      u->run[kept++] = (SulChannelRun){run->begin, run->end, (PetscInt)total};
      total += run->end - run->begin;
    }
  }
  u->count = kept;
  u->first[SulRunsRows(runs)] = kept;
  u->run[kept] = (SulChannelRun){0, 0, (PetscInt)total};
  u->total = (PetscInt)total;
}

/* Percolating runs and voxels. */
static size_t Count(const SulRuns *runs, const uint8_t *faces, int axis, PetscInt64 *voxels) {
  size_t count = 0;
  *voxels = 0;
  for (size_t r = 0; r < runs->count; r++)
    if (SulReachesAcross(faces[runs->run[r].cluster], axis)) {
      count++;
      *voxels += runs->run[r].end - runs->run[r].begin;
    }
  return count;
}

/* A rank begins with the first row that begins at or behind its share of the unknowns. */
static size_t RowOfShare(const SulUnknowns *u, int rank, int ranks) {
  PetscInt64 share = (PetscInt64)u->total * rank / ranks;
  size_t low = 0, high = SulUnknownsRows(u);
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (SulUnknownsOfRow(u, middle) >= share)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

void SulUnknownsCreate(MPI_Comm comm, SulRuns *runs, const uint8_t *faces, int axis,
                       SulUnknowns *unknowns, SulError *error) {
  int rank, ranks;
  PetscInt64 voxels;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);
  *unknowns = (SulUnknowns){
      .comm = comm, .size = {runs->size[0], runs->size[1], runs->size[2]}, .axis = axis};
  size_t kept = Count(runs, faces, axis, &voxels);
  if (voxels >= PETSC_MAX_INT)
    SulErrorSet(error, SUL_INPUT,
                "%.3g voxels conduct, more than the indices of this PETSc count (%.3g); take "
                "larger voxels or a PETSc with 64-bit indices",
                (double)voxels, (double)PETSC_MAX_INT);
  if (SulFailed(error)) return;
  unknowns->run = malloc((kept + 1) * sizeof *unknowns->run);
  unknowns->first = malloc((SulRunsRows(runs) + 1) * sizeof *unknowns->first);
  if (!unknowns->run || !unknowns->first) {
    SulErrorSet(error, SUL_INPUT, "no memory for %zu runs of voxels; take larger voxels", kept);
    SulUnknownsDestroy(unknowns);
    return;
  }
  Number(runs, faces, unknowns);
  unknowns->row_begin = RowOfShare(unknowns, rank, ranks);
  unknowns->row_end = RowOfShare(unknowns, rank + 1, ranks);
  unknowns->begin = SulUnknownsOfRow(unknowns, unknowns->row_begin);
  unknowns->end = SulUnknownsOfRow(unknowns, unknowns->row_end);
}

void SulUnknownsDestroy(SulUnknowns *unknowns) {
  free(unknowns->run);
  free(unknowns->first);
  *unknowns = (SulUnknowns){0};
}

void SulUnknownsNeighbours(const SulUnknowns *unknowns, size_t row, size_t beside[4]) {
  size_t across = (size_t)unknowns->size[1], rows = SulUnknownsRows(unknowns), j = row % across;
  beside[0] = j > 0 ? row - 1 : rows;
  beside[1] = j + 1 < across ? row + 1 : rows;
  beside[2] = row >= across ? row - across : rows;
  beside[3] = row + across < rows ? row + across : rows;
}

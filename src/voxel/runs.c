/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts a phase into runs of voxels and joins them to clusters, by union-find. */
#include "runs.h"

#include <stdlib.h>

static void NoMemory(size_t bytes, SulError *error) {
  SulErrorSet(error, SUL_INPUT,
              "no memory for the clusters of a phase (%.1f GB more); take larger voxels",
              1e-9 * (double)bytes);
}

/* Visits the runs of a row; stores them where `run` is given. */
static size_t RowRuns(const uint8_t *labels, int size, const SulPhaseSet *phases, SulRun *run) {
  size_t count = 0;
  for (int i = 0; i < size;) {
    while (i < size && !phases->has[labels[i]])
      i++;
    if (i == size) break;
    int begin = i;
    while (i < size && phases->has[labels[i]])
      i++;
    if (run) run[count] = (SulRun){begin, i, 0};
    count++;
  }
  return count;
}

static uint32_t Root(SulRun *run, uint32_t r) {
  while (run[r].cluster != r) {
    run[r].cluster = run[run[r].cluster].cluster;
    r = run[r].cluster;
  }
  return r;
}

/* Joins the runs of two neighbouring rows where they overlap. */
static void JoinRows(SulRuns *runs, size_t row, size_t other) {
  SulRun *run = runs->run;
  size_t a = runs->first[row], b = runs->first[other];
  while (a < runs->first[row + 1] && b < runs->first[other + 1]) {
    if (run[a].begin < run[b].end && run[b].begin < run[a].end) {
      uint32_t p = Root(run, (uint32_t)a), q = Root(run, (uint32_t)b);
      if (p < q) run[q].cluster = p;
      if (q < p) run[p].cluster = q;
    }
    if (run[a].end < run[b].end)
      a++;
    else
      b++;
  }
}

static void Join(SulRuns *runs) {
  size_t across = (size_t)runs->size[1];
  for (size_t r = 0; r < runs->count; r++)
    runs->run[r].cluster = (uint32_t)r;
  for (size_t row = 0; row < SulRunsRows(runs); row++) {
    if (row % across > 0) JoinRows(runs, row, row - 1);
    if (row >= across) JoinRows(runs, row, row - across);
  }
  /* a root is the lowest run of its cluster, so one pass in order leads everyone to it */
  for (size_t r = 0; r < runs->count; r++)
    runs->run[r].cluster = runs->run[runs->run[r].cluster].cluster;
}

void SulRunsFind(const SulVoxels *grid, const SulPhaseSet *phases, SulRuns *runs, SulError *error) {
  *runs = (SulRuns){.size = {grid->size[0], grid->size[1], grid->size[2]}};
  size_t rows = SulRunsRows(runs), length = (size_t)grid->size[0];
  if (rows * length == 0) {
    SulErrorSet(error, SUL_INPUT, "the voxel grid is empty (%d x %d x %d)", grid->size[0],
                grid->size[1], grid->size[2]);
    return;
  }
  runs->first = calloc(rows + 1, sizeof *runs->first);
  if (!runs->first) {
    NoMemory((rows + 1) * sizeof *runs->first, error);
    return;
  }
  for (size_t row = 0; row < rows; row++)
    runs->first[row + 1] =
        runs->first[row] + RowRuns(grid->labels + row * length, grid->size[0], phases, NULL);
  runs->count = runs->first[rows];
  if (runs->count < UINT32_MAX) runs->run = malloc((runs->count + 1) * sizeof *runs->run);
  if (!runs->run) {
    NoMemory(runs->count * sizeof *runs->run, error);
    SulRunsFree(runs);
    return;
  }
  for (size_t row = 0; row < rows; row++)
    RowRuns(grid->labels + row * length, grid->size[0], phases, runs->run + runs->first[row]);
  Join(runs);
}

void SulRunsFree(SulRuns *runs) {
  free(runs->run);
  free(runs->first);
  *runs = (SulRuns){0};
}

uint8_t *SulRunsReach(const SulRuns *runs, SulError *error) {
  uint8_t *faces = calloc(runs->count + 1, 1);
  if (!faces) {
    NoMemory(runs->count, error);
    return NULL;
  }
  for (size_t row = 0; row < SulRunsRows(runs); row++)
    for (size_t r = runs->first[row]; r < runs->first[row + 1]; r++)
      faces[runs->run[r].cluster] |= (uint8_t)SulRunsFaces(runs, row, &runs->run[r]);
  return faces;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the clusters of phases that connect opposite faces of a grid. */
#include <stdlib.h>
#include <sulfem/percolation.h>

#include "runs.h"

static void Count(const SulRuns *runs, const uint8_t *faces, SulPercolation *result) {
  size_t across[3] = {0};
  for (size_t r = 0; r < runs->count; r++) {
    const SulRun *run = &runs->run[r];
    size_t length = (size_t)(run->end - run->begin);
    result->voxels += length;
    result->clusters += run->cluster == r;
    for (int d = 0; d < 3; d++)
      if (SulReachesAcross(faces[run->cluster], d)) across[d] += length;
  }
  result->fraction = (double)result->voxels / ((double)SulRunsRows(runs) * (double)runs->size[0]);
  for (int d = 0; d < 3; d++) {
    result->percolates[d] = across[d] > 0;
    result->share[d] = across[d] > 0 ? (double)across[d] / (double)result->voxels : 0;
  }
}

void SulPercolationFind(const SulVoxels *grid, const SulPhaseSet *phases, SulPercolation *result,
                        SulError *error) {
  SulRuns runs;
  *result = (SulPercolation){0};
  SulRunsFind(grid, phases, &runs, error);
  if (SulFailed(error)) return;
  uint8_t *faces = SulRunsReach(&runs, error);
  if (faces) Count(&runs, faces, result);
  free(faces);
  SulRunsFree(&runs);
}

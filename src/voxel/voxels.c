/* SPDX-License-Identifier: BSD-2-Clause */
/* Making and freeing voxel grids. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/voxel.h>

void SulVoxelsMake(SulVoxels *grid, const int size[3], int phase_count, SulError *error) {
  size_t count = 1;
  for (int d = 0; d < 3; d++) {
    grid->size[d] = size[d];
    count *= (size_t)size[d];
  }
  grid->phase_count = phase_count;
  grid->names = calloc((size_t)phase_count + 1, sizeof *grid->names);
  grid->labels = malloc(count);
  if (!grid->labels || !grid->names) {
    SulErrorSet(error, SUL_INPUT, "no memory for %d x %d x %d voxels (%.1f GB); take larger voxels",
                size[0], size[1], size[2], 1e-9 * (double)count);
    SulVoxelsFree(grid);
    return;
  }
  memset(grid->labels, SUL_VOXEL_VOID, count);
}

void SulVoxelsFree(SulVoxels *grid) {
  free(grid->names);
  free(grid->labels);
  *grid = (SulVoxels){0};
}

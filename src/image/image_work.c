/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the mesher's steps block by block, and says where it is enough. */
#include "image_work.h"
#include <math.h>
#include <stdlib.h>
#include <sulfem/text.h>

/* Steps in a block of voxels. Measured: tests/bench/images.py, docs/microstructure.md. */
static const double steps_per_voxel = 200000;

void SulImageWorkMake(SulImageWork *work, const int size[3], double finest) {
  size_t count = 1;
  double refined = fmax(1, pow(finest, -3)); /* elements smaller than voxels: so many more */
  *work = (SulImageWork){.over = -1};
  for (int d = 0; d < 3; d++) {
    work->blocks[d] = (size[d] + SUL_WORK_BLOCK - 1) / SUL_WORK_BLOCK;
    count *= (size_t)work->blocks[d];
  }
  work->budget = (long long)fmin(steps_per_voxel * pow(SUL_WORK_BLOCK, 3) * refined, 1e18);
  work->spent = SulAllocate(count, sizeof *work->spent);
}

void SulImageWorkFree(SulImageWork *work) {
  free(work->spent);
  *work = (SulImageWork){0};
}

bool SulImageWorkSpend(SulImageWork *work, const double point[3], int steps) {
  int block = 0;
  for (int d = 2; d >= 0; d--) {
    double at = floor(point[d] / SUL_WORK_BLOCK);
    block = block * work->blocks[d] + (int)fmin(fmax(at, 0), work->blocks[d] - 1);
  }
  work->spent[block] += steps;
  if (work->spent[block] <= work->budget) return true;
  work->over = block;
  return false;
}

long long SulImageWorkMost(const SulImageWork *work) {
  size_t count = (size_t)work->blocks[0] * (size_t)work->blocks[1] * (size_t)work->blocks[2];
  long long most = 0;
  for (size_t b = 0; b < count; b++)
    if (work->spent[b] > most) most = work->spent[b];
  return most;
}

void SulImageWorkPlace(const SulImageWork *work, const int size[3], int from[3], int to[3]) {
  int block = work->over;
  for (int d = 0; d < 3; d++) {
    from[d] = block % work->blocks[d] * SUL_WORK_BLOCK;
    to[d] = from[d] + SUL_WORK_BLOCK < size[d] ? from[d] + SUL_WORK_BLOCK : size[d];
    block /= work->blocks[d];
  }
}

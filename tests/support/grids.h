/* SPDX-License-Identifier: BSD-2-Clause */
/* Voxel grids for tests. */
#ifndef SULFEM_GRIDS_H
#define SULFEM_GRIDS_H

#include "check.h"
#include <string.h>
#include <sulfem/voxel.h>

/* A grid of phase 0 throughout. */
static inline SulVoxels GridMake(int nx, int ny, int nz, int phase_count) {
  SulVoxels grid = {0};
  SulError error = {0};
  int size[3] = {nx, ny, nz};
  SulVoxelsMake(&grid, size, phase_count, &error);
  CHECK(!SulFailed(&error));
  grid.edge = 1e-7;
  memset(grid.labels, 0, (size_t)nx * (size_t)ny * (size_t)nz);
  return grid;
}

static inline size_t GridCount(const SulVoxels *grid) {
  return (size_t)grid->size[0] * (size_t)grid->size[1] * (size_t)grid->size[2];
}

/* Uniform in [0, 1), from splitmix64 (Steele, Lea and Flood 2014). */
static inline double GridRandom(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* Every voxel on its own becomes phase 1 with the given probability. */
static inline void GridNoise(SulVoxels *grid, double probability, uint64_t seed) {
  for (size_t v = 0; v < GridCount(grid); v++)
    grid->labels[v] = GridRandom(&seed) < probability;
}

#endif

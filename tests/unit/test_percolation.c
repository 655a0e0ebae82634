/* SPDX-License-Identifier: BSD-2-Clause */
/* Percolation on voxel grids: layers, channels, diagonals that do not count, and random grids
 * against a flood fill. */
#include "check.h"
#include "grids.h"
#include <stdlib.h>
#include <sulfem/percolation.h>

static SulPercolation Find(const SulVoxels *grid, int label) {
  SulPhaseSet set = SulPhaseSetOf(label);
  SulPercolation result;
  SulError error = {0};
  SulPercolationFind(grid, &set, &result, &error);
  CHECK(!SulFailed(&error));
  return result;
}

static void TestFullAndEmpty(void) {
  SulVoxels grid = GridMake(3, 4, 5, 2);
  SulPercolation full = Find(&grid, 0), none = Find(&grid, 1);
  CHECK(full.voxels == 60 && full.clusters == 1 && full.fraction == 1);
  CHECK(none.voxels == 0 && none.clusters == 0 && none.fraction == 0);
  for (int d = 0; d < 3; d++) {
    CHECK(full.percolates[d] && full.share[d] == 1);
    CHECK(!none.percolates[d] && none.share[d] == 0);
  }
  SulVoxelsFree(&grid);
}

/* Layers normal to y: connected along x and z, not along y. */
static void TestLayers(void) {
  SulVoxels grid = GridMake(6, 7, 5, 2);
  for (int k = 0; k < 5; k++)
    for (int j = 1; j < 7; j += 2)
      for (int i = 0; i < 6; i++)
        grid.labels[SulVoxelIndex(&grid, i, j, k)] = 1;
  for (int label = 0; label < 2; label++) {
    SulPercolation p = Find(&grid, label);
    CHECK(p.percolates[0] && !p.percolates[1] && p.percolates[2]);
    CHECK(p.share[0] == 1 && p.share[1] == 0 && p.share[2] == 1);
    CHECK(p.clusters == (label ? 3 : 4));
  }
  SulPhaseSet both = SulPhaseSetOf(0);
  both.has[1] = true;
  SulPercolation p;
  SulError error = {0};
  SulPercolationFind(&grid, &both, &p, &error);
  CHECK(!SulFailed(&error) && p.clusters == 1 && p.percolates[1] && p.share[1] == 1);
  SulVoxelsFree(&grid);
}

/* A staircase over voxels that touch at edges only; one more voxel a step joins it. */
static void TestDiagonal(void) {
  SulVoxels grid = GridMake(5, 5, 5, 2);
  for (int i = 0; i < 5; i++)
    grid.labels[SulVoxelIndex(&grid, i, i, 2)] = 1;
  SulPercolation apart = Find(&grid, 1);
  CHECK(apart.clusters == 5 && !apart.percolates[0] && !apart.percolates[1]);
  for (int i = 0; i < 4; i++)
    grid.labels[SulVoxelIndex(&grid, i + 1, i, 2)] = 1;
  grid.labels[SulVoxelIndex(&grid, 0, 4, 4)] = 1; /* one that stands alone */
  SulPercolation joined = Find(&grid, 1);
  CHECK(joined.clusters == 2 && joined.voxels == 10);
  CHECK(joined.percolates[0] && joined.percolates[1] && !joined.percolates[2]);
  CHECK(joined.share[0] == 0.9 && joined.share[2] == 0);
  SulVoxelsFree(&grid);
}

/* Void counts as a phase when it is asked for. */
static void TestVoid(void) {
  SulVoxels grid = GridMake(3, 3, 3, 1);
  for (int k = 0; k < 3; k++)
    grid.labels[SulVoxelIndex(&grid, 1, 1, k)] = SUL_VOXEL_VOID;
  SulPercolation p = Find(&grid, SUL_VOXEL_VOID);
  CHECK(p.voxels == 3 && p.percolates[2] && !p.percolates[0]);
  SulVoxelsFree(&grid);
}

/* Voxels reached by a flood from the marked ones; `seen` is 1 for marks and grows. */
static void Flood(const SulVoxels *grid, int label, uint8_t *seen, size_t *stack, size_t height) {
  size_t step[3] = {1, (size_t)grid->size[0], (size_t)grid->size[0] * (size_t)grid->size[1]};
  while (height > 0) {
    size_t v = stack[--height];
    int at[3] = {(int)(v % step[1]), (int)(v / step[1] % (size_t)grid->size[1]),
                 (int)(v / step[2])};
    for (int d = 0; d < 3; d++)
      for (int side = 0; side < 2; side++) {
        if (side ? at[d] + 1 == grid->size[d] : at[d] == 0) continue;
        size_t w = side ? v + step[d] : v - step[d];
        if (seen[w] || grid->labels[w] != label) continue;
        seen[w] = 1;
        stack[height++] = w;
      }
  }
}

/* Voxels that a flood from one face along the axis reaches, and again from where it arrives. */
static size_t FloodAcross(const SulVoxels *grid, int label, int axis) {
  size_t count = (size_t)grid->size[0] * (size_t)grid->size[1] * (size_t)grid->size[2];
  uint8_t *seen[2] = {calloc(count, 1), calloc(count, 1)};
  size_t *stack = calloc(count, sizeof *stack), across = 0;
  for (int pass = 0; pass < 2; pass++) {
    size_t height = 0;
    for (size_t v = 0; v < count; v++) {
      size_t row = v / (size_t)grid->size[0];
      int at[3] = {(int)(v % (size_t)grid->size[0]), (int)(row % (size_t)grid->size[1]),
                   (int)(row / (size_t)grid->size[1])};
      if (at[axis] != (pass ? grid->size[axis] - 1 : 0) || grid->labels[v] != label) continue;
      if (pass && !seen[0][v]) continue;
      seen[pass][v] = 1;
      stack[height++] = v;
    }
    Flood(grid, label, seen[pass], stack, height);
  }
  for (size_t v = 0; v < count; v++)
    across += seen[1][v];
  free(seen[0]);
  free(seen[1]);
  free(stack);
  return across;
}

/* Independent voxels around the threshold of site percolation, 0.3116. */
static void TestRandom(void) {
  int percolating = 0, blocked = 0;
  for (uint64_t seed = 1; seed <= 12; seed++) {
    SulVoxels grid = GridMake(17, 23, 19, 2);
    GridNoise(&grid, 0.27 + 0.01 * (double)seed, seed);
    SulPercolation p = Find(&grid, 1);
    for (int d = 0; d < 3; d++) {
      size_t across = FloodAcross(&grid, 1, d);
      CHECK(p.percolates[d] == (across > 0));
      CHECK_NEAR(p.share[d] * (double)p.voxels, (double)across, 1e-14, 1);
      percolating += p.percolates[d];
      blocked += !p.percolates[d];
    }
    SulVoxelsFree(&grid);
  }
  CHECK(percolating > 3 && blocked > 3); /* else the comparison says nothing */
}

static void TestNoVoxels(void) {
  SulVoxels grid = {0};
  SulPhaseSet set = SulPhaseSetOf(0);
  SulPercolation result;
  SulError error = {0};
  SulPercolationFind(&grid, &set, &result, &error);
  CHECK(error.status == SUL_INPUT);
}

int main(void) {
  TestFullAndEmpty();
  TestLayers();
  TestDiagonal();
  TestVoid();
  TestRandom();
  TestNoVoxels();
  return CheckResult();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Random sequential insertion, and Monte Carlo shaking. */
#include "packing_algorithms.h"
#include "packing_grid.h"
#include <math.h>
#include <stdlib.h>

void SulPackingPlace(SulCrowd *crowd, size_t i, SulRandom *random) {
  double extent[3] = {0};
  if (crowd->faces == SUL_FACES_WHOLE) {
    SulParticleExtent(&crowd->particles[i], extent);
    for (int k = 0; k < 3; k++)
      extent[k] += crowd->face_gap;
  }
  for (int k = 0; k < 3; k++)
    crowd->centre[i][k] = extent[k] + (crowd->edges[k] - 2 * extent[k]) * SulRandomUniform(random);
}

static bool Free(const SulGrid *grid, size_t i, uint32_t *near) {
  double move[3], normal[3];
  if (SulCrowdFaceBreach(grid->crowd, i, move) > 0) return false;
  size_t count = SulGridNear(grid, i, SUL_GRID_ALL, near);
  for (size_t k = 0; k < count; k++)
    if (SulCrowdSeparation(grid->crowd, i, near[k], normal) < grid->crowd->gap) return false;
  return true;
}

size_t SulPackingInsert(SulCrowd *crowd, size_t attempts, SulRandom *random, SulLog *log) {
  SulGrid grid = SulGridCreate(crowd, 0);
  uint32_t *near = SulAllocate(crowd->count, sizeof *near);
  size_t placed = 0;
  for (bool found = true; placed < crowd->count; placed += found) {
    found = false;
    for (size_t trial = 0; trial < attempts && !found; trial++) {
      SulPackingPlace(crowd, placed, random);
      found = Free(&grid, placed, near);
    }
    if (!found) break;
    SulGridInsert(&grid, placed);
    SulLogProgress(log, "random insertion", (double)placed / (double)crowd->count);
  }
  for (size_t i = placed; i < crowd->count; i++)
    SulPackingPlace(crowd, i, random);
  free(near);
  SulGridFree(&grid);
  return placed;
}

static double ShakeStep(const SulCrowd *crowd, size_t i) {
  return 0.1 * crowd->bound[i] + 0.5 * crowd->gap;
}

void SulPackingShake(SulCrowd *crowd, int sweeps, SulRandom *random, SulLog *log) {
  SulGrid grid = SulGridCreate(crowd, 0);
  uint32_t *near = SulAllocate(crowd->count, sizeof *near);
  for (size_t i = 0; i < crowd->count; i++)
    SulGridInsert(&grid, i);
  for (int sweep = 0; sweep < sweeps; sweep++) {
    for (size_t i = 0; i < crowd->count; i++) {
      double old[3], step = ShakeStep(crowd, i);
      for (int k = 0; k < 3; k++) {
        old[k] = crowd->centre[i][k];
        crowd->centre[i][k] += step * (2 * SulRandomUniform(random) - 1);
      }
      SulCrowdWrap(crowd, i);
      bool keep = Free(&grid, i, near);
      for (int k = 0; k < 3 && !keep; k++)
        crowd->centre[i][k] = old[k];
      if (keep) SulGridMove(&grid, i);
    }
    SulLogProgress(log, "shaking", (sweep + 1.0) / sweeps);
  }
  free(near);
  SulGridFree(&grid);
}

double SulPackingLeastGap(const SulCrowd *crowd, size_t pair[2]) {
  double largest = 0, least = INFINITY;
  for (size_t i = 0; i < crowd->count; i++)
    largest = fmax(largest, crowd->bound[i]);
  uint32_t *near = SulAllocate(crowd->count, sizeof *near);
  /* widen the search until it has found a gap smaller than what it would have missed */
  for (double skin = 0.25 * largest; crowd->count > 1; skin *= 4) {
    SulGrid grid = SulGridCreate(crowd, skin);
    for (size_t i = 0; i < crowd->count; i++)
      SulGridInsert(&grid, i);
    for (size_t i = 0; i < crowd->count; i++) {
      size_t count = SulGridNear(&grid, i, SUL_GRID_EARLIER, near);
      for (size_t k = 0; k < count; k++) {
        double normal[3], separation = SulCrowdSeparation(crowd, i, near[k], normal);
        if (separation >= least) continue;
        least = separation;
        pair[0] = i;
        pair[1] = near[k];
      }
    }
    SulGridFree(&grid);
    if (least <= skin) break;
  }
  free(near);
  return least;
}

double SulPackingWorstFace(const SulCrowd *crowd) {
  double worst = 0, move[3];
  for (size_t i = 0; i < crowd->count; i++)
    worst = fmax(worst, SulCrowdFaceBreach(crowd, i, move));
  return worst;
}

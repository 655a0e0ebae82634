/* SPDX-License-Identifier: BSD-2-Clause */
/* Balls in a voxel grid for tests: a voxel belongs to a ball when its centre does. */
#ifndef SULFEM_BALLS_H
#define SULFEM_BALLS_H

#include "grids.h"

/* Phase 1 within the ball; centre and radius in voxels. */
static inline void GridBall(SulVoxels *grid, const double centre[3], double radius) {
  int low[3], high[3];
  for (int d = 0; d < 3; d++) {
    low[d] = (int)fmax(0, floor(centre[d] - radius - 1));
    high[d] = (int)fmin(grid->size[d], ceil(centre[d] + radius + 1));
  }
  for (int k = low[2]; k < high[2]; k++)
    for (int j = low[1]; j < high[1]; j++)
      for (int i = low[0]; i < high[0]; i++) {
        double x = i + 0.5 - centre[0], y = j + 0.5 - centre[1], z = k + 0.5 - centre[2];
        if (x * x + y * y + z * z < radius * radius) grid->labels[SulVoxelIndex(grid, i, j, k)] = 1;
      }
}

/* Random sequential addition of balls, kept whole and apart, radii uniform between shares of the
 * grid's edge, until phase 1 has the given share by the balls' volume. */
static inline void GridBalls(SulVoxels *grid, double share, double least, double most,
                             uint64_t seed) {
  enum { LIMIT = 20000 };
  static double ball[LIMIT][4];
  double edge = grid->size[0], volume = 0;
  for (int count = 0; count < LIMIT && volume < share * edge * edge * edge; count++) {
    double radius = edge * (least + (most - least) * GridRandom(&seed));
    for (int tries = 0, apart = 0; !apart && tries < 100000; tries++) {
      for (int d = 0; d < 3; d++)
        ball[count][d] = radius + (edge - 2 * radius) * GridRandom(&seed);
      apart = 1;
      for (int b = 0; b < count && apart; b++) {
        double square = 0;
        for (int d = 0; d < 3; d++)
          square += pow(ball[count][d] - ball[b][d], 2);
        apart = square > pow(radius + ball[b][3], 2);
      }
    }
    ball[count][3] = radius;
    volume += 4 * M_PI / 3 * radius * radius * radius;
    GridBall(grid, ball[count], radius);
  }
}

#endif

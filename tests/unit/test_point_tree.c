/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of points against looking at every one, on random points, on few places, and on one. */
#include "check.h"
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sulfem/point_tree.h>
#include <sulfem/text.h>

static uint64_t state = 7;

static double Random(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (double)(state >> 11) * 0x1p-53;
}

typedef struct {
  size_t count, visits;
  double (*point)[3], *radius;
  const double *x;
  double limit;
  int *seen;
} Cloud;

static Cloud Make(size_t count, int places) {
  Cloud cloud = {.count = count};
  cloud.point = SulAllocate(count, sizeof *cloud.point);
  cloud.radius = SulAllocate(count, sizeof *cloud.radius);
  cloud.seen = SulAllocate(count, sizeof *cloud.seen);
  for (size_t i = 0; i < count; i++) {
    for (int k = 0; k < 3; k++)
      cloud.point[i][k] = places ? (double)((int)(Random() * places)) / places : Random();
    cloud.radius[i] = Random() < 0.05 ? 0.3 * Random() : 0.01 * Random();
  }
  return cloud;
}

static void Free(Cloud *cloud) {
  free(cloud->point);
  free(cloud->radius);
  free(cloud->seen);
}

static double Separation(const Cloud *cloud, size_t j) {
  double square = 0;
  for (int k = 0; k < 3; k++)
    square += (cloud->point[j][k] - cloud->x[k]) * (cloud->point[j][k] - cloud->x[k]);
  return sqrt(square) - cloud->radius[j];
}

static void Nearer(size_t j, void *context) {
  Cloud *cloud = context;
  cloud->visits++;
  CHECK(Separation(cloud, j) < cloud->limit);
  cloud->limit = Separation(cloud, j);
}

static void See(size_t j, void *context) {
  Cloud *cloud = context;
  cloud->seen[j]++;
}

static void Compare(size_t count, int places) {
  Cloud cloud = Make(count, places);
  SulPointTree *tree = SulPointTreeCreate(count, (const double(*)[3])cloud.point, cloud.radius);
  for (int trial = 0; trial < 50; trial++) {
    double x[3], low[3], high[3], least = INFINITY;
    for (int k = 0; k < 3; k++) {
      x[k] = 1.4 * Random() - 0.2;
      low[k] = Random();
      high[k] = low[k] + 0.5 * Random();
    }
    cloud.x = x;
    cloud.limit = INFINITY;
    SulPointTreeNear(tree, x, &cloud.limit, Nearer, &cloud);
    SulPointTreeInBox(tree, low, high, See, &cloud);
    for (size_t j = 0; j < count; j++) {
      bool inside = true;
      for (int k = 0; k < 3; k++)
        inside = inside && low[k] <= cloud.point[j][k] && cloud.point[j][k] <= high[k];
      CHECK(cloud.seen[j] == inside);
      cloud.seen[j] = 0;
      least = fmin(least, Separation(&cloud, j));
    }
    CHECK(cloud.limit == least);
  }
  SulPointTreeFree(&tree);
  CHECK(tree == NULL);
  Free(&cloud);
}

/* However they crowd, a search looks at few of them. */
static void CheckWork(void) {
  for (int places = 0; places < 3; places++) {
    Cloud cloud = Make(20000, places);
    for (size_t i = 0; i < cloud.count; i++)
      cloud.radius[i] = 0.01;
    SulPointTree *tree =
        SulPointTreeCreate(cloud.count, (const double(*)[3])cloud.point, cloud.radius);
    for (size_t i = 0; i < cloud.count; i += 100) {
      cloud.x = cloud.point[i];
      cloud.limit = INFINITY;
      SulPointTreeNear(tree, cloud.x, &cloud.limit, Nearer, &cloud);
    }
    CHECK(cloud.visits < 200 * 20);
    SulPointTreeFree(&tree);
    Free(&cloud);
  }
}

int main(void) {
  for (size_t count = 0; count < 40; count++)
    Compare(count, 0);
  Compare(3000, 0);
  Compare(3000, 4);
  Compare(1000, 1);
  CheckWork();
  return CheckResult();
}

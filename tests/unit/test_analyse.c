/* SPDX-License-Identifier: BSD-2-Clause */
/* Points in curved cells, statistics, gaps of ellipsoids, neighbours of voxels. */
#include "../../src/analyse/cell_shape.h"
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/analyse.h>

/* A generator of its own: the test is the same everywhere. */
static double Random(void) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (double)(state >> 11) / 9007199254740992.0;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

/* A tetrahedron of some size and place, its mid-edge nodes pushed by up to `bend` of the edges. */
static void MakeNodes(double scale, double bend, double x[10][3]) {
  static const double corners[4][3] = {{0.1, 0, 0}, {1, 0.2, 0.1}, {0.2, 1.1, 0}, {0.1, 0.3, 0.9}};
  for (int v = 0; v < 4; v++)
    for (int k = 0; k < 3; k++)
      x[v][k] = scale * (300 + corners[v][k] + 0.1 * Random());
  for (int e = 0; e < 6; e++)
    for (int k = 0; k < 3; k++)
      x[4 + e][k] = 0.5 * (x[sul_tetrahedron_edges[e][0]][k] + x[sul_tetrahedron_edges[e][1]][k]) +
                    scale * bend * (2 * Random() - 1);
}

/* The least determinant of the map, relative to that of the straight cell: > 0 is a valid cell. */
static double LeastDeterminant(const double x[10][3]) {
  double least = INFINITY, volume = 6 * SulTetrahedronVolume(1, x), gradients[10][3], jacobian[9];
  for (int n = 0; n < 2000; n++) {
    double xi[3] = {Random(), Random(), Random()};
    if (xi[0] + xi[1] + xi[2] > 1) continue;
    SulTetrahedronShapes(2, xi, NULL, gradients);
    double det = SulTetrahedronJacobian(10, x, (const double(*)[3])gradients, jacobian);
    least = fmin(least, det / volume);
  }
  return least;
}

/* Where the reference point lies, seen from the first node. */
static void Map(const double x[10][3], const double xi[3], double point[3]) {
  double values[10];
  SulTetrahedronShapes(2, xi, values, NULL);
  for (int k = 0; k < 3; k++) {
    point[k] = 0;
    for (int n = 0; n < 10; n++)
      point[k] += values[n] * (x[n][k] - x[0][k]);
  }
}

static void CheckPreimage(const double x[10][3], const double xi[3], const double point[3]) {
  double mapped[3], size = fabs(x[1][0] - x[0][0]);
  Map(x, xi, mapped);
  for (int k = 0; k < 3; k++) {
    CHECK(xi[k] >= -1e-9);
    CHECK_NEAR(mapped[k], point[k], 1e-9, size);
  }
  CHECK(xi[0] + xi[1] + xi[2] <= 1 + 1e-9);
}

static void CheckPoints(const double x[10][3], const SulCellShape *shape) {
  for (int n = 0; n < 400; n++) {
    double xi[3] = {1.2 * Random() - 0.1, 1.2 * Random() - 0.1, 1.2 * Random() - 0.1}, point[3],
           b[4];
    double guess[3] = {0.25, 0.25, 0.25};
    double depth = 1 - xi[0] - xi[1] - xi[2];
    for (int k = 0; k < 3; k++)
      depth = fmin(depth, xi[k]);
    if (fabs(depth) < 1e-8 || depth < -0.2) continue;
    Map(x, xi, point);
    bool holds = SulCellHolds(shape, point, guess);
    CHECK(depth < 0 || holds);
    /* a point outside may have a second preimage inside, in a cell that folds beyond its faces */
    if (depth < 0 && holds) CheckPreimage(x, guess, point);
    if (depth < 0) continue;
    for (int k = 0; k < 3; k++)
      CHECK_NEAR(guess[k], xi[k], 1e-9, 1);
    SulCellBarycentric(shape, point, b);
    for (int f = 0; f < 4; f++)
      CHECK(b[f] >= shape->low[f] - 1e-12);
    for (int k = 0; k < 3; k++)
      CHECK(point[k] >= shape->box[0][k] && point[k] <= shape->box[1][k]);
  }
}

static void CheckCurvedCells(void) {
  int valid = 0, bent = 0;
  for (int n = 0; n < 300; n++) {
    double x[10][3], scale = n % 2 ? 1e-6 : 3.0, bend = 0.001 * n;
    SulCellShape shape;
    MakeNodes(scale, bend, x);
    double least = LeastDeterminant((const double(*)[3])x);
    if (least < 0.05) continue;
    valid++;
    bent += least < 0.5;
    SulCellShapeMake(2, (const double(*)[3])x, &shape);
    CheckPoints((const double(*)[3])x, &shape);
  }
  CHECK(valid > 60 && bent > 15); /* else the test has tested little */
}

static void CheckStraightCell(void) {
  static const double x[4][3] = {{5, 5, 5}, {6, 5, 5}, {5, 6, 5}, {5, 5, 6}};
  static const double inside[3] = {0.2, 0.3, 0.4}, face[3] = {0.25, 0.25, 0.5},
                      outside[3] = {0.4, 0.4, 0.3}, below[3] = {0.2, 0.2, -1e-8};
  double guess[3] = {0}, b[4];
  SulCellShape shape;
  SulCellShapeMake(1, x, &shape);
  CHECK(SulCellHolds(&shape, inside, guess) && SulCellHolds(&shape, face, guess));
  CHECK(!SulCellHolds(&shape, outside, guess) && !SulCellHolds(&shape, below, guess));
  SulCellBarycentric(&shape, inside, b);
  CHECK_NEAR(b[0], 0.1, 1e-14, 1);
  CHECK_NEAR(b[3], 0.4, 1e-14, 1);
}

/* A cell whose four vertices lie in a plane (its middles do not) is still found. */
static void CheckFlatCorners(void) {
  double x[10][3] = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 1, 0}}, guess[3] = {0.25, 0.25, 0.25};
  double point[3], xi[3] = {0.2, 0.3, 0.4};
  SulCellShape shape;
  for (int e = 0; e < 6; e++)
    for (int k = 0; k < 3; k++)
      x[4 + e][k] = 0.5 * (x[sul_tetrahedron_edges[e][0]][k] + x[sul_tetrahedron_edges[e][1]][k]);
  x[7][2] = 0.4; /* of the edge 0-3 */
  x[5][2] = -0.4;
  SulCellShapeMake(2, (const double(*)[3])x, &shape);
  CHECK(shape.hopeless && shape.box[0][2] < 0 && shape.box[1][2] > 0);
  Map((const double(*)[3])x, xi, point);
  CHECK(SulCellHolds(&shape, point, guess));
}

/* ---- Statistics ------------------------------------------------------------------------------ */

static void CheckDistribution(void) {
  double values[11] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, one[1] = {3.5};
  SulDistribution found;
  SulDistributionMeasure(11, values, &found);
  CHECK(values[0] == 0 && values[10] == 10 && found.count == 11);
  CHECK_NEAR(found.mean, 5, 1e-15, 1);
  CHECK_NEAR(found.deviation, sqrt(10), 1e-15, 1);
  CHECK(found.minimum == 0 && found.maximum == 10);
  for (int k = 0; k < SUL_DISTRIBUTION_PERCENTILES; k++)
    CHECK_NEAR(found.percentile[k], 0.1 * SulDistributionPercentiles[k], 1e-14, 1);
  CHECK(found.histogram[0] == 1 && found.histogram[1] == 0 && found.histogram[2] == 1);
  CHECK(found.histogram[SUL_DISTRIBUTION_BINS - 1] == 1); /* the largest is not beyond the end */
  SulDistributionMeasure(1, one, &found);
  CHECK(found.deviation == 0 && found.percentile[0] == 3.5 && found.histogram[0] == 1);
  SulDistributionMeasure(0, NULL, &found);
  CHECK(found.count == 0 && isnan(found.mean) && isnan(found.percentile[3]));
}

/* ---- Gaps ------------------------------------------------------------------------------------ */

static SulParticle Ellipsoid(double x, double y, double z, double a, double b, double c) {
  SulParticle one = {.centre = {x, y, z},
                     .radius = cbrt(a * b * c),
                     .semi_axes = {a, b, c},
                     .rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1},
                     .coating_phase = -1};
  return one;
}

/* As many particles as a file may list, all at one place: their gaps are found at once, and those
 * of many ellipsoids, where no search can be quick, are refused. */
static void CheckHeaps(void) {
  enum { SPHERES = 200000, ELLIPSOIDS = 1500 };
  SulParticle *list = SulAllocate(SPHERES, sizeof *list);
  double *gaps = SulAllocate(SPHERES, sizeof *gaps);
  SulError error = {0};
  SulPacking packing = {.edges = {10, 10, 10}, .periodic = true};
  for (int i = 0; i < SPHERES; i++)
    list[i] = Ellipsoid(5, 5, 5, 1e-3, 1e-3, 1e-3);
  list[SPHERES / 3] = Ellipsoid(5, 5, 5.5, 0.1, 0.1, 0.1);
  SulParticleGaps(&packing, list, SPHERES, gaps, &error);
  CHECK(!SulFailed(&error));
  CHECK_NEAR(gaps[0], -2e-3, 1e-15, 1);
  CHECK_NEAR(gaps[SPHERES - 1], -2e-3, 1e-15, 1);
  CHECK_NEAR(gaps[SPHERES / 3], 0.5 - 0.1 - 1e-3, 1e-12, 1);
  for (int i = 0; i < ELLIPSOIDS; i++)
    list[i] = Ellipsoid(5, 5 + 1e-7 * i, 5, 2e-3, 1e-3, 1e-3);
  SulParticleGaps(&packing, list, ELLIPSOIDS, gaps, &error);
  CHECK(error.status == SUL_INPUT && strstr(error.text, "1500 particles are no packing"));
  free(list);
  free(gaps);
}

static void CheckGaps(void) {
  SulParticle list[4] = {Ellipsoid(2, 5, 5, 1, 0.5, 0.5), Ellipsoid(5, 5, 5, 0.75, 2, 1),
                         Ellipsoid(5, 9, 5, 0.5, 0.5, 0.5), Ellipsoid(9, 1, 1, 0.5, 0.5, 0.5)};
  SulPacking packing = {.edges = {10, 10, 10}};
  SulError error = {0};
  double gaps[4];
  list[0].coating = 0.1;
  SulParticleGaps(&packing, list, 4, gaps, &error);
  CHECK_NEAR(gaps[0], 3 - 1.1 - 0.75, 1e-12, 1);
  CHECK_NEAR(gaps[1], 3 - 1.1 - 0.75, 1e-12, 1);
  CHECK_NEAR(gaps[2], 4 - 2 - 0.5, 1e-12, 1);
  CHECK(gaps[3] > 5);
  packing.periodic = true; /* now the last one is near the third, across two faces */
  SulParticleGaps(&packing, list, 4, gaps, &error);
  CHECK_NEAR(gaps[3], sqrt(16 + 4 + 16) - 1, 1e-12, 1);
  SulParticleGaps(&packing, list + 1, 1, gaps, &error); /* alone: its own copies along y */
  CHECK_NEAR(gaps[0], 10 - 4, 1e-12, 1);
  packing.periodic = false;
  SulParticleGaps(&packing, list + 1, 1, gaps, &error);
  CHECK(isinf(gaps[0]));
  CHECK(!SulFailed(&error));
}

/* ---- Voxels ---------------------------------------------------------------------------------- */

static void CheckSurfaceRatio(void) {
  SulVoxels grid = {0};
  SulError error = {0};
  int size[3] = {4, 3, 2};
  SulVoxelsMake(&grid, size, 2, &error);
  CHECK(!SulFailed(&error) && isnan(SulVoxelSurfaceRatio(&grid, 0, 1)));
  memset(grid.labels, 0, 24);
  CHECK(SulVoxelSurfaceRatio(&grid, 0, 1) == 0);  /* the outside is no neighbour */
  grid.labels[SulVoxelIndex(&grid, 0, 0, 0)] = 1; /* a corner has three */
  CHECK_NEAR(SulVoxelSurfaceRatio(&grid, 0, 1), 3. / 23, 1e-15, 1);
  grid.labels[SulVoxelIndex(&grid, 3, 0, 0)] = SUL_VOXEL_VOID;
  CHECK_NEAR(SulVoxelSurfaceRatio(&grid, 0, 1), 3. / 22, 1e-15, 1);
  CHECK_NEAR(SulVoxelSurfaceRatio(&grid, 0, SUL_VOXEL_VOID), 3. / 22, 1e-15, 1);
  SulVoxelsFree(&grid);
}

int main(void) {
  CheckStraightCell();
  CheckCurvedCells();
  CheckFlatCorners();
  CheckDistribution();
  CheckGaps();
  CheckHeaps();
  CheckSurfaceRatio();
  return CheckResult();
}

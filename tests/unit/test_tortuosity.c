/* SPDX-License-Identifier: BSD-2-Clause */
/* Tortuosity factors against exact networks, a dense solver, and closed forms of spheres and
 * cylinders; the same on every communicator, turned or not, with a dead end or without. */
#include "balls.h"
#include "check.h"
#include <math.h>
#include <petscsys.h>
#include <stdlib.h>
#include <sulfem/tortuosity.h>

static SulTortuosity FindOn(MPI_Comm comm, const SulVoxels *grid, int label, int axis,
                            double tolerance) {
  SulPhaseSet set = SulPhaseSetOf(label);
  SulTortuosity result = {0};
  SulError error = {0};
  CHECK(SulTortuosityFind(comm, grid, &set, (SulFlux){axis, tolerance}, &result, &error) == 0);
  CHECK(!SulFailed(&error));
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  return result;
}

static SulTortuosity Find(const SulVoxels *grid, int label, int axis, double tolerance) {
  return FindOn(PETSC_COMM_WORLD, grid, label, axis, tolerance);
}

static void Put(SulVoxels *grid, int i, int j, int k) {
  grid->labels[SulVoxelIndex(grid, i, j, k)] = 1;
}

/* ---- Exact ----------------------------------------------------------------------------------- */

static void TestFull(void) {
  SulVoxels grid = GridMake(7, 9, 4, 1);
  for (int d = 0; d < 3; d++) {
    SulTortuosity t = Find(&grid, 0, d, 1e-12);
    CHECK(t.percolates && t.unknowns == 252);
    CHECK_NEAR(t.factor, 1, 1e-12, 1);
    CHECK_NEAR(t.diffusivity, 1, 1e-12, 1);
  }
  SulVoxelsFree(&grid);
}

/* Channels along x of several widths; across them nothing flows. */
static void TestChannels(void) {
  SulVoxels grid = GridMake(12, 8, 6, 2);
  for (int i = 0; i < 12; i++) {
    Put(&grid, i, 1, 1);
    Put(&grid, i, 4, 3);
    Put(&grid, i, 5, 3);
    Put(&grid, i, 5, 4);
  }
  SulTortuosity along = Find(&grid, 1, 0, 1e-12);
  CHECK(along.percolates && along.unknowns == 48);
  CHECK_NEAR(along.factor, 1, 1e-12, 1);
  CHECK_NEAR(along.diffusivity, 4.0 / 48, 1e-12, 1);
  for (int d = 1; d < 3; d++) {
    SulTortuosity across = Find(&grid, 1, d, 1e-12);
    CHECK(!across.percolates && isinf(across.factor) && across.diffusivity == 0);
    CHECK(across.unknowns == 0 && across.iterations == 0);
  }
  SulVoxelsFree(&grid);
}

/* Slices normal to z: nothing along z, straight along x and y. */
static void TestLayers(void) {
  SulVoxels grid = GridMake(5, 6, 8, 2);
  for (int k = 2; k < 8; k += 3)
    for (int j = 0; j < 6; j++)
      for (int i = 0; i < 5; i++)
        Put(&grid, i, j, k);
  for (int label = 0; label < 2; label++) {
    CHECK(!Find(&grid, label, 2, 0).percolates);
    for (int d = 0; d < 2; d++)
      CHECK_NEAR(Find(&grid, label, d, 1e-12).factor, 1, 1e-12, 1);
  }
  SulVoxelsFree(&grid);
}

/* One voxel wide, to and fro in y: a chain of resistors as long as the path. */
static void TestSerpentine(void) {
  const int nx = 21, ny = 15;
  SulVoxels grid = GridMake(nx, ny, 3, 2);
  int length = 0;
  for (int i = 0; i < nx; i++)
    for (int j = 0; j < ny; j++)
      if (i % 2 == 0 || j == (i % 4 == 1 ? ny - 1 : 0)) {
        Put(&grid, i, j, 1);
        length++;
      }
  /* the first and the last column lie in the outer layers: all of their voxels are at the face */
  int inner = length - 2 * ny + 2;
  SulTortuosity t = Find(&grid, 1, 0, 1e-12);
  double across = 3.0 * ny, ends = 0;
  /* the column at a face leaks to it all along: a ladder of conductances, folded from its end */
  for (int j = 0; j < ny - 1; j++)
    ends = 1 / (1 + 1 / (2 + ends));
  double resistance = 2 / (2 + ends) + inner - 1;
  CHECK_NEAR(t.diffusivity, nx / (across * resistance), 1e-10, 1e-300);
  CHECK_NEAR(t.factor, length / (across * nx) / t.diffusivity, 1e-14, 1);
  CHECK(fabs(t.diffusivity * across * length / nx - 1) > 1e-3); /* a plain chain is wrong */
  SulVoxelsFree(&grid);
}

/* A stem that parts into four equal arms and becomes one again: series and parallel resistors. */
static void TestArms(void) {
  const int stem = 4, arm = 6, tail = 3, nx = stem + arm + tail;
  SulVoxels grid = GridMake(nx, 5, 5, 2);
  for (int i = 0; i < nx; i++) {
    if (i < stem || i >= stem + arm) {
      Put(&grid, i, 2, 2);
      if (i + 1 < stem || i > stem + arm) continue;
    }
    Put(&grid, i, 1, 2);
    Put(&grid, i, 3, 2);
    Put(&grid, i, 2, 1);
    Put(&grid, i, 2, 3);
  }
  /* edges: along the stem, out + along + back in a quarter of the current, along the tail */
  double resistance = 0.5 + (stem - 1) + (2 + arm + 1) / 4.0 + (tail - 1) + 0.5;
  SulTortuosity t = Find(&grid, 1, 0, 1e-12);
  CHECK_NEAR(t.diffusivity, nx / (25 * resistance), 1e-10, 1e-300);
  SulVoxelsFree(&grid);
}

/* Grids with fewer voxels than ranks, one voxel thick in any direction. */
static void TestTiny(void) {
  static const int sizes[][3] = {{1, 1, 1}, {3, 1, 1}, {1, 2, 1}, {1, 1, 5}, {2, 1, 3}};
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
    SulVoxels grid = GridMake(sizes[s][0], sizes[s][1], sizes[s][2], 1);
    for (int d = 0; d < 3; d++)
      CHECK_NEAR(Find(&grid, 0, d, 1e-12).factor, 1, 1e-12, 1);
    SulVoxelsFree(&grid);
  }
  /* three voxels around a corner of 2 x 2: two in the layer of inflow, one of them alone */
  SulVoxels corner = GridMake(2, 2, 1, 2);
  Put(&corner, 0, 0, 0);
  Put(&corner, 0, 1, 0);
  Put(&corner, 1, 1, 0);
  double through = 1 / (1 / (2 + 1 / (1 + 0.5)) + 1 + 0.5); /* a ladder of conductances */
  CHECK_NEAR(Find(&corner, 1, 0, 1e-12).diffusivity, through, 1e-10, 1e-300);
  SulVoxelsFree(&corner);
}

/* ---- A dense solver -------------------------------------------------------------------------- */

/* Symmetric positive definite, rows of isolated voxels are zero and skipped. */
static void Eliminate(double *a, double *b, int n) {
  for (int p = 0; p < n; p++) {
    if (a[p * n + p] < 1e-12) continue;
    for (int r = 0; r < n; r++) {
      double factor = r == p ? 0 : a[r * n + p] / a[p * n + p];
      if (factor == 0) continue;
      for (int c = p; c < n; c++)
        a[r * n + c] -= factor * a[p * n + c];
      b[r] -= factor * b[p];
    }
  }
  for (int p = 0; p < n; p++)
    b[p] = a[p * n + p] < 1e-12 ? 0 : b[p] / a[p * n + p];
}

/* D_eff / D with a matrix over all voxels, by the definition. */
static double Dense(const SulVoxels *grid, int label, int axis) {
  int n = (int)GridCount(grid), nx = grid->size[0], ny = grid->size[1];
  int step[3] = {1, nx, nx * ny};
  double *a = calloc((size_t)n * (size_t)n, sizeof *a), *b = calloc((size_t)n, sizeof *b);
  double flux = 0, all = n;
  for (int v = 0; v < n; v++) {
    int at[3] = {v % nx, v / nx % ny, v / step[2]};
    if (grid->labels[v] != label) continue;
    for (int d = 0; d < 3; d++)
      if (at[d] + 1 < grid->size[d] && grid->labels[v + step[d]] == label) {
        int w = v + step[d];
        a[v * n + v]++, a[w * n + w]++, a[v * n + w]--, a[w * n + v]--;
      }
    if (at[axis] == 0) a[v * n + v] += 2, b[v] = 2;
    if (at[axis] + 1 == grid->size[axis]) a[v * n + v] += 2;
  }
  Eliminate(a, b, n);
  for (int v = 0; v < n; v++)
    if (grid->labels[v] == label && v / step[axis] % grid->size[axis] == grid->size[axis] - 1)
      flux += 2 * b[v];
  free(a);
  free(b);
  return flux * grid->size[axis] * grid->size[axis] / all;
}

static void TestDense(void) {
  int compared = 0;
  for (uint64_t seed = 1; seed <= 6; seed++) {
    SulVoxels grid = GridMake(6, 8, 7, 2);
    GridNoise(&grid, 0.45, seed);
    for (int d = 0; d < 3; d++) {
      SulTortuosity t = Find(&grid, 1, d, 1e-11);
      double expected = Dense(&grid, 1, d);
      CHECK_NEAR(t.diffusivity, expected, 1e-9, 1e-300);
      CHECK(t.percolates == (expected > 1e-9));
      compared += t.percolates;
    }
    SulVoxelsFree(&grid);
  }
  CHECK(compared > 6);
}

/* ---- Closed forms ---------------------------------------------------------------------------- */

static double Share(const SulVoxels *grid) {
  size_t inside = 0;
  for (size_t v = 0; v < GridCount(grid); v++)
    inside += grid->labels[v] == 1;
  return (double)inside / (double)GridCount(grid);
}

/* An eighth of a ball in the corner of a cube is, mirrored by the faces, a simple cubic array; its
 * conductivity is Maxwell's but for terms of phi^(13/3) (Rayleigh, Phil. Mag. 34, 481 (1892);
 * McPhedran and McKenzie, Proc. R. Soc. A 359, 45 (1978)). */
static double BallError(int edge) {
  SulVoxels grid = GridMake(edge, edge, edge, 2);
  const double corner[3] = {0, 0, 0};
  GridBall(&grid, corner, edge * cbrt(0.05 * 6 / M_PI));
  double share = Share(&grid);
  SulTortuosity t = Find(&grid, 0, 2, 0);
  double maxwell = (1 - share) / (1 + share / 2);
  CHECK_NEAR(t.factor, (1 - share) / t.diffusivity, 1e-14, 1);
  CHECK(fabs(t.diffusivity - (1 - share)) > 0.02);               /* what a mean would say */
  CHECK(fabs(t.diffusivity - (1 - share) / (1 + share)) > 0.01); /* what cylinders would do */
  SulVoxelsFree(&grid);
  return fabs(t.diffusivity / maxwell - 1);
}

static void TestBall(void) {
  double coarse = BallError(12), middle = BallError(24), fine = BallError(48);
  printf("ball: errors %.2e %.2e %.2e\n", coarse, middle, fine);
  CHECK(coarse < 0.02 && middle < 0.6 * coarse && fine < 0.6 * middle);
}

/* D / D_Maxwell - 1 of a dozen balls at random places, the same ones at any resolution: mean over
 * the axes. */
static double BallsError(int edge) {
  SulVoxels grid = GridMake(edge, edge, edge, 2);
  GridBalls(&grid, 0.04, 0.08, 0.1, 3);
  double share = Share(&grid), maxwell = (1 - share) / (1 + share / 2), mean = 0;
  CHECK(share > 0.03 && share < 0.05);
  for (int d = 0; d < 3; d++) {
    SulTortuosity t = Find(&grid, 0, d, 0);
    mean += t.diffusivity / 3;
    CHECK_NEAR(t.flux_in, t.flux_out, 1e-6, 1e-300);
    CHECK_NEAR(t.diffusivity, t.flux_in, 1e-6, 1e-300);
  }
  CHECK(mean < 0.99 * (1 - share)); /* what a mean would say */
  SulVoxelsFree(&grid);
  return mean / maxwell - 1;
}

/* The staircase is of first order in the voxel; without it Maxwell holds but for terms of phi^2. */
static void TestBalls(void) {
  double coarse = BallsError(36), fine = BallsError(72), limit = 2 * fine - coarse;
  printf("balls: errors %.2e %.2e, extrapolated %.2e\n", coarse, fine, limit);
  CHECK(fabs(fine) < 0.7 * fabs(coarse) && fabs(coarse) < 0.03);
  CHECK(fabs(limit) < 0.01);
}

/* A quarter of a cylinder along z: a square array across (Rayleigh, with the terms of Perrins,
 * McKenzie and McPhedran, Proc. R. Soc. A 369, 207 (1979)), straight along. */
static double CylinderError(int edge) {
  SulVoxels grid = GridMake(edge, edge, 2, 2);
  double radius = edge * sqrt(0.3 * 4 / M_PI);
  for (int k = 0; k < 2; k++)
    for (int j = 0; j < edge; j++)
      for (int i = 0; i < edge; i++)
        if (hypot(i + 0.5, j + 0.5) < radius) Put(&grid, i, j, k);
  double f = Share(&grid);
  double rayleigh = 1 - 2 * f / (1 + f - 0.305827 * pow(f, 4) - 0.013363 * pow(f, 8));
  SulTortuosity t = Find(&grid, 0, 1, 0);
  CHECK_NEAR(Find(&grid, 0, 2, 1e-12).factor, 1, 1e-12, 1);
  CHECK(fabs(t.diffusivity - (1 - f) / (1 + f / 2)) > 0.03); /* what spheres would do */
  SulVoxelsFree(&grid);
  return fabs(t.diffusivity / rayleigh - 1);
}

static void TestCylinder(void) {
  double coarse = CylinderError(25), middle = CylinderError(50), fine = CylinderError(100);
  printf("cylinder: errors %.2e %.2e %.2e\n", coarse, middle, fine);
  CHECK(coarse < 0.05 && middle < 0.7 * coarse && fine < 0.7 * middle);
}

/* ---- What must not change it ----------------------------------------------------------------- */

/* A blind pocket and an island carry nothing; the factor grows with the share alone. */
static void TestDeadEnd(void) {
  SulVoxels grid = GridMake(20, 16, 16, 2);
  for (int i = 0; i < 20; i++)
    for (int j = 2; j < (i < 8 ? 9 : 5); j++)
      for (int k = 3; k < 7; k++)
        Put(&grid, i, j, k);
  SulTortuosity before = Find(&grid, 1, 0, 1e-11);
  double share = Share(&grid);
  for (int k = 7; k < 14; k++) /* hangs on a single voxel */
    Put(&grid, 12, 3, k);
  for (int j = 2; j < 12; j++)
    for (int i = 5; i < 15; i++)
      Put(&grid, i, j, 13);
  Put(&grid, 1, 14, 1);
  SulTortuosity after = Find(&grid, 1, 0, 1e-11);
  CHECK_NEAR(after.diffusivity, before.diffusivity, 1e-10, 1e-300);
  CHECK_NEAR(after.factor / before.factor, Share(&grid) / share, 1e-10, 1e-300);
  CHECK(after.unknowns == before.unknowns + 107 - 1);
  SulVoxelsFree(&grid);
}

static void TestTurned(void) {
  SulVoxels grid = GridMake(24, 20, 28, 2), turned = GridMake(28, 24, 20, 2);
  uint64_t seed = 5;
  for (int b = 0; b < 40; b++) {
    double centre[3];
    for (int d = 0; d < 3; d++)
      centre[d] = grid.size[d] * GridRandom(&seed);
    GridBall(&grid, centre, 3 + 2 * GridRandom(&seed));
  }
  for (int k = 0; k < 28; k++)
    for (int j = 0; j < 20; j++)
      for (int i = 0; i < 24; i++)
        turned.labels[SulVoxelIndex(&turned, k, i, j)] = grid.labels[SulVoxelIndex(&grid, i, j, k)];
  for (int d = 0; d < 3; d++) {
    SulTortuosity here = Find(&grid, 0, d, 1e-10), there = Find(&turned, 0, (d + 1) % 3, 1e-10);
    CHECK(here.percolates && here.unknowns == there.unknowns);
    CHECK_NEAR(there.factor, here.factor, 1e-9, 1);
    CHECK(fabs(Find(&turned, 0, d, 1e-10).factor / here.factor - 1) > 1e-4);
    SulTortuosity alone = FindOn(PETSC_COMM_SELF, &grid, 0, d, 1e-10);
    CHECK_NEAR(alone.factor, here.factor, 1e-9, 1);
  }
  SulVoxelsFree(&grid);
  SulVoxelsFree(&turned);
}

/* The coarse space in the hands of multigrid, and solved directly. */
static void TestMultigrids(void) {
  const char *option = "-tortuosity_mg_coarse_pc_type";
  SulVoxels grid = GridMake(30, 30, 30, 2);
  GridNoise(&grid, 0.4, 9); /* 0.3116 is the threshold: a tortuous cluster */
  SulTortuosity standard = Find(&grid, 1, 0, 1e-10);
  CHECK(standard.percolates && standard.factor > 5 && standard.iterations < 60);
  CHECK(PetscOptionsSetValue(NULL, option, "redundant") == 0);
  SulTortuosity direct = Find(&grid, 1, 0, 1e-10);
  CHECK(PetscOptionsClearValue(NULL, option) == 0);
  CHECK_NEAR(direct.factor, standard.factor, 1e-9, 1);
  CHECK(direct.iterations < 60);
  SulVoxelsFree(&grid);
}

/* A solver that is not let finish says so. */
static void TestFailure(void) {
  SulVoxels grid = GridMake(16, 16, 16, 2);
  GridNoise(&grid, 0.3, 1);
  SulPhaseSet set = SulPhaseSetOf(0);
  SulTortuosity result;
  SulError error = {0};
  CHECK(PetscOptionsSetValue(NULL, "-tortuosity_ksp_max_it", "1") == 0);
  CHECK(SulTortuosityFind(PETSC_COMM_WORLD, &grid, &set, (SulFlux){.axis = 1}, &result, &error) ==
        0);
  CHECK(PetscOptionsClearValue(NULL, "-tortuosity_ksp_max_it") == 0);
  CHECK(error.status == SUL_DIVERGED && strstr(error.text, "along y"));
  CHECK(strstr(error.text, "DIVERGED_ITS"));
  SulVoxelsFree(&grid);
}

int main(int argc, char **argv) {
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  TestFull();
  TestChannels();
  TestLayers();
  TestSerpentine();
  TestArms();
  TestTiny();
  TestDense();
  TestBall();
  TestBalls();
  TestCylinder();
  TestDeadEnd();
  TestTurned();
  TestMultigrids();
  TestFailure();
  int mine = CheckResult(), worst;
  PetscCallMPI(MPI_Allreduce(&mine, &worst, 1, MPI_INT, MPI_MAX, PETSC_COMM_WORLD));
  PetscCall(PetscFinalize());
  return worst;
}

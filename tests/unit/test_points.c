/* SPDX-License-Identifier: BSD-2-Clause */
/* Quadrature points of cells and faces: they measure the body, close its surface, and differentiate
 * what the elements hold exactly. */
#include "problem.h"
#include <sulfem/element.h>

static const Block blocks[] = {
    {.cubes = {2, 3, 2}, .file_order = 1, .order = 1, .jitter = 0.15},
    {.cubes = {2, 3, 2}, .file_order = 1, .order = 2, .jitter = 0.15},
    {.cubes = {2, 3, 2}, .file_order = 2, .order = 2, .jitter = 0.15, .curve = 0.1},
};
static const double box_volume = 12e-18;

/* G x, and from order 2 on a part x^T Q x: exact on affine cells. */
static const double slope[9] = {0.3, -0.2, 0.5, 0.7, 0.1, -0.4, 0.2, 0.6, -0.1};

static double Quadratic(int i, const double x[3]) {
  return x[i] * x[(i + 1) % 3] + 2 * x[(i + 2) % 3] * x[(i + 2) % 3];
}

static void QuadraticGradient(int i, const double x[3], double gradient[3]) {
  gradient[i] = x[(i + 1) % 3];
  gradient[(i + 1) % 3] = x[i];
  gradient[(i + 2) % 3] = 4 * x[(i + 2) % 3];
}

static double *Field(const SulMesh *mesh, bool quadratic) {
  double *u = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *u);
  for (PetscInt a = 0; a < mesh->nodes_local; a++) {
    const double *x = &mesh->coordinates[3 * a];
    for (int i = 0; i < 3; i++) {
      u[3 * a + i] = slope[3 * i] * x[0] + slope[3 * i + 1] * x[1] + slope[3 * i + 2] * x[2];
      if (quadratic) u[3 * a + i] += Quadratic(i, x) / block_unit;
    }
  }
  return u;
}

/* What the gradient of that field is at x. */
static void Expected(bool quadratic, const double x[3], double gradient[9]) {
  memcpy(gradient, slope, 9 * sizeof(double));
  for (int i = 0; i < 3 && quadratic; i++) {
    double more[3];
    QuadraticGradient(i, x, more);
    for (int j = 0; j < 3; j++)
      gradient[3 * i + j] += more[j] / block_unit;
  }
}

/* By the shape functions' own gradients. */
static void GradientOf(const SulMesh *mesh, PetscInt cell, const double (*shape_gradient)[3],
                       const double *u, double gradient[9]) {
  const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
  memset(gradient, 0, 9 * sizeof *gradient);
  for (int a = 0; a < mesh->cell_nodes; a++)
    for (int i = 0; i < 9; i++)
      gradient[i] += u[3 * nodes[a] + i / 3] * shape_gradient[a][i % 3];
}

static void CheckSame(const double found[9], const double expected[9]) {
  for (int i = 0; i < 9; i++)
    CHECK_NEAR(found[i], expected[i], 1e-11, 10);
}

/* At the mass points, whose positions are known, and at any other place of the cell. */
static void CheckGradients(const SulMesh *mesh, PetscInt cell, bool quadratic, const double *u) {
  const double xi[3] = {0.2, 0.3, 0.1};
  double gradient[9], expected[9], values[10], x[3] = {0};
  SulCellPoints points;
  SulCellMassPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++) {
    GradientOf(mesh, cell, (const double(*)[3])points.gradient[q], u, gradient);
    Expected(quadratic, points.position[q], expected);
    CheckSame(gradient, expected);
  }
  SulTetrahedronShapes(mesh->order, xi, values, NULL);
  for (int a = 0; a < mesh->cell_nodes; a++)
    for (int i = 0; i < 3; i++)
      x[i] += values[a] * mesh->coordinates[3 * mesh->cells[cell * mesh->cell_nodes + a] + i];
  SulCellGradientAt(mesh, cell, xi, u, gradient);
  Expected(quadratic, x, expected);
  CheckSame(gradient, expected);
}

/* The stress points say the same as the general formula at the same places. */
static void CheckStressPoints(const SulMesh *mesh, PetscInt cell, const double *u, double *volume) {
  SulCellPoints points;
  SulCellStressPoints(mesh, cell, &points);
  bool affine = mesh->cell_affine[cell];
  int expected = mesh->order == 1 ? 1 : affine ? 4 : 14;
  CHECK(points.points == expected);
  const SulQuadrature *rule = SulTetrahedronQuadrature(mesh->order == 1 ? 1 : affine ? 2 : 5);
  for (int q = 0; q < points.points; q++) {
    double here[9], there[9];
    CHECK(points.weight[q] > 0);
    *volume += points.weight[q];
    GradientOf(mesh, cell, (const double(*)[3])points.gradient[q], u, here);
    SulCellGradientAt(mesh, cell, rule->xi[q], u, there);
    CheckSame(here, there);
  }
}

/* int z^2 dV by the mass points, on curved cells too: z is not bent. The whole
 * against the block. */
static double SquareOfZ(const SulMesh *mesh, PetscInt cell) {
  double sum = 0;
  SulCellPoints points;
  SulCellMassPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++)
    sum += points.weight[q] * points.position[q][2] * points.position[q][2];
  return sum;
}

static void CheckCells(const SulMesh *mesh, bool bent) {
  double volume = 0, square = 0, whole = 0;
  double *z = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *z);
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    z[3 * a + 1] = mesh->coordinates[3 * a + 2];
  double *linear = Field(mesh, false), *quadratic = Field(mesh, true);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    double mine = 0;
    CheckGradients(mesh, cell, false, linear);
    if (mesh->order == 2 && mesh->cell_affine[cell]) CheckGradients(mesh, cell, true, quadratic);
    CheckStressPoints(mesh, cell, quadratic, &mine);
    if (cell >= mesh->cells_owned) continue;
    volume += mine;
    square += SquareOfZ(mesh, cell);
    whole += SulCellSquare(mesh, cell, z);
    CHECK(bent || mesh->cell_affine[cell]);
  }
  CHECK_NEAR(ProblemSum(volume), box_volume, 1e-12, 0);
  CHECK_NEAR(ProblemSum(square), box_volume * 4e-12 / 3, 1e-12, 0);
  CHECK_NEAR(ProblemSum(whole), box_volume * 4e-12 / 3, 1e-12, 0);
  free(z);
  free(linear);
  free(quadratic);
}

/* int n dA = 0 and int x . n dA = 3 V over the whole surface; int N_a n dA adds up to int n dA. */
static void CheckFaces(const SulMesh *mesh) {
  double closed[3] = {0}, flux = 0, area = 0;
  int all = SulGroupFind(mesh->boundaries, mesh->boundary_count, "all");
  for (PetscInt face = 0; face < mesh->faces_owned; face++) {
    SulFacePoints points, same;
    if (mesh->face_boundary[face] != all) continue;
    SulFacePointsGet(mesh, face, &points);
    for (int q = 0; q < points.points; q++) {
      const double *n = points.normal[q];
      double sum = 0;
      for (int a = 0; a < mesh->face_nodes; a++)
        sum += points.value[q][a];
      CHECK_NEAR(sum, 1, 1e-14, 0);
      for (int i = 0; i < 3; i++) {
        closed[i] += n[i];
        flux += points.position[q][i] * n[i];
      }
      area += sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    }
    SulTrianglePointsGet(mesh, &mesh->faces[face * mesh->face_nodes], mesh->order == 1 ? 2 : 6,
                         &same);
    CHECK(same.points == points.points &&
          !memcmp(same.normal, points.normal, (size_t)points.points * sizeof points.normal[0]));
  }
  area = ProblemSum(area);
  CHECK_NEAR(area, mesh->boundaries[all].measure, 1e-12, 0);
  for (int i = 0; i < 3; i++)
    CHECK_NEAR(ProblemSum(closed[i]), 0, 1e-13, area);
  CHECK_NEAR(ProblemSum(flux), 3 * box_volume, 1e-12, 0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
    SulMesh mesh;
    PetscCall(BlockRead(&blocks[b], &mesh));
    CheckCells(&mesh, blocks[b].curve != 0);
    CheckFaces(&mesh);
    PetscCall(SulMeshDestroy(&mesh));
  }
  PetscCall(PetscFinalize());
  return CheckResult();
}

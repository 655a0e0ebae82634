/* SPDX-License-Identifier: BSD-2-Clause */
/* Shape functions and their gradients at the quadrature points of cells and faces. */
#include <string.h>

#include "reference.h"

const SulReferencePoints *SulReference(int order, int degree) {
  static SulReferencePoints tables[2][6]; /* by order, by degree */
  SulReferencePoints *table = &tables[order - 1][degree];
  if (table->rule) return table;
  const SulQuadrature *rule = SulTetrahedronQuadrature(degree);
  for (int q = 0; q < rule->points; q++)
    SulTetrahedronShapes(order, rule->xi[q], table->value[q], table->gradient[q]);
  table->rule = rule;
  return table;
}

int SulStressDegree(int order, bool affine) {
  if (order == 1) return 1;
  return affine ? 2 : 5;
}

/* Inverse of a 3x3 matrix and its determinant. */
static double Inverse(const double m[9], double inverse[9]) {
  double c0 = m[4] * m[8] - m[5] * m[7], c1 = m[5] * m[6] - m[3] * m[8];
  double c2 = m[3] * m[7] - m[4] * m[6], determinant = m[0] * c0 + m[1] * c1 + m[2] * c2;
  double d = 1 / determinant;
  inverse[0] = c0 * d, inverse[3] = c1 * d, inverse[6] = c2 * d;
  inverse[1] = (m[2] * m[7] - m[1] * m[8]) * d, inverse[4] = (m[0] * m[8] - m[2] * m[6]) * d;
  inverse[7] = (m[1] * m[6] - m[0] * m[7]) * d, inverse[2] = (m[1] * m[5] - m[2] * m[4]) * d;
  inverse[5] = (m[2] * m[3] - m[0] * m[5]) * d, inverse[8] = (m[0] * m[4] - m[1] * m[3]) * d;
  return determinant;
}

static void Gather(const double *values, const PetscInt *nodes, int count, double (*x)[3]) {
  for (int a = 0; a < count; a++)
    memcpy(x[a], &values[3 * nodes[a]], 3 * sizeof(double));
}

static void Evaluate(const SulMesh *mesh, PetscInt cell, const SulReferencePoints *reference,
                     SulCellPoints *points) {
  int nodes = mesh->cell_nodes;
  bool affine = mesh->cell_affine[cell];
  int mapped = affine ? 4 : nodes; /* the vertices alone map an affine cell */
  const SulReferencePoints *map = affine ? SulReference(1, 1) : reference;
  double x[SUL_CELL_NODES_MAX][3], inverse[9] = {0}, determinant = 0;
  Gather(mesh->coordinates, &mesh->cells[cell * nodes], mapped, x);
  points->points = reference->rule->points;
  for (int q = 0; q < points->points; q++) {
    if (q == 0 || !affine) {
      double jacobian[9];
      SulTetrahedronJacobian(mapped, (const double(*)[3])x,
                             (const double(*)[3])map->gradient[affine ? 0 : q], jacobian);
      determinant = Inverse(jacobian, inverse);
    }
    points->weight[q] = reference->rule->weights[q] * determinant;
    for (int a = 0; a < nodes; a++) {
      const double *g = reference->gradient[q][a];
      for (int i = 0; i < 3; i++)
        points->gradient[q][a][i] =
            g[0] * inverse[i] + g[1] * inverse[3 + i] + g[2] * inverse[6 + i];
    }
  }
}

void SulCellStressPoints(const SulMesh *mesh, PetscInt cell, SulCellPoints *points) {
  int degree = SulStressDegree(mesh->order, mesh->cell_affine[cell]);
  Evaluate(mesh, cell, SulReference(mesh->order, degree), points);
}

void SulCellMassPoints(const SulMesh *mesh, PetscInt cell, SulCellPoints *points) {
  const SulReferencePoints *reference = SulReference(mesh->order, mesh->order == 1 ? 2 : 5);
  double x[SUL_CELL_NODES_MAX][3];
  Evaluate(mesh, cell, reference, points);
  Gather(mesh->coordinates, &mesh->cells[cell * mesh->cell_nodes], mesh->cell_nodes, x);
  for (int q = 0; q < points->points; q++) {
    memset(points->position[q], 0, sizeof points->position[q]);
    for (int a = 0; a < mesh->cell_nodes; a++) {
      points->value[q][a] = reference->value[q][a];
      for (int i = 0; i < 3; i++)
        points->position[q][i] += reference->value[q][a] * x[a][i];
    }
  }
}

void SulCellGradientAt(const SulMesh *mesh, PetscInt cell, const double xi[3], const double *u,
                       double gradient[9]) {
  double slope[SUL_CELL_NODES_MAX][3], x[SUL_CELL_NODES_MAX][3], jacobian[9], inverse[9];
  double reference[9] = {0}; /* du_i/dxi_k */
  const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
  SulTetrahedronShapes(mesh->order, xi, NULL, slope);
  Gather(mesh->coordinates, nodes, mesh->cell_nodes, x);
  SulTetrahedronJacobian(mesh->cell_nodes, (const double(*)[3])x, (const double(*)[3])slope,
                         jacobian);
  Inverse(jacobian, inverse);
  for (int a = 0; a < mesh->cell_nodes; a++)
    for (int i = 0; i < 3; i++)
      for (int k = 0; k < 3; k++)
        reference[3 * i + k] += u[3 * nodes[a] + i] * slope[a][k];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      gradient[3 * i + j] = reference[3 * i] * inverse[j] + reference[3 * i + 1] * inverse[3 + j] +
                            reference[3 * i + 2] * inverse[6 + j];
}

/* The weights of SulCellMassPoints; on affine cells nothing else of it is worked out. */
static void MassWeights(const SulMesh *mesh, PetscInt cell, const SulReferencePoints *reference,
                        double weight[SUL_POINTS_MAX]) {
  if (mesh->cell_affine[cell]) {
    double x[4][3], jacobian[9];
    Gather(mesh->coordinates, &mesh->cells[cell * mesh->cell_nodes], 4, x);
    double determinant = SulTetrahedronJacobian(
        4, (const double(*)[3])x, (const double(*)[3])SulReference(1, 1)->gradient[0], jacobian);
    for (int q = 0; q < reference->rule->points; q++)
      weight[q] = reference->rule->weights[q] * determinant;
    return;
  }
  SulCellPoints curved;
  Evaluate(mesh, cell, reference, &curved);
  memcpy(weight, curved.weight, (size_t)curved.points * sizeof *weight);
}

double SulCellSquare(const SulMesh *mesh, PetscInt cell, const double *u) {
  const SulReferencePoints *reference = SulReference(mesh->order, mesh->order == 1 ? 2 : 5);
  const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
  double values[SUL_CELL_NODES_MAX][3], weight[SUL_POINTS_MAX], sum = 0;
  MassWeights(mesh, cell, reference, weight);
  Gather(u, nodes, mesh->cell_nodes, values);
  for (int q = 0; q < reference->rule->points; q++) {
    double at[3] = {0};
    for (int a = 0; a < mesh->cell_nodes; a++)
      for (int i = 0; i < 3; i++)
        at[i] += reference->value[q][a] * values[a][i];
    sum += weight[q] * (at[0] * at[0] + at[1] * at[1] + at[2] * at[2]);
  }
  return sum;
}

void SulFacePointsGet(const SulMesh *mesh, PetscInt face, SulFacePoints *points) {
  SulFacePointsMoved(mesh, face, NULL, points);
}

static void TrianglePoints(const SulMesh *mesh, const double (*x)[3], int degree,
                           SulFacePoints *points) {
  const SulQuadrature *rule = SulTriangleQuadrature(degree);
  points->points = rule->points;
  for (int q = 0; q < rule->points; q++) {
    double gradient[SUL_FACE_NODES_MAX][2], along[2][3] = {{0}};
    SulTriangleShapes(mesh->order, rule->xi[q], points->value[q], gradient);
    memset(points->position[q], 0, sizeof points->position[q]);
    for (int a = 0; a < mesh->face_nodes; a++)
      for (int i = 0; i < 3; i++) {
        along[0][i] += gradient[a][0] * x[a][i];
        along[1][i] += gradient[a][1] * x[a][i];
        points->position[q][i] += points->value[q][a] * x[a][i];
      }
    for (int i = 0; i < 3; i++) {
      int j = (i + 1) % 3, k = (i + 2) % 3;
      points->normal[q][i] =
          rule->weights[q] * (along[0][j] * along[1][k] - along[0][k] * along[1][j]);
    }
  }
}

void SulTrianglePointsGet(const SulMesh *mesh, const PetscInt *nodes, int degree,
                          SulFacePoints *points) {
  double x[SUL_FACE_NODES_MAX][3];
  Gather(mesh->coordinates, nodes, mesh->face_nodes, x);
  TrianglePoints(mesh, (const double(*)[3])x, degree, points);
}

void SulFacePointsMoved(const SulMesh *mesh, PetscInt face, const double *u,
                        SulFacePoints *points) {
  const PetscInt *nodes = &mesh->faces[face * mesh->face_nodes];
  double x[SUL_FACE_NODES_MAX][3];
  Gather(mesh->coordinates, nodes, mesh->face_nodes, x);
  for (int a = 0; a < mesh->face_nodes && u; a++)
    for (int i = 0; i < 3; i++)
      x[a][i] += u[3 * nodes[a] + i];
  /* N_a n dA of a curved face is a polynomial of degree 4, N_a N_b dA nearly so */
  TrianglePoints(mesh, (const double(*)[3])x, mesh->order == 1 ? 2 : 6, points);
}

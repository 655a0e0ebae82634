/* SPDX-License-Identifier: BSD-2-Clause */
/* Block rows of the stiffness of a cell, in closed form where its geometry is affine.
 *
 * On an affine tetrahedron all gradients are combinations of the four constant gradients of the
 * barycentric coordinates L_k:  vertex a: (4 L_a - 1) dL_a,  edge ij: 4 L_j dL_i + 4 L_i dL_j.
 * With int L_k L_l dV = V (1 + delta_kl)/20 and int L_k dV = V/4 every block is a sum of at most
 * four outer products D_kl = V dL_k (x) dL_l. On curved cells the blocks come from quadrature. */
#include "stiffness_row.h"
#include <math.h>
#include <string.h>
#include <sulfem/element.h>

/* Gradients of the barycentric coordinates and the volume. The volume is positive but for the
 * straight skeletons of strongly curved cells, which only the p-multigrid's coarse space uses:
 * there its size keeps the operator positive definite. */
static double Barycentric(const SulMesh *mesh, const PetscInt *nodes, double gradient[4][3]) {
  const double *x0 = &mesh->coordinates[3 * nodes[0]];
  double e[3][3];
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      e[k][i] = mesh->coordinates[3 * nodes[k + 1] + i] - x0[i];
  for (int k = 0; k < 3; k++) {
    const double *p = e[(k + 1) % 3], *q = e[(k + 2) % 3];
    gradient[k + 1][0] = p[1] * q[2] - p[2] * q[1];
    gradient[k + 1][1] = p[2] * q[0] - p[0] * q[2];
    gradient[k + 1][2] = p[0] * q[1] - p[1] * q[0];
  }
  double six_volumes =
      e[0][0] * gradient[1][0] + e[0][1] * gradient[1][1] + e[0][2] * gradient[1][2];
  for (int i = 0; i < 3; i++) {
    for (int k = 1; k < 4; k++)
      gradient[k][i] /= six_volumes;
    gradient[0][i] = -gradient[1][i] - gradient[2][i] - gradient[3][i];
  }
  return fabs(six_volumes) / 6;
}

/* out += factor * V dL_k (x) dL_l; `scaled` is V times the gradients. */
static inline void AddOuter(double factor, const double scaled[3], const double gradient[3],
                            double out[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      out[3 * i + j] += factor * scaled[i] * gradient[j];
}

/* int (4 L_a - 1)(4 L_b - 1) dV / V, and int (4 L_a - 1) 4 L_b dV / V is the same number. */
static inline double VertexFactor(int a, int b) {
  return a == b ? 0.6 : -0.2;
}

static inline double EdgeFactor(int a, int b) {
  return a == b ? 1.6 : 0.8;
}

static void AffineVertexRow(int a, double scaled[4][3], double gradient[4][3], double (*row)[9]) {
  for (int b = 0; b < 4; b++)
    AddOuter(VertexFactor(a, b), scaled[a], gradient[b], row[b]);
  for (int e = 0; e < 6; e++) {
    int p = sul_tetrahedron_edges[e][0], q = sul_tetrahedron_edges[e][1];
    AddOuter(VertexFactor(a, q), scaled[a], gradient[p], row[4 + e]);
    AddOuter(VertexFactor(a, p), scaled[a], gradient[q], row[4 + e]);
  }
}

static void AffineEdgeRow(int edge, double scaled[4][3], double gradient[4][3], double (*row)[9]) {
  int i = sul_tetrahedron_edges[edge][0], j = sul_tetrahedron_edges[edge][1];
  for (int b = 0; b < 4; b++) {
    AddOuter(VertexFactor(b, j), scaled[i], gradient[b], row[b]);
    AddOuter(VertexFactor(b, i), scaled[j], gradient[b], row[b]);
  }
  for (int e = 0; e < 6; e++) {
    int p = sul_tetrahedron_edges[e][0], q = sul_tetrahedron_edges[e][1];
    AddOuter(EdgeFactor(j, q), scaled[i], gradient[p], row[4 + e]);
    AddOuter(EdgeFactor(j, p), scaled[i], gradient[q], row[4 + e]);
    AddOuter(EdgeFactor(i, q), scaled[j], gradient[p], row[4 + e]);
    AddOuter(EdgeFactor(i, p), scaled[j], gradient[q], row[4 + e]);
  }
}

static void CurvedRow(const SulMesh *mesh, PetscInt cell, int a, double (*row)[9]) {
  SulCellPoints points;
  SulCellStressPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++)
    for (int b = 0; b < mesh->cell_nodes; b++)
      AddOuter(points.weight[q], points.gradient[q][a], points.gradient[q][b], row[b]);
}

SulAtRest SulPhaseAtRest(const SulPhase *phase, int order) {
  SulAtRest at_rest = {0};
  phase->model->at_rest(phase->parameters, &at_rest.lambda, &at_rest.mu);
  if (order == 1 || !phase->mean_dilatation) return at_rest;
  at_rest.bulk = at_rest.lambda + 2 * at_rest.mu / 3;
  at_rest.lambda = -2 * at_rest.mu / 3;
  return at_rest;
}

static double CurvedMean(const SulMesh *mesh, PetscInt cell, double (*mean)[3]) {
  SulCellPoints points;
  double volume = 0;
  memset(mean, 0, (size_t)mesh->cell_nodes * sizeof *mean);
  SulCellStressPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++) {
    volume += points.weight[q];
    for (int a = 0; a < mesh->cell_nodes; a++)
      for (int i = 0; i < 3; i++)
        mean[a][i] += points.weight[q] * points.gradient[q][a][i];
  }
  return volume;
}

/* On affine cells the mean of 4 L_a - 1 is 0, that of 4 L_a is 1. */
double SulStiffnessMean(const SulMesh *mesh, PetscInt cell, double (*mean)[3]) {
  double gradient[4][3];
  if (!mesh->cell_affine[cell]) return CurvedMean(mesh, cell, mean);
  double volume = Barycentric(mesh, &mesh->cells[cell * mesh->cell_nodes], gradient);
  memset(mean, 0, 4 * sizeof *mean);
  for (int e = 0; e < 6; e++)
    for (int i = 0; i < 3; i++)
      mean[4 + e][i] = volume * (gradient[sul_tetrahedron_edges[e][0]][i] +
                                 gradient[sul_tetrahedron_edges[e][1]][i]);
  return volume;
}

void SulStiffnessRow(const SulMesh *mesh, PetscInt cell, int a, double (*row)[9]) {
  memset(row, 0, sizeof(double[9]) * (size_t)mesh->cell_nodes);
  if (!mesh->cell_affine[cell]) {
    CurvedRow(mesh, cell, a, row);
    return;
  }
  double gradient[4][3], scaled[4][3];
  double volume = Barycentric(mesh, &mesh->cells[cell * mesh->cell_nodes], gradient);
  for (int k = 0; k < 4; k++)
    for (int i = 0; i < 3; i++)
      scaled[k][i] = volume * gradient[k][i];
  if (mesh->order == 1)
    for (int b = 0; b < 4; b++)
      AddOuter(1, scaled[a], gradient[b], row[b]);
  else if (a < 4)
    AffineVertexRow(a, scaled, gradient, row);
  else
    AffineEdgeRow(a - 4, scaled, gradient, row);
}

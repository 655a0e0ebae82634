/* SPDX-License-Identifier: BSD-2-Clause */
/* Quality and volumes of straight and curved tetrahedra. */
#include "mesh_jacobian.h"
#include <math.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/vector.h>

double SulVolume6(const SulDraft *draft, int tet) {
  const int *corners = draft->tets[tet];
  double e[3][3];
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      e[i][k] = draft->nodes[corners[i + 1]][k] - draft->nodes[corners[0]][k];
  return SulTriple(e[0], e[1], e[2]);
}

/* Edge (i, j) in tet_middles. */
static const int edge_of[4][4] = {{-1, 0, 2, 3}, {0, -1, 1, 4}, {2, 1, -1, 5}, {3, 4, 5, -1}};

static void Points(const SulDraft *draft, int tet, double points[10][3]) {
  for (int i = 0; i < 4; i++)
    memcpy(points[i], draft->nodes[draft->tets[tet][i]], sizeof points[i]);
  for (int e = 0; e < 6; e++)
    memcpy(points[4 + e], draft->nodes[draft->tet_middles[tet][e]], sizeof points[4 + e]);
}

/* The same for ten points: corners, then middles in the order of SulTetEdges. */
static double JacobianOfPoints(double points[10][3]) {
  double least = SulTetrahedronLeastJacobian((const double(*)[3])points), edges[3][3];
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      edges[i][k] = points[i + 1][k] - points[0][k];
  return least / SulTriple(edges[0], edges[1], edges[2]);
}

double SulJacobianLeast(const SulDraft *draft, int tet) {
  double points[10][3];
  if (!draft->tet_middles) return 1;
  Points(draft, tet, points);
  return JacobianOfPoints(points);
}

/* Volume of the tetrahedron, curved where it is (exact for the cubic Jacobian). */
static double TetVolume(const SulDraft *draft, int tet) {
  double points[10][3];
  if (!draft->tet_middles) return SulVolume6(draft, tet) / 6;
  Points(draft, tet, points);
  return SulTetrahedronVolume(2, (const double(*)[3])points);
}

static double GammaOfPoints(const double *corners[4]) {
  static const int faces[4][3] = {{1, 2, 3}, {0, 2, 3}, {0, 1, 3}, {0, 1, 2}};
  double area = 0, longest = 0, e[6][3];
  for (int i = 0; i < 6; i++) {
    double square = 0;
    for (int k = 0; k < 3; k++) {
      e[i][k] = corners[SulTetEdges[i][1]][k] - corners[SulTetEdges[i][0]][k];
      square += e[i][k] * e[i][k];
    }
    longest = fmax(longest, square);
  }
  for (int f = 0; f < 4; f++) {
    const double *a = e[edge_of[faces[f][0]][faces[f][1]]];
    const double *b = e[edge_of[faces[f][0]][faces[f][2]]];
    double n[3];
    SulCross(a, b, n);
    area += 0.5 * SulLength(n);
  }
  return sqrt(6) * SulTriple(e[0], e[2], e[3]) / (area * sqrt(longest));
}

/* Gmsh's gamma of the straight tetrahedron: 2 sqrt(6) times inscribed radius over longest edge; 1
 * for the regular one, 0 flat. */
static double Gamma(const SulDraft *draft, int tet) {
  const double *corners[4];
  for (int i = 0; i < 4; i++)
    corners[i] = draft->nodes[draft->tets[tet][i]];
  return GammaOfPoints(corners);
}

int SulDraftQuality(const SulDraft *draft, double *least, double *mean) {
  int worst = 0;
  double sum = 0;
  *least = HUGE_VAL;
  for (int t = 0; t < draft->tet_count; t++) {
    double gamma = Gamma(draft, t);
    sum += gamma;
    if (gamma >= *least) continue;
    *least = gamma;
    worst = t;
  }
  *mean = sum / draft->tet_count;
  return worst;
}

void SulDraftVolumes(const SulDraft *draft, int phase_count, double *volume) {
  for (int p = 0; p < phase_count; p++)
    volume[p] = 0;
  for (int t = 0; t < draft->tet_count; t++)
    volume[draft->volumes[draft->tet_volume[t]].phase] += TetVolume(draft, t);
}

#include "mesh_jacobian.h"
#include <math.h>
#include <string.h>

static double Determinant(const double a[3], const double b[3], const double c[3]) {
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
         a[2] * (b[0] * c[1] - b[1] * c[0]);
}

double SulVolume6(const SulBody *body, int tet) {
  const int *corners = body->tets[tet];
  double e[3][3];
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      e[i][k] = body->nodes[corners[i + 1]][k] - body->nodes[corners[0]][k];
  return Determinant(e[0], e[1], e[2]);
}

/* Edge (i, j) in tet_middles. */
static const int edge_of[4][4] = {{-1, 0, 2, 3}, {0, -1, 1, 4}, {2, 1, -1, 5}, {3, 4, 5, -1}};

/* Control points of the quadratic map: p[i][j] belongs to the product of coordinates i and j. */
static void ControlPoints(double points[10][3], double p[4][4][3]) {
  for (int i = 0; i < 4; i++) {
    const double *a = points[i];
    memcpy(p[i][i], a, sizeof p[i][i]);
    for (int j = i + 1; j < 4; j++) {
      const double *b = points[j], *m = points[4 + edge_of[i][j]];
      for (int k = 0; k < 3; k++)
        p[i][j][k] = p[j][i][k] = 2 * m[k] - 0.5 * (a[k] + b[k]);
    }
  }
}

/* The Jacobian's columns are linear in the barycentric coordinates, column i = sum_j l_j d[i][j]
 * with d[i][j] = 2 (p[j][i+1] - p[j][0]); so its determinant is the cubic whose Bernstein
 * coefficients are the means, over the orderings of (j, k, l), of det(d[0][j], d[1][k], d[2][l]).
 * coefficients[20] in the order of j <= k <= l. */
static void Coefficients(double points[10][3], double coefficients[20]) {
  double p[4][4][3], d[3][4][3], sums[64] = {0};
  int counts[64] = {0};
  ControlPoints(points, p);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 4; j++)
      for (int k = 0; k < 3; k++)
        d[i][j][k] = 2 * (p[j][i + 1][k] - p[j][0][k]);
  for (int j = 0; j < 4; j++)
    for (int k = 0; k < 4; k++)
      for (int l = 0; l < 4; l++) {
        int low = j < k ? j : k, high = j < k ? k : j;
        int first = low < l ? low : l, third = high > l ? high : l;
        int key = 16 * first + 4 * (j + k + l - first - third) + third;
        sums[key] += Determinant(d[0][j], d[1][k], d[2][l]);
        counts[key]++;
      }
  for (int key = 0, c = 0; key < 64; key++)
    if (counts[key]) coefficients[c++] = sums[key] / counts[key];
}

static void Points(const SulBody *body, int tet, double points[10][3]) {
  for (int i = 0; i < 4; i++)
    memcpy(points[i], body->nodes[body->tets[tet][i]], sizeof points[i]);
  for (int e = 0; e < 6; e++)
    memcpy(points[4 + e], body->nodes[body->tet_middles[tet][e]], sizeof points[4 + e]);
}

double SulJacobianOfPoints(double points[10][3]) {
  double coefficients[20], least = HUGE_VAL, edges[3][3];
  Coefficients(points, coefficients);
  for (int c = 0; c < 20; c++)
    least = fmin(least, coefficients[c]);
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      edges[i][k] = points[i + 1][k] - points[0][k];
  return least / Determinant(edges[0], edges[1], edges[2]);
}

double SulJacobianLeast(const SulBody *body, int tet) {
  double points[10][3];
  if (!body->tet_middles) return 1;
  Points(body, tet, points);
  return SulJacobianOfPoints(points);
}

double SulTetVolume(const SulBody *body, int tet) {
  double points[10][3], coefficients[20], sum = 0;
  if (!body->tet_middles) return SulVolume6(body, tet) / 6;
  Points(body, tet, points);
  Coefficients(points, coefficients);
  for (int c = 0; c < 20; c++)
    sum += coefficients[c];
  return sum / 20 / 6;
}

double SulGammaOfPoints(const double *corners[4]) {
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
    double n[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    area += 0.5 * sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
  }
  return sqrt(6) * Determinant(e[0], e[2], e[3]) / (area * sqrt(longest));
}

double SulGamma(const SulBody *body, int tet) {
  const double *corners[4];
  for (int i = 0; i < 4; i++)
    corners[i] = body->nodes[body->tets[tet][i]];
  return SulGammaOfPoints(corners);
}

int SulBodyQuality(const SulBody *body, double *least, double *mean) {
  int worst = 0;
  double sum = 0;
  *least = HUGE_VAL;
  for (int t = 0; t < body->tet_count; t++) {
    double gamma = SulGamma(body, t);
    sum += gamma;
    if (gamma >= *least) continue;
    *least = gamma;
    worst = t;
  }
  *mean = sum / body->tet_count;
  return worst;
}

void SulBodyVolumes(const SulBody *body, int phase_count, double *volume) {
  for (int p = 0; p < phase_count; p++)
    volume[p] = 0;
  for (int t = 0; t < body->tet_count; t++)
    volume[body->volumes[body->tet_volume[t]].phase] += SulTetVolume(body, t);
}

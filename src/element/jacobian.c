/* SPDX-License-Identifier: BSD-2-Clause */
/* Bounds of a curved tetrahedron's Jacobian. */
#include <math.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/vector.h>

/* Edge (i, j) among the mid-edge nodes. */
static const int edge_of[4][4] = {{-1, 0, 2, 3}, {0, -1, 1, 4}, {2, 1, -1, 5}, {3, 4, 5, -1}};

/* Control points of the quadratic map: p[i][j] belongs to the product of coordinates i and j. */
static void ControlPoints(const double (*points)[3], double p[4][4][3]) {
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
static void Coefficients(const double (*points)[3], double coefficients[20]) {
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
        sums[key] += SulTriple(d[0][j], d[1][k], d[2][l]);
        counts[key]++;
      }
  for (int key = 0, c = 0; key < 64; key++)
    if (counts[key]) coefficients[c++] = sums[key] / counts[key];
}

double SulTetrahedronLeastJacobian(const double (*coordinates)[3]) {
  double coefficients[20], least = HUGE_VAL;
  Coefficients(coordinates, coefficients);
  for (int c = 0; c < 20; c++)
    least = fmin(least, coefficients[c]);
  return least;
}

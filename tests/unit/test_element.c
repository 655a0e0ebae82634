/* SPDX-License-Identifier: BSD-2-Clause */
/* Reference elements against closed forms: monomials, partition of unity, finite differences. */
#include "check.h"
#include <sulfem/element.h>

static double Factorial(int n) {
  return n < 2 ? 1 : n * Factorial(n - 1);
}

/* The integral of x^i y^j z^k over the reference simplex is i! j! k! / (i+j+k+dimension)!. */
static void CheckRule(const SulQuadrature *rule, int dimension, int degree) {
  CHECK(rule && rule->degree >= degree);
  for (int i = 0; i <= rule->degree; i++)
    for (int j = 0; i + j <= rule->degree; j++)
      for (int k = 0; k <= (dimension == 3 ? rule->degree - i - j : 0); k++) {
        double sum = 0, power = i + j + k;
        for (int q = 0; q < rule->points; q++)
          sum += rule->weights[q] * pow(rule->xi[q][0], i) * pow(rule->xi[q][1], j) *
                 pow(rule->xi[q][2], k);
        CHECK_NEAR(sum,
                   Factorial(i) * Factorial(j) * Factorial(k) / Factorial((int)power + dimension),
                   4e-15, 0);
      }
  double missed = 0; /* the degree that is stated is the true one */
  for (int q = 0; q < rule->points; q++)
    missed += rule->weights[q] * pow(rule->xi[q][0], rule->degree + 1);
  CHECK(fabs(missed * Factorial(rule->degree + 1 + dimension) / Factorial(rule->degree + 1) - 1) >
        1e-4);
  for (int q = 0; q < rule->points; q++)
    CHECK(rule->weights[q] > 0);
}

static void CheckRules(void) {
  const int tetrahedron_points[] = {1, 1, 4, 8, 14, 14}, triangle_points[] = {1, 1, 3, 7, 7, 7, 12};
  for (int degree = 0; degree <= 5; degree++) {
    CheckRule(SulTetrahedronQuadrature(degree), 3, degree);
    CHECK(SulTetrahedronQuadrature(degree)->points == tetrahedron_points[degree]);
  }
  for (int degree = 0; degree <= 6; degree++) {
    CheckRule(SulTriangleQuadrature(degree), 2, degree);
    CHECK(SulTriangleQuadrature(degree)->points == triangle_points[degree]);
  }
  CHECK(!SulTetrahedronQuadrature(6) && !SulTriangleQuadrature(7));
}

static void CheckTetrahedronShapes(int order) {
  int nodes = SulTetrahedronNodes(order);
  CHECK(nodes == (order == 1 ? 4 : 10));
  double values[10], up[10], down[10], gradients[10][3];
  for (int n = 0; n < nodes; n++) {
    SulTetrahedronShapes(order, sul_tetrahedron_node_xi[n], values, NULL);
    for (int m = 0; m < nodes; m++)
      CHECK(values[m] == (m == n));
  }
  const double xi[3] = {0.17, 0.31, 0.23}, step = 1e-3;
  SulTetrahedronShapes(order, xi, values, gradients);
  double sum = 0, place[3] = {0};
  for (int n = 0; n < nodes; n++) {
    sum += values[n];
    for (int d = 0; d < 3; d++)
      place[d] += values[n] * sul_tetrahedron_node_xi[n][d];
  }
  CHECK_NEAR(sum, 1, 1e-15, 0);
  for (int d = 0; d < 3; d++) {
    CHECK_NEAR(place[d], xi[d], 1e-15, 1);
    double moved[2][3] = {{xi[0], xi[1], xi[2]}, {xi[0], xi[1], xi[2]}}, zero = 0;
    moved[0][d] += step;
    moved[1][d] -= step;
    SulTetrahedronShapes(order, moved[0], up, NULL);
    SulTetrahedronShapes(order, moved[1], down, NULL);
    for (int n = 0; n < nodes; n++) { /* exact for quadratics */
      CHECK_NEAR(gradients[n][d], (up[n] - down[n]) / (2 * step), 1e-12, 1);
      zero += gradients[n][d];
    }
    CHECK_NEAR(zero, 0, 1e-14, 1);
  }
}

static void CheckTriangleShapes(int order) {
  int nodes = SulTriangleNodes(order);
  CHECK(nodes == (order == 1 ? 3 : 6));
  const double xi[3] = {0.17, 0.31, 0}, step = 1e-3;
  double values[6], up[6], down[6], gradients[6][2], sum = 0;
  SulTriangleShapes(order, xi, values, gradients);
  for (int n = 0; n < nodes; n++)
    sum += values[n];
  CHECK_NEAR(sum, 1, 1e-15, 0);
  for (int d = 0; d < 2; d++) {
    double moved[2][3] = {{xi[0], xi[1]}, {xi[0], xi[1]}};
    moved[0][d] += step;
    moved[1][d] -= step;
    SulTriangleShapes(order, moved[0], up, NULL);
    SulTriangleShapes(order, moved[1], down, NULL);
    for (int n = 0; n < nodes; n++)
      CHECK_NEAR(gradients[n][d], (up[n] - down[n]) / (2 * step), 1e-12, 1);
  }
  for (int n = 0; n < nodes; n++) { /* the face z = 0 of the tetrahedron has the same functions */
    double solid[10];
    SulTetrahedronShapes(order, xi, solid, NULL);
    CHECK_NEAR(values[n], solid[n < 3 ? n : n + 1], 1e-15, 1);
  }
}

/* Each face's nodes lie in the plane opposite its vertex, edges' middles between their ends, and
 * its vertices turn counter-clockwise seen from outside. */
static void CheckFaces(void) {
  for (int f = 0; f < 4; f++) {
    const int *nodes = sul_tetrahedron_face_nodes[f];
    double values[4], t[2][3];
    for (int i = 0; i < 6; i++) {
      SulTetrahedronShapes(1, sul_tetrahedron_node_xi[nodes[i]], values, NULL);
      CHECK(values[f] == 0);
    }
    for (int i = 0; i < 3; i++) {
      CHECK(nodes[i] == sul_tetrahedron_faces[f][i]);
      const int *ends = sul_triangle_edges[i];
      for (int d = 0; d < 3; d++)
        CHECK(sul_tetrahedron_node_xi[nodes[3 + i]][d] ==
              0.5 * (sul_tetrahedron_node_xi[nodes[ends[0]]][d] +
                     sul_tetrahedron_node_xi[nodes[ends[1]]][d]));
    }
    const double *corner = sul_tetrahedron_node_xi[nodes[0]], *apex = sul_tetrahedron_node_xi[f];
    double outward = 0;
    for (int i = 0; i < 2; i++)
      for (int d = 0; d < 3; d++)
        t[i][d] = sul_tetrahedron_node_xi[nodes[i + 1]][d] - corner[d];
    for (int d = 0; d < 3; d++) {
      int a = (d + 1) % 3, b = (d + 2) % 3;
      outward += (t[0][a] * t[1][b] - t[0][b] * t[1][a]) * (corner[d] - apex[d]);
    }
    CHECK(outward > 0);
  }
}

static void CheckMeasures(void) {
  const double straight[4][3] = {{1, 2, 3}, {3, 2, 3.5}, {1, 5, 3}, {1.25, 2, 7}};
  double inverted[4][3], curved[10][3], sheet[6][3];
  CHECK_NEAR(SulTetrahedronVolume(1, straight), (2 * 3 * 4 - 3 * 0.5 * 0.25) / 6, 1e-14, 0);
  for (int d = 0; d < 3; d++)
    for (int n = 0; n < 4; n++)
      inverted[n][d] = straight[n ^ 1][d], curved[n][d] = straight[n][d];
  CHECK(SulTetrahedronVolume(1, (const double(*)[3])inverted) > 0); /* two swaps */
  for (int d = 0; d < 3; d++)
    inverted[3][d] = straight[3][d], inverted[2][d] = straight[2][d];
  CHECK_NEAR(SulTetrahedronVolume(1, (const double(*)[3])inverted),
             -SulTetrahedronVolume(1, straight), 1e-14, 0);

  /* x -> x + c y z sheared by quadratics keeps the volume: det of a unit triangular Jacobian */
  for (int n = 0; n < 10; n++) {
    const double *xi = sul_tetrahedron_node_xi[n];
    curved[n][0] = 2 * xi[0] + 0.6 * xi[1] * xi[2] + 0.3 * xi[1] * xi[1];
    curved[n][1] = 3 * xi[1] + 0.7 * xi[2] * xi[2];
    curved[n][2] = 4 * xi[2];
  }
  CHECK_NEAR(SulTetrahedronVolume(2, (const double(*)[3])curved), 4, 1e-14, 0);

  /* the graph z = x^2/2 over the reference triangle: integral of (1-x) sqrt(1+x^2) over 0..1 */
  for (int n = 0; n < 6; n++) {
    const double *xi = sul_tetrahedron_node_xi[n < 3 ? n : n + 1];
    sheet[n][0] = xi[0];
    sheet[n][1] = xi[1];
    sheet[n][2] = xi[0] * xi[0] / 2;
  }
  double area = (sqrt(2) + asinh(1)) / 2 - (2 * sqrt(2) - 1) / 3;
  CHECK_NEAR(SulTriangleArea(2, (const double(*)[3])sheet), area, 1e-5, 0);
  CHECK_NEAR(SulTriangleArea(1, straight), 0.5 * sqrt(36 + 1.5 * 1.5), 1e-14, 0);
}

/* Six volumes where edges are straight; on bent cells not above any determinant that is found inside, and
 * negative where the map folds. */
static void CheckLeastJacobian(void) {
  static const double bends[3] = {0, 0.3, 2};
  for (int b = 0; b < 3; b++) {
    double nodes[10][3], least = INFINITY;
    for (int n = 0; n < 10; n++) {
      const double *xi = sul_tetrahedron_node_xi[n];
      nodes[n][0] = 2 * xi[0] + bends[b] * xi[0] * (xi[1] - xi[0]);
      nodes[n][1] = 3 * xi[1] - bends[b] * xi[2] * xi[2];
      nodes[n][2] = 4 * xi[2] + bends[b] * xi[0] * xi[2];
    }
    double bound = SulTetrahedronLeastJacobian((const double(*)[3])nodes);
    for (int i = 0; i <= 10; i++)
      for (int j = 0; i + j <= 10; j++)
        for (int k = 0; i + j + k <= 10; k++) {
          const double xi[3] = {0.1 * i, 0.1 * j, 0.1 * k};
          double gradients[10][3], jacobian[9];
          SulTetrahedronShapes(2, xi, NULL, gradients);
          least = fmin(least, SulTetrahedronJacobian(10, (const double(*)[3])nodes,
                                                     (const double(*)[3])gradients, jacobian));
        }
    CHECK(bound <= least + 1e-12 * 24);
    if (bends[b] == 0) CHECK_NEAR(bound, 24, 1e-13, 0);
    if (b == 1) CHECK(bound > 0.5 * least);
    if (b == 2) CHECK(bound < 0 && least < 0);
  }
}

int main(void) {
  CheckRules();
  for (int order = 1; order <= 2; order++) {
    CheckTetrahedronShapes(order);
    CheckTriangleShapes(order);
  }
  CheckFaces();
  CheckMeasures();
  CheckLeastJacobian();
  return CheckResult();
}

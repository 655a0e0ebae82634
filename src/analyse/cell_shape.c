/* SPDX-License-Identifier: BSD-2-Clause */
/* Which points of space a cell holds, straight or curved. */
#include "cell_shape.h"
#include <math.h>
#include <string.h>

const double sul_cell_slack = 1e-9;

/* Inverse transpose times the determinant: rows are cross products of the columns of m. */
static void Cofactors(const double m[9], double c[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      int a = (i + 1) % 3, b = (i + 2) % 3, d = (j + 1) % 3, e = (j + 2) % 3;
      c[3 * i + j] = m[3 * a + d] * m[3 * b + e] - m[3 * a + e] * m[3 * b + d];
    }
}

static void MakeSlopes(SulCellShape *shape) {
  double m[9], c[9], longest = 0;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      m[3 * i + j] = shape->x[j + 1][i];
      longest = fmax(longest, fabs(m[3 * i + j]));
    }
  Cofactors(m, c);
  double det = m[0] * c[0] + m[1] * c[1] + m[2] * c[2];
  shape->hopeless = !(det > 1e-9 * longest * longest * longest);
  memset(shape->slope, 0, sizeof shape->slope);
  for (int i = 0; i < 3 && !shape->hopeless; i++)
    for (int j = 0; j < 3; j++) {
      shape->slope[j + 1][i] = c[3 * i + j] / det;
      shape->slope[0][i] -= c[3 * i + j] / det;
    }
}

void SulCellBarycentric(const SulCellShape *shape, const double point[3], double b[4]) {
  for (int f = 0; f < 4; f++) {
    b[f] = f == 0;
    for (int k = 0; k < 3; k++)
      b[f] += shape->slope[f][k] * point[k];
  }
}

static void Enclose(SulCellShape *shape, const double point[3]) {
  double b[4];
  SulCellBarycentric(shape, point, b);
  for (int f = 0; f < 4; f++)
    shape->low[f] = fmin(shape->low[f], b[f]);
  for (int k = 0; k < 3; k++) {
    shape->box[0][k] = fmin(shape->box[0][k], point[k]);
    shape->box[1][k] = fmax(shape->box[1][k], point[k]);
  }
}

void SulCellShapeMake(int order, const double (*nodes)[3], SulCellShape *shape) {
  shape->curved = order == 2;
  memcpy(shape->origin, nodes[0], sizeof shape->origin);
  for (int n = 0; n < SulTetrahedronNodes(order); n++)
    for (int k = 0; k < 3; k++)
      shape->x[n][k] = nodes[n][k] - nodes[0][k];
  MakeSlopes(shape);
  for (int k = 0; k < 3; k++) {
    shape->box[0][k] = INFINITY;
    shape->box[1][k] = -INFINITY;
  }
  memset(shape->low, 0, sizeof shape->low);
  for (int v = 0; v < 4; v++)
    Enclose(shape, shape->x[v]);
  memset(shape->low, 0, sizeof shape->low); /* exactly, where the four vertices are all */
  for (int e = 0; shape->curved && e < 6; e++) {
    const double *a = shape->x[sul_tetrahedron_edges[e][0]];
    const double *b = shape->x[sul_tetrahedron_edges[e][1]];
    double control[3];
    for (int k = 0; k < 3; k++)
      control[k] = 2 * shape->x[4 + e][k] - 0.5 * (a[k] + b[k]);
    Enclose(shape, control);
  }
}

/* ---- Inverting the map of a curved cell ------------------------------------------------------ */

/* Least of the four barycentric coordinates of a reference point. */
static double Depth(const double xi[3]) {
  double least = 1 - xi[0] - xi[1] - xi[2];
  for (int k = 0; k < 3; k++)
    least = fmin(least, xi[k]);
  return least;
}

/* One step of Newton's method for x(xi) = point; the step's length, or infinity. `upright`: the map
 * keeps orientation at xi. */
static double Step(const SulCellShape *shape, const double point[3], double xi[3], bool *upright) {
  double values[10], gradients[10][3], jacobian[9], c[9], miss[3], step[3], length = 0;
  SulTetrahedronShapes(2, xi, values, gradients);
  double det = SulTetrahedronJacobian(10, (const double(*)[3])shape->x,
                                      (const double(*)[3])gradients, jacobian);
  *upright = det > 0;
  if (!(fabs(det) > 0)) return INFINITY;
  for (int k = 0; k < 3; k++) {
    miss[k] = point[k];
    for (int n = 0; n < 10; n++)
      miss[k] -= values[n] * shape->x[n][k];
  }
  Cofactors(jacobian, c);
  for (int j = 0; j < 3; j++) {
    step[j] = (c[j] * miss[0] + c[3 + j] * miss[1] + c[6 + j] * miss[2]) / det;
    length = fmax(length, fabs(step[j]));
  }
  double scale = length > 0.5 ? 0.5 / length : 1; /* far steps trust the parabola too much */
  for (int j = 0; j < 3; j++)
    xi[j] += scale * step[j];
  return length;
}

/* Newton's method; true when it has found a preimage where the map keeps orientation, as it does in
 * all of a valid cell: others lie on the far side of a fold, outside. */
static bool Invert(const SulCellShape *shape, const double point[3], double xi[3]) {
  for (int iteration = 0; iteration < 30; iteration++) {
    bool upright;
    double length = Step(shape, point, xi, &upright);
    if (!isfinite(length)) return false;
    if (length < 1e-11) return upright;
  }
  return false;
}

/* A quadratic map may have preimages outside that Newton's method prefers from one beginning; a
 * valid cell has at most one inside. One found near the cell but outside it settles the matter. */
bool SulCellHolds(const SulCellShape *shape, const double point[3], double guess[3]) {
  static const double starts[5][3] = {
      {0.25, 0.25, 0.25}, {0.1, 0.1, 0.1}, {0.7, 0.1, 0.1}, {0.1, 0.7, 0.1}, {0.1, 0.1, 0.7}};
  if (!shape->curved) {
    double b[4];
    SulCellBarycentric(shape, point, b);
    return fmin(fmin(b[0], b[1]), fmin(b[2], b[3])) >= -sul_cell_slack;
  }
  double xi[3] = {guess[0], guess[1], guess[2]};
  for (int start = 0; start <= 5; start++) {
    if (Invert(shape, point, xi)) {
      double depth = Depth(xi);
      if (depth >= -sul_cell_slack) memcpy(guess, xi, sizeof xi);
      if (depth >= -0.5) return depth >= -sul_cell_slack;
    }
    if (start < 5) memcpy(xi, starts[start], sizeof xi);
  }
  return false;
}

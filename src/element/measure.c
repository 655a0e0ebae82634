/* SPDX-License-Identifier: BSD-2-Clause */
/* Volumes and areas of curved cells and triangles, and the Jacobian at a point. */
#include <math.h>
#include <string.h>
#include <sulfem/element.h>

static double Determinant(const double m[9]) {
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
         m[2] * (m[3] * m[7] - m[4] * m[6]);
}

double SulTetrahedronJacobian(int nodes, const double (*coordinates)[3],
                              const double (*gradients)[3], double jacobian[9]) {
  memset(jacobian, 0, 9 * sizeof *jacobian);
  for (int n = 0; n < nodes; n++)
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        jacobian[3 * i + j] += coordinates[n][i] * gradients[n][j];
  return Determinant(jacobian);
}

double SulTetrahedronVolume(int order, const double (*coordinates)[3]) {
  const SulQuadrature *rule = SulTetrahedronQuadrature(order == 1 ? 1 : 3);
  double gradients[SUL_TETRAHEDRON_NODES_MAX][3], jacobian[9], volume = 0;
  for (int q = 0; q < rule->points; q++) {
    SulTetrahedronShapes(order, rule->xi[q], NULL, gradients);
    volume += rule->weights[q] * SulTetrahedronJacobian(SulTetrahedronNodes(order), coordinates,
                                                        (const double(*)[3])gradients, jacobian);
  }
  return volume;
}

/* |dx/dxi_0 x dx/dxi_1| */
static double SurfaceStretch(int nodes, const double (*coordinates)[3],
                             const double (*gradients)[2]) {
  double t[2][3] = {{0}};
  for (int n = 0; n < nodes; n++)
    for (int d = 0; d < 2; d++)
      for (int i = 0; i < 3; i++)
        t[d][i] += coordinates[n][i] * gradients[n][d];
  const double normal[3] = {t[0][1] * t[1][2] - t[0][2] * t[1][1],
                            t[0][2] * t[1][0] - t[0][0] * t[1][2],
                            t[0][0] * t[1][1] - t[0][1] * t[1][0]};
  return sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
}

double SulTriangleArea(int order, const double (*coordinates)[3]) {
  const SulQuadrature *rule = SulTriangleQuadrature(order == 1 ? 1 : 6);
  double gradients[SUL_TRIANGLE_NODES_MAX][2], area = 0;
  for (int q = 0; q < rule->points; q++) {
    SulTriangleShapes(order, rule->xi[q], NULL, gradients);
    area += rule->weights[q] *
            SurfaceStretch(SulTriangleNodes(order), coordinates, (const double(*)[2])gradients);
  }
  return area;
}

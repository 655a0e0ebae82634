/* SPDX-License-Identifier: BSD-2-Clause */
/* Shape functions of the tetrahedron and the triangle, orders 1 and 2. */
#include <stddef.h>
#include <sulfem/element.h>

const int sul_tetrahedron_edges[6][2] = {{0, 1}, {1, 2}, {2, 0}, {0, 3}, {1, 3}, {2, 3}};
const int sul_triangle_edges[3][2] = {{0, 1}, {1, 2}, {2, 0}};
const int sul_tetrahedron_faces[4][3] = {{1, 2, 3}, {0, 3, 2}, {0, 1, 3}, {0, 2, 1}};
const int sul_tetrahedron_face_nodes[4][6] = {
    {1, 2, 3, 5, 9, 8}, {0, 3, 2, 7, 9, 6}, {0, 1, 3, 4, 8, 7}, {0, 2, 1, 6, 5, 4}};
const double sul_tetrahedron_node_xi[10][3] = {
    {0, 0, 0},     {1, 0, 0},   {0, 1, 0},   {0, 0, 1},     {0.5, 0, 0},
    {0.5, 0.5, 0}, {0, 0.5, 0}, {0, 0, 0.5}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};

int SulTetrahedronNodes(int order) {
  return order == 1 ? 4 : 10;
}

int SulTriangleNodes(int order) {
  return order == 1 ? 3 : 6;
}

/* In barycentric coordinates b: order 1 N_i = b_i; order 2 N_i = b_i (2 b_i - 1) at vertices and
 * 4 b_i b_j on edges. `slopes` are the constant gradients of b. */
static void SimplexValues(int order, int vertices, const int (*edges)[2], const double *b,
                          double *values) {
  for (int i = 0; i < vertices; i++)
    values[i] = order == 1 ? b[i] : b[i] * (2 * b[i] - 1);
  if (order == 1) return;
  for (int e = 0; e < vertices * (vertices - 1) / 2; e++)
    values[vertices + e] = 4 * b[edges[e][0]] * b[edges[e][1]];
}

static double SimplexSlope(int order, int vertices, const int (*edges)[2], const double *b,
                           const double *slopes, int node) {
  if (node < vertices) return order == 1 ? slopes[node] : (4 * b[node] - 1) * slopes[node];
  const int *edge = edges[node - vertices];
  return 4 * (b[edge[0]] * slopes[edge[1]] + b[edge[1]] * slopes[edge[0]]);
}

void SulTetrahedronShapes(int order, const double xi[3], double *values, double (*gradients)[3]) {
  static const double slopes[3][4] = {{-1, 1, 0, 0}, {-1, 0, 1, 0}, {-1, 0, 0, 1}};
  const double b[4] = {1 - xi[0] - xi[1] - xi[2], xi[0], xi[1], xi[2]};
  if (values) SimplexValues(order, 4, sul_tetrahedron_edges, b, values);
  if (!gradients) return;
  for (int node = 0; node < SulTetrahedronNodes(order); node++)
    for (int d = 0; d < 3; d++)
      gradients[node][d] = SimplexSlope(order, 4, sul_tetrahedron_edges, b, slopes[d], node);
}

void SulTriangleShapes(int order, const double xi[3], double *values, double (*gradients)[2]) {
  static const double slopes[2][3] = {{-1, 1, 0}, {-1, 0, 1}};
  const double b[3] = {1 - xi[0] - xi[1], xi[0], xi[1]};
  if (values) SimplexValues(order, 3, sul_triangle_edges, b, values);
  if (!gradients) return;
  for (int node = 0; node < SulTriangleNodes(order); node++)
    for (int d = 0; d < 2; d++)
      gradients[node][d] = SimplexSlope(order, 3, sul_triangle_edges, b, slopes[d], node);
}

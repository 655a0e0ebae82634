/* SPDX-License-Identifier: BSD-2-Clause */
/* Reference elements: shape functions and quadrature of the tetrahedron and the triangle, straight
 * (order 1) and curved (order 2). Pure functions, no MPI, no PETSc.
 *
 *        3                  Vertices (0,0,0) (1,0,0) (0,1,0) (0,0,1); order 2 adds the middles of
 *        |\                 the edges in VTK's order:
 *        | \  7: 0-3        tetrahedron  4..9 = 01 12 20 03 13 23
 *        |  \ 8: 1-3        triangle     3..5 = 01 12 20
 *        |   \ 9: 2-3
 *        0----2             Gmsh numbers the last two edges of its ten-node tetrahedron the other
 *         \  /              way round (03 23 13); src/mesh swaps them when it reads.
 *          1
 */
#ifndef SULFEM_ELEMENT_H
#define SULFEM_ELEMENT_H

enum { SUL_TETRAHEDRON_NODES_MAX = 10, SUL_TRIANGLE_NODES_MAX = 6 };

/* A rule on the reference element. The weights are positive and sum to its measure: 1/6 for the
 * tetrahedron, 1/2 for the triangle (whose third coordinate is 0). */
typedef struct {
  int degree; /* polynomials up to this degree are integrated exactly */
  int points;
  const double (*xi)[3];
  const double *weights;
} SulQuadrature;

/* The rule with the fewest points that is exact to `degree` at least; NULL above the highest one.
 * Tetrahedron: 1, 2, 3, 5 with 1, 4, 8, 14 points. Triangle: 1, 2, 5, 6 with 1, 3, 7, 12 points.
 * The tetrahedron's rule of degree 3 has points at the vertices and in the faces; all others lie
 * inside. Sources: src/element/quadrature.c. */
const SulQuadrature *SulTetrahedronQuadrature(int degree);
const SulQuadrature *SulTriangleQuadrature(int degree);

/* Nodes of the element of this order: 4 or 10, 3 or 6. */
int SulTetrahedronNodes(int order);
int SulTriangleNodes(int order);

/* The end vertices of each edge, in the order of the mid-edge nodes. */
extern const int sul_tetrahedron_edges[6][2];
extern const int sul_triangle_edges[3][2];

/* The vertices of each face, counter-clockwise seen from outside: face f is opposite vertex f. */
extern const int sul_tetrahedron_faces[4][3];

/* The nodes of each face of the ten-node tetrahedron, in the order of the six-node triangle. */
extern const int sul_tetrahedron_face_nodes[4][6];

/* Reference coordinates of the nodes; those of order 1 are the first four. */
extern const double sul_tetrahedron_node_xi[10][3];

/* Lagrange shape functions: values[nodes], gradients[nodes][3] with respect to xi. Either output
 * may be NULL. `order` is 1 or 2. */
void SulTetrahedronShapes(int order, const double xi[3], double *values, double (*gradients)[3]);
void SulTriangleShapes(int order, const double xi[3], double *values, double (*gradients)[2]);

/* Jacobian of the map from the reference tetrahedron, jacobian[3*i+j] = dx_i/dxi_j, for nodes at
 * `coordinates` and the shape functions' gradients at a point. Returns its determinant. */
double SulTetrahedronJacobian(int nodes, const double (*coordinates)[3],
                              const double (*gradients)[3], double jacobian[9]);

/* Lower bound of the determinant over the whole of a ten-node tetrahedron: the smallest of the 20
 * Bernstein coefficients of the cubic (Johnen, Remacle and Geuzaine, J. Comput. Phys. 233, 359
 * (2013)). Six times the volume where the edges are straight. Positive: the map is one-to-one. */
double SulTetrahedronLeastJacobian(const double (*coordinates)[3]);

/* Exact for curved tetrahedra too (the determinant is a cubic); negative when inverted as a whole.
 */
double SulTetrahedronVolume(int order, const double (*coordinates)[3]);

/* Area of a triangle; of a curved one by the rule of degree 6. */
double SulTriangleArea(int order, const double (*coordinates)[3]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Quality of tetrahedra. Room-private. */
#ifndef SULFEM_MESH_JACOBIAN_H
#define SULFEM_MESH_JACOBIAN_H

#include <sulfem/mesh_draft.h>

/* Lower bound of the Jacobian determinant of a curved tetrahedron over that of the straight one:
 * the smallest of the 20 Bernstein coefficients of the cubic (Johnen, Remacle and Geuzaine,
 * J. Comput. Phys. 233, 359 (2013)). 1 for a tetrahedron with straight edges and middles at their
 * middles. Positive: the map is one-to-one. */
double SulJacobianLeast(const SulBody *body, int tet);

/* The same for ten points: corners, then middles in the order of SulTetEdges. */
double SulJacobianOfPoints(double points[10][3]);

/* Gmsh's gamma of the straight tetrahedron: 2 sqrt(6) times inscribed radius over longest edge; 1
 * for the regular one, 0 flat. */
double SulGamma(const SulBody *body, int tet);
double SulGammaOfPoints(const double *corners[4]);

/* Six times the volume of the straight tetrahedron. */
double SulVolume6(const SulBody *body, int tet);

/* Volume of the tetrahedron, curved where it is (exact for the cubic Jacobian). */
double SulTetVolume(const SulBody *body, int tet);

#endif

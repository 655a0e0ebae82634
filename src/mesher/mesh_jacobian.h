/* SPDX-License-Identifier: BSD-2-Clause */
/* Quality of tetrahedra. Room-private. */
#ifndef SULFEM_MESH_JACOBIAN_H
#define SULFEM_MESH_JACOBIAN_H

#include <sulfem/mesh_draft.h>

/* Lower bound of the Jacobian determinant of a curved tetrahedron over that of the straight one:
 * the smallest of the 20 Bernstein coefficients of the cubic (Johnen, Remacle and Geuzaine,
 * J. Comput. Phys. 233, 359 (2013)). 1 for a tetrahedron with straight edges and middles at their
 * middles. Positive: the map is one-to-one. */
double SulJacobianLeast(const SulDraft *draft, int tet);

/* Six times the volume of the straight tetrahedron. */
double SulVolume6(const SulDraft *draft, int tet);

#endif

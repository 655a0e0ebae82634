/* SPDX-License-Identifier: BSD-2-Clause */
/* Curved tetrahedra of order 2: mid-edge nodes, on the exact surfaces where an edge lies on one.
 * Room-private. */
#ifndef SULFEM_MESH_CURVE_H
#define SULFEM_MESH_CURVE_H

#include <sulfem/mesh_draft.h>

typedef struct {
  long curved;       /* edges whose middle lies off the straight edge */
  long straightened; /* edges of surfaces left straight, since a tetrahedron would have inverted */
  double least;      /* smallest Bernstein coefficient of any Jacobian over that of the straight
                        tetrahedron: a lower bound of the scaled Jacobian, 1 where all is straight */
} SulCurving;

/* Adds the mid-edge nodes to `draft`, in the box [0, edges]. An edge with both ends on a shape's
 * surface and part of one of its triangles gets its middle on that surface (and on the face of the
 * box it lies on as well); an edge across a layered coating between two points that are not
 * opposite gets it in the middle of the layer; all others at the middle of the edge. Where a
 * tetrahedron's Jacobian could reach `floor` of the straight one's, its edges become straight
 * again. */
SulCurving SulDraftCurve(SulDraft *draft, const double edges[3], double floor);

#endif

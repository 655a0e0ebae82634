/* SPDX-License-Identifier: BSD-2-Clause */
/* Straight triangulations of curved surfaces that bound the right volume. Room-private. */
#ifndef SULFEM_MESH_INFLATE_H
#define SULFEM_MESH_INFLATE_H

#include <sulfem/mesh_draft.h>

/* A polyhedron with its vertices on a convex surface lies inside it: with edges of half a sphere's
 * radius it lacks 9 % of the volume. Moves the nodes of all particle surfaces outwards, by the mean
 * of what the triangles around each lack, until the cones from the centres over the triangles have
 * the volume of those over the curved pieces; local, so that fine triangles in a narrow gap hardly
 * move. Nodes on faces of the box [0, edges] stay in them: `planes` as in SulRims. */
void SulDraftInflate(SulDraft *draft, const unsigned char *planes, const double edges[3]);

#endif

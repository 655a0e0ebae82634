/* SPDX-License-Identifier: BSD-2-Clause */
/* What the mesher asks of Gmsh: the triangulation of the box's faces and the tetrahedra between
 * given surfaces. Room-private; the files gmsh_*.c alone include Gmsh's header.
 *
 * One session at a time in a process; not safe to call from several threads. */
#ifndef SULFEM_MESH_GMSH_H
#define SULFEM_MESH_GMSH_H

#include "mesh_frame.h"
#include "mesh_size.h"

/* Starts Gmsh, silent and on one thread, with `field` as the only source of element sizes. */
void SulGmshBegin(const SulSizeField *field, SulMesher mesher, SulError *error);
void SulGmshEnd(SulError *error);

/* Addresses of what this thread makes in C++: as the allocator gives them; the same in every run
 * that asks for the same; besides, rising in the order of the making, no block given twice. A
 * session begins with the second and ends with the first. SUL_INTERNAL: they cannot be had, or ran
 * out since the last call. */
typedef enum { SUL_GMSH_ANY, SUL_GMSH_SAME, SUL_GMSH_RISING } SulGmshOrder;
void SulGmshSetOrder(SulGmshOrder wanted, SulError *error);

/* Sets `error` (SUL_INTERNAL) with Gmsh's last message when `status` is not 0. */
void SulGmshCheck(int status, const char *what, SulError *error);

/* Triangulates the regions of the frame that belong to a volume into `draft` (nodes, triangles, one
 * surface each). */
void SulGmshFaces(const SulFrame *frame, SulDraft *draft, SulError *error);

/* Fills every volume that is not layered with tetrahedra, between the surfaces of `draft`. */
void SulGmshFill(SulDraft *draft, SulError *error);

#endif

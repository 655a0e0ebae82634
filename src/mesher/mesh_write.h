/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes a mesh in the making as Gmsh MSH 4.1, binary. Room-private. */
#ifndef SULFEM_MESH_WRITE_H
#define SULFEM_MESH_WRITE_H

#include <sulfem/mesh_draft.h>

/* The surfaces only, all of them, with the nodes at `nodes`: what the mesher is given to fill.
 * Node i has the tag i + 1, surface s the tag s + 1. */
void SulDraftWriteSurfaces(const SulDraft *draft, double (*nodes)[3], const char *path,
                           SulError *error);

#endif

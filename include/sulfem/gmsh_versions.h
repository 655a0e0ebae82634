/* SPDX-License-Identifier: BSD-2-Clause */
/* What differs among the Gmsh that SulFEM builds with, 4.8 to 4.13 and later. For files called
 * gmsh_*.c only: it brings gmshc.h. */
#pragma once

#include <gmshc.h>
#include <stddef.h>

/* Starts Gmsh without arguments, configuration files and window. */
static inline void SulGmshInitialize(int *status) {
#if GMSH_API_VERSION_MAJOR > 4 || GMSH_API_VERSION_MINOR >= 9
  gmshInitialize(0, NULL, 0, 0, status);
#else
  gmshInitialize(0, NULL, 0, status);
#endif
}

/* In a size callback's parameters, between a point's coordinates and the callback's data: from 4.9
 * on there is the size that Gmsh itself would choose. */
#if GMSH_API_VERSION_MAJOR > 4 || GMSH_API_VERSION_MINOR >= 9
#define SUL_GMSH_OWN_SIZE double own_size __attribute__((unused)),
#else
#define SUL_GMSH_OWN_SIZE
#endif

/* A physical group of entities, named afterwards; from 4.10 on the name can be given here. */
static inline void SulGmshAddGroup(int dim, const int *tags, size_t count, int tag, int *status) {
#if GMSH_API_VERSION_MAJOR > 4 || GMSH_API_VERSION_MINOR >= 10
  gmshModelAddPhysicalGroup(dim, tags, count, tag, "", status);
#else
  gmshModelAddPhysicalGroup(dim, (int *)tags, count, tag, status);
#endif
}

/* Whether the meshers add points within a volume only where sizes extend from its boundary, as those
 * of 4.13 do: without, HXT optimises slivers for ever, and Delaunay leaves two fifths of the
 * tetrahedra away. The size callback still bounds the sizes. */
#define SUL_GMSH_NEEDS_EXTENSION (GMSH_API_VERSION_MAJOR > 4 || GMSH_API_VERSION_MINOR >= 9)

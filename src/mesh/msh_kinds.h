/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds of elements that the MSH format knows. Private to src/mesh. */
#ifndef SULFEM_MESH_MSH_KINDS_H
#define SULFEM_MESH_MSH_KINDS_H

enum {
  SUL_MSH_TRIANGLE = 2,
  SUL_MSH_TETRAHEDRON = 4,
  SUL_MSH_TRIANGLE_6 = 9,
  SUL_MSH_TETRAHEDRON_10 = 11,
  SUL_MSH_KINDS = 141, /* numbers below */
  SUL_MSH_NODES_MAX = 121
};

typedef struct {
  int dimension, order;
  int nodes;        /* 0: not the same for every element, or never asked for (volume elements) */
  const char *name; /* Gmsh's; NULL: no such kind */
} SulMshKind;

/* The kind with this number, or NULL. */
const SulMshKind *SulMshKindOf(int type);

#endif

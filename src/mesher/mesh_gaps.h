/* SPDX-License-Identifier: BSD-2-Clause */
/* How many elements the narrow gaps between particles hold. Room-private. */
#ifndef SULFEM_MESH_GAPS_H
#define SULFEM_MESH_GAPS_H

#include "mesh_size.h"
#include <sulfem/mesh_draft.h>

typedef struct {
  size_t count;   /* gaps within the box that are narrower than the elements beside them would be */
  double width;   /* of the narrowest; 0: none */
  int narrowest;  /* elements across the narrowest */
  int least;      /* elements across, at least */
  double average; /* and on average */
} SulGapCount;

/* Counts the tetrahedra of the matrix (straight) that the shortest line across each gap passes
 * through. `edges` are those of the box. */
SulGapCount SulGapsCount(const SulDraft *draft, const SulSizeField *field, const double edges[3]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Geometry of a batch of cells. Private to src/fem. */
#ifndef SULFEM_BATCH_H
#define SULFEM_BATCH_H

#include "reference.h"
#include <sulfem/points.h>

/* At a point: J^-1 row by row, then det J. */
typedef SulLane SulMap[10];

/* map[1] of an affine block, [points] of a curved one. */
void SulBatchMap(const SulMesh *mesh, const SulBlock *block, PetscInt batch, SulMap *map);

/* Values of the first `nodes` nodes of the batch's cells, from values[nodes_local][3]. */
void SulBatchGather(const SulMesh *mesh, const PetscInt *cell, int nodes, const double *values,
                    SulLane (*gathered)[3]);

/* gradient := Grad of the field whose values at a cell's `nodes` nodes are u; `slope` of the shape
 * functions at the point, `inverse` the point's map. */
static inline void SulBatchGradient(int nodes, const double (*slope)[3], const SulLane (*u)[3],
                                    const SulLane *inverse, SulLane *restrict gradient) {
  SulLane along[9] = {{0}}; /* du_i/dxi_k */
  for (int a = 0; a < nodes; a++)
    for (int i = 0; i < 3; i++)
      for (int k = 0; k < 3; k++)
        for (int l = 0; l < SUL_LANES; l++)
          along[3 * i + k][l] += u[a][i][l] * slope[a][k];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES; l++)
        gradient[3 * i + j][l] = along[3 * i][l] * inverse[j][l] +
                                 along[3 * i + 1][l] * inverse[3 + j][l] +
                                 along[3 * i + 2][l] * inverse[6 + j][l];
}

/* linearisation[points][linearisation_size] where the points last answered, in a step that is not
 * committed yet. Kept it would be more than all else that points remember. */
void SulBatchLinearise(const SulPoints *points, const SulBlock *block, PetscInt number,
                       SulLane *linearisation);

const SulReferencePoints *SulBlockReference(const SulMesh *mesh, const SulBlock *block);

#endif

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

const SulReferencePoints *SulBlockReference(const SulMesh *mesh, const SulBlock *block);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Element matrices of the tangent, a batch of cells at a time. Private to src/fem. */
#ifndef SULFEM_TANGENT_CELL_H
#define SULFEM_TANGENT_CELL_H

#include "batch.h"

/* What all batches of a block have in common. */
typedef struct {
  const SulMesh *mesh;
  const SulBlock *block;
  const SulReferencePoints *rule;
  int nodes;                                           /* of a cell: 4 or 10 */
  double slope[SUL_POINTS_MAX][SUL_CELL_NODES_MAX][3]; /* of the rows' shape functions */
  bool symmetric;                                      /* blocks (a, b) of b >= a alone are made */
  bool constant;     /* the moduli are the same at all points: those below */
  double at_rest[2]; /* Lame's constants of what is added to the moduli */
  double scale;      /* of all of it */
  SulLane moduli[81];
} SulTangentRule;

/* `order`: of the rows' shape functions, 1 or the mesh's. The moduli are the models' plus
 * `at_rest` times those of the virgin material, all times `scale`. */
void SulTangentRuleCreate(const SulMesh *mesh, const SulBlock *block, int order, double scale,
                          double at_rest, SulTangentRule *rule);

/* matrix[nodes * a + b][3 k + i] := int dN_a/dX_j dP_ij/dH_kl dN_b/dX_l dV of each lane's cell. */
void SulTangentCells(const SulTangentRule *rule, PetscInt batch, SulLane (*matrix)[9]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Element matrices of the tangent, a batch of cells at a time. Private to src/fem. */
#ifndef SULFEM_TANGENT_CELL_H
#define SULFEM_TANGENT_CELL_H

#include "dilatation.h"

/* A batch of a block: its geometry and the moduli at its points. */
typedef struct {
  const SulPoints *points;
  const SulMesh *mesh;
  const SulBlock *block;
  const SulReferencePoints *reference;
  bool constant;              /* the moduli are the same at all points: moduli[0] */
  bool unchanging;            /* they are, but for what a cell's one dilatation does to them */
  SulLane alike[81];          /* those of a material whose moduli do not change */
  SulMap map[SUL_POINTS_MAX]; /* one of an affine block */
  SulLane moduli[SUL_POINTS_MAX][81]; /* dP_ij/dH_kl at 9 (3 k + l) + 3 i + j */
  /* Of cells with one dilatation; the second index of the border's tensors is along xi, and weights
   * are in. */
  SulLane volume; /* m^3 */
  SulDilatationBorder border;
  SulLane rest[SUL_POINTS_MAX][9]; /* m of the body at rest */
  SulLane linearisation[SUL_POINTS_MAX * SUL_LINEARISATION_MAX];
} SulTangentBatch;

/* What the batches of a block have in common, then what a batch has of its own. */
void SulTangentBegin(const SulPoints *points, const SulBlock *block, SulTangentBatch *batch);
void SulTangentTake(PetscInt number, SulTangentBatch *batch);

/* The rows' side: shape functions at the block's points. */
typedef struct {
  int nodes;         /* of a cell: 4 or 10 */
  bool symmetric;    /* blocks (a, b) of b >= a alone are made */
  double scale;      /* of all */
  double at_rest[2]; /* Lame's constants of what is added to the moduli */
  double slope[SUL_POINTS_MAX][SUL_CELL_NODES_MAX][3]; /* with respect to xi */
} SulTangentShapes;

/* `order`: of the rows' shape functions, 1 or the mesh's. The moduli are the models' plus
 * `at_rest` times those of the virgin material, all times `scale`. */
void SulTangentShapesGet(const SulTangentBatch *batch, int order, double scale, double at_rest,
                         SulTangentShapes *shapes);

/* matrix[nodes * a + b][3 k + i] := int dN_a/dX_j dP_ij/dH_kl dN_b/dX_l dV of each lane's cell. */
void SulTangentCells(const SulTangentBatch *batch, const SulTangentShapes *shapes,
                     SulLane (*matrix)[9]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Geometry of a batch of cells, computed anew whenever it is asked for: that costs less than the
 * memory to keep it (80 bytes a cell and 1120 a curved one) would, in a run of few responses. */
#include "batch.h"

const SulReferencePoints *SulBlockReference(const SulMesh *mesh, const SulBlock *block) {
  return SulReference(mesh->order, SulStressDegree(mesh->order, block->affine));
}

void SulBatchGather(const SulMesh *mesh, const PetscInt *cell, int nodes, const double *values,
                    SulLane (*gathered)[3]) {
  for (int l = 0; l < SUL_LANES; l++) {
    const PetscInt *node = &mesh->cells[cell[l] * mesh->cell_nodes];
    for (int a = 0; a < nodes; a++)
      for (int i = 0; i < 3; i++)
        gathered[a][i][l] = values[3 * node[a] + i];
  }
}

/* J_ij = dx_i/dxi_j at 3 i + j. */
static void Jacobian(int nodes, const SulLane (*x)[3], const double (*slope)[3],
                     SulLane *restrict jacobian) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      SulLane sum = {0};
      for (int a = 0; a < nodes; a++)
        for (int l = 0; l < SUL_LANES; l++)
          sum[l] += x[a][i][l] * slope[a][j];
      for (int l = 0; l < SUL_LANES; l++)
        jacobian[3 * i + j][l] = sum[l];
    }
}

/* By cofactors. */
static void Invert(const SulLane *restrict m, SulLane *restrict map) {
  for (int l = 0; l < SUL_LANES; l++) {
    double c0 = m[4][l] * m[8][l] - m[5][l] * m[7][l];
    double c1 = m[5][l] * m[6][l] - m[3][l] * m[8][l];
    double c2 = m[3][l] * m[7][l] - m[4][l] * m[6][l];
    double determinant = m[0][l] * c0 + m[1][l] * c1 + m[2][l] * c2, d = 1 / determinant;
    map[0][l] = c0 * d, map[3][l] = c1 * d, map[6][l] = c2 * d;
    map[1][l] = (m[2][l] * m[7][l] - m[1][l] * m[8][l]) * d;
    map[4][l] = (m[0][l] * m[8][l] - m[2][l] * m[6][l]) * d;
    map[7][l] = (m[1][l] * m[6][l] - m[0][l] * m[7][l]) * d;
    map[2][l] = (m[1][l] * m[5][l] - m[2][l] * m[4][l]) * d;
    map[5][l] = (m[2][l] * m[3][l] - m[0][l] * m[5][l]) * d;
    map[8][l] = (m[0][l] * m[4][l] - m[1][l] * m[3][l]) * d;
    map[9][l] = determinant;
  }
}

void SulBatchMap(const SulMesh *mesh, const SulBlock *block, PetscInt batch, SulMap *map) {
  int nodes = block->affine ? 4 : mesh->cell_nodes; /* the vertices alone map an affine cell */
  int maps = block->affine ? 1 : block->points;
  const SulReferencePoints *reference =
      block->affine ? SulReference(1, 1) : SulBlockReference(mesh, block);
  SulLane x[SUL_CELL_NODES_MAX][3], jacobian[9];
  SulBatchGather(mesh, &block->cell[batch * SUL_LANES], nodes, mesh->coordinates, x);
  for (int q = 0; q < maps; q++) {
    Jacobian(nodes, (const SulLane(*)[3])x, (const double(*)[3])reference->gradient[q], jacobian);
    Invert((const SulLane *)jacobian, map[q]);
  }
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The stiffness of materials that are not linear: element matrices of the points' last
 * linearisation, added up in the rows that this rank owns. Its ghost cells make them whole, so
 * there is no communication. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/matrix_blocks.h>

#include "pattern.h"
#include "tangent_cell.h"

enum { NODES = SUL_CELL_NODES_MAX };

/* Where the element matrices go. */
typedef struct {
  const SulMesh *mesh;
  const SulConstraints *constraints;
  Mat stiffness;
  bool direct;        /* into the blocks of a BAIJ; otherwise by PETSc */
  SulBlocks parts[2]; /* in the columns of own nodes and of ghosts */
  PetscInt *ghost;    /* [nodes_local - nodes_owned] a ghost's column in parts[1] */
} Rows;

/* A cell's: block (a, b) at NODES a + b, by columns. */
typedef double CellMatrix[NODES * NODES][9];

static PetscErrorCode RowsCreate(const SulMesh *mesh, const SulConstraints *constraints,
                                 Mat stiffness, Rows *rows) {
  PetscFunctionBegin;
  *rows = (Rows){.mesh = mesh, .constraints = constraints, .stiffness = stiffness};
  PetscCall(SulStiffnessZero(mesh, stiffness));
  PetscCall(SulBlocksGet(stiffness, mesh, rows->parts, &rows->direct));
  if (!rows->parts[1].node) PetscFunctionReturn(0);
  rows->ghost = SulAllocate((size_t)(mesh->nodes_local - mesh->nodes_owned), sizeof *rows->ghost);
  for (PetscInt c = 0; c < rows->parts[1].columns; c++)
    rows->ghost[rows->parts[1].node[c] - mesh->nodes_owned] = c;
  PetscFunctionReturn(0);
}

static void RowsDestroy(Rows *rows) {
  SulBlocksFree(rows->parts);
  free(rows->ghost);
}

/* ---- Displacement conditions ----------------------------------------------------------------- */

/* block := left block right, by columns; NULL is the identity. */
static void Project(const double *left, const double *right, double block[9]) {
  double half[9];
  for (int k = 0; k < 3 && left; k++)
    for (int i = 0; i < 3; i++)
      half[3 * k + i] = left[3 * i] * block[3 * k] + left[3 * i + 1] * block[3 * k + 1] +
                        left[3 * i + 2] * block[3 * k + 2];
  if (left) memcpy(block, half, sizeof half);
  for (int k = 0; k < 3 && right; k++)
    for (int i = 0; i < 3; i++)
      half[3 * k + i] =
          block[i] * right[k] + block[3 + i] * right[3 + k] + block[6 + i] * right[6 + k];
  if (right) memcpy(block, half, sizeof half);
}

/* P K P + s (I - P) with s the mean diagonal of the node's block: a sum over cells, too. */
static void Constrain(const Rows *rows, const PetscInt *nodes, int count, CellMatrix matrix) {
  const SulConstraints *constraints = rows->constraints;
  const double *projector[NODES];
  bool some = false;
  for (int a = 0; a < count; a++) {
    PetscInt slot = constraints->slot[nodes[a]];
    projector[a] = slot < 0 ? NULL : constraints->projector[slot];
    some |= slot >= 0;
  }
  for (int a = 0; a < count && some; a++) {
    double *diagonal = matrix[NODES * a + a];
    double mean = (diagonal[0] + diagonal[4] + diagonal[8]) / 3;
    for (int b = 0; b < count; b++)
      if (projector[a] || projector[b]) Project(projector[a], projector[b], matrix[NODES * a + b]);
    for (int i = 0; i < 9 && projector[a]; i++)
      diagonal[i] += mean * ((i % 4 == 0) - projector[a][i]);
  }
}

/* ---- Adding up ------------------------------------------------------------------------------- */

/* One lane's matrix out of a batch. */
static void Take(const SulTangentRule *rule, int lane, const SulLane (*batch)[9],
                 CellMatrix matrix) {
  int count = rule->nodes;
  for (int a = 0; a < count; a++)
    for (int b = rule->symmetric ? a : 0; b < count; b++)
      for (int i = 0; i < 9; i++)
        matrix[NODES * a + b][i] = batch[count * a + b][i][lane];
  for (int a = 0; a < count && rule->symmetric; a++)
    for (int b = 0; b < a; b++)
      for (int k = 0; k < 3; k++)
        for (int i = 0; i < 3; i++)
          matrix[NODES * a + b][3 * k + i] = matrix[NODES * b + a][3 * i + k];
}

/* The place of a column that is there, among `count` ascending ones. Without a branch: what is
 * looked for is as good as random. */
static inline PetscInt Place(const PetscInt *column, PetscInt count, PetscInt wanted) {
  const PetscInt *at = column;
  while (count > 1) {
    PetscInt half = count / 2;
    at += at[half] <= wanted ? half : 0;
    count -= half;
  }
  return (PetscInt)(at - column);
}

static void AddDirectly(const Rows *rows, const PetscInt *nodes, int count, CellMatrix matrix) {
  const PetscInt owned = rows->mesh->nodes_owned;
  for (int a = 0; a < count; a++) {
    PetscInt row = nodes[a];
    if (row >= owned) continue;
    for (int b = 0; b < count; b++) {
      bool ghost = nodes[b] >= owned;
      const SulBlocks *part = &rows->parts[ghost];
      PetscInt first = part->first[row], column = ghost ? rows->ghost[nodes[b] - owned] : nodes[b];
      PetscInt at = first + Place(&part->column[first], part->first[row + 1] - first, column);
      double *to = &part->values[9 * (size_t)at];
      for (int i = 0; i < 9; i++)
        to[i] += matrix[NODES * a + b][i];
    }
  }
}

/* Another type of matrix, from the command line. */
static PetscErrorCode AddByPetsc(const Rows *rows, const PetscInt *nodes, int count,
                                 CellMatrix matrix) {
  PetscInt row[NODES], column[NODES];
  double values[9 * NODES * NODES];

  PetscFunctionBegin;
  for (int a = 0; a < count; a++) {
    column[a] = rows->mesh->node_global[nodes[a]];
    row[a] = nodes[a] < rows->mesh->nodes_owned ? column[a] : -1;
    for (int b = 0; b < count; b++)
      for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
          values[(3 * a + i) * 3 * count + 3 * b + k] = matrix[NODES * a + b][3 * k + i];
  }
  PetscCall(MatSetValuesBlocked(rows->stiffness, count, row, count, column, values, ADD_VALUES));
  PetscFunctionReturn(0);
}

static PetscErrorCode AddBlock(const Rows *rows, const SulTangentRule *rule) {
  const SulBlock *block = rule->block;
  SulLane batch_matrix[NODES * NODES][9];
  CellMatrix matrix;

  PetscFunctionBegin;
  for (PetscInt batch = 0; batch < block->batches; batch++) {
    PetscInt left = block->cells - batch * SUL_LANES;
    SulTangentCells(rule, batch, batch_matrix);
    for (int l = 0; l < SUL_LANES && l < left; l++) {
      PetscInt cell = block->cell[batch * SUL_LANES + l];
      const PetscInt *nodes = &rows->mesh->cells[cell * rule->nodes];
      Take(rule, l, (const SulLane(*)[9])batch_matrix, matrix);
      Constrain(rows, nodes, rule->nodes, matrix);
      if (rows->direct)
        AddDirectly(rows, nodes, rule->nodes, matrix);
      else
        PetscCall(AddByPetsc(rows, nodes, rule->nodes, matrix));
    }
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulStiffnessBlend(const SulPoints *points, const SulMesh *mesh,
                                 const SulConstraints *constraints, const SulBlend *blend,
                                 Mat stiffness) {
  Rows rows;
  SulTangentRule rule;

  PetscFunctionBegin;
  PetscCall(RowsCreate(mesh, constraints, stiffness, &rows));
  for (int b = 0; b < points->block_count; b++) {
    SulTangentRuleCreate(points->mesh, &points->blocks[b], mesh->order, blend->scale,
                         blend->at_rest, &rule);
    PetscCall(AddBlock(&rows, &rule));
  }
  RowsDestroy(&rows);
  PetscCall(MatAssemblyBegin(stiffness, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(stiffness, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(0);
}

PetscErrorCode SulStiffnessTangent(const SulPoints *points, const SulMesh *rows,
                                   const SulConstraints *constraints, double scale, Mat stiffness) {
  SulBlend blend = {.scale = scale};

  PetscFunctionBegin;
  PetscCall(SulStiffnessBlend(points, rows, constraints, &blend, stiffness));
  PetscFunctionReturn(0);
}

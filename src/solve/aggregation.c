/* SPDX-License-Identifier: BSD-2-Clause */
/* The first coarsening at order 1: aggregates of nodes, their motions, the Galerkin product. */
#include "aggregation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/matrix_blocks.h>

#include "aggregates.h"

enum { MOTIONS = SUL_MOTIONS };

/* ---- Grouping -------------------------------------------------------------------------------- */

static const double threshold = 0.01; /* of strong couplings */

static double SquaredNorm(const double *block) {
  double sum = 0;
  for (int i = 0; i < 9; i++)
    sum += block[i] * block[i];
  return sum;
}

static bool FullyFixed(const SulConstraints *constraints, PetscInt row) {
  PetscInt slot = constraints->slot[row];
  if (slot < 0) return false;
  for (int i = 0; i < 9; i++)
    if (constraints->projector[slot][i] != 0) return false;
  return true;
}

/* Rows that are neighbours across a period: their masters are not, and would not turn as one. */
static bool AreApart(const SulMesh *mesh, PetscInt a, PetscInt b) {
  bool apart = false;
  for (int i = 0; i < 3; i++)
    apart |= fabs(mesh->coordinates[3 * a + i] - mesh->coordinates[3 * b + i]) >
             0.5 * (mesh->box[1][i] - mesh->box[0][i]);
  return apart;
}

/* An aggregate ends where a period does. */
static void EndAtPeriods(const SulMesh *mesh, const SulBlocks *own, float *coupling) {
  for (PetscInt i = 0; i < own->rows; i++)
    for (PetscInt k = own->first[i]; k < own->first[i + 1]; k++)
      if (AreApart(mesh, i, own->column[k])) coupling[k] = 0;
}

static PetscErrorCode Group(const SulSystem *system, const SulBlocks *own,
                            SulAggregates *aggregates) {
  size_t count = own->rows > 0 ? (size_t)own->first[own->rows] : 0;

  PetscFunctionBegin;
  float *coupling = SulAllocate(count, sizeof *coupling);
  bool *left_out = SulAllocate((size_t)own->rows, sizeof *left_out);
  for (size_t k = 0; k < count; k++)
    coupling[k] = (float)SquaredNorm(&own->values[9 * k]);
  if (system->mesh->shared) EndAtPeriods(system->mesh, own, coupling);
  for (PetscInt i = 0; i < own->rows; i++)
    left_out[i] = FullyFixed(&system->body->constraints, i);
  SulCouplings couplings = {own->rows, own->first, own->column, coupling};
  PetscCall(SulAggregatesCreate(system->mesh->comm, &couplings, threshold, left_out, aggregates));
  free(coupling);
  free(left_out);
  PetscFunctionReturn(0);
}

/* ---- Interpolation --------------------------------------------------------------------------- */

/* What a row takes part with, sent to the ranks that see it as a ghost. */
typedef struct {
  double aggregate;         /* global number, -1: none */
  double block[3][MOTIONS]; /* displacement of the node by the aggregate's motions */
} NodeBlock;
enum { NODE_BLOCK = sizeof(NodeBlock) / sizeof(double) };

/* Rigid motions at r, with prescribed components taken out. */
static void MotionsAt(const SulConstraints *constraints, PetscInt node, const double r[3],
                      double motions[3][MOTIONS]) {
  memset(motions, 0, 3 * MOTIONS * sizeof(double));
  for (int i = 0; i < 3; i++) {
    int j = (i + 1) % 3, k = (i + 2) % 3;
    motions[i][i] = 1;
    motions[j][3 + i] = -r[k]; /* e_i x r */
    motions[k][3 + i] = r[j];
  }
  if (constraints->slot[node] < 0) return;
  const double *p = constraints->projector[constraints->slot[node]];
  double full[3][MOTIONS];
  memcpy(full, motions, sizeof full);
  for (int i = 0; i < 3; i++)
    for (int m = 0; m < MOTIONS; m++)
      motions[i][m] = p[3 * i] * full[0][m] + p[3 * i + 1] * full[1][m] + p[3 * i + 2] * full[2][m];
}

/* Blocks of all local rows and the aggregates' R factors [count][6][6]. Positions are those of the
 * rows' masters, from the body's middle: the R factors then are the body's motions in the
 * aggregates' coordinates. */
static PetscErrorCode NodeBlocks(const SulSystem *system, const SulAggregates *aggregates,
                                 NodeBlock *blocks, double (*triangles)[MOTIONS][MOTIONS]) {
  const SulMesh *mesh = system->mesh;
  const SulRows rows = SulMeshRows(mesh);
  double middle[3];

  PetscFunctionBegin;
  for (int i = 0; i < 3; i++)
    middle[i] = 0.5 * (mesh->box[0][i] + mesh->box[1][i]);
  for (PetscInt a = 0; a < rows.owned; a++) {
    double r[3];
    for (int i = 0; i < 3; i++)
      r[i] = (mesh->coordinates[3 * a + i] - middle[i]) / system->length;
    PetscInt aggregate = aggregates->of_node[a];
    blocks[a].aggregate = aggregate < 0 ? -1 : (double)(aggregates->first_global + aggregate);
    if (aggregate >= 0) MotionsAt(&system->body->constraints, a, r, blocks[a].block);
  }
  for (PetscInt g = 0; g < aggregates->count; g++)
    SulOrthonormalize(&blocks[0].block[0][0], NODE_BLOCK, 3, aggregates, g, triangles[g]);
  PetscCall(SulRowsHalo(&rows, NODE_BLOCK, (double *)blocks));
  PetscFunctionReturn(0);
}

static PetscErrorCode Interpolation(const SulSystem *system, const SulAggregates *aggregates,
                                    const NodeBlock *blocks, Mat *interpolation) {
  const SulRows rows = SulMeshRows(system->mesh);

  PetscFunctionBegin;
  PetscCall(MatCreate(system->mesh->comm, interpolation));
  PetscCall(MatSetSizes(*interpolation, 3 * rows.owned, MOTIONS * aggregates->count,
                        PETSC_DETERMINE, PETSC_DETERMINE));
  PetscCall(MatSetType(*interpolation, MATAIJ));
  PetscCall(MatSeqAIJSetPreallocation(*interpolation, MOTIONS, NULL));
  PetscCall(MatMPIAIJSetPreallocation(*interpolation, MOTIONS, NULL, 0, NULL));
  for (PetscInt a = 0; a < rows.owned; a++) {
    PetscInt row[3], columns[MOTIONS];
    if (blocks[a].aggregate < 0) continue;
    for (int i = 0; i < 3; i++)
      row[i] = 3 * (rows.first + a) + i;
    for (int m = 0; m < MOTIONS; m++)
      columns[m] = MOTIONS * (PetscInt)blocks[a].aggregate + m;
    PetscCall(MatSetValues(*interpolation, 3, row, MOTIONS, columns, &blocks[a].block[0][0],
                           INSERT_VALUES));
  }
  PetscCall(MatAssemblyBegin(*interpolation, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*interpolation, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(0);
}

/* ---- Galerkin product ------------------------------------------------------------------------ */

/* A block row of the coarse matrix in the making. */
typedef struct {
  PetscInt count, room;
  PetscInt *column;   /* global aggregates */
  PetscInt *position; /* [columns seen by this rank], place in this row, or -1 */
  double *values;     /* [6][count][6], filled at the end */
  double (*block)[MOTIONS][MOTIONS];
} CoarseRow;

/* Dense numbers for the aggregates that this rank's rows see, its own first. */
typedef struct {
  PetscInt count;
  PetscInt *of_row; /* [rows local] */
} Seen;

static int ComparePairs(const void *a, const void *b) {
  const PetscInt *x = a, *y = b;
  return x[0] < y[0] ? -1 : x[0] > y[0];
}

static void SeenCreate(const SulRows *rows, const SulAggregates *aggregates,
                       const NodeBlock *blocks, Seen *seen) {
  PetscInt ghosts = rows->local - rows->owned, previous = -1;
  PetscInt(*pairs)[2] = SulAllocate((size_t)ghosts, sizeof *pairs);
  seen->of_row = SulAllocate((size_t)rows->local, sizeof *seen->of_row);
  seen->count = aggregates->count;
  for (PetscInt a = 0; a < rows->owned; a++)
    seen->of_row[a] = aggregates->of_node[a];
  for (PetscInt g = 0; g < ghosts; g++) {
    pairs[g][0] = (PetscInt)blocks[rows->owned + g].aggregate;
    pairs[g][1] = rows->owned + g;
  }
  qsort(pairs, (size_t)ghosts, sizeof *pairs, ComparePairs);
  for (PetscInt g = 0; g < ghosts; g++) {
    if (pairs[g][0] >= 0 && pairs[g][0] != previous) seen->count++;
    previous = pairs[g][0];
    seen->of_row[pairs[g][1]] = pairs[g][0] < 0 ? -1 : seen->count - 1;
  }
  free(pairs);
}

/* block += P_i^T K P_j for one block of the matrix (stored by columns). */
static void AddProduct(const NodeBlock *left, const double *K, const NodeBlock *right,
                       double block[MOTIONS][MOTIONS]) {
  double half[3][MOTIONS];
  for (int i = 0; i < 3; i++)
    for (int m = 0; m < MOTIONS; m++)
      half[i][m] =
          K[i] * right->block[0][m] + K[3 + i] * right->block[1][m] + K[6 + i] * right->block[2][m];
  for (int l = 0; l < MOTIONS; l++)
    for (int m = 0; m < MOTIONS; m++)
      block[l][m] += left->block[0][l] * half[0][m] + left->block[1][l] * half[1][m] +
                     left->block[2][l] * half[2][m];
}

static void GrowRow(CoarseRow *row) {
  row->room = 2 * row->room + 64;
  row->column = realloc(row->column, (size_t)row->room * sizeof *row->column);
  row->block = realloc(row->block, (size_t)row->room * sizeof *row->block);
  row->values = realloc(row->values, (size_t)row->room * sizeof *row->block);
  if (!row->column || !row->block || !row->values) abort();
}

static void AddNodeRow(const SulBlocks *part, const Seen *seen, const NodeBlock *blocks,
                       PetscInt node, CoarseRow *row) {
  for (PetscInt k = part->first[node]; k < part->first[node + 1]; k++) {
    PetscInt other = part->local ? part->local[part->column[k]] : part->column[k];
    PetscInt target = seen->of_row[other];
    if (target < 0) continue;
    if (row->position[target] < 0) {
      if (row->count == row->room) GrowRow(row);
      memset(row->block[row->count], 0, sizeof *row->block);
      row->column[row->count] = (PetscInt)blocks[other].aggregate;
      row->position[target] = row->count++;
    }
    AddProduct(&blocks[node], &part->values[9 * (size_t)k], &blocks[other],
               row->block[row->position[target]]);
  }
}

static void ForgetPositions(const SulBlocks *part, const Seen *seen, PetscInt node,
                            CoarseRow *row) {
  for (PetscInt k = part->first[node]; k < part->first[node + 1]; k++) {
    PetscInt other = part->local ? part->local[part->column[k]] : part->column[k];
    if (seen->of_row[other] >= 0) row->position[seen->of_row[other]] = -1;
  }
}

/* Zero columns of the interpolation get a diagonal, so that the coarse matrix can be inverted. */
static void FillEmptyDiagonal(PetscInt global, CoarseRow *row) {
  double largest = 0;
  for (PetscInt c = 0; c < row->count; c++) {
    if (row->column[c] != global) continue;
    for (int m = 0; m < MOTIONS; m++)
      largest = fmax(largest, row->block[c][m][m]);
    for (int m = 0; m < MOTIONS; m++)
      if (row->block[c][m][m] <= 1e-12 * largest) row->block[c][m][m] = largest > 0 ? largest : 1;
  }
}

static void CoarseRowCompute(const SulBlocks parts[2], const SulAggregates *aggregates,
                             const Seen *seen, const NodeBlock *blocks, PetscInt aggregate,
                             CoarseRow *row) {
  row->count = 0;
  for (size_t n = aggregates->first[aggregate]; n < aggregates->first[aggregate + 1]; n++)
    for (int part = 0; part < 2; part++)
      if (parts[part].rows > 0) AddNodeRow(&parts[part], seen, blocks, aggregates->node[n], row);
  for (size_t n = aggregates->first[aggregate]; n < aggregates->first[aggregate + 1]; n++)
    for (int part = 0; part < 2; part++)
      if (parts[part].rows > 0) ForgetPositions(&parts[part], seen, aggregates->node[n], row);
  FillEmptyDiagonal(aggregates->first_global + aggregate, row);
  for (PetscInt c = 0; c < row->count; c++)
    for (int l = 0; l < MOTIONS; l++)
      memcpy(&row->values[(l * row->count + c) * MOTIONS], row->block[c][l],
             MOTIONS * sizeof(double));
}

/* Block columns of each coarse row, own and others', for the preallocation. */
static void CountColumns(const SulBlocks parts[2], const SulAggregates *aggregates,
                         const Seen *seen, PetscInt *own, PetscInt *other) {
  PetscInt *last = SulAllocate((size_t)seen->count, sizeof *last);
  for (PetscInt t = 0; t < seen->count; t++)
    last[t] = -1;
  for (PetscInt g = 0; g < aggregates->count; g++) {
    own[g] = other[g] = 0;
    for (size_t n = aggregates->first[g]; n < aggregates->first[g + 1]; n++)
      for (int p = 0; p < 2; p++)
        for (PetscInt node = aggregates->node[n], k = parts[p].rows > 0 ? parts[p].first[node] : 0;
             parts[p].rows > 0 && k < parts[p].first[node + 1]; k++) {
          PetscInt column = parts[p].column[k];
          PetscInt target = seen->of_row[parts[p].local ? parts[p].local[column] : column];
          if (target < 0 || last[target] == g) continue;
          last[target] = g;
          if (target < aggregates->count)
            own[g]++;
          else
            other[g]++;
        }
  }
  free(last);
}

static PetscErrorCode CoarseAllocate(const SulMesh *mesh, const SulBlocks parts[2],
                                     const SulAggregates *aggregates, const Seen *seen,
                                     Mat *coarse) {
  PetscInt *own, *other;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(aggregates->count, &own, aggregates->count, &other));
  CountColumns(parts, aggregates, seen, own, other);
  PetscCall(MatCreate(mesh->comm, coarse));
  PetscCall(MatSetSizes(*coarse, MOTIONS * aggregates->count, MOTIONS * aggregates->count,
                        PETSC_DETERMINE, PETSC_DETERMINE));
  PetscCall(MatSetBlockSize(*coarse, MOTIONS));
  PetscCall(MatSetType(*coarse, MATAIJ));
  PetscCall(MatXAIJSetPreallocation(*coarse, MOTIONS, own, other, NULL, NULL));
  PetscCall(PetscFree2(own, other));
  PetscFunctionReturn(0);
}

static PetscErrorCode CoarseFill(const SulBlocks parts[2], const SulAggregates *aggregates,
                                 const Seen *seen, const NodeBlock *blocks, Mat coarse) {
  CoarseRow row = {0};

  PetscFunctionBegin;
  row.position = SulAllocate((size_t)seen->count, sizeof *row.position);
  for (PetscInt t = 0; t < seen->count; t++)
    row.position[t] = -1;
  for (PetscInt g = 0; g < aggregates->count; g++) {
    PetscInt global = aggregates->first_global + g;
    CoarseRowCompute(parts, aggregates, seen, blocks, g, &row);
    PetscCall(
        MatSetValuesBlocked(coarse, 1, &global, row.count, row.column, row.values, INSERT_VALUES));
  }
  free(row.position);
  free(row.column);
  free(row.block);
  free(row.values);
  PetscCall(MatAssemblyBegin(coarse, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(coarse, MAT_FINAL_ASSEMBLY));
  PetscCall(MatSetOption(coarse, MAT_SPD, PETSC_TRUE));
  PetscFunctionReturn(0);
}

/* Into `coarse`, which is made where there is none. */
static PetscErrorCode Galerkin(const SulMesh *mesh, const SulBlocks parts[2],
                               const SulAggregates *aggregates, const NodeBlock *blocks,
                               Mat *coarse) {
  const SulRows rows = SulMeshRows(mesh);
  Seen seen;

  PetscFunctionBegin;
  SeenCreate(&rows, aggregates, blocks, &seen);
  if (!*coarse) PetscCall(CoarseAllocate(mesh, parts, aggregates, &seen, coarse));
  PetscCall(CoarseFill(parts, aggregates, &seen, blocks, *coarse));
  free(seen.of_row);
  PetscFunctionReturn(0);
}

/* The body's rigid motions on the coarse level are the R factors; the null space wants them
 * orthonormal. */
static PetscErrorCode CoarseMotions(const SulAggregates *aggregates,
                                    double (*triangles)[MOTIONS][MOTIONS], Mat coarse) {
  Vec motion[MOTIONS];
  MatNullSpace space;

  PetscFunctionBegin;
  for (int m = 0; m < MOTIONS; m++) {
    PetscScalar *values;
    PetscReal norm;
    PetscCall(MatCreateVecs(coarse, &motion[m], NULL));
    PetscCall(VecGetArray(motion[m], &values));
    for (PetscInt g = 0; g < aggregates->count; g++)
      for (int l = 0; l < MOTIONS; l++)
        values[MOTIONS * g + l] = triangles[g][l][m];
    PetscCall(VecRestoreArray(motion[m], &values));
    for (int l = 0; l < m; l++) {
      PetscScalar product;
      PetscCall(VecDot(motion[m], motion[l], &product));
      PetscCall(VecAXPY(motion[m], -product, motion[l]));
    }
    PetscCall(VecNormalize(motion[m], &norm));
  }
  PetscCall(MatNullSpaceCreate(PetscObjectComm((PetscObject)coarse), PETSC_FALSE, MOTIONS, motion,
                               &space));
  PetscCall(MatSetNearNullSpace(coarse, space));
  PetscCall(MatNullSpaceDestroy(&space));
  for (int m = 0; m < MOTIONS; m++)
    PetscCall(VecDestroy(&motion[m]));
  PetscFunctionReturn(0);
}

PetscErrorCode SulAggregationCreate(const SulSystem *system, Mat *coarse, Mat *interpolation) {
  const SulMesh *mesh = system->mesh;
  const SulRows rows = SulMeshRows(mesh);
  SulBlocks parts[2];
  SulAggregates aggregates;
  double(*triangles)[MOTIONS][MOTIONS];
  bool found;

  PetscFunctionBegin;
  *coarse = *interpolation = NULL;
  PetscCall(SulBlocksGet(system->stiffness, &rows, parts, &found));
  if (!found) PetscFunctionReturn(0);
  PetscCall(Group(system, &parts[0], &aggregates));
  NodeBlock *blocks = SulAllocate((size_t)rows.local, sizeof *blocks);
  triangles = SulAllocate((size_t)aggregates.count, sizeof *triangles);
  PetscCall(NodeBlocks(system, &aggregates, blocks, triangles));
  PetscCall(Interpolation(system, &aggregates, blocks, interpolation));
  PetscCall(Galerkin(mesh, parts, &aggregates, blocks, coarse));
  PetscCall(CoarseMotions(&aggregates, triangles, *coarse));
  free(blocks);
  free(triangles);
  SulAggregatesDestroy(&aggregates);
  SulBlocksFree(parts);
  PetscFunctionReturn(0);
}

/* Aggregates and blocks of all local rows, read back from the interpolation. */
static PetscErrorCode ReadBack(const SulRows *rows, Mat interpolation, SulAggregates *aggregates,
                               NodeBlock *blocks) {
  PetscInt first, end;

  PetscFunctionBegin;
  PetscCall(MatGetOwnershipRangeColumn(interpolation, &first, &end));
  aggregates->first_global = first / MOTIONS;
  aggregates->count = (end - first) / MOTIONS;
  aggregates->of_node = SulAllocate((size_t)rows->owned, sizeof *aggregates->of_node);
  for (PetscInt a = 0; a < rows->owned; a++) {
    PetscInt global = -1;
    for (int i = 0; i < 3; i++) {
      PetscInt row = 3 * (rows->first + a) + i, count;
      const PetscInt *column;
      const PetscScalar *values;
      PetscCall(MatGetRow(interpolation, row, &count, &column, &values));
      if (count > 0) global = column[0] / MOTIONS;
      for (PetscInt m = 0; m < count; m++)
        blocks[a].block[i][m] = values[m];
      PetscCall(MatRestoreRow(interpolation, row, &count, &column, &values));
    }
    blocks[a].aggregate = (double)global;
    aggregates->of_node[a] = global < 0 ? -1 : global - aggregates->first_global;
  }
  SulAggregatesList(rows->owned, aggregates);
  PetscCall(SulRowsHalo(rows, NODE_BLOCK, (double *)blocks));
  PetscFunctionReturn(0);
}

PetscErrorCode SulAggregationRefill(const SulSystem *system, Mat interpolation, Mat coarse) {
  const SulMesh *mesh = system->mesh;
  const SulRows rows = SulMeshRows(mesh);
  SulBlocks parts[2];
  SulAggregates aggregates = {0};
  bool found;

  PetscFunctionBegin;
  PetscCall(SulBlocksGet(system->stiffness, &rows, parts, &found));
  NodeBlock *blocks = SulAllocate((size_t)rows.local, sizeof *blocks);
  PetscCall(ReadBack(&rows, interpolation, &aggregates, blocks));
  PetscCall(Galerkin(mesh, parts, &aggregates, blocks, &coarse));
  free(blocks);
  SulAggregatesDestroy(&aggregates);
  SulBlocksFree(parts);
  PetscFunctionReturn(0);
}

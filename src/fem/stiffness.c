/* SPDX-License-Identifier: BSD-2-Clause */
/* The stiffness matrix, assembled a block row at a time: a row is complete when it is handed to
 * PETSc, so there is no communication, no searching for places and no stash, and with nodes along a
 * space-filling curve the cells around a row are still in the cache. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/fem.h>

#include "pattern.h"
#include "stiffness_row.h"

/* A block row in the making. */
typedef struct {
  PetscInt count, longest;
  const PetscInt *column; /* local rows */
  PetscInt *position;     /* [rows.local], place of a column in this row, or -1 */
  PetscInt *global;       /* [longest] */
  double *values;         /* [3][count][3], as MatSetValuesBlocked wants them */
} Row;

static void RowCreate(const SulPattern *pattern, Row *row) {
  const SulRows *rows = &pattern->rows;
  for (PetscInt r = 0; r < rows->owned; r++) {
    PetscInt count = (PetscInt)(pattern->first[r + 1] - pattern->first[r]);
    if (count > row->longest) row->longest = count;
  }
  row->position = SulAllocate((size_t)rows->local, sizeof *row->position);
  for (PetscInt r = 0; r < rows->local; r++)
    row->position[r] = -1;
  row->global = SulAllocate((size_t)row->longest, sizeof *row->global);
  row->values = SulAllocate((size_t)row->longest, 9 * sizeof *row->values);
}

static void RowBegin(const SulPattern *pattern, PetscInt number, Row *row) {
  row->count = (PetscInt)(pattern->first[number + 1] - pattern->first[number]);
  row->column = &pattern->column[pattern->first[number]];
  for (PetscInt k = 0; k < row->count; k++) {
    row->position[row->column[k]] = k;
    row->global[k] = pattern->rows.global[row->column[k]];
  }
}

static void RowDestroy(Row *row) {
  free(row->position);
  free(row->global);
  free(row->values);
}

/* values += scale (lambda G + mu G^T + mu tr(G) I) in the block column `at`. */
static inline void AddBlock(const double G[9], double lambda, double mu, PetscInt count,
                            PetscInt at, double *values) {
  double trace = mu * (G[0] + G[4] + G[8]);
  for (int i = 0; i < 3; i++) {
    double *to = &values[(i * count + at) * 3];
    for (int j = 0; j < 3; j++)
      to[j] += lambda * G[3 * i + j] + mu * G[3 * j + i];
    to[i] += trace;
  }
}

/* The same of cells with one dilatation, all of a cell's: mean (x) mean bulk / V. */
static void AddMean(const SulPattern *pattern, PetscInt cell, int a, double bulk, Row *row) {
  const SulMesh *mesh = pattern->mesh;
  const PetscInt *columns = &pattern->rows.cells[cell * mesh->cell_nodes];
  double mean[SUL_CELL_NODES_MAX][3];
  double factor = bulk / SulStiffnessMean(mesh, cell, mean);
  for (int b = 0; b < mesh->cell_nodes; b++)
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        row->values[(i * row->count + row->position[columns[b]]) * 3 + j] +=
            factor * mean[a][i] * mean[b][j];
}

static void RowValues(const SulPattern *pattern, const SulAtRest *at_rest, PetscInt number,
                      Row *row) {
  const SulMesh *mesh = pattern->mesh;
  const CellsOfRows *around = &pattern->around;
  memset(row->values, 0, (size_t)row->count * 9 * sizeof *row->values);
  for (size_t i = around->first[number]; i < around->first[number + 1]; i++) {
    PetscInt cell = around->cell[i];
    const PetscInt *columns = &pattern->rows.cells[cell * mesh->cell_nodes];
    const SulAtRest *moduli = &at_rest[mesh->cell_phase[cell]];
    double G[SUL_CELL_NODES_MAX][9];
    SulStiffnessRow(mesh, cell, around->place[i], G);
    for (int b = 0; b < mesh->cell_nodes; b++)
      AddBlock(G[b], moduli->lambda, moduli->mu, row->count, row->position[columns[b]],
               row->values);
    if (moduli->bulk != 0) AddMean(pattern, cell, around->place[i], moduli->bulk, row);
  }
}

static void RowProject(const SulConstraints *constraints, PetscInt number, PetscInt k, Row *row) {
  double block[9], *values = &row->values[3 * k];
  size_t stride = 3 * (size_t)row->count;
  for (size_t i = 0; i < 3; i++)
    memcpy(&block[3 * i], &values[i * stride], 3 * sizeof(double));
  SulConstraintsProjectBlock(constraints, number, row->column[k], block);
  for (size_t i = 0; i < 3; i++)
    memcpy(&values[i * stride], &block[3 * i], 3 * sizeof(double));
}

static void RowConstrain(const SulConstraints *constraints, PetscInt number, Row *row) {
  PetscInt slot = constraints->slot[number], stride = 3 * row->count;
  double *diagonal = &row->values[3 * row->position[number]];
  double mean = (diagonal[0] + diagonal[stride + 1] + diagonal[2 * stride + 2]) / 3;
  for (PetscInt k = 0; k < row->count; k++)
    if (slot >= 0 || constraints->slot[row->column[k]] >= 0)
      RowProject(constraints, number, k, row);
  for (int i = 0; i < 3 && slot >= 0; i++)
    for (int j = 0; j < 3; j++)
      diagonal[i * stride + j] += mean * ((i == j) - constraints->projector[slot][3 * i + j]);
}

/* Blocks a row in the rank's own columns and in the others'. */
static PetscErrorCode Preallocate(const SulPattern *pattern, Mat stiffness) {
  const PetscInt owned = pattern->rows.owned;
  PetscInt *own, *other;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(owned, &own, owned, &other));
  for (PetscInt r = 0; r < owned; r++) {
    other[r] = 0;
    for (size_t k = pattern->first[r]; k < pattern->first[r + 1]; k++)
      other[r] += pattern->column[k] >= owned;
    own[r] = (PetscInt)(pattern->first[r + 1] - pattern->first[r]) - other[r];
  }
  PetscCall(MatXAIJSetPreallocation(stiffness, 3, own, other, NULL, NULL)); /* blocked or scalar */
  PetscCall(PetscFree2(own, other));
  PetscFunctionReturn(0);
}

static PetscErrorCode Assemble(Mat stiffness) {
  PetscFunctionBegin;
  PetscCall(MatAssemblyBegin(stiffness, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(stiffness, MAT_FINAL_ASSEMBLY));
  PetscCall(MatSetOption(stiffness, MAT_SYMMETRIC, PETSC_TRUE));
  PetscFunctionReturn(0);
}

/* Every row, put in the place of what was there; Assemble is left to do. `at_rest`: by phase. */
static PetscErrorCode Fill(const SulPattern *pattern, const SulConstraints *constraints,
                           const SulAtRest *at_rest, Mat stiffness) {
  Row row = {0};

  PetscFunctionBegin;
  RowCreate(pattern, &row);
  for (PetscInt r = 0; r < pattern->rows.owned; r++) {
    PetscInt global = pattern->rows.first + r;
    RowBegin(pattern, r, &row);
    RowValues(pattern, at_rest, r, &row);
    RowConstrain(constraints, r, &row);
    PetscCall(MatSetValuesBlocked(stiffness, 1, &global, row.count, row.global, row.values,
                                  INSERT_VALUES));
  }
  RowDestroy(&row);
  PetscFunctionReturn(0);
}

PetscErrorCode SulStiffnessAllocate(const SulPattern *pattern, Mat *stiffness) {
  const PetscInt size = 3 * pattern->rows.owned;

  PetscFunctionBegin;
  PetscCall(MatCreate(pattern->mesh->comm, stiffness));
  PetscCall(MatSetSizes(*stiffness, size, size, PETSC_DETERMINE, PETSC_DETERMINE));
  PetscCall(MatSetBlockSize(*stiffness, 3));
  PetscCall(MatSetType(*stiffness, MATBAIJ));
  PetscCall(MatSetFromOptions(*stiffness));
  PetscCall(Preallocate(pattern, *stiffness));
  PetscCall(MatSetOption(*stiffness, MAT_NO_OFF_PROC_ENTRIES, PETSC_TRUE));
  PetscFunctionReturn(0);
}

PetscErrorCode SulStiffnessZero(const SulMesh *mesh, Mat stiffness) {
  PetscBool filled;
  SulPattern *pattern;
  Row row = {0};

  PetscFunctionBegin;
  PetscCall(MatAssembled(stiffness, &filled));
  if (filled) {
    PetscCall(MatZeroEntries(stiffness));
    PetscFunctionReturn(0);
  }
  PetscCall(SulPatternCreate(mesh, NULL, 0, &pattern));
  RowCreate(pattern, &row);
  for (PetscInt r = 0; r < pattern->rows.owned; r++) {
    PetscInt global = pattern->rows.first + r;
    RowBegin(pattern, r, &row); /* its values are still zero */
    PetscCall(MatSetValuesBlocked(stiffness, 1, &global, row.count, row.global, row.values,
                                  INSERT_VALUES));
  }
  RowDestroy(&row);
  SulPatternDestroy(&pattern);
  PetscCall(Assemble(stiffness));
  PetscFunctionReturn(0);
}

static PetscErrorCode FillAtRest(const SulPattern *pattern, const SulPhase *phases,
                                 const SulConstraints *constraints, double scale, Mat stiffness) {
  int count = pattern->mesh->phase_count;
  SulAtRest *at_rest;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(count, &at_rest));
  for (int p = 0; p < count; p++) {
    at_rest[p] = SulPhaseAtRest(&phases[p], pattern->mesh->order);
    at_rest[p].lambda *= scale;
    at_rest[p].mu *= scale;
    at_rest[p].bulk *= scale;
  }
  PetscCall(Fill(pattern, constraints, at_rest, stiffness));
  PetscCall(PetscFree(at_rest));
  PetscFunctionReturn(0);
}

PetscErrorCode SulStiffnessAtRest(const SulPattern *pattern, const SulPhase *phases,
                                  const SulConstraints *constraints, double scale, Mat stiffness) {
  PetscFunctionBegin;
  PetscCall(FillAtRest(pattern, phases, constraints, scale, stiffness));
  PetscCall(Assemble(stiffness));
  PetscFunctionReturn(0);
}

PetscErrorCode SulStiffnessCreate(const SulMesh *mesh, const SulPhase *phases,
                                  const SulConstraints *constraints, double scale, Mat *stiffness) {
  SulPattern *pattern;

  PetscFunctionBegin;
  PetscCall(SulPatternCreate(mesh, NULL, 0, &pattern));
  PetscCall(SulStiffnessAllocate(pattern, stiffness));
  PetscCall(FillAtRest(pattern, phases, constraints, scale, *stiffness));
  SulPatternDestroy(&pattern); /* before PETSc takes room to assemble */
  PetscCall(Assemble(*stiffness));
  PetscFunctionReturn(0);
}

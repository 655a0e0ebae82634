/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of matrices with one number a node, whole on the rank that owns them. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/fem.h>
#include <sulfem/scalar_matrix.h>

static int Ascending(const void *a, const void *b) {
  PetscInt p = *(const PetscInt *)a, q = *(const PetscInt *)b;
  return (p > q) - (p < q);
}

/* The row of an unknown of this rank, otherwise -1. */
static PetscInt OwnRow(PetscInt begin, PetscInt count, PetscInt number) {
  return number >= begin && number < begin + count ? number - begin : -1;
}

/* Room for every pair of unknowns in a cell; end[row + 1] is where the row's begin. */
static PetscInt *FindRoom(const SulMesh *mesh, const SulScalarNumbers *numbers) {
  PetscInt *end = SulAllocate((size_t)numbers->count + 2, sizeof *end);
  PetscInt number[SUL_CELL_NODES_MAX];
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    if (!numbers->At(numbers->context, cell, number)) continue;
    for (int a = 0; a < mesh->cell_nodes; a++) {
      PetscInt row = OwnRow(numbers->begin, numbers->count, number[a]);
      if (row >= 0) end[row + 2] += mesh->cell_nodes;
    }
  }
  for (PetscInt row = 0; row < numbers->count; row++)
    end[row + 2] += end[row + 1];
  return end;
}

/* Each pair once; what is no unknown is below 0. */
void SulScalarRowsFind(const SulMesh *mesh, const SulScalarNumbers *numbers, SulScalarRows *rows) {
  PetscInt *end = FindRoom(mesh, numbers), number[SUL_CELL_NODES_MAX], kept = 0;
  *rows = (SulScalarRows){.begin = numbers->begin, .count = numbers->count};
  rows->column = SulAllocate((size_t)end[rows->count + 1], sizeof *rows->column);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    if (!numbers->At(numbers->context, cell, number)) continue;
    for (int a = 0; a < mesh->cell_nodes; a++) {
      PetscInt row = OwnRow(rows->begin, rows->count, number[a]);
      for (int b = 0; b < mesh->cell_nodes && row >= 0; b++)
        rows->column[end[row + 1]++] = number[b];
    }
  }
  rows->first = SulAllocate((size_t)rows->count + 1, sizeof *rows->first);
  for (PetscInt row = 0; row < rows->count; row++) {
    PetscInt *column = rows->column, last = -1;
    qsort(&column[end[row]], (size_t)(end[row + 1] - end[row]), sizeof *column, Ascending);
    for (PetscInt k = end[row]; k < end[row + 1]; k++)
      if (column[k] > last) column[kept++] = last = column[k];
    rows->first[row + 1] = kept;
  }
  rows->value = SulAllocate((size_t)kept, sizeof *rows->value);
  free(end);
}

void SulScalarRowsAdd(SulScalarRows *rows, int nodes, const PetscInt *number, double factor,
                      SulScalarCell matrix) {
  for (int a = 0; a < nodes; a++) {
    PetscInt row = OwnRow(rows->begin, rows->count, number[a]);
    if (row < 0) continue;
    PetscInt begin = rows->first[row];
    size_t length = (size_t)(rows->first[row + 1] - begin);
    for (int b = 0; b < nodes; b++) {
      if (number[b] < 0) continue;
      const PetscInt *place =
          bsearch(&number[b], &rows->column[begin], length, sizeof number[b], Ascending);
      rows->value[place - rows->column] += factor * matrix[a][b];
    }
  }
}

PetscErrorCode SulScalarRowsMatrix(MPI_Comm comm, SulScalarRows *rows, Mat *made) {
  PetscFunctionBegin;
  PetscCall(MatCreate(comm, made));
  PetscCall(MatSetSizes(*made, rows->count, rows->count, PETSC_DETERMINE, PETSC_DETERMINE));
  PetscCall(MatSetType(*made, MATAIJ));
  PetscCall(MatSeqAIJSetPreallocationCSR(*made, rows->first, rows->column, rows->value));
  PetscCall(MatMPIAIJSetPreallocationCSR(*made, rows->first, rows->column, rows->value));
  PetscCall(MatSetOption(*made, MAT_SPD, PETSC_TRUE));
  free(rows->first);
  free(rows->column);
  free(rows->value);
  memset(rows, 0, sizeof *rows);
  PetscFunctionReturn(0);
}

void SulScalarLaplacian(const SulMesh *mesh, PetscInt cell, SulScalarCell matrix) {
  SulCellPoints points;
  SulCellStressPoints(mesh, cell, &points);
  for (int a = 0; a < mesh->cell_nodes; a++)
    for (int b = 0; b < mesh->cell_nodes; b++) {
      matrix[a][b] = 0;
      for (int q = 0; q < points.points; q++) {
        const double *g = points.gradient[q][a], *h = points.gradient[q][b];
        matrix[a][b] += points.weight[q] * (g[0] * h[0] + g[1] * h[1] + g[2] * h[2]);
      }
    }
}

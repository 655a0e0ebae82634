#include "diffusion.h"

/* The neighbour's unknown at place i of a row beside; the cursor only moves forward. -1: none. */
static PetscInt Beside(const SulUnknowns *u, size_t row, int i, size_t *cursor) {
  if (row == SulUnknownsRows(u)) return -1;
  while (*cursor < u->first[row + 1] && u->run[*cursor].end <= i)
    (*cursor)++;
  if (*cursor == u->first[row + 1] || u->run[*cursor].begin > i) return -1;
  return u->run[*cursor].number + i - u->run[*cursor].begin;
}

static PetscErrorCode FillRow(const SulUnknowns *u, size_t row, Mat matrix) {
  size_t beside[4], cursor[4];

  PetscFunctionBegin;
  SulUnknownsNeighbours(u, row, beside);
  for (int b = 0; b < 4; b++)
    cursor[b] = beside[b] < SulUnknownsRows(u) ? u->first[beside[b]] : 0;
  for (size_t r = u->first[row]; r < u->first[row + 1]; r++)
    for (int i = u->run[r].begin; i < u->run[r].end; i++) {
      PetscInt number = u->run[r].number + i - u->run[r].begin, columns[7];
      PetscScalar values[7] = {0, -1, -1, -1, -1, -1, -1};
      int count = 1, faces = SulUnknownsFaces(u, row, i);
      columns[0] = number;
      if (i > u->run[r].begin) columns[count++] = number - 1;
      if (i + 1 < u->run[r].end) columns[count++] = number + 1;
      for (int b = 0; b < 4; b++) {
        PetscInt other = Beside(u, beside[b], i, &cursor[b]);
        if (other >= 0) columns[count++] = other;
      }
      values[0] = count - 1 + 2 * (faces & 1) + (faces & 2);
      PetscCall(MatSetValues(matrix, 1, &number, count, columns, values, INSERT_VALUES));
    }
  PetscFunctionReturn(0);
}

PetscErrorCode SulDiffusionCreate(const SulUnknowns *u, Mat *matrix) {
  PetscFunctionBegin;
  PetscCall(MatCreate(u->comm, matrix));
  PetscCall(MatSetSizes(*matrix, u->end - u->begin, u->end - u->begin, u->total, u->total));
  PetscCall(MatSetType(*matrix, MATAIJ));
  PetscCall(MatSeqAIJSetPreallocation(*matrix, 7, NULL));
  PetscCall(MatMPIAIJSetPreallocation(*matrix, 7, NULL, 4, NULL));
  for (size_t row = u->row_begin; row < u->row_end; row++)
    PetscCall(FillRow(u, row, *matrix));
  PetscCall(MatAssemblyBegin(*matrix, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*matrix, MAT_FINAL_ASSEMBLY));
  PetscCall(MatSetOption(*matrix, MAT_SPD, PETSC_TRUE));
  PetscFunctionReturn(0);
}

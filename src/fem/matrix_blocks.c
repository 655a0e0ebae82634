/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens and closes the blocks of a BAIJ matrix for reading, and keeps what PETSc has made of them. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/matrix_blocks.h>

PetscErrorCode SulBlocksPattern(Mat sequential, PetscInt *rows, const PetscInt **first,
                                const PetscInt **column) {
  PetscBool done;

  PetscFunctionBegin;
  PetscCall(MatGetRowIJ(sequential, 0, PETSC_FALSE, PETSC_TRUE, rows, first, column, &done));
  PetscCheck(done, PETSC_COMM_SELF, PETSC_ERR_LIB, "BAIJ did not give its rows");
  PetscCall(MatRestoreRowIJ(sequential, 0, PETSC_FALSE, PETSC_TRUE, NULL, NULL, NULL, &done));
  PetscFunctionReturn(0);
}

PetscErrorCode SulBlocksParts(Mat matrix, Mat *own, Mat *other, const PetscInt **global) {
  PetscBool sequential, parallel;
  PetscInt block;

  PetscFunctionBegin;
  *own = *other = NULL;
  *global = NULL;
  PetscCall(PetscObjectTypeCompare((PetscObject)matrix, MATSEQBAIJ, &sequential));
  PetscCall(PetscObjectTypeCompare((PetscObject)matrix, MATMPIBAIJ, &parallel));
  PetscCall(MatGetBlockSize(matrix, &block));
  if (block != 3) PetscFunctionReturn(0);
  if (sequential) *own = matrix;
  if (parallel) PetscCall(MatMPIBAIJGetSeqBAIJ(matrix, own, other, global));
  PetscFunctionReturn(0);
}

typedef struct {
  PetscInt global, local;
} Numbers;

static int Compare(const void *a, const void *b) {
  const Numbers *x = a, *y = b;
  return x->global < y->global ? -1 : x->global > y->global;
}

/* Local rows of global numbers, all of which are ghosts of this rank. */
static PetscInt *LocalRows(const SulRows *rows, PetscInt count, const PetscInt *global) {
  PetscInt ghosts = rows->local - rows->owned;
  Numbers *sorted = SulAllocate((size_t)ghosts, sizeof *sorted);
  PetscInt *local = SulAllocate((size_t)count, sizeof *local);
  for (PetscInt g = 0; g < ghosts; g++)
    sorted[g] = (Numbers){rows->global[rows->owned + g], rows->owned + g};
  qsort(sorted, (size_t)ghosts, sizeof *sorted, Compare);
  for (PetscInt c = 0; c < count; c++) {
    Numbers wanted = {global[c], 0};
    const Numbers *found = bsearch(&wanted, sorted, (size_t)ghosts, sizeof *sorted, Compare);
    local[c] = found ? found->local : -1;
  }
  free(sorted);
  return local;
}

static PetscErrorCode Take(Mat sequential, SulBlocks *part) {
  PetscScalar *values;

  PetscFunctionBegin;
  PetscCall(MatGetSize(sequential, NULL, &part->columns));
  part->columns /= 3;
  PetscCall(SulBlocksPattern(sequential, &part->rows, &part->first, &part->column));
  PetscCall(MatSeqBAIJGetArray(sequential, &values));
  part->values = values; /* stays valid as long as the matrix */
  PetscCall(MatSeqBAIJRestoreArray(sequential, &values));
  PetscFunctionReturn(0);
}

PetscErrorCode SulBlocksGet(Mat matrix, const SulRows *rows, SulBlocks parts[2], bool *found) {
  Mat own, other;
  const PetscInt *global;

  PetscFunctionBegin;
  memset(parts, 0, 2 * sizeof *parts);
  PetscCall(SulBlocksParts(matrix, &own, &other, &global));
  *found = own != NULL;
  if (own) PetscCall(Take(own, &parts[0]));
  if (other) {
    PetscCall(Take(other, &parts[1]));
    parts[1].local = LocalRows(rows, parts[1].columns, global);
  }
  PetscFunctionReturn(0);
}

/* inverse := that of a block, both by columns (or both by rows). */
static void Invert(const double *block, double *inverse) {
  double cofactor[9];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      const int a = (i + 1) % 3, b = (i + 2) % 3, c = (j + 1) % 3, d = (j + 2) % 3;
      cofactor[3 * j + i] =
          block[3 * a + c] * block[3 * b + d] - block[3 * a + d] * block[3 * b + c];
    }
  double determinant = block[0] * cofactor[0] + block[1] * cofactor[3] + block[2] * cofactor[6];
  for (int i = 0; i < 9; i++)
    inverse[i] = cofactor[i] / determinant;
}

PetscErrorCode SulBlocksRefreshInverse(Mat matrix) {
  Mat own, other;
  const PetscInt *global;
  const PetscScalar *kept;
  SulBlocks part;

  PetscFunctionBegin;
  PetscCall(SulBlocksParts(matrix, &own, &other, &global));
  if (!own) PetscFunctionReturn(0);
  PetscCall(MatInvertBlockDiagonal(own, &kept));
  PetscCall(Take(own, &part));
  PetscScalar *inverse = (PetscScalar *)kept; /* the matrix's own array */
  for (PetscInt row = 0; row < part.rows; row++)
    for (PetscInt k = part.first[row]; k < part.first[row + 1]; k++)
      if (part.column[k] == row) Invert(&part.values[9 * (size_t)k], &inverse[9 * (size_t)row]);
  PetscFunctionReturn(0);
}

void SulBlocksFree(SulBlocks parts[2]) {
  free(parts[1].local);
  memset(parts, 0, 2 * sizeof *parts);
}

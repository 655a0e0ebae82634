/* SPDX-License-Identifier: BSD-2-Clause */
/* Matrix-vector products in blocks of three, in double and single precision. */
#include "block_product.h"

#include <stdbool.h>
#include <string.h>
#include <sulfem/petsc_versions.h>

#include "blocks.h"

/* The kernels are compiled for several generations of x86-64 and chosen when the program starts. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(SULFEM_SANITIZE)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

/* The values in single precision, composed with the matrix they come from. */
typedef struct {
  float *values;
  bool in_use; /* the next product takes them */
} Rounded;

static const char rounded_key[] = "sulfem_rounded";

/* y := A x, blocks stored by columns. A column of three is read as four numbers, of which the last
 * belongs to the next column and is dropped: full vectors without shuffling. The matrix's last
 * block row is left to LastRow, since its last column would be read beyond the end of the values.
 */
typedef double Four __attribute__((vector_size(32)));

#define DEFINE_PRODUCT(Product, Real)                                                              \
  typedef Real Product##Raw __attribute__((vector_size(4 * sizeof(Real))));                        \
  FOR_EACH_PROCESSOR                                                                               \
  static void Product(PetscInt rows, const PetscInt *restrict first,                               \
                      const PetscInt *restrict column, const Real *restrict values,                \
                      const double *restrict x, double *restrict y) {                              \
    for (PetscInt row = 0; row < rows; row++) {                                                    \
      Four a = {0}, b = {0}, c = {0};                                                              \
      for (PetscInt k = first[row]; k < first[row + 1]; k++) {                                     \
        const Real *v = &values[9 * (size_t)k];                                                    \
        const double *p = &x[3 * column[k]];                                                       \
        Product##Raw first_column, second_column, third_column;                                    \
        memcpy(&first_column, v, sizeof first_column);                                             \
        memcpy(&second_column, v + 3, sizeof second_column);                                       \
        memcpy(&third_column, v + 6, sizeof third_column);                                         \
        a += __builtin_convertvector(first_column, Four) * p[0];                                   \
        b += __builtin_convertvector(second_column, Four) * p[1];                                  \
        c += __builtin_convertvector(third_column, Four) * p[2];                                   \
      }                                                                                            \
      a += b + c;                                                                                  \
      memcpy(&y[3 * row], &a, 3 * sizeof(double));                                                 \
    }                                                                                              \
  }

DEFINE_PRODUCT(ProductDouble, double)
DEFINE_PRODUCT(ProductSingle, float)

/* The last row by itself: no reading beyond the end of the values. */
static void LastRow(PetscInt row, const PetscInt *first, const PetscInt *column,
                    const double *values, const double *x, double *y) {
  double sum[3] = {0};
  for (PetscInt k = first[row]; k < first[row + 1]; k++) {
    const double *v = &values[9 * (size_t)k], *p = &x[3 * column[k]];
    for (int i = 0; i < 3; i++)
      sum[i] += v[i] * p[0] + v[3 + i] * p[1] + v[6 + i] * p[2];
  }
  for (int i = 0; i < 3; i++)
    y[3 * row + i] = sum[i];
}

static PetscErrorCode FindRounded(Mat own, Rounded **rounded) {
  PetscContainer container;

  PetscFunctionBegin;
  *rounded = NULL;
  PetscCall(PetscObjectQuery((PetscObject)own, rounded_key, (PetscObject *)&container));
  if (container) PetscCall(PetscContainerGetPointer(container, (void **)rounded));
  PetscFunctionReturn(0);
}

static PetscErrorCode Multiply(Mat own, Vec x, Vec y) {
  PetscInt rows;
  const PetscInt *first, *column;
  PetscScalar *values, *to;
  const PetscScalar *from;
  Rounded *rounded;

  PetscFunctionBegin;
  PetscCall(SulBlocksPattern(own, &rows, &first, &column));
  PetscCall(FindRounded(own, &rounded));
  PetscCall(MatSeqBAIJGetArray(own, &values));
  PetscCall(VecGetArrayRead(x, &from));
  PetscCall(VecGetArrayWrite(y, &to));
  if (rows > 0) {
    if (rounded && rounded->in_use)
      ProductSingle(rows - 1, first, column, rounded->values, from, to);
    else
      ProductDouble(rows - 1, first, column, values, from, to);
    LastRow(rows - 1, first, column, values, from, to);
    PetscCall(PetscLogFlops(18.0 * first[rows]));
  }
  PetscCall(VecRestoreArrayWrite(y, &to));
  PetscCall(VecRestoreArrayRead(x, &from));
  PetscCall(MatSeqBAIJRestoreArray(own, &values));
  PetscFunctionReturn(0);
}

/* The part of the matrix in the rank's own columns; NULL where the product cannot be replaced. */
static PetscErrorCode OwnColumns(Mat matrix, Mat *own) {
  Mat other;
  const PetscInt *global;

  PetscFunctionBegin;
  PetscCall(SulBlocksParts(matrix, own, &other, &global));
  PetscFunctionReturn(0);
}

PetscErrorCode SulBlockProductInstall(Mat matrix) {
  Mat own;

  PetscFunctionBegin;
  PetscCall(OwnColumns(matrix, &own));
  if (own) PetscCall(MatSetOperation(own, MATOP_MULT, (void (*)(void))Multiply));
  PetscFunctionReturn(0);
}

/* ---- Single precision ------------------------------------------------------------------------ */

static PetscErrorCode RoundedDestroy(SulContainerContext argument) {
  Rounded *rounded = SulContainerContextOf(argument);

  PetscFunctionBegin;
  PetscCall(PetscFree(rounded->values));
  PetscCall(PetscFree(rounded));
  PetscFunctionReturn(0);
}

static PetscErrorCode RoundedCreate(Mat own) {
  PetscInt rows;
  const PetscInt *first, *column;
  PetscScalar *values;
  PetscContainer container;
  Rounded *rounded;

  PetscFunctionBegin;
  PetscCall(FindRounded(own, &rounded));
  if (rounded) PetscFunctionReturn(0);
  PetscCall(SulBlocksPattern(own, &rows, &first, &column));
  PetscCall(PetscNew(&rounded));
  size_t count = rows > 0 ? 9 * (size_t)first[rows] : 0;
  PetscCall(PetscMalloc1(count + 1, &rounded->values));
  PetscCall(MatSeqBAIJGetArray(own, &values));
  for (size_t i = 0; i < count; i++)
    rounded->values[i] = (float)values[i];
  PetscCall(MatSeqBAIJRestoreArray(own, &values));
  PetscCall(PetscContainerCreate(PETSC_COMM_SELF, &container));
  PetscCall(PetscContainerSetPointer(container, rounded));
  PetscCall(PetscContainerSetCtxDestroy(container, RoundedDestroy));
  PetscCall(PetscObjectCompose((PetscObject)own, rounded_key, (PetscObject)container));
  PetscCall(PetscContainerDestroy(&container));
  PetscFunctionReturn(0);
}

static PetscErrorCode MultiplyRounded(Mat shell, Vec x, Vec y) {
  Mat matrix, own;
  Rounded *rounded;

  PetscFunctionBegin;
  PetscCall(MatShellGetContext(shell, &matrix));
  PetscCall(OwnColumns(matrix, &own));
  PetscCall(FindRounded(own, &rounded));
  PetscCheck(rounded, PETSC_COMM_SELF, PETSC_ERR_PLIB, "the rounded values are gone");
  rounded->in_use = true;
  PetscCall(MatMult(matrix, x, y));
  rounded->in_use = false;
  PetscFunctionReturn(0);
}

/* The inverse blocks of the diagonal are the matrix's own: smoothing by blocks needs nothing else.
 */
static PetscErrorCode InvertDiagonal(Mat shell, const PetscScalar **blocks) {
  Mat matrix;

  PetscFunctionBegin;
  PetscCall(MatShellGetContext(shell, &matrix));
  PetscCall(MatInvertBlockDiagonal(matrix, blocks));
  PetscFunctionReturn(0);
}

PetscErrorCode SulBlockProductRounded(Mat matrix, Mat *rounded) {
  Mat own;
  MPI_Comm comm;
  PetscInt rows, columns;

  PetscFunctionBegin;
  PetscCall(OwnColumns(matrix, &own));
  if (!own) {
    PetscCall(PetscObjectReference((PetscObject)matrix));
    *rounded = matrix;
    PetscFunctionReturn(0);
  }
  PetscCall(RoundedCreate(own));
  PetscCall(PetscObjectGetComm((PetscObject)matrix, &comm));
  PetscCall(MatGetLocalSize(matrix, &rows, &columns));
  PetscCall(MatCreateShell(comm, rows, columns, PETSC_DETERMINE, PETSC_DETERMINE, matrix, rounded));
  PetscCall(MatShellSetOperation(*rounded, MATOP_MULT, (void (*)(void))MultiplyRounded));
  PetscCall(
      MatShellSetOperation(*rounded, MATOP_INVERT_BLOCK_DIAGONAL, (void (*)(void))InvertDiagonal));
  PetscCall(MatSetBlockSize(*rounded, 3));
  PetscCall(MatSetOption(*rounded, MAT_SYMMETRIC, PETSC_TRUE));
  PetscFunctionReturn(0);
}

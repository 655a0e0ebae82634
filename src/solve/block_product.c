/* SPDX-License-Identifier: BSD-2-Clause */
/* The matrix-vector product in blocks of three, with the processor's vector units. */
#include "block_product.h"

#include <string.h>
#include <sulfem/matrix_blocks.h>

/* The kernel is compiled for several generations of x86-64 and chosen when the program starts. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(SULFEM_SANITIZE)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

/* y := A x, blocks stored by columns. A column of three is read as four numbers, of which the last
 * belongs to the next column and is dropped: full vectors without shuffling. The matrix's last
 * block row is left to LastRow, since its last column would be read beyond the end of the values.
 */
typedef double Four __attribute__((vector_size(32)));

FOR_EACH_PROCESSOR
static void Product(PetscInt rows, const PetscInt *restrict first, const PetscInt *restrict column,
                    const double *restrict values, const double *restrict x, double *restrict y) {
  for (PetscInt row = 0; row < rows; row++) {
    Four a = {0}, b = {0}, c = {0};
    for (PetscInt k = first[row]; k < first[row + 1]; k++) {
      const double *v = &values[9 * (size_t)k], *p = &x[3 * column[k]];
      Four first_column, second_column, third_column;
      memcpy(&first_column, v, sizeof first_column);
      memcpy(&second_column, v + 3, sizeof second_column);
      memcpy(&third_column, v + 6, sizeof third_column);
      a += first_column * p[0];
      b += second_column * p[1];
      c += third_column * p[2];
    }
    a += b + c;
    memcpy(&y[3 * row], &a, 3 * sizeof(double));
  }
}

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

static PetscErrorCode Multiply(Mat own, Vec x, Vec y) {
  PetscInt rows;
  const PetscInt *first, *column;
  PetscScalar *values, *to;
  const PetscScalar *from;

  PetscFunctionBegin;
  PetscCall(SulBlocksPattern(own, &rows, &first, &column));
  PetscCall(MatSeqBAIJGetArray(own, &values));
  PetscCall(VecGetArrayRead(x, &from));
  PetscCall(VecGetArrayWrite(y, &to));
  if (rows > 0) {
    Product(rows - 1, first, column, values, from, to);
    LastRow(rows - 1, first, column, values, from, to);
    PetscCall(PetscLogFlops(18.0 * first[rows]));
  }
  PetscCall(VecRestoreArrayWrite(y, &to));
  PetscCall(VecRestoreArrayRead(x, &from));
  PetscCall(MatSeqBAIJRestoreArray(own, &values));
  PetscFunctionReturn(0);
}

PetscErrorCode SulBlockProductInstall(Mat matrix) {
  Mat own, other;
  const PetscInt *global;

  PetscFunctionBegin;
  PetscCall(SulBlocksParts(matrix, &own, &other, &global));
  if (own) PetscCall(MatSetOperation(own, MATOP_MULT, (void (*)(void))Multiply));
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Principal axes of symmetric tensors, and isotropic tensor functions in them. Matrices are rows. */
#ifndef SULFEM_MODEL_PRINCIPAL_H
#define SULFEM_MODEL_PRINCIPAL_H

/* Values and orthonormal vectors of a symmetric matrix, axis i at vector[3 * k + i], k = x, y, z.
 * Jacobi's rotations: repeated values are no special case, and a small matrix keeps its digits. */
void SulPrincipalAxes(const double matrix[9], double value[3], double vector[9]);

/* sum_i value_i n_i (x) n_i */
void SulFromPrincipal(const double value[3], const double vector[9], double matrix[9]);

/* product = a b, or a b^T */
void SulMatrixProduct(const double a[9], const double b[9], double product[9]);
void SulMatrixProductTransposed(const double a[9], const double b[9], double product[9]);

/* The determinant; inverse stays as it is where that is 0. */
double SulMatrixInverse(const double a[9], double inverse[9]);

#endif

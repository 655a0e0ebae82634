/* SPDX-License-Identifier: BSD-2-Clause */
/* Faster matrix-vector products for matrices in blocks of three. Private to src/solve.
 *
 * The product reads the matrix once and does little else, so its time is the matrix's bytes: the
 * kernel uses full vectors, and smoothers, which need no more, get a copy of the values in single
 * precision (40 bytes a block where double precision takes 76). */
#ifndef SULFEM_BLOCK_PRODUCT_H
#define SULFEM_BLOCK_PRODUCT_H

#include <petscmat.h>

/* Replaces the product of a BAIJ matrix with blocks of three (its own columns, on each rank) by one
 * that uses the vector units of the processor it runs on; distributed packages are compiled for the
 * oldest one. Leaves any other matrix as it is. Call it after assembly. */
PetscErrorCode SulBlockProductInstall(Mat matrix);

/* Collective. A matrix (destroy it) that multiplies like `matrix`, with its values rounded to
 * single precision; where SulBlockProductInstall did nothing it is a reference to `matrix` itself.
 */
PetscErrorCode SulBlockProductRounded(Mat matrix, Mat *rounded);

#endif

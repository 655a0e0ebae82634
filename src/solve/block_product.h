/* SPDX-License-Identifier: BSD-2-Clause */
/* A faster matrix-vector product for matrices in blocks of three. Private to src/solve.
 *
 * The product reads the matrix once and does little else, so its time is the matrix's bytes. */
#ifndef SULFEM_BLOCK_PRODUCT_H
#define SULFEM_BLOCK_PRODUCT_H

#include <petscmat.h>

/* Replaces the product of a BAIJ matrix with blocks of three (its own columns, on each rank) by one
 * that uses the vector units of the processor it runs on; distributed packages are compiled for the
 * oldest one. Leaves any other matrix as it is. Call it after assembly. */
PetscErrorCode SulBlockProductInstall(Mat matrix);

#endif

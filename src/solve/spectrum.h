/* SPDX-License-Identifier: BSD-2-Clause */
/* The largest eigenvalue of D^-1 A, D the diagonal blocks of A. Private to src/solve. */
#ifndef SULFEM_SPECTRUM_H
#define SULFEM_SPECTRUM_H

#include <petscmat.h>

/* Collective. By a few steps of conjugate gradients (Lanczos) from a start that is the same in
 * every run: an estimate from below, usually 5 to 10 per cent short. */
PetscErrorCode SulLargestEigenvalue(Mat matrix, double *largest);

#endif

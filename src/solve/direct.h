/* SPDX-License-Identifier: BSD-2-Clause */
/* Factors in the place of a preconditioner. Private to src/solve. */
#ifndef SULFEM_DIRECT_H
#define SULFEM_DIRECT_H

#include <sulfem/solve.h>

/* How many ways to factor there are in this PETSc, on this many ranks: the attempts. */
PetscErrorCode SulDirectCount(const SulSystem *system, int *count);

/* Collective. Sets up system->ksp with the way number system->attempt and names it. Where there is
 * none, SUL_INPUT says what is missing. */
PetscErrorCode SulDirectCreate(SulSystem *system, const char **name, SulError *error);

#endif

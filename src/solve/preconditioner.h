/* SPDX-License-Identifier: BSD-2-Clause */
/* The preconditioners and the order in which they are tried. Private to src/solve. */
#ifndef SULFEM_PRECONDITIONER_H
#define SULFEM_PRECONDITIONER_H

#include <sulfem/solve.h>

/* Collective. Sets up system->ksp with the preconditioner number system->attempt and names it. What
 * this PETSc lacks is SUL_INPUT. */
PetscErrorCode SulPreconditionerCreate(SulSystem *system, const char **name, SulError *error);

/* How many there are for this system. */
PetscErrorCode SulPreconditionerCount(const SulSystem *system, int *count);

/* Collective. The one that there is, after the stiffness was filled again. */
PetscErrorCode SulPreconditionerRefill(SulSystem *system);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What every command that computes in parallel does around its work. */
#ifndef SULFEM_SESSION_H
#define SULFEM_SESSION_H

#include "petsc_options.h"

/* Starts MPI (where nobody has) and PETSc with the options in `words` and in PETSC_OPTIONS, fills
 * `options` for the work, calls `work` unless `error` is set already, tells the error once from one
 * rank, stops PETSc and returns the exit status. PETSc's own handling of signals is off. A failure
 * inside PETSc is told as petsc_failure.h says; where not all ranks meet it, it ends them all. */
SulStatus SulSession(SulPetscOptions *options, int count, char **words,
                     PetscErrorCode (*work)(const void *arguments, SulError *error),
                     const void *arguments, SulError *error);

#endif

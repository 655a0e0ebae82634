/* SPDX-License-Identifier: BSD-2-Clause */
/* A failure inside PETSc: what it was, and whose. Private to src/cli. */
#ifndef SULFEM_PETSC_FAILURE_H
#define SULFEM_PETSC_FAILURE_H

#include "petsc_options.h"

typedef struct {
  PetscErrorCode code;
  char message[1000];
  char trace[4000]; /* where it came through */
} SulPetscFailure;

/* An error handler for PetscPushErrorHandler, with a SulPetscFailure as context: keeps quiet and
 * keeps what PETSc would have printed. */
PetscErrorCode SulPetscFailureKeep(MPI_Comm comm, int line, const char *function, const char *file,
                                   PetscErrorCode code, PetscErrorType type, const char *message,
                                   void *context);

/* Sets `error`: a value that PETSc's options have and PETSc does not take is SUL_INPUT; memory that
 * ran out and everything else, with its trace, is SUL_INTERNAL. */
void SulPetscFailureExplain(const SulPetscFailure *failure, const SulPetscOptions *options,
                            SulError *error);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What every parallel stage needs: calls that may meet a user's mistake, and sharing it. */
#ifndef SULFEM_PARALLEL_H
#define SULFEM_PARALLEL_H

#include <petscsys.h>
#include <sulfem/error.h>

/* Calls `call` (which returns PetscErrorCode and may fill `error`) and leaves the function, without
 * a PETSc error, when `error` is set afterwards. The error must be the same on every rank. */
#define SulCall(error, call)                                                                       \
  do {                                                                                             \
    PetscCall(call);                                                                               \
    if (SulFailed(error)) PetscFunctionReturn(0);                                                  \
  } while (0)

/* Collective. After it every rank has the error of the lowest rank that had one. */
PetscErrorCode SulErrorShare(MPI_Comm comm, SulError *error);

/* Collective. Rank 0 reads the whole of a text file; every rank gets a copy, ended by '\0', to be
 * freed with free(). A file that cannot be read is SUL_INPUT, the same on every rank. */
PetscErrorCode SulTextShare(MPI_Comm comm, const char *path, char **text, SulError *error);

/* The same for a file that need not be there: then *text is NULL. */
PetscErrorCode SulTextShareFound(MPI_Comm comm, const char *path, char **text, SulError *error);

#endif

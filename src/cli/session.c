#include "session.h"
#include <sulfem/command.h>

SulStatus SulSession(int petsc_count, char **petsc,
                     PetscErrorCode (*work)(const void *arguments, SulError *error),
                     const void *arguments, SulError *error) {
  int rank;
  if (PetscInitialize(&petsc_count, &petsc, NULL, NULL)) return SUL_INTERNAL;
  PetscErrorCode failure = PetscPopSignalHandler();
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  if (!failure && !SulFailed(error)) failure = work(arguments, error);
  if (failure) MPI_Abort(PETSC_COMM_WORLD, SUL_INTERNAL);
  if (SulFailed(error) && rank == 0) SulTell(error);
  if (PetscFinalize()) return SUL_INTERNAL;
  return error->status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What one rank knows becomes known to all: mistakes and texts. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>
#include <unistd.h>

PetscErrorCode SulErrorShare(MPI_Comm comm, SulError *error) {
  int rank, size, first;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &size));
  int mine = SulFailed(error) ? rank : size;
  PetscCallMPI(MPI_Allreduce(&mine, &first, 1, MPI_INT, MPI_MIN, comm));
  if (first < size) PetscCallMPI(MPI_Bcast(error, (int)sizeof *error, MPI_BYTE, first, comm));
  PetscFunctionReturn(0);
}

PetscErrorCode SulTextShareFound(MPI_Comm comm, const char *path, char **text, SulError *error) {
  int rank, found = 0;

  PetscFunctionBegin;
  *text = NULL;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) found = access(path, F_OK) == 0;
  PetscCallMPI(MPI_Bcast(&found, 1, MPI_INT, 0, comm));
  if (found) PetscCall(SulTextShare(comm, path, text, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulTextShare(MPI_Comm comm, const char *path, char **text, SulError *error) {
  int rank;
  unsigned long length = 0;

  PetscFunctionBegin;
  *text = NULL;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) *text = SulFileRead(path, error);
  SulCall(error, SulErrorShare(comm, error));
  if (rank == 0) length = strlen(*text) + 1;
  PetscCallMPI(MPI_Bcast(&length, 1, MPI_UNSIGNED_LONG, 0, comm));
  if (rank != 0) *text = SulAllocate(length, 1);
  for (unsigned long at = 0, piece = 1UL << 30; at < length; at += piece) {
    unsigned long size = length - at < piece ? length - at : piece;
    PetscCallMPI(MPI_Bcast(*text + at, (int)size, MPI_CHAR, 0, comm));
  }
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Room for the BLAS, before anything calls it. Private to src/cli. */
#ifndef SULFEM_BLAS_ROOM_H
#define SULFEM_BLAS_ROOM_H

#include <sulfem/parallel.h>

/* Collective. SUL_INTERNAL where a BLAS that would wait for ever for its buffer does not get it; after
 * success it has it for good. */
PetscErrorCode SulBlasRoom(MPI_Comm comm, SulError *error);

#endif

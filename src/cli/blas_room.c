/* SPDX-License-Identifier: BSD-2-Clause */
/* OpenBLAS asks the system for a buffer with the first call, and where a limit of the process' memory
 * (ulimit -v) refuses it, asks again for ever. So it is made to ask at the start, when it can be known
 * whether there is room; other BLAS keep no buffer and are not asked. */
#define _GNU_SOURCE /* RTLD_DEFAULT */
#include "blas_room.h"

#include <dlfcn.h>
#include <petscblaslapack.h>
#include <sulfem/memory.h>

static const double buffer = 130 * 1048576.0; /* bytes; less on older processors */

/* Through the matrix-vector product that LAPACK's eigenvalues begin with. */
static void CallOnce(void) {
  PetscBLASInt size = 3, room = 64, info;
  PetscScalar matrix[9] = {2, 1, 0, 1, 2, 1, 0, 1, 2}, work[64];
  PetscReal values[3];
  LAPACKsyev_("N", "U", &size, matrix, &size, values, work, &room, &info);
}

PetscErrorCode SulBlasRoom(MPI_Comm comm, SulError *error) {
  double left = SulMemoryLimitLeft();

  PetscFunctionBegin;
  if (!dlsym(RTLD_DEFAULT, "openblas_get_config")) PetscFunctionReturn(0);
  if (left < buffer)
    SulErrorSet(error, SUL_INTERNAL,
                "not enough memory: OpenBLAS takes %.0f MB at its start, and the limit of this "
                "process leaves %.0f MB; raise it (ulimit -v), or use another BLAS",
                buffer / 1e6, left / 1e6);
  else
    CallOnce();
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaks on purpose, in its own name and through PETSc: the leak test must notice both. */
#include <petscvec.h>
#include <stdlib.h>
#include <string.h>

static PetscErrorCode LeakVector(void) {
  Vec vector;
  PetscFunctionBeginUser;
  PetscCall(VecCreateSeq(PETSC_COMM_SELF, 1000, &vector));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  if (argc > 1 && strcmp(argv[1], "vector") == 0) PetscCall(LeakVector());
  if (argc > 1 && strcmp(argv[1], "plain") == 0) {
    volatile char *lost = malloc(1000);
    lost[0] = 1;
    lost = NULL;
  }
  PetscCall(PetscFinalize());
  return 0;
}

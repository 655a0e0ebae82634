/* SPDX-License-Identifier: BSD-2-Clause */
/* The largest eigenvalue of D^-1 A, by Lanczos. */
#include "spectrum.h"

#include <math.h>
#include <petscksp.h>
#include <stdint.h>

/* Numbers in [-1, 1] that look like noise, by global row: SplitMix64's last step. */
static PetscErrorCode Noise(Vec x) {
  PetscScalar *values;
  PetscInt first, end;

  PetscFunctionBegin;
  PetscCall(VecGetOwnershipRange(x, &first, &end));
  PetscCall(VecGetArrayWrite(x, &values));
  for (PetscInt i = first; i < end; i++) {
    uint64_t z = ((uint64_t)i + 1) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    values[i - first] = ldexp((double)(z >> 11), -52) - 1;
  }
  PetscCall(VecRestoreArrayWrite(x, &values));
  PetscFunctionReturn(0);
}

PetscErrorCode SulLargestEigenvalue(Mat matrix, double *largest) {
  KSP lanczos;
  PC inverse;
  Vec b, x;
  PetscReal smallest;

  PetscFunctionBegin;
  PetscCall(KSPCreate(PetscObjectComm((PetscObject)matrix), &lanczos));
  PetscCall(KSPSetType(lanczos, KSPCG));
  PetscCall(KSPSetOperators(lanczos, matrix, matrix));
  PetscCall(KSPGetPC(lanczos, &inverse));
  PetscCall(PCSetType(inverse, PCPBJACOBI));
  PetscCall(KSPSetNormType(lanczos, KSP_NORM_NONE));
  PetscCall(KSPSetTolerances(lanczos, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT, 10));
  PetscCall(KSPSetComputeSingularValues(lanczos, PETSC_TRUE));
  PetscCall(MatCreateVecs(matrix, &x, &b));
  PetscCall(Noise(b));
  PetscCall(KSPSolve(lanczos, b, x));
  PetscCall(KSPComputeExtremeSingularValues(lanczos, largest, &smallest));
  PetscCall(VecDestroy(&b));
  PetscCall(VecDestroy(&x));
  PetscCall(KSPDestroy(&lanczos));
  PetscFunctionReturn(0);
}

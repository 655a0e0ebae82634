/* SPDX-License-Identifier: BSD-2-Clause */
/* Solves for a steady flux, and says when it did not converge. */
#include <math.h>
#include <sulfem/steady_flux.h>

enum { ATTEMPTS = 8 }; /* to make the fluxes agree, each with a tenth of the tolerance */

PetscErrorCode SulFluxSolverCreate(Mat matrix, double tolerance, KSP *ksp) {
  PetscFunctionBegin;
  PetscCall(KSPCreate(PetscObjectComm((PetscObject)matrix), ksp));
  PetscCall(KSPSetOptionsPrefix(*ksp, "tortuosity_"));
  PetscCall(KSPSetOperators(*ksp, matrix, matrix));
  PetscCall(KSPSetType(*ksp, KSPCG));
  PetscCall(KSPSetNormType(*ksp, KSP_NORM_UNPRECONDITIONED));
  PetscCall(KSPSetInitialGuessNonzero(*ksp, PETSC_TRUE));
  PetscCall(KSPSetTolerances(*ksp, 0.1 * tolerance, 1e-300, 1e6, 500));
  PetscFunctionReturn(0);
}

/* The residual's norm alone does not say by how much the fluxes differ, so it is tightened where
 * they do. */
PetscErrorCode SulFluxSolve(KSP ksp, Vec load, Vec solution, double tolerance, int axis,
                            SulFluxes fluxes, void *context, SulTortuosity *result,
                            SulError *error) {
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations;
  PetscReal relative;
  double difference = INFINITY;

  PetscFunctionBegin;
  PetscCall(KSPGetTolerances(ksp, &relative, NULL, NULL, NULL));
  for (int attempt = 0; attempt < ATTEMPTS; attempt++, relative *= 0.1) {
    PetscCall(KSPSetTolerances(ksp, relative, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT));
    PetscCall(KSPSolve(ksp, load, solution));
    PetscCall(KSPGetConvergedReason(ksp, &reason));
    PetscCall(KSPGetIterationNumber(ksp, &iterations));
    result->iterations += (int)iterations;
    PetscCall(fluxes(context, result));
    difference = fabs(result->flux_in - result->flux_out) / fabs(result->diffusivity);
    if (reason < 0 || difference <= tolerance) break;
  }
  if (!(difference <= tolerance))
    SulErrorSet(error, SUL_DIVERGED,
                "the diffusion solver did not converge along %c: %s after %d iterations, fluxes in "
                "and out differ by %.1e where %.1e is asked for",
                "xyz"[axis], KSPConvergedReasons[reason], result -> iterations, difference,
                tolerance);
  PetscFunctionReturn(0);
}

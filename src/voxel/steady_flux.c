/* SPDX-License-Identifier: BSD-2-Clause */
/* Solves for a steady flux, and says when it did not converge. */
#include <math.h>
#include <sulfem/steady_flux.h>

enum { ATTEMPTS = 8 }; /* to make the fluxes agree, each with a tenth of the tolerance */

SulFlux SulFluxWanted(SulFlux flux) {
  return (SulFlux){flux.axis, flux.tolerance > 0 ? flux.tolerance : 1e-6};
}

PetscErrorCode SulFluxSolverCreate(SulFluxSystem *system, double tolerance) {
  KSP ksp;

  PetscFunctionBegin;
  PetscCall(KSPCreate(PetscObjectComm((PetscObject)system->matrix), &system->ksp));
  ksp = system->ksp;
  PetscCall(KSPSetOptionsPrefix(ksp, "tortuosity_"));
  PetscCall(KSPSetOperators(ksp, system->matrix, system->matrix));
  PetscCall(KSPSetType(ksp, KSPCG));
  PetscCall(KSPSetNormType(ksp, KSP_NORM_UNPRECONDITIONED));
  PetscCall(KSPSetInitialGuessNonzero(ksp, PETSC_TRUE));
  PetscCall(KSPSetTolerances(ksp, 0.1 * tolerance, 1e-300, 1e6, 500));
  PetscFunctionReturn(0);
}

/* The residual's norm alone does not say by how much the fluxes differ, so it is tightened where
 * they do. */
PetscErrorCode SulFluxSolve(SulFluxSystem *system, SulFlux flux, SulTortuosity *result,
                            SulError *error) {
  KSP ksp = system->ksp;
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations;
  PetscReal relative;
  double difference = INFINITY;

  PetscFunctionBegin;
  PetscCall(KSPGetTolerances(ksp, &relative, NULL, NULL, NULL));
  for (int attempt = 0; attempt < ATTEMPTS; attempt++, relative *= 0.1) {
    PetscCall(KSPSetTolerances(ksp, relative, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT));
    PetscCall(KSPSolve(ksp, system->load, system->solution));
    PetscCall(KSPGetConvergedReason(ksp, &reason));
    PetscCall(KSPGetIterationNumber(ksp, &iterations));
    result->iterations += (int)iterations;
    PetscCall(system->fluxes(system->context, result));
    difference = fabs(result->flux_in - result->flux_out) / fabs(result->diffusivity);
    if (reason < 0 || difference <= flux.tolerance) break;
  }
  const int made = result->iterations;
  if (!(difference <= flux.tolerance))
    SulErrorSet(error, SUL_DIVERGED,
                "the diffusion solver did not converge along %c: %s after %d iterations, fluxes in "
                "and out differ by %.1e where %.1e is asked for",
                "xyz"[flux.axis], KSPConvergedReasons[reason], made, difference, flux.tolerance);
  PetscFunctionReturn(0);
}

PetscErrorCode SulFluxSystemDestroy(SulFluxSystem *system) {
  PetscFunctionBegin;
  PetscCall(KSPDestroy(&system->ksp));
  PetscCall(MatDestroy(&system->matrix));
  PetscCall(VecDestroy(&system->load));
  PetscCall(VecDestroy(&system->solution));
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* PETSc says "converged" for many reasons (a number of iterations, an absolute tolerance, a solver
 * that measures nothing). Here it means one: the true residual is what was asked for. */
#include "convergence.h"

#include <math.h>
#include <sulfem/parallel.h>

PetscErrorCode SulConvergenceAsked(SulSystem *system, SulError *error) {
  PetscReal asked;

  PetscFunctionBegin;
  PetscCall(KSPGetTolerances(system->ksp, &asked, NULL, NULL, NULL));
  if (asked != system->relative_tolerance) {
    if (!(asked >= SUL_TOLERANCE_LEAST && asked < 1))
      SulErrorSet(error, SUL_INPUT,
                  "-ksp_rtol %g: the relative tolerance must lie between %g, which is what double "
                  "precision carries, and 1",
                  (double)asked, SUL_TOLERANCE_LEAST);
    else if (system->asked != asked)
      SulLogLine(system->log, "relative tolerance: %g, as the option -ksp_rtol asks (the case: %g)",
                 (double)asked, system->relative_tolerance);
  }
  system->asked = asked;
  PetscFunctionReturn(0);
}

PetscErrorCode SulConvergenceInterrupted(SulSystem *system) {
  int stop =
      (system->stop && *system->stop) || (system->deadline > 0 && SulClock() > system->deadline);

  PetscFunctionBegin;
  if (!system->stop && system->deadline == 0) PetscFunctionReturn(0);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &stop, 1, MPI_INT, MPI_LOR, system->mesh->comm));
  system->interrupted = stop != 0;
  PetscFunctionReturn(0);
}

/* Collective. |b - A x| / |b| with the system's own matrix, 0 where b is. */
static PetscErrorCode TrueResidual(const SulSystem *system, Vec b, Vec x, double *residual) {
  Vec r;
  PetscReal left, size;

  PetscFunctionBegin;
  PetscCall(VecDuplicate(b, &r));
  PetscCall(MatMult(system->stiffness, x, r));
  PetscCall(VecAYPX(r, -1, b));
  PetscCall(VecNorm(r, NORM_2, &left));
  PetscCall(VecNorm(b, NORM_2, &size));
  PetscCall(VecDestroy(&r));
  *residual = size > 0 ? left / size : 0;
  PetscFunctionReturn(0);
}

/* One run of the solver on `b` into `x`, from x's content where there is any. */
static PetscErrorCode Run(SulSystem *system, Vec b, Vec x, SulSolveResult *result,
                          KSPConvergedReason *reason) {
  PetscInt iterations;
  PetscReal guess;

  PetscFunctionBegin;
  PetscCall(VecNorm(x, NORM_INFINITY, &guess));
  PetscCall(KSPSetInitialGuessNonzero(system->ksp, guess > 0 ? PETSC_TRUE : PETSC_FALSE));
  PetscCall(KSPSolve(system->ksp, b, x));
  PetscCall(KSPGetConvergedReason(system->ksp, reason));
  PetscCall(KSPGetIterationNumber(system->ksp, &iterations));
  result->iterations += (int)iterations;
  result->stopped = system->interrupted;
  PetscFunctionReturn(0);
}

/* x += a solution for what is left, asked to be half of what is missing. */
static PetscErrorCode Correct(SulSystem *system, Vec b, Vec x, SulSolveResult *result,
                              KSPConvergedReason *reason) {
  Vec left, correction;
  PetscReal absolute, divergence;
  PetscInt most;

  PetscFunctionBegin;
  PetscCall(VecDuplicate(b, &left));
  PetscCall(VecDuplicate(x, &correction));
  PetscCall(VecZeroEntries(correction));
  PetscCall(MatMult(system->stiffness, x, left));
  PetscCall(VecAYPX(left, -1, b));
  PetscCall(KSPGetTolerances(system->ksp, NULL, &absolute, &divergence, &most));
  PetscCall(KSPSetTolerances(system->ksp, 0.5 * system->asked / result->residual, absolute,
                             divergence, most));
  PetscCall(Run(system, left, correction, result, reason));
  PetscCall(KSPSetTolerances(system->ksp, system->asked, absolute, divergence, most));
  PetscCall(VecAXPY(x, 1, correction));
  PetscCall(VecDestroy(&left));
  PetscCall(VecDestroy(&correction));
  PetscCall(TrueResidual(system, b, x, &result->residual));
  PetscFunctionReturn(0);
}

PetscErrorCode SulConvergenceRun(SulSystem *system, Vec b, Vec x, SulSolveResult *result,
                                 KSPConvergedReason *reason) {
  PetscFunctionBegin;
  PetscCall(TrueResidual(system, b, x, &result->residual));
  result->converged = result->residual <= system->asked; /* no load, or a checkpoint's solution */
  *reason = KSP_CONVERGED_RTOL;
  if (result->converged) PetscFunctionReturn(0);
  PetscCall(Run(system, b, x, result, reason));
  PetscCall(TrueResidual(system, b, x, &result->residual));
  for (double before = INFINITY; *reason > 0 && !result->stopped; before = result->residual) {
    if (result->residual <= system->asked || !(result->residual < 0.5 * before)) break;
    PetscCall(Correct(system, b, x, result, reason));
  }
  result->converged = result->residual <= system->asked;
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What was asked of a linear solve, and whether it was reached. Private to src/solve. */
#ifndef SULFEM_CONVERGENCE_H
#define SULFEM_CONVERGENCE_H

#include <sulfem/solve.h>

/* Collective, after the options were read. Takes the tolerance that stands in system->ksp as what
 * is asked, and says so where an option put it there in the place of the case's. One that doubles
 * cannot reach is SUL_INPUT. */
PetscErrorCode SulConvergenceAsked(SulSystem *system, SulError *error);

/* Collective. Runs system->ksp from the guess in x, measures what came of it, and solves for
 * corrections while PETSc calls it converged and the true residual is above what is asked (rounding
 * in long iterations; options such as -ksp_type preonly or -ksp_atol that end it early). Adds to
 * result->iterations and sets the rest of it; `reason` is PETSc's last word. */
PetscErrorCode SulConvergenceRun(SulSystem *system, Vec b, Vec x, SulSolveResult *result,
                                 KSPConvergedReason *reason);

/* Collective. Sets system->interrupted where a signal has come to a rank or the time is over. */
PetscErrorCode SulConvergenceInterrupted(SulSystem *system);

#endif

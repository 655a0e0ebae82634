/* SPDX-License-Identifier: BSD-2-Clause */
/* Solving for a steady flux between a face at potential 1 and one at potential 0, whatever the
 * discretisation: conjugate gradients until as much flows out as in. */
#ifndef SULFEM_STEADY_FLUX_H
#define SULFEM_STEADY_FLUX_H

#include <petscksp.h>
#include <sulfem/tortuosity.h>

/* Sets flux_in, flux_out and diffusivity (all D_eff / D) from the solution, which `context` knows.
 * Collective. */
typedef PetscErrorCode (*SulFluxes)(void *context, SulTortuosity *result);

/* Collective. For a symmetric positive definite matrix; the caller configures its preconditioner
 * and then calls KSPSetFromOptions (prefix tortuosity_). */
PetscErrorCode SulFluxSolverCreate(Mat matrix, double tolerance, KSP *ksp);

/* Collective. Solves from the guess in `solution` until flux_in and flux_out differ by no more than
 * `tolerance` relative to the diffusivity; adds to result->iterations. SUL_DIVERGED, naming the
 * axis, where that cannot be reached. */
PetscErrorCode SulFluxSolve(KSP ksp, Vec load, Vec solution, double tolerance, int axis,
                            SulFluxes fluxes, void *context, SulTortuosity *result,
                            SulError *error);

#endif

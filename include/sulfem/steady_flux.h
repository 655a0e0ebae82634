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

/* The equations of a discretisation. It makes matrix, load and solution, and says what flows. */
typedef struct {
  Mat matrix; /* symmetric, positive definite */
  Vec load, solution;
  KSP ksp;
  SulFluxes fluxes;
  void *context; /* of `fluxes` */
} SulFluxSystem;

/* The flux with the tolerance that 0 stands for. */
SulFlux SulFluxWanted(SulFlux flux);

/* Collective. Makes system->ksp for the matrix; the caller configures its preconditioner and then
 * calls KSPSetFromOptions (prefix tortuosity_). */
PetscErrorCode SulFluxSolverCreate(SulFluxSystem *system, double tolerance);

/* Collective. Solves from the guess in `solution` until flux_in and flux_out differ by no more than
 * the tolerance relative to the diffusivity; adds to result->iterations. SUL_DIVERGED, naming the
 * axis, where that cannot be reached. */
PetscErrorCode SulFluxSolve(SulFluxSystem *system, SulFlux flux, SulTortuosity *result,
                            SulError *error);

/* Frees matrix, vectors and solver. */
PetscErrorCode SulFluxSystemDestroy(SulFluxSystem *system);

#endif

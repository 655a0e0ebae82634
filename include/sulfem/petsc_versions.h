/* SPDX-License-Identifier: BSD-2-Clause */
/* What differs among the PETSc that SulFEM builds with, 3.18 to 3.25. Whoever calls one of these
 * includes this header; no other file asks for PETSc's version to decide what to call.
 *
 * Destructors got the context at first, later the address of the pointer to it, and from 3.25 on
 * that under a name of its own; convergence tests changed one version after containers did:
 *
 *   static PetscErrorCode Destroy(SulContainerContext argument) {
 *     Mine *mine = SulContainerContextOf(argument);
 *
 * fits PetscContainerSetCtxDestroy of every version, and the same with SulPetscContext fits
 * KSPSetConvergenceTest. */
#pragma once

#include <petscksp.h>

#if PETSC_VERSION_LT(3, 23, 0)
typedef void *SulContainerContext;
#define SulContainerContextOf(argument) (argument)
#define PetscContainerSetCtxDestroy PetscContainerSetUserDestroy
#elif PETSC_VERSION_LT(3, 25, 0)
typedef void **SulContainerContext;
#define SulContainerContextOf(argument) (*(argument))
#else
typedef PetscCtxRt SulContainerContext;
#define SulContainerContextOf(argument) (*(void **)(argument))
#endif

#if PETSC_VERSION_LT(3, 24, 0)
typedef void *SulPetscContext;
#define SulPetscContextOf(argument) (argument)
#else
typedef SulContainerContext SulPetscContext;
#define SulPetscContextOf(argument) SulContainerContextOf(argument)
#endif

/* KSPConvergedDefaultDestroy on what KSPConvergedDefaultCreate gave. */
static inline PetscErrorCode SulConvergedDefaultDestroy(void *standard) {
#if PETSC_VERSION_LT(3, 24, 0)
  return KSPConvergedDefaultDestroy(standard);
#else
  return KSPConvergedDefaultDestroy(&standard);
#endif
}

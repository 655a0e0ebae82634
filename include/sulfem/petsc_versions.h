/* SPDX-License-Identifier: BSD-2-Clause */
/* What differs among the PETSc that SulFEM builds with, 3.18 to 3.25. Whoever calls one of these
 * includes this header; no other file asks for PETSc's version to decide what to call.
 *
 * The destructor of a convergence test got the context at first, later the address of the pointer to
 * it, and from 3.25 on that under a name of its own:
 *
 *   static PetscErrorCode Destroy(SulPetscContext argument) {
 *     Mine *mine = SulPetscContextOf(argument);
 *
 * fits KSPSetConvergenceTest of every version. */
#pragma once

#include <petscksp.h>
#include <petscsnes.h>

#if PETSC_VERSION_LT(3, 24, 0)
typedef void *SulPetscContext;
#define SulPetscContextOf(argument) (argument)
#elif PETSC_VERSION_LT(3, 25, 0)
typedef void **SulPetscContext;
#define SulPetscContextOf(argument) (*(argument))
#else
typedef PetscCtxRt SulPetscContext;
#define SulPetscContextOf(argument) (*(void **)(argument))
#endif

/* KSPConvergedDefaultDestroy on what KSPConvergedDefaultCreate gave. */
static inline PetscErrorCode SulConvergedDefaultDestroy(void *standard) {
#if PETSC_VERSION_LT(3, 24, 0)
  return KSPConvergedDefaultDestroy(standard);
#else
  return KSPConvergedDefaultDestroy(&standard);
#endif
}

/* The function of a line search of type SNESLINESEARCHSHELL. */
static inline PetscErrorCode SulLineSearchSetShell(SNESLineSearch search,
                                                   PetscErrorCode (*apply)(SNESLineSearch, void *),
                                                   void *context) {
#if PETSC_VERSION_LT(3, 21, 0)
  return SNESLineSearchShellSetUserFunc(search, apply, context);
#else
  return SNESLineSearchShellSetApply(search, apply, context);
#endif
}

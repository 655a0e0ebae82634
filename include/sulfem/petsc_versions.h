/* What differs among the PETSc that SulFEM builds with, 3.18 to 3.25. Whoever calls one of these
 * includes this header; no other file asks for PETSc's version to decide what to call.
 *
 * A KSP's convergence test and the destructor of its context:
 *
 *   static PetscErrorCode Destroy(SulPetscContext argument) {
 *     Mine *mine = SulPetscContextOf(argument);
 *
 * Such a destructor fits KSPSetConvergenceTest of every version. */
#pragma once

#include <petscksp.h>

/* Tolerances that stay as they are; until 3.21 PETSC_DEFAULT said so. */
#if PETSC_VERSION_LT(3, 22, 0)
#define PETSC_CURRENT PETSC_DEFAULT
#endif

/* Until 3.23 destructors got the context, from 3.24 on the address of the pointer to it, which 3.25
 * gave a name of its own. */
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

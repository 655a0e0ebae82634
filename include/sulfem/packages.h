/* SPDX-License-Identifier: BSD-2-Clause */
/* What another PETSc may lack: asked for before it is used. */
#ifndef SULFEM_PACKAGES_H
#define SULFEM_PACKAGES_H

#include <petscmat.h>
#include <stdbool.h>

/* Not collective, the same on every rank. `*has`: this PETSc factors matrices of `matrix_type` with
 * the package (a MatSolverType). */
PetscErrorCode SulPackageFactors(const char *package, const char *matrix_type, MatFactorType kind,
                                 bool *has);

/* The same for dividing graphs (a MatPartitioningType). */
PetscErrorCode SulPackagePartitions(const char *package, bool *has);

/* Both take for missing what the option -without_packages (for tests) names:
 * "mumps,superlu_dist,ptscotch". */

#endif

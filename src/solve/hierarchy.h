/* SPDX-License-Identifier: BSD-2-Clause */
/* The p-multigrid's coarse space: linear elements on the vertices. Private to src/solve. */
#ifndef SULFEM_HIERARCHY_H
#define SULFEM_HIERARCHY_H

#include <sulfem/solve.h>

struct SulHierarchy {
  SulMesh mesh; /* order 1 on the same cells; only what the stiffness needs is filled */
  SulConstraints constraints; /* the fine ones, by rows of vertices */
  Mat stiffness;              /* AIJ, scaled like the fine one */
  Mat interpolation;          /* from the rows of vertices to all rows, BAIJ */
};

/* Collective. */
PetscErrorCode SulHierarchyCreate(const SulSystem *system, double scale, SulHierarchy **hierarchy);
/* Collective. Its stiffness at rest, in the place of what was there. */
PetscErrorCode SulHierarchyRefill(const SulSystem *system, double scale);
PetscErrorCode SulHierarchyDestroy(SulHierarchy **hierarchy);

#endif

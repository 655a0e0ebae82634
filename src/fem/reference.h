/* SPDX-License-Identifier: BSD-2-Clause */
/* Shape functions of the reference tetrahedron at the points of a rule. Private to src/fem. */
#ifndef SULFEM_REFERENCE_H
#define SULFEM_REFERENCE_H

#include <sulfem/element.h>
#include <sulfem/fem.h>

typedef struct {
  const SulQuadrature *rule;
  double value[SUL_POINTS_MAX][SUL_CELL_NODES_MAX];
  double gradient[SUL_POINTS_MAX][SUL_CELL_NODES_MAX][3]; /* with respect to xi */
} SulReferencePoints;

/* Made once: they depend on nothing else. */
const SulReferencePoints *SulReference(int order, int degree);

/* Degree of the rule of the stress and of the stiffness. */
int SulStressDegree(int order, bool affine);

#endif

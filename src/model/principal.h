/* SPDX-License-Identifier: BSD-2-Clause */
/* Principal axes of symmetric tensors, and what the logarithm needs in them. */
#ifndef SULFEM_MODEL_PRINCIPAL_H
#define SULFEM_MODEL_PRINCIPAL_H

#include "lanes.h"

/* Values, and orthonormal axes in the columns of `axes`. Jacobi's rotations: repeated values are no
 * special case, and a small matrix keeps its digits. */
void SulPrincipalAxes(const SulSymmetrics *matrix, SulTriples *value, SulMatrices *axes);

/* ln(1 + x) / x, where ln(1 + x) is known but has lost digits at small x. */
static inline double SulLogarithmQuotient(double x, double logarithm) {
  double series =
      1 + x * (-1. / 2 +
               x * (1. / 3 + x * (-1. / 4 + x * (1. / 5 + x * (-1. / 6 + x * (1. / 7 - x / 8))))));
  return fabs(x) < 1e-2 ? series : logarithm / x;
}

#endif

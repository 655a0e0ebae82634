/* SPDX-License-Identifier: BSD-2-Clause */
/* Principal values and directions of stresses, in one order and with one sign. */
#ifndef SULFEM_PRINCIPAL_STRESS_H
#define SULFEM_PRINCIPAL_STRESS_H

#include <stddef.h>

/* Of `count` symmetric tensors, stress[count][6], xx yy zz xy yz xz: value[count][3] descending,
 * the most tensile first, and direction[k][count][3], unit vectors of value k, orthogonal to each
 * other; `direction` may be NULL.
 *
 * Of a direction's two signs it has the one whose largest component is positive (of several as
 * large, to 1e-6, the first). Values apart by less than 1e-9 of the largest in size are one: then
 * every direction of a plane, or of space, is principal, and those are taken that the axes x, y, z
 * give there: first the one that lies nearest to it. So a tensor that is known to rounding gives
 * the same directions to rounding over the gap between its values. */
void SulPrincipalStresses(size_t count, const double *stress, double *value,
                          double *const direction[3]);

#endif

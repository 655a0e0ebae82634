/* SPDX-License-Identifier: BSD-2-Clause */
/* Newton's correction where plates move: the amplitudes of their movement beside the nodes' unknowns.
 * Private to src/solve. */
#ifndef SULFEM_BORDERING_H
#define SULFEM_BORDERING_H

#include <sulfem/solve.h>

/* Collective. `force` by owned rows, N: internal less applied ones where the points answered last.
 * On entry K y = residual, all plates standing still; then y is the whole correction (to be taken
 * off x), and change[plate_count] is to be added to the plates' amplitudes. Adds to *iterations. */
PetscErrorCode SulBorder(SulSystem *system, const SulLoad *load, const double *force, Vec y,
                         double *change, int *iterations);

/* Collective. The plates' missing balance as a norm in units of the system's residual. */
PetscErrorCode SulBorderNorm(const SulSystem *system, const SulLoad *load, const double *force,
                             double *norm);

#endif

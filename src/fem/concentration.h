/* SPDX-License-Identifier: BSD-2-Clause */
/* Diffusion of lithium within particles. Private to src/fem. */
#ifndef SULFEM_CONCENTRATION_H
#define SULFEM_CONCENTRATION_H

#include <sulfem/body.h>

/* Collective. Of all phases with that profile; the body's program knows time. */
PetscErrorCode SulConcentrationCreate(const SulBody *body, SulConcentration **made,
                                      SulError *error);
PetscErrorCode SulConcentrationDestroy(SulConcentration **concentration);

/* Collective. The lithiation of the points of these phases' blocks under the load, which follows
 * from its place in the program alone. */
PetscErrorCode SulConcentrationSet(SulConcentration *s, const SulLoad *load, SulError *error);

#endif

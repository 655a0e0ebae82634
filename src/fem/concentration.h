/* SPDX-License-Identifier: BSD-2-Clause */
/* Diffusion of lithium within particles. Private to src/fem. */
#ifndef SULFEM_CONCENTRATION_H
#define SULFEM_CONCENTRATION_H

#include <sulfem/array.h>
#include <sulfem/body.h>

/* Collective. Of all phases with that profile; the body's program knows time. */
PetscErrorCode SulConcentrationCreate(const SulBody *body, SulConcentration **made,
                                      SulError *error);
PetscErrorCode SulConcentrationDestroy(SulConcentration **concentration);

/* Collective. The lithiation of the points of these phases' blocks under the load, which follows
 * from its place in the program alone. From a place before the one that was kept last it is worked
 * out from the beginning on. A stop on the way (SulActiveParticles.Interrupted) is SUL_STOPPED. */
PetscErrorCode SulConcentrationSet(SulConcentration *s, const SulLoad *load, SulError *error);

/* The load that was set last was committed: what comes later goes on from there. */
PetscErrorCode SulConcentrationKeep(SulConcentration *s);

/* What was kept, as arrays of a checkpoint, list[SUL_CONCENTRATION_ARRAYS]; and on from what has
 * been `read` into their values, else from the beginning. The latter is collective. */
enum { SUL_CONCENTRATION_ARRAYS = 5 };
void SulConcentrationArrays(SulConcentration *s, SulArray *list);
PetscErrorCode SulConcentrationResume(SulConcentration *s, bool read, SulError *error);

#endif

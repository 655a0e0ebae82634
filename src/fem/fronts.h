/* SPDX-License-Identifier: BSD-2-Clause */
/* Sharp fronts that move inwards from the entry of each particle. Private to src/fem.
 *
 * Each point has a depth t, 0 at the particle's entry and 1 where it is deepest: 1 - |level|^2 in
 * particles of the record; elsewhere phi / max phi with -lap phi = 1 in the particle, phi = 0 on
 * the entry and no flux through the rest, which is the same in spheres, ellipsoids and octants of
 * them. A front at depth L has passed the points with a depth below it:
 *
 *     passed = min(max(1/2 + (L - t)/w, 0), 1)
 *
 * with w as much depth as a tenth of a cell has, so that it takes the points one after the other
 * and does not depend on the last digit of a depth. From a state x0 (at the last turn of the
 * program) the lithiation is max(x0, passed) where lithium comes and min(x0, 1 - passed) where it
 * goes, and L is such that the mean over the particle, by the points' weights, is what the load
 * asks for. */
#ifndef SULFEM_FRONTS_H
#define SULFEM_FRONTS_H

#include <sulfem/body.h>

/* Collective. Of all phases with that profile, as the points of the body are before anything is
 * lithiated. */
PetscErrorCode SulFrontsCreate(const SulBody *body, SulFronts **made, SulError *error);
void SulFrontsDestroy(SulFronts **fronts);

/* Collective. The lithiation of the points of these phases' blocks under the load. */
PetscErrorCode SulFrontsSet(SulFronts *fronts, const SulLoad *load);

#endif

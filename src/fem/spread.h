/* SPDX-License-Identifier: BSD-2-Clause */
/* Lithiation within particles. Private to src/fem. */
#ifndef SULFEM_SPREAD_H
#define SULFEM_SPREAD_H

#include <sulfem/body.h>

/* Collective, once the points are there. Makes fronts and diffusion of the phases that have them. */
PetscErrorCode SulBodySpread(SulBody *body, SulError *error);

/* [cells_local] the particle of cells of phases with the profile; of others -1. free() it. */
int *SulCellsOfProfile(const SulBody *body, SulProfile profile);

/* Appends the names of the phases with the profile, each in quotation marks. */
void SulPhasesOfProfile(const SulBody *body, SulProfile profile, char *text, size_t size);

/* Length of x less the nearest centre of a particle of the record, in semi-axes: 1 on its surface. */
double SulParticleLevel(const SulActiveParticles *particles, int particle, const double x[3]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The surfaces of all particles, and the volumes they bound. Room-private. */
#ifndef SULFEM_MESH_PARTICLES_H
#define SULFEM_MESH_PARTICLES_H

#include "mesh_frame.h"
#include "mesh_size.h"
#include <sulfem/log.h>

/* Fills draft->shapes with one outer shape for every particle and, in a periodic box that cuts, for
 * every copy that reaches in; after them the cores of those that a face cuts. Volume 0 (the matrix)
 * is made. */
void SulParticlesCollect(const SulPacking *packing, SulDraft *draft);

/* Triangulates them to the field, cuts off what sticks out, and adds surfaces, volumes and (within
 * coatings that no face cuts) layers of tetrahedra. Free the rims with SulRimsFree. */
void SulParticlesMesh(const SulPacking *packing, const SulSizeField *field, SulDraft *draft,
                      SulRims *rims, SulLog *log, SulError *error);
void SulRimsFree(SulRims *rims);

#endif

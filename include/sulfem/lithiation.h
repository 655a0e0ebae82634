/* SPDX-License-Identifier: BSD-2-Clause */
/* Lithiation that differs between the particles of a phase. SI units.
 *
 * A point of the particle i of a phase has the lithiation s_i x, where x is the phase's under the
 * load (SulLoad, that of the particle that takes most) and s_i, at most 1, the particle's share. */
#ifndef SULFEM_LITHIATION_H
#define SULFEM_LITHIATION_H

#include <sulfem/mesh.h>
#include <sulfem/model.h>

/* A sphere or an ellipsoid, whole or what the box leaves of it. */
typedef struct {
  int phase;        /* of the mesh */
  long long number; /* in the mesh's record, from 0 */
  double centre[3]; /* m, in the mesh's coordinates */
  double level[9]; /* row k: direction of the semi-axis k over its length, 1/m: |level (x - centre)|
                       is 1 on the surface */
  double radius;   /* m, of the sphere of equal volume */
  double share;    /* of its phase's lithiation */
  double volume;   /* m^3, of its cells on all ranks */
} SulActiveParticle;

typedef struct {
  int count;
  SulActiveParticle *list; /* [count], the same on all ranks, by phase */
  double period[3];        /* m, after which the box repeats itself; 0: it does not */
  int *of_cell;            /* [cells_local], into list; -1: of a phase where nothing varies */
  double off;              /* the largest |mean over a phase's particles less the load's| so far */
} SulActiveParticles;

/* Collective. Fills of_cell and the volumes of a list of particles: a cell belongs to the particle of
 * its phase that its middle lies deepest in. A cell of a phase that varies in no particle, and a
 * particle without a cell, are SUL_INPUT, the same on all ranks. */
PetscErrorCode SulActiveParticlesFind(const SulMesh *mesh, const SulPhase *phases,
                                      SulActiveParticles *particles, SulError *error);

/* Mean over the volume of a phase's particles of their shares, and their number. */
double SulActiveParticlesShare(const SulActiveParticles *particles, int phase, int *count);

/* Takes NULL, too. */
void SulActiveParticlesDestroy(SulActiveParticles **particles);

#endif

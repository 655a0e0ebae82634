/* SPDX-License-Identifier: BSD-2-Clause */
/* Lithiation that differs between the particles of a phase, and within them. SI units.
 *
 * The particle i of a phase has the mean lithiation s_i x, where x is the phase's under the load
 * (SulLoad, that of the particle that takes most) and s_i, at most 1, the particle's share. Within
 * it, by the phase's profile:
 *
 *     uniform    the same everywhere
 *     front      a shell in which it is 1 grows inwards over what was there; where lithium leaves,
 *                one in which it is 0
 *     diffusion  dc/dt = div(D grad c), with the flux through the entry, the same on all of it,
 *                that the mean asks for; or (`held`) with s_i x on the entry, and whatever mean
 *                comes of it
 *
 * The entry of a particle is its faces with other phases; of a particle that has none, its outer
 * faces but those on symmetry, which is a mirror (a plate is not: it may be what lithium comes
 * through); or, of any particle, its faces in the groups that the case names. */
#ifndef SULFEM_LITHIATION_H
#define SULFEM_LITHIATION_H

#include <sulfem/mesh.h>
#include <sulfem/model.h>

/* A sphere or an ellipsoid of the mesh's record, whole or what the box leaves of it; or a component
 * of the mesh, where no record tells its phase's particles. */
typedef struct {
  int phase;        /* of the mesh */
  long long number; /* in the mesh's record, from 0; -1: a component */
  double centre[3]; /* m, in the mesh's coordinates; of a component, its middle */
  double level[9];  /* row k: direction of the semi-axis k over its length, 1/m: at x on the surface
                       |level (x - centre)| is 1; not of a component */
  double radius;    /* m, of the sphere of equal volume; not of a component */
  double share;     /* of its phase's lithiation */
  double volume;    /* m^3, of its cells on all ranks */
} SulActiveParticle;

/* How a phase's lithiation is spread within its particles. */
typedef struct {
  SulProfile profile;
  double diffusivity; /* m2/s */
  bool held;          /* the load gives the lithiation at the entry, not the mean */
  bool *enters;       /* [boundary_count] groups of the entry; NULL: as above */
  const char *path;   /* where it was asked for, told in messages */
  int line;
} SulSpread;

typedef struct SulFronts SulFronts;               /* private to src/fem, as the next */
typedef struct SulConcentration SulConcentration; /* of all phases that diffuse */

typedef struct {
  int count;
  SulActiveParticle *list; /* [count], the same on all ranks, by phase */
  double period[3];        /* m, after which the box repeats itself; 0: it does not */
  int phase_count;
  SulSpread *spread; /* [phase_count] */
  int *of_component; /* [mesh->component_count], into list; -1: the component is no particle */
  int *of_cell;      /* [cells_local], into list; -1: of a phase where nothing varies */
  SulFronts *fronts; /* of SulBodySpread; NULL: no phase has one */
  SulConcentration *concentration; /* likewise */
  double off;  /* the largest |mean over a particle less its share of the load's| so far */
  bool beyond; /* a lithiation below 0 or above 1 was warned of */
  /* Collective. Is the run to stop? Asked before each step in time of diffusion; NULL: it is not. */
  PetscErrorCode (*Interrupted)(void *interrupts, bool *stop);
  void *interrupts;
  SulLog *log;
} SulActiveParticles;

/* Appends the phase's components to the list, in which there is room, each with share 1. */
void SulActiveParticlesAdd(const SulMesh *mesh, int phase, SulActiveParticles *particles);

/* Collective. Fills of_cell and the volumes of a list of particles: a cell belongs to the particle
 * of its phase that its middle lies deepest in, or to that of its component. A cell in no particle,
 * of a phase that varies, and a particle without a cell are SUL_INPUT, the same on all ranks. */
PetscErrorCode SulActiveParticlesFind(const SulMesh *mesh, const SulPhase *phases,
                                      SulActiveParticles *particles, SulError *error);

/* The two particles whose surfaces are nearest to x, near[0] the nearer one; -1 where there are not
 * so many. Of an ellipsoid the distance is that of its radius by the depth. */
void SulActiveParticlesNearest(const SulActiveParticles *particles, const double x[3], int near[2]);

/* Mean over the volume of a phase's particles of their shares, and their number. */
double SulActiveParticlesShare(const SulActiveParticles *particles, int phase, int *count);

/* Collective. Takes NULL, too. */
PetscErrorCode SulActiveParticlesDestroy(SulActiveParticles **particles);

#endif

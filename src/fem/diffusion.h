/* SPDX-License-Identifier: BSD-2-Clause */
/* The march of the diffusion equation through time. Private to src/fem. */
#ifndef SULFEM_DIFFUSION_H
#define SULFEM_DIFFUSION_H

#include <sulfem/body.h>

#include "scalars.h"

/* The concentration and its rate, 1/s, at a time of a way from one target to the next. */
typedef struct {
  Vec c, rate;
} SulDiffusionLevel;

/* Where the march is: between two levels of a way, the later of which it goes on from. */
typedef struct {
  int way;           /* from which target */
  long long time[2]; /* of the levels, in ticks of the way; alike: there is none but the later */
  long long size;    /* of the next step, ticks */
  double first;      /* s, of the first step after currents have changed */
} SulMarch;

struct SulConcentration {
  const SulBody *body;
  SulScalars scalars;
  Mat mass, stiffness, matrix; /* matrix: mass + implicit stiffness, of given rates the unit's */
  double implicit;             /* s */
  KSP ksp;
  double hard;    /* s, from which the diagonal alone needs many iterations */
  bool multigrid; /* is it its turn? */
  Vec weight;     /* int N_a dV, m^3 */
  Vec entry;      /* f where the phase's rate is 1; 0 in phases that are held */
  bool any_held;
  PetscInt held_count, *held; /* unknowns of this rank whose rate is given, by number over all */
  SulMarch march;
  SulDiffusionLevel level[2]; /* .. and what is there */
  SulMarch kept;              /* where the march was when the last load was committed, .. */
  double *kept_level[2][2];   /* .. [levels] c and rate there, [nodes_local][slots] */
  double facts[5];            /* `kept` as a checkpoint has it */
  Vec source, given;          /* f of the way, and the given rates */
  Vec stage, second, error, scratch;
  double *values; /* [nodes_local][slots] */
};

/* s, of the first step from nothing. */
double SulDiffusionFirstStep(const SulConcentration *s);

/* Collective. M + implicit K becomes the matrix that is solved with. */
PetscErrorCode SulDiffusionSetImplicit(SulConcentration *s, double implicit);

/* Collective. As before the first way. */
PetscErrorCode SulDiffusionForget(SulConcentration *s, SulError *error);

/* Collective. To the march and the levels that were set from outside. */
PetscErrorCode SulDiffusionResume(SulConcentration *s);

/* Is the place on or behind the earlier level of this march? */
bool SulMarchCovers(const SulMarch *march, int way, double part);

/* Collective. s->stage := c at a part of a way that the march covers, which goes there. A solver that
 * fails is SUL_DIVERGED, a stop on the way SUL_STOPPED, the same on all ranks. */
PetscErrorCode SulDiffusionGo(SulConcentration *s, int way, double part, SulError *error);

#endif

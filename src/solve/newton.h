/* SPDX-License-Identifier: BSD-2-Clause */
/* Newton's method for one increment: from the state in which the points begin to a load. Private to
 * src/solve. */
#ifndef SULFEM_NEWTON_H
#define SULFEM_NEWTON_H

#include <sulfem/solve.h>

typedef struct SulNewton SulNewton;

typedef struct {
  bool converged;
  bool stopped;    /* by a signal or the deadline */
  int iterations;  /* of Newton's method */
  int linear;      /* of the linear solves */
  double residual; /* of the last iterate, relative to the largest out-of-balance force that an
                      increment of this run began with */
  double before;   /* the same of the iterate before it; NAN: there is none */
  bool blended;    /* a linear solve failed, and went on with a blended preconditioner */
  const char *why; /* it did not converge, in words, or that it is blended; "" otherwise */
} SulNewtonResult;

/* Collective. For a system that has been set up. */
PetscErrorCode SulNewtonCreate(SulSystem *system, SulNewton **made);
PetscErrorCode SulNewtonDestroy(SulNewton **newton);

/* Collective. `solution` has the load to be answered to, and the displacement of the increment's
 * begin; `duration` is its length in s. `guess` [nodes_local][3] is where the solution is looked
 * for, or NULL: no better guess than the begin. Fills displacement and reaction; the points then have
 * answered to it. Without convergence these are of the last iterate. */
PetscErrorCode SulNewtonSolve(SulNewton *newton, SulSolution *solution, double duration,
                              const double *guess, SulNewtonResult *result, SulError *error);

/* What forces are measured by (residual, above); 0 before the first increment. A restart sets it. */
double *SulNewtonReference(SulNewton *newton);

/* The middle of a cell. */
typedef struct {
  int phase;
  double position[3]; /* m */
} SulNewtonPlace;

/* Collective. Where the last solve failed. */
PetscErrorCode SulNewtonWhere(const SulNewton *newton, SulNewtonPlace *where);

#endif

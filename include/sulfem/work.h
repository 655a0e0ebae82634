/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done on a body from increment to increment: the work of the surroundings and that of the
 * swelling, which together are what it stores and dissipates. */
#ifndef SULFEM_WORK_H
#define SULFEM_WORK_H

#include <sulfem/body.h>

/* External, by swelling, and the sizes of both added up: what an error is relative to. */
enum { SUL_WORK_EXTERNAL, SUL_WORK_SWELLING, SUL_WORK_MOVED, SUL_WORKS };

/* Where the last increment ended at the points of a block whose lithiation differs within
 * particles. */
typedef struct {
  const SulBlock *block;
  SulLane *swelling, *lithiation; /* [batches][points] as in the block */
} SulWorkPoints;

typedef struct {
  double total[SUL_WORKS]; /* J since the start, the same on all ranks */
  /* Where the last increment ended: at the rank's own nodes that the surroundings can do work on,
   * and by phase. */
  PetscInt count;
  PetscInt *node;                /* [count] */
  double *force, *moved;         /* [count][3] N, m */
  double *swelling, *lithiation; /* [phase_count] */
  double *drive, *change;        /* [phase_count] J, this rank's part of int dW/dswelling dV and
                              int dW/dlithiation dV at constant swelling, where moduli follow it */
  int block_count;
  SulWorkPoints *blocks; /* [block_count] */
  double *before;        /* [nodes_local][3] m; NULL where there are no blocks */
} SulWork;

/* For a body that SulBodyHold has seen, at rest without load. */
void SulWorkCreate(const SulBody *body, SulWork *work);
void SulWorkDestroy(SulWork *work);

/* Collective. The increment from the last solution to this one, whose balance was the last one found
 * and whose points have not been committed yet, by the trapezoidal rule:
 *
 *     external  sum over nodes (f0 + f1)/2 . (u1 - u0), f reactions and applied forces
 *     swelling  sum over phases (D0 + D1)/2 (s1 - s0), D = int dW/ds dV (SulBlock), and likewise
 *               with the lithiation where moduli follow it
 *
 * Where lithiation differs within particles a point may go from nothing to all in one increment, as a
 * front passes. There it is what the elastic energy changes by with swelling and lithiation s,
 * J(u) = W(u, s1) - W(u, s0):
 *
 *     swelling  2 J(middle) - (J(u0) + J(u1))/2
 *
 * With dW = P : dF + dW/ds ds, a jump at F between two legs at s0 and s1 is work J(F) of swelling and
 * leaves the trapezoidal (P0 + P1)/2 : dF, what the forces on the nodes are, and a rest: with A_s the
 * moduli and a jump in the middle dF : (A_0 - A_1) : dF / 8, with half a jump at each end twice that.
 * The sum above has none, for W of second order in F.
 *
 * Exact for linear problems (Clapeyron); else the error falls with the square of the increments, and
 * what flow dissipates has the error of its own integration. */
PetscErrorCode SulWorkAdd(const SulBody *body, const SulSolution *solution, SulWork *work);

/* Collective. The next increment begins at this solution, likewise. */
PetscErrorCode SulWorkBegin(const SulBody *body, const SulSolution *solution, SulWork *work);

#endif

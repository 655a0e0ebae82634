/* SPDX-License-Identifier: BSD-2-Clause */
/* Tortuosity factor of phases on a voxel grid: steady diffusion between two opposite faces.
 *
 *   tau = eps D / D_eff
 *
 * with eps the phases' share of all voxels of the grid (also of those that carry no flux) and D_eff
 * the diffusivity of a homogeneous body that lets the same flux through. Potential 1 and 0 at the
 * two outer faces, no flux through the other four and through the phases' surface; cell-centred
 * finite volumes on the phases' voxels, half a cell to the outer faces, so that straight channels
 * give exactly 1. This is the definition and the discretisation of TauFactor: Cooper, Bertei,
 * Shearing, Kilner and Brandon, SoftwareX 5, 203 (2016).
 *
 * The unknowns are the voxels of percolating clusters alone, numbered without gaps: void, islands
 * and dead ends at one face cost nothing and cannot make the system singular. Conjugate gradients
 * with a multigrid whose finest level has no matrix and whose second one keeps what is not
 * connected within a block of 2 x 2 x 2 apart; algebraic multigrid does the rest. Measured at 200^3
 * (5.6 million unknowns, one core) that takes a quarter of the time and a third of the memory of
 * algebraic multigrid on the assembled matrix, at as many iterations (docs/microstructure.md), and
 * 20 iterations near the percolation threshold. A DMDA, which numbers all voxels of the box, would
 * want rows for voxels that have no equation and blocks that take walls of one voxel for open. */
#ifndef SULFEM_TORTUOSITY_H
#define SULFEM_TORTUOSITY_H

#include <petscsys.h>
#include <sulfem/percolation.h>

typedef struct {
  bool percolates;    /* false: nothing was solved, the factor is INFINITY (null in JSON) */
  double factor;      /* tau */
  double diffusivity; /* D_eff / D */
  double flux_in;     /* through the lowest face, as a share of what a grid of the phase alone */
  double flux_out;    /* would carry, and through the highest one: both are D_eff / D */
  int iterations;
  PetscInt64 unknowns; /* voxels of percolating clusters */
} SulTortuosity;

/* Which flux is sought, and how well. */
typedef struct {
  int axis;         /* 0, 1, 2 for x, y, z: from its lowest face to its highest */
  double tolerance; /* relative difference of the fluxes in and out; 0 stands for 1e-6 */
} SulFlux;

/* Collective. The same on every rank and, to the flux' tolerance, on any number of ranks. PETSc
 * options have the prefix tortuosity_. SUL_DIVERGED where the solver fails, SUL_INPUT where memory
 * for the clusters does not suffice. */
PetscErrorCode SulTortuosityFind(MPI_Comm comm, const SulVoxels *grid, const SulPhaseSet *phases,
                                 SulFlux flux, SulTortuosity *result, SulError *error);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The finite-volume operator of steady diffusion on the unknowns, without a matrix. Private to
 * src/voxel.
 *
 * Neighbours of a run's voxels in another row are consecutive unknowns there, so the product is a
 * sum over segments (to, from, length): 3 bytes an unknown where a compressed matrix takes 84, and
 * as many times fewer to read in every product. */
#ifndef SULFEM_DIFFUSION_H
#define SULFEM_DIFFUSION_H

#include <petscmat.h>
#include <petscsf.h>

#include "unknowns.h"

typedef struct {
  PetscInt to, from, length;
} SulSegment;

typedef struct {
  const SulUnknowns *unknowns;
  PetscInt below, above; /* unknowns of the next row ranges of other ranks, `below` ones first */
  PetscSF halo;          /* leaves [below + above] */
  PetscScalar *beside;   /* their values */
  size_t own_count, other_count;
  size_t *first;     /* [own rows + 1], first of a row's own segments */
  SulSegment *own;   /* between own unknowns, counted from the first one */
  SulSegment *other; /* from the halo's */
  uint8_t *diagonal; /* [own unknowns] */
} SulDiffusion;

/* Collective. Conductances in units of D times the voxel's edge: 1 between neighbours, 2 to an
 * outer face of inflow or outflow. `matrix` is a shell, symmetric and positive definite; it borrows
 * `diffusion`, which borrows the unknowns. */
PetscErrorCode SulDiffusionCreate(const SulUnknowns *unknowns, SulDiffusion *diffusion,
                                  Mat *matrix);
PetscErrorCode SulDiffusionDestroy(SulDiffusion *diffusion);

#endif

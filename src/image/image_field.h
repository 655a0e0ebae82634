/* SPDX-License-Identifier: BSD-2-Clause */
/* A voxel grid as smooth regions: every phase blurred, the strongest wins. Room-private.
 *
 * Lengths in voxels: the grid is the box [0, size], centres of voxels lie at halves. */
#ifndef SULFEM_IMAGE_FIELD_H
#define SULFEM_IMAGE_FIELD_H

#include <sulfem/voxel.h>

typedef struct {
  int size[3];
  int phase_count;
  float *strength; /* [size[2]][size[1]][size[0]][phase_count] at the voxels' centres */
  float *bias;     /* [phase_count] added to the strengths, which keeps the volumes */
} SulImageField;

/* Blurs the indicator of every phase with a Gaussian of standard deviation `sigma` (voxels; 0: not
 * at all), mirrored at the faces. SUL_INPUT where memory does not suffice. */
void SulImageFieldMake(SulImageField *field, const SulVoxels *grid, double sigma, SulError *error);
void SulImageFieldFree(SulImageField *field);

/* Chooses the bias such that every phase has the share of the volume that it has in the grid:
 * curved interfaces shrink towards their centres when they are blurred, and are moved back as a
 * whole. The shares are taken from samples, at least one a voxel up to 4 million; a share that is
 * right to 1e-4 of the volume is left alone, so flat layers stay where they are. */
void SulImageFieldBalance(SulImageField *field, const SulVoxels *grid);

/* Strengths at a point of the box [phase_count], bias included: trilinear between centres, constant
 * from the outermost centres to the faces. */
void SulImageFieldAt(const SulImageField *field, const double point[3], float *strength);

/* The phase that wins there; the first of equals. */
int SulImageFieldPhase(const SulImageField *field, const double point[3]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Voxels and their places. Room-private. */
#ifndef SULFEM_RASTER_H
#define SULFEM_RASTER_H

#include <sulfem/analyse.h>

/* Collective. An empty grid over the box of the mesh, phases named; errors of SulVoxelsOfMesh. */
PetscErrorCode SulGridMake(const SulMesh *mesh, double edge, SulVoxels *grid, SulError *error);

/* Coordinate of the centre of voxel i along an axis. */
double SulVoxelCentre(const SulVoxels *grid, int axis, int i);

/* The voxels along an axis with centres from `low` to `high`: first .. last, none when first >
 * last.
 */
void SulVoxelRange(const SulVoxels *grid, int axis, double low, double high, int *first, int *last);

#endif

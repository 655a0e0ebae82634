/* The finite-volume matrix of steady diffusion on the unknowns. Private to src/voxel. */
#ifndef SULFEM_DIFFUSION_H
#define SULFEM_DIFFUSION_H

#include <petscmat.h>

#include "unknowns.h"

/* Collective. Conductances in units of D times the voxel's edge: 1 between neighbours, 2 to an
 * outer face of inflow or outflow. Symmetric, positive definite. */
PetscErrorCode SulDiffusionCreate(const SulUnknowns *unknowns, Mat *matrix);

#endif

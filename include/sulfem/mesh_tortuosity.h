/* SPDX-License-Identifier: BSD-2-Clause */
/* Tortuosity factor of a phase on the tetrahedral mesh itself: no voxels, no staircase.
 *
 *   tau = eps D / D_eff
 *
 * as in <sulfem/tortuosity.h>, with eps the phase's share of the mesh's box. Finite elements of the
 * mesh's order on the cells of those bodies of the phase that reach both faces, potential 1 and 0
 * prescribed there. D_eff comes from the dissipation, which is never below the exact one of the
 * same geometry: tau approaches its limit from below, where voxels approach it from above. */
#ifndef SULFEM_MESH_TORTUOSITY_H
#define SULFEM_MESH_TORTUOSITY_H

#include <sulfem/mesh.h>
#include <sulfem/tortuosity.h>

/* Collective. Whether the mesh has the surface groups "xmin" and "xmax" (of the axis) and they lie
 * in the planes of its box. */
PetscErrorCode SulMeshTortuosityPossible(const SulMesh *mesh, int axis, PetscBool *possible);

/* Collective. The flux' axis must be possible. Bodies hang together through faces of cells (a phase that
 * does not reach both faces so does not percolate: factor INFINITY). `result->unknowns` are free
 * nodes. Tolerance, options and errors as for voxels. */
PetscErrorCode SulMeshTortuosityFind(const SulMesh *mesh, int phase, SulFlux flux,
                                     SulTortuosity *result, SulError *error);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The interfaces' own grid of triangles, under /interfaces in fields.h5. Private to src/io. */
#ifndef SULFEM_SURFACE_H
#define SULFEM_SURFACE_H

#include "fields.h"

struct SulSurface {
  const SulSurfaceGrid *grid;
  PetscInt64 nodes_total, faces_total;
  PetscInt node_count; /* that this rank writes */
  PetscInt *nodes;     /* [node_count] local numbers in the mesh */
  SulFileOrder node_order, face_order;
};

/* Collective. Numbers nodes and faces without gaps: nodes by their number in the mesh file, faces as
 * the grid says. `faces`: [count][face_nodes] of the new node numbers; free() it. */
PetscErrorCode SulSurfaceCreate(const SulMesh *mesh, const SulSurfaceGrid *grid,
                                SulSurface **surface, PetscInt64 **faces);
PetscErrorCode SulSurfaceDestroy(SulSurface **surface);

/* Rank 0: groups and datasets without values, of the grid with its step 0, and of a step; of
 * particles with them. */
void SulSurfaceBuild(const SulFields *fields, SulH5 *h5);
void SulSurfaceBuildStep(const SulFields *fields, SulH5 *h5, int step);

/* Collective: the values. */
PetscErrorCode SulSurfaceWrite(const SulFields *fields, SulH5 *h5, const PetscInt64 *faces);
PetscErrorCode SulSurfaceWriteStep(const SulFields *fields, SulH5 *h5, int step);

#endif

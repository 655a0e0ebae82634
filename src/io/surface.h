/* SPDX-License-Identifier: BSD-2-Clause */
/* The interfaces' own grid of triangles, under /interfaces in fields.h5. Private to src/io. */
#ifndef SULFEM_SURFACE_H
#define SULFEM_SURFACE_H

#include "fields.h"
#include "fields_schema.h"

struct SulSurface {
  const SulInterfaces *interfaces;
  PetscInt64 nodes_total;
  PetscInt node_count; /* that this rank writes */
  PetscInt *nodes;     /* [node_count] local numbers in the mesh */
  SulFileOrder node_order, face_order;
};

/* Collective. Numbers nodes and faces as the mesh file does, without gaps: nodes by their number in
 * the file, faces by the number of the particle's cell and then by its side. `faces`:
 * [count][face_nodes] of the new node numbers; free() it. */
PetscErrorCode SulSurfaceCreate(const SulInterfaces *interfaces, SulSurface **surface,
                                PetscInt64 **faces);
PetscErrorCode SulSurfaceDestroy(SulSurface **surface);

/* Rank 0: groups and datasets without values, of the grid with its step 0, and of a step. */
void SulSurfaceBuild(const SulSurface *surface, SulH5 *h5);
void SulSurfaceBuildStep(const SulSurface *surface, SulH5 *h5, int step,
                         const SulInterfaceField *field);
long long SulSurfaceBytes(const SulSurface *surface);
long long SulSurfaceStepBytes(const SulSurface *surface);

/* Collective: the values. */
PetscErrorCode SulSurfaceWrite(const SulSurface *surface, SulH5 *h5, const PetscInt64 *faces,
                               const SulInterfaceField *field);
PetscErrorCode SulSurfaceWriteStep(const SulSurface *surface, SulH5 *h5, int step,
                                   const SulStepFields *fields);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Voxel grids to tetrahedra. Room-private. */
#ifndef SULFEM_IMAGE_MESH_H
#define SULFEM_IMAGE_MESH_H

#include <sulfem/image.h>
#include <sulfem/log.h>
#include <sulfem/mesh_draft.h>

/* A grid on its way to a mesh. `draft` has one volume for each meshed phase with voxels, and a
 * surface for each pair of a volume and a face of the box, and of a volume and a void that touch.
 */
typedef struct {
  const SulVoxels *grid;
  const SulImageRecipe *recipe;
  double unit;     /* metres in a length unit of the mesh */
  int *volume_of;  /* [phase_count], SUL_NO_VOLUME for voids */
  int *surface_of; /* [6 + phase_count][phase_count]: face or void, phase behind; -1: none yet */
  SulDraft draft;
} SulImageMesh;

/* The surface of `phase` (meshed) in the face 0..5 of the box, or against the void `wall` (then
 * face -1); made on first use. */
int SulImageSurfaceOf(SulImageMesh *mesh, int face, int wall, int phase);

/* Six tetrahedra a voxel (Kuhn's subdivision: all along the diagonal 000-111, so neighbours fit).
 */
void SulImageStairs(SulImageMesh *mesh, SulError *error);

/* Smooth surfaces, through CGAL. SUL_INPUT where the program was built without it. */
void SulImageSmooth(SulImageMesh *mesh, SulLog *log, SulError *error);

#endif

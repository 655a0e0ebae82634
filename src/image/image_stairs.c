/* SPDX-License-Identifier: BSD-2-Clause */
/* Stair-cased meshes: every voxel cut into tetrahedra as it is. */
#include "image_mesh.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Corner c of a voxel stands at bit 0, 1, 2 of c along x, y, z. Each tetrahedron walks from corner
 * 0 to corner 7 along the axes in one of the six orders; the odd orders are turned to be positive.
 */
static const int kuhn[6][4] = {{0, 1, 3, 7}, {0, 2, 6, 7}, {0, 4, 5, 7},
                               {0, 3, 2, 7}, {0, 6, 4, 7}, {0, 5, 1, 7}};

typedef struct {
  SulImageMesh *mesh;
  int *node_at; /* node of a corner of the grid, -1: none yet */
  size_t step[3];
} Stairs;

static int NodeAt(Stairs *stairs, const int at[3]) {
  const SulVoxels *grid = stairs->mesh->grid;
  SulDraft *draft = &stairs->mesh->draft;
  size_t place = (size_t)at[0] * stairs->step[0] + (size_t)at[1] * stairs->step[1] +
                 (size_t)at[2] * stairs->step[2];
  if (stairs->node_at[place] >= 0) return stairs->node_at[place];
  SulDraftReserveNodes(draft, 1);
  for (int d = 0; d < 3; d++)
    draft->nodes[draft->node_count][d] = at[d] * grid->edge / stairs->mesh->unit;
  return stairs->node_at[place] = draft->node_count++;
}

static void AddTriangle(SulDraft *draft, int a, int b, int c, int surface) {
  SulDraftReserveTriangles(draft, 1);
  int *triangle = draft->triangles[draft->triangle_count];
  triangle[0] = a;
  triangle[1] = b;
  triangle[2] = c;
  draft->triangle_surface[draft->triangle_count++] = surface;
}

/* One face of a voxel, cut along its diagonal from the lowest to the highest corner. */
static void AddFace(SulDraft *draft, const int corners[8], int side, int surface) {
  int d = side / 2, a = 1 << (d + 1) % 3, b = 1 << (d + 2) % 3, low = side % 2 ? 1 << d : 0;
  int first = side % 2 ? a : b, second = side % 2 ? b : a;
  AddTriangle(draft, corners[low], corners[low + first], corners[low + a + b], surface);
  AddTriangle(draft, corners[low], corners[low + a + b], corners[low + second], surface);
}

/* Faces of the voxel on the box and against voids; side 2 d + s looks along axis d, up for s = 1,
 * which is also the number of that face of the box. */
static void AddFaces(Stairs *stairs, const int at[3], int phase, const int corners[8]) {
  SulImageMesh *mesh = stairs->mesh;
  const SulVoxels *grid = mesh->grid;
  for (int side = 0; side < 6; side++) {
    int next[3] = {at[0], at[1], at[2]}, d = side / 2;
    next[d] += side % 2 ? 1 : -1;
    if (next[d] < 0 || next[d] >= grid->size[d]) {
      AddFace(&mesh->draft, corners, side, SulImageSurfaceOf(mesh, side, -1, phase));
      continue;
    }
    int wall = grid->labels[SulVoxelIndex(grid, next[0], next[1], next[2])];
    if (mesh->volume_of[wall] == SUL_NO_VOLUME)
      AddFace(&mesh->draft, corners, side, SulImageSurfaceOf(mesh, -1, wall, phase));
  }
}

static void AddVoxel(Stairs *stairs, const int at[3], int phase) {
  SulDraft *draft = &stairs->mesh->draft;
  int corners[8];
  for (int c = 0; c < 8; c++)
    corners[c] =
        NodeAt(stairs, (const int[3]){at[0] + (c & 1), at[1] + (c >> 1 & 1), at[2] + (c >> 2)});
  for (int t = 0; t < 6; t++) {
    for (int i = 0; i < 4; i++)
      draft->tets[draft->tet_count][i] = corners[kuhn[t][i]];
    draft->tet_volume[draft->tet_count++] = stairs->mesh->volume_of[phase];
  }
  AddFaces(stairs, at, phase, corners);
}

/* Makes room for all tetrahedra; what an `int` counts is the limit. */
static void ReserveVoxels(SulImageMesh *mesh, SulError *error) {
  const SulVoxels *grid = mesh->grid;
  size_t count = (size_t)grid->size[0] * (size_t)grid->size[1] * (size_t)grid->size[2], meshed = 0;
  for (size_t v = 0; v < count; v++)
    meshed += mesh->volume_of[grid->labels[v]] != SUL_NO_VOLUME;
  if (meshed > INT_MAX / 6)
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: key \"image\": %zu voxels would be %zu tetrahedra, of which %d can be "
                "made; coarsen the image, or take a region of it",
                mesh->recipe->path, mesh->recipe->image_line, meshed, 6 * meshed, INT_MAX);
  else
    SulDraftReserveTets(&mesh->draft, (int)(6 * meshed));
}

void SulImageStairs(SulImageMesh *mesh, SulError *error) {
  const SulVoxels *grid = mesh->grid;
  ReserveVoxels(mesh, error);
  if (SulFailed(error)) return;
  Stairs stairs = {.mesh = mesh, .step = {1, 0, 0}};
  stairs.step[1] = (size_t)grid->size[0] + 1;
  stairs.step[2] = stairs.step[1] * ((size_t)grid->size[1] + 1);
  size_t corners = stairs.step[2] * ((size_t)grid->size[2] + 1);
  stairs.node_at = SulAllocate(corners, sizeof *stairs.node_at);
  memset(stairs.node_at, 0xff, corners * sizeof *stairs.node_at);
  int at[3];
  for (at[2] = 0; at[2] < grid->size[2]; at[2]++)
    for (at[1] = 0; at[1] < grid->size[1]; at[1]++)
      for (at[0] = 0; at[0] < grid->size[0]; at[0]++) {
        int phase = grid->labels[SulVoxelIndex(grid, at[0], at[1], at[2])];
        if (mesh->volume_of[phase] != SUL_NO_VOLUME) AddVoxel(&stairs, at, phase);
      }
  free(stairs.node_at);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The arrays of a mesh in the making: they grow, and are freed. */
#include "mesh_shape.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesh_draft.h>

const int SulTetEdges[6][2] = {{0, 1}, {1, 2}, {0, 2}, {0, 3}, {1, 3}, {2, 3}};

void SulDraftReserveNodes(SulDraft *draft, int count) {
  draft->nodes = SulGrow(draft->nodes, &draft->node_room, (size_t)draft->node_count + (size_t)count,
                         sizeof *draft->nodes);
}

void SulDraftReserveTriangles(SulDraft *draft, int count) {
  size_t room = SulRoomFor(draft->triangle_room, (size_t)draft->triangle_count + (size_t)count);
  if (room == draft->triangle_room) return;
  draft->triangles = SulReallocate(draft->triangles, room, sizeof *draft->triangles);
  draft->triangle_surface = SulReallocate(draft->triangle_surface, room, sizeof(int));
  draft->triangle_room = room;
}

void SulDraftReserveTets(SulDraft *draft, int count) {
  size_t room = SulRoomFor(draft->tet_room, (size_t)draft->tet_count + (size_t)count);
  if (room == draft->tet_room) return;
  draft->tets = SulReallocate(draft->tets, room, sizeof *draft->tets);
  draft->tet_volume = SulReallocate(draft->tet_volume, room, sizeof *draft->tet_volume);
  draft->tet_room = room;
}

int SulDraftAddSurface(SulDraft *draft, const SulDraftSurface *surface) {
  draft->surfaces = SulGrow(draft->surfaces, &draft->surface_room, (size_t)draft->surface_count + 1,
                            sizeof *draft->surfaces);
  draft->surfaces[draft->surface_count] = *surface;
  return draft->surface_count++;
}

int *SulDraftShapeOfNodes(const SulDraft *draft) {
  int *shape_of = SulAllocate((size_t)draft->node_count, sizeof *shape_of);
  memset(shape_of, 0xff, (size_t)draft->node_count * sizeof *shape_of);
  for (int on_faces = 0; on_faces < 2; on_faces++)
    for (int t = 0; t < draft->triangle_count; t++) {
      int shape = draft->surfaces[draft->triangle_surface[t]].shape;
      for (int i = 0; i < 3 && (shape < 0) == (on_faces == 1); i++)
        shape_of[draft->triangles[t][i]] = shape;
    }
  return shape_of;
}

void SulDraftFree(SulDraft *draft) {
  free(draft->shapes);
  free(draft->surfaces);
  free(draft->volumes);
  free(draft->nodes);
  free(draft->triangles);
  free(draft->triangle_middles);
  free(draft->triangle_surface);
  free(draft->tets);
  free(draft->tet_middles);
  free(draft->tet_volume);
  memset(draft, 0, sizeof *draft);
}

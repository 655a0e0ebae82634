/* SPDX-License-Identifier: BSD-2-Clause */
/* The arrays of a mesh in the making: they grow, and are freed. */
#include "mesh_shape.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesh_draft.h>

const int SulTetEdges[6][2] = {{0, 1}, {1, 2}, {0, 2}, {0, 3}, {1, 3}, {2, 3}};

void SulBodyReserveNodes(SulBody *body, int count) {
  body->nodes = SulGrow(body->nodes, &body->node_room, (size_t)body->node_count + (size_t)count,
                        sizeof *body->nodes);
}

void SulBodyReserveTriangles(SulBody *body, int count) {
  size_t room = SulRoomFor(body->triangle_room, (size_t)body->triangle_count + (size_t)count);
  if (room == body->triangle_room) return;
  body->triangles = SulReallocate(body->triangles, room, sizeof *body->triangles);
  body->triangle_surface = SulReallocate(body->triangle_surface, room, sizeof(int));
  body->triangle_room = room;
}

void SulBodyReserveTets(SulBody *body, int count) {
  size_t room = SulRoomFor(body->tet_room, (size_t)body->tet_count + (size_t)count);
  if (room == body->tet_room) return;
  body->tets = SulReallocate(body->tets, room, sizeof *body->tets);
  body->tet_volume = SulReallocate(body->tet_volume, room, sizeof *body->tet_volume);
  body->tet_room = room;
}

int SulBodyAddSurface(SulBody *body, const SulBodySurface *surface) {
  body->surfaces = SulGrow(body->surfaces, &body->surface_room, (size_t)body->surface_count + 1,
                           sizeof *body->surfaces);
  body->surfaces[body->surface_count] = *surface;
  return body->surface_count++;
}

int *SulBodyShapeOfNodes(const SulBody *body) {
  int *shape_of = SulAllocate((size_t)body->node_count, sizeof *shape_of);
  memset(shape_of, 0xff, (size_t)body->node_count * sizeof *shape_of);
  for (int on_faces = 0; on_faces < 2; on_faces++)
    for (int t = 0; t < body->triangle_count; t++) {
      int shape = body->surfaces[body->triangle_surface[t]].shape;
      for (int i = 0; i < 3 && (shape < 0) == (on_faces == 1); i++)
        shape_of[body->triangles[t][i]] = shape;
    }
  return shape_of;
}

void SulBodyFree(SulBody *body) {
  free(body->shapes);
  free(body->surfaces);
  free(body->volumes);
  free(body->nodes);
  free(body->triangles);
  free(body->triangle_middles);
  free(body->triangle_surface);
  free(body->tets);
  free(body->tet_middles);
  free(body->tet_volume);
  memset(body, 0, sizeof *body);
}

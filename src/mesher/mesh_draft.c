/* SPDX-License-Identifier: BSD-2-Clause */
/* The arrays of a mesh in the making: they grow, and are freed. */
#include "mesh_shape.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesh_draft.h>

const int SulTetEdges[6][2] = {{0, 1}, {1, 2}, {0, 2}, {0, 3}, {1, 3}, {2, 3}};

/* realloc that stops the program when memory is exhausted. */
static void *Resize(void *memory, size_t count, size_t size) {
  void *resized = realloc(memory, count * size);
  if (resized) return resized;
  fprintf(stderr, "sulfem: error: out of memory (%zu x %zu bytes asked for)\n", count, size);
  exit(SUL_INTERNAL);
}

static bool NeedsRoom(int used, int *room, int more) {
  if (used + more <= *room) return false;
  *room = used + more > *room + *room / 2 ? used + more : *room + *room / 2;
  return true;
}

void SulBodyReserveNodes(SulBody *body, int count) {
  if (!NeedsRoom(body->node_count, &body->node_room, count)) return;
  body->nodes = Resize(body->nodes, (size_t)body->node_room, sizeof *body->nodes);
}

void SulBodyReserveTriangles(SulBody *body, int count) {
  if (!NeedsRoom(body->triangle_count, &body->triangle_room, count)) return;
  size_t room = (size_t)body->triangle_room;
  body->triangles = Resize(body->triangles, room, sizeof *body->triangles);
  body->triangle_surface = Resize(body->triangle_surface, room, sizeof *body->triangle_surface);
}

void SulBodyReserveTets(SulBody *body, int count) {
  if (!NeedsRoom(body->tet_count, &body->tet_room, count)) return;
  size_t room = (size_t)body->tet_room;
  body->tets = Resize(body->tets, room, sizeof *body->tets);
  body->tet_volume = Resize(body->tet_volume, room, sizeof *body->tet_volume);
}

int SulBodyAddSurface(SulBody *body, const SulBodySurface *surface) {
  if (NeedsRoom(body->surface_count, &body->surface_room, 1))
    body->surfaces = Resize(body->surfaces, (size_t)body->surface_room, sizeof *body->surfaces);
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

/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives tetrahedra their mid-edge nodes, on the exact surfaces where that inverts none. */
#include "mesh_curve.h"
#include "mesh_jacobian.h"
#include "mesh_shape.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Edges by their two ends, in an open-addressing table. */
typedef struct {
  uint64_t *keys; /* low end * 2^32 + high end + 1; 0: free */
  int *middle;    /* node */
  size_t mask;
} EdgeTable;

static uint64_t Key(int a, int b) {
  uint64_t low = (uint64_t)(a < b ? a : b), high = (uint64_t)(a < b ? b : a);
  return (low << 32 | high) + 1;
}

static size_t Slot(const EdgeTable *table, uint64_t key) {
  uint64_t hash = key * 0x9e3779b97f4a7c15u;
  size_t slot = (size_t)(hash >> 20) & table->mask;
  while (table->keys[slot] != 0 && table->keys[slot] != key)
    slot = (slot + 1) & table->mask;
  return slot;
}

static EdgeTable CreateTable(int tets) {
  EdgeTable table = {0};
  size_t room = 1024;
  while (room < (size_t)tets * 5 / 2) /* 1.2 edges a tetrahedron in a large mesh, up to 6 */
    room *= 2;
  table.mask = room - 1;
  table.keys = SulAllocate(room, sizeof *table.keys);
  table.middle = SulAllocate(room, sizeof *table.middle);
  return table;
}

static void Widen(EdgeTable *table) {
  EdgeTable old = *table;
  size_t room = 2 * (old.mask + 1);
  table->mask = room - 1;
  table->keys = SulAllocate(room, sizeof *table->keys);
  table->middle = SulAllocate(room, sizeof *table->middle);
  for (size_t i = 0; i <= old.mask; i++) {
    if (old.keys[i] == 0) continue;
    size_t slot = Slot(table, old.keys[i]);
    table->keys[slot] = old.keys[i];
    table->middle[slot] = old.middle[i];
  }
  free(old.keys);
  free(old.middle);
}

/* The middle node of an edge, made (straight) when the edge is new. */
static int MiddleOf(SulDraft *draft, EdgeTable *table, int first_middle, int a, int b) {
  uint64_t key = Key(a, b);
  size_t slot = Slot(table, key);
  if (table->keys[slot] != 0) return table->middle[slot];
  if ((size_t)(draft->node_count - first_middle) * 5 > (table->mask + 1) * 4) {
    Widen(table);
    slot = Slot(table, key);
  }
  SulDraftReserveNodes(draft, 1);
  for (int k = 0; k < 3; k++)
    draft->nodes[draft->node_count][k] = 0.5 * (draft->nodes[a][k] + draft->nodes[b][k]);
  table->keys[slot] = key;
  return table->middle[slot] = draft->node_count++;
}

static void NumberMiddles(SulDraft *draft, EdgeTable *table) {
  int first = draft->node_count;
  draft->tet_middles = SulAllocate((size_t)draft->tet_count, sizeof *draft->tet_middles);
  draft->triangle_middles =
      SulAllocate((size_t)draft->triangle_count, sizeof *draft->triangle_middles);
  for (int t = 0; t < draft->tet_count; t++)
    for (int e = 0; e < 6; e++)
      draft->tet_middles[t][e] = MiddleOf(draft, table, first, draft->tets[t][SulTetEdges[e][0]],
                                          draft->tets[t][SulTetEdges[e][1]]);
  for (int t = 0; t < draft->triangle_count; t++)
    for (int e = 0; e < 3; e++)
      draft->triangle_middles[t][e] =
          MiddleOf(draft, table, first, draft->triangles[t][e], draft->triangles[t][(e + 1) % 3]);
}

/* The faces of the box that the middles of edges lie on, as sets. */
static unsigned char *FacesOfMiddles(const SulDraft *draft) {
  unsigned char *planes = SulAllocate((size_t)draft->node_count, 1);
  for (int t = 0; t < draft->triangle_count; t++) {
    int face = draft->surfaces[draft->triangle_surface[t]].face;
    for (int e = 0; e < 3 && face >= 0; e++)
      planes[draft->triangle_middles[t][e]] |= (unsigned char)SUL_PLANE_BIT(face);
  }
  return planes;
}

/* Middles of edges on shapes go onto the shapes; those on a face too (a rim) keep to the face. */
static void Project(SulDraft *draft, const double edges[3], bool *curved) {
  unsigned char *planes = FacesOfMiddles(draft);
  for (int t = 0; t < draft->triangle_count; t++) {
    const SulDraftSurface *surface = &draft->surfaces[draft->triangle_surface[t]];
    if (surface->shape < 0) continue;
    for (int e = 0; e < 3; e++) {
      int middle = draft->triangle_middles[t][e];
      if (curved[middle]) continue;
      SulShapeBind(&draft->shapes[surface->shape], planes[middle], edges, draft->nodes[middle]);
      curved[middle] = true;
    }
  }
  free(planes);
}

/* Edges across a layer: outer shape and core of one particle are images of one unit sphere, and the
 * middle of an oblique edge belongs halfway between the two surfaces. */
static void ProjectLayers(SulDraft *draft, bool *curved) {
  int *shape_of = SulDraftShapeOfNodes(draft);
  for (int t = 0; t < draft->tet_count; t++) {
    if (!draft->volumes[draft->tet_volume[t]].layered) continue;
    for (int e = 0; e < 6; e++) {
      int a = draft->tets[t][SulTetEdges[e][0]], b = draft->tets[t][SulTetEdges[e][1]];
      int middle = draft->tet_middles[t][e];
      if (shape_of[a] == shape_of[b] || curved[middle]) continue;
      const SulShape *one = &draft->shapes[shape_of[a]], *two = &draft->shapes[shape_of[b]];
      double unit_a[3], unit_b[3], unit[3], square = 0, on_one[3], on_two[3];
      SulShapeDirection(one, draft->nodes[a], unit_a);
      SulShapeDirection(two, draft->nodes[b], unit_b);
      for (int k = 0; k < 3; k++) {
        unit[k] = unit_a[k] + unit_b[k];
        square += unit[k] * unit[k];
      }
      for (int k = 0; k < 3; k++)
        unit[k] /= sqrt(square);
      SulShapePoint(one, unit, on_one);
      SulShapePoint(two, unit, on_two);
      for (int k = 0; k < 3; k++)
        draft->nodes[middle][k] = 0.5 * (on_one[k] + on_two[k]);
      curved[middle] = true;
    }
  }
  free(shape_of);
}

/* Moves the middle of edge e of a tetrahedron to the middle between its ends. */
static void Straighten(SulDraft *draft, int tet, int e) {
  const double *a = draft->nodes[draft->tets[tet][SulTetEdges[e][0]]];
  const double *b = draft->nodes[draft->tets[tet][SulTetEdges[e][1]]];
  for (int k = 0; k < 3; k++)
    draft->nodes[draft->tet_middles[tet][e]][k] = 0.5 * (a[k] + b[k]);
}

/* Straightens, one by one, the edges that do most for the tetrahedron, until it is safe: mostly one
 * is enough. A tetrahedron with two faces, or three edges at a vertex, on one smooth surface is
 * degenerate when it is curved, however fine the mesh is. */
static double MendOne(SulDraft *draft, const bool *curved, int tet, bool *straight, double floor) {
  double scaled = SulJacobianLeast(draft, tet);
  while (scaled <= floor) {
    int best = -1;
    double reached = scaled;
    for (int e = 0; e < 6; e++) {
      int middle = draft->tet_middles[tet][e];
      double kept[3];
      if (!curved[middle] || straight[middle]) continue;
      memcpy(kept, draft->nodes[middle], sizeof kept);
      Straighten(draft, tet, e);
      double trial = SulJacobianLeast(draft, tet);
      memcpy(draft->nodes[middle], kept, sizeof kept);
      if (best >= 0 && trial <= reached) continue;
      best = e;
      reached = trial;
    }
    if (best < 0) return scaled;
    Straighten(draft, tet, best);
    straight[draft->tet_middles[tet][best]] = true;
    scaled = reached;
  }
  return scaled;
}

static bool HasCurve(const SulDraft *draft, const bool *curved, int tet) {
  const int *middles = draft->tet_middles[tet];
  for (int e = 0; e < 6; e++)
    if (curved[middles[e]]) return true;
  return false;
}

/* Straightens until every tetrahedron is safe: a straightened edge changes its neighbours too. */
static double Mend(SulDraft *draft, const bool *curved, bool *straight, double floor) {
  double least = 1;
  for (bool changed = true; changed;) {
    changed = false;
    least = 1;
    for (int t = 0; t < draft->tet_count; t++) {
      if (!HasCurve(draft, curved, t)) continue;
      double before = SulJacobianLeast(draft, t);
      double scaled = MendOne(draft, curved, t, straight, floor);
      changed = changed || scaled > before;
      least = fmin(least, scaled);
    }
  }
  return least;
}

SulCurving SulDraftCurve(SulDraft *draft, const double edges[3], double floor) {
  SulCurving curving = {0};
  EdgeTable table = CreateTable(draft->tet_count);
  NumberMiddles(draft, &table);
  free(table.keys);
  free(table.middle);
  bool *curved = SulAllocate((size_t)draft->node_count, sizeof *curved);
  bool *straight = SulAllocate((size_t)draft->node_count, sizeof *straight);
  Project(draft, edges, curved);
  ProjectLayers(draft, curved);
  curving.least = Mend(draft, curved, straight, floor);
  for (int n = 0; n < draft->node_count; n++) {
    curving.straightened += straight[n];
    curving.curved += curved[n] && !straight[n];
  }
  free(curved);
  free(straight);
  return curving;
}

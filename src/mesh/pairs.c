/* SPDX-License-Identifier: BSD-2-Clause */
/* Which nodes of two groups of faces are copies of each other: the same body again, moved along. */
#include "serial.h"
#include <math.h>
#include <stdlib.h>
#include <sulfem/element.h>
#include <sulfem/text.h>
#include <sulfem/vector.h>

/* Nodes match within this share of the group's size: far above the rounding of coordinates in files,
 * below any edge. */
static const double reach = 1e-7;
/* Nodes are sorted along a direction in which no two of a mesh by rule coincide. */
static const double along[3] = {0.7236067977, 0.4370160244, 0.5342217371};

typedef struct {
  double key; /* place along the direction above */
  PetscInt node;
} Place;

/* The nodes of one group, each once, by key. */
typedef struct {
  PetscInt count;
  Place *places;
  bool *taken; /* [count] */
  double middle[3], size;
} Side;

static int Compare(const void *a, const void *b) {
  const Place *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return (x->node > y->node) - (x->node < y->node);
}

static PetscInt NodeOf(const SulSerialMesh *serial, PetscInt triangle, int k) {
  const PetscInt *nodes =
      serial->cell_node + (size_t)serial->triangle_cell[triangle] * (size_t)serial->cell_nodes;
  return nodes[sul_tetrahedron_face_nodes[serial->triangle_side[triangle]][k]];
}

static void MarkNodes(const SulSerialMesh *serial, int boundary, bool *marked) {
  const int face_nodes = serial->order == 1 ? 3 : 6;
  for (PetscInt t = 0; t < serial->triangles; t++) {
    if (serial->triangle_boundary[t] != boundary) continue;
    for (int k = 0; k < face_nodes; k++)
      marked[NodeOf(serial, t, k)] = true;
  }
}

/* Middle and size of the box around the nodes: the same of two sides, whichever way their nodes are
 * spread. */
static void Measure(const SulSerialMesh *serial, Side *side) {
  double low[3] = {INFINITY, INFINITY, INFINITY}, high[3] = {-INFINITY, -INFINITY, -INFINITY};
  for (PetscInt i = 0; i < side->count; i++)
    for (int d = 0; d < 3; d++) {
      double x = serial->coordinates[side->places[i].node][d];
      low[d] = fmin(low[d], x);
      high[d] = fmax(high[d], x);
    }
  for (int d = 0; d < 3; d++) {
    side->middle[d] = 0.5 * (low[d] + high[d]);
    side->size = fmax(side->size, high[d] - low[d]);
  }
}

static Side SideCreate(const SulSerialMesh *serial, int boundary) {
  Side side = {0};
  bool *marked = SulAllocate((size_t)serial->nodes, sizeof *marked);
  MarkNodes(serial, boundary, marked);
  for (PetscInt i = 0; i < serial->nodes; i++)
    side.count += marked[i];
  side.places = SulAllocate((size_t)side.count, sizeof *side.places);
  side.taken = SulAllocate((size_t)side.count, sizeof *side.taken);
  for (PetscInt i = 0, next = 0; i < serial->nodes; i++)
    if (marked[i]) side.places[next++].node = i;
  free(marked);
  Measure(serial, &side);
  for (PetscInt i = 0; i < side.count; i++) {
    double x[3];
    for (int d = 0; d < 3; d++)
      x[d] = serial->coordinates[side.places[i].node][d] - side.middle[d];
    side.places[i].key = SulDot(x, along);
  }
  if (side.count > 0) qsort(side.places, (size_t)side.count, sizeof *side.places, Compare);
  return side;
}

/* The node of the side at this place, from its middle, that has not been found yet; -1: none. */
static PetscInt FindNode(const SulSerialMesh *serial, Side *side, const double x[3]) {
  double key = SulDot(x, along), tolerance = reach * side->size;
  PetscInt low = 0, high = side->count;
  while (low < high) {
    PetscInt middle = low + (high - low) / 2;
    if (side->places[middle].key < key - tolerance)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < side->count && side->places[low].key <= key + tolerance; low++) {
    double there[3];
    for (int d = 0; d < 3; d++)
      there[d] = serial->coordinates[side->places[low].node][d] - side->middle[d];
    if (side->taken[low] || SulDistance(x, there) > tolerance) continue;
    side->taken[low] = true;
    return side->places[low].node;
  }
  return -1;
}

static PetscInt MasterOf(const SulSerialMesh *serial, PetscInt node) {
  while (serial->master[node] != node)
    node = serial->master[node];
  return node;
}

/* The lowest is the master. */
static void Join(SulSerialMesh *serial, PetscInt a, PetscInt b) {
  a = MasterOf(serial, a);
  b = MasterOf(serial, b);
  if (a < b) serial->master[b] = a;
  if (b < a) serial->master[a] = b;
}

static void Refuse(const SulFacePair *pair, const double *x, const double move[3],
                   SulError *error) {
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: boundaries: periodic: the groups \"%s\" and \"%s\" do not match: the first "
              "has a node at (%.9g, "
              "%.9g, %.9g) in mesh units, the second none where it is moved by (%.9g, %.9g, %.9g); "
              "both sides need the same mesh (Periodic Surface in Gmsh)",
              pair->path, pair->line, pair->group[0], pair->group[1], x[0], x[1], x[2], move[0],
              move[1], move[2]);
}

/* partner [serial->nodes]: of the first side's nodes those of the second. */
static void Match(SulSerialMesh *serial, const SulFacePair *pair, Side sides[2], PetscInt *partner,
                  SulError *error) {
  double move[3];
  for (int d = 0; d < 3; d++)
    move[d] = sides[1].middle[d] - sides[0].middle[d];
  if (sides[0].count != sides[1].count || SulDot(move, move) == 0) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: boundaries: periodic: the groups \"%s\" and \"%s\" do not match: they have "
                "%" PetscInt_FMT " and %" PetscInt_FMT
                " nodes, and lie (%.9g, %.9g, %.9g) mesh units apart; both "
                "sides need the same mesh (Periodic Surface in Gmsh)",
                pair->path, pair->line, pair->group[0], pair->group[1], sides[0].count,
                sides[1].count, move[0], move[1], move[2]);
    return;
  }
  for (PetscInt i = 0; i < sides[0].count && !SulFailed(error); i++) {
    const PetscInt node = sides[0].places[i].node;
    const double *at = serial->coordinates[node];
    double x[3];
    for (int d = 0; d < 3; d++)
      x[d] = at[d] - sides[0].middle[d];
    PetscInt other = FindNode(serial, &sides[1], x);
    if (other < 0)
      Refuse(pair, at, move, error);
    else
      Join(serial, node, partner[node] = other);
  }
}

/* ---- Triangles -------------------------------------------------------------------------------- */

/* Vertices in ascending order; `turned`: is that the other way round than seen from outside? */
typedef struct {
  PetscInt node[3];
  bool turned;
} Triangle;

static int CompareTriangles(const void *a, const void *b) {
  const Triangle *x = a, *y = b;
  for (int k = 0; k < 3; k++)
    if (x->node[k] != y->node[k]) return x->node[k] < y->node[k] ? -1 : 1;
  return 0;
}

/* Those of a group, sorted, by the partners of their nodes where `partner` is given; free() them. */
static Triangle *Triangles(const SulSerialMesh *serial, int boundary, const PetscInt *partner,
                           size_t *count) {
  Triangle *list = SulAllocate((size_t)serial->triangles, sizeof *list);
  *count = 0;
  for (PetscInt t = 0; t < serial->triangles; t++) {
    if (serial->triangle_boundary[t] != boundary) continue;
    Triangle *triangle = &list[(*count)++];
    for (int k = 0; k < 3; k++) {
      PetscInt node = NodeOf(serial, t, k);
      triangle->node[k] = partner ? partner[node] : node;
    }
    triangle->turned = SulSortThree(triangle->node);
  }
  if (*count > 0) qsort(list, *count, sizeof *list, CompareTriangles);
  return list;
}

static void RefuseTriangle(const SulSerialMesh *serial, const SulFacePair *pair,
                           const Triangle *triangle, const char *what, SulError *error) {
  double x[3] = {0};
  for (int k = 0; k < 3; k++)
    for (int d = 0; d < 3; d++)
      x[d] += serial->coordinates[triangle->node[k]][d] / 3;
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: boundaries: periodic: the groups \"%s\" and \"%s\" do not match: %s, as "
              "at (%.9g, %.9g, %.9g) in mesh units on the second",
              pair->path, pair->line, pair->group[0], pair->group[1], what, x[0], x[1], x[2]);
}

/* Forces of either side cancel in a homogeneous body where the triangles are the same, seen from the
 * other side: nodes alone do not do, of which there may be two meshes. */
static void MatchTriangles(const SulSerialMesh *serial, const SulFacePair *pair, const int group[2],
                           const PetscInt *partner, SulError *error) {
  size_t count[2];
  Triangle *moved = Triangles(serial, group[0], partner, &count[0]);
  Triangle *there = Triangles(serial, group[1], NULL, &count[1]);
  for (size_t i = 0; !SulFailed(error) && i < (count[0] > count[1] ? count[0] : count[1]); i++) {
    int order = i >= count[1] ? -1 : i >= count[0] ? 1 : CompareTriangles(&moved[i], &there[i]);
    if (order != 0)
      RefuseTriangle(serial, pair, order < 0 ? &moved[i] : &there[i],
                     "their nodes do, but not the triangles between them (both sides need the same "
                     "mesh, Periodic Surface in Gmsh)",
                     error);
    else if (moved[i].turned == there[i].turned)
      RefuseTriangle(serial, pair, &there[i],
                     "the body lies on the same side of both; the one has to face the other",
                     error);
  }
  free(moved);
  free(there);
}

void SulSerialPair(SulSerialMesh *serial, const SulFacePair *pair, SulError *error) {
  Side sides[2];
  int group[2];
  for (int k = 0; k < 2; k++) {
    group[k] = SulGroupFind(serial->boundaries, serial->boundary_count, pair->group[k]);
    if (group[k] >= 0) continue;
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: boundaries: faces: the mesh %s has no surface group \"%s\"", pair->path,
                pair->line, serial->path, pair->group[k]);
    SulGroupsList("surface", serial->boundaries, serial->boundary_count, pair->group[k], error);
    return;
  }
  if (!serial->master) {
    serial->master = SulAllocate((size_t)serial->nodes, sizeof *serial->master);
    for (PetscInt i = 0; i < serial->nodes; i++)
      serial->master[i] = i;
  }
  for (int k = 0; k < 2; k++)
    sides[k] = SideCreate(serial, group[k]);
  PetscInt *partner = SulAllocate((size_t)serial->nodes, sizeof *partner);
  Match(serial, pair, sides, partner, error);
  if (!SulFailed(error)) MatchTriangles(serial, pair, group, partner, error);
  free(partner);
  for (PetscInt i = 0; i < serial->nodes; i++)
    serial->master[i] = MasterOf(serial, i);
  for (int k = 0; k < 2; k++) {
    free(sides[k].places);
    free(sides[k].taken);
  }
}

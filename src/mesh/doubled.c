/* SPDX-License-Identifier: BSD-2-Clause */
/* Nodes of the outside that lie at one place: an interface that is joined in part opens as a crack.
 * A warning, not a refusal: a crack may be meant. */
#include "serial.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <sulfem/element.h>
#include <sulfem/text.h>
#include <sulfem/vector.h>

/* Nodes nearer to each other than this share of the edges around them are at one place: far above
 * the rounding of coordinates in files, far below any gap that a mesh could be made of. */
static const double at_one_place = 1e-4;

/* The vertices of faces with one cell only. */
typedef struct {
  PetscInt count;
  PetscInt *node;  /* [count] */
  int *phase;      /* [count], of the first of its outer cells */
  double *edge;    /* [count], the shortest of its outer edges */
  PetscInt *place; /* [nodes of the mesh], index into the above, or -1 */
} Outside;

/* Nodes hang in chains by the box of a regular grid that they lie in. */
typedef struct {
  double size; /* of a box: four times the largest distance that is looked at */
  size_t mask;
  PetscInt *head, *next;
} Grid;

typedef struct {
  PetscInt count, first, other; /* indices into Outside */
  PetscInt *between;            /* [phases][phases], how many */
} Doubled;

static PetscInt PlaceOf(Outside *outside, PetscInt node, int phase) {
  if (outside->place[node] < 0) {
    PetscInt at = outside->place[node] = outside->count++;
    outside->node[at] = node;
    outside->phase[at] = phase;
    outside->edge[at] = INFINITY;
  }
  return outside->place[node];
}

static void FindOutside(const SulSerialMesh *serial, Outside *outside) {
  size_t nodes = (size_t)serial->nodes, faces = 0;
  outside->place = SulReallocate(NULL, nodes, sizeof *outside->place);
  for (size_t i = 0; i < nodes; i++)
    outside->place[i] = -1;
  for (size_t f = 0; f < 4 * (size_t)serial->cells; f++)
    faces += serial->neighbour[f] < 0;
  size_t room = 3 * faces < nodes ? 3 * faces : nodes;
  outside->node = SulAllocate(room, sizeof *outside->node);
  outside->phase = SulAllocate(room, sizeof *outside->phase);
  outside->edge = SulAllocate(room, sizeof *outside->edge);
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    for (int side = 0; side < 4; side++) {
      if (serial->neighbour[4 * (size_t)cell + (size_t)side] >= 0) continue;
      const PetscInt *vertex = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
      const int *corner = sul_tetrahedron_faces[side];
      for (int v = 0; v < 3; v++) {
        PetscInt a = vertex[corner[v]], b = vertex[corner[(v + 1) % 3]];
        double length = SulDistance(serial->coordinates[a], serial->coordinates[b]);
        PetscInt at = PlaceOf(outside, a, serial->cell_phase[cell]);
        outside->edge[at] = fmin(outside->edge[at], length);
        at = PlaceOf(outside, b, serial->cell_phase[cell]);
        outside->edge[at] = fmin(outside->edge[at], length);
      }
    }
}

/* Splitmix64's finish over the three numbers of a box. */
static size_t BoxAt(const Grid *grid, const int64_t box[3]) {
  uint64_t key = 0;
  for (int d = 0; d < 3; d++) {
    key += (uint64_t)box[d] + 0x9e3779b97f4a7c15U;
    key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9U;
    key = (key ^ (key >> 27)) * 0x94d049bb133111ebU;
    key ^= key >> 31;
  }
  return (size_t)key & grid->mask;
}

/* An earlier node at the place of this one, or -1. A box beside is looked into only where the
 * place reaches over to it. */
static PetscInt FindAtPlace(const SulSerialMesh *serial, const Outside *outside, const Grid *grid,
                            PetscInt at) {
  const double *x = serial->coordinates[outside->node[at]];
  double reach = at_one_place * outside->edge[at];
  int64_t low[3], high[3], box[3];
  for (int d = 0; d < 3; d++) {
    low[d] = (int64_t)floor((x[d] - reach) / grid->size);
    high[d] = (int64_t)floor((x[d] + reach) / grid->size);
  }
  for (box[0] = low[0]; box[0] <= high[0]; box[0]++)
    for (box[1] = low[1]; box[1] <= high[1]; box[1]++)
      for (box[2] = low[2]; box[2] <= high[2]; box[2]++)
        for (PetscInt o = grid->head[BoxAt(grid, box)]; o >= 0; o = grid->next[o]) {
          const double *y = serial->coordinates[outside->node[o]];
          if (SulDistance(x, y) <= fmin(reach, at_one_place * outside->edge[o])) return o;
        }
  return -1;
}

static void GridCreate(const Outside *outside, Grid *grid) {
  size_t boxes = 16;
  double largest = 0;
  while (boxes < 2 * (size_t)outside->count)
    boxes *= 2;
  for (PetscInt i = 0; i < outside->count; i++)
    largest = fmax(largest, outside->edge[i]);
  grid->size = 4 * at_one_place * largest;
  grid->mask = boxes - 1;
  grid->head = SulReallocate(NULL, boxes, sizeof *grid->head);
  grid->next = SulAllocate((size_t)outside->count, sizeof *grid->next);
  for (size_t i = 0; i < boxes; i++)
    grid->head[i] = -1;
}

static void GridAdd(const SulSerialMesh *serial, const Outside *outside, Grid *grid, PetscInt at) {
  const double *x = serial->coordinates[outside->node[at]];
  int64_t box[3];
  for (int d = 0; d < 3; d++)
    box[d] = (int64_t)floor(x[d] / grid->size);
  PetscInt *head = &grid->head[BoxAt(grid, box)];
  grid->next[at] = *head;
  *head = at;
}

static void Warn(const SulSerialMesh *serial, const Outside *outside, const Doubled *doubled,
                 SulLog *log) {
  char pairs[1000] = "";
  int phases = serial->phase_count;
  PetscInt first = outside->node[doubled->first], other = outside->node[doubled->other];
  const double *x = serial->coordinates[first];
  for (int p = 0; p < phases; p++)
    for (int q = p; q < phases; q++) {
      PetscInt count = doubled->between[p * phases + q];
      if (count == 0) continue;
      SulTextAppend(pairs, sizeof pairs, "%s\"%s\" and \"%s\": %" PetscInt_FMT,
                    pairs[0] ? ", " : "", serial->phases[p].name, serial->phases[q].name, count);
    }
  SulLogWarning(log,
                "%s: nodes on the outside that lie at the places of others: %" PetscInt_FMT
                " (between %s), the first two at (%.6g, %.6g, %.6g) in mesh units, nodes "
                "%" PetscInt64_FMT " and %" PetscInt64_FMT
                "; the body is open there, as by a crack. If it should be joined, both sides must "
                "share their nodes: use Coherence or BooleanFragments in Gmsh before meshing, or "
                "remove duplicate nodes (Coherence Mesh)",
                serial->path, doubled->count, pairs, x[0], x[1], x[2], serial->node_tag[first],
                serial->node_tag[other]);
}

void SulSerialDoubled(SulSerialMesh *serial, SulLog *log) {
  Outside outside = {0};
  Grid grid;
  Doubled doubled = {0};
  size_t phases = (size_t)serial->phase_count;
  doubled.between = SulAllocate(phases * phases, sizeof *doubled.between);
  FindOutside(serial, &outside);
  GridCreate(&outside, &grid);
  for (PetscInt at = 0; at < outside.count; at++) {
    PetscInt other = FindAtPlace(serial, &outside, &grid, at);
    GridAdd(serial, &outside, &grid, at);
    if (other < 0) continue;
    if (doubled.count++ == 0) {
      doubled.first = other;
      doubled.other = at;
    }
    int p = outside.phase[at], q = outside.phase[other];
    doubled.between[p < q ? p * serial->phase_count + q : q * serial->phase_count + p]++;
  }
  serial->doubled = doubled.count;
  if (doubled.count > 0) Warn(serial, &outside, &doubled, log);
  free(doubled.between);
  free(grid.head);
  free(grid.next);
  free(outside.node);
  free(outside.phase);
  free(outside.edge);
  free(outside.place);
}

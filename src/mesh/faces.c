/* SPDX-License-Identifier: BSD-2-Clause */
/* Every face once: the two cells that meet in it, and the triangles of the surface groups. */
#include "serial.h"
#include <stdlib.h>
#include <sulfem/element.h>
#include <sulfem/text.h>

/* Faces hang in chains from their vertex of lowest number: as nodes are numbered along the cells,
 * the chain is in the cache, and it is about ten faces long. */
typedef struct {
  PetscInt middle, highest; /* its other two vertices, ascending */
  PetscInt next;
  PetscInt cell[2]; /* cell[1] is -1 while only one is known */
  unsigned char side[2];
} Face;

typedef struct {
  PetscInt *head; /* [nodes] */
  Face *faces;
  size_t count, room;
} FaceTable;

bool SulSortThree(PetscInt v[3]) {
  bool odd = false;
  for (int k = 0; k < 3; k++) {
    PetscInt *pair = &v[k % 2], swap = pair[0];
    if (pair[0] <= pair[1]) continue;
    pair[0] = pair[1];
    pair[1] = swap;
    odd = !odd;
  }
  return odd;
}

/* `vertices` ascending. */
static Face *FindFace(const FaceTable *table, const PetscInt vertices[3]) {
  for (PetscInt f = table->head[vertices[0]]; f >= 0; f = table->faces[f].next)
    if (table->faces[f].middle == vertices[1] && table->faces[f].highest == vertices[2])
      return &table->faces[f];
  return NULL;
}

static void AddFace(FaceTable *table, const PetscInt vertices[3], PetscInt cell, int side) {
  table->faces = SulGrow(table->faces, &table->room, table->count + 1, sizeof *table->faces);
  table->faces[table->count] = (Face){.middle = vertices[1],
                                      .highest = vertices[2],
                                      .next = table->head[vertices[0]],
                                      .cell = {cell, -1},
                                      .side = {(unsigned char)side, 0}};
  table->head[vertices[0]] = (PetscInt)table->count++;
}

static void RefuseThird(const SulSerialMesh *serial, const PetscInt vertices[3], const Face *face,
                        PetscInt cell, SulError *error) {
  const PetscInt cells[3] = {face->cell[0], face->cell[1], cell};
  SulErrorSet(error, SUL_INPUT,
              "%s: three tetrahedra meet in one face (nodes %" PetscInt64_FMT ", %" PetscInt64_FMT
              ", %" PetscInt64_FMT "): ",
              serial->path, serial->node_tag[vertices[0]], serial->node_tag[vertices[1]],
              serial->node_tag[vertices[2]]);
  for (int i = 0; i < 3; i++)
    SulErrorAppend(error, "%selement %" PetscInt64_FMT " of \"%s\"", i ? ", " : "",
                   serial->cell_tag[cells[i]], serial->phases[serial->cell_phase[cells[i]]].name);
  SulErrorAppend(error, "; a tetrahedron stands in two volume groups, or volumes overlap");
}

static PetscInt Opposite(const SulSerialMesh *serial, PetscInt cell, int side) {
  return serial->cell_node[(size_t)cell * (size_t)serial->cell_nodes + (size_t)side];
}

static void RefuseOverlap(const SulSerialMesh *serial, const Face *face, SulError *error) {
  const PetscInt *c = face->cell;
  bool twins = Opposite(serial, c[0], face->side[0]) == Opposite(serial, c[1], face->side[1]);
  SulErrorSet(
      error, SUL_INPUT,
      "%s: the tetrahedra %" PetscInt64_FMT " of \"%s\" and %" PetscInt64_FMT
      " of \"%s\" %s; every tetrahedron must stand in exactly one volume group, and volumes "
      "must not overlap",
      serial->path, serial->cell_tag[c[0]], serial->phases[serial->cell_phase[c[0]]].name,
      serial->cell_tag[c[1]], serial->phases[serial->cell_phase[c[1]]].name,
      twins ? "are one and the same" : "lie on the same side of their common face");
}

/* Do the two cells lie on the same side of the face? Then one turns it like the other. */
static bool Overlap(const SulSerialMesh *serial, const Face *face) {
  double normal_side[2];
  for (int i = 0; i < 2; i++) {
    const PetscInt *nodes = serial->cell_node + (size_t)face->cell[i] * (size_t)serial->cell_nodes;
    const int *corner = sul_tetrahedron_faces[face->side[i]];
    PetscInt v[3] = {nodes[corner[0]], nodes[corner[1]], nodes[corner[2]]};
    int swaps = (v[0] > v[1]) + (v[1] > v[2]) + (v[0] > v[2]); /* inversions: parity */
    normal_side[i] = swaps % 2;
  }
  return normal_side[0] == normal_side[1];
}

/* The node in the middle of the cell's edge between two of its vertices. */
static PetscInt Middle(const SulSerialMesh *serial, PetscInt cell, PetscInt a, PetscInt b) {
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  for (int e = 0; e < 6; e++) {
    PetscInt x = nodes[sul_tetrahedron_edges[e][0]], y = nodes[sul_tetrahedron_edges[e][1]];
    if ((x == a && y == b) || (x == b && y == a)) return nodes[4 + e];
  }
  return -1;
}

/* Two curved cells must have the nodes on their common edges in common: else a crack opens there.
 */
static void CheckMiddles(const SulSerialMesh *serial, const Face *face, const PetscInt vertices[3],
                         SulError *error) {
  for (int i = 0; i < 3 && !SulFailed(error); i++) {
    PetscInt a = vertices[i], b = vertices[(i + 1) % 3];
    PetscInt first = Middle(serial, face->cell[0], a, b),
             second = Middle(serial, face->cell[1], a, b);
    if (first == second) continue;
    SulErrorSet(error, SUL_INPUT,
                "%s: the tetrahedra %" PetscInt64_FMT " and %" PetscInt64_FMT
                " have different nodes, %" PetscInt64_FMT " and %" PetscInt64_FMT
                ", in the middle of their common edge (nodes %" PetscInt64_FMT
                " and %" PetscInt64_FMT "); remove duplicate nodes (Coherence Mesh in Gmsh)",
                serial->path, serial->cell_tag[face->cell[0]], serial->cell_tag[face->cell[1]],
                serial->node_tag[first], serial->node_tag[second], serial->node_tag[a],
                serial->node_tag[b]);
  }
}

static void MeetFaces(SulSerialMesh *serial, PetscInt cell, FaceTable *table, SulError *error) {
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  PetscInt *neighbour = serial->neighbour + 4 * (size_t)cell;
  for (int side = 0; side < 4; side++) {
    const int *corner = sul_tetrahedron_faces[side];
    PetscInt vertices[3] = {nodes[corner[0]], nodes[corner[1]], nodes[corner[2]]};
    SulSortThree(vertices);
    Face *face = FindFace(table, vertices);
    neighbour[side] = -1;
    if (!face) {
      AddFace(table, vertices, cell, side);
      continue;
    }
    if (face->cell[1] >= 0) {
      RefuseThird(serial, vertices, face, cell, error);
      return;
    }
    face->cell[1] = cell;
    face->side[1] = (unsigned char)side;
    neighbour[side] = face->cell[0];
    serial->neighbour[4 * (size_t)face->cell[0] + face->side[0]] = cell;
    if (Overlap(serial, face)) {
      RefuseOverlap(serial, face, error);
      return;
    }
    if (serial->order == 2) CheckMiddles(serial, face, vertices, error);
  }
}

static void RefuseLoose(const SulSerialMesh *serial, PetscInt triangle, PetscInt count,
                        SulError *error) {
  SulErrorSet(error, SUL_INPUT,
              "%s: triangles of the physical surface group \"%s\" that belong to no tetrahedron: "
              "%" PetscInt_FMT "; the surface must bound a volume of the mesh, with the same nodes "
              "(Coherence or BooleanFragments in Gmsh joins them)",
              serial->path, serial->boundaries[serial->triangle_boundary[triangle]].name, count);
}

static void PlaceTriangle(SulSerialMesh *serial, PetscInt t, const Face *face) {
  int first =
      face->cell[1] >= 0 && serial->cell_file[face->cell[1]] < serial->cell_file[face->cell[0]];
  serial->triangle_cell[t] = face->cell[first];
  serial->triangle_side[t] = face->side[first];
  serial->triangle_interior[t] = face->cell[1] >= 0;
}

static void PlaceTriangles(SulSerialMesh *serial, const FaceTable *table, SulError *error) {
  size_t count = (size_t)serial->triangles;
  PetscInt loose = -1, loose_count = 0;
  serial->triangle_cell = SulAllocate(count, sizeof *serial->triangle_cell);
  serial->triangle_side = SulAllocate(count, sizeof *serial->triangle_side);
  serial->triangle_interior = SulAllocate(count, sizeof *serial->triangle_interior);
  for (PetscInt t = 0; t < serial->triangles; t++) {
    PetscInt v[3] = {serial->triangle[t][0], serial->triangle[t][1], serial->triangle[t][2]};
    SulSortThree(v);
    const Face *face = v[0] < 0 ? NULL : FindFace(table, v);
    if (face)
      PlaceTriangle(serial, t, face);
    else if (loose < 0)
      loose = t;
    if (!face && serial->triangle_boundary[t] == serial->triangle_boundary[loose]) loose_count++;
  }
  if (loose >= 0) RefuseLoose(serial, loose, loose_count, error);
}

/* A face that stands twice in one group would carry its load twice. */
static void CheckTwins(const SulSerialMesh *serial, SulError *error) {
  PetscInt count = serial->triangles, groups = serial->boundary_count;
  PetscInt64 *key = SulAllocate((size_t)count, sizeof *key);
  PetscInt *order = SulAllocate((size_t)count, sizeof *order);
  for (PetscInt t = 0; t < count; t++) {
    key[t] = (4 * (PetscInt64)serial->triangle_cell[t] + serial->triangle_side[t]) * groups +
             serial->triangle_boundary[t];
    order[t] = t;
  }
  SulSortPairs(count, key, order);
  for (PetscInt i = 1; i < count; i++) {
    if (key[i - 1] != key[i]) continue;
    SulErrorSet(error, SUL_INPUT,
                "%s: the triangles %" PetscInt64_FMT " and %" PetscInt64_FMT
                " of the physical surface group \"%s\" are one and the same face: a face may stand "
                "in several groups, but in each only once (it would count twice)",
                serial->path, serial->triangle_tag[order[i - 1]], serial->triangle_tag[order[i]],
                serial->boundaries[serial->triangle_boundary[order[i]]].name);
    break;
  }
  free(key);
  free(order);
}

void SulSerialFaces(SulSerialMesh *serial, SulError *error) {
  size_t cells = (size_t)serial->cells;
  FaceTable table = {.room = 2 * cells + cells / 8 + 1000};
  table.head = SulReallocate(NULL, (size_t)serial->nodes, sizeof *table.head);
  table.faces = SulReallocate(NULL, table.room, sizeof *table.faces);
  serial->neighbour = SulReallocate(NULL, 4 * cells, sizeof *serial->neighbour);
  for (PetscInt i = 0; i < serial->nodes; i++)
    table.head[i] = -1;
  for (PetscInt cell = 0; cell < serial->cells && !SulFailed(error); cell++)
    MeetFaces(serial, cell, &table, error);
  if (!SulFailed(error)) PlaceTriangles(serial, &table, error);
  if (!SulFailed(error)) CheckTwins(serial, error);
  free(table.head);
  free(table.faces);
}

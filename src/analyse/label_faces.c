/* SPDX-License-Identifier: BSD-2-Clause */
/* Two cells share a face when they share its three vertices. Faces are filed under their lowest
 * local vertex: owned nodes come first, so that is an owned one wherever there is an owned one, and
 * the rank holds both cells of such a face (sulfem/mesh.h). */
#include "label_faces.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>

typedef struct {
  PetscInt middle, highest; /* the two other vertices, ascending local numbers */
  PetscInt cell;
  int side;
} Half; /* a face as one of its cells sees it */

typedef struct {
  size_t *first; /* [nodes_owned + 1] */
  Half *halves;  /* of owned node n: first[n] .. first[n + 1] */
} HalfTable;

void SulGatherNodes(const SulMesh *mesh, const PetscInt *nodes, int count, double (*x)[3]) {
  for (int i = 0; i < count; i++)
    memcpy(x[i], mesh->coordinates + 3 * (size_t)nodes[i], 3 * sizeof(double));
}

static const PetscInt *CellNodes(const SulMesh *mesh, PetscInt cell) {
  return mesh->cells + (size_t)cell * (size_t)mesh->cell_nodes;
}

/* The face's lowest vertex; the other two go into `half`. */
static PetscInt LookAt(const SulMesh *mesh, PetscInt cell, int side, Half *half) {
  const PetscInt *nodes = CellNodes(mesh, cell);
  const int *corner = sul_tetrahedron_faces[side];
  PetscInt a = nodes[corner[0]], b = nodes[corner[1]], c = nodes[corner[2]];
  PetscInt low = a < b ? a : b, high = a < b ? b : a;
  *half = (Half){.cell = cell, .side = side};
  half->highest = c > high ? c : high;
  half->middle = c > high ? high : c > low ? c : low;
  return c < low ? c : low;
}

static void FileHalves(const SulMesh *mesh, HalfTable *table) {
  size_t nodes = (size_t)mesh->nodes_owned;
  size_t *first = SulAllocate(nodes + 2, sizeof *first);
  Half half;
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++)
    for (int side = 0; side < 4; side++) {
      PetscInt lowest = LookAt(mesh, cell, side, &half);
      if (lowest < mesh->nodes_owned) first[lowest + 2]++;
    }
  for (size_t n = 2; n < nodes + 2; n++)
    first[n] += first[n - 1];
  table->halves = SulAllocate(first[nodes + 1], sizeof *table->halves);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++)
    for (int side = 0; side < 4; side++) {
      PetscInt lowest = LookAt(mesh, cell, side, &half);
      if (lowest < mesh->nodes_owned) table->halves[first[lowest + 1]++] = half;
    }
  table->first = first;
}

/* wall[cell]: bit `side` set where that side stands in a surface group that is a pore's wall. */
static unsigned char *MarkWalls(const SulMesh *mesh, const SulOutside *outside) {
  unsigned char *wall = SulAllocate((size_t)mesh->cells_local, 1);
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    if (!outside->boundary_is_wall[mesh->face_boundary[face]]) continue;
    const PetscInt *nodes = mesh->faces + (size_t)face * (size_t)mesh->face_nodes;
    const PetscInt *cell = CellNodes(mesh, mesh->face_cell[face]);
    for (int side = 0; side < 4; side++)
      if (cell[side] != nodes[0] && cell[side] != nodes[1] && cell[side] != nodes[2])
        wall[mesh->face_cell[face]] |= (unsigned char)(1 << side);
  }
  return wall;
}

static bool InBoxPlane(const SulMesh *mesh, PetscInt cell, int side) {
  static const double slack = 1e-6; /* of the box' edge: a mesh in text has few digits */
  double x[3][3];
  for (int v = 0; v < 3; v++)
    SulGatherNodes(mesh, &CellNodes(mesh, cell)[sul_tetrahedron_faces[side][v]], 1, &x[v]);
  for (int axis = 0; axis < 3; axis++)
    for (int end = 0; end < 2; end++) {
      double plane = mesh->box[end][axis], edge = mesh->box[1][axis] - mesh->box[0][axis];
      bool in = true;
      for (int v = 0; v < 3; v++)
        in = in && fabs(x[v][axis] - plane) <= slack * edge;
      if (in) return true;
    }
  return false;
}

static int LabelBehind(const SulMesh *mesh, const SulOutside *outside, const unsigned char *wall,
                       const Half *half) {
  if (wall[half->cell] >> half->side & 1) return mesh->phase_count;
  bool hole = outside->outside_is_box && !InBoxPlane(mesh, half->cell, half->side);
  return hole ? mesh->phase_count : mesh->phase_count + 1;
}

static void Add(SulLabelFaces *result, size_t *room, SulLabelFace face) {
  if (result->count == *room) {
    *room += *room / 2 + 1000;
    result->faces = SulReallocate(result->faces, *room, sizeof *result->faces);
  }
  result->faces[result->count++] = face;
}

/* One rank counts a face: the owner of its vertex of lowest global number. */
static bool IsMine(const SulMesh *mesh, PetscInt lowest, const Half *half) {
  PetscInt own = mesh->node_global[lowest];
  return own < mesh->node_global[half->middle] && own < mesh->node_global[half->highest];
}

void SulLabelFacesFind(const SulMesh *mesh, const SulOutside *outside, SulLabelFaces *result) {
  HalfTable table;
  size_t room = 0;
  *result = (SulLabelFaces){0};
  FileHalves(mesh, &table);
  unsigned char *wall = MarkWalls(mesh, outside);
  for (PetscInt node = 0; node < mesh->nodes_owned; node++)
    for (size_t i = table.first[node]; i < table.first[node + 1]; i++) {
      const Half *half = &table.halves[i], *other = NULL;
      size_t j = table.first[node];
      for (; j < table.first[node + 1] && !other; j++)
        if (j != i && table.halves[j].middle == half->middle &&
            table.halves[j].highest == half->highest)
          other = &table.halves[j];
      int phase = mesh->cell_phase[half->cell];
      if (other && (other < half || mesh->cell_phase[other->cell] == phase)) continue;
      int behind = other ? mesh->cell_phase[other->cell] : LabelBehind(mesh, outside, wall, half);
      Add(result, &room,
          (SulLabelFace){half->cell, half->side, {phase, behind}, IsMine(mesh, node, half)});
    }
  free(wall);
  free(table.first);
  free(table.halves);
}

void SulLabelFacesFree(SulLabelFaces *faces) {
  free(faces->faces);
  *faces = (SulLabelFaces){0};
}

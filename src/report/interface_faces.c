/* SPDX-License-Identifier: BSD-2-Clause */
/* The mesh keeps no faces inside the body. Those between phases are few, so they are looked for
 * among nodes that cells of several phases share: two cells that name the same three of them meet
 * in a face. */
#include "interface_faces.h"

#include <stdlib.h>
#include <sulfem/element.h>

enum { NO_PHASE = -1, SEVERAL = -2 };

/* A face of a cell with all its vertices on an interface. */
typedef struct {
  PetscInt middle, highest; /* vertices, by global number, local ones */
  PetscInt next;            /* in the chain of its lowest vertex, or -1 */
  PetscInt cell;
  unsigned char side;
} Half;

typedef struct {
  const SulMesh *mesh;
  int *node_phase; /* [nodes_local], of the cells around a node */
  PetscInt *head;  /* [nodes_local] */
  Half *halves;
  size_t count, room;
  SulPhaseFace *faces;
  bool *owned; /* [face_room] */
  size_t face_count, face_room;
} Search;

static void MarkNodes(Search *search) {
  const SulMesh *mesh = search->mesh;
  for (PetscInt i = 0; i < mesh->nodes_local; i++)
    search->node_phase[i] = NO_PHASE;
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++)
    for (int k = 0; k < 4; k++) {
      int *phase = &search->node_phase[mesh->cells[cell * mesh->cell_nodes + k]];
      if (*phase == NO_PHASE) *phase = mesh->cell_phase[cell];
      if (*phase != mesh->cell_phase[cell]) *phase = SEVERAL;
    }
}

/* Sorts three local nodes by their global numbers. */
static void SortVertices(const SulMesh *mesh, PetscInt v[3]) {
  const PetscInt *global = mesh->node_global;
  PetscInt swap;
  if (global[v[0]] > global[v[1]]) swap = v[0], v[0] = v[1], v[1] = swap;
  if (global[v[1]] > global[v[2]]) swap = v[1], v[1] = v[2], v[2] = swap;
  if (global[v[0]] > global[v[1]]) swap = v[0], v[0] = v[1], v[1] = swap;
}

static void AddHalf(Search *search, const PetscInt v[3], PetscInt cell, int side) {
  if (search->count == search->room) {
    search->room += search->room / 2 + 1000;
    search->halves = SulReallocate(search->halves, search->room, sizeof *search->halves);
  }
  search->halves[search->count] = (Half){.middle = v[1],
                                         .highest = v[2],
                                         .next = search->head[v[0]],
                                         .cell = cell,
                                         .side = (unsigned char)side};
  search->head[v[0]] = (PetscInt)search->count++;
}

static void AddFace(Search *search, const Half *half, PetscInt cell, int side, bool owned) {
  const int *phase = search->mesh->cell_phase;
  if (phase[half->cell] == phase[cell]) return;
  if (search->face_count == search->face_room) {
    search->face_room += search->face_room / 2 + 1000;
    search->faces = SulReallocate(search->faces, search->face_room, sizeof *search->faces);
    search->owned = SulReallocate(search->owned, search->face_room, sizeof *search->owned);
  }
  int first = phase[half->cell] < phase[cell] ? 0 : 1;
  search->owned[search->face_count] = owned;
  SulPhaseFace *face = &search->faces[search->face_count++];
  face->cell[first] = half->cell;
  face->side[first] = half->side;
  face->cell[1 - first] = cell;
  face->side[1 - first] = (unsigned char)side;
}

/* The second cell of a face finds the half that the first has left. */
static void MeetHalf(Search *search, const PetscInt v[3], PetscInt cell, int side) {
  for (PetscInt h = search->head[v[0]]; h >= 0; h = search->halves[h].next) {
    const Half *half = &search->halves[h];
    if (half->middle != v[1] || half->highest != v[2]) continue;
    AddFace(search, half, cell, side, v[0] < search->mesh->nodes_owned);
    return;
  }
  AddHalf(search, v, cell, side);
}

static void SearchCell(Search *search, PetscInt cell) {
  const SulMesh *mesh = search->mesh;
  const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
  int shared = 0;
  for (int k = 0; k < 4; k++)
    shared += search->node_phase[nodes[k]] == SEVERAL;
  if (shared < 3) return;
  for (int side = 0; side < 4; side++) {
    const int *corner = sul_tetrahedron_faces[side];
    PetscInt v[3] = {nodes[corner[0]], nodes[corner[1]], nodes[corner[2]]};
    bool candidate = true, near = false;
    for (int k = 0; k < 3; k++) {
      candidate &= search->node_phase[v[k]] == SEVERAL;
      near |= v[k] < mesh->nodes_owned;
    }
    SortVertices(mesh, v);
    if (candidate && near) MeetHalf(search, v, cell, side);
  }
}

/* The owned faces, then the others. */
static SulPhaseFace *OwnedFirst(const Search *search, PetscInt *owned) {
  SulPhaseFace *sorted = SulAllocate(search->face_count, sizeof *sorted);
  size_t next = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t f = 0; f < search->face_count; f++)
      if (search->owned[f] == (pass == 0)) sorted[next++] = search->faces[f];
    if (pass == 0) *owned = (PetscInt)next;
  }
  return sorted;
}

SulPhaseFace *SulPhaseFacesFind(const SulMesh *mesh, PetscInt *owned, PetscInt *local) {
  Search search = {.mesh = mesh};
  search.node_phase = SulAllocate((size_t)mesh->nodes_local, sizeof *search.node_phase);
  search.head = SulAllocate((size_t)mesh->nodes_local, sizeof *search.head);
  for (PetscInt i = 0; i < mesh->nodes_local; i++)
    search.head[i] = -1;
  MarkNodes(&search);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++)
    SearchCell(&search, cell);
  free(search.node_phase);
  free(search.head);
  free(search.halves);
  SulPhaseFace *faces = OwnedFirst(&search, owned);
  *local = (PetscInt)search.face_count;
  free(search.faces);
  free(search.owned);
  return faces;
}

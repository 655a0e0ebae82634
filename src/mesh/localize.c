/* SPDX-License-Identifier: BSD-2-Clause */
/* Each rank finds its ghost nodes among the global numbers of its cells, and whom to ask for them.
 */
#include "piece.h"
#include "serial.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/text.h>

/* Global numbers of the nodes that are not mine, ascending, each once. */
static PetscErrorCode FindGhosts(const SulMesh *mesh, PetscInt *ghost_count, PetscInt **ghosts) {
  size_t entries = (size_t)mesh->cells_local * (size_t)mesh->cell_nodes, count = 0;
  PetscInt last = mesh->node_first + mesh->nodes_owned;

  PetscFunctionBegin;
  for (size_t i = 0; i < entries; i++)
    count += mesh->cells[i] < mesh->node_first || mesh->cells[i] >= last;
  *ghosts = SulAllocate(count, sizeof **ghosts);
  count = 0;
  for (size_t i = 0; i < entries; i++)
    if (mesh->cells[i] < mesh->node_first || mesh->cells[i] >= last)
      (*ghosts)[count++] = mesh->cells[i];
  *ghost_count = (PetscInt)count;
  PetscCall(PetscSortRemoveDupsInt(ghost_count, *ghosts));
  PetscFunctionReturn(0);
}

static PetscErrorCode NumberLocally(SulMesh *mesh, PetscInt ghost_count, const PetscInt *ghosts) {
  size_t entries = (size_t)mesh->cells_local * (size_t)mesh->cell_nodes;

  PetscFunctionBegin;
  for (size_t i = 0; i < entries; i++) {
    PetscInt local = mesh->cells[i] - mesh->node_first;
    if (local < 0 || local >= mesh->nodes_owned) {
      PetscCall(PetscFindInt(mesh->cells[i], ghost_count, ghosts, &local));
      local += mesh->nodes_owned;
    }
    mesh->cells[i] = local;
  }
  mesh->nodes_local = mesh->nodes_owned + ghost_count;
  mesh->node_global = SulAllocate((size_t)mesh->nodes_local, sizeof *mesh->node_global);
  for (PetscInt i = 0; i < mesh->nodes_owned; i++)
    mesh->node_global[i] = mesh->node_first + i;
  memcpy(mesh->node_global + mesh->nodes_owned, ghosts, (size_t)ghost_count * sizeof *ghosts);
  PetscFunctionReturn(0);
}

/* Owners come from the ranks' ranges of global numbers; ghosts ascend, so ranks do too. */
static PetscErrorCode MakeHalo(SulMesh *mesh) {
  int ranks, rank = 0;
  PetscInt ghosts = mesh->nodes_local - mesh->nodes_owned, *first, *leaves;
  PetscSFNode *roots;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_size(mesh->comm, &ranks));
  first = SulAllocate((size_t)ranks + 1, sizeof *first);
  PetscCallMPI(MPI_Allgather(&mesh->node_first, 1, MPIU_INT, first, 1, MPIU_INT, mesh->comm));
  first[ranks] = (PetscInt)mesh->nodes_total;
  PetscCall(PetscMalloc1((size_t)ghosts, &leaves));
  PetscCall(PetscMalloc1((size_t)ghosts, &roots));
  for (PetscInt i = 0; i < ghosts; i++) {
    PetscInt global = mesh->node_global[mesh->nodes_owned + i];
    while (global >= first[rank + 1])
      rank++;
    leaves[i] = mesh->nodes_owned + i;
    roots[i].rank = rank;
    roots[i].index = global - first[rank];
  }
  PetscCall(PetscSFCreate(mesh->comm, &mesh->halo));
  PetscCall(PetscSFSetGraph(mesh->halo, mesh->nodes_owned, ghosts, leaves, PETSC_OWN_POINTER, roots,
                            PETSC_OWN_POINTER));
  PetscCall(PetscSFSetUp(mesh->halo));
  free(first);
  PetscFunctionReturn(0);
}

static void MakeFaces(SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  mesh->faces =
      SulAllocate((size_t)mesh->faces_local * (size_t)mesh->face_nodes, sizeof *mesh->faces);
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    const int *corner = sul_tetrahedron_face_nodes[piece->face_side[face]];
    const PetscInt *nodes = mesh->cells + (size_t)mesh->face_cell[face] * (size_t)mesh->cell_nodes;
    for (int k = 0; k < mesh->face_nodes; k++)
      mesh->faces[(size_t)face * (size_t)mesh->face_nodes + (size_t)k] = nodes[corner[k]];
  }
}

/* A triangle that stands in several groups is several faces of one cell's side. */
static void FindFirstFaces(const SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  size_t faces = (size_t)mesh->faces_local;
  PetscInt64 *key = SulAllocate(faces, sizeof *key);
  PetscInt *face = SulAllocate(faces, sizeof *face);
  mesh->face_first = SulAllocate(faces, sizeof *mesh->face_first);
  for (size_t f = 0; f < faces; f++) {
    key[f] = 4 * (PetscInt64)mesh->face_cell[f] + piece->face_side[f];
    face[f] = (PetscInt)f;
  }
  SulSortPairs(mesh->faces_local, key, face);
  for (size_t i = 0; i < faces; i++) {
    bool again = i > 0 && key[i] == key[i - 1];
    mesh->face_first[face[i]] = again ? mesh->face_first[face[i - 1]] : face[i];
  }
  free(key);
  free(face);
}

PetscErrorCode SulPieceLocalize(SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  PetscInt ghost_count, *ghosts;

  PetscFunctionBegin;
  PetscCall(FindGhosts(mesh, &ghost_count, &ghosts));
  PetscCall(NumberLocally(mesh, ghost_count, ghosts));
  free(ghosts);
  PetscCall(MakeHalo(mesh));
  mesh->coordinates =
      SulReallocate(mesh->coordinates, 3 * (size_t)mesh->nodes_local, sizeof *mesh->coordinates);
  PetscCall(SulMeshHalo(mesh, 3, mesh->coordinates));
  MakeFaces(piece);
  FindFirstFaces(piece);
  PetscFunctionReturn(0);
}

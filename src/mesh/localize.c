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

/* Numbers of this rank, contiguous over the ranks, and those of others behind them, ascending. */
typedef struct {
  PetscInt first, owned, ghosts;
  const PetscInt *global; /* [ghosts] */
} Numbers;

/* Owners come from the ranks' ranges of global numbers; ghosts ascend, so ranks do too. */
static PetscErrorCode MakeHalo(MPI_Comm comm, const Numbers *numbers, PetscSF *halo) {
  int ranks, rank = 0;
  PetscInt *first, *leaves;
  PetscSFNode *roots;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  first = SulAllocate((size_t)ranks, sizeof *first);
  PetscCallMPI(MPI_Allgather(&numbers->first, 1, MPIU_INT, first, 1, MPIU_INT, comm));
  PetscCall(PetscMalloc1((size_t)numbers->ghosts, &leaves));
  PetscCall(PetscMalloc1((size_t)numbers->ghosts, &roots));
  for (PetscInt i = 0; i < numbers->ghosts; i++) {
    while (rank + 1 < ranks && numbers->global[i] >= first[rank + 1])
      rank++;
    leaves[i] = numbers->owned + i;
    roots[i].rank = rank;
    roots[i].index = numbers->global[i] - first[rank];
  }
  PetscCall(PetscSFCreate(comm, halo));
  PetscCall(PetscSFSetGraph(*halo, numbers->owned, numbers->ghosts, leaves, PETSC_OWN_POINTER,
                            roots, PETSC_OWN_POINTER));
  PetscCall(PetscSFSetUp(*halo));
  free(first);
  PetscFunctionReturn(0);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Collective. Global numbers of the rows of all local nodes; free() it. */
static PetscErrorCode RowNumbers(const SulPiece *piece, PetscInt *first, PetscInt **of_node) {
  const SulMesh *mesh = piece->mesh;
  PetscInt end, *row = SulAllocate((size_t)mesh->nodes_local, sizeof *row);

  PetscFunctionBegin;
  PetscCallMPI(MPI_Scan(&piece->masters, &end, 1, MPIU_INT, MPI_SUM, mesh->comm));
  *first = end - piece->masters;
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    row[a] = *first + (a < piece->masters ? a : piece->master[a - piece->masters]);
  PetscCall(PetscSFBcastBegin(mesh->halo, MPIU_INT, row, row, MPI_REPLACE));
  PetscCall(PetscSFBcastEnd(mesh->halo, MPIU_INT, row, row, MPI_REPLACE));
  *of_node = row;
  PetscFunctionReturn(0);
}

/* Several ghosts may have one row, which then is a ghost once; none has a row of this rank. */
static PetscErrorCode MakeRows(const SulPiece *piece) {
  const SulMesh *mesh = piece->mesh;
  const size_t entries = (size_t)mesh->cells_local * (size_t)mesh->cell_nodes;
  const PetscInt owned = piece->masters;
  PetscInt first, ghosts = mesh->nodes_local - mesh->nodes_owned, *of_node, *global, *cells;
  SulRows *rows = mesh->shared;

  PetscFunctionBegin;
  PetscCall(RowNumbers(piece, &first, &of_node));
  global = SulAllocate((size_t)owned + (size_t)ghosts, sizeof *global);
  for (PetscInt r = 0; r < owned; r++)
    global[r] = first + r;
  for (PetscInt g = 0; g < ghosts; g++)
    global[owned + g] = of_node[mesh->nodes_owned + g];
  PetscCall(PetscSortRemoveDupsInt(&ghosts, global + owned));
  for (PetscInt a = 0; a < mesh->nodes_local; a++) {
    PetscInt at = of_node[a] - first;
    if (a >= mesh->nodes_owned) {
      PetscCall(PetscFindInt(of_node[a], ghosts, global + owned, &at));
      at += owned;
    }
    of_node[a] = at;
  }
  cells = SulAllocate(entries, sizeof *cells);
  for (size_t i = 0; i < entries; i++)
    cells[i] = of_node[mesh->cells[i]];
  *rows = (SulRows){owned, owned + ghosts, first, global, of_node, cells, NULL};
  PetscCall(MakeHalo(mesh->comm, &(Numbers){first, owned, ghosts, global + owned}, &rows->halo));
  PetscFunctionReturn(0);
}

/* ---- Faces ----------------------------------------------------------------------------------- */

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
  PetscCall(MakeHalo(mesh->comm,
                     &(Numbers){mesh->node_first, mesh->nodes_owned, ghost_count,
                                mesh->node_global + mesh->nodes_owned},
                     &mesh->halo));
  mesh->coordinates =
      SulReallocate(mesh->coordinates, 3 * (size_t)mesh->nodes_local, sizeof *mesh->coordinates);
  PetscCall(SulMeshHalo(mesh, 3, mesh->coordinates));
  if (mesh->shared) PetscCall(MakeRows(piece));
  MakeFaces(piece);
  FindFirstFaces(piece);
  PetscFunctionReturn(0);
}

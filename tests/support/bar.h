/* SPDX-License-Identifier: BSD-2-Clause */
/* A mesh for tests of what stands behind the mesh reader: a bar of n x 1 x 1 cubes (edge 1 um) of
 * six tetrahedra around a diagonal, two phases, dealt out to the ranks in an order that has nothing
 * to do with the file's. Only what output needs is filled in. */
#ifndef SULFEM_BAR_H
#define SULFEM_BAR_H

#include <stdlib.h>
#include <string.h>
#include <sulfem/mesh.h>
#include <sulfem/text.h>

/* Nodes of tetrahedron `cell` by file number, positive volume 1/6 um^3. */
static inline void BarCell(PetscInt64 cell, PetscInt64 nodes[4]) {
  static const int paths[6][2] = {{1, 2}, {1, 4}, {2, 1}, {2, 4}, {4, 1}, {4, 2}};
  const int *path = paths[cell % 6];
  int bits[4] = {0, path[0], path[0] | path[1], 7};
  for (int i = 0; i < 4; i++)
    nodes[i] = 4 * (cell / 6 + (bits[i] & 1)) + (bits[i] >> 1);
  bool even = cell % 6 == 0 || cell % 6 == 3 || cell % 6 == 4;
  if (even) return;
  PetscInt64 kept = nodes[1];
  nodes[1] = nodes[2];
  nodes[2] = kept;
}

static inline void BarPlace(PetscInt64 node, double place[3]) {
  place[0] = 1e-6 * (double)(node / 4);
  place[1] = 1e-6 * (double)(node % 4 % 2);
  place[2] = 1e-6 * (double)(node % 4 / 2);
}

static inline int BarPhase(PetscInt64 cell) {
  return cell % 3 == 0;
}

/* A permutation of 0..count-1 (no multiple of the prime). */
static inline PetscInt64 BarShuffle(PetscInt64 i, PetscInt64 count) {
  return (1000003 * i + 3) % count;
}

static inline int BarNodeOwner(PetscInt64 node, int ranks) {
  return (int)(node * 5 % 11 % ranks);
}

/* Who has what, and what each rank calls it. */
typedef struct {
  int rank, ranks;
  PetscInt *local; /* [nodes], number on this rank; -1: not here */
  PetscInt *owned; /* [nodes], number on its owner */
} BarNumbers;

/* The owned nodes. */
static inline void BarTakeNodes(SulMesh *mesh, const BarNumbers *numbers) {
  PetscInt *count = SulAllocate((size_t)numbers->ranks, sizeof *count);
  for (PetscInt64 n = 0; n < mesh->nodes_total; n++) {
    PetscInt64 node = BarShuffle(n, mesh->nodes_total);
    int owner = BarNodeOwner(node, numbers->ranks);
    numbers->owned[node] = count[owner]++;
    numbers->local[node] = owner == numbers->rank ? numbers->owned[node] : -1;
    if (owner == numbers->rank) mesh->node_file[mesh->nodes_owned++] = node;
  }
  mesh->nodes_local = mesh->nodes_owned;
  free(count);
}

/* The owned cells, dealt like cards, and the ghost nodes they need. */
static inline void BarTakeCells(SulMesh *mesh, const BarNumbers *numbers, PetscSFNode *remote,
                                PetscInt *leaves) {
  PetscInt *local = numbers->local;
  for (PetscInt64 c = numbers->rank; c < mesh->cells_total; c += numbers->ranks) {
    PetscInt64 cell = BarShuffle(c, mesh->cells_total), nodes[4];
    BarCell(cell, nodes);
    for (int i = 0; i < 4; i++) {
      PetscInt ghost = mesh->nodes_local - mesh->nodes_owned;
      if (local[nodes[i]] < 0) {
        remote[ghost] =
            (PetscSFNode){BarNodeOwner(nodes[i], numbers->ranks), numbers->owned[nodes[i]]};
        leaves[ghost] = mesh->nodes_local;
        local[nodes[i]] = mesh->nodes_local++;
      }
      mesh->cells[4 * mesh->cells_owned + i] = local[nodes[i]];
    }
    mesh->cell_phase[mesh->cells_owned] = BarPhase(cell);
    mesh->cell_file[mesh->cells_owned++] = cell;
  }
  mesh->cells_local = mesh->cells_owned;
}

static inline void BarAllocate(SulMesh *mesh, MPI_Comm comm, int cubes) {
  memset(mesh, 0, sizeof *mesh);
  mesh->comm = comm;
  mesh->order = 1;
  mesh->cell_nodes = 4;
  mesh->phase_count = 2;
  mesh->cells_total = 6 * (PetscInt64)cubes;
  mesh->nodes_total = 4 * ((PetscInt64)cubes + 1);
  size_t cells = (size_t)mesh->cells_total, nodes = (size_t)mesh->nodes_total;
  mesh->cells = SulAllocate(4 * cells, sizeof *mesh->cells);
  mesh->cell_phase = SulAllocate(cells, sizeof *mesh->cell_phase);
  mesh->cell_file = SulAllocate(cells, sizeof *mesh->cell_file);
  mesh->node_file = SulAllocate(nodes, sizeof *mesh->node_file);
  mesh->coordinates = SulAllocate(3 * nodes, sizeof *mesh->coordinates);
}

static inline PetscErrorCode BarCreate(MPI_Comm comm, int cubes, SulMesh *mesh) {
  int rank, ranks;
  PetscSFNode *remote;
  PetscInt *leaves;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  BarAllocate(mesh, comm, cubes);
  size_t nodes = (size_t)mesh->nodes_total;
  BarNumbers numbers = {rank, ranks, SulAllocate(nodes, sizeof *numbers.local),
                        SulAllocate(nodes, sizeof *numbers.owned)};
  PetscCall(PetscMalloc1(nodes, &remote));
  PetscCall(PetscMalloc1(nodes, &leaves));
  BarTakeNodes(mesh, &numbers);
  BarTakeCells(mesh, &numbers, remote, leaves);
  for (PetscInt64 n = 0; n < mesh->nodes_total; n++)
    if (numbers.local[n] >= 0) BarPlace(n, mesh->coordinates + 3 * numbers.local[n]);
  PetscCall(PetscSFCreate(comm, &mesh->halo));
  PetscCall(PetscSFSetGraph(mesh->halo, mesh->nodes_owned, mesh->nodes_local - mesh->nodes_owned,
                            leaves, PETSC_OWN_POINTER, remote, PETSC_OWN_POINTER));
  free(numbers.local);
  free(numbers.owned);
  PetscFunctionReturn(0);
}

static inline PetscErrorCode BarDestroy(SulMesh *mesh) {
  PetscFunctionBegin;
  PetscCall(PetscSFDestroy(&mesh->halo));
  free(mesh->cells);
  free(mesh->cell_phase);
  free(mesh->cell_file);
  free(mesh->node_file);
  free(mesh->coordinates);
  PetscFunctionReturn(0);
}

#endif

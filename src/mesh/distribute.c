/* SPDX-License-Identifier: BSD-2-Clause */
/* From the whole mesh on rank 0 to a piece on every rank.
 *
 * Rank 0 numbers the nodes globally (by owner, within it in the order of the cells) and packs one
 * piece after the other in global numbers; each rank then finds its ghost nodes, their owners and
 * the halo by itself (localize.c). */
#include "piece.h"
#include "serial.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* Who gets what, for all ranks at once. */
typedef struct {
  int ranks;
  const int *part;       /* [cells] */
  int *owner;            /* [nodes] */
  PetscInt *global;      /* [nodes] */
  PetscInt *node_at;     /* [nodes], the node with a global number */
  PetscInt *node_first;  /* [ranks + 1] */
  PetscInt *masters;     /* [ranks] nodes with a row of their own, the first ones of each rank */
  PetscInt *owned_first; /* [ranks + 1] into cell_list: own cells of each rank */
  PetscInt *owned_list;
  PetscInt *ghost_first; /* [ranks + 1] into ghost_list */
  PetscInt *ghost_list;
  PetscInt *place; /* [cells], a cell's place in the piece that is being packed */
} Plan;

/* The node whose row this one has. */
static PetscInt MasterOf(const SulSerialMesh *serial, PetscInt node) {
  return serial->master ? serial->master[node] : node;
}

/* Every part that a node, or a copy of it, belongs to lies between low and high. The owner is one of
 * the two, taken in turns so that between two parts always the same one owns and no part owns all
 * its border. */
static void OwnNodes(const SulSerialMesh *serial, Plan *plan) {
  int *high = SulAllocate((size_t)serial->nodes, sizeof *high), *low = plan->owner;
  for (PetscInt i = 0; i < serial->nodes; i++) {
    low[i] = plan->ranks;
    high[i] = -1;
  }
  const PetscInt *node = serial->cell_node;
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    for (int k = 0; k < serial->cell_nodes; k++, node++) {
      PetscInt master = MasterOf(serial, *node);
      if (plan->part[cell] < low[master]) low[master] = plan->part[cell];
      if (plan->part[cell] > high[master]) high[master] = plan->part[cell];
    }
  for (PetscInt i = 0; i < serial->nodes; i++) { /* a master is lower than its copies */
    PetscInt master = MasterOf(serial, i);
    if (master != i)
      plan->owner[i] = plan->owner[master];
    else if ((low[i] + high[i]) % 2 == 0)
      plan->owner[i] = high[i];
  }
  free(high);
}

/* first[r + 1] holds the count of r; makes it where r + 1 begins. */
static void Accumulate(int ranks, PetscInt *first) {
  for (int r = 0; r < ranks; r++)
    first[r + 1] += first[r];
}

static void NumberGlobally(const SulSerialMesh *serial, Plan *plan) {
  PetscInt *next = SulAllocate((size_t)plan->ranks, sizeof *next);
  for (PetscInt i = 0; i < serial->nodes; i++)
    plan->node_first[plan->owner[i] + 1]++;
  Accumulate(plan->ranks, plan->node_first);
  memcpy(next, plan->node_first, (size_t)plan->ranks * sizeof *next);
  for (int copies = 0; copies < (serial->master ? 2 : 1); copies++)
    for (PetscInt i = 0; i < serial->nodes; i++) {
      if ((MasterOf(serial, i) != i) != copies) continue;
      plan->global[i] = next[plan->owner[i]]++;
      plan->node_at[plan->global[i]] = i;
      plan->masters[plan->owner[i]] += !copies;
    }
  free(next);
}

/* The ranks that need the cell as a ghost: owners of its nodes that do not own the cell. */
static int GhostRanks(const SulSerialMesh *serial, const Plan *plan, PetscInt cell, int ranks[10]) {
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  int count = 0, part = plan->part[cell];
  for (int k = 0; k < serial->cell_nodes; k++) {
    int owner = plan->owner[nodes[k]], known = owner == part;
    for (int i = 0; i < count && !known; i++)
      known = ranks[i] == owner;
    if (!known) ranks[count++] = owner;
  }
  return count;
}

static void ListCells(const SulSerialMesh *serial, Plan *plan) {
  size_t ranks = (size_t)plan->ranks;
  int sharers[10];
  for (PetscInt cell = 0; cell < serial->cells; cell++) {
    plan->owned_first[plan->part[cell] + 1]++;
    int count = GhostRanks(serial, plan, cell, sharers);
    for (int i = 0; i < count; i++)
      plan->ghost_first[sharers[i] + 1]++;
  }
  Accumulate(plan->ranks, plan->owned_first);
  Accumulate(plan->ranks, plan->ghost_first);
  plan->owned_list = SulAllocate((size_t)serial->cells, sizeof *plan->owned_list);
  plan->ghost_list = SulAllocate((size_t)plan->ghost_first[ranks], sizeof *plan->ghost_list);
  PetscInt *next = SulAllocate(2 * ranks, sizeof *next), *next_ghost = next + ranks;
  memcpy(next, plan->owned_first, ranks * sizeof *next);
  memcpy(next_ghost, plan->ghost_first, ranks * sizeof *next);
  for (PetscInt cell = 0; cell < serial->cells; cell++) {
    plan->owned_list[next[plan->part[cell]]++] = cell;
    int count = GhostRanks(serial, plan, cell, sharers);
    for (int i = 0; i < count; i++)
      plan->ghost_list[next_ghost[sharers[i]]++] = cell;
  }
  free(next);
}

static void MakePlan(const SulSerialMesh *serial, int ranks, const int *part, Plan *plan) {
  size_t nodes = (size_t)serial->nodes, bounds = (size_t)ranks + 1;
  *plan = (Plan){.ranks = ranks, .part = part};
  plan->owner = SulAllocate(nodes, sizeof *plan->owner);
  plan->global = SulAllocate(nodes, sizeof *plan->global);
  plan->node_at = SulAllocate(nodes, sizeof *plan->node_at);
  plan->node_first = SulAllocate(bounds, sizeof *plan->node_first);
  plan->masters = SulAllocate((size_t)ranks, sizeof *plan->masters);
  plan->owned_first = SulAllocate(bounds, sizeof *plan->owned_first);
  plan->ghost_first = SulAllocate(bounds, sizeof *plan->ghost_first);
  plan->place = SulAllocate((size_t)serial->cells, sizeof *plan->place);
  OwnNodes(serial, plan);
  NumberGlobally(serial, plan);
  ListCells(serial, plan);
}

static void DestroyPlan(Plan *plan) {
  free(plan->owner);
  free(plan->global);
  free(plan->node_at);
  free(plan->node_first);
  free(plan->masters);
  free(plan->owned_first);
  free(plan->owned_list);
  free(plan->ghost_first);
  free(plan->ghost_list);
  free(plan->place);
}

static void PackCell(const SulSerialMesh *serial, const Plan *plan, PetscInt cell, PetscInt place,
                     SulMesh *mesh) {
  int width = serial->cell_nodes;
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)width;
  PetscInt *to = mesh->cells + (size_t)place * (size_t)width;
  for (int k = 0; k < width; k++)
    to[k] = plan->global[nodes[k]];
  mesh->cell_phase[place] = serial->cell_phase[cell];
  mesh->cell_affine[place] = serial->cell_affine[cell];
  mesh->cell_file[place] = serial->cell_file[cell];
  mesh->cell_component[place] = serial->cell_component[cell];
  plan->place[cell] = place;
}

static void PackCells(const SulSerialMesh *serial, const Plan *plan, int rank, SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  const PetscInt *owned = plan->owned_list + plan->owned_first[rank];
  const PetscInt *ghosts = plan->ghost_list + plan->ghost_first[rank];
  for (PetscInt i = 0; i < mesh->cells_owned; i++)
    PackCell(serial, plan, owned[i], i, mesh);
  for (PetscInt i = mesh->cells_owned; i < mesh->cells_local; i++)
    PackCell(serial, plan, ghosts[i - mesh->cells_owned], i, mesh);
}

static void PackNodes(const SulSerialMesh *serial, const Plan *plan, double length,
                      SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  for (PetscInt i = 0; i < mesh->nodes_owned; i++) {
    PetscInt node = plan->node_at[mesh->node_first + i];
    mesh->node_file[i] = serial->node_file[node];
    for (int d = 0; d < 3; d++)
      mesh->coordinates[3 * (size_t)i + (size_t)d] = length * serial->coordinates[node][d];
    if (i >= piece->masters)
      piece->master[i - piece->masters] = plan->global[serial->master[node]] - mesh->node_first;
  }
}

/* Is the cell in the rank's piece: 1 owned, 2 ghost, 0 no. */
static int HasCell(const SulSerialMesh *serial, const Plan *plan, int rank, PetscInt cell) {
  int sharers[10], count;
  if (plan->part[cell] == rank) return 1;
  count = GhostRanks(serial, plan, cell, sharers);
  for (int i = 0; i < count; i++)
    if (sharers[i] == rank) return 2;
  return 0;
}

static void CountFaces(const SulSerialMesh *serial, const Plan *plan, int rank, SulMesh *mesh) {
  for (PetscInt t = 0; t < serial->triangles; t++) {
    int has = HasCell(serial, plan, rank, serial->triangle_cell[t]);
    mesh->faces_owned += has == 1;
    mesh->faces_local += has > 0;
  }
}

static void PackFaces(const SulSerialMesh *serial, const Plan *plan, int rank, SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  PetscInt next[3] = {0, 0, mesh->faces_owned};
  for (PetscInt t = 0; t < serial->triangles; t++) {
    int has = HasCell(serial, plan, rank, serial->triangle_cell[t]);
    if (!has) continue;
    PetscInt face = next[has]++;
    mesh->face_cell[face] = plan->place[serial->triangle_cell[t]];
    mesh->face_boundary[face] = serial->triangle_boundary[t];
    mesh->face_interior[face] = serial->triangle_interior[t];
    piece->face_side[face] = serial->triangle_side[t];
  }
}

static void Pack(const SulSerialMesh *serial, const Plan *plan, int rank, double length,
                 SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  mesh->cells_owned = plan->owned_first[rank + 1] - plan->owned_first[rank];
  mesh->cells_local = mesh->cells_owned + plan->ghost_first[rank + 1] - plan->ghost_first[rank];
  mesh->nodes_owned = plan->node_first[rank + 1] - plan->node_first[rank];
  mesh->node_first = plan->node_first[rank];
  piece->masters = plan->masters[rank];
  CountFaces(serial, plan, rank, mesh);
  SulPieceAllocate(piece);
  PackCells(serial, plan, rank, piece);
  PackNodes(serial, plan, length, piece);
  PackFaces(serial, plan, rank, piece);
}

/* Packs and sends the piece of every rank; the last one packed is rank 0's own. */
static PetscErrorCode Deal(MPI_Comm comm, const SulSerialMesh *serial, const Plan *plan,
                           double length, SulPiece *own) {
  PetscFunctionBegin;
  for (int rank = 1; rank < plan->ranks; rank++) {
    SulMesh mesh = {.comm = comm, .cell_nodes = serial->cell_nodes};
    SulPiece piece = {.mesh = &mesh};
    Pack(serial, plan, rank, length, &piece);
    PetscCall(SulPieceSend(&piece, rank));
    SulPieceDestroy(&piece);
    PetscCall(SulMeshDestroy(&mesh));
  }
  Pack(serial, plan, 0, length, own);
  PetscFunctionReturn(0);
}

/* Everything that is the same on all ranks. */
static PetscErrorCode ShareHeader(MPI_Comm comm, int rank, const SulSerialMesh *serial,
                                  SulMesh *mesh) {
  PetscInt64 header[8] = {serial->order,           serial->cell_nodes,    serial->phase_count,
                          serial->boundary_count,  serial->cells,         serial->nodes,
                          serial->component_count, serial->master != NULL};

  PetscFunctionBegin;
  PetscCallMPI(MPI_Bcast(header, 8, MPIU_INT64, 0, comm));
  mesh->comm = comm;
  mesh->order = (int)header[0];
  mesh->cell_nodes = (int)header[1];
  mesh->face_nodes = mesh->order == 1 ? 3 : 6;
  mesh->phase_count = (int)header[2];
  mesh->boundary_count = (int)header[3];
  mesh->cells_total = header[4];
  mesh->nodes_total = header[5];
  mesh->component_count = (int)header[6];
  if (header[7]) mesh->shared = SulAllocate(1, sizeof *mesh->shared);
  mesh->phases = SulAllocate((size_t)mesh->phase_count, sizeof *mesh->phases);
  mesh->boundaries = SulAllocate((size_t)mesh->boundary_count, sizeof *mesh->boundaries);
  size_t components = (size_t)mesh->component_count;
  mesh->component_phase = SulAllocate(components, sizeof *mesh->component_phase);
  if (rank == 0) {
    memcpy(mesh->component_phase, serial->component_phase,
           components * sizeof *mesh->component_phase);
    memcpy(mesh->phases, serial->phases, (size_t)mesh->phase_count * sizeof *mesh->phases);
    memcpy(mesh->boundaries, serial->boundaries,
           (size_t)mesh->boundary_count * sizeof *mesh->boundaries);
  }
  PetscCallMPI(
      MPI_Bcast(mesh->phases, mesh->phase_count * (int)sizeof *mesh->phases, MPI_BYTE, 0, comm));
  PetscCallMPI(MPI_Bcast(mesh->component_phase, mesh->component_count, MPI_INT, 0, comm));
  PetscCallMPI(MPI_Bcast(mesh->boundaries, mesh->boundary_count * (int)sizeof *mesh->boundaries,
                         MPI_BYTE, 0, comm));
  PetscFunctionReturn(0);
}

PetscErrorCode SulDistribute(MPI_Comm comm, SulSerialMesh *serial, const int *part, double length,
                             SulMesh *mesh) {
  SulPiece piece = {.mesh = mesh};
  Plan plan;
  int rank, ranks;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(ShareHeader(comm, rank, serial, mesh));
  if (rank == 0) {
    MakePlan(serial, ranks, part, &plan);
    PetscCall(Deal(comm, serial, &plan, length, &piece));
    DestroyPlan(&plan);
    SulSerialDestroy(serial);
  } else {
    PetscCall(SulPieceReceive(&piece));
  }
  PetscCall(SulPieceLocalize(&piece));
  SulPieceDestroy(&piece);
  PetscFunctionReturn(0);
}

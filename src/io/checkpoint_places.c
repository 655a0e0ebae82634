/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of arrays in the order of the mesh file. */
#include "checkpoint_places.h"
#include "compact.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const PetscInt64 only_row = 0;

static PetscErrorCode PlaceNodes(const SulMesh *mesh, SulCheckpointPlace *place) {
  PetscFunctionBegin;
  snprintf(place->group, sizeof place->group, "/nodes");
  place->width = place->array->components;
  place->length = mesh->nodes_total;
  place->owned = mesh->nodes_owned;
  place->file = mesh->node_file;
  PetscCall(
      SulFileOrderCreate(mesh->comm, place->length, place->owned, place->file, &place->order));
  PetscFunctionReturn(0);
}

/* The block's cells get numbers without gaps. */
static PetscErrorCode PlacePoints(const SulMesh *mesh, SulCheckpointPlace *place) {
  const SulPointRows *rows = place->array->rows;
  PetscInt64 *number = SulAllocate((size_t)rows->count, sizeof *number);
  bool *mine = SulAllocate((size_t)rows->count, sizeof *mine);

  PetscFunctionBegin;
  snprintf(place->group, sizeof place->group, "/points/%s", rows->name);
  place->width = rows->points * place->array->components;
  place->owned = rows->count;
  place->file = rows->file;
  SulCompact entries = {rows->count, rows->file, number, mine};
  PetscCall(SulCompactNumbers(mesh->comm, mesh->cells_total, &entries, &place->length));
  PetscCall(SulFileOrderCreate(mesh->comm, place->length, place->owned, number, &place->order));
  free(number);
  free(mine);
  PetscFunctionReturn(0);
}

static void PlaceOnce(int rank, SulCheckpointPlace *place) {
  snprintf(place->group, sizeof place->group, "/once");
  place->width = place->array->components;
  place->length = 1;
  place->owned = rank == 0 ? 1 : 0;
  place->file = &only_row;
}

PetscErrorCode SulCheckpointPlacesCreate(const SulMesh *mesh, SulArrays arrays,
                                         SulCheckpointPlace **places) {
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  *places = SulAllocate((size_t)arrays.count, sizeof **places);
  for (int i = 0; i < arrays.count; i++) {
    SulCheckpointPlace *place = &(*places)[i];
    place->array = &arrays.list[i];
    if (arrays.list[i].place == SUL_AT_NODES)
      PetscCall(PlaceNodes(mesh, place));
    else if (arrays.list[i].place == SUL_AT_POINTS)
      PetscCall(PlacePoints(mesh, place));
    else
      PlaceOnce(rank, place);
    snprintf(place->place, sizeof place->place, "%s/%s", place->group, arrays.list[i].name);
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulCheckpointPlacesDestroy(int count, SulCheckpointPlace **places) {
  PetscFunctionBegin;
  for (int i = 0; i < count; i++)
    PetscCall(SulFileOrderDestroy(&(*places)[i].order));
  free(*places);
  *places = NULL;
  PetscFunctionReturn(0);
}

PetscErrorCode SulCheckpointDigest(MPI_Comm comm, const SulCheckpointPlace *place,
                                   char checksum[SUL_DIGEST_SIZE]) {
  const SulDigestedRows rows = {place->owned, place->width, place->file, place->array->values};

  PetscFunctionBegin;
  PetscCall(SulDigestRows(comm, place->place, &rows, checksum));
  PetscFunctionReturn(0);
}

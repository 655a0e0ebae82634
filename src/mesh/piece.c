/* SPDX-License-Identifier: BSD-2-Clause */
/* Packs, sends and unpacks a rank's share of the mesh. */
#include "piece.h"
#include <stdlib.h>
#include <sulfem/text.h>

enum { TAG = 471, MESSAGE_BYTES = 1 << 30 };

void SulPieceAllocate(SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  size_t cells = (size_t)mesh->cells_local, faces = (size_t)mesh->faces_local;
  mesh->cells = SulAllocate(cells * (size_t)mesh->cell_nodes, sizeof *mesh->cells);
  mesh->cell_phase = SulAllocate(cells, sizeof *mesh->cell_phase);
  mesh->cell_affine = SulAllocate(cells, sizeof *mesh->cell_affine);
  mesh->cell_file = SulAllocate(cells, sizeof *mesh->cell_file);
  mesh->cell_component = SulAllocate(cells, sizeof *mesh->cell_component);
  mesh->node_file = SulAllocate((size_t)mesh->nodes_owned, sizeof *mesh->node_file);
  mesh->coordinates = SulAllocate(3 * (size_t)mesh->nodes_owned, sizeof *mesh->coordinates);
  mesh->face_cell = SulAllocate(faces, sizeof *mesh->face_cell);
  mesh->face_boundary = SulAllocate(faces, sizeof *mesh->face_boundary);
  mesh->face_interior = SulAllocate(faces, sizeof *mesh->face_interior);
  piece->face_side = SulAllocate(faces, sizeof *piece->face_side);
  piece->master = SulAllocate((size_t)(mesh->nodes_owned - piece->masters), sizeof *piece->master);
}

void SulPieceDestroy(SulPiece *piece) {
  free(piece->face_side);
  free(piece->master);
  piece->face_side = NULL;
  piece->master = NULL;
}

/* The arrays of a piece and their bytes: one list for both directions. */
typedef struct {
  void *data;
  size_t bytes;
} Block;
enum { BLOCKS = 12, COUNTS = 7 };

static void ListBlocks(const SulPiece *piece, Block blocks[BLOCKS]) {
  const SulMesh *mesh = piece->mesh;
  size_t cells = (size_t)mesh->cells_local, nodes = (size_t)mesh->nodes_owned;
  size_t faces = (size_t)mesh->faces_local;
  const Block list[BLOCKS] = {
      {mesh->cells, cells * (size_t)mesh->cell_nodes * sizeof *mesh->cells},
      {mesh->cell_phase, cells * sizeof *mesh->cell_phase},
      {mesh->cell_affine, cells * sizeof *mesh->cell_affine},
      {mesh->cell_file, cells * sizeof *mesh->cell_file},
      {mesh->cell_component, cells * sizeof *mesh->cell_component},
      {mesh->node_file, nodes * sizeof *mesh->node_file},
      {mesh->coordinates, 3 * nodes * sizeof *mesh->coordinates},
      {mesh->face_cell, faces * sizeof *mesh->face_cell},
      {mesh->face_boundary, faces * sizeof *mesh->face_boundary},
      {mesh->face_interior, faces * sizeof *mesh->face_interior},
      {piece->face_side, faces * sizeof *piece->face_side},
      {piece->master, (nodes - (size_t)piece->masters) * sizeof *piece->master},
  };
  for (int b = 0; b < BLOCKS; b++)
    blocks[b] = list[b];
}

PetscErrorCode SulPieceSend(const SulPiece *piece, int rank) {
  const SulMesh *mesh = piece->mesh;
  PetscInt counts[COUNTS] = {mesh->cells_owned, mesh->cells_local, mesh->nodes_owned,
                             mesh->node_first,  mesh->faces_owned, mesh->faces_local,
                             piece->masters};
  Block blocks[BLOCKS];

  PetscFunctionBegin;
  PetscCallMPI(MPI_Send(counts, COUNTS, MPIU_INT, rank, TAG, mesh->comm));
  ListBlocks(piece, blocks);
  for (int b = 0; b < BLOCKS; b++)
    for (size_t sent = 0; sent < blocks[b].bytes; sent += MESSAGE_BYTES) {
      size_t left = blocks[b].bytes - sent;
      int bytes = left < MESSAGE_BYTES ? (int)left : MESSAGE_BYTES;
      PetscCallMPI(MPI_Send((char *)blocks[b].data + sent, bytes, MPI_BYTE, rank, TAG, mesh->comm));
    }
  PetscFunctionReturn(0);
}

PetscErrorCode SulPieceReceive(SulPiece *piece) {
  SulMesh *mesh = piece->mesh;
  PetscInt counts[COUNTS];
  Block blocks[BLOCKS];

  PetscFunctionBegin;
  PetscCallMPI(MPI_Recv(counts, COUNTS, MPIU_INT, 0, TAG, mesh->comm, MPI_STATUS_IGNORE));
  mesh->cells_owned = counts[0];
  mesh->cells_local = counts[1];
  mesh->nodes_owned = counts[2];
  mesh->node_first = counts[3];
  mesh->faces_owned = counts[4];
  mesh->faces_local = counts[5];
  piece->masters = counts[6];
  SulPieceAllocate(piece);
  ListBlocks(piece, blocks);
  for (int b = 0; b < BLOCKS; b++)
    for (size_t got = 0; got < blocks[b].bytes; got += MESSAGE_BYTES) {
      size_t left = blocks[b].bytes - got;
      int bytes = left < MESSAGE_BYTES ? (int)left : MESSAGE_BYTES;
      PetscCallMPI(MPI_Recv((char *)blocks[b].data + got, bytes, MPI_BYTE, 0, TAG, mesh->comm,
                            MPI_STATUS_IGNORE));
    }
  PetscFunctionReturn(0);
}

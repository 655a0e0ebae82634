/* SPDX-License-Identifier: BSD-2-Clause */
/* A rank's share of the mesh on its way: arrays of SulMesh, but node numbers still global. Private
 * to src/mesh. */
#ifndef SULFEM_MESH_PIECE_H
#define SULFEM_MESH_PIECE_H

#include <sulfem/mesh.h>

typedef struct {
  SulMesh *mesh;            /* nodes_local, node_global, faces and halo not filled yet */
  unsigned char *face_side; /* [faces_local], the face of face_cell */
  PetscInt masters;         /* owned nodes with rows of their own, the first ones */
  PetscInt *master;         /* [nodes_owned - masters], of the copies, as local nodes */
} SulPiece;

/* Arrays for the counts (cells, nodes_owned, faces) and cell_nodes that stand in piece->mesh, and
 * masters. */
void SulPieceAllocate(SulPiece *piece);

/* Frees what is not the mesh's. */
void SulPieceDestroy(SulPiece *piece);

/* From rank 0 to `rank`, over the mesh's communicator; messages above 2^31 bytes go in parts. */
PetscErrorCode SulPieceSend(const SulPiece *piece, int rank);
PetscErrorCode SulPieceReceive(SulPiece *piece);

/* Collective. Global to local node numbers, ghost nodes with their coordinates, faces, halo,
 * and rows where mesh->shared is there to be filled. */
PetscErrorCode SulPieceLocalize(SulPiece *piece);

#endif

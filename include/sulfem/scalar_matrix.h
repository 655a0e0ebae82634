/* SPDX-License-Identifier: BSD-2-Clause */
/* Matrices of one number a node on some cells of a mesh: diffusion in a phase or in particles. */
#ifndef SULFEM_SCALAR_MATRIX_H
#define SULFEM_SCALAR_MATRIX_H

#include <sulfem/mesh.h>

/* Which unknowns, over all ranks, stand at the nodes of a cell: number[mesh->cell_nodes], below 0 for
 * none; false: the cell has no part in it. Ghost cells are asked for too, so that the own rows are
 * whole without a message. */
typedef struct {
  const void *context;
  bool (*At)(const void *context, PetscInt cell, PetscInt *number);
  PetscInt begin, count; /* of this rank's own unknowns */
} SulScalarNumbers;

/* Rows of the own unknowns, columns ascending. */
typedef struct {
  PetscInt begin, count;
  PetscInt *first, *column; /* first[count + 1] */
  PetscScalar *value;       /* 0 at the beginning */
} SulScalarRows;

/* Of a cell, by its nodes. */
typedef double SulScalarCell[SUL_CELL_NODES_MAX][SUL_CELL_NODES_MAX];

/* An entry for every pair of unknowns in a cell. */
void SulScalarRowsFind(const SulMesh *mesh, const SulScalarNumbers *numbers, SulScalarRows *rows);

/* The rows += factor times the cell's matrix, where both of a pair are unknowns. */
void SulScalarRowsAdd(SulScalarRows *rows, int nodes, const PetscInt *number, double factor,
                      SulScalarCell matrix);

/* Collective. The symmetric positive AIJ matrix of all ranks' rows, which are freed. */
PetscErrorCode SulScalarRowsMatrix(MPI_Comm comm, SulScalarRows *rows, Mat *made);

/* Integrals of grad N_a . grad N_b over a cell, m. */
void SulScalarLaplacian(const SulMesh *mesh, PetscInt cell, SulScalarCell matrix);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The blocks of three of a BAIJ matrix, to read. */
#ifndef SULFEM_MATRIX_BLOCKS_H
#define SULFEM_MATRIX_BLOCKS_H

#include <petscmat.h>
#include <stdbool.h>
#include <sulfem/mesh.h>

/* Block rows of this rank, and block columns. */
typedef struct {
  PetscInt rows, columns;
  const PetscInt *first, *column; /* borrowed from the matrix */
  PetscInt *local;                /* local row of each column; NULL: the column is the row */
  PetscScalar *values;            /* [blocks][9], each by columns; NULL where there are no rows */
} SulBlocks;

/* After new values in blocks of three: PETSc 3.22 keeps the inverses of the diagonal blocks that it
 * made for the old ones, whatever is done to the matrix; they are made anew in their place. Nothing
 * for other kinds of matrices. */
PetscErrorCode SulBlocksRefreshInverse(Mat matrix);

/* parts[0]: columns of the rank's own rows; parts[1]: of ghosts (rows = 0 on one rank). They
 * stay the matrix's; SulBlocksFree frees what is not. `found` is the same on all ranks, also on one
 * that owns no row: false when the matrix is no BAIJ with blocks of three. */
PetscErrorCode SulBlocksGet(Mat matrix, const SulRows *rows, SulBlocks parts[2], bool *found);
void SulBlocksFree(SulBlocks parts[2]);

/* Rows and block columns of a sequential BAIJ matrix; they stay the matrix's. */
PetscErrorCode SulBlocksPattern(Mat sequential, PetscInt *rows, const PetscInt **first,
                                const PetscInt **column);

/* The sequential matrices behind: own columns, and others' (NULL on one rank) with the global
 * numbers of its block columns. Both NULL when the matrix is no BAIJ with blocks of three. */
PetscErrorCode SulBlocksParts(Mat matrix, Mat *own, Mat *other, const PetscInt **global);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the stiffness depends on the mesh alone. Private to src/fem. */
#ifndef SULFEM_PATTERN_H
#define SULFEM_PATTERN_H

#include <sulfem/fem.h>

/* The cells around each owned row, or what else couples rows, and the row's place in each. */
typedef struct {
  size_t *first; /* [rows owned + 1] */
  PetscInt *cell;
  unsigned char *place;
} CellsOfRows;

struct SulPattern {
  const SulMesh *mesh;
  SulRows rows; /* the mesh's */
  CellsOfRows around;
  /* the block columns of all rows, as local rows by ascending global number */
  size_t *first; /* [rows.owned + 1] */
  PetscInt *column;
  size_t room;
};

/* Collective. Zeros in a matrix of SulStiffnessAllocate, with all blocks that it has. */
PetscErrorCode SulStiffnessZero(const SulMesh *mesh, Mat stiffness);

#endif

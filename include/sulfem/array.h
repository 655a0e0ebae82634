/* SPDX-License-Identifier: BSD-2-Clause */
/* Named arrays: what a run writes into files, or reads from them, said with unit and meaning. A new
 * field in a file is one more of them in a list. */
#ifndef SULFEM_ARRAY_H
#define SULFEM_ARRAY_H

#include <petscsys.h>
#include <stdbool.h>

/* What the rows of an array belong to. This rank has those of its own, in local order; of what is
 * the same on all ranks (particles, SUL_ONCE) every rank has all. */
typedef enum {
  SUL_AT_NODES,
  SUL_AT_CELLS,
  SUL_AT_FACES,     /* of a surface in the mesh (sulfem/output.h) */
  SUL_AT_PARTICLES, /* of such a surface */
  SUL_AT_POINTS,    /* of a block of cells: one row a cell */
  SUL_ONCE          /* one row */
} SulPlace;

/* In memory double, int, double; in files of results the last is of four bytes. */
typedef enum { SUL_REAL, SUL_WHOLE, SUL_REAL_ROUNDED } SulNumbers;

/* The cells of one phase and one quadrature rule. */
typedef struct {
  const char *name;       /* without a slash */
  PetscInt count;         /* cells of this rank, each on one rank */
  const PetscInt64 *file; /* [count], their numbers in the mesh file */
  int points;             /* of a cell */
} SulPointRows;

typedef struct {
  const char *name; /* no slash in it */
  const char *unit; /* "1" for pure numbers */
  const char *description;
  SulPlace place;
  int components;     /* of a node, cell, ..., point; of the one row */
  void *values;       /* [rows][components]; SUL_AT_POINTS: [rows->count][points][components] */
  SulNumbers numbers; /* SUL_REAL unless said otherwise */
  bool fixed;         /* beside the mesh, once; otherwise in every step */
  const SulPointRows *rows; /* SUL_AT_POINTS */
} SulArray;

typedef struct {
  int count;
  const SulArray *list; /* [count] */
} SulArrays;

#endif

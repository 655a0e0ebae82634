/* SPDX-License-Identifier: BSD-2-Clause */
/* Groups of strongly coupled nodes, and what rigid motions they can make. Private to src/solve. */
#ifndef SULFEM_AGGREGATES_H
#define SULFEM_AGGREGATES_H

#include <petscsys.h>
#include <stdbool.h>
#include <stddef.h>

enum { SUL_MOTIONS = 6 };

/* Couplings of a rank's own nodes with each other: the squared norm of each block of the matrix. */
typedef struct {
  PetscInt rows;
  const PetscInt *first, *column; /* [rows + 1], [couplings] */
  const float *coupling;          /* [couplings], the diagonal's too */
} SulCouplings;

typedef struct {
  PetscInt count;
  PetscInt first_global; /* number of the first one over all ranks */
  PetscInt *of_node;     /* [rows], -1: the node belongs to none */
  size_t *first;         /* [count + 1] */
  PetscInt *node;        /* by aggregate */
} SulAggregates;

/* Collective. Only strongly coupled nodes are put together: |K_ij|^2 > threshold^2 |K_ii| |K_jj|;
 * where a soft phase meets a stiff one the coupling is weak for the stiff side, and aggregates end
 * there. `left_out` [rows] are nodes without an aggregate. Aggregates end at the borders of ranks;
 * they depend on nothing but the matrix and the order of its rows. */
PetscErrorCode SulAggregatesCreate(MPI_Comm comm, const SulCouplings *couplings, double threshold,
                                   const bool *left_out, SulAggregates *aggregates);
/* Lists the nodes by aggregate: from `of_node` [nodes] and `count` to the rest. */
void SulAggregatesList(PetscInt nodes, SulAggregates *aggregates);
void SulAggregatesDestroy(SulAggregates *aggregates);

/* Orthonormal columns of the rows of six numbers that the nodes hold, `height` rows a node, nodes
 * `stride` numbers apart: rows := Q, triangle := R. Motions that the aggregate cannot make
 * independently (few nodes, or held ones) become zero columns. */
void SulOrthonormalize(double *rows, size_t stride, int height, const SulAggregates *aggregates,
                       PetscInt aggregate, double triangle[SUL_MOTIONS][SUL_MOTIONS]);

#endif

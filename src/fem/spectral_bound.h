/* SPDX-License-Identifier: BSD-2-Clause */
/* The bound of the largest eigenvalue of D^-1 K from single cells. Private to src/fem. */
#ifndef SULFEM_SPECTRAL_BOUND_H
#define SULFEM_SPECTRAL_BOUND_H

#include <sulfem/fem.h>

enum { SUL_BOUND_LANES = 8, SUL_BOUND_BLOCKS = SUL_CELL_NODES_MAX * (SUL_CELL_NODES_MAX + 1) / 2 };

typedef double SulBoundLane __attribute__((vector_size(SUL_BOUND_LANES * sizeof(double))));

/* Element matrices of ten nodes, a cell in each lane: blocks (a, b) of b <= a at a (a + 1) / 2 + b,
 * each by rows. */
typedef struct {
  SulBoundLane block[SUL_BOUND_BLOCKS][9];
} SulBoundCells;

/* Where a bound begins. */
extern const double sul_bound_least;

/* `bound`, raised in small steps as far as the cells ask for it, but not far beyond their number of
 * nodes. */
double SulBoundRaise(const SulBoundCells *cells, double bound);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Neighbour search among bodies of very different sizes: one cell list a size class. Room-private.
 *
 * Class l holds the bodies with bound in (B/2^(l+1), B/2^l], B the largest; its cells are a little
 * larger than two such bodies and a gap, so that a body finds the neighbours that are as large as
 * itself or larger in the 27 cells about it, class by class. */
#ifndef SULFEM_PACKING_GRID_H
#define SULFEM_PACKING_GRID_H

#include "packing_crowd.h"
#include <stdint.h>

enum { SUL_GRID_LEVELS = 12 };

typedef struct {
  int n[3];
  double bound;      /* of the largest body of the class */
  size_t first_cell; /* in SulGrid.head */
} SulGridLevel;

typedef struct {
  const SulCrowd *crowd;
  double skin; /* m: how much farther than the gap SulGridNear looks */
  int levels;
  SulGridLevel level[SUL_GRID_LEVELS];
  unsigned char *level_of; /* [count] */
  uint32_t *head;          /* [cells], first body of a cell, or SUL_GRID_END */
  uint32_t *next;          /* [count] */
  uint32_t *cell_of;       /* [count], SUL_GRID_END: not in the grid */
} SulGrid;

#define SUL_GRID_END UINT32_MAX

/* An empty grid for these bodies, which must stay where they are; free with SulGridFree. */
SulGrid SulGridCreate(const SulCrowd *crowd, double skin);
void SulGridFree(SulGrid *grid);

void SulGridInsert(SulGrid *grid, size_t i);
void SulGridMove(SulGrid *grid, size_t i); /* after its centre has changed */

typedef enum { SUL_GRID_ALL, SUL_GRID_EARLIER } SulGridChoice;

/* The bodies in the grid, other than i, whose bounding balls come closer to that of i than gap +
 * skin. SUL_GRID_EARLIER: only such of larger classes, and of the same class with a smaller index:
 * every pair once. `near` has room for all bodies. Returns their number. */
size_t SulGridNear(const SulGrid *grid, size_t i, SulGridChoice choice, uint32_t *near);

#endif

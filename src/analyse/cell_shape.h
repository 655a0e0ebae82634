/* SPDX-License-Identifier: BSD-2-Clause */
/* One cell as the rasteriser sees it. Room-private.
 *
 * A curved cell lies within the convex hull of its ten control points (it is a Bezier tetrahedron:
 * those of the edges are 2 middle - (end + end)/2). With b the barycentric coordinates of the
 * tetrahedron of the four vertices, that gives b >= low, a little less than 0, on all of the cell.
 */
#ifndef SULFEM_CELL_SHAPE_H
#define SULFEM_CELL_SHAPE_H

#include <stdbool.h>
#include <sulfem/element.h>

typedef struct {
  bool curved;
  double origin[3];                       /* the first vertex; all below is seen from there */
  double x[SUL_TETRAHEDRON_NODES_MAX][3]; /* nodes; 4 where it is straight */
  double slope[4][3];                     /* b_f(p) = slope[f] . p, and 1 more for f = 0 */
  double low[4];    /* lower bounds of b_f over the cell; 0 where it is straight */
  double box[2][3]; /* that holds the cell */
  bool hopeless;    /* the four vertices alone make no tetrahedron: only the box is known */
} SulCellShape;

/* From the nodes of a cell of this order (1 or 2). */
void SulCellShapeMake(int order, const double (*nodes)[3], SulCellShape *shape);

/* Is the point (seen from the origin) in the cell, to 1e-9 of the cell? `guess`: reference
 * coordinates to begin with, and where the point was found afterwards; only curved cells use it. */
bool SulCellHolds(const SulCellShape *shape, const double point[3], double guess[3]);

/* The barycentric coordinates of the straight tetrahedron; reference coordinates are b[1..3]. */
void SulCellBarycentric(const SulCellShape *shape, const double point[3], double b[4]);

extern const double sul_cell_slack; /* 1e-9 */

#endif

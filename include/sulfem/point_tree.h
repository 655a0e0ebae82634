/* SPDX-License-Identifier: BSD-2-Clause */
/* Points with radii in a balanced tree of boxes (a k-d tree: Bentley, Commun. ACM 18, 509 (1975)):
 * neighbours in O(log n) each however the points crowd, where a grid's cells fill up. No MPI. */
#ifndef SULFEM_POINT_TREE_H
#define SULFEM_POINT_TREE_H

#include <stddef.h>

typedef struct SulPointTree SulPointTree;

/* point[count], radius[count] (NULL: 0) are copied. Free with SulPointTreeFree. */
SulPointTree *SulPointTreeCreate(size_t count, const double (*point)[3], const double *radius);
void SulPointTreeFree(SulPointTree **tree);

/* What is done with point j; `context` is handed on. */
typedef void (*SulPointVisit)(size_t j, void *context);

/* Visits every point with low <= point <= high. */
void SulPointTreeInBox(const SulPointTree *tree, const double low[3], const double high[3],
                       SulPointVisit visit, void *context);

/* Visits points j in an order that tends to the near ones, and none for which |x - point[j]| -
 * radius[j] >= *limit. `visit` lowers *limit (the least distance found so far) as it likes. */
void SulPointTreeNear(const SulPointTree *tree, const double x[3], const double *limit,
                      SulPointVisit visit, void *context);

#endif

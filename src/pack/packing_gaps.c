/* SPDX-License-Identifier: BSD-2-Clause */
/* Nearest gaps by cell lists. A search finds every body whose bounding ball comes closer than the
 * reach; a separation within the reach is then the smallest one, since none is smaller than that of
 * the balls. Bodies whose neighbours are farther are searched again with twice the reach. */
#include "packing_crowd.h"
#include "packing_grid.h"
#include <math.h>
#include <stdlib.h>

/* Gap between a body and its own copies in a periodic box. */
static double OwnCopies(const SulCrowd *crowd, size_t i) {
  SulParticle pair[2] = {crowd->particles[i], crowd->particles[i]};
  double centres[2][3] = {{0}}, bounds[2] = {crowd->bound[i], crowd->bound[i]}, normal[3];
  SulCrowd two = {.count = 2, .centre = centres, .bound = bounds, .particles = pair};
  double least = INFINITY;
  for (int k = 0; k < 3; k++) {
    for (int d = 0; d < 3; d++)
      centres[1][d] = d == k ? crowd->edges[k] : 0;
    least = fmin(least, SulCrowdSeparation(&two, 0, 1, normal));
  }
  return least;
}

/* One search of every body in `open`; returns how many of them stay open. */
static size_t Search(const SulCrowd *crowd, double reach, size_t *open, size_t open_count,
                     uint32_t *near, double *gaps) {
  SulGrid grid = SulGridCreate(crowd, reach);
  double normal[3];
  size_t left = 0;
  for (size_t i = 0; i < crowd->count; i++)
    SulGridInsert(&grid, i);
  for (size_t o = 0; o < open_count; o++) {
    size_t i = open[o], found = SulGridNear(&grid, i, SUL_GRID_ALL, near);
    for (size_t n = 0; n < found; n++)
      gaps[i] = fmin(gaps[i], SulCrowdSeparation(crowd, i, near[n], normal));
    if (gaps[i] > reach) open[left++] = i;
  }
  SulGridFree(&grid);
  return left;
}

void SulParticleGaps(const SulPacking *packing, const SulParticle *particles, size_t count,
                     double *gaps) {
  SulCrowd crowd = SulCrowdCreate(packing, particles, count);
  const double *edges = packing->edges;
  double largest = 0, reach = cbrt(edges[0] * edges[1] * edges[2] / (double)(count + 1));
  size_t *open = SulAllocate(count + 1, sizeof *open), left = count;
  uint32_t *near = SulAllocate(count + 1, sizeof *near);
  crowd.wraps = packing->periodic; /* walls that cut: the copies are in the list */
  crowd.gap = 0;
  for (size_t i = 0; i < count; i++) {
    open[i] = i;
    gaps[i] = packing->periodic ? OwnCopies(&crowd, i) : INFINITY;
    largest = fmax(largest, crowd.bound[i]);
    SulCrowdWrap(&crowd, i);
  }
  double whole = edges[0] + edges[1] + edges[2] + 4 * largest;
  for (; left > 0; reach *= 2) {
    left = Search(&crowd, reach, open, left, near, gaps);
    if (reach > whole) break; /* the bodies that are left are alone */
  }
  free(open);
  free(near);
  SulCrowdFree(&crowd);
}

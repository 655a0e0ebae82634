/* SPDX-License-Identifier: BSD-2-Clause */
/* Nearest gaps by a tree over the bounding balls, which holds up where particles crowd at one
 * place: the list may come from anywhere. A ball whose surface is farther than the least separation
 * so far is not looked into. */
#include "packing_crowd.h"
#include <math.h>
#include <stdlib.h>
#include <sulfem/point_tree.h>

/* Ellipsoids that lie within one another are all as near as their balls say, and the tree is no
 * help: so many looks, and so many for each particle, and no packing needs a tenth of them. */
static const double looks_at_all = 1e5, looks_each = 1e3;

typedef struct {
  const SulCrowd *crowd;
  size_t i;
  double gap, limit; /* of body i: least separation so far, and with its own bound */
  double looks;      /* at ellipsoids, of all bodies */
} Search;

static void Look(size_t j, void *context) {
  Search *search = context;
  double normal[3];
  if (j == search->i) return;
  const SulParticle *particles = search->crowd->particles;
  if (!SulParticleRound(&particles[j]) || !SulParticleRound(&particles[search->i])) search->looks++;
  search->gap = fmin(search->gap, SulCrowdSeparation(search->crowd, search->i, j, normal));
  search->limit = search->gap + search->crowd->bound[search->i];
}

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

/* Of body `search->i`, as it stands and, where distances wrap, from the 26 boxes around. */
static void SearchFrom(const SulPointTree *tree, Search *search) {
  const SulCrowd *crowd = search->crowd;
  const double *centre = crowd->centre[search->i];
  SulPointTreeNear(tree, centre, &search->limit, Look, search);
  for (int box = 0; box < 27 && crowd->wraps; box++) {
    int steps[3] = {box % 3 - 1, box / 3 % 3 - 1, box / 9 - 1};
    double x[3];
    for (int k = 0; k < 3; k++)
      x[k] = centre[k] + steps[k] * crowd->edges[k];
    if (box != 13) SulPointTreeNear(tree, x, &search->limit, Look, search);
  }
}

void SulParticleGaps(const SulPacking *packing, const SulParticle *particles, size_t count,
                     double *gaps, SulError *error) {
  SulCrowd crowd = SulCrowdCreate(packing, particles, count);
  crowd.wraps = packing->periodic; /* walls that cut: the copies are in the list */
  crowd.gap = 0;
  for (size_t i = 0; i < count; i++)
    SulCrowdWrap(&crowd, i);
  SulPointTree *tree = SulPointTreeCreate(count, (const double(*)[3])crowd.centre, crowd.bound);
  Search search = {.crowd = &crowd};
  for (size_t i = 0; i < count && !SulFailed(error); i++) {
    search.i = i;
    search.gap = packing->periodic ? OwnCopies(&crowd, i) : INFINITY;
    search.limit = search.gap + crowd.bound[i];
    SearchFrom(tree, &search);
    gaps[i] = search.gap;
    if (search.looks > looks_at_all + looks_each * (double)count)
      SulErrorSet(error, SUL_INPUT,
                  "the packing's %zu particles are no packing: so many ellipsoids lie within one "
                  "another that their gaps cannot be measured; pack again, or move the JSON away",
                  count);
  }
  SulPointTreeFree(&tree);
  SulCrowdFree(&crowd);
}

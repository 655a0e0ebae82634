/* SPDX-License-Identifier: BSD-2-Clause */
/* Frees a packing, names its roles, and lists the periodic copies of a particle. */
#include <math.h>
#include <stdlib.h>
#include <sulfem/packing.h>

const char *SulRoleName(SulRole role) {
  static const char *const names[] = {"matrix", "particle", "coating", "carbon", "pore", "phase"};
  return names[role];
}

void SulPackingFree(SulPacking *packing) {
  free(packing->image.file);
  free(packing->title);
  free(packing->recipe_text);
  free(packing->phases);
  free(packing->substances);
  free(packing->particles);
  *packing = (SulPacking){0};
}

/* Whether a body of this extent, centre and copy reaches into the box: in every direction that is
 * shifted its surface crosses the face; where several are, the corner of the ball must too. */
static bool ReachesIn(const SulPacking *packing, const SulParticle *particle,
                      const double extent[3], const double shift[3]) {
  bool sphere = extent[0] == extent[1] && extent[1] == extent[2];
  double outside = 0;
  for (int k = 0; k < 3; k++) {
    double x = particle->centre[k] + shift[k], edge = packing->edges[k];
    double away = x < 0 ? -x : x > edge ? x - edge : 0;
    if (away >= extent[k]) return false;
    outside += away * away;
  }
  return !sphere || outside < extent[0] * extent[0];
}

int SulParticleImages(const SulPacking *packing, const SulParticle *particle, double shifts[8][3]) {
  int count = 1, sides[3];
  double extent[3];
  SulParticleExtent(particle, extent);
  for (int k = 0; k < 3; k++) {
    shifts[0][k] = 0;
    sides[k] = particle->centre[k] < 0.5 * packing->edges[k] ? 1 : -1;
  }
  if (!packing->periodic || packing->faces != SUL_FACES_CUT) return 1;
  for (int subset = 1; subset < 8; subset++) {
    double shift[3];
    for (int k = 0; k < 3; k++)
      shift[k] = subset >> k & 1 ? sides[k] * packing->edges[k] : 0;
    if (!ReachesIn(packing, particle, extent, shift)) continue;
    for (int k = 0; k < 3; k++)
      shifts[count][k] = shift[k];
    count++;
  }
  return count;
}

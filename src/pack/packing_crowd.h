/* SPDX-License-Identifier: BSD-2-Clause */
/* Bodies in a box: what the packing algorithms move. Room-private.
 *
 * A body is the outer surface (coating included) of a particle. Signed separations are exact for
 * spheres; for ellipsoids they come from the maximum over directions n of
 * n.(c_j - c_i) - h_i(n) - h_j(n), h the support functions, which is the distance where the bodies
 * are apart and minus the penetration depth where they are not. */
#ifndef SULFEM_PACKING_CROWD_H
#define SULFEM_PACKING_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/packing.h>

typedef struct {
  double edges[3];
  bool wraps; /* distances are taken modulo the edges */
  SulFaces faces;
  double gap, face_gap; /* m, kept between bodies, and towards the faces */
  double margin;        /* m, asked for beyond what the faces need; 0 but while relaxing */
  size_t count;
  double (*centre)[3];          /* [count] m */
  double *bound;                /* [count] m, radius of the smallest ball about the outer surface */
  const SulParticle *particles; /* [count], for all but the centre; not owned */
} SulCrowd;

/* Takes the shapes and centres of `particles`, which must outlive them. */
SulCrowd SulCrowdCreate(const SulPacking *packing, const SulParticle *particles, size_t count);
void SulCrowdFree(SulCrowd *crowd);

/* Vector from centre i to the nearest copy of centre j. */
void SulCrowdOffset(const SulCrowd *crowd, size_t i, size_t j, double offset[3]);

/* Separation of the outer surfaces of i and j; the unit normal points from i to j. */
double SulCrowdSeparation(const SulCrowd *crowd, size_t i, size_t j, double normal[3]);

/* By how far body i breaks the rules of the faces (0: not), and the move that would mend it. */
double SulCrowdFaceBreach(const SulCrowd *crowd, size_t i, double move[3]);

/* Two unit vectors that make a right-handed orthonormal frame with the unit vector n. */
void SulTangents(const double n[3], double t1[3], double t2[3]);

/* Puts centre i back into the box (where distances wrap). */
void SulCrowdWrap(const SulCrowd *crowd, size_t i);

/* Is it a sphere? */
bool SulParticleRound(const SulParticle *particle);

#endif

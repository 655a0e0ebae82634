/* SPDX-License-Identifier: BSD-2-Clause */
/* Eigenvalues of symmetric 3 x 3 matrices by Jacobi's cyclic rotations, all lanes together. */
#include "principal.h"

#include <float.h>
#include <math.h>

/* Makes component pq vanish: with t the tangent of the smaller angle, t = 2 a_pq / (d +- sqrt(d^2 +
 * 4 a_pq^2)), d = a_qq - a_pp, and the sign that of d. */
static inline void Rotate(SulSymmetrics *a, SulMatrices *axes, int p, int q) {
  int r = 3 - p - q, pq = sul_component[3 * p + q];
  int rp = sul_component[3 * r + p], rq = sul_component[3 * r + q];
  SulLane cosine, sine;
  for (int l = 0; l < SUL_LANES; l++) {
    double d = a->of[q][l] - a->of[p][l], twice = 2 * a->of[pq][l];
    double root = sqrt(d * d + twice * twice) + DBL_MIN;
    double t = twice / (d + copysign(root, d));
    double c = 1 / sqrt(t * t + 1), s = t * c, change = t * a->of[pq][l];
    double arp = a->of[rp][l], arq = a->of[rq][l];
    a->of[p][l] -= change;
    a->of[q][l] += change;
    a->of[pq][l] = 0;
    a->of[rp][l] = c * arp - s * arq;
    a->of[rq][l] = s * arp + c * arq;
    cosine[l] = c;
    sine[l] = s;
  }
  for (int k = 0; k < 9; k += 3)
    for (int l = 0; l < SUL_LANES; l++) {
      double vp = axes->of[k + p][l], vq = axes->of[k + q][l];
      axes->of[k + p][l] = cosine[l] * vp - sine[l] * vq;
      axes->of[k + q][l] = sine[l] * vp + cosine[l] * vq;
    }
}

/* Is there anything off the diagonal in any lane? */
static bool IsDiagonal(const SulSymmetrics *a) {
  bool diagonal = true;
  for (int l = 0; l < SUL_LANES; l++) {
    double off = fabs(a->of[3][l]) + fabs(a->of[4][l]) + fabs(a->of[5][l]);
    double size = fabs(a->of[0][l]) + fabs(a->of[1][l]) + fabs(a->of[2][l]);
    diagonal = diagonal && off <= 1e-2 * DBL_EPSILON * size;
  }
  return diagonal;
}

void SulPrincipalAxes(const SulSymmetrics *matrix, SulTriples *value, SulMatrices *axes) {
  SulSymmetrics a = *matrix;
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      axes->of[i][l] = i % 4 == 0;
  for (int sweep = 0; sweep < 12 && !IsDiagonal(&a); sweep++) { /* quadratic: four are many */
    Rotate(&a, axes, 0, 1);
    Rotate(&a, axes, 0, 2);
    Rotate(&a, axes, 1, 2);
  }
  for (int i = 0; i < 3; i++)
    for (int l = 0; l < SUL_LANES; l++)
      value->of[i][l] = a.of[i][l];
}

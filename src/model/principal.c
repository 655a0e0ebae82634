/* SPDX-License-Identifier: BSD-2-Clause */
/* Eigenvalues of symmetric 3 x 3 matrices by Jacobi's cyclic rotations, all lanes together. */
#include "principal.h"

#include <float.h>

/* Makes component pq vanish: with t the tangent of the smaller angle, t = 2 a_pq / (d +- sqrt(d^2 +
 * 4 a_pq^2)), d = a_qq - a_pp, and the sign that of d. */
static inline void Rotate(SulSymmetrics *a, SulMatrices *axes, int p, int q) {
  int r = 3 - p - q, pq = sul_component[3 * p + q];
  int rp = sul_component[3 * r + p], rq = sul_component[3 * r + q];
  SulVector d = a->of[q] - a->of[p], twice = 2 * a->of[pq], root = d * d + twice * twice;
  for (int l = 0; l < SUL_LANES; l++)
    root[l] = copysign(sqrt(root[l]) + DBL_MIN, d[l]);
  SulVector t = twice / (d + root), square = 1 + t * t, c = square;
  for (int l = 0; l < SUL_LANES; l++)
    c[l] = 1 / sqrt(square[l]);
  SulVector s = t * c, change = t * a->of[pq], arp = a->of[rp], arq = a->of[rq];
  a->of[p] -= change;
  a->of[q] += change;
  a->of[pq] = 0 * change;
  a->of[rp] = c * arp - s * arq;
  a->of[rq] = s * arp + c * arq;
  for (int k = 0; k < 9; k += 3) {
    SulVector vp = axes->of[k + p], vq = axes->of[k + q];
    axes->of[k + p] = c * vp - s * vq;
    axes->of[k + q] = s * vp + c * vq;
  }
}

/* Is there anything off the diagonal in any lane? */
static inline bool IsDiagonal(const SulSymmetrics *a) {
  bool diagonal = true;
  for (int l = 0; l < SUL_LANES; l++) {
    double off = fabs(a->of[3][l]) + fabs(a->of[4][l]) + fabs(a->of[5][l]);
    double size = fabs(a->of[0][l]) + fabs(a->of[1][l]) + fabs(a->of[2][l]);
    diagonal = diagonal && off <= 1e-2 * DBL_EPSILON * size;
  }
  return diagonal;
}

SUL_FOR_EACH_PROCESSOR
void SulPrincipalAxes(const SulSymmetrics *matrix, SulTriples *value, SulMatrices *axes) {
  SulSymmetrics a = *matrix;
  for (int i = 0; i < 9; i++)
    axes->of[i] = (SulVector){0} + (i % 4 == 0);
  for (int sweep = 0; sweep < 12 && !IsDiagonal(&a); sweep++) { /* quadratic: four are many */
    Rotate(&a, axes, 0, 1);
    Rotate(&a, axes, 0, 2);
    Rotate(&a, axes, 1, 2);
  }
  memcpy(value->of, a.of, sizeof value->of);
}

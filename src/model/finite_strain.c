/* SPDX-License-Identifier: BSD-2-Clause */
/* From displacement gradient and swelling to the elastic part of the deformation, and from the
 * Kirchhoff stress back to the first Piola-Kirchhoff stress on the reference mesh. */
#include "finite_strain.h"

#include <math.h>

#include "principal.h"

/* Fe - I = (H + Q + H Q - s I) / (1 + s) with Q = Fp^-1 - I and s the swelling. */
static void Elastic(const double h[9], const double *q, double s, double elastic[9]) {
  double product[9] = {0};
  if (q) SulMatrixProduct(h, q, product);
  for (int i = 0; i < 9; i++)
    elastic[i] = (h[i] + (q ? q[i] : 0) + product[i] - (i % 4 == 0 ? s : 0)) / (1 + s);
}

/* det(I + A) - 1 */
static double VolumeExcess(const double a[9]) {
  double second = a[0] * a[4] - a[1] * a[3] + a[0] * a[8] - a[2] * a[6] + a[4] * a[8] - a[5] * a[7];
  double third = a[0] * (a[4] * a[8] - a[5] * a[7]) - a[1] * (a[3] * a[8] - a[5] * a[6]) +
                 a[2] * (a[3] * a[7] - a[4] * a[6]);
  return a[0] + a[4] + a[8] + second + third;
}

bool SulFinitePointSet(const SulPointsIn *in, int lane, const double *plastic,
                       SulFinitePoint *point) {
  double h[9], f[9], s = in->swelling[0][lane];
  for (int i = 0; i < 9; i++) {
    h[i] = in->gradient[i][lane];
    f[i] = h[i] + (i % 4 == 0);
  }
  double determinant = SulMatrixInverse(f, point->inverse);
  if (!(determinant > 0) || !(s > -1) || !isfinite(determinant)) return false;
  point->swollen = (1 + s) * (1 + s) * (1 + s);
  double *e = point->elastic;
  Elastic(h, plastic, s, e);
  SulMatrixProductTransposed(e, e, point->excess);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      point->excess[3 * i + j] += e[3 * i + j] + e[3 * j + i];
  double volume = VolumeExcess(e);
  point->volume = log1p(volume);
  return volume > -1 && isfinite(volume);
}

void SulFiniteStress(const SulFinitePoint *point, const double tau[9], int lane, SulLane *stress) {
  double p[9];
  SulMatrixProductTransposed(tau, point->inverse, p);
  for (int i = 0; i < 9; i++)
    stress[i][lane] = point->swollen * p[i];
}

void SulFiniteStressChange(double swollen, const double inverse[9], const double tau[9],
                           const double tau_change[9], const double l[9], double stress_change[9]) {
  double rotated[9];
  SulMatrixProductTransposed(tau, l, rotated);
  for (int i = 0; i < 9; i++)
    rotated[i] = swollen * (tau_change[i] - rotated[i]);
  SulMatrixProductTransposed(rotated, inverse, stress_change);
}

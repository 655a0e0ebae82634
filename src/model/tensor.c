/* SPDX-License-Identifier: BSD-2-Clause */
/* Invariants of stresses, and strain from a displacement gradient. */
#include <math.h>
#include <sulfem/model.h>

double SulVonMises(const double s[6]) {
  double a = s[0] - s[1], b = s[1] - s[2], c = s[2] - s[0];
  return sqrt(0.5 * (a * a + b * b + c * c) + 3 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]));
}

double SulPressure(const double stress[6]) {
  return -(stress[0] + stress[1] + stress[2]) / 3;
}

void SulStrain(const double g[9], double strain[6]) {
  strain[0] = g[0];
  strain[1] = g[4];
  strain[2] = g[8];
  strain[3] = g[1] + g[3];
  strain[4] = g[5] + g[7];
  strain[5] = g[2] + g[6];
}

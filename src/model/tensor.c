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

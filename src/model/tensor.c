/* SPDX-License-Identifier: BSD-2-Clause */
/* Invariants of stresses, and one measure of stress from another. */
#include <math.h>
#include <sulfem/model.h>

#include "principal.h"

void SulCauchyStress(const double gradient[9], double stress[9]) {
  double f[9], p[9], unused[9] = {0};
  for (int i = 0; i < 9; i++) {
    f[i] = gradient[i] + (i % 4 == 0);
    p[i] = stress[i];
  }
  double determinant = SulMatrixInverse(f, unused);
  SulMatrixProductTransposed(p, f, stress);
  for (int i = 0; i < 9; i++)
    stress[i] /= determinant;
}

double SulVonMises(const double s[6]) {
  double a = s[0] - s[1], b = s[1] - s[2], c = s[2] - s[0];
  return sqrt(0.5 * (a * a + b * b + c * c) + 3 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]));
}

double SulPressure(const double stress[6]) {
  return -(stress[0] + stress[1] + stress[2]) / 3;
}

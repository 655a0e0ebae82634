/* SPDX-License-Identifier: BSD-2-Clause */
/* Invariants of stresses, and one measure of stress from another. */
#include <math.h>
#include <sulfem/model.h>

void SulCauchyStress(const double gradient[9], double stress[9]) {
  double f[9], p[9];
  for (int i = 0; i < 9; i++) {
    f[i] = gradient[i] + (i % 4 == 0);
    p[i] = stress[i];
  }
  double determinant = f[0] * (f[4] * f[8] - f[5] * f[7]) - f[1] * (f[3] * f[8] - f[5] * f[6]) +
                       f[2] * (f[3] * f[7] - f[4] * f[6]);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      stress[3 * i + j] =
          (p[3 * i] * f[3 * j] + p[3 * i + 1] * f[3 * j + 1] + p[3 * i + 2] * f[3 * j + 2]) /
          determinant;
}

double SulVonMises(const double s[6]) {
  double a = s[0] - s[1], b = s[1] - s[2], c = s[2] - s[0];
  return sqrt(0.5 * (a * a + b * b + c * c) + 3 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]));
}

double SulPressure(const double stress[6]) {
  return -(stress[0] + stress[1] + stress[2]) / 3;
}

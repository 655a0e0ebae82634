/* SPDX-License-Identifier: BSD-2-Clause */
/* Eigenvalues of symmetric 3 x 3 matrices, and the few products that finite strain needs. */
#include "principal.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* One rotation in the plane of axes p and q that makes a_pq vanish. */
static void Rotate(double a[9], double vector[9], int p, int q) {
  double apq = a[3 * p + q];
  if (apq == 0) return;
  double theta = (a[4 * q] - a[4 * p]) / (2 * apq);
  double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
  double c = 1 / sqrt(t * t + 1), s = t * c;
  int r = 3 - p - q;
  double arp = a[3 * r + p], arq = a[3 * r + q];
  a[4 * p] -= t * apq;
  a[4 * q] += t * apq;
  a[3 * p + q] = a[3 * q + p] = 0;
  a[3 * r + p] = a[3 * p + r] = c * arp - s * arq;
  a[3 * r + q] = a[3 * q + r] = s * arp + c * arq;
  for (int k = 0; k < 3; k++) {
    double vp = vector[3 * k + p], vq = vector[3 * k + q];
    vector[3 * k + p] = c * vp - s * vq;
    vector[3 * k + q] = s * vp + c * vq;
  }
}

void SulPrincipalAxes(const double matrix[9], double value[3], double vector[9]) {
  static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  double a[9];
  memcpy(a, matrix, sizeof a);
  memcpy(vector, identity, sizeof identity);
  for (int sweep = 0; sweep < 12; sweep++) { /* the third or fourth is the last: quadratic */
    double off = fabs(a[1]) + fabs(a[2]) + fabs(a[5]);
    if (!(off > 1e-2 * DBL_EPSILON * (fabs(a[0]) + fabs(a[4]) + fabs(a[8])))) break;
    Rotate(a, vector, 0, 1);
    Rotate(a, vector, 0, 2);
    Rotate(a, vector, 1, 2);
  }
  for (int i = 0; i < 3; i++)
    value[i] = a[4 * i];
}

void SulFromPrincipal(const double value[3], const double vector[9], double matrix[9]) {
  for (int k = 0; k < 3; k++)
    for (int l = 0; l < 3; l++)
      matrix[3 * k + l] = value[0] * vector[3 * k] * vector[3 * l] +
                          value[1] * vector[3 * k + 1] * vector[3 * l + 1] +
                          value[2] * vector[3 * k + 2] * vector[3 * l + 2];
}

void SulMatrixProduct(const double a[9], const double b[9], double product[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      product[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
}

void SulMatrixProductTransposed(const double a[9], const double b[9], double product[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      product[3 * i + j] =
          a[3 * i] * b[3 * j] + a[3 * i + 1] * b[3 * j + 1] + a[3 * i + 2] * b[3 * j + 2];
}

double SulMatrixInverse(const double a[9], double inverse[9]) {
  double c0 = a[4] * a[8] - a[5] * a[7], c1 = a[5] * a[6] - a[3] * a[8],
         c2 = a[3] * a[7] - a[4] * a[6];
  double determinant = a[0] * c0 + a[1] * c1 + a[2] * c2;
  if (determinant == 0) return 0;
  double f = 1 / determinant;
  inverse[0] = f * c0;
  inverse[3] = f * c1;
  inverse[6] = f * c2;
  inverse[1] = f * (a[2] * a[7] - a[1] * a[8]);
  inverse[4] = f * (a[0] * a[8] - a[2] * a[6]);
  inverse[7] = f * (a[1] * a[6] - a[0] * a[7]);
  inverse[2] = f * (a[1] * a[5] - a[2] * a[4]);
  inverse[5] = f * (a[2] * a[3] - a[0] * a[5]);
  inverse[8] = f * (a[0] * a[4] - a[1] * a[3]);
  return determinant;
}

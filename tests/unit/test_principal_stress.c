/* SPDX-License-Identifier: BSD-2-Clause */
/* Principal stresses: tensors put together from known values and axes and taken apart again, values that
 * are one among them; the directions' order, sign and choice do not feel rounding. */
#include "check.h"
#include <float.h>
#include <string.h>
#include <sulfem/principal_stress.h>

enum { COUNT = 21 }; /* not a number of whole batches */

/* s = sum of value a (x) a */
static void Compose(const double value[3], double axis[3][3], double stress[6]) {
  static const int first[6] = {0, 1, 2, 0, 1, 0}, second[6] = {0, 1, 2, 1, 2, 2};
  for (int c = 0; c < 6; c++) {
    stress[c] = 0;
    for (int k = 0; k < 3; k++)
      stress[c] += value[k] * axis[k][first[c]] * axis[k][second[c]];
  }
}

/* Axes turned by a unit quaternion. */
static void Turn(const double q[4], double axis[3][3]) {
  double w = q[0], x = q[1], y = q[2], z = q[3];
  double norm = w * w + x * x + y * y + z * z;
  const double rows[3][3] = {
      {1 - 2 * (y * y + z * z) / norm, 2 * (x * y - w * z) / norm, 2 * (x * z + w * y) / norm},
      {2 * (x * y + w * z) / norm, 1 - 2 * (x * x + z * z) / norm, 2 * (y * z - w * x) / norm},
      {2 * (x * z - w * y) / norm, 2 * (y * z + w * x) / norm, 1 - 2 * (x * x + y * y) / norm}};
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      axis[k][i] = rows[i][k];
}

static void Take(const double stress[6], double value[3], double axis[3][3]) {
  double *const direction[3] = {axis[0], axis[1], axis[2]};
  SulPrincipalStresses(1, stress, value, direction);
}

static double Dot(const double a[3], const double b[3]) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Orthonormal axes that make the tensor again, with the sign that is said. */
static void CheckWhole(const double stress[6], const double value[3], double axis[3][3]) {
  double again[6], size = 0;
  Compose(value, axis, again);
  for (int c = 0; c < 6; c++)
    size = fmax(size, fabs(stress[c]));
  for (int c = 0; c < 6; c++)
    CHECK(fabs(again[c] - stress[c]) <= 1e-8 * size);
  CHECK(value[0] >= value[1] && value[1] >= value[2]);
  for (int k = 0; k < 3; k++) {
    double most = 0, leading = 0;
    CHECK(fabs(Dot(axis[k], axis[k]) - 1) < 1e-14);
    CHECK(fabs(Dot(axis[k], axis[(k + 1) % 3])) < 1e-14);
    for (int i = 0; i < 3; i++)
      if (fabs(axis[k][i]) > most * (1 + 1e-6)) {
        most = fabs(axis[k][i]);
        leading = axis[k][i];
      }
    CHECK(leading > 0);
  }
}

/* The same of a tensor that differs by rounding: values to rounding, directions to rounding by the gap. */
static void CheckSteady(const double stress[6], double bound) {
  double value[3], axis[3][3], other_value[3], other[3][3], near[6], size = 0;
  Take(stress, value, axis);
  CheckWhole(stress, value, axis);
  for (int c = 0; c < 6; c++)
    size = fmax(size, fabs(stress[c]));
  for (int c = 0; c < 6; c++)
    near[c] = stress[c] * (1 + (c % 2 ? 4 : -3) * DBL_EPSILON) + (c % 3 - 1) * DBL_EPSILON * size;
  Take(near, other_value, other);
  for (int k = 0; k < 3; k++) {
    CHECK(fabs(value[k] - other_value[k]) < 1e-13 * 3e9);
    for (int i = 0; i < 3; i++)
      CHECK(fabs(axis[k][i] - other[k][i]) < bound);
  }
}

static void CheckRepeated(void) {
  static const double turns[][4] = {{1, 0, 0, 0},          {1, 1, 0, 0},   {1, 1, 1, 1},
                                    {0.3, 0.5, -0.2, 0.7}, {0, 0, 1, 0},   {1, 0, 1, 0},
                                    {1, 0, 0, 0.4},        {1, 1e-9, 0, 0}};
  static const double values[][3] = {{3e9, 1e9, -2e9}, {2e9, 2e9, -1e9},   {2e9, -1e9, -1e9},
                                     {1e9, 1e9, 1e9},  {-1e9, -1e9, -1e9}, {1e9, 0, 0},
                                     {0, 0, -1e9},     {0, 0, 0}};
  for (size_t t = 0; t < sizeof turns / sizeof *turns; t++)
    for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
      double axis[3][3], stress[6];
      Turn(turns[t], axis);
      Compose(values[v], axis, stress);
      CheckSteady(stress, 1e-12);
    }
}

/* What is known without a calculation. */
static void CheckKnown(void) {
  const double shear[6] = {0, 0, 0, 5e8, 0, 0}, axial[6] = {0, -2e9, 0, 0, 0, 0};
  double value[3], axis[3][3], half = sqrt(0.5);
  Take(shear, value, axis);
  CHECK(fabs(value[0] - 5e8) < 1e-6 && fabs(value[1]) < 1e-6 && fabs(value[2] + 5e8) < 1e-6);
  CHECK(fabs(axis[0][0] - half) < 1e-15 && fabs(axis[0][1] - half) < 1e-15);
  CHECK(axis[1][2] == 1 && fabs(axis[2][0] - half) < 1e-15 && fabs(axis[2][1] + half) < 1e-15);
  Take(axial, value, axis);
  CHECK(value[0] == 0 && value[1] == 0 && value[2] == -2e9);
  CHECK(axis[0][0] == 1 && axis[1][2] == 1 && axis[2][1] == 1);
}

/* Many at once are each by itself. */
static void CheckMany(void) {
  double stress[COUNT][6], value[COUNT][3], axis[3][COUNT][3];
  double *const direction[3] = {axis[0][0], axis[1][0], axis[2][0]};
  for (int n = 0; n < COUNT; n++)
    for (int c = 0; c < 6; c++)
      stress[n][c] = 1e9 * sin(1.7 * n + 2.3 * c + 0.1 * n * c);
  SulPrincipalStresses(COUNT, stress[0], value[0], direction);
  for (int n = 0; n < COUNT; n++) {
    double one[3], own[3][3];
    Take(stress[n], one, own);
    CheckWhole(stress[n], one, own);
    CHECK(memcmp(one, value[n], sizeof one) == 0);
    for (int k = 0; k < 3; k++)
      CHECK(memcmp(own[k], axis[k][n], sizeof own[k]) == 0);
  }
  SulPrincipalStresses(0, NULL, NULL, direction);
  double alone[COUNT][3];
  SulPrincipalStresses(COUNT, stress[0], alone[0], NULL); /* without directions the same values */
  CHECK(memcmp(alone, value, sizeof alone) == 0);
}

int main(void) {
  CheckKnown();
  CheckRepeated();
  CheckMany();
  return CheckResult();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Principal stresses for people: ordered, with directions that do not depend on rounding. */
#include <sulfem/principal_stress.h>
#include <sulfem/vector.h>

#include "principal.h"

static const double same_value = 1e-9, same_length = 1e-6;

/* Principal values and unit vectors of one tensor. */
typedef struct {
  double value[3], axis[3][3];
} Principal;

static void Swap(Principal *one, int i, int j) {
  Principal old = *one;
  one->value[i] = old.value[j];
  one->value[j] = old.value[i];
  memcpy(one->axis[i], old.axis[j], sizeof one->axis[i]);
  memcpy(one->axis[j], old.axis[i], sizeof one->axis[j]);
}

static void Sort(Principal *one) {
  if (one->value[1] > one->value[0]) Swap(one, 0, 1);
  if (one->value[2] > one->value[1]) Swap(one, 1, 2);
  if (one->value[1] > one->value[0]) Swap(one, 0, 1);
}

/* The axis of the coordinates that lies nearest to the plane of this normal, put into it. */
static void PutIntoPlane(const double normal[3], double axis[3]) {
  double least = fmin(fmin(fabs(normal[0]), fabs(normal[1])), fabs(normal[2])), length = 0;
  int nearest = 0;
  while (fabs(normal[nearest]) > least + same_length)
    nearest++;
  for (int i = 0; i < 3; i++) {
    axis[i] = (i == nearest) - normal[nearest] * normal[i];
    length += axis[i] * axis[i];
  }
  for (int i = 0; i < 3; i++)
    axis[i] /= sqrt(length);
}

/* Directions where values are one. */
static void Settle(Principal *one) {
  double most = fmax(fabs(one->value[0]), fabs(one->value[2]));
  bool first = !(one->value[0] - one->value[1] > same_value * most);
  bool last = !(one->value[1] - one->value[2] > same_value * most);
  if (first && last) {
    for (int k = 0; k < 9; k++)
      one->axis[k / 3][k % 3] = k % 4 == 0;
  } else if (first) {
    PutIntoPlane(one->axis[2], one->axis[0]);
    SulCross(one->axis[2], one->axis[0], one->axis[1]);
  } else if (last) {
    PutIntoPlane(one->axis[0], one->axis[1]);
    SulCross(one->axis[0], one->axis[1], one->axis[2]);
  }
}

static void Point(double axis[3]) {
  double most = fmax(fmax(fabs(axis[0]), fabs(axis[1])), fabs(axis[2]));
  int leading = 0;
  while (fabs(axis[leading]) < most * (1 - same_length))
    leading++;
  double sign = axis[leading] < 0 ? -1 : 1;
  for (int i = 0; i < 3; i++)
    axis[i] *= sign;
}

static Principal OfLane(const SulTriples *value, const SulMatrices *axes, int lane) {
  Principal one;
  for (int k = 0; k < 3; k++) {
    one.value[k] = value->of[k][lane];
    for (int i = 0; i < 3; i++)
      one.axis[k][i] = axes->of[3 * i + k][lane];
  }
  Sort(&one);
  Settle(&one);
  for (int k = 0; k < 3; k++)
    Point(one.axis[k]);
  return one;
}

void SulPrincipalStresses(size_t count, const double *stress, double *value,
                          double *const direction[3]) {
  for (size_t first = 0; first < count; first += SUL_LANES) {
    size_t lanes = count - first < SUL_LANES ? count - first : SUL_LANES;
    SulSymmetrics tensors = {0};
    SulTriples values;
    SulMatrices axes;
    for (size_t l = 0; l < lanes; l++)
      for (int i = 0; i < 6; i++)
        tensors.of[i][l] = stress[6 * (first + l) + (size_t)i];
    SulPrincipalAxes(&tensors, &values, &axes);
    for (size_t l = 0; l < lanes; l++) {
      Principal one = OfLane(&values, &axes, (int)l);
      memcpy(&value[3 * (first + l)], one.value, sizeof one.value);
      for (int k = 0; k < 3 && direction; k++)
        memcpy(&direction[k][3 * (first + l)], one.axis[k], sizeof one.axis[k]);
    }
  }
}

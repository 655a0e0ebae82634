/* SPDX-License-Identifier: BSD-2-Clause */
/* Vectors of three components. */
#ifndef SULFEM_VECTOR_H
#define SULFEM_VECTOR_H

#include <math.h>

static inline double SulDot(const double a[3], const double b[3]) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline double SulLength(const double a[3]) {
  return sqrt(SulDot(a, a));
}

/* c = a - b */
static inline void SulSubtract(const double a[3], const double b[3], double c[3]) {
  for (int k = 0; k < 3; k++)
    c[k] = a[k] - b[k];
}

static inline double SulDistance(const double a[3], const double b[3]) {
  double c[3];
  SulSubtract(a, b, c);
  return SulLength(c);
}

/* c = a x b */
static inline void SulCross(const double a[3], const double b[3], double c[3]) {
  c[0] = a[1] * b[2] - a[2] * b[1];
  c[1] = a[2] * b[0] - a[0] * b[2];
  c[2] = a[0] * b[1] - a[1] * b[0];
}

/* a . (b x c), the determinant of the three */
static inline double SulTriple(const double a[3], const double b[3], const double c[3]) {
  double n[3];
  SulCross(b, c, n);
  return SulDot(a, n);
}

/* Makes it a unit vector, but for zero, which stays; returns the length that it had. */
static inline double SulNormalise(double a[3]) {
  double length = SulLength(a);
  for (int k = 0; k < 3 && length > 0; k++)
    a[k] /= length;
  return length;
}

#endif

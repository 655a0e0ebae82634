/* SPDX-License-Identifier: BSD-2-Clause */
/* Size distributions of particles: drawing radii, moments. */
#ifndef SULFEM_SIZES_H
#define SULFEM_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/random.h>

typedef enum {
  SUL_SIZES_UNIFORM,
  SUL_SIZES_NORMAL,
  SUL_SIZES_LOGNORMAL,
  SUL_SIZES_TABLE
} SulSizeKind;

/* A distribution of radii on [min, max]. Weights are shares of the number of particles, or of their
 * volume where `by_volume` is set (a laser diffraction curve): inside a table's class too. */
typedef struct {
  SulSizeKind kind;
  bool by_volume;
  double min, max;         /* m; where it is cut off */
  double location, spread; /* normal: mean, standard deviation (m); lognormal: ln of the median/m,
                              standard deviation of ln r */
  size_t count;            /* table: classes, uniform between lower and upper (equal for a list) */
  double *lower, *upper;   /* [count] m */
  double *weight;          /* [count], shares of the particles' number, sum 1 */
} SulSizes;

/* Turns the weights of a table, as given, into shares of the particles' number. Once, after
 * reading. */
void SulSizesPrepare(SulSizes *sizes);

/* One radius, by number (weights by volume are converted). */
double SulSizesDraw(const SulSizes *sizes, SulRandom *random);

/* Mean of r^power over the distribution by number, power 1..3, by quadrature (1e-6 relative). */
double SulSizesMoment(const SulSizes *sizes, int power);

/* True where no radius but the listed ones may occur: radii must not be adjusted. */
bool SulSizesDiscrete(const SulSizes *sizes);

#endif

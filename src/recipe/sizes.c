/* SPDX-License-Identifier: BSD-2-Clause */
/* Draws radii from a size distribution, and takes its moments. */
#include <math.h>
#include <sulfem/sizes.h>

/* Density of particle numbers at r, up to a constant, for the three smooth kinds. */
static double Density(const SulSizes *sizes, double r) {
  double density = 1;
  if (sizes->kind == SUL_SIZES_NORMAL) {
    double z = (r - sizes->location) / sizes->spread;
    density = SulStableExp(-0.5 * z * z);
  } else if (sizes->kind == SUL_SIZES_LOGNORMAL) {
    double z = (SulStableLog(r) - sizes->location) / sizes->spread;
    density = SulStableExp(-0.5 * z * z) / r;
  }
  return sizes->by_volume ? density / (r * r * r) : density;
}

/* Uniform by volume: the number density falls as r^-3, so its integral inverts with a root. */
static double DrawUniform(const SulSizes *sizes, SulRandom *random) {
  double u = SulRandomUniform(random);
  if (!sizes->by_volume || sizes->max == sizes->min)
    return sizes->min + (sizes->max - sizes->min) * u;
  double low = 1 / (sizes->min * sizes->min), high = 1 / (sizes->max * sizes->max);
  return 1 / sqrt(low + (high - low) * u);
}

static double DrawNormal(const SulSizes *sizes, SulRandom *random) {
  for (;;) {
    double r = sizes->location + sizes->spread * SulRandomNormal(random);
    if (r < sizes->min || r > sizes->max) continue;
    double q = sizes->min / r;
    if (sizes->by_volume && SulRandomUniform(random) >= q * q * q) continue;
    return r;
  }
}

/* By volume a log-normal is a log-normal by number with its logarithm lower by three variances
 * (Hatch and Choate, J. Franklin Inst. 207, 369 (1929)); both are cut off at the same radii. */
static double DrawLognormal(const SulSizes *sizes, SulRandom *random) {
  double shift = sizes->by_volume ? 3 * sizes->spread * sizes->spread : 0;
  double low = SulStableLog(sizes->min), high = SulStableLog(sizes->max), x;
  do
    x = sizes->location - shift + sizes->spread * SulRandomNormal(random);
  while (x < low || x > high);
  return fmin(fmax(SulStableExp(x), sizes->min), sizes->max);
}

/* Mean of r^power (of r^(power-3) by volume) over the width of a class. */
static double ClassMean(const SulSizes *sizes, size_t i, int power) {
  static const double node[4] = {0.069431844202973712, 0.33000947820757187, 0.66999052179242813,
                                 0.93056815579702629};
  static const double weight[4] = {0.17392742256872693, 0.32607257743127307, 0.32607257743127307,
                                   0.17392742256872693};
  enum { PIECES = 16 };
  double a = sizes->lower[i], b = sizes->upper[i], sum = 0;
  for (int k = 0; k < PIECES * 4; k++) {
    int piece = k / 4;
    double r = a + (b - a) * ((piece + node[k % 4]) / PIECES);
    double value = weight[k % 4] / PIECES;
    for (int p = 0; p < power; p++)
      value *= r;
    sum += sizes->by_volume ? value / (r * r * r) : value;
  }
  return sum;
}

void SulSizesPrepare(SulSizes *sizes) {
  double total = 0;
  for (size_t i = 0; i < sizes->count; i++) {
    if (sizes->by_volume) sizes->weight[i] *= ClassMean(sizes, i, 0);
    total += sizes->weight[i];
  }
  for (size_t i = 0; i < sizes->count; i++)
    sizes->weight[i] /= total;
}

static double DrawTable(const SulSizes *sizes, SulRandom *random) {
  double u = SulRandomUniform(random);
  size_t i = 0;
  for (; i + 1 < sizes->count && u >= sizes->weight[i]; i++)
    u -= sizes->weight[i];
  SulSizes inside = {.kind = SUL_SIZES_UNIFORM, .by_volume = sizes->by_volume};
  inside.min = sizes->lower[i];
  inside.max = sizes->upper[i];
  return DrawUniform(&inside, random);
}

double SulSizesDraw(const SulSizes *sizes, SulRandom *random) {
  switch (sizes->kind) {
  case SUL_SIZES_NORMAL:
    return DrawNormal(sizes, random);
  case SUL_SIZES_LOGNORMAL:
    return DrawLognormal(sizes, random);
  case SUL_SIZES_TABLE:
    return DrawTable(sizes, random);
  default:
    return DrawUniform(sizes, random);
  }
}

static double Power(double r, int power) {
  double value = 1;
  for (int p = 0; p < power; p++)
    value *= r;
  return value;
}

double SulSizesMoment(const SulSizes *sizes, int power) {
  double above = 0, below = 0;
  if (sizes->kind == SUL_SIZES_TABLE) {
    for (size_t i = 0; i < sizes->count; i++)
      above += sizes->weight[i] * ClassMean(sizes, i, power) / ClassMean(sizes, i, 0);
    return above;
  }
  if (sizes->max == sizes->min) return Power(sizes->min, power);
  int steps = 4096; /* midpoints, evenly in ln r: the wide distributions are log-normal */
  double low = SulStableLog(sizes->min), step = (SulStableLog(sizes->max) - low) / steps;
  for (int i = 0; i < steps; i++) {
    double r = SulStableExp(low + (i + 0.5) * step), weight = Density(sizes, r) * r;
    below += weight;
    above += weight * Power(r, power);
  }
  return above / below;
}

bool SulSizesDiscrete(const SulSizes *sizes) {
  if (sizes->kind != SUL_SIZES_TABLE) return sizes->min == sizes->max;
  for (size_t i = 0; i < sizes->count; i++)
    if (sizes->lower[i] < sizes->upper[i]) return false;
  return true;
}

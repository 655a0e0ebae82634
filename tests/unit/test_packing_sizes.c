/* SPDX-License-Identifier: BSD-2-Clause */
/* Size distributions: draws against the distribution functions in closed form (Kolmogorov-Smirnov),
 * and moments. All sizes here in metres of order 1: the unit does not matter. */
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/sizes.h>

enum { DRAWS = 100000 };

static int Ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Share of the particles' number below r, by quadrature of the density written down here anew. */
typedef double (*Density)(const SulSizes *sizes, double r);

static double Uniform(const SulSizes *sizes, double r) {
  (void)sizes;
  (void)r;
  return 1;
}

static double Normal(const SulSizes *sizes, double r) {
  return exp(-0.5 * pow((r - sizes->location) / sizes->spread, 2));
}

static double Lognormal(const SulSizes *sizes, double r) {
  return exp(-0.5 * pow((log(r) - sizes->location) / sizes->spread, 2)) / r;
}

enum { CELLS = 20000 };

static void Check(const char *name, const SulSizes *sizes, Density density) {
  static double draws[DRAWS], below[CELLS + 1];
  double moments[4] = {0}, exact[4] = {0};
  SulRandom random = SulRandomStream(11, 0);
  for (int i = 0; i < DRAWS; i++) {
    draws[i] = SulSizesDraw(sizes, &random);
    CHECK(draws[i] >= sizes->min && draws[i] <= sizes->max);
    for (int p = 1; p <= 3; p++)
      moments[p] += pow(draws[i], p) / DRAWS;
  }
  double step = (sizes->max - sizes->min) / CELLS;
  below[0] = 0;
  for (int c = 0; c < CELLS; c++) {
    double r = sizes->min + (c + 0.5) * step;
    double weight = density(sizes, r) / (sizes->by_volume ? r * r * r : 1) * step;
    below[c + 1] = below[c] + weight;
    for (int p = 1; p <= 3; p++)
      exact[p] += weight * pow(r, p);
  }
  double worst = 0;
  qsort(draws, DRAWS, sizeof *draws, Ascending);
  for (int i = 0; i < DRAWS; i++) {
    double at = (draws[i] - sizes->min) / step;
    int c = (int)fmin(at, CELLS - 1);
    double f = (below[c] + (at - c) * (below[c + 1] - below[c])) / below[CELLS];
    worst = fmax(worst, fmax(fabs(f - i / (double)DRAWS), fabs(f - (i + 1.0) / DRAWS)));
  }
  printf("%s: Kolmogorov-Smirnov %.3f\n", name, worst * sqrt(DRAWS));
  CHECK(worst * sqrt(DRAWS) < 1.95);
  for (int p = 1; p <= 3; p++) {
    CHECK_NEAR(SulSizesMoment(sizes, p), exact[p] / below[CELLS], 1e-5, 0);
    CHECK_NEAR(moments[p], exact[p] / below[CELLS], 0.05, 0);
  }
}

static void CheckSmooth(void) {
  SulSizes uniform = {.kind = SUL_SIZES_UNIFORM, .min = 0.5, .max = 5};
  SulSizes normal = {.kind = SUL_SIZES_NORMAL, .min = 0.8, .max = 4, .location = 2, .spread = 0.7};
  SulSizes lognormal = {
      .kind = SUL_SIZES_LOGNORMAL, .min = 0.6, .max = 6, .location = log(2), .spread = 0.4};
  Check("uniform by number", &uniform, Uniform);
  Check("normal by number", &normal, Normal);
  Check("lognormal by number", &lognormal, Lognormal);
  uniform.by_volume = normal.by_volume = lognormal.by_volume = true;
  Check("uniform by volume", &uniform, Uniform);
  Check("normal by volume", &normal, Normal);
  Check("lognormal by volume", &lognormal, Lognormal);
  CHECK_NEAR(SulSizesMoment(&(SulSizes){.min = 0.5, .max = 5}, 3), (625 - 0.0625) / 18, 1e-6, 0);
}

/* Classes of a table, by number and by volume: chi-square over the classes, by what they hold. */
static void CheckTable(bool by_volume) {
  double lower[4] = {1, 2, 3, 5}, upper[4] = {2, 3, 5, 6}, weight[4] = {4, 3, 0, 1};
  double volume[4] = {0}, number[4] = {0}, all_volume = 0;
  SulSizes sizes = {.kind = SUL_SIZES_TABLE, .by_volume = by_volume, .min = 1, .max = 6};
  sizes.count = 4;
  sizes.lower = lower;
  sizes.upper = upper;
  sizes.weight = weight;
  SulSizesPrepare(&sizes);
  SulRandom random = SulRandomStream(12, by_volume);
  for (int i = 0; i < DRAWS; i++) {
    double r = SulSizesDraw(&sizes, &random);
    int c = r < 2 ? 0 : r < 3 ? 1 : r < 5 ? 2 : 3;
    number[c]++;
    volume[c] += r * r * r;
    all_volume += r * r * r;
  }
  CHECK(number[2] == 0);
  for (int c = 0; c < 4; c++) {
    static const double wanted[4] = {0.5, 0.375, 0, 0.125};
    double share = by_volume ? volume[c] / all_volume : number[c] / DRAWS;
    CHECK_NEAR(share, wanted[c], 0.02, 0.1);
  }
}

/* A list keeps its values, and their weights by number or by volume. */
static void CheckList(void) {
  double lower[2] = {1, 2}, upper[2] = {1, 2}, weight[2] = {1, 8};
  SulSizes sizes = {.kind = SUL_SIZES_TABLE, .by_volume = true, .min = 1, .max = 2};
  sizes.count = 2;
  sizes.lower = lower;
  sizes.upper = upper;
  sizes.weight = weight;
  SulSizesPrepare(&sizes);
  CHECK_NEAR(weight[0], 0.5, 1e-15,
             0); /* eight times the volume in balls of eight times the size */
  CHECK(SulSizesDiscrete(&sizes));
  CHECK_NEAR(SulSizesMoment(&sizes, 3), 4.5, 1e-12, 0);
  SulRandom random = SulRandomStream(13, 0);
  int ones = 0;
  for (int i = 0; i < DRAWS; i++) {
    double r = SulSizesDraw(&sizes, &random);
    CHECK(r == 1 || r == 2);
    ones += r == 1;
  }
  CHECK_NEAR(ones / (double)DRAWS, 0.5, 0.01, 0);
}

int main(void) {
  CheckSmooth();
  CheckTable(false);
  CheckTable(true);
  CheckList();
  return CheckResult();
}

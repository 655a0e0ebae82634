/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers: published sequences, stored bits, and the distributions they should have. */
#include "check.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/random.h>

/* Output of xoshiro256++ from the state {1, 2, 3, 4}, as its authors' code prints it. */
static void CheckSequence(void) {
  static const uint64_t expected[] = {41943041,
                                      58720359,
                                      3588806011781223,
                                      3591011842654386,
                                      UINT64_C(9228616714210784205),
                                      UINT64_C(9973669472204895162),
                                      UINT64_C(14011001112246962877),
                                      UINT64_C(12406186145184390807)};
  SulRandom random = {{1, 2, 3, 4}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
    CHECK(SulRandomBits(&random) == expected[i]);
}

/* Streams of one seed, and of neighbouring seeds, have nothing in common. */
static void CheckStreams(void) {
  SulRandom a = SulRandomStream(1, 1), b = SulRandomStream(1, 2), c = SulRandomStream(2, 1);
  SulRandom again = SulRandomStream(1, 1);
  int equal = 0;
  for (int i = 0; i < 1000; i++) {
    uint64_t x = SulRandomBits(&a), y = SulRandomBits(&b), z = SulRandomBits(&c);
    CHECK(x == SulRandomBits(&again));
    equal += x == y || y == z || x == z;
  }
  CHECK(equal == 0);
}

static void CheckIndex(void) {
  enum { COUNT = 7, DRAWS = 70000 };
  SulRandom random = SulRandomStream(3, 0);
  double counts[COUNT] = {0}, chi_square = 0;
  for (int i = 0; i < DRAWS; i++) {
    size_t index = SulRandomIndex(&random, COUNT);
    CHECK(index < COUNT);
    counts[index < COUNT ? index : 0]++;
  }
  for (int i = 0; i < COUNT; i++)
    chi_square += pow(counts[i] - DRAWS / (double)COUNT, 2) / (DRAWS / (double)COUNT);
  CHECK(chi_square < 22.46); /* 6 degrees of freedom, one in a thousand */
}

static int Ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double NormalBelow(double x) {
  return 0.5 * erfc(-x / sqrt(2));
}

static double UniformBelow(double x) {
  return x;
}

/* Kolmogorov-Smirnov: sup |F_n - F| sqrt(n) is above 1.95 once in a thousand. */
static void CheckDistribution(double *draws, int count, double (*below)(double)) {
  double worst = 0;
  qsort(draws, (size_t)count, sizeof *draws, Ascending);
  for (int i = 0; i < count; i++) {
    double f = below(draws[i]);
    worst = fmax(worst, fmax(fabs(f - i / (double)count), fabs(f - (i + 1.0) / count)));
  }
  CHECK(worst * sqrt(count) < 1.95);
}

static void CheckDistributions(void) {
  enum { COUNT = 200000 };
  double *draws = malloc(COUNT * sizeof *draws);
  SulRandom random = SulRandomStream(4, 0);
  for (int i = 0; i < COUNT; i++)
    draws[i] = SulRandomUniform(&random);
  CheckDistribution(draws, COUNT, UniformBelow);
  double tail = 0;
  for (int i = 0; i < COUNT; i++) {
    draws[i] = SulRandomNormal(&random);
    tail += fabs(draws[i]) > 3;
  }
  CheckDistribution(draws, COUNT, NormalBelow);
  CHECK_NEAR(tail / COUNT, 2 * NormalBelow(-3), 0.15, 0); /* 540 of them: 4.3 % is one sigma */
  for (int i = 0; i < COUNT; i++) {
    double direction[3];
    SulRandomDirection(&random, direction);
    CHECK_NEAR(direction[0] * direction[0] + direction[1] * direction[1] +
                   direction[2] * direction[2],
               1, 1e-14, 0);
    draws[i] = 0.5 * (1 + direction[i % 3]); /* every Cartesian component is uniform */
  }
  CheckDistribution(draws, COUNT, UniformBelow);
  free(draws);
}

/* The same bits everywhere: FNV-1a over normals, exponentials, logarithms and cube roots. */
static void CheckStoredBits(void) {
  SulRandom random = SulRandomStream(5, 0);
  uint64_t hash = UINT64_C(14695981039346656037);
  for (int i = 0; i < 10000; i++) {
    double x = SulRandomNormal(&random);
    double values[4] = {x, SulStableExp(x), SulStableLog(fabs(x) + 1e-9),
                        SulStableCubeRoot(fabs(x))};
    for (int k = 0; k < 4; k++) {
      uint64_t bits;
      memcpy(&bits, &values[k], sizeof bits);
      for (int byte = 0; byte < 8; byte++)
        hash = (hash ^ (bits >> (8 * byte) & 255)) * UINT64_C(1099511628211);
    }
  }
  printf("hash of the stored bits: %016llx\n", (unsigned long long)hash);
  CHECK(hash == UINT64_C(0xe8d1c6952f55763e));
}

static void CheckFunctions(void) {
  SulRandom random = SulRandomStream(6, 0);
  for (int i = 0; i < 20000; i++) {
    double x = 60 * (SulRandomUniform(&random) - 0.5), y = exp(x);
    CHECK_NEAR(SulStableExp(x), y, 1e-15, 0);
    CHECK_NEAR(SulStableLog(y), x, 1e-15, 1);
    CHECK_NEAR(SulStableCubeRoot(y), cbrt(y), 1e-15, 0);
  }
  CHECK(SulStableCubeRoot(0) == 0 && SulStableCubeRoot(27) == 3 && SulStableCubeRoot(1e-18) > 0);
  CHECK(SulStableExp(0) == 1 && SulStableLog(1) == 0);
}

int main(void) {
  CheckSequence();
  CheckStreams();
  CheckIndex();
  CheckDistributions();
  CheckFunctions();
  CheckStoredBits();
  return CheckResult();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Small tensors at SUL_LANES points at once, as vectors of the compiler (GCC's and Clang's extension
 * of C): one operation for all lanes, and [l] for one of them. */
#ifndef SULFEM_MODEL_LANES_H
#define SULFEM_MODEL_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sulfem/model.h>

/* A SulLane as a vector, wherever it stands. It goes by address: how one is passed by value depends
 * on the processor that the compiler has in mind. */
typedef double SulVector
    __attribute__((vector_size(SUL_LANES * sizeof(double)), aligned(sizeof(double)), may_alias));
typedef uint64_t SulBits
    __attribute__((vector_size(SUL_LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

/* For functions that all points pass through: compiled, with all that they call, for several
 * generations of x86-64, and chosen when the program starts. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(SULFEM_SANITIZE)
#define SUL_FOR_EACH_PROCESSOR                                                                     \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), flatten))
#else
#define SUL_FOR_EACH_PROCESSOR
#endif

/* Rows of 3 x 3 matrices; symmetric ones, xx yy zz xy yz xz without a factor on shears; triples. */
typedef struct {
  SulVector of[9];
} SulMatrices;
typedef struct {
  SulVector of[6];
} SulSymmetrics;
typedef struct {
  SulVector of[3];
} SulTriples;

/* The two indices of a component of a symmetric matrix, and the component of two indices. */
static const int sul_first[6] = {0, 1, 2, 0, 1, 0}, sul_second[6] = {0, 1, 2, 1, 2, 2};
static const int sul_component[9] = {0, 3, 5, 3, 1, 4, 5, 4, 2};

static inline SulMatrices SulLanesMatrices(const SulLane *from) {
  SulMatrices a;
  memcpy(a.of, from, sizeof a.of);
  return a;
}

static inline SulSymmetrics SulLanesSymmetrics(const SulLane *from) {
  SulSymmetrics a;
  memcpy(a.of, from, sizeof a.of);
  return a;
}

/* a b */
static inline SulMatrices SulLanesProduct(const SulMatrices *a, const SulMatrices *b) {
  SulMatrices c;
  for (int i = 0; i < 9; i += 3)
    for (int j = 0; j < 3; j++)
      c.of[i + j] = a->of[i] * b->of[j] + a->of[i + 1] * b->of[3 + j] + a->of[i + 2] * b->of[6 + j];
  return c;
}

/* a^T b */
static inline SulMatrices SulLanesTransposedProduct(const SulMatrices *a, const SulMatrices *b) {
  SulMatrices c;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      c.of[3 * i + j] =
          a->of[i] * b->of[j] + a->of[3 + i] * b->of[3 + j] + a->of[6 + i] * b->of[6 + j];
  return c;
}

/* a b, b symmetric */
static inline SulMatrices SulLanesTimesSymmetric(const SulMatrices *a, const SulSymmetrics *b) {
  SulMatrices c;
  for (int i = 0; i < 9; i += 3)
    for (int j = 0; j < 3; j++)
      c.of[i + j] = a->of[i] * b->of[sul_component[j]] +
                    a->of[i + 1] * b->of[sul_component[3 + j]] +
                    a->of[i + 2] * b->of[sul_component[6 + j]];
  return c;
}

/* e + e^T + e e^T: with a = I + e, a a^T - I without the loss of digits */
static inline SulSymmetrics SulLanesExcess(const SulMatrices *e) {
  SulSymmetrics c;
  for (int k = 0; k < 6; k++) {
    int i = sul_first[k], j = sul_second[k];
    c.of[k] = e->of[3 * i + j] + e->of[3 * j + i] + e->of[3 * i] * e->of[3 * j] +
              e->of[3 * i + 1] * e->of[3 * j + 1] + e->of[3 * i + 2] * e->of[3 * j + 2];
  }
  return c;
}

static inline SulMatrices SulLanesTranspose(const SulMatrices *a) {
  SulMatrices c;
  for (int i = 0; i < 9; i++)
    c.of[3 * (i % 3) + i / 3] = a->of[i];
  return c;
}

/* sum_i value_i a_i (x) a_i, a_i the columns of a */
static inline SulSymmetrics SulLanesFromAxes(const SulTriples *value, const SulMatrices *a) {
  SulSymmetrics c;
  for (int k = 0; k < 6; k++) {
    int i = 3 * sul_first[k], j = 3 * sul_second[k];
    c.of[k] = value->of[0] * a->of[i] * a->of[j] + value->of[1] * a->of[i + 1] * a->of[j + 1] +
              value->of[2] * a->of[i + 2] * a->of[j + 2];
  }
  return c;
}

/* a b a^T */
static inline SulSymmetrics SulLanesTurn(const SulMatrices *a, const SulSymmetrics *b) {
  SulMatrices half = SulLanesTimesSymmetric(a, b);
  SulSymmetrics c;
  for (int k = 0; k < 6; k++) {
    int i = 3 * sul_first[k], j = 3 * sul_second[k];
    c.of[k] = half.of[i] * a->of[j] + half.of[i + 1] * a->of[j + 1] + half.of[i + 2] * a->of[j + 2];
  }
  return c;
}

/* ln(1 + x), x > -1, to two units in the last place for the smallest x, too: 1 + x = 2^k m with m
 * between sqrt(1/2) and sqrt(2) and what 1 + x has lost of x in `rest`; with f = m - 1, s = f/(2 + f),
 * ln m = 2 artanh s = f - (f^2/2 - s (f^2/2 + sum over n of 2 s^2n/(2 n + 1))). */
static inline void SulLanesLogarithm(const SulVector *x, SulVector *result) {
  const uint64_t half_root = 0x3fe6a09e667f3bcdULL, mantissa = 0x000fffffffffffffULL;
  const double high = 6.93147180369123816490e-01, low = 1.90821492927058770002e-10; /* ln 2 */
  SulVector u = 1 + *x, m, exponent;
  SulVector rest = (*x - (u - 1)) / u;
  SulBits bits;
  memcpy(&bits, &u, sizeof bits);
  bits -= half_root;
  SulBits power = ((bits + (1024ULL << 52)) >> 52) | 0x4330000000000000ULL; /* of 2^52 + 1024 + k */
  bits = (bits & mantissa) + half_root;
  memcpy(&exponent, &power, sizeof power);
  memcpy(&m, &bits, sizeof bits);
  exponent -= 4503599627370496. + 1024;
  SulVector f = m - 1, s = f / (2 + f), z = s * s, half = 0.5 * f * f, sum = z * (2. / 21);
  for (int n = 9; n >= 1; n--)
    sum = z * (2. / (2 * n + 1) + sum);
  *result = exponent * high - ((half - (s * (half + sum) + (exponent * low + rest))) - f);
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers and elementary functions with the same bits on every machine. */
#include <sulfem/random.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>

#if FLT_EVAL_METHOD != 0
#error "packings need arithmetic in double precision proper (x87: compile with -msse2 -mfpmath=sse)"
#endif

static uint64_t SplitMix(uint64_t *state) {
  uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

SulRandom SulRandomStream(uint64_t seed, uint64_t stream) {
  uint64_t state = stream;
  state = seed ^ SplitMix(&state);
  SulRandom random;
  for (int i = 0; i < 4; i++)
    random.state[i] = SplitMix(&state);
  return random;
}

static uint64_t Rotate(uint64_t x, int bits) {
  return (x << bits) | (x >> (64 - bits));
}

uint64_t SulRandomBits(SulRandom *random) {
  uint64_t *s = random->state;
  uint64_t result = Rotate(s[0] + s[3], 23) + s[0];
  uint64_t shifted = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = Rotate(s[3], 45);
  return result;
}

double SulRandomUniform(SulRandom *random) {
  return (double)(SulRandomBits(random) >> 11) * 0x1p-53;
}

size_t SulRandomIndex(SulRandom *random, size_t count) {
  uint64_t n = (uint64_t)count, rest = (UINT64_MAX % n + 1) % n, bits;
  do
    bits = SulRandomBits(random);
  while (bits > UINT64_MAX - rest);
  return (size_t)(bits % n);
}

/* True with probability e^(-1/2): von Neumann's falling run that begins below 1/2. */
static bool HalfExponential(SulRandom *random) {
  double last = SulRandomUniform(random);
  if (last >= 0.5) return true;
  for (;;) {
    double next = SulRandomUniform(random);
    if (next >= last) return false;
    last = SulRandomUniform(random);
    if (last >= next) return true;
  }
}

/* Karney's algorithm B: true with probability exp(-x (2k+x) / (2k+2)). */
static bool AcceptFraction(SulRandom *random, int k, double x) {
  double last = x;
  for (int n = 0;; n++) {
    double next = SulRandomUniform(random);
    bool falls = next < last && SulRandomUniform(random) * (2 * k + 2) < 2 * k + x;
    if (!falls) return n % 2 == 0;
    last = next;
  }
}

double SulRandomNormal(SulRandom *random) {
  for (;;) {
    int k = 0;
    while (HalfExponential(random))
      k++;
    bool accepted = true;
    for (int i = 0; i < k * (k - 1) && accepted; i++)
      accepted = HalfExponential(random);
    if (!accepted) continue;
    double x = SulRandomUniform(random);
    for (int i = 0; i <= k && accepted; i++)
      accepted = AcceptFraction(random, k, x);
    if (!accepted) continue;
    return SulRandomBits(random) >> 63 ? -(k + x) : k + x;
  }
}

void SulRandomDirection(SulRandom *random, double direction[3]) {
  double u, v, s;
  do {
    u = 2 * SulRandomUniform(random) - 1;
    v = 2 * SulRandomUniform(random) - 1;
    s = u * u + v * v;
  } while (s >= 1);
  double root = sqrt(1 - s);
  direction[0] = 2 * u * root;
  direction[1] = 2 * v * root;
  direction[2] = 1 - 2 * s;
}

static const double log_two_high = 0x1.62e42fee00000p-1; /* 21 trailing zero bits */
static const double log_two_low = 0x1.a39ef35793c76p-33;

double SulStableExp(double x) {
  double turns = floor(x * 1.4426950408889634 + 0.5);
  double r = (x - turns * log_two_high) - turns * log_two_low; /* |r| <= ln(2)/2 */
  double sum = 1;
  for (int n = 20; n >= 1; n--)
    sum = 1 + r / n * sum;
  return ldexp(sum, (int)turns);
}

double SulStableLog(double x) {
  int exponent;
  double mantissa = frexp(x, &exponent);
  if (mantissa < 0.70710678118654752) {
    mantissa *= 2;
    exponent--;
  }
  double t = (mantissa - 1) / (mantissa + 1), square = t * t, sum = 0; /* |t| < 0.172 */
  for (int n = 23; n >= 1; n -= 2)
    sum = 1.0 / n + square * sum;
  return exponent * log_two_high + (2 * t * sum + exponent * log_two_low);
}

double SulStableCubeRoot(double x) {
  if (!(x > 0)) return 0;
  int exponent;
  double mantissa = frexp(x, &exponent);
  while (exponent % 3 != 0) {
    mantissa *= 0.5;
    exponent++;
  }
  double root = 0.6; /* mantissa in [1/8, 1): Newton from here needs seven steps at most */
  for (int i = 0; i < 10; i++)
    root -= (root - mantissa / (root * root)) / 3;
  return ldexp(root, exponent / 3);
}

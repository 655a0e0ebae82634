/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers and elementary functions with the same bits on every machine.
 *
 * Everything here is made of the operations that IEEE 754 rounds correctly (+ - * / sqrt) and of
 * integer arithmetic; no call of a libm function whose last bit depends on the library. These files
 * and those of src/recipe and src/pack are compiled without contraction to fused multiply-add for
 * the same reason. */
#ifndef SULFEM_RANDOM_H
#define SULFEM_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* xoshiro256++ 1.0 (Blackman and Vigna, ACM Trans. Math. Softw. 47, 36 (2021)), seeded with
 * splitmix64 (Steele, Lea and Flood, OOPSLA 2014). */
typedef struct {
  uint64_t state[4];
} SulRandom;

SulRandom SulRandomStream(uint64_t seed, uint64_t stream);
uint64_t SulRandomBits(SulRandom *random);
/* Uniform in [0, 1), a multiple of 2^-53. */
double SulRandomUniform(SulRandom *random);
/* Uniform in 0..count-1, count > 0, without bias. */
size_t SulRandomIndex(SulRandom *random, size_t count);
/* Standard normal, by Karney's exact rejection (ACM Trans. Math. Softw. 42, 3 (2016), algorithm N):
 * comparisons of uniform numbers only. */
double SulRandomNormal(SulRandom *random);
/* Uniform on the unit sphere (Marsaglia, Ann. Math. Stat. 43, 645 (1972)). */
void SulRandomDirection(SulRandom *random, double direction[3]);

/* e^x, natural logarithm (x > 0) and cube root (x >= 0), within a few units in the last place. */
double SulStableExp(double x);
double SulStableLog(double x);
double SulStableCubeRoot(double x);

#endif

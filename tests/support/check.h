/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks for plain C test programs: say what failed, count, and let main return CheckResult(). */
#ifndef SULFEM_CHECK_H
#define SULFEM_CHECK_H

#include <math.h>
#include <stdio.h>

static int check_failures = 0;
static int check_count = 0;

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    check_count++;                                                                                 \
    if (!(condition)) {                                                                            \
      check_failures++;                                                                            \
      fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);                      \
    }                                                                                              \
  } while (0)

/* |value - expected| <= tolerance * max(|expected|, scale) */
#define CHECK_NEAR(value, expected, tolerance, scale)                                              \
  do {                                                                                             \
    double check_v = (value), check_e = (expected);                                                \
    check_count++;                                                                                 \
    if (!(fabs(check_v - check_e) <= (tolerance)*fmax(fabs(check_e), (scale)))) {                  \
      check_failures++;                                                                            \
      fprintf(stderr, "%s:%d: %s = %.16g, expected %.16g (tolerance %g)\n", __FILE__, __LINE__,    \
              #value, check_v, check_e, (double)(tolerance));                                      \
    }                                                                                              \
  } while (0)

static inline int CheckResult(void) {
  printf("%d checks, %d failures\n", check_count, check_failures);
  return check_failures == 0 && check_count > 0 ? 0 : 1;
}

#endif

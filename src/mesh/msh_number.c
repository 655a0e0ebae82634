/* SPDX-License-Identifier: BSD-2-Clause */
/* Decimal numbers in text to binary ones, exactly and fast. */
#include "msh_number.h"
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  EXACT_DIGITS = 19,  /* of a 64-bit integer */
  EXACT_POWER = 22,   /* 10^22 is the largest power of ten that is a double */
  LONGEST_WORD = 400, /* of a number: the longest double has 767 digits, but nobody writes them */
  LARGEST_POWER = 9999
};
static const uint64_t exact_integer = 1ULL << 53;

static bool IsDigit(unsigned char c) {
  return c >= '0' && c <= '9';
}

static bool EndsWord(unsigned char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\0';
}

bool SulReadInteger(const unsigned char **at, int64_t *number) {
  const unsigned char *c = *at;
  bool negative = *c == '-';
  uint64_t value = 0;
  if (*c == '-' || *c == '+') c++;
  const unsigned char *first = c;
  for (; IsDigit(*c); c++) {
    uint64_t digit = (uint64_t)(*c - '0');
    if (value > ((uint64_t)INT64_MAX - digit) / 10) return false;
    value = 10 * value + digit;
  }
  if (c == first || !EndsWord(*c)) return false;
  *number = negative ? -(int64_t)value : (int64_t)value;
  *at = c;
  return true;
}

/* strtod in the locale "C". */
static double Convert(const unsigned char *word, size_t length) {
  static const double nothing = NAN;
  char text[LONGEST_WORD + 1];
  locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (length > LONGEST_WORD || plain == (locale_t)0) return nothing;
  locale_t before = uselocale(plain);
  memcpy(text, word, length);
  text[length] = '\0';
  double value = strtod(text, NULL);
  uselocale(before);
  freelocale(plain);
  return value;
}

/* The digits of a decimal number: value * 10^power, where `whole` says that no digit was left out.
 */
typedef struct {
  uint64_t value;
  int digits, power;
  bool whole;
} Decimal;

static void TakeDigit(Decimal *decimal, unsigned char c, bool fraction) {
  if (decimal->digits < EXACT_DIGITS) {
    decimal->value = 10 * decimal->value + (uint64_t)(c - '0');
    if (decimal->value) decimal->digits++;
    if (fraction) decimal->power--;
  } else {
    decimal->whole = false;
  }
}

/* The exponent behind "e"; false where there is none. */
static bool TakeExponent(const unsigned char **at, int *exponent) {
  const unsigned char *c = *at;
  bool negative = *c == '-';
  int value = 0;
  if (*c == '-' || *c == '+') c++;
  if (!IsDigit(*c)) return false;
  for (; IsDigit(*c); c++)
    if (value < LARGEST_POWER) value = 10 * value + (*c - '0');
  *exponent = negative ? -value : value;
  *at = c;
  return true;
}

bool SulReadReal(const unsigned char **at, double *number) {
  static const double power[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const unsigned char *c = *at;
  Decimal decimal = {.whole = true};
  bool negative = *c == '-', digits = false;
  int exponent = 0;
  if (*c == '-' || *c == '+') c++;
  for (; IsDigit(*c); c++, digits = true)
    TakeDigit(&decimal, *c, false);
  if (*c == '.')
    for (c++; IsDigit(*c); c++, digits = true)
      TakeDigit(&decimal, *c, true);
  if (!digits) return false;
  if (*c == 'e' || *c == 'E') {
    c++;
    if (!TakeExponent(&c, &exponent)) return false;
  }
  if (!EndsWord(*c)) return false;
  exponent += decimal.power;
  /* One rounding only: an integer that is a double, times or over a power of ten that is one. */
  if (decimal.whole && decimal.value <= exact_integer && abs(exponent) <= EXACT_POWER) {
    double value = (double)decimal.value;
    value = exponent < 0 ? value / power[-exponent] : value * power[exponent];
    *number = negative ? -value : value;
  } else {
    *number = Convert(*at, (size_t)(c - *at));
    if (!isfinite(*number)) return false;
  }
  *at = c;
  return true;
}

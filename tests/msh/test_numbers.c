/* SPDX-License-Identifier: BSD-2-Clause */
/* The mesh reader's numbers are those of strtod, bit for bit, and what is no number is refused. */
#include "../../src/mesh/msh_number.h"
#include "check.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;

static uint64_t Draw(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static bool SameAsStrtod(const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  double wanted = strtod(text, NULL), number;
  return SulReadReal(&at, &number) && *at == '\0' && memcmp(&number, &wanted, sizeof number) == 0;
}

/* Any bits that are a finite number, in the forms that programs write; coordinates; long ones. */
static void TestReals(void) {
  static const char *const forms[] = {"%.17g", "%.16g", "%.15g", "%.6g", "%.16e", "%.20f", "%.3f"};
  char text[500];
  int wrong = 0;
  for (int i = 0; i < 100000; i++) {
    uint64_t bits = Draw();
    double number;
    memcpy(&number, &bits, sizeof number);
    if (!isfinite(number) || (i % 2 && fabs(number) > 1e20)) number = (double)(int64_t)bits * 1e-18;
    const char *form = forms[Draw() % 7];
    if (fabs(number) > 1e100 && strchr(form, 'f')) form = forms[0];
    snprintf(text, sizeof text, form, number);
    if (!SameAsStrtod(text) && wrong++ < 5) printf("%s differs from strtod\n", text);
  }
  CHECK(wrong == 0);
}

static void TestHalfWays(void) {
  static const char *const texts[] = {
      "9007199254740993",
      "9007199254740992.5",
      "0.1",
      "-0",
      "00012.50",
      "1e22",
      "1e23",
      "123456789012345678901234567890e-20",
      "2.2250738585072011e-308",
      "4.9e-324",
      "1e-400",
      "1.7976931348623157e308",
      "0.500000000000000166533453693773481063544750213623046875",
      ".5",
      "5.",
      "+3E+0005",
      "0.000000000000000000000000000000000000000000000012345678901234567",
      "1000000000000000000000000000000000000000000000000000000000000000000000"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    if (!SameAsStrtod(texts[i])) printf("%s differs from strtod\n", texts[i]);
    CHECK(SameAsStrtod(texts[i]));
  }
}

static void TestRefusals(void) {
  static const char *const reals[] = {"",    "-",    ".",     "e5",    "1e",    "1e+", "nan", "inf",
                                      "1,5", "0x10", "1.0D0", "1e999", "1.2.3", "1f",  "--1"};
  static const char *const integers[] = {"",    "-",  "+", "1.0", "1e3", "9223372036854775808",
                                         "12a", "0x1"};
  for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++) {
    const unsigned char *at = (const unsigned char *)reals[i];
    double number;
    CHECK(!SulReadReal(&at, &number));
    CHECK(at == (const unsigned char *)reals[i]);
  }
  for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
    const unsigned char *at = (const unsigned char *)integers[i];
    int64_t number;
    CHECK(!SulReadInteger(&at, &number));
    CHECK(at == (const unsigned char *)integers[i]);
  }
}

static void TestIntegers(void) {
  for (int i = 0; i < 1000; i++) {
    int64_t wanted = (int64_t)Draw() >> Draw() % 64, number;
    char text[40];
    if (wanted == INT64_MIN) wanted = INT64_MAX;
    snprintf(text, sizeof text, "%" PRId64 " 7", wanted);
    const unsigned char *at = (const unsigned char *)text;
    CHECK(SulReadInteger(&at, &number) && number == wanted && *at == ' ');
  }
}

int main(void) {
  TestReals();
  TestHalfWays();
  TestRefusals();
  TestIntegers();
  return CheckResult();
}

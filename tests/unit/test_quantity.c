/* SPDX-License-Identifier: BSD-2-Clause */
/* Units to SI, and the messages for what is no quantity. */
#include "check.h"
#include <string.h>
#include <sulfem/quantity.h>

static void Taken(const char *text, SulDimension dimension, double expected) {
  SulError error = {0};
  double value = SulQuantity(text, dimension, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s: %s\n", text, error.text);
  CHECK(!SulFailed(&error));
  CHECK_NEAR(value, expected, 1e-14, 0);
}

static void Refused(const char *text, SulDimension dimension, const char *word) {
  SulError error = {0};
  SulQuantity(text, dimension, &error);
  CHECK(error.status == SUL_INPUT);
  bool found = strstr(error.text, word) != NULL;
  if (!found) fprintf(stderr, "%s: \"%s\" is missing in: %s\n", text, word, error.text);
  CHECK(found);
}

static void CheckUnit(const char *text, double expected) {
  SulError error = {0};
  CHECK_NEAR(SulUnit(text, SUL_LENGTH, &error), expected, 1e-14, 0);
  CHECK(SulFailed(&error) == (expected == 0));
}

/* At a node the message begins with the place. */
static void CheckPlace(void) {
  SulError error = {0};
  SulYaml *root = SulYamlParse("c.yaml", "a:\n  pressure: 75\n", &error);
  SulYamlQuantity(SulYamlAt(root, "a.pressure"), SUL_PRESSURE, &error);
  CHECK(strncmp(error.text, "c.yaml:2: key \"a.pressure\": the number 75 has no unit", 50) == 0);
  CHECK(strstr(error.text, "MPa") != NULL);
  SulYamlFree(&root);
}

int main(void) {
  Taken("17.8 GPa", SUL_PRESSURE, 17.8e9);
  Taken("17.8GPa", SUL_PRESSURE, 17.8e9);
  Taken("  75   MPa ", SUL_PRESSURE, 75e6);
  Taken("-1.5e-2 bar", SUL_PRESSURE, -1.5e3);
  Taken("3 N/mm2", SUL_PRESSURE, 3e6);
  Taken("1.5 um", SUL_LENGTH, 1.5e-6);
  Taken("1.5 \xc2\xb5m", SUL_LENGTH, 1.5e-6);
  Taken(".5 nm", SUL_LENGTH, .5e-9);
  Taken("1615 mAh/g", SUL_SPECIFIC_CHARGE, 1615 * 3600.);
  Taken("1.615 Ah/g", SUL_SPECIFIC_CHARGE, 1615 * 3600.);
  Taken("1 C/g", SUL_SPECIFIC_CHARGE, 1000);
  Taken("1.64 g/cm3", SUL_DENSITY, 1640);
  Taken("1.64 g cm^-3", SUL_DENSITY, 1640);
  Taken("32.06 g/mol", SUL_MOLAR_MASS, 0.03206);
  Taken("4 h", SUL_TIME, 14400);
  Taken("2 days", SUL_TIME, 172800);
  Taken("1.22 mAh", SUL_CHARGE, 1.22 * 3.6);
  Taken("0.785 cm2", SUL_AREA, 0.785e-4);
  Taken("1.554 mAh/cm2", SUL_AREAL_CHARGE, 1.554 * 3.6e4);

  Refused("17.8", SUL_PRESSURE, "the number 17.8 has no unit");
  Refused("17.8 um", SUL_PRESSURE, "\"um\" is not a unit of a pressure");
  Refused("17.8 GPA", SUL_PRESSURE, "the unit \"GPA\" is not known");
  Refused("1 1/Pa", SUL_PRESSURE, "not one number and one unit");
  Refused("1 Pa-1", SUL_PRESSURE, "is not a unit of a pressure"); /* UDUNITS would convert it */
  Refused("GPa", SUL_PRESSURE, "as number and unit");
  Refused("17,8 GPa", SUL_PRESSURE, "decimal point");
  Refused("17.8.1 GPa", SUL_PRESSURE, "not one number");
  Refused("1 2 GPa", SUL_PRESSURE, "not one number");
  Refused("17.8 GPa 3", SUL_PRESSURE, "not one number");
  Refused("nan GPa", SUL_PRESSURE, "as number and unit");
  Refused("inf GPa", SUL_PRESSURE, "as number and unit");
  Refused("0x10 GPa", SUL_PRESSURE, "as number and unit");
  Refused("1e999 GPa", SUL_PRESSURE, "too large");
  Refused("1e307 GPa", SUL_PRESSURE, "too large");
  Refused("3 degC", SUL_PRESSURE, "is not a unit of a pressure");
  Refused("3 Pa @ 3", SUL_PRESSURE, "not one number");
  Refused("3 Pa @ K", SUL_PRESSURE, "is not known");
  Refused("1.22 mAh", SUL_AREAL_CHARGE, "\"mAh\" is not a unit of a charge per area");
  Refused("1615 mAh", SUL_SPECIFIC_CHARGE, "is not a unit of a capacity per mass");
  Refused("", SUL_LENGTH, "as number and unit");

  CheckUnit("um", 1e-6);
  CheckUnit(" 10 nm", 1e-8);
  CheckUnit("GPa", 0);
  CheckUnit("", 0);
  CheckUnit("1", 0);
  CheckPlace();
  return CheckResult();
}

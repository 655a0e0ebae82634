/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers with units, through UDUNITS-2. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>
#include <udunits2.h>

typedef struct {
  const char *name, *si, *examples;
} Dimension;

static const Dimension dimensions[SUL_DIMENSIONS] = {
    [SUL_PRESSURE] = {"a pressure", "Pa", "GPa, MPa, kPa, Pa or bar"},
    [SUL_LENGTH] = {"a length", "m", "um, nm, mm or m"},
    [SUL_SPECIFIC_CHARGE] = {"a capacity per mass", "C/kg", "mAh/g, Ah/kg or C/g"},
    [SUL_DENSITY] = {"a density", "kg/m3", "g/cm3 or kg/m3"},
    [SUL_MOLAR_MASS] = {"a molar mass", "kg/mol", "g/mol or kg/mol"},
    [SUL_TIME] = {"a time", "s", "s, min, h or day"},
    [SUL_CHARGE] = {"a charge", "C", "mAh, Ah or C"},
    [SUL_AREA] = {"an area", "m2", "cm2, mm2 or m2"},
    [SUL_AREAL_CHARGE] = {"a charge per area", "C/m2", "mAh/cm2 or C/m2"},
    [SUL_FOUNDATION] = {"a pressure per length", "Pa/m", "MPa/um or GPa/m"},
    [SUL_DIFFUSIVITY] = {"a diffusivity", "m2/s", "m2/s or cm2/s"},
};

enum { TEXT_SIZE = 1000 };

/* ---- UDUNITS --------------------------------------------------------------------------------- */

static ut_system *MakeSystem(void) {
  ut_set_error_message_handler(ut_ignore); /* it would print */
  ut_system *system = ut_read_xml(NULL);
  if (!system) return NULL;
  ut_unit *ampere_second = ut_parse(system, "A s", UT_ASCII);
  ut_unit *ampere_hour = ut_scale(3600, ampere_second);
  ut_map_symbol_to_unit("Ah", UT_ASCII, ampere_hour);
  ut_free(ampere_second);
  ut_free(ampere_hour);
  return system;
}

/* A constant table of 7 ms to read, so it is read once and kept to the end. */
static ut_system *System(void) {
  static ut_system *system = NULL;
  if (!system) system = MakeSystem();
  return system;
}

/* UDUNITS also converts a unit to its reciprocal, degrees with an offset and logarithms: here a
 * unit is a plain multiple of the SI unit. */
static bool Multiple(const ut_unit *unit, const ut_unit *si, double *factor) {
  ut_unit *ratio = ut_divide(unit, si);
  bool same = ratio && ut_is_dimensionless(ratio);
  ut_free(ratio);
  cv_converter *converter = same ? ut_get_converter((ut_unit *)unit, (ut_unit *)si) : NULL;
  if (!converter) return false;
  double zero = cv_convert_double(converter, 0.0);
  *factor = cv_convert_double(converter, 1.0);
  cv_free(converter);
  return zero == 0.0 && *factor > 0;
}

/* The unit's size in SI; 0 with `text` filled when it is none, or not of the dimension. */
static double UnitSize(const char *name, const Dimension *wanted, char text[TEXT_SIZE]) {
  ut_system *system = System();
  double factor = 0;
  if (!system) {
    snprintf(text, TEXT_SIZE,
             "the units cannot be read: install UDUNITS-2's database "
             "(libudunits2-data) or set UDUNITS2_XML_PATH");
    return 0;
  }
  ut_unit *si = ut_parse(system, wanted->si, UT_ASCII);
  ut_unit *unit = strpbrk(name, "@()") ? NULL : ut_parse(system, name, UT_UTF8);
  if (!unit)
    snprintf(text, TEXT_SIZE, "the unit \"%s\" is not known; expected %s in, for example, %s", name,
             wanted->name, wanted->examples);
  else if (!Multiple(unit, si, &factor))
    snprintf(text, TEXT_SIZE, "\"%s\" is not a unit of %s; expected, for example, %s", name,
             wanted->name, wanted->examples);
  ut_free(unit);
  ut_free(si);
  return text[0] ? 0 : factor;
}

/* ---- Texts ----------------------------------------------------------------------------------- */

/* Length of the decimal number at the beginning of `text` (strtod would also take hexadecimal,
 * "inf" and "nan"), 0 when there is none. */
static size_t NumberLength(const char *text) {
  const char *c = text + strspn(text, "+-");
  if (c - text > 1 || !(isdigit((unsigned char)*c) || *c == '.')) return 0;
  if (c[0] == '0' && (c[1] == 'x' || c[1] == 'X')) return 0;
  char *end;
  strtod(text, &end);
  return (size_t)(end - text);
}

/* A digit that begins a word: UDUNITS would multiply by it. */
static bool HasLooseNumber(const char *unit) {
  for (const char *c = unit; *c; c++)
    if (isdigit((unsigned char)*c) && (c == unit || c[-1] == ' ')) return true;
  return false;
}

static void TrimmedCopy(const char *text, char *copy, size_t size) {
  text += strspn(text, " \t\r\n");
  snprintf(copy, size, "%s", text);
  size_t length = strlen(copy);
  while (length && isspace((unsigned char)copy[length - 1]))
    copy[--length] = '\0';
}

static double Quantity(const char *whole, const Dimension *wanted, char text[TEXT_SIZE]) {
  char unit[128];
  whole += strspn(whole, " \t\r\n");
  size_t length = NumberLength(whole);
  TrimmedCopy(whole + length, unit, sizeof unit);
  if (!length)
    snprintf(text, TEXT_SIZE, "expected %s as number and unit (%s), found \"%s\"", wanted->name,
             wanted->examples, whole);
  else if (!unit[0])
    snprintf(text, TEXT_SIZE, "the number %s has no unit; expected %s in, for example, %s", whole,
             wanted->name, wanted->examples);
  else if (unit[0] == ',' || unit[0] == '.' || HasLooseNumber(unit))
    snprintf(text, TEXT_SIZE,
             "\"%s\" is not one number and one unit; write, for example, %.*s %s "
             "(decimal point, no comma)",
             whole, (int)length, whole, wanted->si);
  if (text[0]) return 0;
  double value = strtod(whole, NULL) * UnitSize(unit, wanted, text);
  if (!text[0] && !isfinite(value)) snprintf(text, TEXT_SIZE, "\"%s\" is too large", whole);
  return text[0] ? 0 : value;
}

static double Unit(const char *whole, const Dimension *wanted, char text[TEXT_SIZE]) {
  char unit[128];
  TrimmedCopy(whole, unit, sizeof unit);
  if (!NumberLength(unit)) return UnitSize(unit, wanted, text);
  double value = Quantity(unit, wanted, text);
  if (!text[0] && !(value > 0))
    snprintf(text, TEXT_SIZE, "a unit must be larger than 0, found \"%s\"", whole);
  return value;
}

double SulQuantity(const char *whole, SulDimension dimension, SulError *error) {
  char text[TEXT_SIZE] = "";
  double value = Quantity(whole, &dimensions[dimension], text);
  if (text[0]) SulErrorSet(error, SUL_INPUT, "%s", text);
  return value;
}

double SulUnit(const char *whole, SulDimension dimension, SulError *error) {
  char text[TEXT_SIZE] = "";
  double value = Unit(whole, &dimensions[dimension], text);
  if (text[0]) SulErrorSet(error, SUL_INPUT, "%s", text);
  return value;
}

static double QuantityAt(const SulYaml *node, const Dimension *wanted, SulError *error) {
  char text[TEXT_SIZE] = "";
  const char *whole = SulYamlText(node, error);
  double value = whole[0] ? Quantity(whole, wanted, text) : 0;
  if (text[0]) SulYamlFail(node, error, "%s", text);
  return value;
}

double SulYamlQuantity(const SulYaml *node, SulDimension dimension, SulError *error) {
  return QuantityAt(node, &dimensions[dimension], error);
}

double SulYamlQuantityIn(const SulYaml *node, const char *unit, SulError *error) {
  for (int i = 0; i < SUL_DIMENSIONS; i++)
    if (strcmp(dimensions[i].si, unit) == 0) return QuantityAt(node, &dimensions[i], error);
  return QuantityAt(node, &(Dimension){"a quantity", unit, unit}, error);
}

double SulYamlUnit(const SulYaml *node, SulDimension dimension, SulError *error) {
  char text[TEXT_SIZE] = "";
  const char *whole = SulYamlText(node, error);
  double value = whole[0] ? Unit(whole, &dimensions[dimension], text) : 0;
  if (text[0]) SulYamlFail(node, error, "%s", text);
  return value;
}

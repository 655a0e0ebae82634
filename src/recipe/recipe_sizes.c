/* SPDX-License-Identifier: BSD-2-Clause */
/* Size distributions: uniform, normal, lognormal, list, histogram, or one radius for all. */
#include "recipe_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/random.h>
#include <sulfem/sizes.h>

#define SIZES_EXAMPLE "radius: {distribution: uniform, min: 0.5 um, max: 5 um}"

static void NewTable(SulSizes *sizes, size_t count) {
  sizes->kind = SUL_SIZES_TABLE;
  sizes->count = count;
  sizes->lower = SulAllocate(count, sizeof *sizes->lower);
  sizes->upper = SulAllocate(count, sizeof *sizes->upper);
  sizes->weight = SulAllocate(count, sizeof *sizes->weight);
}

static void TableRange(SulSizes *sizes) {
  sizes->min = INFINITY;
  for (size_t i = 0; i < sizes->count; i++) {
    if (sizes->weight[i] == 0) continue;
    sizes->min = fmin(sizes->min, sizes->lower[i]);
    sizes->max = fmax(sizes->max, sizes->upper[i]);
  }
}

/* min and max: both needed, or cutting off an unbounded distribution at given defaults. */
static void ReadRange(const SulYaml *node, double low, double high, SulSizes *sizes,
                      SulError *error) {
  const SulYaml *min = SulYamlFind(node, "min"), *max = SulYamlFind(node, "max");
  if (low == 0 && high == 0) {
    min = SulYamlNeed(node, "min", "min: 0.5 um", error);
    max = SulYamlNeed(node, "max", "max: 5 um", error);
  }
  sizes->min = min ? SulRecipeLength(min, error) : low;
  sizes->max = max ? SulRecipeLength(max, error) : high;
  if (!SulFailed(error) && sizes->min > sizes->max)
    SulYamlFail(min ? min : max, error,
                "the smallest size, %.4g um, is larger than the largest, %.4g um", 1e6 * sizes->min,
                1e6 * sizes->max);
}

static void ReadUniform(const SulYaml *node, SulSizes *sizes, SulError *error) {
  static const char *const keys[] = {"distribution", "weighting", "measure", "min", "max", NULL};
  SulYamlKeys(node, keys, error);
  sizes->kind = SUL_SIZES_UNIFORM;
  ReadRange(node, 0, 0, sizes, error);
}

static void ReadNormal(const SulYaml *node, SulSizes *sizes, SulError *error) {
  static const char *const keys[] = {"distribution",       "weighting", "measure", "mean",
                                     "standard_deviation", "min",       "max",     NULL};
  SulYamlKeys(node, keys, error);
  sizes->kind = SUL_SIZES_NORMAL;
  sizes->location = SulRecipeLength(SulYamlNeed(node, "mean", "mean: 2 um", error), error);
  sizes->spread = SulRecipeLength(
      SulYamlNeed(node, "standard_deviation", "standard_deviation: 0.5 um", error), error);
  double low = sizes->location - 3 * sizes->spread;
  if (!SulFailed(error) && low <= 0 && !SulYamlFind(node, "min"))
    SulYamlFail(node, error,
                "three standard deviations below the mean there are no positive radii: say where "
                "the distribution ends, for example: min: %g um",
                1e6 * 0.1 * sizes->location);
  ReadRange(node, low, sizes->location + 3 * sizes->spread, sizes, error);
  if (!SulFailed(error) && (sizes->max < sizes->location - 4 * sizes->spread ||
                            sizes->min > sizes->location + 4 * sizes->spread))
    SulYamlFail(node, error,
                "the range from %.4g to %.4g um lies more than four standard deviations "
                "from the mean: nothing would be left of the distribution",
                1e6 * sizes->min, 1e6 * sizes->max);
}

/* ln of the median and standard deviation of ln r, from what is given. */
static void ReadLognormalShape(const SulYaml *node, SulSizes *sizes, SulError *error) {
  SulYamlExclude(node, "median", "mean", error);
  SulYamlExclude(node, "sigma", "standard_deviation", error);
  const SulYaml *median = SulYamlFind(node, "median"), *mean = SulYamlFind(node, "mean");
  const SulYaml *deviation = SulYamlFind(node, "standard_deviation");
  if (!mean) median = SulYamlNeed(node, "median", "median: 2 um", error);
  double centre = SulRecipeLength(mean ? mean : median, error);
  if (deviation && !mean)
    SulYamlFail(deviation, error,
                "goes with mean; a median goes with sigma, the standard deviation "
                "of the logarithm (a plain number)");
  if (deviation) {
    double ratio = SulRecipeLength(deviation, error) / fmax(centre, 1e-300);
    sizes->spread = sqrt(SulStableLog(1 + ratio * ratio));
  } else {
    sizes->spread = SulRecipeShare(SulYamlNeed(node, "sigma", "sigma: 0.4", error), 1e-3, 3, error);
  }
  if (SulFailed(error)) return;
  sizes->location = SulStableLog(centre) - (mean ? 0.5 * sizes->spread * sizes->spread : 0);
}

static void ReadLognormal(const SulYaml *node, SulSizes *sizes, SulError *error) {
  static const char *const keys[] = {
      "distribution", "weighting",          "measure", "median", "mean", "sigma", "min",
      "max",          "standard_deviation", NULL};
  SulYamlKeys(node, keys, error);
  sizes->kind = SUL_SIZES_LOGNORMAL;
  ReadLognormalShape(node, sizes, error);
  if (SulFailed(error)) return;
  double shift = sizes->by_volume ? 3 * sizes->spread * sizes->spread : 0;
  double low = SulStableExp(sizes->location - shift - 3 * sizes->spread);
  double high = SulStableExp(sizes->location + 3 * sizes->spread);
  ReadRange(node, low, high, sizes, error);
  double number = sizes->location - shift;
  if (!SulFailed(error) && (SulStableLog(sizes->max) < number - 4 * sizes->spread ||
                            SulStableLog(sizes->min) > number + 4 * sizes->spread))
    SulYamlFail(node, error,
                "the range from %.4g to %.4g um lies more than four standard deviations "
                "of ln r from the median (by number): nothing would be left",
                1e6 * sizes->min, 1e6 * sizes->max);
}

static void ReadList(const SulYaml *node, SulSizes *sizes, SulError *error) {
  static const char *const keys[] = {"distribution", "weighting", "measure",
                                     "values",       "weights",   NULL};
  SulYamlKeys(node, keys, error);
  const SulYaml *values = SulYamlNeed(node, "values", "values: [1 um, 2 um]", error);
  size_t count = SulYamlLength(values, "values: [1 um, 2 um]", error);
  const SulYaml *weights = SulYamlFind(node, "weights");
  size_t weight_count = weights ? SulYamlLength(weights, "weights: [3, 1]", error) : count;
  if (!SulFailed(error) && weight_count != count)
    SulYamlFail(weights, error, "there are %zu weights for %zu values", weight_count, count);
  if (SulFailed(error)) return;
  NewTable(sizes, count);
  double sum = 0;
  for (size_t i = 0; i < count && !SulFailed(error); i++) {
    sizes->lower[i] = sizes->upper[i] = SulRecipeLength(values->items[i], error);
    sizes->weight[i] = weights ? SulRecipeShare(weights->items[i], 0, 1e300, error) : 1;
    sum += sizes->weight[i];
  }
  if (!SulFailed(error) && !(sum > 0)) SulYamlFail(weights, error, "all weights are 0");
  TableRange(sizes);
}

/* Two columns are class centres: the classes meet half-way between them. */
static void ClassesFromCentres(double (*table)[3], size_t rows) {
  for (size_t i = rows; i-- > 0;)
    table[i][2] = table[i][1];
  double *centre = SulAllocate(rows, sizeof *centre);
  for (size_t i = 0; i < rows; i++)
    centre[i] = table[i][0];
  for (size_t i = 0; i < rows; i++) {
    double before = i > 0 ? centre[i] - centre[i - 1] : rows > 1 ? centre[1] - centre[0] : 0;
    double after = i + 1 < rows ? centre[i + 1] - centre[i] : before;
    table[i][0] = centre[i] - 0.5 * before;
    table[i][1] = centre[i] + 0.5 * after;
  }
  free(centre);
}

static void CheckClasses(const SulYaml *file, double (*table)[3], size_t rows, SulError *error) {
  double sum = 0;
  for (size_t i = 0; i < rows && !SulFailed(error); i++) {
    sum += table[i][2];
    if (!(table[i][0] > 0) || table[i][1] < table[i][0])
      SulYamlFail(file, error,
                  "row %zu of the histogram is a class from %g to %g: classes must rise "
                  "and lie above 0",
                  i + 1, table[i][0], table[i][1]);
    else if (!(table[i][2] >= 0))
      SulYamlFail(file, error,
                  "row %zu of the histogram has the weight %g: it must not be negative", i + 1,
                  table[i][2]);
    else if (i > 0 && table[i][0] < table[i - 1][1] * (1 - 1e-9))
      SulYamlFail(file, error, "row %zu of the histogram begins at %g, inside the class before it",
                  i + 1, table[i][0]);
  }
  if (!SulFailed(error) && !(sum > 0)) SulYamlFail(file, error, "all weights of it are 0");
}

static void ReadHistogram(const SulYaml *node, const char *recipe_path, SulSizes *sizes,
                          SulError *error) {
  static const char *const keys[] = {"distribution", "weighting",   "measure",
                                     "file",         "length_unit", NULL};
  SulYamlKeys(node, keys, error);
  const SulYaml *file = SulYamlNeed(node, "file", "file: sizes.csv", error);
  double unit =
      SulYamlUnit(SulYamlNeed(node, "length_unit", "length_unit: um", error), SUL_LENGTH, error);
  if (SulFailed(error)) return;
  char *path = SulPathBeside(recipe_path, SulYamlText(file, error));
  SulError wrong = {0};
  double(*table)[3] = NULL;
  int columns = 0;
  size_t rows = SulRecipeTable(path, &columns, &table, &wrong);
  free(path);
  if (SulFailed(&wrong)) SulYamlFail(file, error, "%s", wrong.text);
  if (rows > 0 && columns == 2) ClassesFromCentres(table, rows);
  if (!SulFailed(error)) CheckClasses(file, table, rows, error);
  NewTable(sizes, rows);
  for (size_t i = 0; i < rows; i++) {
    sizes->lower[i] = table[i][0] * unit;
    sizes->upper[i] = table[i][1] * unit;
    sizes->weight[i] = table[i][2];
  }
  free(table);
  TableRange(sizes);
}

/* What was read as diameters becomes radii. */
static void Halve(SulSizes *sizes) {
  sizes->min *= 0.5;
  sizes->max *= 0.5;
  if (sizes->kind == SUL_SIZES_NORMAL) {
    sizes->location *= 0.5;
    sizes->spread *= 0.5;
  } else if (sizes->kind == SUL_SIZES_LOGNORMAL) {
    sizes->location -= SulStableLog(2);
  }
  for (size_t i = 0; i < sizes->count; i++) {
    sizes->lower[i] *= 0.5;
    sizes->upper[i] *= 0.5;
  }
}

void SulRecipeSizes(const SulYaml *node, const char *recipe_path, SulSizes *sizes,
                    SulError *error) {
  static const char *const kinds[] = {"uniform", "normal", "lognormal", "list", "histogram"};
  static const char *const weightings[] = {"number", "volume"};
  static const char *const measures[] = {"radius", "diameter"};
  *sizes = (SulSizes){0};
  if (!node) return;
  if (node->kind == SUL_YAML_SCALAR) {
    sizes->min = sizes->max = SulRecipeLength(node, error);
    return;
  }
  const SulYaml *kind = SulYamlNeed(node, "distribution", SIZES_EXAMPLE, error);
  const SulYaml *weighting = SulYamlFind(node, "weighting"),
                *measure = SulYamlFind(node, "measure");
  if (node->kind != SUL_YAML_MAPPING)
    SulYamlFail(node, error, "expected one radius or a distribution; for example: " SIZES_EXAMPLE);
  size_t choice = kind ? SulYamlChoice(kind, kinds, 5, error) : 0;
  sizes->by_volume = weighting && SulYamlChoice(weighting, weightings, 2, error) == 1;
  bool diameters = measure && SulYamlChoice(measure, measures, 2, error) == 1;
  if (SulFailed(error)) return;
  switch (choice) {
  case 0:
    ReadUniform(node, sizes, error);
    break;
  case 1:
    ReadNormal(node, sizes, error);
    break;
  case 2:
    ReadLognormal(node, sizes, error);
    break;
  case 3:
    ReadList(node, sizes, error);
    break;
  default:
    ReadHistogram(node, recipe_path, sizes, error);
  }
  if (SulFailed(error)) return;
  if (diameters) Halve(sizes);
  if (sizes->kind == SUL_SIZES_TABLE) SulSizesPrepare(sizes);
}

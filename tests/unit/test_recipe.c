/* SPDX-License-Identifier: BSD-2-Clause */
/* The recipe reader: values, defaults, units; docs/recipe.md holds every key, and its examples
 * parse. */
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/recipe.h>

#define BOX "box: {edge: 20 um}\n"
#define COMPOSITION "composition: {by: weight, sulfur: 0.3, electrolyte: 0.5, carbon: 0.2}\n"
#define PARTICLES "particles: {phase: sulfur, radius: 1 um}\n"

static SulRecipe Parsed(const char *text) {
  SulError error = {0};
  SulRecipe recipe;
  SulRecipeParse("recipe.yaml", text, &recipe, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  return recipe;
}

static void CheckDefaults(void) {
  SulRecipe recipe = Parsed(BOX COMPOSITION PARTICLES);
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(recipe.edges[k], 20e-6, 1e-14, 0);
  CHECK(!recipe.periodic && recipe.faces == SUL_FACES_WHOLE && recipe.seed == 1);
  CHECK(recipe.length_unit == 1e-6 && strcmp(recipe.length_unit_name, "um") == 0);
  CHECK(recipe.by_weight && recipe.ingredient_count == 3 && recipe.matrix == 1);
  CHECK(recipe.carbon == SUL_CARBON_SMEARED && recipe.carbon_ingredient == 2);
  CHECK(strcmp(recipe.ingredients[0].material, "S") == 0);
  CHECK(strcmp(recipe.ingredients[1].material, "Li6PS5Cl") == 0);
  CHECK_NEAR(recipe.ingredients[0].density, 2070, 1e-12, 0);
  CHECK_NEAR(recipe.minimum_gap, 0.1e-6, 1e-12, 0);
  CHECK_NEAR(recipe.face_gap, 0.1e-6, 1e-12, 0);
  CHECK(recipe.porosity == 0 && !recipe.pores_meshed && recipe.mesh.order == 2);
  CHECK(recipe.populations[0].aspect_ratio == 1 && recipe.populations[0].coating == -1);
  CHECK_NEAR(recipe.mesh.size_at_particles, 0.25e-6, 1e-12, 0);
  CHECK_NEAR(recipe.mesh.size_far, 1e-6, 1e-12, 0);
  SulRecipeFree(&recipe);
}

static void CheckValues(void) {
  SulRecipe recipe = Parsed(
      "title: all\nlength_unit: nm\nbox: {edge: [20 um, 10 um, 5000 nm], boundary: walls,\n"
      "  particles: cut, face_gap: 30 nm}\n"
      "composition: {by: volume, core: 0.2, shell: 0.1, Si: 0.1, glue: 0.55, soot: 0.05}\n"
      "matrix: glue\n"
      "materials: {core: {density: 3 g/cm3}, soot: {material: carbon, density: 2 g/cm3}}\n"
      "porosity: 0.07\npores: {radius: 200 nm, representation: soft}\n"
      "particles:\n"
      "  - {phase: core, radius: {distribution: normal, mean: 1 um, standard_deviation: 100 nm,\n"
      "      measure: diameter}, coating: {phase: shell}, minimum_gap: 20 nm}\n"
      "  - {phase: Si, share: 0.25, radius: {distribution: lognormal, median: 0.5 um,\n"
      "      sigma: 0.2, weighting: volume}, minimum_gap: 0.04 um}\n"
      "  - {phase: Si, share: 0.75, radius: {distribution: list, values: [300 nm, 0.4 um],\n"
      "      weights: [3, 1]}, shape: {aspect_ratio: 2, orientation: [0, 3, 4]}}\n"
      "carbon: {phase: soot, representation: aggregates, radius: 0.1 um, attachment: 0.25,\n"
      "  surface: 1}\n"
      "mesh: {size_at_particles: 100 nm, size_far: 0.5 um, growth: 1, order: 1,\n"
      "  gap_elements: 2, mesher: hxt, quality_floor: 0.1}\nseed: 12345678901\n");
  const SulPopulation *p = recipe.populations;
  CHECK(!recipe.periodic && recipe.faces == SUL_FACES_CUT && !recipe.by_weight);
  CHECK_NEAR(recipe.edges[2], 5e-6, 1e-14, 0);
  CHECK_NEAR(recipe.face_gap, 30e-9, 1e-14, 0);
  CHECK(strcmp(recipe.ingredients[recipe.matrix].name, "glue") == 0);
  CHECK_NEAR(recipe.ingredients[0].density, 3000, 1e-14, 0);
  CHECK_NEAR(recipe.ingredients[4].density, 2000, 1e-14, 0);
  CHECK(recipe.ingredients[4].youngs_modulus > 0 && recipe.ingredients[3].density == 0);
  CHECK(recipe.porosity == 0.07 && recipe.pores_meshed);
  CHECK_NEAR(recipe.pores.radius.min, 200e-9, 1e-14, 0);
  CHECK(recipe.population_count == 3 && p[0].coating == 1 && p[0].coating_thickness == 0);
  CHECK_NEAR(p[0].radius.location, 0.5e-6, 1e-14, 0);
  CHECK_NEAR(p[0].radius.spread, 50e-9, 1e-14, 0);
  CHECK_NEAR(p[0].radius.min, 0.35e-6, 1e-14, 0);
  CHECK_NEAR(p[0].radius.max, 0.65e-6, 1e-14, 0);
  CHECK(p[1].share == 0.25 && p[1].radius.by_volume && p[1].radius.spread == 0.2);
  CHECK_NEAR(p[1].radius.location, log(0.5e-6), 1e-14, 0);
  CHECK(p[2].radius.count == 2 && p[2].radius.weight[0] == 0.75 && p[2].aligned);
  CHECK(p[2].axis[1] == 0.6 && p[2].axis[2] == 0.8 && p[2].aspect_ratio == 2);
  CHECK_NEAR(recipe.minimum_gap, 40e-9, 1e-14, 0); /* the largest */
  CHECK(recipe.carbon == SUL_CARBON_AGGREGATES && recipe.carbon_ingredient == 4);
  CHECK(recipe.carbon_attachment == 0.25 && recipe.carbon_surface == 1);
  CHECK(recipe.mesh.order == 1 && recipe.mesh.growth == 1 && recipe.mesh.gap_elements == 2);
  CHECK(recipe.mesh.mesher == SUL_MESHER_HXT && recipe.mesh.quality_floor == 0.1);
  CHECK(recipe.seed == 12345678901 && recipe.length_unit == 1e-9);
  SulRecipeFree(&recipe);
}

/* mean and standard deviation of the variable itself, to those of its logarithm */
static void CheckLognormalMean(void) {
  SulRecipe recipe =
      Parsed(BOX COMPOSITION "particles: {phase: sulfur, radius: {distribution: lognormal,\n"
                             "  mean: 1 um, standard_deviation: 0.5 um}}\n");
  const SulSizes *sizes = &recipe.populations[0].radius;
  CHECK_NEAR(sizes->spread, sqrt(log(1.25)), 1e-14, 0);
  CHECK_NEAR(sizes->location, log(1e-6) - 0.5 * log(1.25), 1e-14, 0);
  SulRecipeFree(&recipe);
}

static void CheckHistogram(const char *rows, size_t count, const double *lower, const double *upper,
                           const double *weight) {
  char path[] = "/tmp/sulfem-sizes-XXXXXX", text[1000];
  int file = mkstemp(path);
  CHECK(file >= 0);
  FILE *stream = fdopen(file, "w");
  fputs(rows, stream);
  fclose(stream);
  snprintf(text, sizeof text,
           BOX COMPOSITION
           "particles: {phase: sulfur, radius: {distribution: histogram, file: %s,\n"
           "  length_unit: um}}\n",
           path);
  SulRecipe recipe = Parsed(text);
  const SulSizes *sizes = &recipe.populations[0].radius;
  CHECK(sizes->count == count);
  for (size_t i = 0; i < count && sizes->count == count; i++) {
    CHECK_NEAR(sizes->lower[i], 1e-6 * lower[i], 1e-14, 0);
    CHECK_NEAR(sizes->upper[i], 1e-6 * upper[i], 1e-14, 0);
    CHECK_NEAR(sizes->weight[i], weight[i], 1e-14, 0);
  }
  SulRecipeFree(&recipe);
  remove(path);
}

static void CheckHistograms(void) {
  static const double lower[] = {0.5, 1, 2}, upper[] = {1, 2, 3}, weight[] = {0.5, 0.3, 0.2};
  CheckHistogram("# measured\nfrom,to,share\n0.5,1,50\n1,2,30\n\n2,3,20\n", 3, lower, upper,
                 weight);
  CheckHistogram("0.5;1;5\r\n1;2;3\r\n2;3;2\r\n", 3, lower, upper, weight);
  /* as spreadsheets write it: a byte order mark, also before a first row of numbers */
  CheckHistogram("\xEF\xBB\xBF"
                 "0.5;1;5\r\n1;2;3\r\n2;3;2\r\n",
                 3, lower, upper, weight);
  CheckHistogram("\xEF\xBB\xBF"
                 "from, to, share\r\n0.5, 1, 5\r\n1, 2, 3\r\n2, 3, 2\r\n",
                 3, lower, upper, weight);
  /* separators at the ends of rows are none between columns */
  CheckHistogram("0.5,1,5\t\n1,2,3;\r\n\t2,3,2 ; \r\n", 3, lower, upper, weight);
  static const double none[] = {0, 1, 0};
  CheckHistogram("0.5;1;0\n1;2;3\n2;3;0\n", 3, lower, upper, none);
  static const double low[] = {0.5, 1.5, 2.5}, high[] = {1.5, 2.5, 3.5};
  CheckHistogram("r\tn\n1\t5\n2\t3\n3\t2", 3, low, high, weight);
}

/* ---- docs ------------------------------------------------------------------------------------ */

/* Every "word" of the list stands in the docs as `word`. */
static size_t CheckWords(const char *docs, const char *list) {
  size_t count = 0;
  for (const char *open = strchr(list, '"'); open; open = strchr(open, '"')) {
    const char *close = strchr(open + 1, '"');
    if (!close) break;
    char marked[SUL_NAME_SIZE];
    snprintf(marked, sizeof marked, "`%.*s`", (int)(close - open - 1), open + 1);
    bool found = strstr(docs, marked) != NULL;
    if (!found) fprintf(stderr, "docs/recipe.md does not explain %s\n", marked);
    CHECK(found);
    count++;
    open = close + 1;
  }
  return count;
}

static void CheckKeys(const char *docs, const char *text, size_t at_least) {
  SulError error = {0};
  SulRecipe recipe;
  SulRecipeParse("a.yaml", text, &recipe, &error);
  const char *list = strstr(error.text, "known keys: ");
  if (!list) list = strstr(error.text, "possible: ");
  CHECK(list != NULL);
  if (!list) fprintf(stderr, "%s\n", error.text);
  if (list) CHECK(CheckWords(docs, list) >= at_least);
}

#define RADIUS(inside) BOX COMPOSITION "particles: {phase: sulfur, radius: {" inside "}}\n"

static void CheckDocs(const char *docs) {
  CheckKeys(docs, "x: 1\n", 13);
  CheckKeys(docs, "box: {x: 1}\n" COMPOSITION PARTICLES, 4);
  CheckKeys(docs, "box: {edge: 1 um, boundary: x}\n" COMPOSITION PARTICLES, 2);
  CheckKeys(docs, "box: {edge: 1 um, particles: x}\n" COMPOSITION PARTICLES, 2);
  CheckKeys(docs, BOX "composition: {by: x}\n" PARTICLES, 2);
  CheckKeys(docs, BOX COMPOSITION "materials: {sulfur: {x: 1}}\n" PARTICLES, 4);
  CheckKeys(docs, BOX COMPOSITION "particles: {x: 1}\n", 6);
  CheckKeys(docs, RADIUS("distribution: x"), 5);
  CheckKeys(docs, RADIUS("distribution: uniform, x: 1"), 5);
  CheckKeys(docs, RADIUS("distribution: normal, x: 1"), 7);
  CheckKeys(docs, RADIUS("distribution: lognormal, x: 1"), 9);
  CheckKeys(docs, RADIUS("distribution: list, x: 1"), 5);
  CheckKeys(docs, RADIUS("distribution: histogram, x: 1"), 5);
  CheckKeys(docs, RADIUS("distribution: uniform, weighting: x"), 2);
  CheckKeys(docs, RADIUS("distribution: uniform, measure: x"), 2);
  CheckKeys(docs, BOX COMPOSITION PARTICLES "pores: {x: 1}\n", 3);
  CheckKeys(docs, BOX COMPOSITION PARTICLES "pores: {representation: x}\n", 2);
  CheckKeys(docs, BOX COMPOSITION PARTICLES "carbon: {x: 1}\n", 6);
  CheckKeys(docs, BOX COMPOSITION PARTICLES "carbon: {representation: x}\n", 2);
  CheckKeys(docs, BOX COMPOSITION PARTICLES "carbon: {rule: x}\n", 3);
  CheckKeys(docs, BOX COMPOSITION PARTICLES "mesh: {x: 1}\n", 7);
  CheckKeys(docs, BOX COMPOSITION PARTICLES "mesh: {mesher: x}\n", 2);
}

/* The text between the `number`-th pair of ```yaml and ```; free it. */
static char *Example(const char *docs, int number) {
  const char *begin = docs;
  for (int i = 0; i <= number; i++)
    begin = strstr(begin, "```yaml\n") + 8;
  char *text = SulTextCopy(begin);
  *strstr(text, "```") = '\0';
  return text;
}

static void CheckExamples(const char *docs) {
  char *first = Example(docs, 0), *second = Example(docs, 1), *third = Example(docs, 2);
  SulRecipe recipe = Parsed(first);
  CHECK(recipe.seed == 1 && recipe.minimum_gap == 0.05e-6);
  SulRecipeFree(&recipe);
  char whole[2000] = BOX PARTICLES;
  SulTextAppend(whole, sizeof whole, "%s", second);
  recipe = Parsed(whole);
  CHECK(recipe.carbon_ingredient == 2);
  CHECK_NEAR(recipe.ingredients[1].density, 1850, 1e-14, 0);
  SulRecipeFree(&recipe);
  recipe = Parsed(third);
  CHECK(recipe.population_count == 2 && recipe.ingredients[recipe.populations[0].coating].derived);
  SulRecipeFree(&recipe);
  free(first);
  free(second);
  free(third);
}

int main(void) {
  SulError error = {0};
  CheckDefaults();
  CheckValues();
  CheckLognormalMean();
  CheckHistograms();
  char *docs = SulFileRead(SULFEM_SOURCE_DIR "/docs/recipe.md", &error);
  CHECK(docs != NULL);
  if (docs) CheckDocs(docs);
  if (docs) CheckExamples(docs);
  free(docs);
  return CheckResult();
}

/* Studies: what they expand to, in which order, and what a changed key does to its neighbours. */
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/study.h>
#include <sulfem/text.h>
#include <unistd.h>

static char folder[] = "/tmp/sulfem-study-XXXXXX";

static const char recipe_text[] =
    "box: {edge: 20 um}\n"
    "composition: {by: weight, sulfur: 0.3, electrolyte: 0.5, carbon: 0.2}\n"
    "particles: {phase: sulfur, radius: {distribution: histogram, file: sizes/a.csv}}\n";
static const char case_text[] = "library: mine.yaml\n"
                                "mesh: {file: meshes/a.msh, length_unit: nm}\n"
                                "phases:\n"
                                "  - {group: sulfur, material: S, swelling: {volume_change: 0.7}}\n"
                                "  - {group: electrolyte, material: Li6PS5Cl}\n"
                                "boundaries:\n"
                                "  - {faces: [xmin], condition: fixed}\n"
                                "  - {faces: [xmax], condition: pressure, pressure: 1 MPa}\n";

static void WriteFile(const char *name, const char *text) {
  char *path = SulPathJoin(folder, name);
  FILE *file = fopen(path, "w");
  CHECK(file && fputs(text, file) >= 0);
  if (file) fclose(file);
  free(path);
}

static void Parse(const char *text, SulStudy *study, SulError *error) {
  char *path = SulPathJoin(folder, "study.yaml");
  SulStudyParse(path, text, study, error);
  free(path);
}

static const char head[] = "directory: results\nrecipe: recipe.yaml\ncase: case.yaml\naxes:\n";

/* The study with these axes, which must be in order. */
static SulStudy Sound(const char *axes) {
  char text[4000];
  SulStudy study;
  SulError error = {0};
  snprintf(text, sizeof text, "%s%s", head, axes);
  Parse(text, &study, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  return study;
}

static SulStudyPoint Expand(const SulStudy *study, size_t number, const char *from) {
  SulStudyPoint point;
  SulError error = {0};
  SulStudyExpand(study, number, from, &point, &error);
  CHECK(!SulFailed(&error));
  return point;
}

static void CheckAt(const SulYaml *tree, const char *path, const char *wanted) {
  const SulYaml *node = SulYamlAt(tree, path);
  char *line = node ? SulYamlLine(node) : SulTextCopy("(nothing)");
  if (strcmp(line, wanted) != 0) fprintf(stderr, "%s: %s, wanted %s\n", path, line, wanted);
  CHECK(strcmp(line, wanted) == 0);
  free(line);
}

static void CheckLabel(const SulStudy *study, size_t number, const char *wanted) {
  char label[1000] = "";
  SulStudyLabel(study, number, label, sizeof label);
  if (strcmp(label, wanted) != 0) fprintf(stderr, "label: %s, wanted %s\n", label, wanted);
  CHECK(strcmp(label, wanted) == 0);
}

static void CheckOrder(void) {
  SulStudy study = Sound("  - {key: recipe.box.edge, values: [20 um, 30 um]}\n"
                         "  - zip:\n"
                         "      - {key: recipe.mesh.order, values: [1, 2]}\n"
                         "      - {key: case.element_order, values: [1, 2]}\n"
                         "  - {key: recipe.seed, values: [7, 8, 9]}\n");
  CHECK(study.point_count == 12 && study.axis_count == 4 && study.entry_count == 3);
  CheckLabel(&study, 0,
             "recipe.box.edge 20 um, recipe.mesh.order 1, case.element_order 1, recipe.seed 7");
  CheckLabel(&study, 2,
             "recipe.box.edge 20 um, recipe.mesh.order 1, case.element_order 1, recipe.seed 9");
  CheckLabel(&study, 3,
             "recipe.box.edge 20 um, recipe.mesh.order 2, case.element_order 2, recipe.seed 7");
  CheckLabel(&study, 11,
             "recipe.box.edge 30 um, recipe.mesh.order 2, case.element_order 2, recipe.seed 9");
  SulStudyPoint point = Expand(&study, 10, NULL);
  CheckAt(point.input[SUL_BASE_RECIPE], "box.edge", "30 um");
  CheckAt(point.input[SUL_BASE_RECIPE], "mesh", "{order: 2}"); /* the base has no mesh */
  CheckAt(point.input[SUL_BASE_RECIPE], "seed", "8");
  CheckAt(point.input[SUL_BASE_CASE], "element_order", "2");
  CheckAt(point.input[SUL_BASE_CASE], "output.directory", ".");
  CheckAt(point.input[SUL_BASE_CASE], "mesh", "{file: mesh.msh, length_unit: um}");
  /* the base files stay as they are */
  CHECK(!SulYamlAt(study.base[SUL_BASE_RECIPE], "seed"));
  SulStudyPointFree(&point);
  SulStudyFree(&study);
}

static void AppendColumn(const char *column, const char *text, void *data) {
  SulTextAppend(data, 1000, "%s=%s;", column, text);
}

static void CheckColumns(const SulStudy *study, size_t number, bool seeds, const char *wanted) {
  char text[1000] = "";
  SulStudyColumns(study, number, seeds, AppendColumn, text);
  if (strcmp(text, wanted) != 0) fprintf(stderr, "columns: %s, wanted %s\n", text, wanted);
  CHECK(strcmp(text, wanted) == 0);
}

/* An axis with a name goes by it in lists; tables have its keys too. */
static void CheckNames(void) {
  SulStudy study = Sound("  - name: set\n"
                         "    labels: [fine, coarse]\n"
                         "    zip:\n"
                         "      - {key: recipe.mesh.order, values: [2, 1]}\n"
                         "      - {key: recipe.box.edge, values: [20 um, 30 um]}\n"
                         "  - {name: draw, labels: [a, b], key: recipe.seed, values: [7, 8]}\n"
                         "  - {key: case.element_order, values: [1, 2]}\n");
  CheckLabel(&study, 0, "set fine, draw a, case.element_order 1");
  CheckLabel(&study, 7, "set coarse, draw b, case.element_order 2");
  CheckColumns(&study, 3, true,
               "set=fine;recipe.mesh.order=2;recipe.box.edge=20 um;draw=b;recipe.seed=8;"
               "case.element_order=2;");
  CheckColumns(&study, 4, false,
               "set=coarse;recipe.mesh.order=1;recipe.box.edge=30 um;case.element_order=1;");
  SulStudyFree(&study);
}

/* The same point, expanded twice from two readings, is the same text. */
static void CheckDeterminism(void) {
  static const char axes[] =
      "  - {key: recipe.composition.sulfur, values: [0.37, 0.41]}\n"
      "  - {key: case.phases.sulfur.swelling.volume_change, values: [0.1]}\n";
  SulStudy a = Sound(axes), b = Sound(axes);
  for (int base = 0; base < SUL_BASES; base++) {
    SulStudyPoint one = Expand(&a, 1, folder), other = Expand(&b, 1, folder);
    SulStudyPoint before = Expand(&b, 0, folder);
    char *first = SulYamlEmit(one.input[base]), *second = SulYamlEmit(other.input[base]);
    char *third = SulYamlEmit(before.input[base]);
    CHECK(strcmp(first, second) == 0);
    CHECK(base == SUL_BASE_CASE || strcmp(first, third) != 0);
    free(first);
    free(second);
    free(third);
    SulStudyPointFree(&one);
    SulStudyPointFree(&other);
    SulStudyPointFree(&before);
  }
  SulStudyFree(&a);
  SulStudyFree(&b);
}

static void CheckEntries(void) {
  SulStudy study = Sound("  - {key: case.phases.sulfur.swelling.convention, values: [linear]}\n"
                         "  - {key: case.phases.electrolyte.youngs_modulus, values: [5 GPa]}\n"
                         "  - {key: 'case.boundaries[1].pressure', values: [75 MPa]}\n"
                         "  - {key: case.solver.preset, values: [direct]}\n");
  SulStudyPoint point = Expand(&study, 0, NULL);
  const SulYaml *input = point.input[SUL_BASE_CASE];
  CheckAt(input, "phases[0].swelling", "{volume_change: 0.7, convention: linear}");
  CheckAt(input, "phases[1]", "{group: electrolyte, material: Li6PS5Cl, youngs_modulus: 5 GPa}");
  CheckAt(input, "boundaries[1]", "{faces: [xmax], condition: pressure, pressure: 75 MPa}");
  CheckAt(input, "solver", "{preset: direct}");
  SulStudyPointFree(&point);
  SulStudyFree(&study);
}

static double Share(const SulStudyPoint *point, const char *path) {
  SulError error = {0};
  double share = SulYamlNumber(SulYamlAt(point->input[SUL_BASE_RECIPE], path), &error);
  CHECK(!SulFailed(&error));
  return share;
}

static void CheckComposition(void) {
  SulStudy study = Sound("  - {key: recipe.composition.sulfur, values: [0.3, 0.4, 1.0]}\n");
  SulStudyPoint same = Expand(&study, 0, NULL), more = Expand(&study, 1, NULL);
  SulStudyPoint all = Expand(&study, 2, NULL);
  CheckAt(same.input[SUL_BASE_RECIPE], "composition",
          "{by: weight, sulfur: 0.3, electrolyte: 0.5, carbon: 0.2}");
  /* 0.6 in the ratio 5 : 2 */
  CHECK_NEAR(Share(&more, "composition.electrolyte"), 3.0 / 7.0, 1e-14, 0);
  CHECK_NEAR(Share(&more, "composition.carbon"), 1.2 / 7.0, 1e-14, 0);
  CHECK(Share(&more, "composition.sulfur") == 0.4);
  CHECK(Share(&all, "composition.electrolyte") == 0 && Share(&all, "composition.carbon") == 0);
  SulStudyPointFree(&same);
  SulStudyPointFree(&more);
  SulStudyPointFree(&all);
  SulStudyFree(&study);
  /* two ingredients set: neither moves the other, whatever their order */
  study = Sound("  - {key: recipe.composition.carbon, values: [0.1]}\n"
                "  - {key: recipe.composition.sulfur, values: [0.6]}\n");
  more = Expand(&study, 0, NULL);
  CHECK(Share(&more, "composition.carbon") == 0.1 && Share(&more, "composition.sulfur") == 0.6);
  CHECK_NEAR(Share(&more, "composition.electrolyte"), 0.3, 1e-14, 0);
  SulStudyPointFree(&more);
  SulStudyFree(&study);
}

/* Files are told from the point's folder; those in an axis's values from the study's. */
static void CheckPaths(void) {
  char *real = SulPathReal(folder), *from = SulPathJoin(real, "results/point-0000");
  char absolute[500];
  SulStudy study = Sound("  - {key: case.library, values: [other/b.yaml]}\n"
                         "  - {key: recipe.seed, values: [1]}\n");
  SulStudyPoint near = Expand(&study, 0, from), anywhere = Expand(&study, 0, NULL);
  CheckAt(near.input[SUL_BASE_RECIPE], "particles.radius.file", "../../sizes/a.csv");
  CheckAt(near.input[SUL_BASE_CASE], "library", "../../other/b.yaml");
  CheckAt(near.input[SUL_BASE_CASE], "mesh.file", "mesh.msh");
  snprintf(absolute, sizeof absolute, "%s/sizes/a.csv", real);
  CheckAt(anywhere.input[SUL_BASE_RECIPE], "particles.radius.file", absolute);
  SulStudyPointFree(&near);
  SulStudyPointFree(&anywhere);
  SulStudyFree(&study);
  SulError error = {0};
  Parse("directory: results\ncase: case.yaml\naxes:\n  - {key: case.mesh.file, values: [a.msh, "
        "b.msh]}\n",
        &study, &error);
  CHECK(!SulFailed(&error));
  near = Expand(&study, 1, from);
  CheckAt(near.input[SUL_BASE_CASE], "mesh", "{file: ../../b.msh, length_unit: nm}");
  CHECK(!near.input[SUL_BASE_RECIPE]);
  SulStudyPointFree(&near);
  SulStudyFree(&study);
  free(real);
  free(from);
}

static void CheckRelative(const char *from, const char *to, const char *wanted) {
  char *path = SulPathRelative(from, to);
  if (strcmp(path, wanted) != 0) fprintf(stderr, "%s from %s: %s\n", to, from, path);
  CHECK(strcmp(path, wanted) == 0);
  free(path);
}

static void CheckRelatives(void) {
  CheckRelative("/a/b", "/a/b/c.msh", "c.msh");
  CheckRelative("/a/b", "/a/bc/d", "../bc/d");
  CheckRelative("/a/b/c", "/a/x", "../../x");
  CheckRelative("/", "/x/y", "x/y");
  CheckRelative("/a", "/", "../");
  CheckRelative("/a", "/a", ".");
}

static void CheckRefused(const char *axes, const char *words) {
  char text[4000];
  SulStudy study;
  SulError error = {0};
  snprintf(text, sizeof text, "%s%s", head, axes);
  Parse(text, &study, &error);
  bool found = error.status == SUL_INPUT && strstr(error.text, words);
  if (!found) fprintf(stderr, "\"%s\" is missing in: %s\n", words, error.text);
  CHECK(found);
}

static void CheckRefusals(void) {
  CheckRefused("  - {key: recipe.seed, values: [1, 2, 1]}\n", "the value 1 stands twice");
  CheckRefused("  - {key: recipe.seed, values: [1]}\n  - {key: recipe.seed, values: [2]}\n",
               "\"recipe.seed\" stands in two axes");
  CheckRefused("  - {key: recipe.mesh, values: [{order: 1}]}\n"
               "  - {key: recipe.mesh.order, values: [2]}\n",
               "lie one within the other");
  CheckRefused(
      "  - zip: [{key: recipe.seed, values: [1, 1]}, {key: recipe.mesh.order, values: [2, 2]}]\n",
      "places 0 and 1 of the zip have the same values");
  CheckRefused("  - {key: case.phases.sulphur.material, values: [S]}\n",
               "did you mean \"sulfur\"?");
  CheckRefused("  - {key: 'case.boundaries[2].pressure', values: [1 MPa]}\n", "there is no");
  CheckRefused("  - {key: recipe.box.edge.x, values: [1 um]}\n", "single value");
}

int main(void) {
  CHECK(mkdtemp(folder) != NULL);
  WriteFile("recipe.yaml", recipe_text);
  WriteFile("case.yaml", case_text);
  CheckOrder();
  CheckNames();
  CheckDeterminism();
  CheckEntries();
  CheckComposition();
  CheckPaths();
  CheckRelatives();
  CheckRefusals();
  char *recipe = SulPathJoin(folder, "recipe.yaml"), *input = SulPathJoin(folder, "case.yaml");
  remove(recipe);
  remove(input);
  rmdir(folder);
  free(recipe);
  free(input);
  return CheckResult();
}

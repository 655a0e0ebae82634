/* SPDX-License-Identifier: BSD-2-Clause */
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
  CheckAt(point.input[SUL_BASE_CASE], "mesh",
          "{file: mesh.msh, length_unit: um, record: preferred}");
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

/* Keys deep below an entry that has none of them yet; a table of particles stands where the study
 * says. */
static void CheckDeep(void) {
#define ELECTROLYTE "  - {key: case.phases.electrolyte.plasticity."
  SulStudy study =
      Sound("  - {key: case.kinematics, values: [finite]}\n" ELECTROLYTE
            "yield_stress, values: [0.1 GPa, 0.3 GPa]}\n" ELECTROLYTE
            "hardening.kinematic, values: [1 GPa]}\n"
            "  - {key: case.phases.sulfur.lithiation.by_particle, values: [tables/a.csv]}\n"
            "  - {key: case.program, values: [{lithiation: [1, 0]}]}\n");
  SulStudyPoint point = Expand(&study, 1, NULL);
  const SulYaml *input = point.input[SUL_BASE_CASE];
  char *table = SulPathJoin(folder, "tables/a.csv");
  CheckAt(input, "phases[1].plasticity", "{yield_stress: 0.3 GPa, hardening: {kinematic: 1 GPa}}");
  CheckAt(input, "kinematics", "finite");
  CheckAt(input, "program", "{lithiation: [1, 0]}");
  CheckAt(input, "phases.sulfur.lithiation.by_particle", table);
  free(table);
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
  CheckRefused("  - {key: case.phases.sulphur.material, values: [S]}\n",
               "did you mean \"sulfur\"?");
  CheckRefused("  - {key: recipe.box.edge.x, values: [1 um]}\n", "single value");
  CheckRefused("  - {key: recipe., values: [1]}\n", "\"recipe.\" has a dot without a key behind");
  CheckRefused("  - {key: recipe.seed., values: [1]}\n", "has a dot without a key behind it");
  CheckRefused("  - {key: recipe..seed, values: [1]}\n", "has a dot without a key behind it");
}

/* Ways that end in a list, or before one: each said once. */
static void CheckNoWay(void) {
  CheckRefused(
      "  - {key: 'case.boundaries[7].pressure', values: [1 MPa]}\n",
      "there is no \"boundaries[7].pressure\": \"boundaries\" has no \"[7]\" (it is a list "
      "of 2 entries, [0] to [1])");
  CheckRefused("  - {key: 'case.boundaries[-1].pressure', values: [1 MPa]}\n",
               "\"boundaries\" has no \"[-1]\" (it is a list of 2 entries, [0] to [1])");
  CheckRefused("  - {key: 'case.boundaries[1.pressure', values: [1 MPa]}\n",
               "\"boundaries\" has no \"[1\" (it is a list of 2 entries, [0] to [1])");
  CheckRefused("  - {key: case.boundaries.1, values: [1]}\n",
               "\"boundaries\" has no \"1\" (it is a list of 2 entries, [0] to [1])");
  CheckRefused("  - {key: 'case.phases[2].material', values: [S]}\n",
               "\"phases\" has no \"[2]\" (it is a list of 2 entries, [0] to [1]); there are: "
               "\"sulfur\", \"electrolyte\"");
  CheckRefused("  - {key: 'recipe.particles[0].radius', values: [1 um]}\n",
               "\"particles\" has no \"[0]\" (it is no list); there are: \"phase\", \"radius\"");
  CheckRefused("  - {key: 'case.program.lithiation[0]', values: [1]}\n",
               "the file has no \"program\"; there are: ");
}

static void CheckTwoAxes(const char *one, const char *other, const char *words) {
  char axes[1000];
  snprintf(axes, sizeof axes, "  - {key: '%s', values: [1]}\n  - {key: '%s', values: [1]}\n", one,
           other);
  CheckRefused(axes, words);
}

/* A place in the base file has several spellings, also one that does not exist yet. */
static void CheckSamePlace(void) {
  static const char same[] = "are the same key in", within[] = "lie one within the other";
  CheckTwoAxes("recipe.seed", "recipe.seed", "\"recipe.seed\" stands in two axes");
  CheckTwoAxes("recipe.mesh", "recipe.mesh.order", within);
  CheckTwoAxes("case.phases[0].swelling.volume_change", "case.phases.sulfur.swelling.volume_change",
               same);
  CheckTwoAxes("case.phases.[0].material", "case.phases.sulfur.material", same);
  CheckTwoAxes("case.phases[0].swelling", "case.phases.sulfur.swelling.volume_change", within);
  CheckTwoAxes("case.phases.sulfur.swelling.volume_change", "case.phases[0]", within);
  CheckTwoAxes("case.phases", "case.phases[1].youngs_modulus", within);
  CheckTwoAxes("case.phases[0].swelling.convention", "case.phases.sulfur.swelling", within);
  CheckTwoAxes("case.phases.electrolyte.swelling.convention", "case.phases[1].swelling.convention",
               same);
  CheckTwoAxes("case.phases[1].swelling", "case.phases.electrolyte.swelling.convention", within);
  CheckTwoAxes("case.solver.preset", "case.solver", within);
  SulStudy study = Sound("  - {key: 'case.phases[0].material', values: [S]}\n"
                         "  - {key: case.phases.sulfur.swelling.volume_change, values: [0.1]}\n"
                         "  - {key: case.phases.electrolyte.material, values: [S]}\n"
                         "  - {key: case.phases.sulfur.swelling.convention, values: [linear]}\n"
                         "  - {key: 'case.phases[1].swelling.convention', values: [linear]}\n"
                         "  - {key: 'case.phases[1].swelling.volume_change', values: [0.1]}\n"
                         "  - {key: recipe.mesh.order, values: [1]}\n"
                         "  - {key: recipe.mesh.order_of_all, values: [1]}\n");
  SulStudyPoint point = Expand(&study, 0, NULL);
  CheckAt(point.input[SUL_BASE_CASE], "phases.electrolyte.swelling",
          "{convention: linear, volume_change: 0.1}");
  SulStudyPointFree(&point);
  SulStudyFree(&study);
}

static void CheckValues(const char *key, const char *values, const char *words) {
  char axes[1000];
  snprintf(axes, sizeof axes, "  - {key: %s, values: [%s]}\n", key, values);
  if (words) {
    CheckRefused(axes, words);
    return;
  }
  SulStudy study = Sound(axes);
  SulStudyFree(&study);
}

/* Values are told apart by what they say, not by how they are written. */
static void CheckSpellings(void) {
  CheckValues("recipe.seed", "1, 01, 2", "1 and 01 are the same value");
  CheckValues("recipe.seed", "1, 2, +1", "1 and +1 are the same value");
  CheckValues("recipe.seed", "9007199254740992, 9007199254740993", NULL); /* one as doubles */
  CheckValues("recipe.porosity", "0.1, 1e-1", "0.1 and 1e-1 are the same value");
  CheckValues("recipe.porosity", "0, -0.0", "are the same value");
  CheckValues("recipe.porosity", "0.1, 0.2, 0.10000000000000002", NULL);
  CheckValues("recipe.box.edge", "6 um, 6.0 um", "6 um and 6.0 um are the same value");
  CheckValues("recipe.box.edge", "7 um, 6 um, 6000 nm", "6 um and 6000 nm are the same value");
  CheckValues("recipe.box.edge", "6 um, 6 nm, 6, 6 GPa, 6 s", NULL);
  CheckValues("case.phases.sulfur.youngs_modulus", "5 GPa, 5000 MPa", "are the same value");
  CheckValues("recipe.particles.radius", "{min: 1 um, max: 2 um}, {max: 2000 nm, min: 1.0 um}",
              "are the same value");
  CheckValues("recipe.particles.radius", "{min: 1 um, max: 2 um}, {min: 2 um, max: 1 um}", NULL);
  CheckValues("case.program.lithiation", "[0, 1], [0, 1.0]", "are the same value");
  CheckValues("case.output.interfaces", "true, false, yes", "true and yes are the same value");
  CheckValues("case.library", "a.yaml, ./a.yaml", "are the same value");
  CheckRefused("  - zip: [{key: recipe.seed, values: [1, 01]}, {key: recipe.box.edge, values: [2 "
               "um, 2000 nm]}]\n",
               "places 0 and 1 of the zip have the same values");
  /* beside a seed a zip may repeat a value: one group of the statistics, however it is written */
  SulStudy study = Sound("  - zip: [{key: recipe.seed, values: [1, 2, 3]}, {key: recipe.box.edge, "
                         "values: [6 um, 6000 nm, 7 um]}]\n");
  CHECK(SulStudySame(&study, 0, 1, 1) && !SulStudySame(&study, 0, 2, 1));
  CHECK(!SulStudySame(&study, 0, 1, 0) && SulStudySame(&study, 2, 2, 0));
  SulStudyFree(&study);
}

static void CheckAnalysis(const char *voxel, const char *words) {
  char text[500];
  SulStudy study;
  SulError error = {0};
  snprintf(text, sizeof text,
           "directory: results\nrecipe: recipe.yaml\nanalyse: {voxel: %s}\n"
           "axes:\n  - {key: recipe.seed, values: [1]}\n",
           voxel);
  Parse(text, &study, &error);
  CHECK(words ? error.status == SUL_INPUT && strstr(error.text, words) : !SulFailed(&error));
  SulStudyFree(&study);
}

int main(void) {
  CHECK(mkdtemp(folder) != NULL);
  WriteFile("recipe.yaml", recipe_text);
  WriteFile("case.yaml", case_text);
  CheckOrder();
  CheckNames();
  CheckDeterminism();
  CheckEntries();
  CheckDeep();
  CheckComposition();
  CheckPaths();
  CheckRelatives();
  CheckRefusals();
  CheckNoWay();
  CheckSamePlace();
  CheckSpellings();
  CheckAnalysis("0.1 um", NULL);
  CheckAnalysis("0 um", "a voxel must be larger than 0");
  CheckAnalysis("-1 um", "a voxel must be larger than 0, found \"-1 um\"");
  CheckAnalysis("1 GPa", "not a unit of a length");
  char *recipe = SulPathJoin(folder, "recipe.yaml"), *input = SulPathJoin(folder, "case.yaml");
  remove(recipe);
  remove(input);
  rmdir(folder);
  free(recipe);
  free(input);
  return CheckResult();
}

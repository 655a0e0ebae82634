/* SPDX-License-Identifier: BSD-2-Clause */
/* docs/case-file.md holds what the readers accept: every key, and examples that parse. The keys are
 * taken from the readers' own complaint about an unknown one. */
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/case.h>
#include <sulfem/library.h>
#include <sulfem/text.h>

#define MESH "mesh: {file: a.msh, length_unit: um}\n"
#define PHASE "phases: [{group: e, material: S}]\n"
#define FLOW "phases: [{group: e, material: S, plasticity: {yield_stress: 1 GPa, "

/* Every "word" of the list stands in the docs as `word`. */
static size_t CheckWords(const char *docs, const char *list) {
  size_t count = 0;
  for (const char *open = strchr(list, '"'); open; open = strchr(open, '"')) {
    const char *close = strchr(open + 1, '"');
    if (!close) break;
    char marked[SUL_NAME_SIZE];
    snprintf(marked, sizeof marked, "`%.*s`", (int)(close - open - 1), open + 1);
    bool found = strstr(docs, marked) != NULL;
    if (!found) fprintf(stderr, "docs/case-file.md does not explain %s\n", marked);
    CHECK(found);
    count++;
    open = close + 1;
  }
  return count;
}

static void CheckComplaint(const char *docs, const SulError *error, size_t at_least) {
  const char *list = strstr(error->text, "known keys: ");
  if (!list) list = strstr(error->text, "possible: ");
  CHECK(list != NULL);
  if (!list) fprintf(stderr, "%s\n", error->text);
  if (list) CHECK(CheckWords(docs, list) >= at_least);
}

static void CheckCaseKeys(const char *docs, const char *text, size_t at_least) {
  SulError error = {0};
  SulCase parsed;
  SulCaseParse("a.yaml", text, &parsed, &error);
  CheckComplaint(docs, &error, at_least);
}

static void CheckLibraryKeys(const char *docs, const char *text, size_t at_least) {
  SulError error = {0};
  SulLibrary *library = SulLibraryCreate(&error);
  SulLibraryAdd(library, "own.yaml", text, &error);
  CheckComplaint(docs, &error, at_least);
  SulLibraryFree(&library);
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

/* Without a record the example says too little. */
static void CheckRecordExample(const char *docs) {
  SulRecordedPhase phases[2] = {
      {.group = "sulfur", .material = "S", .youngs_modulus = 1e9, .poissons_ratio = 0.3},
      {.group = "electrolyte", .youngs_modulus = 2e9, .poissons_ratio = 0.3}};
  const SulMeshRecord record = {
      .path = "micron.json", .length_unit = 1e-6, .phase_count = 2, .phases = phases};
  SulError error = {0};
  SulCase parsed;
  char *text = Example(docs, 1);
  SulCaseParseWith("docs.yaml", text, &record, &parsed, &error);
  CHECK(!SulFailed(&error) && parsed.mesh_length == 1e-6);
  CHECK(parsed.phases[1].phase.parameters[0] == 2e9 && parsed.phases[0].reaction[0]);
  SulCaseFree(&parsed);
  SulCaseParse("docs.yaml", text, &parsed, &error);
  CHECK(SulFailed(&error));
  free(text);
}

/* An example behind `before` is a case. */
static void CheckExample(const char *docs, int number, const char *before, SulCase *parsed) {
  SulError error = {0};
  char whole[4000] = "", *text = Example(docs, number);
  SulTextAppend(whole, sizeof whole, "%s%s", before, text);
  SulCaseParse("docs.yaml", whole, parsed, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  free(text);
}

static void CheckNonlinearExamples(const char *docs) {
  SulCase parsed;
  CheckExample(docs, 2, MESH, &parsed);
  if (!parsed.path) return;
  const SulPhase *sulfur = &parsed.phases[0].phase, *electrolyte = &parsed.phases[1].phase;
  CHECK(strcmp(sulfur->model->name, "hencky_plastic") == 0 && sulfur->lithiates);
  CHECK(sulfur->lithiated[0] == 81.6e9 && sulfur->parameters[2] == 0.1e9);
  CHECK(strcmp(electrolyte->model->name, "hencky_additive_plastic") == 0);
  CHECK(parsed.step_count == 6 && parsed.duration[5] == 72000 && parsed.largest_step == 0.1);
  SulCaseFree(&parsed);
  CheckExample(docs, 7, MESH PHASE, &parsed);
  CHECK(parsed.target_count == 2 && parsed.duration[5] == 36000);
  SulCaseFree(&parsed);
  CheckExample(docs, 8, MESH, &parsed);
  CHECK(parsed.boundaries[1].course[1] == 0.5 && parsed.phases[1].course[1] == 1);
  SulCaseFree(&parsed);
}

static void CheckExamples(const char *docs) {
  SulError error = {0};
  SulCase parsed;
  char *first = Example(docs, 0), *second = Example(docs, 4), *third = Example(docs, 6);
  char *library_text = Example(docs, 9);
  SulCaseParse("docs.yaml", first, &parsed, &error);
  CHECK(!SulFailed(&error) && parsed.phase_count == 2);
  SulCaseFree(&parsed);

  CheckRecordExample(docs);
  char whole[4000] = MESH PHASE;
  SulTextAppend(whole, sizeof whole, "%s", second);
  SulCaseParse("docs.yaml", whole, &parsed, &error);
  CHECK(!SulFailed(&error) && parsed.boundary_count == 3);
  SulCaseFree(&parsed);

  CheckExample(docs, 5, MESH PHASE, &parsed);
  CHECK(parsed.boundary_count == 3 && parsed.boundaries[2].condition == SUL_CONDITION_PERIODIC);
  SulCaseFree(&parsed);

  *strstr(whole, "{group: e,") = '\0';
  SulTextAppend(whole, sizeof whole, "%s%s",
                "{group: sulfur, material: S}, {group: electrolyte, material: Li6PS5Cl}]\n", third);
  SulCaseParse("docs.yaml", whole, &parsed, &error);
  CHECK(!SulFailed(&error) && parsed.interface_count == 1 && parsed.interfaces[0].strength == 5e7);
  SulCaseFree(&parsed);

  SulLibrary *library = SulLibraryCreate(&error);
  SulLibraryAdd(library, "docs.yaml", library_text, &error);
  CHECK(!SulFailed(&error));
  double change;
  CHECK(
      SulReactionVolumeChange(SulLibraryReaction(library, "MoS3 + 6 Li -> Mo + 3 Li2S"), &change));
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  SulLibraryFree(&library);
  free(first);
  free(second);
  free(third);
  free(library_text);
}

int main(void) {
  SulError error = {0};
  char *docs = SulFileRead(SULFEM_SOURCE_DIR "/docs/case-file.md", &error);
  CHECK(docs != NULL);
  if (!docs) return CheckResult();
  CheckCaseKeys(docs, "x: 1\n", 10);
  CheckCaseKeys(docs, "mesh: {x: 1}\n", 2);
  CheckCaseKeys(docs, MESH "phases: [{x: 1}]\n", 9);
  CheckCaseKeys(docs, MESH "phases: [{group: e, material: S, model: x}]\n", 1);
  CheckCaseKeys(docs, MESH "phases: [{group: e, material: S, swelling: {x: 1}}]\n", 3);
  CheckCaseKeys(docs, MESH "phases: [{group: e, material: S, swelling: {convention: x}}]\n", 3);
  CheckCaseKeys(docs, MESH "phases: [{group: e, material: S, lithiation: {x: 1}}]\n", 10);
  CheckCaseKeys(docs, MESH FLOW "x: 1}}]\n", 3);
  CheckCaseKeys(docs, MESH FLOW "hardening: {x: 1}}}]\n", 4);
  CheckCaseKeys(docs, MESH FLOW "viscosity: {x: 1}}}]\n", 2);
  CheckCaseKeys(docs, MESH "kinematics: x\n" PHASE, 2);
  CheckCaseKeys(docs, MESH "volumetric: x\n" PHASE, 2);
  CheckCaseKeys(docs, MESH "kinematics: finite\nphases: [{group: e, elasticity: x}]\n", 2);
  CheckCaseKeys(
      docs, MESH "phases: [{group: e, material: S, lithiation: {fraction: 1, profile: x}}]\n", 3);
  CheckCaseKeys(docs, MESH PHASE "output: {steps: x}\n", 2);
  CheckCaseKeys(docs, MESH PHASE "boundaries: [{x: 1}]\n", 6);
  CheckCaseKeys(docs, MESH PHASE "boundaries: [{faces: [a], condition: x}]\n", 4);
  CheckCaseKeys(docs, MESH PHASE "program: {x: 1}\n", 4);
  CheckCaseKeys(docs, MESH PHASE "solver: {x: 1}\n", 4);
  CheckCaseKeys(docs, MESH PHASE "solver: {preset: x}\n", 3);
  CheckCaseKeys(docs, MESH PHASE "output: {x: 1}\n", 5);
  CheckCaseKeys(docs, MESH PHASE "interfaces: [{x: 1}]\n", 2);
  CheckLibraryKeys(docs, "x: 1\n", 3);
  CheckLibraryKeys(docs, "species: {a: {x: 1}}\n", 6);
  CheckLibraryKeys(docs, "species: {a: {source: s, provenance: x}}\n", 5);
  CheckLibraryKeys(docs, "reactions: {a: {x: 1}}\n", 7);
  CheckLibraryKeys(docs, "materials: {a: {x: 1}}\n", 12);
  CheckExamples(docs);
  CheckNonlinearExamples(docs);
  free(docs);
  return CheckResult();
}

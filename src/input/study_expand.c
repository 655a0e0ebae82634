/* SPDX-License-Identifier: BSD-2-Clause */
/* From a study to its points. */
#include "study_parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* ---- Where a point stands -------------------------------------------------------------------- */

/* Which step of an entry a point is at. */
static size_t Step(const SulStudy *study, size_t number, size_t entry) {
  size_t stride = 1;
  for (size_t e = entry + 1; e < study->entry_count; e++)
    stride *= study->entries[e].length;
  return number / stride % study->entries[entry].length;
}

/* The value of an axis at a point. */
static const SulYaml *StudyValue(const SulStudy *study, size_t number, size_t axis) {
  return study->axes[axis].values->items[Step(study, number, study->axes[axis].entry)];
}

bool SulStudySame(const SulStudy *study, size_t a, size_t b, size_t axis) {
  const SulAxis *of = &study->axes[axis];
  return of->kind[Step(study, a, of->entry)] == of->kind[Step(study, b, of->entry)];
}

bool SulStudyIsSeed(const SulAxis *axis) {
  return strcmp(axis->key, "recipe.seed") == 0;
}

static bool HoldsSeed(const SulStudy *study, size_t entry) {
  for (size_t a = 0; a < study->axis_count; a++)
    if (study->axes[a].entry == entry && SulStudyIsSeed(&study->axes[a])) return true;
  return false;
}

static const char *LabelOf(const SulStudy *study, size_t number, size_t entry) {
  return study->entries[entry].labels->items[Step(study, number, entry)]->text;
}

void SulStudyColumns(const SulStudy *study, size_t number, bool seeds,
                     void (*visit)(const char *column, const char *text, void *data), void *data) {
  for (size_t a = 0; a < study->axis_count; a++) {
    size_t entry = study->axes[a].entry;
    bool first = a == 0 || study->axes[a - 1].entry != entry;
    if (first && study->entries[entry].name && (seeds || !HoldsSeed(study, entry)))
      visit(study->entries[entry].name, LabelOf(study, number, entry), data);
    if (!seeds && SulStudyIsSeed(&study->axes[a])) continue;
    char *value = SulYamlLine(StudyValue(study, number, a));
    visit(study->axes[a].key, value, data);
    free(value);
  }
}

void SulStudyLabel(const SulStudy *study, size_t number, char *text, size_t size) {
  const char *comma = "";
  for (size_t a = 0; a < study->axis_count; a++, comma = ", ") {
    size_t entry = study->axes[a].entry;
    if (study->entries[entry].name) {
      SulTextAppend(text, size, "%s%s %s", comma, study->entries[entry].name,
                    LabelOf(study, number, entry));
      while (a + 1 < study->axis_count && study->axes[a + 1].entry == entry)
        a++;
    } else {
      char *value = SulYamlLine(StudyValue(study, number, a));
      SulTextAppend(text, size, "%s%s %s", comma, study->axes[a].key, value);
      free(value);
    }
  }
}

/* ---- Composition ----------------------------------------------------------------------------- */

/* The shortest text that reads back as the same number. */
static SulYaml *NumberNode(double value) {
  char text[40];
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, value);
    if (strtod(text, NULL) == value) break;
  }
  return SulYamlScalar(text);
}

static void SetShare(SulYaml *recipe, const char *name, double share, SulError *error) {
  char path[SUL_NAME_SIZE + 16];
  SulYaml *node = NumberNode(share);
  snprintf(path, sizeof path, "composition.%s", name);
  SulYamlSet(recipe, path, node, error);
  SulYamlFree(&node);
}

/* The axis that sets this ingredient, or NULL. */
static const SulAxis *Setter(const SulStudy *study, const char *ingredient) {
  for (size_t a = 0; a < study->axis_count; a++) {
    const char *name = SulStudyIngredient(&study->axes[a]);
    if (name && strcmp(name, ingredient) == 0) return &study->axes[a];
  }
  return NULL;
}

/* What the axes set stands; the others share the rest in the ratio they had. What is no number is
 * left to the recipe's reading. */
static void SetComposition(const SulStudy *study, const SulStudyPoint *point, SulYaml *recipe,
                           SulError *error) {
  const SulYaml *composition = SulYamlFind(recipe, "composition");
  double set = 0, others = 0;
  size_t set_count = 0;
  if (!composition || composition->kind != SUL_YAML_MAPPING) return;
  for (size_t i = 0; i < composition->count && !SulFailed(error); i++) {
    const SulYaml *item = composition->items[i];
    if (strcmp(item->key, "by") == 0 || item->kind != SUL_YAML_SCALAR) continue;
    const SulAxis *axis = Setter(study, item->key);
    if (axis) {
      set += SulYamlNumber(point->values[axis - study->axes], error);
      set_count++;
    } else
      others += SulYamlNumber(item, error);
  }
  if (set_count == 0 || SulFailed(error)) return;
  for (size_t i = 0; i < composition->count && !SulFailed(error); i++) {
    const SulYaml *item = composition->items[i];
    if (strcmp(item->key, "by") == 0 || item->kind != SUL_YAML_SCALAR) continue;
    const SulAxis *axis = Setter(study, item->key);
    char name[SUL_NAME_SIZE];
    snprintf(name, sizeof name, "%s", item->key);
    if (axis)
      SetShare(recipe, name, SulYamlNumber(point->values[axis - study->axes], error), error);
    else if (others > 0)
      SetShare(recipe, name, SulYamlNumber(item, error) / others * (1 - set), error);
  }
}

/* ---- The point ------------------------------------------------------------------------------- */

static void TellFrom(SulYaml *node, void *folder) {
  char *relative = SulPathRelative(folder, node->text);
  free(node->text);
  node->text = relative;
}

/* The inputs of a point are YAML, which is UTF-8. */
static void RefuseUnspeakable(SulYaml *node, void *error) {
  if (SulTextIsPlain(node->text, strlen(node->text))) return;
  SulErrorSet(error, SUL_INPUT,
              "%s: a study cannot name this file in the inputs of its points, which are YAML: a "
              "folder's name or its own is not UTF-8 text, or has control characters; rename it",
              node->text);
}

static void SetText(SulYaml *tree, const char *path, const char *text, SulError *error) {
  SulYaml *node = SulYamlScalar(text);
  SulYamlSet(tree, path, node, error);
  SulYamlFree(&node);
}

static void MakeGroup(SulYaml *tree, const char *key, SulError *error) {
  SulYaml nothing = {.kind = SUL_YAML_MAPPING};
  const SulYaml *there = SulYamlFind(tree, key);
  if (!there || there->kind != SUL_YAML_MAPPING) SulYamlSet(tree, key, &nothing, error);
}

/* The case of a point stands in the folder of its mesh and its results. */
static void FillCase(const SulStudy *study, SulStudyPoint *point, SulError *error) {
  SulYaml *input = point->input[SUL_BASE_CASE];
  if (study->base[SUL_BASE_RECIPE]) {
    const SulYaml *unit = SulYamlFind(point->input[SUL_BASE_RECIPE], "length_unit");
    bool given = unit && unit->kind == SUL_YAML_SCALAR && unit->text[0];
    MakeGroup(input, "mesh", error);
    SetText(input, "mesh.file", "mesh.msh", error);
    SetText(input, "mesh.length_unit", given ? unit->text : "um", error);
    bool chosen = SulYamlAt(input, "mesh.record") != NULL;
    if (!chosen) SetText(input, "mesh.record", "preferred", error);
  }
  MakeGroup(input, "output", error);
  SetText(input, "output.directory", ".", error);
}

void SulStudyExpand(const SulStudy *study, size_t number, const char *folder, SulStudyPoint *point,
                    SulError *error) {
  *point = (SulStudyPoint){.number = number};
  point->values = SulAllocate(study->axis_count, sizeof *point->values);
  for (int b = 0; b < SUL_BASES; b++)
    if (study->base[b]) point->input[b] = SulYamlCopy(study->base[b]);
  for (size_t a = 0; a < study->axis_count; a++) {
    const SulAxis *axis = &study->axes[a];
    point->values[a] = StudyValue(study, number, a);
    if (!SulStudyIngredient(axis))
      SulStudyPut(study, axis, point->values[a], point->input[axis->base], error);
  }
  if (study->base[SUL_BASE_RECIPE])
    SetComposition(study, point, point->input[SUL_BASE_RECIPE], error);
  for (int b = 0; b < SUL_BASES && folder; b++)
    if (point->input[b]) SulStudyFiles(point->input[b], TellFrom, (void *)folder);
  for (int b = 0; b < SUL_BASES; b++)
    if (point->input[b]) SulStudyFiles(point->input[b], RefuseUnspeakable, error);
  if (study->base[SUL_BASE_CASE]) FillCase(study, point, error);
  if (SulFailed(error)) SulStudyPointFree(point);
}

void SulStudyPointFree(SulStudyPoint *point) {
  free(point->values);
  for (int b = 0; b < SUL_BASES; b++)
    SulYamlFree(&point->input[b]);
  *point = (SulStudyPoint){0};
}

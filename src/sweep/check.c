/* SPDX-License-Identifier: BSD-2-Clause */
/* Are the points' inputs in order? Told before anything runs. */
#include "check_groups.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/case.h>
#include <sulfem/image.h>
#include <sulfem/sweep.h>
#include <sulfem/text.h>

static const char *const names[SUL_BASES] = {"recipe", "case"};

/* What a point's texts say; no recipe where it is one of an image. */
typedef struct {
  bool has_recipe, has_case;
  SulRecipe recipe;
  SulCase input;
  SulMeshRecord record; /* what will stand beside the recipe's mesh */
} Inputs;

static void FreeInputs(Inputs *inputs) {
  if (inputs->has_recipe) SulRecipeFree(&inputs->recipe);
  if (inputs->has_case) SulCaseFree(&inputs->input);
  SulMeshRecordFree(&inputs->record);
}

static void ReadRecipe(const char *path, const char *text, Inputs *inputs, SulError *error) {
  SulImageRecipe image;
  if (SulRecipeHasImage(path, text)) {
    SulImageRecipeParse(path, text, &image, error);
    if (!SulFailed(error)) SulImageRecipeFree(&image);
  } else {
    SulRecipeParse(path, text, &inputs->recipe, error);
    inputs->has_recipe = !SulFailed(error);
    if (inputs->has_recipe) SulRecipeRecord(&inputs->recipe, "mesh.json", &inputs->record);
  }
}

/* Reads the input as the program that runs it would, the recipe before the case; `path` is only
 * told in messages. */
static void ReadInput(SulBase base, const char *path, const char *text, Inputs *inputs,
                      SulError *error) {
  if (base == SUL_BASE_RECIPE) {
    ReadRecipe(path, text, inputs, error);
  } else {
    const SulMeshRecord *record = inputs->has_recipe ? &inputs->record : NULL;
    SulCaseParseWith(path, text, record, &inputs->input, error);
    inputs->has_case = !SulFailed(error);
  }
}

/* The key that a message is about ("recipe:12: key "a.b": ..."), "" where it has none. `rest`: what
 * stands behind the place. */
static void TakeApart(const char *message, char *key, size_t size, const char **rest) {
  static const char mark[] = ": key \"";
  const char *begin = strstr(message, mark), *end = begin ? strstr(begin, "\": ") : NULL;
  key[0] = '\0';
  *rest = message;
  if (!end) return;
  begin += strlen(mark);
  snprintf(key, size, "%.*s", (int)(end - begin), begin);
  *rest = end + strlen("\": ");
}

static bool Within(const char *inner, const char *outer) {
  size_t length = strlen(outer);
  return strncmp(inner, outer, length) == 0 && (inner[length] == '\0' || inner[length] == '.');
}

static bool StandsIn(const SulYaml *node, const SulYaml *group) {
  while (node && node != group)
    node = node->parent;
  return node != NULL;
}

/* An axis that sets the key, a part of it or a group around it; -1: none does. Both are looked up
 * in the point's input, since an entry of a list goes by its number and by its name. */
static int AxisToBlame(const SulStudy *study, const SulStudyPoint *point, SulBase base,
                       const char *key) {
  const char *rest;
  const SulYaml *wrong = SulYamlReach(point->input[base], key, &rest);
  for (size_t a = 0; a < study->axis_count && key[0]; a++) {
    const SulAxis *axis = &study->axes[a];
    if (axis->base != base) continue;
    const SulYaml *set = SulYamlAt(point->input[base], axis->path);
    bool mixes = Within(axis->path, "composition") && Within(key, "composition");
    bool is_in = StandsIn(wrong, set) || (!rest[0] && StandsIn(set, wrong));
    if (mixes || Within(key, axis->path) || Within(axis->path, key) || (set && is_in))
      return (int)a;
  }
  return -1;
}

/* A mistake that the base file makes without any axis is told with its own lines. */
static void TellBase(const SulStudy *study, SulBase base, SulError *error) {
  SulError own = {0};
  Inputs inputs = {0};
  for (int b = 0; b <= (int)base; b++) {
    SulError other = {0}, *found = b == (int)base ? &own : &other;
    char *text = study->base[b] ? SulFileRead(study->base_path[b], found) : NULL;
    if (text) ReadInput((SulBase)b, study->base_path[b], text, &inputs, found);
    free(text);
  }
  FreeInputs(&inputs);
  char key[512];
  const char *rest;
  TakeApart(own.text, key, sizeof key, &rest);
  bool filled_in = study->base[SUL_BASE_RECIPE] && Within(key, "mesh");
  if (SulFailed(&own) && !filled_in) SulErrorSet(error, own.status, "%s", own.text);
}

/* Takes "(line 6)" out: it counts the lines of a text that nobody has seen. */
static void DropLines(char *text) {
  static const char mark[] = " (line ";
  for (char *begin = strstr(text, mark); begin; begin = strstr(begin, mark)) {
    const char *end = begin + strlen(mark);
    end += strspn(end, "0123456789");
    if (*end == ')')
      memmove(begin, end + 1, strlen(end + 1) + 1);
    else
      begin++;
  }
}

static void TellPoint(const SulStudy *study, const SulStudyPoint *point, SulBase base,
                      SulError *found, SulError *error) {
  char key[512], label[1500] = "";
  const char *rest;
  TakeApart(found->text, key, sizeof key, &rest);
  int axis = AxisToBlame(study, point, base, key);
  if (axis < 0) TellBase(study, base, error);
  if (SulFailed(error)) return;
  SulStudyLabel(study, point->number, label, sizeof label);
  DropLines(found->text);
  if (axis >= 0)
    SulYamlFail(point->values[axis], error, "at point %zu (%s) the key \"%s.%s\": %s",
                point->number, label, names[base], key, rest);
  else if (key[0])
    SulErrorSet(error, found->status, "%s: at point %zu (%s) the key \"%s\" of %s: %s", study->path,
                point->number, label, key, study->base_path[base], rest);
  else
    SulErrorSet(error, found->status, "%s: point %zu (%s): %s", study->path, point->number, label,
                found->text);
}

/* A mesh that the case names must be there: the program that reads it says the rest. */
static void CheckMeshFile(const SulStudy *study, const SulStudyPoint *point, SulError *found) {
  const SulYaml *file = SulYamlAt(point->input[SUL_BASE_CASE], "mesh.file");
  if (study->base[SUL_BASE_RECIPE] || !file || file->kind != SUL_YAML_SCALAR) return;
  FILE *mesh = fopen(file->text, "rb");
  if (!mesh)
    SulErrorSet(found, SUL_INPUT, "case: key \"mesh.file\": the mesh %s cannot be opened: %s",
                file->text, strerror(errno));
  else
    fclose(mesh);
}

/* Names that do not fit together are no single file's mistake. */
static void CheckTogether(const SulStudy *study, const SulStudyPoint *point, const Inputs *inputs,
                          SulError *error) {
  SulError found = {0};
  char label[1500] = "";
  if (inputs->has_recipe)
    SulCheckGroups(study, &inputs->recipe, inputs->has_case ? &inputs->input : NULL, &found);
  SulStudyLabel(study, point->number, label, sizeof label);
  if (SulFailed(&found))
    SulErrorSet(error, found.status, "%s: point %zu (%s): %s", study->path, point->number, label,
                found.text);
}

/* The first line of what is doubted, once for points in a row that have it. */
static void TellDoubts(const SulStudy *study, const SulStudyPoint *point, const SulCase *input,
                       SulLog *log, char *told) {
  char label[1500] = "";
  if (input->doubts[0] && strcmp(input->doubts, told) != 0) {
    SulStudyLabel(study, point->number, label, sizeof label);
    SulLogWarning(log, "point %zu (%s): %.*s", point->number, label,
                  (int)strcspn(input->doubts, "\n"), input->doubts);
  }
  memcpy(told, input->doubts, sizeof input->doubts);
}

static void CheckPoint(const SulStudy *study, const SulStudyPoint *point, SulLog *log, char *told,
                       SulError *error) {
  Inputs inputs = {0};
  for (int b = 0; b < SUL_BASES && !SulFailed(error); b++) {
    SulError found = {0};
    char *text = point->input[b] ? SulYamlEmit(point->input[b]) : NULL;
    if (text) ReadInput((SulBase)b, names[b], text, &inputs, &found);
    if (text && b == SUL_BASE_CASE && !SulFailed(&found)) CheckMeshFile(study, point, &found);
    free(text);
    if (SulFailed(&found)) TellPoint(study, point, (SulBase)b, &found, error);
  }
  if (!SulFailed(error)) CheckTogether(study, point, &inputs, error);
  if (!SulFailed(error) && inputs.has_case) TellDoubts(study, point, &inputs.input, log, told);
  FreeInputs(&inputs);
}

void SulSweepCheck(const SulStudy *study, size_t first, size_t last, SulLog *log, SulError *error) {
  char told[sizeof((SulCase *)0)->doubts] = "";
  for (size_t k = first; k <= last && !SulFailed(error); k++) {
    SulStudyPoint point;
    SulStudyExpand(study, k, NULL, &point, error);
    if (!SulFailed(error)) CheckPoint(study, &point, log, told, error);
    SulStudyPointFree(&point);
  }
}

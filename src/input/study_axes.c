/* SPDX-License-Identifier: BSD-2-Clause */
/* The axes of a study: which keys vary, and over what. */
#include "study_parts.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

#define AXIS_EXAMPLE "{key: recipe.seed, values: [1, 2, 3]}"
#define NAME_EXAMPLE "name: set, labels: [micron, bulk]"

static const char *const base_names[SUL_BASES] = {"recipe", "case"};

const char *SulStudyIngredient(const SulAxis *axis) {
  static const char before[] = "composition.";
  if (axis->base != SUL_BASE_RECIPE || strncmp(axis->path, before, strlen(before)) != 0)
    return NULL;
  const char *name = axis->path + strlen(before);
  return strcmp(name, "by") == 0 ? NULL : name;
}

/* ---- Putting values in their place ----------------------------------------------------------- */

/* Makes the groups of keys on the way that are missing: a case without "solver" may vary
 * solver.preset. A key misspelled is made too, and refused by whoever reads the input. Nothing is
 * made on the way to an entry of a list: what is said to be missing is then what the base lacks. */
static void MakeWay(SulYaml *tree, const char *path, SulError *error) {
  SulYaml nothing = {.kind = SUL_YAML_MAPPING};
  while (!SulFailed(error)) {
    const char *rest;
    const SulYaml *reached = SulYamlReach(tree, path, &rest);
    const char *dot = strchr(rest, '.');
    bool whole = dot && dot > rest && !strchr(rest, '[');
    if (!whole || reached->kind != SUL_YAML_MAPPING) return;
    char *way = SulTextCopy(path);
    way[dot - path] = '\0';
    SulYamlSet(tree, way, &nothing, error);
    free(way);
  }
}

static const char *LastKey(const char *path) {
  const char *dot = strrchr(path, '.');
  return dot ? dot + 1 : path;
}

void SulStudyPut(const SulStudy *study, const SulAxis *axis, const SulYaml *value, SulYaml *tree,
                 SulError *error) {
  SulYaml *copy = SulYamlCopy(value);
  SulStudyResolve(copy, LastKey(axis->path), study->path);
  MakeWay(tree, axis->path, error);
  SulYamlSet(tree, axis->path, copy, error);
  SulYamlFree(&copy);
}

/* ---- One axis -------------------------------------------------------------------------------- */

static void TellBase(const SulYaml *node, const SulStudy *study, SulError *error) {
  const char *which = study->base[SUL_BASE_RECIPE] && study->base[SUL_BASE_CASE]
                          ? "\"recipe.\" or \"case.\""
                      : study->base[SUL_BASE_RECIPE] ? "\"recipe.\" (this study has no case)"
                                                     : "\"case.\" (this study has no recipe)";
  SulYamlFail(node, error, "\"%s\" must begin with %s, for example recipe.seed", node->text, which);
}

/* "recipe.seed." would lead to the seed and be taken for another key. */
static void CheckDots(const SulYaml *node, SulError *error) {
  size_t length = strlen(node->text);
  if (strstr(node->text, "..") || node->text[length - 1] == '.')
    SulYamlFail(node, error, "\"%s\" has a dot without a key behind it; for example recipe.seed",
                node->text);
}

/* Two texts of keys of which one lies within the other. */
static bool Overlap(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b), least = n < m ? n : m;
  const char *longer = n < m ? b : a;
  return strncmp(a, b, least) == 0 &&
         (longer[least] == '\0' || longer[least] == '.' || longer[least] == '[');
}

/* What the sweep fills in by itself cannot vary. */
static void CheckFilled(const SulYaml *node, const SulAxis *axis, const SulStudy *study,
                        SulError *error) {
  if (Overlap(axis->path, "output.directory"))
    SulYamlFail(node, error, "every point has a folder of its own for its results");
  else if (study->base[SUL_BASE_RECIPE] && Overlap(axis->path, "mesh"))
    SulYamlFail(node, error,
                "the mesh comes from the recipe; leave the recipe out to vary the case's mesh");
}

static SulAxis ReadKey(const SulYaml *item, const SulStudy *study, SulError *error) {
  SulAxis axis = {0};
  const SulYaml *node = SulYamlNeed(item, "key", "key: recipe.seed", error);
  axis.key = SulYamlText(node, error);
  if (SulFailed(error)) return axis;
  for (int b = 0; b < SUL_BASES; b++) {
    size_t length = strlen(base_names[b]);
    if (!study->base[b] || strncmp(axis.key, base_names[b], length) != 0) continue;
    if (axis.key[length] != '.') continue;
    axis.base = (SulBase)b;
    axis.path = axis.key + length + 1;
  }
  if (!axis.path) TellBase(node, study, error);
  if (!SulFailed(error)) CheckDots(node, error);
  if (!SulFailed(error) && axis.base == SUL_BASE_CASE) CheckFilled(node, &axis, study, error);
  return axis;
}

static bool StandsIn(const SulYaml *node, const SulYaml *group) {
  while (node && node != group)
    node = node->parent;
  return node != NULL;
}

/* The same key, or one within the other: the second would undo the first. An entry of a list goes
 * by its number and by its name, so it is the places in the base file that are compared, and by
 * their texts what does not stand there yet. */
static bool SamePlace(const SulStudy *study, const SulAxis *one, const SulAxis *other, bool *same) {
  const char *rest, *other_rest;
  if (one->base != other->base) return false;
  const SulYaml *node = SulYamlReach(study->base[one->base], one->path, &rest);
  const SulYaml *other_node = SulYamlReach(study->base[one->base], other->path, &other_rest);
  *same = node == other_node && strcmp(rest, other_rest) == 0;
  if (*same) return true;
  if (rest[0] && other_rest[0]) return node == other_node && Overlap(rest, other_rest);
  return (!rest[0] && StandsIn(other_node, node)) || (!other_rest[0] && StandsIn(node, other_node));
}

static void CheckOverlap(const SulYaml *item, const SulAxis *axis, const SulStudy *study,
                         SulError *error) {
  const SulYaml *key = SulYamlFind(item, "key");
  for (size_t i = 0; i < study->axis_count && !SulFailed(error); i++) {
    const char *other = study->axes[i].key;
    bool same;
    if (!SamePlace(study, axis, &study->axes[i], &same)) continue;
    if (strcmp(other, axis->key) == 0)
      SulYamlFail(key, error, "\"%s\" stands in two axes", axis->key);
    else if (same)
      SulYamlFail(key, error, "\"%s\" and \"%s\" are the same key in %s: only one of them can vary",
                  axis->key, other, study->base_path[axis->base]);
    else
      SulYamlFail(key, error,
                  "\"%s\" and \"%s\" lie one within the other: only one of them can vary",
                  axis->key, other);
  }
}

/* An ingredient of the composition that is there, and a number that leaves room for the others. */
static void CheckShare(const SulStudy *study, const SulAxis *axis, const SulYaml *value,
                       SulError *error) {
  const SulYaml *composition = SulYamlAt(study->base[SUL_BASE_RECIPE], "composition");
  double share = SulYamlNumber(value, error);
  if (!SulFailed(error) && !(share >= 0 && share <= 1))
    SulYamlFail(value, error,
                "a share of the composition lies from 0 to 1 (0.3 for 30 %%), found "
                "\"%s\"",
                value->text);
  if (SulFailed(error) || SulYamlFind(composition, SulStudyIngredient(axis))) return;
  const char *names[64];
  char list[1000] = "";
  size_t count = 0;
  for (size_t i = 0; composition && i < composition->count && count < 64; i++)
    if (strcmp(composition->items[i]->key, "by") != 0) names[count++] = composition->items[i]->key;
  SulTextAppendList(list, sizeof list, names, count);
  SulYamlFail(value->parent, error, "the composition of %s has no \"%s\"; there are: %s",
              study->base_path[SUL_BASE_RECIPE], SulStudyIngredient(axis), list);
}

static void TryValue(const SulStudy *study, const SulAxis *axis, const SulYaml *value,
                     SulError *error) {
  SulError misplaced = {0};
  if (SulStudyIngredient(axis)) {
    CheckShare(study, axis, value, error);
    return;
  }
  SulYaml *copy = SulYamlCopy(study->base[axis->base]);
  SulStudyPut(study, axis, value, copy, &misplaced);
  if (SulFailed(&misplaced))
    SulYamlFail(value->parent, error, "in %s %s", study->base_path[axis->base], misplaced.text);
  SulYamlFree(&copy);
}

static void AddAxis(const SulYaml *item, size_t entry, SulStudy *study, SulError *error) {
  SulAxis axis = ReadKey(item, study, error);
  const SulYaml *values = SulYamlNeed(item, "values", "values: [1, 2, 3]", error);
  SulYamlLength(values, "values: [1, 2, 3]", error);
  if (!SulFailed(error)) CheckOverlap(item, &axis, study, error);
  if (SulFailed(error) || !axis.path) return;
  axis.values = values;
  axis.entry = entry;
  for (size_t i = 0; i < values->count && !SulFailed(error); i++)
    TryValue(study, &axis, values->items[i], error);
  axis.kind = SulStudyKinds(study, values, LastKey(axis.path));
  study->axes = SulReallocate(study->axes, study->axis_count + 1, sizeof *study->axes);
  study->axes[study->axis_count++] = axis;
}

/* ---- Entries --------------------------------------------------------------------------------- */

static void AddZip(const SulYaml *zip, size_t entry, SulStudy *study, SulError *error) {
  static const char *const keys[] = {"key", "values", NULL};
  size_t first = study->axis_count;
  size_t count = SulYamlLength(zip, "zip: [" AXIS_EXAMPLE ", ...]", error);
  for (size_t i = 0; i < count && !SulFailed(error); i++) {
    SulYamlKeys(zip->items[i], keys, error);
    AddAxis(zip->items[i], entry, study, error);
    if (SulFailed(error)) return;
    const SulAxis *axis = &study->axes[study->axis_count - 1];
    if (axis->values->count != study->axes[first].values->count)
      SulYamlFail(axis->values, error,
                  "has %zu values beside the %zu of \"%s\": a zip takes one of each at a time",
                  axis->values->count, study->axes[first].values->count, study->axes[first].key);
  }
}

static void TellTwice(const SulStudy *study, size_t first, size_t a, size_t b, SulError *error) {
  const SulAxis *axis = &study->axes[first];
  const SulYaml *node = axis->values->items[b];
  char *one = SulYamlLine(axis->values->items[a]), *other = SulYamlLine(node);
  if (study->axis_count > first + 1)
    SulYamlFail(node, error, "places %zu and %zu of the zip have the same values", a, b);
  else if (strcmp(one, other) == 0)
    SulYamlFail(node, error, "the value %s stands twice", one);
  else
    SulYamlFail(node, error, "%s and %s are the same value", one, other);
  free(one);
  free(other);
}

/* Values of an entry that are the same would count twice in every mean. */
static void CheckTwice(const SulStudy *study, size_t first, SulError *error) {
  size_t length = study->axes[first].values->count;
  for (size_t a = 0; a < length && !SulFailed(error); a++)
    for (size_t b = a + 1; b < length && !SulFailed(error); b++) {
      bool same = true;
      for (size_t k = first; k < study->axis_count && same; k++)
        same = study->axes[k].kind[a] == study->axes[k].kind[b];
      if (same) TellTwice(study, first, a, b, error);
    }
}

/* A name is a column of the tables: a plain word that no other column has. From lithiation on they
 * are those of a solve's last step, whose names have no dot before them. */
static void CheckName(const SulYaml *node, const SulStudy *study, SulError *error) {
  static const char *const taken[] = {
      "point",      "points",   "status",        "finished",         "converged",      "lithiation",
      "iterations", "residual", "strain_energy", "displacement_max", "displacement_l2"};
  const char *name = SulYamlText(node, error);
  bool plain = name[0] >= 'a' && name[0] <= 'z';
  for (const char *c = name; *c && plain; c++)
    plain = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_' || *c == '-';
  for (size_t i = 0; i < sizeof taken / sizeof taken[0] && !SulFailed(error); i++)
    if (strcmp(name, taken[i]) == 0)
      SulYamlFail(node, error, "the tables have a column \"%s\" already", name);
  for (size_t e = 0; e < study->entry_count && !SulFailed(error); e++)
    if (study->entries[e].name && strcmp(study->entries[e].name, name) == 0)
      SulYamlFail(node, error, "two axes are called \"%s\"", name);
  if (!SulFailed(error) && !plain)
    SulYamlFail(node, error,
                "\"%s\" must be a plain word (a-z, 0-9, _ and -, a letter first), for "
                "example " NAME_EXAMPLE,
                name);
}

static void CheckLabels(const SulYaml *labels, size_t length, SulError *error) {
  if (!SulFailed(error) && labels->count != length)
    SulYamlFail(labels, error, "has %zu labels for %zu values", labels->count, length);
  for (size_t a = 0; a < labels->count && !SulFailed(error); a++) {
    const char *label = SulYamlText(labels->items[a], error);
    for (size_t b = 0; b < a && !SulFailed(error); b++)
      if (strcmp(label, labels->items[b]->text) == 0)
        SulYamlFail(labels->items[a], error, "the label \"%s\" stands twice", label);
  }
}

/* `name` and `labels` stand together or not at all. */
static void ReadName(const SulYaml *item, const SulStudy *study, SulAxisEntry *entry,
                     SulError *error) {
  const SulYaml *name = SulYamlFind(item, "name"), *labels = SulYamlFind(item, "labels");
  if (!name && !labels) return;
  name = SulYamlNeed(item, "name", NAME_EXAMPLE, error);
  labels = SulYamlNeed(item, "labels", NAME_EXAMPLE, error);
  if (!SulFailed(error)) CheckName(name, study, error);
  SulYamlLength(labels, "labels: [micron, bulk]", error);
  if (!SulFailed(error)) CheckLabels(labels, entry->length, error);
  if (SulFailed(error)) return;
  entry->name = name->text;
  entry->labels = labels;
}

static void AddEntry(const SulYaml *item, SulStudy *study, SulError *error) {
  static const char *const keys[] = {"key", "values", "zip", "name", "labels", NULL};
  size_t first = study->axis_count;
  const SulYaml *zip = SulYamlFind(item, "zip");
  SulYamlKeys(item, keys, error);
  SulYamlExclude(item, "zip", "key", error);
  SulYamlExclude(item, "zip", "values", error);
  if (SulFailed(error)) return;
  if (zip)
    AddZip(zip, study->entry_count, study, error);
  else
    AddAxis(item, study->entry_count, study, error);
  if (!SulFailed(error)) CheckTwice(study, first, error);
  if (SulFailed(error)) return;
  SulAxisEntry entry = {.length = study->axes[first].values->count};
  ReadName(item, study, &entry, error);
  study->entries = SulReallocate(study->entries, study->entry_count + 1, sizeof *study->entries);
  study->entries[study->entry_count++] = entry;
  study->point_count *= entry.length;
  if (study->point_count > SUL_POINTS_MOST)
    SulYamlFail(item, error, "with it the study has %zu points, more than %d", study->point_count,
                SUL_POINTS_MOST);
}

void SulStudyAxes(const SulYaml *root, SulStudy *study, SulError *error) {
  const SulYaml *axes = SulYamlNeed(root, "axes", "axes: [" AXIS_EXAMPLE "]", error);
  size_t count = SulYamlLength(axes, "axes: [" AXIS_EXAMPLE "]", error);
  study->point_count = 1;
  for (size_t i = 0; i < count && !SulFailed(error); i++)
    AddEntry(axes->items[i], study, error);
}

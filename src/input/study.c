/* SPDX-License-Identifier: BSD-2-Clause */
/* The study file as a whole, and the files it builds on. */
#include "study_parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

/* ---- Paths in inputs ------------------------------------------------------------------------- */

static bool HoldsPath(const SulYaml *node, const char *key) {
  bool top = !node->parent || !node->parent->parent;
  return node->kind == SUL_YAML_SCALAR && node->text[0] &&
         (strcmp(key, "file") == 0 || strcmp(key, "by_particle") == 0 ||
          (top && strcmp(key, "library") == 0));
}

static void Visit(SulYaml *node, const char *key, void (*visit)(SulYaml *, void *), void *data) {
  if (HoldsPath(node, key)) visit(node, data);
  for (size_t i = 0; i < node->count; i++) {
    SulYaml *item = node->items[i];
    Visit(item, item->key ? item->key : "", visit, data);
  }
}

void SulStudyFiles(SulYaml *input, void (*visit)(SulYaml *node, void *data), void *data) {
  Visit(input, "", visit, data);
}

static void MakeAbsolute(SulYaml *node, void *data) {
  char *beside = SulPathBeside(data, node->text);
  free(node->text);
  node->text = SulPathReal(beside);
  free(beside);
}

void SulStudyResolve(SulYaml *tree, const char *key, const char *from) {
  Visit(tree, key ? key : "", MakeAbsolute, (void *)from);
}

/* ---- The file -------------------------------------------------------------------------------- */

static char *Beside(const SulStudy *study, const SulYaml *node, SulError *error) {
  return SulPathBeside(study->path, SulYamlText(node, error));
}

static void ReadBase(const SulYaml *root, SulBase base, SulStudy *study, SulError *error) {
  static const char *const keys[SUL_BASES] = {"recipe", "case"};
  const SulYaml *node = SulYamlFind(root, keys[base]);
  SulError unread = {0};
  if (!node || SulFailed(error)) return;
  char *path = study->base_path[base] = Beside(study, node, error);
  char *text = SulFailed(error) ? NULL : SulFileRead(path, &unread);
  if (SulFailed(&unread)) SulYamlFail(node, error, "%s", unread.text);
  if (text) study->base[base] = SulYamlParse(path, text, error);
  if (study->base[base]) SulStudyResolve(study->base[base], NULL, path);
  free(text);
}

static char *TextOf(const SulYaml *mapping, const char *key, SulError *error) {
  const SulYaml *node = SulYamlFind(mapping, key);
  return SulTextCopy(node ? SulYamlText(node, error) : "");
}

static void CheckVoxel(const SulYaml *node, SulError *error) {
  double voxel = SulYamlQuantity(node, SUL_LENGTH, error);
  if (node && !SulFailed(error) && !(voxel > 0))
    SulYamlFail(node, error, "a voxel must be larger than 0, found \"%s\"", node->text);
}

/* `analyse`: true, false, or what the analysis is told. */
static void ReadAnalysis(const SulYaml *root, SulStudy *study, SulError *error) {
  static const char *const keys[] = {"voxel", "active", "electrolyte", "tortuosity", NULL};
  const SulYaml *node = SulYamlFind(root, "analyse");
  bool told = node && node->kind == SUL_YAML_MAPPING;
  study->analyse = told || !node || SulYamlBoolean(node, error);
  if (told) SulYamlKeys(node, keys, error);
  if (told) CheckVoxel(SulYamlFind(node, "voxel"), error);
  study->voxel = TextOf(node, "voxel", error);
  study->active = TextOf(node, "active", error);
  study->electrolyte = TextOf(node, "electrolyte", error);
  const SulYaml *tortuosity = SulYamlFind(node, "tortuosity");
  study->tortuosity = !tortuosity || SulYamlBoolean(tortuosity, error);
}

static void CheckBases(const SulYaml *root, const SulStudy *study, SulError *error) {
  if (SulFailed(error)) return;
  if (!study->base[SUL_BASE_RECIPE] && !study->base[SUL_BASE_CASE])
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: there is nothing to run: give a recipe to pack, a case to solve, or both; "
                "for example: recipe: micron.yaml",
                study->path, root->line);
}

void SulStudyParse(const char *path, const char *text, SulStudy *study, SulError *error) {
  static const char *const keys[] = {"title",   "directory", "recipe", "case",
                                     "analyse", "axes",      NULL};
  *study = (SulStudy){.path = SulTextCopy(path)};
  SulYaml *root = study->root = SulYamlParse(path, text, error);
  SulYamlKeys(root, keys, error);
  study->title = TextOf(root, "title", error);
  const SulYaml *directory = SulYamlNeed(root, "directory", "directory: results/my-study", error);
  study->directory = Beside(study, directory, error);
  ReadBase(root, SUL_BASE_RECIPE, study, error);
  ReadBase(root, SUL_BASE_CASE, study, error);
  if (root) CheckBases(root, study, error);
  ReadAnalysis(root, study, error);
  if (!SulFailed(error)) SulStudyAxes(root, study, error);
  if (SulFailed(error)) SulStudyFree(study);
}

void SulStudyFree(SulStudy *study) {
  for (int b = 0; b < SUL_BASES; b++) {
    free(study->base_path[b]);
    SulYamlFree(&study->base[b]);
  }
  for (size_t a = 0; a < study->axis_count; a++)
    free(study->axes[a].kind);
  free(study->axes);
  free(study->entries);
  free(study->path);
  free(study->title);
  free(study->directory);
  free(study->voxel);
  free(study->active);
  free(study->electrolyte);
  SulYamlFree(&study->root);
  *study = (SulStudy){0};
}

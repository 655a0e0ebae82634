/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a constant of a material by its table, wherever it stands: in a case or in a library. */
#include "parameter.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/memory.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

double SulParameterRead(const SulYaml *node, const SulParameter *parameter, SulError *error) {
  double value = parameter->unit[0] ? SulYamlQuantityIn(node, parameter->unit, error)
                                    : SulYamlNumber(node, error);
  if (node && !(value > parameter->low && value < parameter->high))
    SulYamlFail(node, error, "%s, found \"%s\"", parameter->refusal, node->text);
  return value;
}

/* The first part of a path, and what is behind it ("" behind the last). */
static const char *Part(const char *path, char part[SUL_NAME_SIZE]) {
  size_t length = strcspn(path, ".");
  memcpy(part, path, length);
  part[length] = '\0';
  return path[length] ? path + length + 1 : path + length;
}

const SulYaml *SulParameterFind(const SulYaml *entry, const SulParameter *parameter) {
  char part[SUL_NAME_SIZE];
  const char *path = parameter->name;
  while (*path) {
    path = Part(path, part);
    entry = SulYamlFind(entry, part);
  }
  return entry;
}

/* "a: {b: 1 GPa}" of "a.b" and "1 GPa". */
static void Spell(const char *path, const char *example, char *text, size_t size) {
  char part[SUL_NAME_SIZE];
  size_t groups = 0;
  for (; strchr(path, '.'); groups++) {
    path = Part(path, part);
    SulTextAppend(text, size, "%s: {", part);
  }
  SulTextAppend(text, size, "%s: %s", path, example);
  while (groups-- > 0)
    SulTextAppend(text, size, "}");
}

void SulParameterNeed(const SulYaml *entry, const SulParameter *parameter, SulError *error) {
  char key[SUL_NAME_SIZE], example[300] = "";
  const char *rest;
  const SulYaml *reached = SulYamlReach(entry, parameter->name, &rest);
  Part(rest, key);
  Spell(rest, parameter->example, example, sizeof example);
  SulYamlNeed(reached, key, example, error);
}

/* Parts that follow `prefix` ("" or "plasticity.") in the models' paths, each once. */
typedef struct {
  size_t count;
  char (*part)[SUL_NAME_SIZE];
  bool *below; /* something follows */
} Parts;

static void AddPart(const char *path, Parts *parts) {
  char part[SUL_NAME_SIZE];
  bool below = *Part(path, part) != '\0';
  size_t i = 0;
  while (i < parts->count && strcmp(parts->part[i], part) != 0)
    i++;
  if (i == parts->count) memcpy(parts->part[parts->count++], part, sizeof part);
  parts->below[i] = parts->below[i] || below;
}

static Parts PartsBehind(const char *prefix, const SulModel *const *models) {
  size_t room = 0, length = strlen(prefix);
  for (const SulModel *const *model = models; *model; model++)
    room += (size_t)(*model)->parameter_count;
  Parts parts = {.part = SulAllocate(room, sizeof *parts.part),
                 .below = SulAllocate(room, sizeof *parts.below)};
  for (const SulModel *const *model = models; *model; model++)
    for (int i = 0; i < (*model)->parameter_count; i++)
      if (strncmp((*model)->parameters[i].name, prefix, length) == 0)
        AddPart((*model)->parameters[i].name + length, &parts);
  return parts;
}

static void CheckBehind(const SulYaml *node, const char *prefix, const char *const *always,
                        const SulModel *const *models, SulError *error) {
  Parts parts = PartsBehind(prefix, models);
  size_t count = 0;
  while (always[count])
    count++;
  const char **keys = SulAllocate(count + parts.count + 1, sizeof *keys);
  memcpy(keys, always, count * sizeof *keys);
  for (size_t i = 0; i < parts.count; i++)
    keys[count + i] = parts.part[i];
  SulYamlKeys(node, keys, error);
  free(keys);
  for (size_t i = 0; i < parts.count && !SulFailed(error); i++) {
    static const char *const nothing[] = {NULL};
    const SulYaml *below = parts.below[i] ? SulYamlFind(node, parts.part[i]) : NULL;
    char longer[SUL_NAME_SIZE] = "";
    SulTextAppend(longer, sizeof longer, "%s%s.", prefix, parts.part[i]);
    if (below) CheckBehind(below, longer, nothing, models, error);
  }
  free(parts.part);
  free(parts.below);
}

void SulParameterKeys(const SulYaml *entry, const char *const *always,
                      const SulModel *const *models, SulError *error) {
  CheckBehind(entry, "", always, models, error);
}

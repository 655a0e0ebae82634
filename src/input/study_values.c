/* SPDX-License-Identifier: BSD-2-Clause */
/* Which values of an axis say the same in other words: statistics must not take them for two. */
#include "study_parts.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

static bool IsWhole(const char *text, long long *value) {
  char *end;
  errno = 0;
  *value = strtoll(text, &end, 10);
  return end > text && *end == '\0' && errno == 0;
}

/* What it measures is not known here, but a unit fits one dimension only. */
static bool IsQuantity(const char *text, int *dimension, double *value) {
  for (*dimension = 0; *dimension < SUL_DIMENSIONS; ++*dimension) {
    SulError none = {0};
    *value = SulQuantity(text, (SulDimension)*dimension, &none);
    if (!SulFailed(&none)) return true;
  }
  return false;
}

static bool IsBoolean(const SulYaml *node, bool *value) {
  SulError none = {0};
  *value = SulYamlBoolean(node, &none);
  return !SulFailed(&none);
}

/* Whole numbers keep all their digits: seeds are longer than a double. Factors of units are
 * rounded, so quantities are compared to 12 digits. Adding 0 makes -0 a 0. */
static void WriteScalar(FILE *stream, const SulYaml *node) {
  SulError none = {0};
  long long whole;
  int dimension;
  bool truth;
  double number = SulNumber(node->text, &none);
  if (IsWhole(node->text, &whole))
    fprintf(stream, "%lld", whole);
  else if (!SulFailed(&none))
    fprintf(stream, "%.17g", number + 0.0);
  else if (IsQuantity(node->text, &dimension, &number))
    fprintf(stream, "%.12g (%d)", number + 0.0, dimension);
  else if (IsBoolean(node, &truth))
    fputs(truth ? "true" : "false", stream);
  else
    fputs(node->text, stream);
}

static int CompareKeys(const void *a, const void *b) {
  return strcmp((*(SulYaml *const *)a)->key, (*(SulYaml *const *)b)->key);
}

/* The node in one line as SulYamlLine has it, but with one spelling for each value and one order of
 * the keys. Sorts the keys of `node`. */
static void WriteNode(FILE *stream, SulYaml *node) {
  bool is_mapping = node->kind == SUL_YAML_MAPPING;
  if (node->kind == SUL_YAML_SCALAR) {
    WriteScalar(stream, node);
    return;
  }
  if (is_mapping && node->count) qsort(node->items, node->count, sizeof *node->items, CompareKeys);
  fputc(is_mapping ? '{' : '[', stream);
  for (size_t i = 0; i < node->count; i++) {
    if (is_mapping) fprintf(stream, "%s: ", node->items[i]->key);
    WriteNode(stream, node->items[i]);
    fputs(", ", stream);
  }
  fputc(is_mapping ? '}' : ']', stream);
}

static char *Spell(const SulStudy *study, const SulYaml *value, const char *key) {
  char *text = NULL;
  size_t size = 0;
  SulYaml *copy = SulYamlCopy(value);
  FILE *stream = open_memstream(&text, &size);
  SulStudyResolve(copy, key, study->path); /* a.msh and ./a.msh */
  WriteNode(stream, copy);
  fclose(stream);
  SulYamlFree(&copy);
  return text;
}

size_t *SulStudyKinds(const SulStudy *study, const SulYaml *values, const char *key) {
  size_t *kind = SulAllocate(values->count, sizeof *kind);
  char **spelled = SulAllocate(values->count, sizeof *spelled);
  for (size_t i = 0; i < values->count; i++) {
    spelled[i] = Spell(study, values->items[i], key);
    while (strcmp(spelled[kind[i]], spelled[i]) != 0)
      kind[i]++;
  }
  for (size_t i = 0; i < values->count; i++)
    free(spelled[i]);
  free(spelled);
  return kind;
}

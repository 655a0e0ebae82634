/* SPDX-License-Identifier: BSD-2-Clause */
/* Typed reads from the tree, with messages. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sulfem/text.h>
#include <sulfem/yaml.h>

static const char *KindName(const SulYaml *node) {
  static const char *const names[] = {"a single value", "a list", "a group of keys"};
  if (node->kind == SUL_YAML_SCALAR && !node->text[0]) return "nothing";
  return names[node->kind];
}

static const char *File(const SulYaml *node) {
  while (node->parent)
    node = node->parent;
  return node->file ? node->file : "(text)";
}

static void SetAt(const SulYaml *node, int line, const char *path, SulError *error,
                  const char *format, va_list arguments) {
  char text[2000];
  vsnprintf(text, sizeof text, format, arguments);
  if (path[0])
    SulErrorSet(error, SUL_INPUT, "%s:%d: key \"%s\": %s", File(node), line, path, text);
  else
    SulErrorSet(error, SUL_INPUT, "%s:%d: %s", File(node), line, text);
}

void SulYamlFail(const SulYaml *node, SulError *error, const char *format, ...) {
  if (!node) return;
  char path[512];
  SulYamlPath(node, path, sizeof path);
  va_list arguments;
  va_start(arguments, format);
  SetAt(node, node->key ? node->key_line : node->line, path, error, format, arguments);
  va_end(arguments);
}

/* ---- Mappings and sequences ------------------------------------------------------------------ */

static size_t CountKeys(const char *const *keys) {
  size_t count = 0;
  while (keys[count])
    count++;
  return count;
}

static void TellUnknown(const SulYaml *item, const char *const *keys, SulError *error) {
  size_t count = CountKeys(keys);
  char text[1500] = "is not known here";
  const char *nearest = SulTextNearest(item->key, keys, count);
  if (nearest) SulTextAppend(text, sizeof text, "; did you mean \"%s\"?", nearest);
  SulTextAppend(text, sizeof text, "%s known keys: ", nearest ? "" : ";");
  SulTextAppendList(text, sizeof text, keys, count);
  SulYamlFail(item, error, "%s", text);
}

void SulYamlKeys(const SulYaml *node, const char *const *keys, SulError *error) {
  if (!node) return;
  if (node->kind != SUL_YAML_MAPPING) {
    char text[1500] = "";
    SulTextAppendList(text, sizeof text, keys, CountKeys(keys));
    SulYamlFail(node, error, "expected keys with values, found %s; known keys: %s", KindName(node),
                text);
    return;
  }
  for (size_t i = 0; i < node->count && !SulFailed(error); i++) {
    bool known = false;
    for (size_t k = 0; keys[k] && !known; k++)
      known = strcmp(node->items[i]->key, keys[k]) == 0;
    if (!known) TellUnknown(node->items[i], keys, error);
  }
}

const SulYaml *SulYamlFind(const SulYaml *mapping, const char *key) {
  if (!mapping || mapping->kind != SUL_YAML_MAPPING) return NULL;
  for (size_t i = 0; i < mapping->count; i++)
    if (strcmp(mapping->items[i]->key, key) == 0) return mapping->items[i];
  return NULL;
}

const SulYaml *SulYamlNeed(const SulYaml *mapping, const char *key, const char *example,
                           SulError *error) {
  if (!mapping) return NULL;
  const SulYaml *value = SulYamlFind(mapping, key);
  if (value || SulFailed(error)) return value;
  char path[512];
  SulYamlPath(mapping, path, sizeof path);
  SulErrorSet(error, SUL_INPUT, "%s:%d: key \"%s%s%s\": is missing; for example: %s", File(mapping),
              mapping->key_line, path, path[0] ? "." : "", key, example);
  return NULL;
}

size_t SulYamlLength(const SulYaml *node, const char *example, SulError *error) {
  if (!node) return 0;
  if (node->kind != SUL_YAML_SEQUENCE)
    SulYamlFail(node, error, "expected a list, found %s; for example: %s", KindName(node), example);
  else if (node->count == 0)
    SulYamlFail(node, error, "the list is empty; for example: %s", example);
  return SulFailed(error) ? 0 : node->count;
}

void SulYamlExclude(const SulYaml *mapping, const char *one, const char *other, SulError *error) {
  const SulYaml *first = SulYamlFind(mapping, one), *second = SulYamlFind(mapping, other);
  if (first && second)
    SulYamlFail(second, error, "cannot stand beside \"%s\" (line %d): give one of the two", one,
                first->key_line);
}

/* ---- Scalars --------------------------------------------------------------------------------- */

const char *SulYamlText(const SulYaml *node, SulError *error) {
  if (!node) return "";
  if (node->kind != SUL_YAML_SCALAR)
    SulYamlFail(node, error, "expected a single value, found %s", KindName(node));
  else if (!node->text[0])
    SulYamlFail(node, error, "has no value");
  else
    return node->text;
  return "";
}

const char *SulYamlName(const SulYaml *node, SulError *error) {
  const char *name = SulYamlText(node, error);
  if (strlen(name) < SUL_NAME_SIZE) return name;
  SulYamlFail(node, error, "the name is too long (%zu bytes, at most %d)", strlen(name),
              SUL_NAME_SIZE - 1);
  return "";
}

/* strtod also takes hexadecimal, "inf" and "nan". */
static bool IsPlain(const char *text) {
  return text[strspn(text, "+-.0123456789eE")] == '\0';
}

double SulNumber(const char *whole, SulError *error) {
  char *end;
  double value = strtod(whole, &end);
  const char *rest = end + strspn(end, " ");
  if (rest[0] == '%' && end > whole)
    SulErrorSet(error, SUL_INPUT, "\"%s\" has a unit; write the plain number %g", whole,
                value / 100);
  else if (*end || end == whole || !IsPlain(whole))
    SulErrorSet(error, SUL_INPUT, "expected a plain number without unit, found \"%s\"", whole);
  else if (!isfinite(value))
    SulErrorSet(error, SUL_INPUT, "the number %s is too large", whole);
  else
    return value;
  return 0;
}

double SulYamlNumber(const SulYaml *node, SulError *error) {
  SulError wrong = {0};
  const char *text = SulYamlText(node, error);
  double value = text[0] ? SulNumber(text, &wrong) : 0;
  if (SulFailed(&wrong)) SulYamlFail(node, error, "%s", wrong.text);
  return value;
}

long long SulYamlInteger(const SulYaml *node, long long least, long long most, SulError *error) {
  const char *text = SulYamlText(node, error);
  if (!text[0]) return least;
  char *end;
  errno = 0;
  long long value = strtoll(text, &end, 10);
  if (*end || end == text)
    SulYamlFail(node, error, "expected a whole number, found \"%s\"", text);
  else if (errno || value < least || value > most)
    SulYamlFail(node, error, "must lie from %lld to %lld, found %s", least, most, text);
  else
    return value;
  return least;
}

bool SulYamlBoolean(const SulYaml *node, SulError *error) {
  static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};
  const char *text = SulYamlText(node, error);
  for (int i = 0; i < 6; i++)
    if (strcasecmp(text, words[i]) == 0) return i % 2 == 1;
  SulYamlFail(node, error, "expected true or false, found \"%s\"", text);
  return false;
}

size_t SulYamlChoice(const SulYaml *node, const char *const *choices, size_t count,
                     SulError *error) {
  const char *word = SulYamlText(node, error);
  for (size_t i = 0; i < count; i++)
    if (strcmp(word, choices[i]) == 0) return i;
  char text[1000] = "";
  const char *nearest = SulTextNearest(word, choices, count);
  if (nearest) SulTextAppend(text, sizeof text, "; did you mean \"%s\"?", nearest);
  SulTextAppend(text, sizeof text, "%s possible: ", nearest ? "" : ";");
  SulTextAppendList(text, sizeof text, choices, count);
  SulYamlFail(node, error, "\"%s\" is not possible here%s", word, text);
  return 0;
}

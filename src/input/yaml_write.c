/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths into the tree, changes of it, and the way back to text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>
#include <sulfem/yaml.h>
#include <yaml.h>

/* ---- Paths ----------------------------------------------------------------------------------- */

/* The name a list entry goes by, or NULL. */
static const char *EntryName(const SulYaml *entry) {
  const SulYaml *name = SulYamlFind(entry, "group");
  if (!name) name = SulYamlFind(entry, "name");
  return name && name->kind == SUL_YAML_SCALAR && name->text[0] ? name->text : NULL;
}

static size_t EntryNumber(const SulYaml *entry) {
  size_t number = 0;
  while (number < entry->parent->count && entry->parent->items[number] != entry)
    number++;
  return number;
}

void SulYamlPath(const SulYaml *node, char *path, size_t size) {
  if (!node->parent) {
    path[0] = '\0';
    return;
  }
  SulYamlPath(node->parent, path, size);
  const char *name = node->key ? node->key : EntryName(node);
  if (name)
    SulTextAppend(path, size, "%s%s", path[0] ? "." : "", name);
  else
    SulTextAppend(path, size, "[%zu]", EntryNumber(node));
}

/* The child that the beginning of `path` names, longest name first, because names of groups may
 * have dots in them; *rest is what follows in the path. */
static SulYaml *Child(const SulYaml *node, const char *path, const char **rest) {
  SulYaml *best = NULL;
  size_t longest = 0;
  for (size_t i = 0; i < node->count; i++) {
    char number[32];
    SulYaml *item = node->items[i];
    const char *name = node->kind == SUL_YAML_MAPPING ? item->key : EntryName(item);
    snprintf(number, sizeof number, "[%zu]", i);
    if (node->kind == SUL_YAML_SEQUENCE && strncmp(path, number, strlen(number)) == 0)
      name = number;
    size_t length = name ? strlen(name) : 0;
    bool fits = length > longest && strncmp(path, name, length) == 0 &&
                (path[length] == '\0' || path[length] == '.' || path[length] == '[');
    if (!fits) continue;
    best = item;
    longest = length;
  }
  *rest = path + longest + (path[longest] == '.');
  return best;
}

SulYaml *SulYamlReach(const SulYaml *root, const char *path, const char **rest) {
  const SulYaml *node = root;
  while (path[0]) {
    const char *further;
    const SulYaml *child = Child(node, path, &further);
    if (!child) break;
    node = child;
    path = further;
  }
  *rest = path;
  return (SulYaml *)node;
}

SulYaml *SulYamlAt(const SulYaml *root, const char *path) {
  const char *rest;
  SulYaml *node = SulYamlReach(root, path, &rest);
  return rest[0] ? NULL : node;
}

/* ---- Changes --------------------------------------------------------------------------------- */

SulYaml *SulYamlScalar(const char *text) {
  SulYaml *node = SulAllocate(1, sizeof *node);
  node->kind = SUL_YAML_SCALAR;
  node->text = SulTextCopy(text);
  return node;
}

SulYaml *SulYamlCopy(const SulYaml *node) {
  SulYaml *copy = SulAllocate(1, sizeof *copy);
  *copy = *node;
  copy->parent = NULL;
  copy->key = node->key ? SulTextCopy(node->key) : NULL;
  copy->text = node->text ? SulTextCopy(node->text) : NULL;
  copy->file = node->file ? SulTextCopy(node->file) : NULL;
  copy->items = SulAllocate(node->count, sizeof *copy->items);
  for (size_t i = 0; i < node->count; i++) {
    copy->items[i] = SulYamlCopy(node->items[i]);
    copy->items[i]->parent = copy;
  }
  return copy;
}

static void Replace(SulYaml *old, const SulYaml *value) {
  SulYaml *copy = SulYamlCopy(value);
  free(copy->key);
  copy->key = old->key ? SulTextCopy(old->key) : NULL;
  copy->parent = old->parent;
  old->parent->items[EntryNumber(old)] = copy;
  SulYamlFree(&old);
}

static void Add(SulYaml *mapping, const char *key, const SulYaml *value) {
  SulYaml **items = SulAllocate(mapping->count + 1, sizeof *items);
  if (mapping->count) memcpy(items, mapping->items, mapping->count * sizeof *items);
  free(mapping->items);
  mapping->items = items;
  SulYaml *copy = SulYamlCopy(value);
  free(copy->key);
  copy->key = SulTextCopy(key);
  copy->parent = mapping;
  items[mapping->count++] = copy;
}

/* What a node is that has no such child. */
static void TellKind(const SulYaml *node, SulError *error) {
  if (node->kind == SUL_YAML_SCALAR)
    SulErrorAppend(error, " (it is a single value)");
  else if (node->count == 0)
    SulErrorAppend(error, " (it is empty)");
  else if (node->kind == SUL_YAML_MAPPING)
    SulErrorAppend(error, " (it is no list)");
  else if (node->count == 1)
    SulErrorAppend(error, " (it is a list of one entry, [0])");
  else
    SulErrorAppend(error, " (it is a list of %zu entries, [0] to [%zu])", node->count,
                   node->count - 1);
}

static void TellChildren(const SulYaml *node, const char *wanted, SulError *error) {
  char list[1500] = "";
  const char **names = SulAllocate(node->count, sizeof *names);
  size_t count = 0;
  for (size_t i = 0; i < node->count; i++) {
    const SulYaml *item = node->items[i];
    const char *name = node->kind == SUL_YAML_MAPPING ? item->key : EntryName(item);
    if (name) names[count++] = name;
  }
  SulTextAppendList(list, sizeof list, names, count);
  const char *nearest = SulTextNearest(wanted, names, count);
  if (nearest) SulErrorAppend(error, "; did you mean \"%s\"?", nearest);
  if (count == 0 || wanted[0] == '[') TellKind(node, error);
  if (count) SulErrorAppend(error, "; there are: %s", list);
  free(names);
}

static void TellNoWay(const SulYaml *reached, const char *path, const char *rest, SulError *error) {
  char here[512], wanted[SUL_NAME_SIZE];
  SulYamlPath(reached, here, sizeof here);
  /* a number with its brackets, or a name up to the next dot */
  size_t length = rest[0] == '[' ? strcspn(rest, "].") : strcspn(rest, ".[");
  length += rest[length] == ']';
  snprintf(wanted, sizeof wanted, "%.*s", (int)length, rest);
  SulErrorSet(error, SUL_INPUT, "there is no \"%s\": %s%s%s has no \"%s\"", path,
              here[0] ? "\"" : "the file", here, here[0] ? "\"" : "", wanted[0] ? wanted : rest);
  TellChildren(reached, wanted, error);
}

void SulYamlSet(SulYaml *root, const char *path, const SulYaml *value, SulError *error) {
  const char *rest;
  SulYaml *node = SulYamlReach(root, path, &rest);
  if (SulFailed(error)) return; /* what TellNoWay appends would stand behind another message */
  if (!rest[0] && node != root)
    Replace(node, value);
  else if (rest[0] && node->kind == SUL_YAML_MAPPING && !strpbrk(rest, ".["))
    Add(node, rest, value);
  else
    TellNoWay(node, path, rest, error);
}

/* ---- Text ------------------------------------------------------------------------------------ */

static int AddNode(yaml_document_t *document, const SulYaml *node) {
  if (node->kind == SUL_YAML_SCALAR) {
    yaml_scalar_style_t style =
        node->quoted ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE;
    return yaml_document_add_scalar(document, NULL, (const yaml_char_t *)node->text, -1, style);
  }
  bool is_mapping = node->kind == SUL_YAML_MAPPING;
  int self = is_mapping ? yaml_document_add_mapping(document, NULL, YAML_BLOCK_MAPPING_STYLE)
                        : yaml_document_add_sequence(document, NULL, YAML_BLOCK_SEQUENCE_STYLE);
  for (size_t i = 0; i < node->count; i++) {
    int value = AddNode(document, node->items[i]);
    if (!is_mapping) {
      yaml_document_append_sequence_item(document, self, value);
      continue;
    }
    int key = yaml_document_add_scalar(document, NULL, (const yaml_char_t *)node->items[i]->key, -1,
                                       YAML_PLAIN_SCALAR_STYLE);
    yaml_document_append_mapping_pair(document, self, key, value);
  }
  return self;
}

static int WriteText(void *stream, unsigned char *text, size_t size) {
  return fwrite(text, 1, size, stream) == size;
}

char *SulYamlEmit(const SulYaml *node) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  yaml_emitter_t emitter;
  yaml_document_t document;
  yaml_emitter_initialize(&emitter);
  yaml_emitter_set_output(&emitter, WriteText, stream);
  yaml_emitter_set_unicode(&emitter, 1);
  yaml_emitter_set_width(&emitter, -1);
  yaml_document_initialize(&document, NULL, NULL, NULL, 1, 1);
  AddNode(&document, node);
  yaml_emitter_open(&emitter);
  yaml_emitter_dump(&emitter, &document); /* frees the document */
  yaml_emitter_close(&emitter);
  yaml_emitter_delete(&emitter);
  fclose(stream);
  return text;
}

static void WriteLine(FILE *stream, const SulYaml *node) {
  if (node->kind == SUL_YAML_SCALAR) {
    fputs(node->text, stream);
    return;
  }
  bool is_mapping = node->kind == SUL_YAML_MAPPING;
  fputc(is_mapping ? '{' : '[', stream);
  for (size_t i = 0; i < node->count; i++) {
    fprintf(stream, "%s%s%s", i ? ", " : "", is_mapping ? node->items[i]->key : "",
            is_mapping ? ": " : "");
    WriteLine(stream, node->items[i]);
  }
  fputc(is_mapping ? '}' : ']', stream);
}

char *SulYamlLine(const SulYaml *node) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  WriteLine(stream, node);
  fclose(stream);
  return text;
}

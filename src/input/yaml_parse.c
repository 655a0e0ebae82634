/* SPDX-License-Identifier: BSD-2-Clause */
/* From a text to the tree: libyaml's document, copied node by node. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>
#include <sulfem/yaml.h>
#include <yaml.h>

#include "yaml_limits.h"

/* What the copying needs on its way down. */
typedef struct {
  yaml_document_t *document;
  const char *path;
  size_t nodes; /* copied so far, and bytes of their texts: aliases can make a small file grow
                   without end */
  size_t bytes;
  int depth;
  SulError *error;
} Copier;

static SulYaml *CopyNode(Copier *copier, int index, SulYaml *parent, int key_line);

static int Line(yaml_mark_t mark) {
  return (int)mark.line + 1;
}

static char *CopyScalar(Copier *copier, const yaml_node_t *from) {
  const char *text = (const char *)from->data.scalar.value;
  if (strlen(text) != from->data.scalar.length)
    SulErrorSet(copier->error, SUL_INPUT, "%s:%d: a text holds a zero byte", copier->path,
                Line(from->start_mark));
  SulYamlCharacters(copier->path, Line(from->start_mark), text, copier->error);
  copier->bytes += from->data.scalar.length;
  if (copier->bytes > SUL_YAML_BYTES)
    SulErrorSet(copier->error, SUL_INPUT,
                "%s:%d: more than %d bytes of text (aliases counted in full)", copier->path,
                Line(from->start_mark), SUL_YAML_BYTES);
  return SulTextCopy(SulFailed(copier->error) ? "" : text);
}

static void CopySequence(Copier *copier, const yaml_node_t *from, SulYaml *node) {
  const yaml_node_item_t *first = from->data.sequence.items.start;
  size_t count = (size_t)(from->data.sequence.items.top - first);
  node->items = SulAllocate(count, sizeof *node->items);
  for (; node->count < count && !SulFailed(copier->error); node->count++)
    node->items[node->count] = CopyNode(copier, first[node->count], node, 0);
}

/* By key, and those of one key in the order of the file. */
static int CompareKeys(const void *a, const void *b) {
  const SulYaml *one = *(SulYaml *const *)a, *other = *(SulYaml *const *)b;
  int order = strcmp(one->key, other->key);
  return order ? order : (one->key_line > other->key_line) - (one->key_line < other->key_line);
}

/* Of all keys that stand here twice the one that does so first. Sorted: there may be many keys. */
static void CheckDuplicates(Copier *copier, const SulYaml *node) {
  const SulYaml **sorted = SulAllocate(node->count, sizeof *sorted), *first = NULL, *second = NULL;
  if (node->count) memcpy(sorted, node->items, node->count * sizeof *sorted);
  qsort(sorted, node->count, sizeof *sorted, CompareKeys);
  for (size_t i = 1; i < node->count; i++) {
    if (strcmp(sorted[i - 1]->key, sorted[i]->key) != 0) continue;
    if (second && second->key_line <= sorted[i]->key_line) continue;
    first = sorted[i - 1];
    second = sorted[i];
  }
  if (second)
    SulErrorSet(copier->error, SUL_INPUT,
                "%s:%d: key \"%s\": stands here twice; the first one is on line %d", copier->path,
                second->key_line, second->key, first->key_line);
  free(sorted);
}

static void CopyPair(Copier *copier, const yaml_node_pair_t *pair, SulYaml *node) {
  const yaml_node_t *key = yaml_document_get_node(copier->document, pair->key);
  int line = Line(key->start_mark);
  if (key->type != YAML_SCALAR_NODE) {
    SulErrorSet(copier->error, SUL_INPUT, "%s:%d: a key must be a word, not a list or a mapping",
                copier->path, line);
    return;
  }
  char *text = CopyScalar(copier, key);
  SulYaml *item = SulFailed(copier->error) ? NULL : CopyNode(copier, pair->value, node, line);
  if (!item) {
    free(text);
    return;
  }
  item->key = text;
  node->items[node->count++] = item;
}

static void CopyMapping(Copier *copier, const yaml_node_t *from, SulYaml *node) {
  const yaml_node_pair_t *first = from->data.mapping.pairs.start,
                         *end = from->data.mapping.pairs.top;
  node->items = SulAllocate((size_t)(end - first), sizeof *node->items);
  for (const yaml_node_pair_t *pair = first; pair < end && !SulFailed(copier->error); pair++)
    CopyPair(copier, pair, node);
  if (!SulFailed(copier->error)) CheckDuplicates(copier, node);
}

static void CheckSize(Copier *copier, int line) {
  if (copier->depth > SUL_YAML_DEPTH)
    SulErrorSet(copier->error, SUL_INPUT,
                "%s:%d: nested more than %d levels deep (or an alias holds itself)", copier->path,
                line, SUL_YAML_DEPTH);
  if (copier->nodes > SUL_YAML_ENTRIES)
    SulErrorSet(copier->error, SUL_INPUT, "%s:%d: more than %d entries (aliases counted in full)",
                copier->path, line, SUL_YAML_ENTRIES);
}

/* A node that is always whole enough to be freed, also when the error is set on the way. */
static SulYaml *CopyNode(Copier *copier, int index, SulYaml *parent, int key_line) {
  const yaml_node_t *from = yaml_document_get_node(copier->document, index);
  SulYaml *node = SulAllocate(1, sizeof *node);
  node->parent = parent;
  node->line = Line(from->start_mark);
  node->key_line = key_line ? key_line : node->line;
  copier->nodes++;
  copier->depth++;
  CheckSize(copier, node->line);
  if (from->type == YAML_SCALAR_NODE) {
    node->kind = SUL_YAML_SCALAR;
    node->quoted = from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text = CopyScalar(copier, from);
  } else if (from->type == YAML_SEQUENCE_NODE) {
    node->kind = SUL_YAML_SEQUENCE;
    CopySequence(copier, from, node);
  } else {
    node->kind = SUL_YAML_MAPPING;
    CopyMapping(copier, from, node);
  }
  copier->depth--;
  return node;
}

static void TellSyntax(const yaml_parser_t *parser, const char *path, SulError *error) {
  const char *problem = parser->problem ? parser->problem : "out of memory";
  if (parser->error == YAML_READER_ERROR) {
    SulErrorSet(error, SUL_INPUT, "%s: byte %zu: not a YAML text in UTF-8 (%s)", path,
                parser->problem_offset, problem);
    return;
  }
  SulErrorSet(error, SUL_INPUT, "%s:%d: not valid YAML: %s", path, Line(parser->problem_mark),
              problem);
  if (parser->context)
    SulErrorAppend(error, ", %s that begins on line %d", parser->context,
                   Line(parser->context_mark));
  SulErrorAppend(error, " (entries are written \"key: value\", indented by spaces, never by tabs)");
}

/* The root's index is 1 in libyaml; a document without nodes has no root. */
static SulYaml *CopyDocument(yaml_document_t *document, const char *path, SulError *error) {
  const yaml_node_t *top = yaml_document_get_root_node(document);
  if (!top) {
    SulErrorSet(error, SUL_INPUT, "%s:1: the file is empty", path);
    return NULL;
  }
  if (top->type != YAML_MAPPING_NODE) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: expected \"key: value\" entries at the top of the file, found %s", path,
                Line(top->start_mark), top->type == YAML_SCALAR_NODE ? "a plain text" : "a list");
    return NULL;
  }
  Copier copier = {.document = document, .path = path, .error = error};
  SulYaml *root = CopyNode(&copier, 1, NULL, 0);
  root->file = SulTextCopy(path);
  if (SulFailed(error)) SulYamlFree(&root);
  return root;
}

static void RefuseSecond(yaml_parser_t *parser, const char *path, SulError *error) {
  yaml_document_t document;
  if (!yaml_parser_load(parser, &document)) {
    TellSyntax(parser, path, error);
    return;
  }
  if (yaml_document_get_root_node(&document))
    SulErrorSet(error, SUL_INPUT, "%s:%d: a second document (\"---\") begins; one file holds one",
                path, Line(document.start_mark));
  yaml_document_delete(&document);
}

SulYaml *SulYamlParse(const char *path, const char *text, SulError *error) {
  yaml_parser_t parser;
  yaml_document_t document;
  SulYaml *root = NULL;
  SulYamlLimits(path, text, error);
  if (SulFailed(error)) return NULL;
  if (!yaml_parser_initialize(&parser)) {
    SulErrorSet(error, SUL_INTERNAL, "%s: out of memory in libyaml", path);
    return NULL;
  }
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
  if (yaml_parser_load(&parser, &document)) {
    root = CopyDocument(&document, path, error);
    yaml_document_delete(&document);
    if (root) RefuseSecond(&parser, path, error);
  } else {
    TellSyntax(&parser, path, error);
  }
  yaml_parser_delete(&parser);
  if (SulFailed(error)) SulYamlFree(&root);
  return root;
}

static void FreeNode(SulYaml *node) {
  for (size_t i = 0; i < node->count; i++)
    FreeNode(node->items[i]);
  free(node->items);
  free(node->key);
  free(node->text);
  free(node->file);
  free(node);
}

void SulYamlFree(SulYaml **root) {
  if (*root) FreeNode(*root);
  *root = NULL;
}

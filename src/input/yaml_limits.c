/* SPDX-License-Identifier: BSD-2-Clause */
/* Refuses YAML texts that would take all memory or time, and characters that are no YAML. */
#include "yaml_limits.h"
#include <stdio.h>
#include <string.h>
#include <sulfem/text.h>
#include <yaml.h>

typedef struct {
  const char *path;
  int depth, anchors;
  SulError *error;
} Walk;

static void Look(Walk *walk, const yaml_event_t *event) {
  int line = (int)event->start_mark.line + 1;
  const yaml_char_t *anchor = NULL;
  if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT) {
    bool list = event->type == YAML_SEQUENCE_START_EVENT;
    anchor = list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
    walk->depth++;
  } else if (event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT) {
    walk->depth--;
  } else if (event->type == YAML_SCALAR_EVENT) {
    anchor = event->data.scalar.anchor;
  }
  walk->anchors += anchor != NULL;
  if (walk->depth > SUL_YAML_DEPTH)
    SulErrorSet(walk->error, SUL_INPUT, "%s:%d: nested more than %d levels deep", walk->path, line,
                SUL_YAML_DEPTH);
  if (walk->anchors > SUL_YAML_ANCHORS)
    SulErrorSet(walk->error, SUL_INPUT, "%s:%d: more than %d anchors (&name)", walk->path, line,
                SUL_YAML_ANCHORS);
}

void SulYamlLimits(const char *path, const char *text, SulError *error) {
  Walk walk = {.path = path, .error = error};
  yaml_parser_t parser;
  yaml_event_t event;
  size_t size = strlen(text);
  if (size > SUL_YAML_BYTES) {
    SulErrorSet(error, SUL_INPUT, "%s: has %zu bytes; a file of this kind has at most %d", path,
                size, SUL_YAML_BYTES);
    return;
  }
  if (!yaml_parser_initialize(&parser)) return; /* the reading proper will tell */
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
  for (bool more = true; more && !SulFailed(error);) {
    if (!yaml_parser_parse(&parser, &event)) break;
    more = event.type != YAML_STREAM_END_EVENT;
    Look(&walk, &event);
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
}

/* The code point that begins here, of a text that libyaml has taken for UTF-8. */
static unsigned CodePoint(const unsigned char *c) {
  if (c[0] < 0x80) return c[0];
  if (c[0] < 0xE0) return (c[0] & 0x1Fu) << 6 | (c[1] & 0x3Fu);
  if (c[0] < 0xF0) return (c[0] & 0x0Fu) << 12 | (c[1] & 0x3Fu) << 6 | (c[2] & 0x3Fu);
  return (c[0] & 0x07u) << 18 | (c[1] & 0x3Fu) << 12 | (c[2] & 0x3Fu) << 6 | (c[3] & 0x3Fu);
}

void SulYamlCharacters(const char *path, int line, const char *text, SulError *error) {
  for (const char *c = text; *c; c++) {
    if ((*c & 0xC0) == 0x80) continue; /* within a character */
    unsigned code = CodePoint((const unsigned char *)c);
    bool control = (code < 0x20 && !strchr("\t\n\r", (int)code)) || (code >= 0x7F && code < 0xA0);
    bool none = (code & 0xFFFE) == 0xFFFE || (code >= 0xD800 && code < 0xE000);
    if (!control && !none) continue;
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: a text holds the control character U+%04X, which no result may get from it",
                path, line, code);
    return;
  }
}

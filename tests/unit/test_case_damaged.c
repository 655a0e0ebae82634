/* SPDX-License-Identifier: BSD-2-Clause */
/* Damaged case files: the case of the docs with random pieces cut, doubled, put in and overwritten.
 * Whatever comes out is a case or a message with the file's name, never a crash (the sanitizer pass
 * runs this too), and every text that still is YAML survives being written and read again. */
#include "check.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/case.h>
#include <sulfem/text.h>
#include <sulfem/yaml.h>

enum { DAMAGED = 1500, TEXT_SIZE = 1 << 14 };

/* Knuth's linear congruence, so that a failure can be repeated anywhere. */
static size_t Random(uint64_t *state, size_t below) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(*state >> 33) % below;
}

static void Insert(char *text, size_t at, const char *piece, size_t length) {
  memmove(text + at + length, text + at, strlen(text + at) + 1);
  memcpy(text + at, piece, length);
}

static void Damage(char *text, uint64_t *state) {
  static const char *const pieces[] = {"[",    "]",   "{",    "}",   ":",     " ",      "\n",
                                       "- ",   "\"",  "'",    "&a ", "*a",    "#",      "|",
                                       "~",    "nan", "-1",   "%",   "1e999", "!! ",    "? ",
                                       "\xff", "\t",  "<<: ", "--",  "0x1",   "\n---\n"};
  size_t length = strlen(text), at = Random(state, length), from = Random(state, length);
  size_t span = 1 + Random(state, 30);
  char copy[32];
  switch (Random(state, 4)) {
  case 0:
    text[at] = (char)(1 + Random(state, 255));
    break;
  case 1:
    if (at + span < length) memmove(text + at, text + at + span, length - at - span + 1);
    break;
  case 2: {
    const char *piece = pieces[Random(state, sizeof pieces / sizeof pieces[0])];
    Insert(text, at, piece, strlen(piece));
    break;
  }
  default:
    if (from + span > length) span = length - from;
    memcpy(copy, text + from, span);
    Insert(text, at, copy, span);
  }
}

static bool ParsesOrTells(const char *text) {
  SulError error = {0};
  SulCase parsed;
  SulCaseParse("x.yaml", text, &parsed, &error);
  if (!SulFailed(&error)) {
    SulCaseFree(&parsed);
    return true;
  }
  return error.status == SUL_INPUT && strncmp(error.text, "x.yaml:", 7) == 0;
}

static bool SurvivesWriting(const char *text) {
  SulError error = {0};
  SulYaml *root = SulYamlParse("x.yaml", text, &error);
  if (!root) return true;
  char *written = SulYamlEmit(root);
  SulYaml *again = SulYamlParse("y.yaml", written, &error);
  char *twice = again ? SulYamlEmit(again) : NULL;
  bool same = twice && strcmp(written, twice) == 0;
  free(written);
  free(twice);
  SulYamlFree(&root);
  SulYamlFree(&again);
  return same;
}

int main(void) {
  SulError error = {0};
  char *docs = SulFileRead(SULFEM_SOURCE_DIR "/docs/case-file.md", &error);
  CHECK(docs != NULL);
  if (!docs) return CheckResult();
  char *sound = strstr(docs, "```yaml\n") + 8, text[TEXT_SIZE];
  *strstr(sound, "```") = '\0';
  CHECK(ParsesOrTells(sound));
  uint64_t state = 1;
  for (int i = 0; i < DAMAGED; i++) {
    snprintf(text, sizeof text, "%s", sound);
    for (size_t wounds = 1 + Random(&state, 4); wounds > 0; wounds--)
      Damage(text, &state);
    bool fine = ParsesOrTells(text) && SurvivesWriting(text);
    if (!fine) fprintf(stderr, "this text was not taken well:\n%s\n", text);
    CHECK(fine);
  }
  free(docs);
  return CheckResult();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads numbers and words of a mesh file, text or binary, and says where a mistake is. */
#include "msh_cursor.h"
#include "msh_number.h"
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WORD_TOLD = 30 }; /* characters of the file in a message */

static bool IsBlank(SulByte c) {
  return c == ' ' || c == '\t' || c == '\r';
}

static int64_t LineOf(const SulMshCursor *cursor, const SulByte *at) {
  int64_t line = 1;
  for (const SulByte *c = cursor->start; c < at && (c = memchr(c, '\n', (size_t)(at - c))); c++)
    line++;
  return line;
}

void SulMshTellPlace(const SulMshCursor *cursor, const SulByte *at, char *text, size_t size) {
  if (cursor->binary_file)
    snprintf(text, size, "byte %lld", (long long)(at - cursor->start));
  else
    snprintf(text, size, "line %lld", (long long)LineOf(cursor, at));
}

void SulMshFail(SulMshCursor *cursor, const SulByte *at, const char *format, ...) {
  char text[1000];
  va_list arguments;
  if (SulMshFailed(cursor)) return;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (cursor->binary_file)
    SulErrorSet(cursor->error, SUL_INPUT, "%s: byte %lld: %s", cursor->path,
                (long long)(at - cursor->start), text);
  else
    SulErrorSet(cursor->error, SUL_INPUT, "%s:%lld: %s", cursor->path,
                (long long)LineOf(cursor, at), text);
}

void SulMshTellWord(const SulMshCursor *cursor, const SulByte *at, char *text, size_t size) {
  char word[WORD_TOLD + 1];
  int length = 0;
  const SulByte *c = at;
  for (; c < cursor->end && !IsBlank(*c) && *c != '\n' && length < WORD_TOLD; c++)
    word[length++] = (char)(*c > ' ' && *c < 127 ? *c : '?');
  word[length] = '\0';
  if (c == cursor->end && length == 0)
    snprintf(text, size, "the end of the file (it is cut off)");
  else if (length == 0)
    snprintf(text, size, "the end of the line");
  else
    snprintf(text, size, "\"%s%s\"", word, length == WORD_TOLD ? "..." : "");
}

void SulMshBegin(SulMshCursor *cursor) {
  if (cursor->binary) return;
  const SulByte *c = cursor->at;
  while (IsBlank(*c) || *c == '\n')
    c++;
  cursor->at = c;
}

void SulMshEndRecord(SulMshCursor *cursor) {
  char word[2 * WORD_TOLD];
  if (cursor->binary || SulMshFailed(cursor)) return;
  const SulByte *c = cursor->at;
  while (IsBlank(*c))
    c++;
  cursor->at = c;
  if (*c == '\n') {
    cursor->at = c + 1;
  } else if (c < cursor->end) {
    SulMshTellWord(cursor, c, word, sizeof word);
    SulMshFail(cursor, c, "the line should end where %s stands", word);
  }
}

/* Nothing can be read here as what it should be. */
static void FailAt(SulMshCursor *cursor, const SulByte *at, const char *what, const char *kind) {
  char word[2 * WORD_TOLD];
  SulMshTellWord(cursor, at, word, sizeof word);
  SulMshFail(cursor, at, "%s, %s, should stand where %s is", what, kind, word);
}

/* Are there so many bytes more? */
static bool Holds(SulMshCursor *cursor, size_t bytes, const char *what) {
  if ((size_t)(cursor->end - cursor->at) >= bytes) return true;
  SulMshFail(cursor, cursor->at, "the file is cut off: %s should stand here", what);
  cursor->at = cursor->end;
  return false;
}

static uint32_t Take4(SulMshCursor *cursor, const char *what) {
  uint32_t number;
  if (!Holds(cursor, sizeof number, what)) return 0;
  memcpy(&number, cursor->at, sizeof number);
  cursor->at += sizeof number;
  return cursor->swapped ? __builtin_bswap32(number) : number;
}

static uint64_t Take8(SulMshCursor *cursor, const char *what) {
  uint64_t number;
  if (!Holds(cursor, sizeof number, what)) return 0;
  memcpy(&number, cursor->at, sizeof number);
  cursor->at += sizeof number;
  return cursor->swapped ? __builtin_bswap64(number) : number;
}

static int64_t TextInteger(SulMshCursor *cursor, const char *what) {
  int64_t number = 0;
  const SulByte *c = cursor->at;
  while (IsBlank(*c))
    c++;
  cursor->at = c;
  if (!SulReadInteger(&cursor->at, &number)) FailAt(cursor, c, what, "a whole number");
  return number;
}

int SulMshInt(SulMshCursor *cursor, const char *what) {
  if (cursor->binary) return (int)(int32_t)Take4(cursor, what);
  int64_t number = TextInteger(cursor, what);
  if (number >= INT_MIN && number <= INT_MAX) return (int)number;
  SulMshFail(cursor, cursor->at, "%s is %lld, beyond 32-bit numbers", what, (long long)number);
  return 0;
}

/* Never negative. */
static int64_t Natural(SulMshCursor *cursor, const SulByte *at, int64_t number, const char *what) {
  if (number >= 0) return number;
  SulMshFail(cursor, at, "%s is %lld: it cannot be negative", what, (long long)number);
  return 0;
}

int64_t SulMshSize(SulMshCursor *cursor, const char *what) {
  const SulByte *at = cursor->at;
  if (!cursor->binary) return Natural(cursor, at, TextInteger(cursor, what), what);
  uint64_t number = cursor->size_bytes == 4 ? Take4(cursor, what) : Take8(cursor, what);
  if (number <= INT64_MAX) return (int64_t)number;
  SulMshFail(cursor, at, "%s is %llu: that is beyond what can be counted, or a negative number",
             what, (unsigned long long)number);
  return 0;
}

int64_t SulMshTag(SulMshCursor *cursor, const char *what) {
  const SulByte *at = cursor->at;
  int64_t number = cursor->binary ? (int32_t)Take4(cursor, what) : TextInteger(cursor, what);
  return Natural(cursor, at, number, what);
}

double SulMshReal(SulMshCursor *cursor, const char *what) {
  double number = 0;
  const SulByte *c = cursor->at;
  if (cursor->binary) {
    uint64_t bits = Take8(cursor, what);
    memcpy(&number, &bits, sizeof number);
    if (isfinite(number)) return number;
    SulMshFail(cursor, c, "%s is not a finite number (%g)", what, number);
    return 0;
  }
  while (IsBlank(*c))
    c++;
  cursor->at = c;
  if (!SulReadReal(&cursor->at, &number)) FailAt(cursor, c, what, "a finite decimal number");
  return number;
}

bool SulMshFits(SulMshCursor *cursor, const SulByte *head, int64_t count, size_t text_bytes,
                size_t binary_bytes, const char *what) {
  size_t bytes = cursor->binary ? binary_bytes : text_bytes;
  size_t left = (size_t)(cursor->end - cursor->at);
  if (SulMshFailed(cursor)) return false;
  if ((uint64_t)count <= (left + 1) / bytes) return true;
  SulMshFail(cursor, head,
             "%lld %s are announced, and only %zu bytes follow: the file is cut off or damaged",
             (long long)count, what, left);
  return false;
}

void SulMshSkipReal(SulMshCursor *cursor, const char *what) {
  const SulByte *c = cursor->at;
  if (cursor->binary) {
    Take8(cursor, what);
    return;
  }
  while (IsBlank(*c))
    c++;
  const SulByte *word = c;
  while (*c > ' ' && *c < 127)
    c++;
  cursor->at = c;
  if (c == word) FailAt(cursor, c, what, "a number");
}

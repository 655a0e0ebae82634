/* SPDX-License-Identifier: BSD-2-Clause */
/* Mutations of texts, by words and by lines, for the targets of this folder. */
#ifndef SULFEM_FUZZ_WORDS_H
#define SULFEM_FUZZ_WORDS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/error.h>
#include <sulfem/text.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a format's numbers and keys may be, and what they may not. */
typedef struct {
  unsigned count;
  const char *const *list;
} Words;

static inline void Check(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "fuzz: %s\n", what);
  abort();
}

/* A refusal has words, and blames the input. */
static inline void CheckRefusal(const SulError *error) {
  Check(SulFailed(error) == (error->text[0] != '\0'), "a refusal without a word");
  Check(!SulFailed(error) || error->status == SUL_INPUT, "a refusal that does not blame the input");
}

/* The input as a text; free() it. NULL where it has a zero byte, which the readers of files refuse. */
static inline char *TextOf(const uint8_t *data, size_t size) {
  if (size > 0 && memchr(data, 0, size)) return NULL;
  char *text = SulAllocate(size + 1, 1);
  if (size > 0) memcpy(text, data, size);
  return text;
}

static unsigned state;

static inline unsigned Draw(unsigned below) {
  state = state * 1664525u + 1013904223u;
  return below ? (state >> 8) % below : 0;
}

/* A text that is changed in its place. */
typedef struct {
  uint8_t *data;
  size_t size, room;
} Text;

/* Puts `size` bytes in the place of `old` bytes at `at`, where there is room. */
static inline void Replace(Text *text, size_t at, size_t old, const void *with, size_t size) {
  if (text->size - old + size > text->room) return;
  memmove(text->data + at + size, text->data + at + old, text->size - at - old);
  memcpy(text->data + at, with, size);
  text->size += size - old;
}

/* Another number, or one from elsewhere in the file, in the place of a word. */
static inline void ChangeWord(Text *text, const Words *words) {
  const uint8_t *data = text->data;
  size_t begin = Draw((unsigned)text->size);
  while (begin > 0 && data[begin - 1] > ' ')
    begin--;
  size_t end = begin;
  while (end < text->size && data[end] > ' ')
    end++;
  const char *word = words->list[Draw(words->count)];
  if (Draw(2)) {
    Replace(text, begin, end - begin, word, strlen(word));
    return;
  }
  char copy[24];
  size_t from = Draw((unsigned)text->size), length = 0;
  while (from > 0 && data[from - 1] > ' ')
    from--;
  while (from + length < text->size && data[from + length] > ' ' && length < sizeof copy)
    copy[length] = (char)data[from + length], length++;
  Replace(text, begin, end - begin, copy, length);
}

/* A stretch of lines is taken out, doubled, or moved. */
static inline void ChangeLines(Text *text) {
  char copy[600];
  size_t size = text->size, begin = Draw((unsigned)size), lines = 1 + Draw(12), end,
         to = Draw((unsigned)size);
  while (begin > 0 && text->data[begin - 1] != '\n')
    begin--;
  for (end = begin; end < size && lines > 0 && end - begin < sizeof copy; end++)
    lines -= text->data[end] == '\n';
  while (to > 0 && text->data[to - 1] != '\n')
    to--;
  size_t length = end - begin;
  memcpy(copy, text->data + begin, length);
  unsigned way = Draw(3);
  if (way > 0) Replace(text, to, 0, copy, length);
  if (way != 1 && begin + length <= text->size) Replace(text, begin, length, "", 0);
}

/* One mutation or two, now and then libFuzzer's own. */
static inline size_t ChangeText(uint8_t *data, size_t size, size_t room, const Words *words) {
  Text text = {data, size, room};
  if (size < 16 || Draw(4) == 0) return LLVMFuzzerMutate(data, size, room);
  for (unsigned times = 1 + Draw(2); times > 0 && text.size > 0; times--)
    if (Draw(3))
      ChangeWord(&text, words);
    else
      ChangeLines(&text);
  return text.size;
}

#endif

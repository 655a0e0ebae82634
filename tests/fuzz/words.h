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

/* Puts `size` bytes in the place of `old` bytes at `at`; the new size of all. */
static inline size_t Replace(uint8_t *data, size_t all, size_t room, size_t at, size_t old,
                             const void *with, size_t size) {
  if (all - old + size > room) return all;
  memmove(data + at + size, data + at + old, all - at - old);
  memcpy(data + at, with, size);
  return all - old + size;
}

/* Another number, or one from elsewhere in the file, in the place of a word. */
static inline size_t ChangeWord(uint8_t *data, size_t size, size_t room, const Words *words) {
  size_t begin = Draw((unsigned)size);
  while (begin > 0 && data[begin - 1] > ' ')
    begin--;
  size_t end = begin;
  while (end < size && data[end] > ' ')
    end++;
  const char *word = words->list[Draw(words->count)];
  if (Draw(2)) return Replace(data, size, room, begin, end - begin, word, strlen(word));
  char copy[24];
  size_t from = Draw((unsigned)size), length = 0;
  while (from > 0 && data[from - 1] > ' ')
    from--;
  while (from + length < size && data[from + length] > ' ' && length < sizeof copy)
    copy[length] = (char)data[from + length], length++;
  return Replace(data, size, room, begin, end - begin, copy, length);
}

/* A stretch of lines is taken out, doubled, or moved. */
static inline size_t ChangeLines(uint8_t *data, size_t size, size_t room) {
  char copy[600];
  size_t begin = Draw((unsigned)size), lines = 1 + Draw(12), end, to = Draw((unsigned)size);
  while (begin > 0 && data[begin - 1] != '\n')
    begin--;
  for (end = begin; end < size && lines > 0 && end - begin < sizeof copy; end++)
    lines -= data[end] == '\n';
  while (to > 0 && data[to - 1] != '\n')
    to--;
  size_t length = end - begin;
  memcpy(copy, data + begin, length);
  unsigned way = Draw(3);
  if (way > 0) size = Replace(data, size, room, to, 0, copy, length);
  if (way != 1 && begin + length <= size) size = Replace(data, size, room, begin, length, "", 0);
  return size;
}

/* One mutation or two, now and then libFuzzer's own. */
static inline size_t ChangeText(uint8_t *data, size_t size, size_t room, const Words *words) {
  if (size < 16 || Draw(4) == 0) return LLVMFuzzerMutate(data, size, room);
  for (unsigned times = 1 + Draw(2); times > 0 && size > 0; times--)
    size = Draw(3) ? ChangeWord(data, size, room, words) : ChangeLines(data, size, room);
  return size;
}

#endif

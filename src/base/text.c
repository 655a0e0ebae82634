/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings, memory that is there or ends the program, whole files, folders. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sulfem/memory.h>
#include <sulfem/text.h>
#include <sys/stat.h>

static size_t Least(size_t a, size_t b, size_t c) {
  size_t ab = a < b ? a : b;
  return ab < c ? ab : c;
}

size_t SulTextDistance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b), width = m + 1;
  size_t *d = SulAllocate((n + 1) * width, sizeof *d);
  for (size_t i = 0; i <= n; i++)
    d[i * width] = i;
  for (size_t j = 0; j <= m; j++)
    d[j] = j;
  for (size_t i = 1; i <= n; i++) {
    for (size_t j = 1; j <= m; j++) {
      int ai = tolower((unsigned char)a[i - 1]), bj = tolower((unsigned char)b[j - 1]);
      size_t *here = &d[i * width + j];
      *here =
          Least(here[-(ptrdiff_t)width] + 1, here[-1] + 1, d[(i - 1) * width + j - 1] + (ai != bj));
      bool swapped = i > 1 && j > 1 && ai == tolower((unsigned char)b[j - 2]) &&
                     bj == tolower((unsigned char)a[i - 2]);
      if (swapped && d[(i - 2) * width + j - 2] + 1 < *here) *here = d[(i - 2) * width + j - 2] + 1;
    }
  }
  size_t distance = d[n * width + m];
  free(d);
  return distance;
}

const char *SulTextNearest(const char *word, const char *const *candidates, size_t count) {
  const char *nearest = NULL;
  size_t least = (size_t)-1;
  for (size_t i = 0; i < count; i++) {
    size_t longer = strlen(word) > strlen(candidates[i]) ? strlen(word) : strlen(candidates[i]);
    size_t limit = longer / 3 > 2 ? longer / 3 : 2;
    size_t distance = SulTextDistance(word, candidates[i]);
    if (distance <= limit && distance < longer && distance < least) {
      least = distance;
      nearest = candidates[i];
    }
  }
  return nearest;
}

bool SulTextEndsIn(const char *text, const char *ending) {
  size_t length = strlen(text), end = strlen(ending);
  return length > end && strcmp(text + length - end, ending) == 0;
}

/* The bytes of the UTF-8 character at `c`, of which `left` are there; 0 where it is none, or a
 * control character. */
static size_t PlainCharacter(const unsigned char *c, size_t left) {
  if (c[0] < 0x80) return c[0] >= ' ' && c[0] != 0x7f;
  size_t length = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
  if (c[0] < 0xc2 || c[0] > 0xf4 || length > left) return 0;
  for (size_t i = 1; i < length; i++)
    if ((c[i] & 0xc0) != 0x80) return 0;
  bool overlong = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xf0 && c[1] < 0x90);
  bool surrogate = c[0] == 0xed && c[1] >= 0xa0, beyond = c[0] == 0xf4 && c[1] >= 0x90;
  bool control = c[0] == 0xc2 && c[1] < 0xa0;
  return overlong || surrogate || beyond || control ? 0 : length;
}

bool SulTextIsPlain(const char *text, size_t length) {
  for (size_t i = 0, step; i < length; i += step) {
    step = PlainCharacter((const unsigned char *)text + i, length - i);
    if (step == 0) return false;
  }
  return true;
}

void SulTextAppend(char *buffer, size_t size, const char *format, ...) {
  size_t length = strlen(buffer);
  va_list arguments;
  va_start(arguments, format);
  int wanted = vsnprintf(buffer + length, size - length, format, arguments);
  va_end(arguments);
  if (wanted > 0 && (size_t)wanted >= size - length && size > 4)
    memcpy(buffer + size - 4, "...", 4);
}

void SulTextAppendList(char *buffer, size_t size, const char *const *items, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strlen(buffer) + strlen(items[i]) + 12 > size) {
      SulTextAppend(buffer, size, ", ...");
      return;
    }
    SulTextAppend(buffer, size, "%s\"%s\"", i ? ", " : "", items[i]);
  }
}

char *SulPathJoin(const char *folder, const char *name) {
  size_t length = strlen(folder);
  bool slash = length > 0 && folder[length - 1] != '/';
  size_t size = length + strlen(name) + 2;
  char *path = SulAllocate(size, 1);
  snprintf(path, size, "%s%s%s", folder, slash ? "/" : "", name);
  return path;
}

char *SulPathBeside(const char *from, const char *path) {
  const char *slash = strrchr(from, '/');
  if (path[0] == '/' || !slash) return SulTextCopy(path);
  char *folder = SulTextCopy(from);
  folder[slash - from + 1] = '\0';
  char *joined = SulPathJoin(folder, path);
  free(folder);
  return joined;
}

char *SulTextCopy(const char *text) {
  size_t size = strlen(text) + 1;
  return memcpy(SulAllocate(size, 1), text, size);
}

static void *OrStop(void *memory, size_t count, size_t size) {
  if (memory) return memory;
  fprintf(stderr, "sulfem: error: out of memory (%zu x %zu bytes asked for); %s\n", count, size,
          SUL_MEMORY_ADVICE);
  exit(SUL_INTERNAL);
}

void *SulAllocate(size_t count, size_t size) {
  return OrStop(calloc(count ? count : 1, size ? size : 1), count, size);
}

void *SulReallocate(void *memory, size_t count, size_t size) {
  bool fits = size == 0 || count <= SIZE_MAX / size;
  size_t bytes = count * size;
  return OrStop(fits ? realloc(memory, bytes ? bytes : 1) : NULL, count, size);
}

size_t SulRoomFor(size_t room, size_t wanted) {
  if (wanted <= room) return room;
  size_t larger = room + room / 2 + 16;
  return larger > wanted ? larger : wanted;
}

void *SulGrow(void *array, size_t *room, size_t wanted, size_t size) {
  if (wanted <= *room) return array;
  *room = SulRoomFor(*room, wanted);
  return SulReallocate(array, *room, size);
}

/* The largest text is the JSON of ten million particles; a device may have no end. */
#define TEXT_MOST ((size_t)1 << 32)

static char *ReadAll(FILE *file, const char *path, SulError *error) {
  size_t size = 0, room = 1 << 14;
  char *text = SulAllocate(room, 1);
  for (size_t got; (got = fread(text + size, 1, room - size - 1, file)) > 0;) {
    size += got;
    if (size > TEXT_MOST) {
      SulErrorSet(error, SUL_INPUT, "%s: is too large for a text (more than %zu MB)", path,
                  TEXT_MOST >> 20);
      break;
    }
    if (size + 1 < room) continue;
    text = SulGrow(text, &room, 2 * room, 1);
  }
  text[size] = '\0';
  if (ferror(file)) SulErrorSet(error, SUL_INPUT, "%s: cannot be read: %s", path, strerror(errno));
  if (!ferror(file) && strlen(text) != size)
    SulErrorSet(error, SUL_INPUT, "%s: is not a text file (it holds a zero byte)", path);
  return text;
}

char *SulFileRead(const char *path, SulError *error) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    SulErrorSet(error, SUL_INPUT, "%s: cannot be opened: %s", path, strerror(errno));
    return NULL;
  }
  char *text = ReadAll(file, path, error);
  fclose(file);
  if (!SulFailed(error)) return text;
  free(text);
  return NULL;
}

void SulFolderMake(const char *path, SulError *error) {
  char *partial = SulTextCopy(path);
  for (char *c = partial + 1;; c++) {
    if (*c != '/' && *c != '\0') continue;
    char kept = *c;
    *c = '\0';
    struct stat status;
    int why = mkdir(partial, 0777) == 0 ? 0 : errno; /* stat has errors of its own */
    if (why && !(stat(partial, &status) == 0 && S_ISDIR(status.st_mode))) {
      SulErrorSet(error, SUL_IO, "%s: the folder cannot be made: %s", partial, strerror(why));
      break;
    }
    *c = kept;
    if (kept == '\0') break;
  }
  free(partial);
}

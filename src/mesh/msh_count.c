/* How many nodes a mesh file has, by a look at the heads of two sections. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesh.h>
#include <sulfem/text.h>

enum { CHUNK = 1 << 20, HEAD = 256 };

/* Goes on behind the next line that is `marker` and fills `head` with what follows, '\0'-ended;
 * false where the file has no such line any more. */
static bool FindSection(FILE *file, const char *marker, char head[HEAD + 1]) {
  size_t length = strlen(marker), kept = 0;
  char *buffer = SulAllocate(CHUNK + HEAD, 1);
  bool found = false;
  for (size_t got; !found && (got = fread(buffer + kept, 1, CHUNK, file)) > 0;) {
    size_t size = kept + got;
    for (char *c = buffer; !found && (c = memchr(c, '$', (size_t)(buffer + size - c))); c++) {
      if ((size_t)(buffer + size - c) < length) break;
      found = memcmp(c, marker, length) == 0;
      if (found) fseek(file, (long)(c - buffer) + (long)length - (long)size, SEEK_CUR);
    }
    kept = size < HEAD ? size : HEAD;
    memmove(buffer, buffer + size - kept, kept);
  }
  free(buffer);
  memset(head, 0, HEAD + 1);
  if (found) found = fread(head, 1, HEAD, file) > 0;
  return found;
}

/* The numbers of a head: 64 bit in a binary file of version 4.1, else text. */
static int Numbers(const char *head, bool wide, int count, long long *numbers) {
  int found = 0;
  char *end;
  for (; found < count; found++) {
    if (wide) {
      uint64_t number;
      memcpy(&number, head + 8 * found, sizeof number);
      numbers[found] = (long long)number;
      continue;
    }
    numbers[found] = strtoll(head, &end, 10);
    if (end == head) break;
    head = end;
  }
  return found;
}

/* Gmsh's types of elements of order 2 that SulFEM reads: line, triangle, tetrahedron. */
static bool IsCurved(long long type) {
  return type == 8 || type == 9 || type == 11;
}

/* The type of the first elements. 2.2: "count", then text "id type ..." or 32-bit "type ..."; 4.1:
 * four numbers, then a block's "dimension tag type ...", three 32-bit integers in a binary file. */
static long long FirstType(const char *head, bool wide, bool binary) {
  long long numbers[7] = {0};
  int32_t type;
  if (wide) {
    memcpy(&type, head + 4 * 8 + 2 * 4, sizeof type);
    return type;
  }
  const char *line = strchr(head, '\n');
  if (binary && line) {
    memcpy(&type, line + 1, sizeof type);
    return type;
  }
  return Numbers(head, false, 7, numbers) == 7 ? numbers[6] : 0;
}

bool SulMshCount(const char *path, long long *nodes, int *order) {
  char head[HEAD + 1];
  long long numbers[3] = {0};
  double version = 0;
  int binary = 0;
  FILE *file = fopen(path, "rb");
  bool good = file && FindSection(file, "$MeshFormat\n", head) &&
              sscanf(head, "%lf %d", &version, &binary) == 2;
  bool fourth = version > 4, wide = fourth && binary;
  if (good) good = fseek(file, 0, SEEK_SET) == 0 && FindSection(file, "$Nodes\n", head);
  int wanted = fourth ? 2 : 1;
  good = good && Numbers(head, wide, wanted, numbers) == wanted;
  if (good) *nodes = numbers[wanted - 1];
  if (good) good = *nodes > 0 && FindSection(file, "$Elements\n", head);
  if (good && !fourth && !binary) { /* "count id type" */
    good = Numbers(head, false, 3, numbers) == 3;
    *order = IsCurved(numbers[2]) ? 2 : 1;
  } else if (good)
    *order = IsCurved(FirstType(head, wide, binary)) ? 2 : 1;
  if (file) fclose(file);
  return good;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* $PhysicalNames: `dimension tag "name"`, text in binary files as well. */
#include "msh_reader.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* What stands between the first and the last quote of the line: Gmsh writes quotes in names as they
 * are. */
static void ReadQuoted(SulMshCursor *cursor, SulMshName *name) {
  char word[100];
  const SulByte *c = cursor->at;
  while (*c == ' ' || *c == '\t')
    c++;
  const SulByte *end = memchr(c, '\n', (size_t)(cursor->end - c));
  if (!end) end = cursor->end;
  const SulByte *last = end;
  while (last > c && *last != '"')
    last--;
  SulMshTellWord(cursor, c, word, sizeof word);
  if (*c != '"' || last == c)
    SulMshFail(cursor, c, "the group's name, in double quotes, should stand where %s is", word);
  name->text = c + 1;
  name->length = last > c ? (size_t)(last - c - 1) : 0;
  cursor->at = last > c ? last + 1 : end;
}

static int CompareNames(const void *a, const void *b) {
  const SulMshName *x = a, *y = b;
  if (x->dimension != y->dimension) return x->dimension < y->dimension ? -1 : 1;
  if (x->tag != y->tag) return x->tag < y->tag ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

static void CheckTwins(SulMshReader *reader) {
  static const char *const kinds[4] = {"point", "curve", "surface", "volume"};
  char place[60];
  for (size_t i = 1; i < reader->name_count; i++) {
    const SulMshName *a = &reader->names[i - 1], *b = &reader->names[i];
    if (a->dimension != b->dimension || a->tag != b->tag) continue;
    SulMshTellPlace(&reader->cursor, a->at, place, sizeof place);
    SulMshFail(&reader->cursor, b->at,
               "the physical %s group with tag %d gets a second name; the first is at %s",
               kinds[a->dimension], a->tag, place);
    return;
  }
}

void SulMshReadNames(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  SulMshBegin(cursor);
  const SulByte *head = cursor->at;
  int64_t count = SulMshSize(cursor, "the number of physical names");
  SulMshEndRecord(cursor);
  if (!SulMshFits(cursor, head, count, 7, 7, "physical names")) return;
  reader->names = SulAllocate((size_t)count, sizeof *reader->names);
  for (int64_t i = 0; i < count && !SulMshFailed(cursor); i++) {
    SulMshName *name = &reader->names[reader->name_count++];
    SulMshBegin(cursor);
    name->at = cursor->at;
    name->dimension = SulMshInt(cursor, "the dimension of a physical group");
    name->tag = abs(SulMshInt(cursor, "the tag of a physical group"));
    if (!SulMshFailed(cursor)) ReadQuoted(cursor, name);
    SulMshEndRecord(cursor);
    if (name->dimension < 0 || name->dimension > 3)
      SulMshFail(cursor, name->at, "a physical group of dimension %d; there are 0 to 3",
                 name->dimension);
  }
  if (SulMshFailed(cursor)) return;
  qsort(reader->names, reader->name_count, sizeof *reader->names, CompareNames);
  CheckTwins(reader);
}

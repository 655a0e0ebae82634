/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk over the sections of a mesh file: $Name ... $EndName, one behind the other. */
#include "msh_reader.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTION_NAME = 40 };
static const char *const advice =
    "wanted is MSH 2.2 or 4.1 (gmsh old.msh -save -format msh41 -o new.msh)";

/* A section that is read; all others are skipped. */
typedef struct {
  const char *name;
  int version; /* 0: both */
  void (*read)(SulMshReader *reader);
} Section;

static const Section sections[] = {
    {"PhysicalNames", 0, SulMshReadNames},
    {"Entities", 4, SulMshReadEntities},
    {"PartitionedEntities", 4, SulMshReadPartitionedEntities},
    {"Nodes", 0, SulMshReadNodes},
    {"ParametricNodes", 2, SulMshReadParametricNodes},
    {"Elements", 0, SulMshReadElements},
};
enum { SECTIONS = sizeof sections / sizeof sections[0], NODES = 3, PARAMETRIC = 4, ELEMENTS = 5 };

/* ---- Lines that open and close --------------------------------------------------------------- */

/* Reads a line "$Name", and stands behind it; false at the end of the file. */
static bool OpenSection(SulMshCursor *cursor, char name[SECTION_NAME + 1]) {
  char word[100];
  cursor->binary = false;
  SulMshBegin(cursor);
  const SulByte *at = cursor->at, *c = at;
  if (at == cursor->end) return false;
  SulMshTellWord(cursor, at, word, sizeof word);
  int length = 0;
  if (*c == '$')
    for (c++; *c > ' ' && *c < 127 && length < SECTION_NAME; c++)
      name[length++] = (char)*c;
  name[length] = '\0';
  if (length == 0 || length == SECTION_NAME)
    SulMshFail(cursor, at,
               "a section's first line ($Nodes, $Elements, ...) should stand where %s is", word);
  else if (!strncmp(name, "End", 3))
    SulMshFail(cursor, at, "$%s closes a section that was not opened", name);
  cursor->at = c;
  SulMshEndRecord(cursor);
  return true;
}

static void CloseSection(SulMshCursor *cursor, const char *name) {
  char word[100], wanted[SECTION_NAME + 10];
  size_t length = (size_t)snprintf(wanted, sizeof wanted, "$End%s", name);
  cursor->binary = false;
  if (SulMshFailed(cursor)) return;
  SulMshBegin(cursor);
  SulMshTellWord(cursor, cursor->at, word, sizeof word);
  if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, wanted, length) != 0)
    SulMshFail(cursor, cursor->at,
               "%s should stand where %s is: the section holds another number of things than it "
               "announces",
               wanted, word);
  else
    cursor->at += length;
  SulMshEndRecord(cursor);
}

/* Goes behind the line that closes the section, whatever stands before it. */
static void SkipSection(SulMshCursor *cursor, const SulByte *head, const char *name) {
  char wanted[SECTION_NAME + 10];
  size_t length = (size_t)snprintf(wanted, sizeof wanted, "$End%s", name);
  if (SulMshFailed(cursor)) return;
  for (const SulByte *c = cursor->at; (c = memchr(c, '$', (size_t)(cursor->end - c))); c++) {
    if ((size_t)(cursor->end - c) < length) break;
    if (c[-1] != '\n' || memcmp(c, wanted, length) != 0) continue;
    const SulByte *behind = c + length;
    while (*behind == ' ' || *behind == '\t' || *behind == '\r')
      behind++;
    if (*behind != '\n' && behind != cursor->end) continue;
    cursor->at = behind;
    return;
  }
  SulMshFail(cursor, head, "no line %s closes the section $%s: the file is cut off", wanted, name);
}

/* ---- $MeshFormat ----------------------------------------------------------------------------- */

static void CheckFormat(SulMshReader *reader, const SulByte *at, double version, int type,
                        int width) {
  SulMshCursor *cursor = &reader->cursor;
  if (SulMshFailed(cursor)) return;
  if (version != 2.2 && version != 4.1)
    SulMshFail(cursor, at, "is a Gmsh mesh of version %g; %s", version, advice);
  else if (type != 0 && type != 1)
    SulMshFail(cursor, at, "the file's type is %d; 0 (text) or 1 (binary) is known", type);
  else if (width != 8 && !(width == 4 && (version == 4.1 || type == 0)))
    SulMshFail(cursor, at, "the size of numbers is %d bytes; %s", width, advice);
}

/* The number one, in the file's order of bytes. */
static void ReadByteOrder(SulMshCursor *cursor) {
  const SulByte *at = cursor->at;
  cursor->binary_file = cursor->binary = true;
  int one = SulMshInt(cursor, "the number 1 of the file's byte order");
  if (SulMshFailed(cursor) || one == 1) return;
  cursor->swapped = one == 1 << 24;
  if (!cursor->swapped)
    SulMshFail(cursor, at,
               "the number behind the format should be 1, in one byte order or the other");
}

static void ReadFormat(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  SulMshBegin(cursor);
  const SulByte *at = cursor->at;
  double version = SulMshReal(cursor, "the version of $MeshFormat");
  int type = SulMshInt(cursor, "the file's type"), width = SulMshInt(cursor, "the size of numbers");
  SulMshEndRecord(cursor);
  CheckFormat(reader, at, version, type, width);
  if (SulMshFailed(cursor)) return;
  reader->version = (int)version;
  cursor->size_bytes = width;
  if (type == 1) ReadByteOrder(cursor);
  CloseSection(cursor, "MeshFormat");
}

/* ---- The walk -------------------------------------------------------------------------------- */

/* A section that stands before $MeshFormat; false where the search is over. */
static bool PassSection(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  char name[SECTION_NAME + 1];
  SulMshBegin(cursor);
  const SulByte *at = cursor->at;
  if (at == cursor->end || *at != '$') {
    SulErrorSet(cursor->error, SUL_INPUT,
                "%s: is not a Gmsh mesh (it does not begin with $MeshFormat); %s", cursor->path,
                advice);
    return false;
  }
  if (!OpenSection(cursor, name) || SulMshFailed(cursor)) return false;
  if (!strcmp(name, "Comments")) {
    SkipSection(cursor, at, name);
    return !SulMshFailed(cursor);
  }
  if (!strcmp(name, "MeshFormat"))
    ReadFormat(reader);
  else if (!strcmp(name, "NOD"))
    SulMshFail(cursor, at, "is a Gmsh mesh of version 1; %s", advice);
  else
    SulMshFail(cursor, at, "is not a Gmsh mesh ($%s stands where $MeshFormat should); %s", name,
               advice);
  return false;
}

/* Is this section in its place? `where`: of the sections that have been met. */
static void CheckPlace(SulMshReader *reader, int section, const SulByte *at,
                       const SulByte *const *where) {
  SulMshCursor *cursor = &reader->cursor;
  const char *name = sections[section].name;
  const SulByte *twin = where[section];
  char place[60];
  if (!twin && section == PARAMETRIC) twin = where[NODES];
  if (!twin && section == NODES) twin = where[PARAMETRIC];
  if (twin) {
    SulMshTellPlace(cursor, twin, place, sizeof place);
    SulMshFail(cursor, at, "the section $%s stands in the file twice: here and at %s", name, place);
  } else if (section == ELEMENTS && !reader->has_nodes) {
    SulMshFail(cursor, at, "$Elements stands before $Nodes; the nodes must come first");
  } else if (where[ELEMENTS] && section != 0) {
    SulMshFail(cursor, at, "$%s stands behind $Elements; it must come first", name);
  }
}

static void WalkSection(SulMshReader *reader, const char *name, const SulByte *at,
                        const SulByte **where) {
  SulMshCursor *cursor = &reader->cursor;
  int section = 0;
  while (section < SECTIONS &&
         (strcmp(name, sections[section].name) != 0 ||
          (sections[section].version && sections[section].version != reader->version)))
    section++;
  if (!strcmp(name, "MeshFormat")) {
    SulMshFail(cursor, at, "a second $MeshFormat: two files were joined to one");
  } else if (section == SECTIONS) {
    SkipSection(cursor, at, name);
  } else {
    CheckPlace(reader, section, at, where);
    where[section] = at;
    if (!SulMshFailed(cursor)) sections[section].read(reader);
    CloseSection(cursor, name);
  }
}

void SulMshWalk(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  const SulByte *where[SECTIONS] = {NULL};
  char name[SECTION_NAME + 1];
  while (PassSection(reader)) /* blank lines and $Comments may stand before $MeshFormat */
    ;
  while (!SulMshFailed(cursor)) {
    cursor->binary = false;
    SulMshBegin(cursor);
    const SulByte *at = cursor->at;
    if (!OpenSection(cursor, name)) return;
    if (!SulMshFailed(cursor)) WalkSection(reader, name, at, where);
  }
}

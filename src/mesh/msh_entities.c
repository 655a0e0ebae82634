/* SPDX-License-Identifier: BSD-2-Clause */
/* $Entities and $PartitionedEntities of MSH 4.1: which physical groups an entity stands in. */
#include "msh_reader.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

static const char *const kinds[4] = {"point", "curve", "surface", "volume"};

static SulMshEntity *AddEntity(SulMshReader *reader) {
  reader->entities = SulGrow(reader->entities, &reader->entity_room, reader->entity_count + 1,
                             sizeof *reader->entities);
  return memset(&reader->entities[reader->entity_count++], 0, sizeof *reader->entities);
}

static void AddGroup(SulMshReader *reader, SulMshEntity *entity, int tag) {
  SulMshCursor *cursor = &reader->cursor;
  if (tag == 0 || tag == INT_MIN) {
    SulMshFail(cursor, entity->at, "the %s %d stands in the physical group %d; tags begin at 1",
               kinds[entity->dimension], entity->tag, tag);
    return;
  }
  for (int i = 0; i < entity->group_count && entity->dimension >= 2; i++)
    if (reader->entity_groups[entity->group_first + (size_t)i] == abs(tag))
      SulMshFail(cursor, entity->at,
                 "the %s %d stands twice in the physical %s group %d; name it once there",
                 kinds[entity->dimension], entity->tag, kinds[entity->dimension], abs(tag));
  if (SulMshFailed(cursor)) return;
  reader->entity_groups = SulGrow(reader->entity_groups, &reader->entity_group_room,
                                  reader->entity_group_count + 1, sizeof(int));
  reader->entity_groups[reader->entity_group_count++] = abs(tag); /* a minus turns it around */
  entity->group_count++;
}

/* A list of ints behind its length. */
static int64_t ListLength(SulMshReader *reader, const char *what) {
  SulMshCursor *cursor = &reader->cursor;
  const SulByte *head = cursor->at;
  int64_t count = SulMshSize(cursor, what);
  return SulMshFits(cursor, head, count, 2, 4, what) ? count : 0;
}

static void ReadGroups(SulMshReader *reader, SulMshEntity *entity) {
  SulMshCursor *cursor = &reader->cursor;
  int64_t count = ListLength(reader, "physical tags of an entity");
  entity->group_first = reader->entity_group_count;
  for (int64_t i = 0; i < count && !SulMshFailed(cursor); i++) {
    int tag = SulMshInt(cursor, "a physical tag of an entity");
    if (!SulMshFailed(cursor)) AddGroup(reader, entity, tag);
  }
}

static void SkipInts(SulMshReader *reader, const char *lengths, const char *what) {
  SulMshCursor *cursor = &reader->cursor;
  int64_t count = ListLength(reader, lengths);
  for (int64_t i = 0; i < count && !SulMshFailed(cursor); i++)
    SulMshInt(cursor, what);
}

static void ReadEntity(SulMshReader *reader, int dimension, bool partitioned) {
  SulMshCursor *cursor = &reader->cursor;
  SulMshEntity *entity = AddEntity(reader);
  SulMshBegin(cursor);
  entity->at = cursor->at;
  entity->dimension = dimension;
  entity->parent_dimension = -1;
  entity->tag = SulMshInt(cursor, "an entity's tag");
  if (partitioned) {
    entity->parent_dimension = SulMshInt(cursor, "the dimension of an entity's parent");
    entity->parent_tag = SulMshInt(cursor, "the tag of an entity's parent");
    SkipInts(reader, "partitions of an entity", "a partition of an entity");
  }
  for (int i = 0; i < (dimension == 0 ? 3 : 6) && !SulMshFailed(cursor); i++)
    SulMshSkipReal(cursor, "a coordinate of an entity's box");
  ReadGroups(reader, entity);
  if (dimension > 0) SkipInts(reader, "boundaries of an entity", "a boundary of an entity");
  SulMshEndRecord(cursor);
}

static int CompareEntities(const void *a, const void *b) {
  const SulMshEntity *x = a, *y = b;
  if (x->dimension != y->dimension) return x->dimension < y->dimension ? -1 : 1;
  if (x->tag != y->tag) return x->tag < y->tag ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

static void SortEntities(SulMshReader *reader) {
  char place[60];
  if (reader->entity_count == 0) return;
  qsort(reader->entities, reader->entity_count, sizeof *reader->entities, CompareEntities);
  for (size_t i = 1; i < reader->entity_count; i++) {
    const SulMshEntity *a = &reader->entities[i - 1], *b = &reader->entities[i];
    if (a->dimension != b->dimension || a->tag != b->tag) continue;
    SulMshTellPlace(&reader->cursor, a->at, place, sizeof place);
    SulMshFail(&reader->cursor, b->at, "the %s %d stands in the file twice: here and at %s",
               kinds[a->dimension], a->tag, place);
    return;
  }
}

/* How many points, curves, surfaces and volumes, then each of them. */
static void ReadAll(SulMshReader *reader, bool partitioned) {
  static const char *const what[4] = {"points", "curves", "surfaces", "volumes"};
  SulMshCursor *cursor = &reader->cursor;
  int64_t counts[4];
  SulMshBegin(cursor);
  const SulByte *head = cursor->at;
  for (int d = 0; d < 4; d++)
    counts[d] = SulMshSize(cursor, "the number of entities");
  SulMshEndRecord(cursor);
  for (int d = 0; d < 4; d++) {
    if (!SulMshFits(cursor, head, counts[d], 10, 36, what[d])) return;
    for (int64_t i = 0; i < counts[d] && !SulMshFailed(cursor); i++)
      ReadEntity(reader, d, partitioned);
  }
  if (!SulMshFailed(cursor)) SortEntities(reader);
}

void SulMshReadEntities(SulMshReader *reader) {
  reader->cursor.binary = reader->cursor.binary_file;
  reader->has_entities = true;
  ReadAll(reader, false);
}

void SulMshReadPartitionedEntities(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  cursor->binary = cursor->binary_file;
  reader->has_entities = true;
  SulMshBegin(cursor);
  SulMshSize(cursor, "the number of partitions");
  SulMshEndRecord(cursor);
  SulMshBegin(cursor);
  const SulByte *head = cursor->at;
  int64_t ghosts = SulMshSize(cursor, "the number of ghost entities");
  SulMshEndRecord(cursor);
  if (!SulMshFits(cursor, head, ghosts, 4, 8, "ghost entities")) return;
  for (int64_t i = 0; i < ghosts && !SulMshFailed(cursor); i++) {
    SulMshBegin(cursor);
    SulMshInt(cursor, "a ghost entity's tag");
    SulMshInt(cursor, "a ghost entity's partition");
    SulMshEndRecord(cursor);
  }
  if (!SulMshFailed(cursor)) ReadAll(reader, true);
}

const SulMshEntity *SulMshFindEntity(const SulMshReader *reader, int dimension, int tag) {
  const SulMshEntity wanted = {.dimension = dimension, .tag = tag};
  size_t low = 0, high = reader->entity_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const SulMshEntity *here = &reader->entities[middle];
    if (here->dimension == wanted.dimension && here->tag == wanted.tag) return here;
    if (CompareEntities(here, &wanted) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

const int *SulMshEntityGroups(const SulMshReader *reader, const SulMshEntity *entity, int *count) {
  *count = 0;
  if (!entity) return NULL;
  if (entity->parent_dimension >= 0 && entity->parent_dimension != entity->dimension) return NULL;
  if (entity->parent_dimension >= 0) {
    const SulMshEntity *parent =
        SulMshFindEntity(reader, entity->parent_dimension, entity->parent_tag);
    if (parent && parent->group_count > 0) entity = parent;
  }
  *count = entity->group_count;
  return *count > 0 ? reader->entity_groups + entity->group_first : NULL;
}

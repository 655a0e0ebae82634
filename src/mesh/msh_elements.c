/* SPDX-License-Identifier: BSD-2-Clause */
/* $Elements: tetrahedra become cells, triangles of physical groups become faces; all others are
 * walked through, so that every number in the file has been looked at.
 *
 * Until SulMshGroups, serial->cell_phase and triangle_boundary hold what decides on the group: the
 * physical tag in MSH 2.2 (0: none), the entity's place in reader->entities in MSH 4.1. */
#include "msh_reader.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* What the elements of a block have in common; in MSH 2.2 text a block has one element. */
typedef struct {
  int type, key;
  const SulMshKind *kind;
  bool grouped; /* stands in a physical group */
  int group;    /* one of its groups' tags */
} Block;

/* ---- What is wanted, what is not ------------------------------------------------------------- */

static void RefuseVolume(SulMshReader *reader, const SulByte *at, const Block *block) {
  SulMshFail(&reader->cursor, at,
             "the mesh has volume elements of the kind \"%s\" (order %d); wanted are tetrahedra "
             "only, all of order 1 (\"Tetrahedron 4\") or all of order 2 (\"Tetrahedron 10\")",
             block->kind->name, block->kind->order);
}

static void RefuseSurface(SulMshReader *reader, const SulByte *at, const Block *block) {
  char name[SUL_NAME_SIZE + 40] = "";
  SulMshTellGroup(reader, 2, block->group, name, sizeof name);
  SulMshFail(&reader->cursor, at,
             "the physical surface group %s has elements of the kind \"%s\" (order %d); wanted are "
             "triangles of order 1 or 2",
             name, block->kind->name, block->kind->order);
}

static bool IsTetrahedron(const Block *block) {
  return block->type == SUL_MSH_TETRAHEDRON || block->type == SUL_MSH_TETRAHEDRON_10;
}

static bool IsTriangle(const Block *block) {
  return block->type == SUL_MSH_TRIANGLE || block->type == SUL_MSH_TRIANGLE_6;
}

/* The order of the mesh is that of its first tetrahedron. */
static void CheckOrder(SulMshReader *reader, const SulByte *at, const Block *block) {
  SulSerialMesh *serial = reader->serial;
  int order = block->kind->order;
  if (reader->file_order == 0) {
    reader->file_order = order;
    if (serial->order == 0 || order < serial->order) serial->order = order;
    serial->cell_nodes = serial->order == 1 ? 4 : 10;
  }
  if (reader->file_order != order)
    SulMshFail(&reader->cursor, at,
               "the mesh mixes tetrahedra of several orders: this one is of order %d, those before "
               "of order %d; write the mesh anew with one Mesh.ElementOrder",
               order, reader->file_order);
}

static void CheckKind(SulMshReader *reader, const SulByte *at, Block *block) {
  SulMshCursor *cursor = &reader->cursor;
  if (SulMshFailed(cursor)) return;
  block->kind = SulMshKindOf(block->type);
  if (!block->kind) {
    SulMshFail(cursor, at, "elements of the type %d, which Gmsh does not have", block->type);
    return;
  }
  reader->seen[block->type] = true;
  if (IsTetrahedron(block))
    CheckOrder(reader, at, block);
  else if (block->kind->dimension == 3)
    RefuseVolume(reader, at, block);
  else if (block->kind->dimension == 2 && block->grouped && !IsTriangle(block))
    RefuseSurface(reader, at, block);
  else if (block->kind->nodes == 0)
    SulMshFail(cursor, at, "elements of the kind \"%s\" cannot be read", block->kind->name);
}

/* ---- One element ----------------------------------------------------------------------------- */

static void GrowCells(SulMshReader *reader, size_t wanted) {
  SulSerialMesh *serial = reader->serial;
  size_t room = SulRoomFor(reader->cell_room, wanted);
  if (room == reader->cell_room) return;
  reader->cell_room = room;
  serial->cell_node = SulReallocate(serial->cell_node, room * (size_t)serial->cell_nodes,
                                    sizeof *serial->cell_node);
  serial->cell_phase = SulReallocate(serial->cell_phase, room, sizeof *serial->cell_phase);
  serial->cell_tag = SulReallocate(serial->cell_tag, room, sizeof *serial->cell_tag);
}

static void AddCell(SulMshReader *reader, const Block *block, int64_t tag, const PetscInt *nodes) {
  static const int from[10] = {0, 1, 2, 3, 4, 5, 6, 7, 9, 8}; /* Gmsh's edges end 03 23 13 */
  SulSerialMesh *serial = reader->serial;
  size_t cell = (size_t)serial->cells, width = (size_t)serial->cell_nodes;
  if (serial->cells == PETSC_MAX_INT) {
    SulMshFail(&reader->cursor, reader->cursor.at,
               "more cells than this build's %zu-bit numbers can count; build with a PETSc with "
               "64-bit indices",
               8 * sizeof(PetscInt));
    return;
  }
  GrowCells(reader, cell + 1);
  PetscInt *to = serial->cell_node + cell * width;
  for (size_t k = 0; k < width; k++)
    to[k] = nodes[from[k]];
  serial->cell_phase[cell] = block->key;
  serial->cell_tag[cell] = tag;
  serial->cells++;
}

static void AddTriangle(SulMshReader *reader, const Block *block, int64_t tag,
                        const PetscInt *nodes) {
  SulSerialMesh *serial = reader->serial;
  size_t triangle = (size_t)serial->triangles;
  size_t room = SulRoomFor(reader->triangle_room, triangle + 1);
  if (room > reader->triangle_room) {
    reader->triangle_room = room;
    serial->triangle = SulReallocate(serial->triangle, room, sizeof *serial->triangle);
    serial->triangle_boundary =
        SulReallocate(serial->triangle_boundary, room, sizeof *serial->triangle_boundary);
    serial->triangle_tag = SulReallocate(serial->triangle_tag, room, sizeof *serial->triangle_tag);
  }
  memcpy(serial->triangle[triangle], nodes, sizeof *serial->triangle);
  serial->triangle_boundary[triangle] = block->key;
  serial->triangle_tag[triangle] = tag;
  serial->triangles++;
}

static void AddOther(SulMshReader *reader, int64_t tag) {
  reader->other_tag = SulGrow(reader->other_tag, &reader->other_room, reader->other_count + 1,
                              sizeof *reader->other_tag);
  reader->other_tag[reader->other_count++] = tag;
}

static void NoteTag(SulMshReader *reader, int64_t tag, const SulByte *at) {
  SulMshWatch *watch = &reader->watch;
  if (watch->what == SUL_WATCH_ELEMENTS && tag == watch->tag && watch->count < 2)
    watch->at[watch->count++] = at;
  if (tag <= reader->last_tag) reader->ascending = false;
  reader->last_tag = tag;
  if (tag > reader->tag_max) reader->tag_max = tag;
}

/* The element's nodes; `next` reads a node's number. */
static void ReadNodes(SulMshReader *reader, const Block *block, int64_t tag,
                      int64_t (*next)(SulMshCursor *cursor, const char *what)) {
  SulMshCursor *cursor = &reader->cursor;
  PetscInt nodes[SUL_MSH_NODES_MAX];
  for (int k = 0; k < block->kind->nodes; k++) {
    const SulByte *at = cursor->at;
    int64_t node = next(cursor, "a node of an element");
    if (SulMshFailed(cursor)) return;
    nodes[k] = SulMshNodeOfTag(reader, node);
    if (nodes[k] >= 0) continue;
    SulMshFail(cursor, at, "element %lld names node %lld, which $Nodes does not have",
               (long long)tag, (long long)node);
    return;
  }
  if (IsTetrahedron(block))
    AddCell(reader, block, tag, nodes);
  else if (block->grouped && IsTriangle(block))
    AddTriangle(reader, block, tag, nodes);
  else
    AddOther(reader, tag);
}

/* ---- MSH 2.2 --------------------------------------------------------------------------------- */

/* Physical group, entity, number of partitions, the partitions (a minus marks a ghost). */
static void ReadTags(SulMshReader *reader, int count, Block *block) {
  SulMshCursor *cursor = &reader->cursor;
  block->key = 0;
  for (int i = 0; i < count && !SulMshFailed(cursor); i++) {
    int tag = SulMshInt(cursor, "a tag of an element");
    if (i > 0 || SulMshFailed(cursor)) continue;
    if (tag == INT32_MIN) SulMshFail(cursor, cursor->at, "%d is no tag of a group", tag);
    block->key = tag == INT32_MIN ? 0 : abs(tag); /* a minus turns the element around */
  }
  block->group = block->key;
  block->grouped = block->key != 0;
}

static bool CheckTagCount(SulMshCursor *cursor, const SulByte *at, int count) {
  if (SulMshFailed(cursor)) return false;
  if (count < 0)
    SulMshFail(cursor, at, "an element with %d tags", count);
  else
    SulMshFits(cursor, at, count, 2, 4, "tags of an element");
  return !SulMshFailed(cursor);
}

/* `number type tags tag ... node ...` */
static void ReadLine(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  Block block = {0};
  SulMshBegin(cursor);
  const SulByte *at = cursor->at;
  int64_t tag = SulMshTag(cursor, "an element's number");
  block.type = SulMshInt(cursor, "an element's type");
  int tags = SulMshInt(cursor, "the number of an element's tags");
  if (!CheckTagCount(cursor, at, tags)) return;
  ReadTags(reader, tags, &block);
  CheckKind(reader, at, &block);
  if (SulMshFailed(cursor)) return;
  NoteTag(reader, tag, at);
  ReadNodes(reader, &block, tag, SulMshTag);
  SulMshEndRecord(cursor);
}

/* `type elements tags`, then `number tag ... node ...` for each; returns how many. */
static int64_t ReadBinaryBlock(SulMshReader *reader, int64_t left) {
  SulMshCursor *cursor = &reader->cursor;
  Block block = {0};
  const SulByte *head = cursor->at;
  block.type = SulMshInt(cursor, "an element's type");
  int count = SulMshInt(cursor, "the number of elements of a block");
  int tags = SulMshInt(cursor, "the number of an element's tags");
  if (!CheckTagCount(cursor, head, tags)) return 0;
  if (count <= 0 || count > left)
    SulMshFail(cursor, head, "a block of %d elements, where %lld are left of what is announced",
               count, (long long)left);
  for (int i = 0; i < count && !SulMshFailed(cursor); i++) {
    const SulByte *at = cursor->at;
    int64_t tag = SulMshTag(cursor, "an element's number");
    ReadTags(reader, tags, &block);
    CheckKind(reader, at, &block);
    if (SulMshFailed(cursor)) break;
    NoteTag(reader, tag, at);
    ReadNodes(reader, &block, tag, SulMshTag);
  }
  return count;
}

static void ReadSecond(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  SulMshBegin(cursor);
  const SulByte *head = cursor->at;
  int64_t count = SulMshSize(cursor, "the number of elements");
  SulMshEndRecord(cursor);
  cursor->binary = cursor->binary_file;
  if (!SulMshFits(cursor, head, count, 8, 8, "elements")) return;
  for (int64_t i = 0; i < count && !SulMshFailed(cursor);) {
    if (cursor->binary) {
      i += ReadBinaryBlock(reader, count - i);
    } else {
      ReadLine(reader);
      i++;
    }
  }
}

/* ---- MSH 4.1 --------------------------------------------------------------------------------- */

typedef struct {
  const SulByte *at;
  int64_t blocks, count, lowest, highest;
} Head;

/* The entity of a block, and its groups. */
static void FindGroups(SulMshReader *reader, const SulByte *at, int dimension, int entity,
                       Block *block) {
  SulMshCursor *cursor = &reader->cursor;
  const SulMshEntity *found = SulMshFindEntity(reader, dimension, entity);
  int count;
  const int *groups = SulMshEntityGroups(reader, found, &count);
  if (dimension < 0 || dimension > 3)
    SulMshFail(cursor, at, "a block of elements of dimension %d; there are 0 to 3", dimension);
  else if (!found && reader->has_entities)
    SulMshFail(cursor, at,
               "elements of an entity that $Entities does not have: dimension %d, tag %d",
               dimension, entity);
  block->key = found ? (int)(found - reader->entities) : -1;
  block->grouped = count > 0;
  block->group = count > 0 ? groups[0] : 0;
}

static void ReadElement(SulMshReader *reader, const Block *block, const Head *head) {
  SulMshCursor *cursor = &reader->cursor;
  SulMshBegin(cursor);
  const SulByte *at = cursor->at;
  int64_t tag = SulMshSize(cursor, "an element's number");
  if (SulMshFailed(cursor)) return;
  if (tag < head->lowest || tag > head->highest)
    SulMshFail(cursor, at, "element %lld, where $Elements announces numbers from %lld to %lld",
               (long long)tag, (long long)head->lowest, (long long)head->highest);
  NoteTag(reader, tag, at);
  ReadNodes(reader, block, tag, SulMshSize);
  SulMshEndRecord(cursor);
}

/* `dimension entity type elements`, then the elements; returns how many. */
static int64_t ReadBlock(SulMshReader *reader, const Head *head, int64_t left) {
  SulMshCursor *cursor = &reader->cursor;
  Block block = {0};
  SulMshBegin(cursor);
  const SulByte *at = cursor->at;
  int dimension = SulMshInt(cursor, "the dimension of a block of elements");
  int entity = SulMshInt(cursor, "the entity of a block of elements");
  block.type = SulMshInt(cursor, "the type of a block of elements");
  int64_t count = SulMshSize(cursor, "the number of elements of a block");
  SulMshEndRecord(cursor);
  if (SulMshFailed(cursor) || count == 0) return 0;
  FindGroups(reader, at, dimension, entity, &block);
  CheckKind(reader, at, &block);
  if (SulMshFailed(cursor)) return 0;
  if (block.kind->dimension != dimension)
    SulMshFail(cursor, at, "elements of the kind \"%s\" in an entity of dimension %d",
               block.kind->name, dimension);
  if (count > left)
    SulMshFail(cursor, at, "the blocks hold more elements than the %lld that $Elements announces",
               (long long)head->count);
  for (int64_t i = 0; i < count && !SulMshFailed(cursor); i++)
    ReadElement(reader, &block, head);
  return SulMshFailed(cursor) ? 0 : count;
}

static void ReadFourth(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  Head head = {0};
  int64_t count = 0;
  cursor->binary = cursor->binary_file;
  SulMshBegin(cursor);
  head.at = cursor->at;
  head.blocks = SulMshSize(cursor, "the number of blocks of elements");
  head.count = SulMshSize(cursor, "the number of elements");
  head.lowest = SulMshSize(cursor, "the lowest number of an element");
  head.highest = SulMshSize(cursor, "the highest number of an element");
  SulMshEndRecord(cursor);
  if (!SulMshFits(cursor, head.at, head.blocks, 8, 12 + (size_t)cursor->size_bytes,
                  "blocks of elements") ||
      !SulMshFits(cursor, head.at, head.count, 4, 2 * (size_t)cursor->size_bytes, "elements"))
    return;
  for (int64_t i = 0; i < head.blocks && !SulMshFailed(cursor); i++)
    count += ReadBlock(reader, &head, head.count - count);
  if (!SulMshFailed(cursor) && count != head.count)
    SulMshFail(cursor, head.at, "$Elements announces %lld elements, its blocks hold %lld",
               (long long)head.count, (long long)count);
}

/* ---- All of them ----------------------------------------------------------------------------- */

static int CompareTags(const void *a, const void *b) {
  PetscInt64 x = *(const PetscInt64 *)a, y = *(const PetscInt64 *)b;
  return (x > y) - (x < y);
}

/* The first of the numbers that stands there twice, or -1; sorts them. */
static int64_t TwinBySorting(PetscInt64 *tags, size_t count) {
  qsort(tags, count, sizeof *tags, CompareTags);
  for (size_t i = 1; i < count; i++)
    if (tags[i - 1] == tags[i]) return tags[i];
  return -1;
}

/* The same where a bit for each number up to the highest is less than the numbers themselves. */
static int64_t TwinByMarking(const PetscInt64 *tags, size_t count, int64_t highest) {
  unsigned char *marked = SulAllocate((size_t)highest / 8 + 1, 1);
  int64_t twin = -1;
  for (size_t i = 0; i < count && twin < 0; i++) {
    unsigned char *byte = &marked[tags[i] / 8], bit = (unsigned char)(1 << tags[i] % 8);
    if (*byte & bit) twin = tags[i];
    *byte |= bit;
  }
  free(marked);
  return twin;
}

/* A number that two elements bear, or -1. */
static int64_t FindTwin(const SulMshReader *reader) {
  const SulSerialMesh *serial = reader->serial;
  size_t cells = (size_t)serial->cells, triangles = (size_t)serial->triangles;
  size_t count = cells + triangles + reader->other_count;
  PetscInt64 *tags = SulReallocate(NULL, count, sizeof *tags);
  if (cells) memcpy(tags, serial->cell_tag, cells * sizeof *tags);
  if (triangles) memcpy(tags + cells, serial->triangle_tag, triangles * sizeof *tags);
  if (reader->other_count)
    memcpy(tags + cells + triangles, reader->other_tag, reader->other_count * sizeof *tags);
  bool dense = reader->tag_max / 64 < (int64_t)count;
  int64_t twin = dense ? TwinByMarking(tags, count, reader->tag_max) : TwinBySorting(tags, count);
  free(tags);
  return twin;
}

void SulMshReadElements(SulMshReader *reader) {
  reader->ascending = true;
  reader->last_tag = -1;
  if (reader->version == 2)
    ReadSecond(reader);
  else
    ReadFourth(reader);
  if (SulMshFailed(&reader->cursor) || reader->ascending) return;
  int64_t twin = FindTwin(reader);
  if (twin >= 0) SulMshRefuseTwice(reader, SUL_WATCH_ELEMENTS, twin);
}

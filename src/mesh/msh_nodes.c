/* SPDX-License-Identifier: BSD-2-Clause */
/* $Nodes, and the way from a node's number to its place. */
#include "msh_reader.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

static const char number[] = "a node's number", coordinate[] = "a node's coordinate",
                  parameter[] = "a node's parameter";

/* Room for all nodes of the file, which `head` announces. */
static bool MakeRoom(SulMshReader *reader, const SulByte *head, int64_t count) {
  SulMshCursor *cursor = &reader->cursor;
  SulSerialMesh *serial = reader->serial;
  size_t number_bytes = reader->version == 2 ? 4 : (size_t)cursor->size_bytes;
  if (!SulMshFits(cursor, head, count, 8, 24 + number_bytes, "nodes")) return false;
  if (count > PETSC_MAX_INT / 3) {
    SulMshFail(
        cursor, head,
        "%lld nodes are more than this build's %zu-bit numbers can count; build with a PETSc "
        "with 64-bit indices",
        (long long)count, 8 * sizeof(PetscInt));
    return false;
  }
  serial->coordinates = SulReallocate(NULL, (size_t)count, sizeof *serial->coordinates);
  serial->node_tag = SulReallocate(NULL, (size_t)count, sizeof *serial->node_tag);
  return true;
}

static void Watch(SulMshReader *reader, int64_t tag, const SulByte *at) {
  SulMshWatch *watch = &reader->watch;
  if (watch->what == SUL_WATCH_NODES && tag == watch->tag && watch->count < 2)
    watch->at[watch->count++] = at;
}

static void ReadPoint(SulMshCursor *cursor, double point[3]) {
  for (int d = 0; d < 3; d++)
    point[d] = SulMshReal(cursor, coordinate);
}

/* ---- The table of numbers -------------------------------------------------------------------- */

/* Nodes by ascending number: the order is that of no walk over entities. */
static void SortNodes(SulSerialMesh *serial) {
  bool sorted = true;
  for (PetscInt i = 1; i < serial->nodes && sorted; i++)
    sorted = serial->node_tag[i - 1] < serial->node_tag[i];
  if (sorted) return;
  PetscInt *place = SulAllocate((size_t)serial->nodes, sizeof *place);
  double(*coordinates)[3] = SulAllocate((size_t)serial->nodes, sizeof *coordinates);
  for (PetscInt i = 0; i < serial->nodes; i++)
    place[i] = i;
  SulSortPairs(serial->nodes, serial->node_tag, place);
  for (PetscInt i = 0; i < serial->nodes; i++)
    memcpy(coordinates[i], serial->coordinates[place[i]], sizeof *coordinates);
  free(place);
  free(serial->coordinates);
  serial->coordinates = coordinates;
}

static void MakeTable(SulMshReader *reader) {
  const SulSerialMesh *serial = reader->serial;
  reader->node_tag_max = serial->nodes ? serial->node_tag[serial->nodes - 1] : -1;
  if (reader->node_tag_max > 8 * (int64_t)serial->nodes + 1000) return;
  size_t size = (size_t)(reader->node_tag_max + 1);
  reader->node_of_tag = SulReallocate(NULL, size, sizeof *reader->node_of_tag);
  for (size_t tag = 0; tag < size; tag++)
    reader->node_of_tag[tag] = -1;
  for (PetscInt i = 0; i < serial->nodes; i++)
    reader->node_of_tag[serial->node_tag[i]] = i;
}

PetscInt SulMshNodeOfTag(const SulMshReader *reader, int64_t tag) {
  if (tag < 0 || tag > reader->node_tag_max) return -1;
  if (reader->node_of_tag) return reader->node_of_tag[tag];
  const PetscInt64 *tags = reader->serial->node_tag;
  PetscInt low = 0, high = reader->serial->nodes;
  while (low < high) {
    PetscInt middle = low + (high - low) / 2;
    if (tags[middle] < tag)
      low = middle + 1;
    else
      high = middle;
  }
  return tags[low] == tag ? low : -1; /* low < nodes, as tag <= the largest */
}

/* All nodes are there. */
static void Finish(SulMshReader *reader) {
  SulSerialMesh *serial = reader->serial;
  if (SulMshFailed(&reader->cursor)) return;
  SortNodes(serial);
  for (PetscInt i = 1; i < serial->nodes; i++)
    if (serial->node_tag[i - 1] == serial->node_tag[i]) {
      SulMshRefuseTwice(reader, SUL_WATCH_NODES, serial->node_tag[i]);
      return;
    }
  MakeTable(reader);
  reader->has_nodes = true;
}

/* ---- MSH 2.2 --------------------------------------------------------------------------------- */

/* `dimension entity u v` of a node that was written with its parameters. */
static void SkipParameters(SulMshCursor *cursor) {
  int dimension = SulMshInt(cursor, "the dimension of a node's entity");
  SulMshInt(cursor, "a node's entity");
  for (int i = 0; i < (dimension == 1 ? 1 : dimension == 2 ? 2 : 0); i++)
    SulMshSkipReal(cursor, parameter);
}

static void ReadSecond(SulMshReader *reader, bool parametric) {
  SulMshCursor *cursor = &reader->cursor;
  SulSerialMesh *serial = reader->serial;
  SulMshBegin(cursor);
  const SulByte *head = cursor->at;
  int64_t count = SulMshSize(cursor, "the number of nodes");
  SulMshEndRecord(cursor);
  cursor->binary = cursor->binary_file;
  if (!MakeRoom(reader, head, count)) return;
  for (int64_t i = 0; i < count && !SulMshFailed(cursor); i++) {
    SulMshBegin(cursor);
    const SulByte *at = cursor->at;
    serial->node_tag[i] = SulMshTag(cursor, number);
    ReadPoint(cursor, serial->coordinates[i]);
    if (parametric) SkipParameters(cursor);
    SulMshEndRecord(cursor);
    Watch(reader, serial->node_tag[i], at);
    serial->nodes = (PetscInt)i + 1;
  }
  Finish(reader);
}

/* ---- MSH 4.1 --------------------------------------------------------------------------------- */

typedef struct {
  const SulByte *at;
  int64_t blocks, count, lowest, highest;
} Head;

static Head ReadHead(SulMshCursor *cursor) {
  Head head = {0};
  SulMshBegin(cursor);
  head.at = cursor->at;
  head.blocks = SulMshSize(cursor, "the number of blocks of nodes");
  head.count = SulMshSize(cursor, "the number of nodes");
  head.lowest = SulMshSize(cursor, "the lowest number of a node");
  head.highest = SulMshSize(cursor, "the highest number of a node");
  SulMshEndRecord(cursor);
  return head;
}

static void ReadNumbers(SulMshReader *reader, const Head *head, int64_t first, int64_t count) {
  SulMshCursor *cursor = &reader->cursor;
  for (int64_t i = first; i < first + count && !SulMshFailed(cursor); i++) {
    SulMshBegin(cursor);
    const SulByte *at = cursor->at;
    int64_t tag = SulMshSize(cursor, number);
    reader->serial->node_tag[i] = tag;
    Watch(reader, tag, at);
    if (tag < head->lowest || tag > head->highest)
      SulMshFail(cursor, at, "node %lld, where $Nodes announces numbers from %lld to %lld",
                 (long long)tag, (long long)head->lowest, (long long)head->highest);
  }
}

static void ReadBlock(SulMshReader *reader, const Head *head) {
  SulMshCursor *cursor = &reader->cursor;
  SulSerialMesh *serial = reader->serial;
  SulMshBegin(cursor);
  const SulByte *at = cursor->at;
  int dimension = SulMshInt(cursor, "the dimension of a block of nodes");
  SulMshInt(cursor, "the entity of a block of nodes");
  int parametric = SulMshInt(cursor, "the mark of parametric nodes");
  int64_t count = SulMshSize(cursor, "the number of nodes of a block"), first = serial->nodes;
  SulMshEndRecord(cursor);
  if (SulMshFailed(cursor)) return;
  if (dimension < 0 || dimension > 3 || (parametric != 0 && parametric != 1))
    SulMshFail(cursor, at, "a block of nodes of dimension %d (0 to 3) and parametric %d (0 or 1)",
               dimension, parametric);
  if (count > head->count - first)
    SulMshFail(cursor, at, "the blocks hold more nodes than the %lld that $Nodes announces",
               (long long)head->count);
  if (SulMshFailed(cursor)) return;
  ReadNumbers(reader, head, first, count);
  for (int64_t i = first; i < first + count && !SulMshFailed(cursor); i++) {
    SulMshBegin(cursor);
    ReadPoint(cursor, serial->coordinates[i]);
    for (int d = 0; d < (parametric ? dimension : 0); d++)
      SulMshSkipReal(cursor, parameter);
    SulMshEndRecord(cursor);
  }
  serial->nodes = (PetscInt)(first + count);
}

static void ReadFourth(SulMshReader *reader) {
  SulMshCursor *cursor = &reader->cursor;
  cursor->binary = cursor->binary_file;
  Head head = ReadHead(cursor);
  if (!SulMshFits(cursor, head.at, head.blocks, 8, 12 + (size_t)cursor->size_bytes,
                  "blocks of nodes") ||
      !MakeRoom(reader, head.at, head.count))
    return;
  for (int64_t i = 0; i < head.blocks && !SulMshFailed(cursor); i++)
    ReadBlock(reader, &head);
  if (!SulMshFailed(cursor) && reader->serial->nodes != head.count)
    SulMshFail(cursor, head.at, "$Nodes announces %lld nodes, its blocks hold %lld",
               (long long)head.count, (long long)reader->serial->nodes);
  Finish(reader);
}

void SulMshReadNodes(SulMshReader *reader) {
  if (reader->version == 2)
    ReadSecond(reader, false);
  else
    ReadFourth(reader);
}

void SulMshReadParametricNodes(SulMshReader *reader) {
  ReadSecond(reader, true);
}

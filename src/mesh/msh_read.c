/* SPDX-License-Identifier: BSD-2-Clause */
/* An MSH file from the disk to the arrays of the serial mesh. */
#include "msh_reader.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesh.h>
#include <sulfem/text.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- The bytes ------------------------------------------------------------------------------- */

/* `size` bytes and a zero byte behind them; NULL where they cannot be read. */
static SulByte *ReadBytes(int file, size_t size) {
  SulByte *bytes = SulReallocate(NULL, size + 1, 1);
  size_t have = 0;
  for (ssize_t got; have < size; have += (size_t)got) {
    do
      got = read(file, bytes + have, size - have);
    while (got < 0 && errno == EINTR);
    if (got > 0) continue;
    if (got == 0) errno = EIO; /* it became shorter while it was read */
    free(bytes);
    return NULL;
  }
  bytes[size] = '\0';
  return bytes;
}

/* The whole file, '\0'-ended; free with free(). */
static SulByte *ReadFile(const char *path, size_t *size, SulError *error) {
  struct stat status;
  SulByte *bytes = NULL;
  int file =
      open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a pipe without a writer must not wait */
  if (file < 0) {
    SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be opened: %s", path, strerror(errno));
    return NULL;
  }
  if (fstat(file, &status) != 0)
    SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be read: %s", path, strerror(errno));
  else if (S_ISDIR(status.st_mode))
    SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be read: %s", path, strerror(EISDIR));
  else if (!S_ISREG(status.st_mode))
    SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be read: it is no ordinary file", path);
  else if (status.st_size == 0)
    SulErrorSet(error, SUL_INPUT, "%s: the mesh file is empty", path);
  else {
    *size = (size_t)status.st_size;
    bytes = ReadBytes(file, *size);
    if (!bytes)
      SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be read: %s", path, strerror(errno));
  }
  close(file);
  return bytes;
}

/* ---- What they say --------------------------------------------------------------------------- */

static void RefuseNoVolume(SulMshReader *reader) {
  SulError *error = reader->cursor.error;
  bool any = false;
  SulErrorSet(error, SUL_INPUT, "%s: the mesh has no tetrahedra", reader->cursor.path);
  for (int type = 0; type < SUL_MSH_KINDS; type++) {
    if (!reader->seen[type] || SulMshKindOf(type)->dimension != 2) continue;
    SulErrorAppend(error, "%s\"%s\" (order %d)",
                   any ? ", " : ", only surface elements: ", SulMshKindOf(type)->name,
                   SulMshKindOf(type)->order);
    any = true;
  }
  if (any)
    SulErrorAppend(error, "; a volume mesh is wanted (gmsh -3), with physical volume groups");
  else
    SulErrorAppend(error, " and no surface elements; a volume mesh is wanted (gmsh -3)");
}

static SulMshReader StartReader(const char *path, const SulByte *bytes, size_t length,
                                int element_order, SulSerialMesh *serial, SulError *error) {
  SulMshReader reader = {.serial = serial, .ascending = true};
  reader.cursor = (SulMshCursor){.path = path, .start = bytes, .at = bytes, .error = error};
  reader.cursor.end = bytes + length;
  serial->path = path;
  serial->order = element_order;
  return reader;
}

/* Frees what is not the serial mesh's. */
static void MshReaderFree(SulMshReader *reader) {
  free(reader->names);
  free(reader->entities);
  free(reader->entity_groups);
  free(reader->node_of_tag);
  free(reader->other_tag);
}

void SulMshRefuseTwice(SulMshReader *reader, int what, int64_t tag) {
  const SulMshCursor *cursor = &reader->cursor;
  SulSerialMesh serial = {0};
  SulError ignored = {0};
  char place[60];
  if (reader->watch.what != SUL_WATCH_NOTHING) return; /* this is the second reading */
  SulMshReader second = StartReader(cursor->path, cursor->start,
                                    (size_t)(cursor->end - cursor->start), 0, &serial, &ignored);
  second.watch = (SulMshWatch){.what = what, .tag = tag};
  SulMshWalk(&second);
  if (second.watch.count == 2) {
    SulMshTellPlace(cursor, second.watch.at[0], place, sizeof place);
    SulMshFail(&reader->cursor, second.watch.at[1],
               "there are two %s with the number %lld: here and at %s",
               what == SUL_WATCH_NODES ? "nodes" : "elements", (long long)tag, place);
  }
  SulMshFail(&reader->cursor, cursor->at, "two things have the number %lld", (long long)tag);
  MshReaderFree(&second);
  SulSerialDestroy(&serial);
}

void SulMshParse(const char *path, const SulByte *bytes, size_t length, int element_order,
                 SulSerialMesh *serial, SulError *error) {
  SulMshReader reader = StartReader(path, bytes, length, element_order, serial, error);
  SulMshWalk(&reader);
  if (!SulFailed(error) && serial->cells == 0) RefuseNoVolume(&reader);
  if (!SulFailed(error)) SulMshGroups(&reader);
  MshReaderFree(&reader);
}

void SulMshRead(const char *path, int element_order, SulSerialMesh *serial, SulError *error) {
  size_t size = 0;
  SulByte *bytes = ReadFile(path, &size, error);
  serial->path = path;
  if (!bytes) return;
  SulMshParse(path, bytes, size, element_order, serial, error);
  free(bytes);
}

void SulMshCount(const char *path, long long *nodes, int *order, SulError *error) {
  SulSerialMesh serial = {0};
  SulMshRead(path, 0, &serial, error);
  *nodes = serial.nodes;
  *order = serial.order;
  SulSerialDestroy(&serial);
}

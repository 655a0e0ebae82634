/* SPDX-License-Identifier: BSD-2-Clause */
/* Physical groups: which there are, what they are called, and what stands in them. */
#include "msh_reader.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

static const char *const kinds[4] = {"point", "curve", "surface", "volume"};

/* ---- Names ----------------------------------------------------------------------------------- */

static const SulMshName *FindName(const SulMshReader *reader, int dimension, int tag) {
  size_t low = 0, high = reader->name_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const SulMshName *name = &reader->names[middle];
    if (name->dimension == dimension && name->tag == tag) return name;
    if (name->dimension < dimension || (name->dimension == dimension && name->tag < tag))
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

void SulMshTellGroup(const SulMshReader *reader, int dimension, int tag, char *text, size_t size) {
  const SulMshName *name = FindName(reader, dimension, tag);
  if (name && name->length > 0 && name->length < SUL_NAME_SIZE &&
      SulTextIsPlain((const char *)name->text, name->length))
    SulTextAppend(text, size, "\"%.*s\"", (int)name->length, (const char *)name->text);
  else
    SulTextAppend(text, size, "number %d", tag);
}

/* The name in $PhysicalNames, or the tag's number where there is none. */
static void NameGroup(SulMshReader *reader, int dimension, SulGroup *group) {
  SulMshCursor *cursor = &reader->cursor;
  const SulMshName *name = FindName(reader, dimension, group->tag);
  if (!name || name->length == 0) {
    snprintf(group->name, sizeof group->name, "%d", group->tag);
  } else if (name->length >= sizeof group->name) {
    SulMshFail(cursor, name->at,
               "the name of the physical %s group with tag %d is too long (%zu characters, at most "
               "%zu)",
               kinds[dimension], group->tag, name->length, sizeof group->name - 1);
  } else if (!SulTextIsPlain((const char *)name->text, name->length)) {
    SulMshFail(cursor, name->at,
               "the name of the physical %s group with tag %d is not UTF-8 text, or has control "
               "characters; save the file as UTF-8, or rename the group",
               kinds[dimension], group->tag);
  } else {
    memcpy(group->name, name->text, name->length);
    group->name[name->length] = '\0';
  }
}

static int CompareGroupNames(const void *a, const void *b) {
  const SulGroup *x = *(const SulGroup *const *)a, *y = *(const SulGroup *const *)b;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->tag > y->tag) - (x->tag < y->tag);
}

/* Names must differ, also from the number of a group without one. */
static void CheckNames(SulMshReader *reader, int dimension, const SulGroup *groups, int count) {
  const SulGroup **sorted = SulAllocate((size_t)count, sizeof *sorted);
  for (int i = 0; i < count; i++)
    sorted[i] = &groups[i];
  qsort(sorted, (size_t)count, sizeof(const SulGroup *), CompareGroupNames);
  for (int i = 1; i < count; i++) {
    const SulGroup *a = sorted[i - 1], *b = sorted[i];
    if (strcmp(a->name, b->name) != 0) continue;
    SulErrorSet(reader->cursor.error, SUL_INPUT,
                "%s: two physical %s groups are called \"%s\" (tags %d and %d); names must differ",
                reader->cursor.path, kinds[dimension], a->name, a->tag, b->tag);
    break;
  }
  free(sorted);
}

/* ---- From tags to groups --------------------------------------------------------------------- */

static int CompareInts(const void *a, const void *b) {
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}

/* The different values among `items`, ascending; free with free(). */
static int *Distinct(const int *items, PetscInt count, int *distinct_count) {
  size_t room = 16, found = 0;
  int *distinct = SulAllocate(room, sizeof *distinct), last = -1;
  for (PetscInt i = 0; i < count; i++) {
    if (i > 0 && items[i] == last) continue;
    last = items[i];
    if (found == room) { /* make room by dropping what is there twice */
      qsort(distinct, found, sizeof *distinct, CompareInts);
      size_t kept = 0;
      for (size_t k = 0; k < found; k++)
        if (kept == 0 || distinct[kept - 1] != distinct[k]) distinct[kept++] = distinct[k];
      found = kept;
      if (found > room / 2) room *= 2;
      distinct = SulReallocate(distinct, room, sizeof *distinct);
    }
    distinct[found++] = last;
  }
  qsort(distinct, found, sizeof *distinct, CompareInts);
  size_t kept = 0;
  for (size_t k = 0; k < found; k++)
    if (kept == 0 || distinct[kept - 1] != distinct[k]) distinct[kept++] = distinct[k];
  *distinct_count = (int)kept;
  return distinct;
}

/* Makes the groups of a dimension of the physical tags in `items`, by ascending tag, and turns the
 * tags into places among them. */
static SulGroup *MakeGroups(SulMshReader *reader, int dimension, int *items, PetscInt count,
                            int *group_count) {
  int *tags = Distinct(items, count, group_count), place = 0;
  SulGroup *groups = SulAllocate((size_t)*group_count, sizeof *groups);
  for (int g = 0; g < *group_count && !SulMshFailed(&reader->cursor); g++) {
    groups[g].tag = tags[g];
    NameGroup(reader, dimension, &groups[g]);
  }
  for (PetscInt i = 0; i < count; i++) {
    if (tags[place] != items[i])
      place =
          (int)((int *)bsearch(&items[i], tags, (size_t)*group_count, sizeof *tags, CompareInts) -
                tags);
    items[i] = place;
  }
  free(tags);
  if (!SulMshFailed(&reader->cursor)) CheckNames(reader, dimension, groups, *group_count);
  return groups;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

/* The order of `items` by value, else as they stand; NULL where it is theirs already. */
static PetscInt *OrderOf(const int *items, PetscInt count) {
  bool sorted = true;
  for (PetscInt i = 1; i < count && sorted; i++)
    sorted = items[i - 1] <= items[i];
  if (sorted) return NULL;
  PetscInt64 *key = SulAllocate((size_t)count, sizeof *key);
  PetscInt *order = SulAllocate((size_t)count, sizeof *order);
  for (PetscInt i = 0; i < count; i++) {
    key[i] = items[i];
    order[i] = i;
  }
  SulSortPairs(count, key, order);
  free(key);
  return order;
}

/* Cells by ascending group (MSH 2.2) or entity: the order of later ties is that of no file's
 * layout. */
static void SortCells(SulSerialMesh *serial) {
  PetscInt *order = OrderOf(serial->cell_phase, serial->cells), cells = serial->cells;
  if (!order) return;
  serial->cell_node = SulPermuted(serial->cell_node, cells,
                                  (size_t)serial->cell_nodes * sizeof *serial->cell_node, order);
  serial->cell_phase = SulPermuted(serial->cell_phase, cells, sizeof *serial->cell_phase, order);
  serial->cell_tag = SulPermuted(serial->cell_tag, cells, sizeof *serial->cell_tag, order);
  free(order);
}

/* The group of a cell's entity, 0 for none; a second group fills the error. */
static int GroupOfEntity(SulMshReader *reader, PetscInt cell) {
  const SulSerialMesh *serial = reader->serial;
  int key = serial->cell_phase[cell], count;
  const SulMshEntity *entity = key < 0 ? NULL : &reader->entities[key];
  const int *groups = SulMshEntityGroups(reader, entity, &count);
  if (entity && count > 1) {
    char first[SUL_NAME_SIZE + 40] = "", second[SUL_NAME_SIZE + 40] = "";
    SulMshTellGroup(reader, 3, groups[0], first, sizeof first);
    SulMshTellGroup(reader, 3, groups[1], second, sizeof second);
    SulMshFail(&reader->cursor, entity->at,
               "the volume %d stands in two physical volume groups, %s and %s; every tetrahedron "
               "needs exactly one group (its first is element %lld)",
               entity->tag, first, second, (long long)serial->cell_tag[cell]);
  }
  return count > 0 ? groups[0] : 0;
}

/* In place of each cell's entity its physical tag. */
static void GroupsOfEntities(SulMshReader *reader) {
  int *items = reader->serial->cell_phase, last = -2, group = 0;
  for (PetscInt i = 0; i < reader->serial->cells && !SulMshFailed(&reader->cursor); i++) {
    if (items[i] != last) {
      last = items[i];
      group = GroupOfEntity(reader, i);
    }
    items[i] = group;
  }
}

static void CheckAllGrouped(SulMshReader *reader) {
  const SulSerialMesh *serial = reader->serial;
  PetscInt64 without = 0, first = 0;
  for (PetscInt i = 0; i < serial->cells; i++)
    if (serial->cell_phase[i] == 0 && (without++ == 0 || serial->cell_tag[i] < first))
      first = serial->cell_tag[i];
  if (without == serial->cells)
    SulErrorSet(reader->cursor.error, SUL_INPUT,
                "%s: the mesh has no physical volume groups, so nobody knows which material is "
                "where; name them in Gmsh, for example Physical Volume(\"electrolyte\") = {1};",
                serial->path);
  else if (without > 0)
    SulErrorSet(reader->cursor.error, SUL_INPUT,
                "%s: tetrahedra in no physical volume group: %lld, of which the first is element "
                "%lld; every tetrahedron needs exactly one group",
                serial->path, (long long)without, (long long)first);
}

/* ---- Triangles ------------------------------------------------------------------------------- */

static void SortTriangles(SulSerialMesh *serial) {
  PetscInt *order = OrderOf(serial->triangle_boundary, serial->triangles),
           count = serial->triangles;
  if (!order) return;
  serial->triangle = SulPermuted(serial->triangle, count, sizeof *serial->triangle, order);
  serial->triangle_boundary =
      SulPermuted(serial->triangle_boundary, count, sizeof *serial->triangle_boundary, order);
  serial->triangle_tag =
      SulPermuted(serial->triangle_tag, count, sizeof *serial->triangle_tag, order);
  free(order);
}

/* How many triangles there are once each stands there for each of its groups. */
static PetscInt64 CountSpread(const SulMshReader *reader) {
  const SulSerialMesh *serial = reader->serial;
  PetscInt64 total = 0;
  for (PetscInt i = 0; i < serial->triangles; i++) {
    int count;
    SulMshEntityGroups(reader, &reader->entities[serial->triangle_boundary[i]], &count);
    total += count;
  }
  return total;
}

/* In place of an entity's triangles, those of its first group, of its second, and so on. */
static void SpreadTriangles(SulMshReader *reader) {
  SulSerialMesh *serial = reader->serial, old = *serial;
  PetscInt64 total = CountSpread(reader);
  if (total > PETSC_MAX_INT / 4) {
    SulErrorSet(reader->cursor.error, SUL_INPUT,
                "%s: more triangles in physical surface groups than can be counted", serial->path);
    return;
  }
  serial->triangle = SulReallocate(NULL, (size_t)total, sizeof *serial->triangle);
  serial->triangle_boundary = SulReallocate(NULL, (size_t)total, sizeof(int));
  serial->triangle_tag = SulReallocate(NULL, (size_t)total, sizeof *serial->triangle_tag);
  serial->triangles = 0;
  for (PetscInt first = 0, last; first < old.triangles; first = last) {
    int key = old.triangle_boundary[first], count;
    const int *groups = SulMshEntityGroups(reader, &reader->entities[key], &count);
    for (last = first; last < old.triangles && old.triangle_boundary[last] == key;)
      last++;
    for (int g = 0; g < count; g++)
      for (PetscInt t = first; t < last; t++) {
        PetscInt to = serial->triangles++;
        memcpy(serial->triangle[to], old.triangle[t], sizeof *serial->triangle);
        serial->triangle_boundary[to] = groups[g];
        serial->triangle_tag[to] = old.triangle_tag[t];
      }
  }
  free(old.triangle);
  free(old.triangle_boundary);
  free(old.triangle_tag);
}

void SulMshGroups(SulMshReader *reader) {
  SulSerialMesh *serial = reader->serial;
  SulMshCursor *cursor = &reader->cursor;
  SortCells(serial);
  SortTriangles(serial);
  if (reader->version == 4) GroupsOfEntities(reader);
  if (!SulMshFailed(cursor)) CheckAllGrouped(reader);
  if (!SulMshFailed(cursor) && reader->version == 4) SpreadTriangles(reader);
  if (SulMshFailed(cursor)) return;
  serial->phases = MakeGroups(reader, 3, serial->cell_phase, serial->cells, &serial->phase_count);
  serial->boundaries =
      MakeGroups(reader, 2, serial->triangle_boundary, serial->triangles, &serial->boundary_count);
}

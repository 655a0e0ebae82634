/* SPDX-License-Identifier: BSD-2-Clause */
/* The reader of MSH 2.2 and 4.1: what its sections have in common. Private to the files msh_*.c.
 *
 * It reads the format and nothing else, from bytes in memory, without MPI and PETSc's functions: it
 * runs under a fuzzer as it is (tests/fuzz). Every count is held against the bytes that are left
 * before memory is asked for, every number of a node against the nodes that there are. */
#ifndef SULFEM_MESH_MSH_READER_H
#define SULFEM_MESH_MSH_READER_H

#include "msh_cursor.h"
#include "msh_kinds.h"
#include "serial.h"

/* A line of $PhysicalNames. */
typedef struct {
  int dimension, tag;
  const SulByte *at, *text; /* its line; between the quotes */
  size_t length;
} SulMshName;

/* A line of $Entities or $PartitionedEntities; `parent_dimension` is -1 in the former. */
typedef struct {
  int dimension, tag, parent_dimension, parent_tag;
  const SulByte *at;
  size_t group_first;
  int group_count;
} SulMshEntity;

/* Elements or nodes of one number: where the first two stand. */
typedef struct {
  enum { SUL_WATCH_NOTHING, SUL_WATCH_NODES, SUL_WATCH_ELEMENTS } what;
  int64_t tag;
  int count;
  const SulByte *at[2];
} SulMshWatch;

typedef struct {
  SulMshCursor cursor;
  int version; /* 2 or 4 */
  SulSerialMesh *serial;

  SulMshName *names; /* by dimension and tag */
  size_t name_count;

  bool has_entities;
  SulMshEntity *entities; /* by dimension and tag, from the section's end on */
  size_t entity_count, entity_room;
  int *entity_groups; /* physical tags, never negative */
  size_t entity_group_count, entity_group_room;

  bool has_nodes;
  int64_t node_tag_max;
  PetscInt *node_of_tag; /* [node_tag_max + 1], or NULL: bisect serial->node_tag */

  int file_order; /* 1 or 2, from the first tetrahedron on */
  bool seen[SUL_MSH_KINDS];
  size_t cell_room, triangle_room, other_room;
  PetscInt64 *other_tag; /* elements that are neither cells nor triangles of a group */
  size_t other_count;
  int64_t last_tag, tag_max; /* of elements */
  bool ascending;            /* their tags */
  SulMshWatch watch;
} SulMshReader;

/* The sections' insides, from behind the line "$Name" to before "$EndName". */
void SulMshReadNames(SulMshReader *reader);
void SulMshReadEntities(SulMshReader *reader);
void SulMshReadPartitionedEntities(SulMshReader *reader);
void SulMshReadNodes(SulMshReader *reader);
void SulMshReadParametricNodes(SulMshReader *reader);
void SulMshReadElements(SulMshReader *reader);

/* Walks all sections of the file. */
void SulMshWalk(SulMshReader *reader);

/* The entity, or NULL. */
const SulMshEntity *SulMshFindEntity(const SulMshReader *reader, int dimension, int tag);

/* The physical tags of the entity's elements: those of the entity that it is a part of in a
 * partitioned mesh; none for a face between two parts. */
const int *SulMshEntityGroups(const SulMshReader *reader, const SulMshEntity *entity, int *count);

/* The node with this number, or -1. */
PetscInt SulMshNodeOfTag(const SulMshReader *reader, int64_t tag);

/* Appends `"sulfur"` or `number 3` to a text: what the group is called. */
void SulMshTellGroup(const SulMshReader *reader, int dimension, int tag, char *text, size_t size);

/* Reads the file again, up to the two nodes or elements (`what`) that bear the number. */
void SulMshRefuseTwice(SulMshReader *reader, int what, int64_t tag);

/* Once all is read: phases and boundaries, and the groups of cells and triangles. */
void SulMshGroups(SulMshReader *reader);

#endif

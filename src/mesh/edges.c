/* SPDX-License-Identifier: BSD-2-Clause */
/* A straight mesh becomes one of order 2: one node in the middle of each edge. */
#include "serial.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/text.h>

/* Edges hang in chains from their end of lower number, as the faces in faces.c. */
typedef struct {
  PetscInt *head; /* [nodes] */
  struct Edge {
    PetscInt lower, higher, next;
  } * edges;
  size_t count, room;
} EdgeTable;

static PetscInt EdgeNumber(EdgeTable *table, PetscInt a, PetscInt b) {
  PetscInt lower = a < b ? a : b, higher = a < b ? b : a;
  for (PetscInt e = table->head[lower]; e >= 0; e = table->edges[e].next)
    if (table->edges[e].higher == higher) return e;
  table->edges = SulGrow(table->edges, &table->room, table->count + 1, sizeof *table->edges);
  table->edges[table->count] = (struct Edge){lower, higher, table->head[lower]};
  return table->head[lower] = (PetscInt)table->count++;
}

static void AddMiddles(SulSerialMesh *serial, const EdgeTable *table) {
  size_t vertices = (size_t)serial->nodes, nodes = vertices + table->count;
  serial->coordinates = SulReallocate(serial->coordinates, nodes, sizeof *serial->coordinates);
  serial->node_file = SulReallocate(serial->node_file, nodes, sizeof *serial->node_file);
  for (size_t e = 0; e < table->count; e++) {
    const double *a = serial->coordinates[table->edges[e].lower];
    const double *b = serial->coordinates[table->edges[e].higher];
    for (int d = 0; d < 3; d++)
      serial->coordinates[vertices + e][d] = 0.5 * (a[d] + b[d]);
    serial->node_file[vertices + e] = (PetscInt64)(vertices + e);
  }
  serial->nodes = (PetscInt)nodes;
  free(serial->node_tag);
  serial->node_tag = NULL;
}

void SulSerialAddEdges(SulSerialMesh *serial, SulError *error) {
  size_t cells = (size_t)serial->cells;
  PetscInt *wide = SulReallocate(NULL, 10 * cells, sizeof *wide);
  EdgeTable table = {.room = cells + cells / 3 + 1000};
  table.head = SulReallocate(NULL, (size_t)serial->nodes, sizeof *table.head);
  table.edges = SulReallocate(NULL, table.room, sizeof *table.edges);
  for (PetscInt i = 0; i < serial->nodes; i++)
    table.head[i] = -1;
  for (size_t cell = 0; cell < cells; cell++) {
    PetscInt *nodes = wide + 10 * cell;
    memcpy(nodes, serial->cell_node + 4 * cell, 4 * sizeof *nodes);
    for (int e = 0; e < 6; e++)
      nodes[4 + e] = serial->nodes + EdgeNumber(&table, nodes[sul_tetrahedron_edges[e][0]],
                                                nodes[sul_tetrahedron_edges[e][1]]);
  }
  free(serial->cell_node);
  serial->cell_node = wide;
  serial->cell_nodes = 10;
  serial->order = 2;
  if ((size_t)serial->nodes + table.count > PETSC_MAX_INT / 3)
    SulErrorSet(error, SUL_INPUT,
                "%s: at order 2 the mesh has %zu nodes, more than this build's %zu-bit numbers can "
                "count; build with a PETSc with 64-bit indices, or run at element_order: 1",
                serial->path, (size_t)serial->nodes + table.count, 8 * sizeof(PetscInt));
  else
    AddMiddles(serial, &table);
  free(table.head);
  free(table.edges);
}

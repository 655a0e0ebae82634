/* SPDX-License-Identifier: BSD-2-Clause */
/* Which blocks the stiffness has, and the cells around each of its rows. */
#include "pattern.h"

#include <stdlib.h>

static void CellsOfNodesCreate(const SulMesh *mesh, CellsOfNodes *around) {
  size_t owned = (size_t)mesh->nodes_owned, entries = (size_t)mesh->cells_local;
  const int width = mesh->cell_nodes;
  entries *= (size_t)width;
  around->first = SulAllocate(owned + 2, sizeof *around->first);
  for (size_t i = 0; i < entries; i++)
    if (mesh->cells[i] < mesh->nodes_owned) around->first[mesh->cells[i] + 2]++;
  for (size_t a = 2; a < owned + 2; a++)
    around->first[a] += around->first[a - 1];
  around->cell = SulAllocate(around->first[owned + 1], sizeof *around->cell);
  around->place = SulAllocate(around->first[owned + 1], sizeof *around->place);
  for (size_t i = 0; i < entries; i++) {
    if (mesh->cells[i] >= mesh->nodes_owned) continue;
    size_t at = around->first[mesh->cells[i] + 1]++;
    around->cell[at] = (PetscInt)(i / (size_t)width);
    around->place[at] = (unsigned char)(i % (size_t)width);
  }
}

static void CellsOfNodesDestroy(CellsOfNodes *around) {
  free(around->first);
  free(around->cell);
  free(around->place);
}

static void PatternRoom(SulPattern *pattern, size_t needed) {
  if (needed <= pattern->room) return;
  pattern->room = needed + needed / 4;
  pattern->column = realloc(pattern->column, pattern->room * sizeof *pattern->column);
  if (!pattern->column) abort();
}

/* Appends the nodes that share a cell with `node`; `seen` is -1 everywhere before and after. */
static size_t AppendRow(const SulMesh *mesh, const CellsOfNodes *around, PetscInt node,
                        PetscInt *seen, SulPattern *pattern) {
  size_t begin = pattern->first[node], count = 0;
  size_t cells = around->first[node + 1] - around->first[node];
  PatternRoom(pattern, begin + cells * (size_t)mesh->cell_nodes);
  PetscInt *column = &pattern->column[begin];
  for (size_t i = around->first[node]; i < around->first[node + 1]; i++) {
    const PetscInt *nodes = &mesh->cells[around->cell[i] * mesh->cell_nodes];
    for (int b = 0; b < mesh->cell_nodes; b++) {
      if (seen[nodes[b]] >= 0) continue;
      seen[nodes[b]] = 0;
      column[count++] = nodes[b];
    }
  }
  for (size_t k = 0; k < count; k++)
    seen[column[k]] = -1;
  return count;
}

static void SortByGlobal(const SulMesh *mesh, size_t count, PetscInt *column) {
  for (size_t k = 1; k < count; k++) { /* insertion: some tens, often nearly sorted */
    PetscInt node = column[k], global = mesh->node_global[node];
    size_t at = k;
    for (; at > 0 && mesh->node_global[column[at - 1]] > global; at--)
      column[at] = column[at - 1];
    column[at] = node;
  }
}

PetscErrorCode SulPatternCreate(const SulMesh *mesh, SulPattern **made) {
  SulPattern *pattern = SulAllocate(1, sizeof *pattern);

  PetscFunctionBegin;
  pattern->mesh = mesh;
  CellsOfNodesCreate(mesh, &pattern->around);
  PetscInt *seen = SulAllocate((size_t)mesh->nodes_local, sizeof *seen);
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    seen[a] = -1;
  pattern->first = SulAllocate((size_t)mesh->nodes_owned + 1, sizeof *pattern->first);
  PatternRoom(pattern, 16 * (size_t)mesh->nodes_owned);
  for (PetscInt a = 0; a < mesh->nodes_owned; a++) {
    size_t count = AppendRow(mesh, &pattern->around, a, seen, pattern);
    SortByGlobal(mesh, count, &pattern->column[pattern->first[a]]);
    pattern->first[a + 1] = pattern->first[a] + count;
  }
  free(seen);
  *made = pattern;
  PetscFunctionReturn(0);
}

void SulPatternDestroy(SulPattern **pattern) {
  if (!*pattern) return;
  CellsOfNodesDestroy(&(*pattern)->around);
  free((*pattern)->first);
  free((*pattern)->column);
  free(*pattern);
  *pattern = NULL;
}

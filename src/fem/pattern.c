/* SPDX-License-Identifier: BSD-2-Clause */
/* Which blocks the stiffness has, and the cells around each of its rows. */
#include "pattern.h"

#include <stdlib.h>

static void CellsOfRowsCreate(const SulConnectivity *kind, PetscInt rows, CellsOfRows *around) {
  size_t owned = (size_t)rows, entries = (size_t)kind->count;
  const int width = kind->width;
  entries *= (size_t)width;
  around->first = SulAllocate(owned + 2, sizeof *around->first);
  for (size_t i = 0; i < entries; i++)
    if (kind->row[i] < rows) around->first[kind->row[i] + 2]++;
  for (size_t a = 2; a < owned + 2; a++)
    around->first[a] += around->first[a - 1];
  around->cell = SulAllocate(around->first[owned + 1], sizeof *around->cell);
  around->place = SulAllocate(around->first[owned + 1], sizeof *around->place);
  for (size_t i = 0; i < entries; i++) {
    if (kind->row[i] >= rows) continue;
    size_t at = around->first[kind->row[i] + 1]++;
    around->cell[at] = (PetscInt)(i / (size_t)width);
    around->place[at] = (unsigned char)(i % (size_t)width);
  }
}

static void CellsOfRowsDestroy(CellsOfRows *around) {
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

/* The kinds of a pattern in the making. */
typedef struct {
  int count;
  const SulConnectivity **kinds; /* cells are the first */
  CellsOfRows *around;
  PetscInt *seen; /* [rows.local] -1 between rows */
} Kinds;

/* Appends the rows that share something of a kind with `row`; gives how many the row has by then. */
static size_t AppendKind(const Kinds *kinds, int k, PetscInt row, size_t count,
                         SulPattern *pattern) {
  const SulConnectivity *kind = kinds->kinds[k];
  const CellsOfRows *around = &kinds->around[k];
  size_t begin = pattern->first[row];
  size_t items = around->first[row + 1] - around->first[row];
  PatternRoom(pattern, begin + count + items * (size_t)kind->width);
  PetscInt *column = &pattern->column[begin];
  for (size_t i = around->first[row]; i < around->first[row + 1]; i++) {
    const PetscInt *other = &kind->row[around->cell[i] * kind->width];
    for (int b = 0; b < kind->width; b++) {
      if (kinds->seen[other[b]] >= 0) continue;
      kinds->seen[other[b]] = 0;
      column[count++] = other[b];
    }
  }
  return count;
}

static size_t AppendRow(const Kinds *kinds, PetscInt row, SulPattern *pattern) {
  size_t count = 0;
  for (int k = 0; k < kinds->count; k++)
    count = AppendKind(kinds, k, row, count, pattern);
  for (size_t i = 0; i < count; i++)
    kinds->seen[pattern->column[pattern->first[row] + i]] = -1;
  return count;
}

static void SortByGlobal(const SulRows *rows, size_t count, PetscInt *column) {
  for (size_t k = 1; k < count; k++) { /* insertion: some tens, often nearly sorted */
    PetscInt row = column[k], global = rows->global[row];
    size_t at = k;
    for (; at > 0 && rows->global[column[at - 1]] > global; at--)
      column[at] = column[at - 1];
    column[at] = row;
  }
}

static void FillPattern(const Kinds *kinds, SulPattern *pattern) {
  const SulRows *rows = &pattern->rows;
  pattern->first = SulAllocate((size_t)rows->owned + 1, sizeof *pattern->first);
  PatternRoom(pattern, 16 * (size_t)rows->owned);
  for (PetscInt r = 0; r < rows->owned; r++) {
    size_t count = AppendRow(kinds, r, pattern);
    SortByGlobal(rows, count, &pattern->column[pattern->first[r]]);
    pattern->first[r + 1] = pattern->first[r] + count;
  }
}

PetscErrorCode SulPatternCreate(const SulMesh *mesh, const SulConnectivity *others, int count,
                                SulPattern **made) {
  SulPattern *pattern = SulAllocate(1, sizeof *pattern);
  const size_t all = (size_t)count + 1;
  Kinds kinds = {.count = count + 1};

  PetscFunctionBegin;
  pattern->mesh = mesh;
  pattern->rows = SulMeshRows(mesh);
  const SulConnectivity cells = {mesh->cells_local, mesh->cell_nodes, pattern->rows.cells};
  kinds.kinds = SulAllocate(all, sizeof *kinds.kinds);
  kinds.around = SulAllocate(all, sizeof *kinds.around);
  kinds.seen = SulAllocate((size_t)pattern->rows.local, sizeof *kinds.seen);
  for (PetscInt r = 0; r < pattern->rows.local; r++)
    kinds.seen[r] = -1;
  for (int k = 0; k < kinds.count; k++) {
    kinds.kinds[k] = k == 0 ? &cells : &others[k - 1];
    CellsOfRowsCreate(kinds.kinds[k], pattern->rows.owned, &kinds.around[k]);
  }
  FillPattern(&kinds, pattern);
  pattern->around = kinds.around[0]; /* of use when rows are filled */
  for (int k = 1; k < kinds.count; k++)
    CellsOfRowsDestroy(&kinds.around[k]);
  free(kinds.kinds);
  free(kinds.around);
  free(kinds.seen);
  *made = pattern;
  PetscFunctionReturn(0);
}

void SulPatternDestroy(SulPattern **pattern) {
  if (!*pattern) return;
  CellsOfRowsDestroy(&(*pattern)->around);
  free((*pattern)->first);
  free((*pattern)->column);
  free(*pattern);
  *pattern = NULL;
}

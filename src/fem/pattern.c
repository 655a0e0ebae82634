/* SPDX-License-Identifier: BSD-2-Clause */
/* Which blocks the stiffness has, and the cells around each of its rows. */
#include "pattern.h"

#include <stdlib.h>

static void CellsOfRowsCreate(const SulMesh *mesh, const SulRows *rows, CellsOfRows *around) {
  size_t owned = (size_t)rows->owned, entries = (size_t)mesh->cells_local;
  const int width = mesh->cell_nodes;
  entries *= (size_t)width;
  around->first = SulAllocate(owned + 2, sizeof *around->first);
  for (size_t i = 0; i < entries; i++)
    if (rows->cells[i] < rows->owned) around->first[rows->cells[i] + 2]++;
  for (size_t a = 2; a < owned + 2; a++)
    around->first[a] += around->first[a - 1];
  around->cell = SulAllocate(around->first[owned + 1], sizeof *around->cell);
  around->place = SulAllocate(around->first[owned + 1], sizeof *around->place);
  for (size_t i = 0; i < entries; i++) {
    if (rows->cells[i] >= rows->owned) continue;
    size_t at = around->first[rows->cells[i] + 1]++;
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

/* Appends the rows that share a cell with `row`; `seen` is -1 everywhere before and after. */
static size_t AppendRow(PetscInt row, PetscInt *seen, SulPattern *pattern) {
  const CellsOfRows *around = &pattern->around;
  const int width = pattern->mesh->cell_nodes;
  size_t begin = pattern->first[row], count = 0;
  size_t cells = around->first[row + 1] - around->first[row];
  PatternRoom(pattern, begin + cells * (size_t)width);
  PetscInt *column = &pattern->column[begin];
  for (size_t i = around->first[row]; i < around->first[row + 1]; i++) {
    const PetscInt *other = &pattern->rows.cells[around->cell[i] * width];
    for (int b = 0; b < width; b++) {
      if (seen[other[b]] >= 0) continue;
      seen[other[b]] = 0;
      column[count++] = other[b];
    }
  }
  for (size_t k = 0; k < count; k++)
    seen[column[k]] = -1;
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

PetscErrorCode SulPatternCreate(const SulMesh *mesh, SulPattern **made) {
  SulPattern *pattern = SulAllocate(1, sizeof *pattern);
  const SulRows *rows = &pattern->rows;

  PetscFunctionBegin;
  pattern->mesh = mesh;
  pattern->rows = SulMeshRows(mesh);
  CellsOfRowsCreate(mesh, rows, &pattern->around);
  PetscInt *seen = SulAllocate((size_t)rows->local, sizeof *seen);
  for (PetscInt r = 0; r < rows->local; r++)
    seen[r] = -1;
  pattern->first = SulAllocate((size_t)rows->owned + 1, sizeof *pattern->first);
  PatternRoom(pattern, 16 * (size_t)rows->owned);
  for (PetscInt r = 0; r < rows->owned; r++) {
    size_t count = AppendRow(r, seen, pattern);
    SortByGlobal(rows, count, &pattern->column[pattern->first[r]]);
    pattern->first[r + 1] = pattern->first[r] + count;
  }
  free(seen);
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

/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds neighbours among bodies of very different sizes, in cell lists by size class. */
#include "packing_grid.h"
#include <math.h>
#include <stdlib.h>
#include <sulfem/random.h>

static void SortIntoLevels(SulGrid *grid, size_t counts[SUL_GRID_LEVELS]) {
  const SulCrowd *crowd = grid->crowd;
  double largest = 0;
  for (size_t i = 0; i < crowd->count; i++)
    largest = fmax(largest, crowd->bound[i]);
  for (size_t i = 0; i < crowd->count; i++) {
    int level = 0;
    double size = largest * 0.5;
    for (; level + 1 < SUL_GRID_LEVELS && crowd->bound[i] <= size; size *= 0.5)
      level++;
    grid->level_of[i] = (unsigned char)level;
    grid->level[level].bound = fmax(grid->level[level].bound, crowd->bound[i]);
    counts[level]++;
    if (level >= grid->levels) grid->levels = level + 1;
  }
}

/* Cells as small as the class allows, but not many more of them than bodies. */
static size_t LayCells(SulGrid *grid, SulGridLevel *level, size_t count, size_t first) {
  const SulCrowd *crowd = grid->crowd;
  double reach = 2 * level->bound + crowd->gap + grid->skin;
  double volume = crowd->edges[0] * crowd->edges[1] * crowd->edges[2];
  double share = SulStableCubeRoot(volume / (4.0 * (double)count + 64));
  size_t cells = 1;
  for (int k = 0; k < 3; k++) {
    double n = floor(crowd->edges[k] / fmax(reach, share));
    level->n[k] = n < 1 ? 1 : (int)n;
    cells *= (size_t)level->n[k];
  }
  level->first_cell = first;
  return cells;
}

SulGrid SulGridCreate(const SulCrowd *crowd, double skin) {
  SulGrid grid = {.crowd = crowd, .skin = skin};
  grid.level_of = SulAllocate(crowd->count, sizeof *grid.level_of);
  grid.next = SulAllocate(crowd->count, sizeof *grid.next);
  grid.cell_of = SulAllocate(crowd->count, sizeof *grid.cell_of);
  size_t counts[SUL_GRID_LEVELS] = {0}, cells = 0;
  SortIntoLevels(&grid, counts);
  for (int l = 0; l < grid.levels; l++)
    if (counts[l] > 0) cells += LayCells(&grid, &grid.level[l], counts[l], cells);
  grid.head = SulAllocate(cells, sizeof *grid.head);
  for (size_t c = 0; c < cells; c++)
    grid.head[c] = SUL_GRID_END;
  for (size_t i = 0; i < crowd->count; i++)
    grid.cell_of[i] = SUL_GRID_END;
  return grid;
}

void SulGridFree(SulGrid *grid) {
  free(grid->level_of);
  free(grid->next);
  free(grid->cell_of);
  free(grid->head);
  *grid = (SulGrid){0};
}

static int CellAlong(const SulGrid *grid, const SulGridLevel *level, int axis, double x) {
  double scaled = floor(x / grid->crowd->edges[axis] * level->n[axis]);
  return scaled < 0 ? 0 : scaled >= level->n[axis] ? level->n[axis] - 1 : (int)scaled;
}

static uint32_t CellOf(const SulGrid *grid, size_t i) {
  const SulGridLevel *level = &grid->level[grid->level_of[i]];
  const double *x = grid->crowd->centre[i];
  size_t cell = 0;
  for (int k = 0; k < 3; k++)
    cell = cell * (size_t)level->n[k] + (size_t)CellAlong(grid, level, k, x[k]);
  return (uint32_t)(level->first_cell + cell);
}

void SulGridInsert(SulGrid *grid, size_t i) {
  uint32_t cell = CellOf(grid, i);
  grid->cell_of[i] = cell;
  grid->next[i] = grid->head[cell];
  grid->head[cell] = (uint32_t)i;
}

static void GridRemove(SulGrid *grid, size_t i) {
  uint32_t *link = &grid->head[grid->cell_of[i]];
  while (*link != i)
    link = &grid->next[*link];
  *link = grid->next[i];
  grid->cell_of[i] = SUL_GRID_END;
}

void SulGridMove(SulGrid *grid, size_t i) {
  if (CellOf(grid, i) == grid->cell_of[i]) return;
  GridRemove(grid, i);
  SulGridInsert(grid, i);
}

/* First cell and number of cells along an axis that a range about x meets; cells wrap or end. */
static int Range(const SulGrid *grid, const SulGridLevel *level, int axis, double x, double reach,
                 int *first) {
  double cell = grid->crowd->edges[axis] / level->n[axis];
  double low = floor((x - reach) / cell), high = floor((x + reach) / cell);
  int n = level->n[axis];
  if (!grid->crowd->wraps) {
    low = fmin(fmax(low, 0), n - 1);
    high = fmin(fmax(high, 0), n - 1);
  } else if (high - low + 1 >= n) {
    low = 0;
    high = n - 1;
  }
  *first = (int)low;
  return (int)(high - low) + 1;
}

static size_t Collect(const SulGrid *grid, size_t i, uint32_t cell, SulGridChoice choice,
                      uint32_t *near) {
  const SulCrowd *crowd = grid->crowd;
  size_t found = 0;
  for (uint32_t j = grid->head[cell]; j != SUL_GRID_END; j = grid->next[j]) {
    if (j == i) continue;
    if (choice == SUL_GRID_EARLIER && grid->level_of[j] == grid->level_of[i] && j > i) continue;
    double d[3], reach = crowd->bound[i] + crowd->bound[j] + crowd->gap + grid->skin;
    SulCrowdOffset(crowd, i, j, d);
    if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < reach * reach) near[found++] = j;
  }
  return found;
}

static size_t SearchLevel(const SulGrid *grid, const SulGridLevel *level, size_t i,
                          SulGridChoice choice, uint32_t *near) {
  const SulCrowd *crowd = grid->crowd;
  double reach = crowd->bound[i] + level->bound + crowd->gap + grid->skin;
  int first[3], length[3];
  for (int k = 0; k < 3; k++)
    length[k] = Range(grid, level, k, crowd->centre[i][k], reach, &first[k]);
  size_t found = 0;
  for (int a = 0; a < length[0]; a++)
    for (int b = 0; b < length[1]; b++)
      for (int c = 0; c < length[2]; c++) {
        int at[3] = {first[0] + a, first[1] + b, first[2] + c};
        size_t cell = 0;
        for (int k = 0; k < 3; k++)
          cell = cell * (size_t)level->n[k] + (size_t)((at[k] + level->n[k]) % level->n[k]);
        found += Collect(grid, i, (uint32_t)(level->first_cell + cell), choice, near + found);
      }
  return found;
}

size_t SulGridNear(const SulGrid *grid, size_t i, SulGridChoice choice, uint32_t *near) {
  size_t found = 0;
  int levels = choice == SUL_GRID_EARLIER ? grid->level_of[i] + 1 : grid->levels;
  for (int l = 0; l < levels; l++)
    if (grid->level[l].bound > 0)
      found += SearchLevel(grid, &grid->level[l], i, choice, near + found);
  return found;
}

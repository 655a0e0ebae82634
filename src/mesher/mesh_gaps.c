/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the elements that narrow gaps between particles hold. */
#include "mesh_gaps.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The lines across the gaps, sorted into the cells of a grid: cell c has lines[first[c]] up to
 * first[c + 1]. */
typedef struct {
  SulGap *gaps;
  size_t gap_count;
  int cells[3];
  double cell[3];
  size_t *first, *lines;
} Grid;

/* The range of cells that a bounding box touches. */
typedef struct {
  int low[3], high[3];
} Range;

static bool InBox(const SulGap *gap, const double edges[3]) {
  for (int k = 0; k < 3; k++) {
    double low = fmin(gap->ends[0][k], gap->ends[1][k]);
    double high = fmax(gap->ends[0][k], gap->ends[1][k]);
    if (low < 0 || high > edges[k]) return false;
  }
  return true;
}

static Range RangeOf(const Grid *grid, const double low[3], const double high[3]) {
  Range range;
  for (int k = 0; k < 3; k++) {
    range.low[k] = (int)fmax(0, floor(low[k] / grid->cell[k]));
    range.high[k] = (int)fmin(grid->cells[k] - 1, floor(high[k] / grid->cell[k]));
  }
  return range;
}

static size_t CellAt(const Grid *grid, int a, int b, int c) {
  return ((size_t)c * (size_t)grid->cells[1] + (size_t)b) * (size_t)grid->cells[0] + (size_t)a;
}

/* Enters line g into its cells, or only counts it where `lines` is not there yet. */
static void Enter(Grid *grid, size_t g, size_t *fill) {
  double low[3], high[3];
  for (int k = 0; k < 3; k++) {
    low[k] = fmin(grid->gaps[g].ends[0][k], grid->gaps[g].ends[1][k]);
    high[k] = fmax(grid->gaps[g].ends[0][k], grid->gaps[g].ends[1][k]);
  }
  Range range = RangeOf(grid, low, high);
  for (int c = range.low[2]; c <= range.high[2]; c++)
    for (int b = range.low[1]; b <= range.high[1]; b++)
      for (int a = range.low[0]; a <= range.high[0]; a++) {
        size_t cell = CellAt(grid, a, b, c);
        if (grid->lines) grid->lines[fill[cell]] = g;
        fill[cell]++;
      }
}

static void FillGrid(Grid *grid, const double edges[3]) {
  double wanted = cbrt(edges[0] * edges[1] * edges[2] / (double)(grid->gap_count + 1));
  size_t count = 1;
  for (int k = 0; k < 3; k++) {
    grid->cells[k] = (int)fmax(1, fmin(128, ceil(edges[k] / wanted)));
    grid->cell[k] = edges[k] / grid->cells[k];
    count *= (size_t)grid->cells[k];
  }
  size_t *fill = SulAllocate(count, sizeof *fill);
  for (size_t g = 0; g < grid->gap_count; g++)
    Enter(grid, g, fill);
  grid->first = SulAllocate(count + 1, sizeof *grid->first);
  for (size_t c = 0; c < count; c++)
    grid->first[c + 1] = grid->first[c] + fill[c];
  grid->lines = SulAllocate(grid->first[count] + 1, sizeof *grid->lines);
  memcpy(fill, grid->first, count * sizeof *fill);
  for (size_t g = 0; g < grid->gap_count; g++)
    Enter(grid, g, fill);
  free(fill);
}

/* Does a part of the line that is worth mentioning lie in the tetrahedron? It is cut off at the
 * planes of the four faces in turn. */
static bool Crosses(const double *corners[4], const SulGap *gap) {
  static const int faces[4][4] = {{1, 2, 3, 0}, {0, 3, 2, 1}, {0, 1, 3, 2}, {0, 2, 1, 3}};
  const double part = 1e-3;
  double from = 0, to = 1;
  for (int f = 0; f < 4; f++) {
    const double *o = corners[faces[f][0]], *a = corners[faces[f][1]], *b = corners[faces[f][2]];
    const double *apex = corners[faces[f][3]];
    double u[3], v[3], height[3] = {0};
    for (int k = 0; k < 3; k++) {
      u[k] = a[k] - o[k];
      v[k] = b[k] - o[k];
    }
    for (int k = 0; k < 3; k++) {
      double normal = u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3];
      height[0] += normal * (gap->ends[0][k] - o[k]);
      height[1] += normal * (gap->ends[1][k] - o[k]);
      height[2] += normal * (apex[k] - o[k]);
    }
    double start = height[0] / height[2], end = height[1] / height[2];
    if (start < 0 && end < 0) return false;
    if (start < 0) from = fmax(from, start / (start - end));
    if (end < 0) to = fmin(to, start / (start - end));
  }
  return to - from > part;
}

static void CountTet(const SulDraft *draft, int tet, const Grid *grid, int *across, int *seen) {
  const double *corners[4];
  double low[3], high[3];
  for (int i = 0; i < 4; i++)
    corners[i] = draft->nodes[draft->tets[tet][i]];
  for (int k = 0; k < 3; k++) {
    low[k] = fmin(fmin(corners[0][k], corners[1][k]), fmin(corners[2][k], corners[3][k]));
    high[k] = fmax(fmax(corners[0][k], corners[1][k]), fmax(corners[2][k], corners[3][k]));
  }
  Range range = RangeOf(grid, low, high);
  for (int c = range.low[2]; c <= range.high[2]; c++)
    for (int b = range.low[1]; b <= range.high[1]; b++)
      for (int a = range.low[0]; a <= range.high[0]; a++) {
        size_t cell = CellAt(grid, a, b, c);
        for (size_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
          size_t g = grid->lines[i];
          if (seen[g] == tet + 1) continue;
          seen[g] = tet + 1;
          across[g] += Crosses(corners, &grid->gaps[g]);
        }
      }
}

SulGapCount SulGapsCount(const SulDraft *draft, const SulSizeField *field, const double edges[3]) {
  SulGapCount result = {0};
  Grid grid = {0};
  size_t found;
  grid.gaps = SulSizeGaps(field, draft->outer_count, &found);
  for (size_t g = 0; g < found; g++)
    if (InBox(&grid.gaps[g], edges)) grid.gaps[grid.gap_count++] = grid.gaps[g];
  result.count = grid.gap_count;
  if (grid.gap_count > 0) {
    FillGrid(&grid, edges);
    int *across = SulAllocate(grid.gap_count, sizeof *across);
    int *seen = SulAllocate(grid.gap_count, sizeof *seen);
    for (int t = 0; t < draft->tet_count; t++)
      if (draft->tet_volume[t] == 0) CountTet(draft, t, &grid, across, seen);
    result.width = grid.gaps[0].width;
    result.narrowest = result.least = across[0];
    for (size_t g = 0; g < grid.gap_count; g++) {
      result.least = across[g] < result.least ? across[g] : result.least;
      result.average += (double)across[g] / (double)grid.gap_count;
    }
    free(across);
    free(seen);
  }
  free(grid.first);
  free(grid.lines);
  free(grid.gaps);
  return result;
}

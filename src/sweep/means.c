/* SPDX-License-Identifier: BSD-2-Clause */
/* Statistics over the seeds. */
#include "means.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* The same values on all axes but the seed. */
static bool SameGroup(const SulStudy *study, size_t a, size_t b) {
  bool same = true;
  for (size_t i = 0; i < study->axis_count && same; i++)
    same = SulStudyIsSeed(&study->axes[i]) || SulStudySame(study, a, b, i);
  return same;
}

/* group[k]: of point k; returns the number of groups, which are in the order of their first points.
 */
static size_t FindGroups(const SulStudy *study, size_t *group) {
  size_t *first = SulAllocate(study->point_count, sizeof *first), count = 0;
  for (size_t k = 0; k < study->point_count; k++) {
    size_t g = 0;
    while (g < count && !SameGroup(study, k, first[g]))
      g++;
    if (g == count) first[count++] = k;
    group[k] = g;
  }
  free(first);
  return count;
}

/* Two passes: the mean, then the squares around it. */
static void AddStatistics(const SulColumn *column, const size_t *group, const bool *counts,
                          size_t rows, SulTable *means) {
  char name[700];
  double *sum = SulAllocate(means->rows, sizeof *sum);
  double *square = SulAllocate(means->rows, sizeof *square);
  size_t *number = SulAllocate(means->rows, sizeof *number);
  for (size_t r = 0; r < rows; r++) {
    if (!counts[r] || column->cells[r].kind == SUL_CELL_EMPTY) continue;
    sum[group[r]] += column->cells[r].number;
    number[group[r]]++;
  }
  for (size_t r = 0; r < rows; r++) {
    if (!counts[r] || column->cells[r].kind == SUL_CELL_EMPTY) continue;
    double off = column->cells[r].number - sum[group[r]] / (double)number[group[r]];
    square[group[r]] += off * off;
  }
  snprintf(name, sizeof name, "%s.mean", column->name);
  SulTableColumn(means, name);
  for (size_t g = 0; g < means->rows; g++)
    if (number[g] > 0) SulTableNumber(means, g, name, sum[g] / (double)number[g]);
  snprintf(name, sizeof name, "%s.std", column->name);
  SulTableColumn(means, name);
  for (size_t g = 0; g < means->rows; g++)
    if (number[g] > 1) SulTableNumber(means, g, name, sqrt(square[g] / (double)(number[g] - 1)));
  free(sum);
  free(square);
  free(number);
}

static bool IsStatistic(const SulColumn *column, size_t rows) {
  bool any = false;
  for (size_t r = 0; r < rows; r++) {
    if (column->cells[r].kind == SUL_CELL_TEXT) return false;
    any = any || column->cells[r].kind != SUL_CELL_EMPTY;
  }
  return any && strcmp(column->name, "point") != 0;
}

void SulMeans(const SulStudy *study, const SulTable *values, const SulPointStatus *status,
              SulTable *means) {
  size_t points = study->point_count;
  size_t *group = SulAllocate(points, sizeof *group), count = FindGroups(study, group);
  bool *counts = SulAllocate(points, sizeof *counts);
  long long *size = SulAllocate(count, sizeof *size), *done = SulAllocate(count, sizeof *done);
  SulTableCreate(means, count);
  for (size_t k = 0; k < points; k++) {
    counts[k] = status[k].state == SUL_POINT_FINISHED;
    size[group[k]]++;
    done[group[k]] += counts[k];
    if (size[group[k]] == 1)
      SulStudyColumns(study, k, false, SulTableRowText, &(SulTableRow){means, group[k]});
  }
  for (size_t g = 0; g < count; g++) {
    SulTableInteger(means, g, "points", size[g]);
    SulTableInteger(means, g, "finished", done[g]);
  }
  for (size_t c = 0; c < values->count; c++)
    if (IsStatistic(&values->columns[c], points))
      AddStatistics(&values->columns[c], group, counts, points, means);
  free(group);
  free(counts);
  free(size);
  free(done);
}

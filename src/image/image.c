/* SPDX-License-Identifier: BSD-2-Clause */
/* Labels of a stored image to phases of a grid. */
#include "image_source.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/memory.h>

enum { TOLD = 8 }; /* labels without a name that are counted one by one */

typedef struct {
  const SulImageLabels *labels;
  SulImageLabel *sorted;
  long long strange[TOLD]; /* labels without a name */
  size_t strange_count[TOLD];
  int strange_kinds;
  size_t strange_others; /* voxels of further kinds */
} Mapper;

static int CompareLabels(const void *a, const void *b) {
  long long one = ((const SulImageLabel *)a)->value, other = ((const SulImageLabel *)b)->value;
  return (one > other) - (one < other);
}

static void CountStrange(Mapper *mapper, long long value) {
  int kind = 0;
  while (kind < mapper->strange_kinds && mapper->strange[kind] != value)
    kind++;
  if (kind == TOLD) {
    mapper->strange_others++;
    return;
  }
  if (kind == mapper->strange_kinds) mapper->strange[mapper->strange_kinds++] = value;
  mapper->strange_count[kind]++;
}

static uint8_t PhaseOf(Mapper *mapper, long long value) {
  SulImageLabel wanted = {value, 0};
  const SulImageLabel *found =
      bsearch(&wanted, mapper->sorted, (size_t)mapper->labels->count, sizeof wanted, CompareLabels);
  return found ? (uint8_t)found->phase : SUL_VOXEL_VOID;
}

static void TellStrange(const Mapper *mapper, const char *path, SulError *error) {
  if (mapper->strange_kinds == 0) return;
  SulErrorSet(error, SUL_INPUT, "%s: %s holds ", mapper->labels->place, path);
  for (int k = 0; k < mapper->strange_kinds; k++)
    SulErrorAppend(error, "%s%zu voxel%s of label %lld", k ? ", " : "", mapper->strange_count[k],
                   mapper->strange_count[k] == 1 ? "" : "s", mapper->strange[k]);
  if (mapper->strange_others) SulErrorAppend(error, ", %zu of others", mapper->strange_others);
  SulErrorAppend(error, ", which no phase names; the labels with a name are");
  for (int i = 0; i < mapper->labels->count; i++)
    SulErrorAppend(error, "%s %lld", i ? "," : "", mapper->sorted[i].value);
}

/* Copies what lies in the region from one slab into the grid. */
static void PutSlab(Mapper *mapper, const SulImageSource *source, int index,
                    const long long *values, SulVoxels *grid) {
  const int *axes = source->image->axes, *from = source->image->from;
  int at[3], rows = grid->size[axes[1]], columns = grid->size[axes[2]];
  size_t width = (size_t)source->size[axes[2]];
  long long last = 0;
  uint8_t phase = SUL_VOXEL_VOID;
  bool known = false;
  at[axes[0]] = index - from[axes[0]];
  for (int row = 0; row < rows; row++) {
    at[axes[1]] = row;
    const long long *line = values + (size_t)(row + from[axes[1]]) * width + from[axes[2]];
    for (int column = 0; column < columns; column++) {
      if (!known || line[column] != last) phase = PhaseOf(mapper, last = line[column]);
      known = true;
      if (phase == SUL_VOXEL_VOID) CountStrange(mapper, last);
      at[axes[2]] = column;
      grid->labels[SulVoxelIndex(grid, at[0], at[1], at[2])] = phase;
    }
  }
}

/* The size of the grid: the region, which must lie within the image. */
static void RegionSize(const SulImageSource *source, int size[3], SulError *error) {
  const SulImageFile *image = source->image;
  for (int d = 0; d < 3; d++) {
    size[d] = image->region[d] ? image->region[d] : source->size[d];
    const long long from = image->from[d], last = from + size[d] - 1;
    if (last >= source->size[d])
      SulErrorSet(error, SUL_INPUT,
                  "%s: has %d voxels along %c; the region from %lld to %lld reaches beyond them",
                  image->path, source->size[d], "xyz"[d], from, last);
  }
}

/* Before a large image is read. */
static void CheckBlock(const SulImageFile *image, const int size[3], SulError *error) {
  int least = size[0];
  for (int d = 1; d < 3; d++)
    if (size[d] < least) least = size[d];
  if (image->block > least)
    SulErrorSet(error, SUL_INPUT,
                "%s: must be at most %d, as what is read of %s is %d x %d x %d voxels; found %d",
                image->block_place, least, image->path, size[0], size[1], size[2], image->block);
}

/* A small file can stand for a grid that the machine has no room for. */
static void CheckMemory(const SulImageSource *source, const int size[3], SulError *error) {
  double needed = (double)source->slab * sizeof(long long) + source->piece, count = 1;
  double room = fmin(SulFreeMemory(), SulMemoryLimitLeft());
  for (int d = 0; d < 3; d++)
    count *= size[d];
  needed += count; /* a byte a voxel */
  if (needed > room)
    SulErrorSet(
        error, SUL_INPUT,
        "%s: %d x %d x %d voxels need %.3g GB of memory to be read, and %.3g GB are free; take "
        "a part of the image (key \"region\"), or a machine with more memory",
        source->image->path, size[0], size[1], size[2], 1e-9 * needed, 1e-9 * room);
}

static void ReadSlabs(SulImageSource *source, Mapper *mapper, SulVoxels *grid, SulError *error) {
  int slow = source->image->axes[0], first = source->image->from[slow];
  long long *values = SulAllocate(source->slab, sizeof *values);
  for (int i = first; i < first + grid->size[slow] && !SulFailed(error); i++) {
    if (source->raw)
      SulImageRawSlab(source, i, values, error);
    else
      SulImageH5Slab(source, i, values, error);
    if (!SulFailed(error)) PutSlab(mapper, source, i, values, grid);
  }
  free(values);
  if (!SulFailed(error)) TellStrange(mapper, source->image->path, error);
}

void SulImageRead(const SulImageFile *file, const SulImageLabels *labels, double edge,
                  SulVoxels *grid, SulError *error) {
  *grid = (SulVoxels){0};
  SulImageSource source = {.image = file};
  Mapper mapper = {.labels = labels};
  size_t count = (size_t)labels->count;
  mapper.sorted = SulAllocate(count, sizeof *mapper.sorted);
  memcpy(mapper.sorted, labels->labels, count * sizeof *mapper.sorted);
  qsort(mapper.sorted, count, sizeof *mapper.sorted, CompareLabels);
  int size[3];
  if (file->dataset)
    SulImageH5Open(&source, error);
  else
    SulImageRawOpen(&source, error);
  if (!SulFailed(error)) RegionSize(&source, size, error);
  if (!SulFailed(error)) CheckBlock(file, size, error);
  if (!SulFailed(error)) CheckMemory(&source, size, error);
  if (!SulFailed(error)) SulVoxelsMake(grid, size, labels->phase_count, error);
  if (!SulFailed(error)) {
    grid->edge = edge;
    memcpy(grid->names, labels->names, (size_t)labels->phase_count * sizeof *grid->names);
    ReadSlabs(&source, &mapper, grid, error);
  }
  if (file->dataset)
    SulImageH5Close(&source);
  else
    SulImageRawClose(&source);
  free(mapper.sorted);
  if (SulFailed(error)) SulVoxelsFree(grid);
}

void SulImageFileFree(SulImageFile *file) {
  free(file->path);
  free(file->dataset);
  free(file->block_place);
  *file = (SulImageFile){0};
}

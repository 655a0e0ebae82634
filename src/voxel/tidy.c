/* SPDX-License-Identifier: BSD-2-Clause */
/* What an image is relieved of before it becomes a mesh: resolution, specks, loose bodies. */
#include "runs.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/voxel_tidy.h>

/* ---- coarsening */

/* The phase that most voxels of the block at (i, j, k) have. */
static uint8_t Majority(const SulVoxels *grid, const int low[3], int factor) {
  uint32_t votes[SUL_VOXEL_VOID + 1] = {0};
  for (int k = low[2]; k < low[2] + factor; k++)
    for (int j = low[1]; j < low[1] + factor; j++)
      for (int i = low[0]; i < low[0] + factor; i++)
        votes[grid->labels[SulVoxelIndex(grid, i, j, k)]]++;
  int best = 0;
  for (int phase = 1; phase <= SUL_VOXEL_VOID; phase++)
    if (votes[phase] > votes[best]) best = phase;
  return (uint8_t)best;
}

void SulImageCoarsen(SulVoxels *grid, int factor, int dropped[3], SulError *error) {
  SulVoxels coarse = {.edge = grid->edge * factor};
  int size[3];
  for (int d = 0; d < 3; d++) {
    size[d] = grid->size[d] / factor;
    dropped[d] = grid->size[d] % factor;
    coarse.origin[d] = grid->origin[d];
    if (size[d] == 0)
      SulErrorSet(error, SUL_INPUT, "the image has %d voxels along %c, fewer than a block of %d",
                  grid->size[d], "xyz"[d], factor);
  }
  if (!SulFailed(error)) SulVoxelsMake(&coarse, size, grid->phase_count, error);
  if (SulFailed(error)) return;
  memcpy(coarse.names, grid->names, (size_t)grid->phase_count * sizeof *grid->names);
  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      for (int i = 0; i < size[0]; i++)
        coarse.labels[SulVoxelIndex(&coarse, i, j, k)] =
            Majority(grid, (const int[3]){i * factor, j * factor, k * factor}, factor);
  SulVoxelsFree(grid);
  *grid = coarse;
}

/* ---- regions that dissolve in what surrounds them */

typedef struct {
  SulVoxels *grid;
  const SulPhaseSet *phases;
  SulRuns runs;
  size_t *voxels;  /* of a cluster, by its lowest run */
  size_t *contact; /* of chosen cluster c with phase p: faces at [place[c] * phase_count + p] */
  size_t *place;   /* 1 + number among the chosen; 0: stays */
} Regions;

static void FindRegions(Regions *regions, SulError *error) {
  SulRunsFind(regions->grid, regions->phases, &regions->runs, error);
  if (SulFailed(error)) return;
  size_t count = regions->runs.count;
  regions->voxels = SulAllocate(count, sizeof *regions->voxels);
  regions->place = SulAllocate(count, sizeof *regions->place);
  for (size_t r = 0; r < count; r++) {
    const SulRun *run = &regions->runs.run[r];
    regions->voxels[run->cluster] += (size_t)(run->end - run->begin);
  }
}

static void FreeRegions(Regions *regions) {
  SulRunsFree(&regions->runs);
  free(regions->voxels);
  free(regions->place);
  free(regions->contact);
}

/* Faces of the voxel that look at phases outside the set. */
static void CountContact(const Regions *regions, const int at[3], size_t *contact) {
  const SulVoxels *grid = regions->grid;
  for (int side = 0; side < 6; side++) {
    int next[3] = {at[0], at[1], at[2]}, d = side / 2;
    next[d] += side % 2 ? 1 : -1;
    if (next[d] < 0 || next[d] >= grid->size[d]) continue;
    int phase = grid->labels[SulVoxelIndex(grid, next[0], next[1], next[2])];
    if (!regions->phases->has[phase]) contact[phase]++;
  }
}

/* Calls for every run of a chosen cluster: first to count its contacts, then to change it. */
static void VisitChosen(Regions *regions, bool change) {
  SulVoxels *grid = regions->grid;
  size_t phases = (size_t)grid->phase_count;
  for (size_t row = 0; row < SulRunsRows(&regions->runs); row++)
    for (size_t r = regions->runs.first[row]; r < regions->runs.first[row + 1]; r++) {
      const SulRun *run = &regions->runs.run[r];
      size_t place = regions->place[run->cluster];
      if (place == 0) continue;
      size_t *contact = regions->contact + (place - 1) * phases, best = 0;
      for (size_t p = 1; p < phases; p++)
        if (contact[p] > contact[best]) best = p;
      int at[3] = {0, (int)(row % (size_t)grid->size[1]), (int)(row / (size_t)grid->size[1])};
      if (change && contact[best])
        memset(&grid->labels[SulVoxelIndex(grid, run->begin, at[1], at[2])], (int)best,
               (size_t)(run->end - run->begin));
      for (at[0] = run->begin; !change && at[0] < run->end; at[0]++)
        CountContact(regions, at, contact);
    }
}

/* Clusters whose size is below the limit, or all but the one whose lowest run is `kept`. */
static SulImageChange Dissolve(Regions *regions, size_t limit, size_t kept) {
  SulImageChange change = {0};
  const int *size = regions->grid->size;
  size_t whole = (size_t)size[0] * (size_t)size[1] * (size_t)size[2];
  for (size_t r = 0; r < regions->runs.count; r++) {
    size_t voxels = regions->voxels[r];
    if (voxels == 0 || voxels >= limit || voxels == whole || r == kept) continue;
    regions->place[r] = (size_t)++change.count;
    change.voxels += voxels;
  }
  if (change.count == 0) return change;
  regions->contact = SulAllocate((size_t)change.count * (size_t)regions->grid->phase_count,
                                 sizeof *regions->contact);
  VisitChosen(regions, false);
  VisitChosen(regions, true);
  return change;
}

SulImageChange SulImageAbsorb(SulVoxels *grid, size_t smallest, SulError *error) {
  enum { ROUNDS = 8 };
  SulImageChange sum = {0};
  long before = -1;
  for (int round = 0; round < ROUNDS && sum.count != before && !SulFailed(error); round++) {
    before = sum.count;
    for (int phase = 0; phase < grid->phase_count && !SulFailed(error); phase++) {
      SulPhaseSet phases = SulPhaseSetOf(phase);
      Regions regions = {.grid = grid, .phases = &phases};
      FindRegions(&regions, error);
      SulImageChange change = {0};
      if (!SulFailed(error)) change = Dissolve(&regions, smallest, SIZE_MAX);
      sum.count += change.count;
      sum.voxels += change.voxels;
      FreeRegions(&regions);
    }
  }
  return sum;
}

SulImageChange SulImageLargestBody(SulVoxels *grid, const bool *solid, SulError *error) {
  SulPhaseSet phases = {{false}};
  SulImageChange change = {0};
  for (int phase = 0; phase < grid->phase_count; phase++)
    phases.has[phase] = solid[phase];
  Regions regions = {.grid = grid, .phases = &phases};
  FindRegions(&regions, error);
  size_t largest = 0;
  for (size_t r = 0; r < regions.runs.count; r++)
    if (regions.voxels[r] > regions.voxels[largest]) largest = r;
  if (!SulFailed(error)) change = Dissolve(&regions, SIZE_MAX, largest);
  FreeRegions(&regions);
  return change;
}

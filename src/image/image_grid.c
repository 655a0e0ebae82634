/* SPDX-License-Identifier: BSD-2-Clause */
/* From the recipe of an image to its voxels. */
#include "image_grid.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/voxel_tidy.h>

/* Share of each phase. */
static void Shares(const SulVoxels *grid, double *share) {
  size_t count = (size_t)grid->size[0] * (size_t)grid->size[1] * (size_t)grid->size[2];
  size_t voxels[SUL_VOXEL_VOID + 1] = {0};
  for (size_t v = 0; v < count; v++)
    voxels[grid->labels[v]]++;
  for (int p = 0; p < grid->phase_count; p++)
    share[p] = (double)voxels[p] / (double)count;
}

static void Tidy(const SulImageRecipe *recipe, SulVoxels *grid, SulImageFacts *facts, SulLog *log,
                 SulError *error) {
  int dropped[3] = {0};
  if (recipe->coarsen > 1) SulImageCoarsen(grid, recipe->coarsen, dropped, error);
  if (SulFailed(error)) return;
  if (recipe->coarsen > 1)
    SulLogLine(log, "coarsened  %d x %d x %d voxels; %d, %d, %d layers along x, y, z left out",
               grid->size[0], grid->size[1], grid->size[2], dropped[0], dropped[1], dropped[2]);
  if (recipe->smallest_region > 1) {
    SulImageChange change = SulImageAbsorb(grid, recipe->smallest_region, error);
    facts->absorbed = change.count;
    facts->absorbed_voxels = change.voxels;
    SulLogLine(log, "regions    %ld of fewer than %zu voxels absorbed, %zu voxels", change.count,
               recipe->smallest_region, change.voxels);
  }
}

/* A mesh is one body; what does not hang on it goes, or is refused. */
static void DropLoose(const SulImageRecipe *recipe, SulVoxels *grid, SulImageFacts *facts,
                      SulLog *log, SulError *error) {
  SulImageChange change = SulImageLargestBody(grid, recipe->meshed, error);
  facts->loose = change.count;
  facts->loose_voxels = change.voxels;
  if (SulFailed(error) || change.count == 0) return;
  if (recipe->keep_loose)
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: key \"image.loose\": %ld %s (%zu voxels) %s not hang on the largest one "
                "through faces, and refuse does not let that be removed; write loose: remove, or "
                "mesh the phase around",
                recipe->path, recipe->image_line, change.count,
                change.count == 1 ? "body" : "bodies", change.voxels,
                change.count == 1 ? "does" : "do");
  else
    SulLogLine(log, "loose      %ld bodies that hang on nothing removed, %zu voxels", change.count,
               change.voxels);
}

static void CheckPhases(const SulImageRecipe *recipe, const double *share, const char *when,
                        SulError *error) {
  for (int p = 0; p < recipe->labels.phase_count; p++)
    if (recipe->meshed[p] && share[p] == 0)
      SulErrorSet(error, SUL_INPUT, "%s: \"%s\" is to be meshed, but %s has no voxel of it",
                  recipe->labels.place, recipe->labels.names[p], when);
}

void SulImageReadGrid(const SulImageRecipe *recipe, bool whole, SulLog *log, SulVoxels *grid,
                      SulPacking *packing, SulError *error) {
  double start = SulClock(), share[SUL_VOXEL_VOID + 1];
  SulImageRead(&recipe->file, &recipe->labels, recipe->voxel, grid, error);
  if (SulFailed(error)) return;
  SulLogLine(log, "image      %s: %d x %d x %d voxels of %.4g %s, %.1f s", recipe->file.path,
             grid->size[0], grid->size[1], grid->size[2], grid->edge / recipe->length_unit,
             recipe->length_unit_name, SulClock() - start);
  Shares(grid, share);
  for (int p = 0; p < grid->phase_count; p++)
    packing->phases[p].volume_target = share[p];
  CheckPhases(recipe, share, "the image", error);
  if (!SulFailed(error)) Tidy(recipe, grid, &packing->image, log, error);
  if (!SulFailed(error) && !whole) DropLoose(recipe, grid, &packing->image, log, error);
  if (SulFailed(error)) return;
  Shares(grid, share);
  for (int p = 0; p < grid->phase_count; p++)
    packing->phases[p].volume_reached = share[p];
  CheckPhases(recipe, share, "the image that coarsening and tidying leave", error);
  packing->image.voxel = grid->edge;
  for (int d = 0; d < 3; d++) {
    packing->image.size[d] = grid->size[d];
    packing->edges[d] = grid->size[d] * grid->edge;
  }
}

/* ---- what the JSON tells */

void SulImageDescribe(const SulImageRecipe *recipe, SulPacking *packing) {
  int phases = recipe->labels.phase_count;
  *packing = (SulPacking){.title = SulTextCopy(recipe->title),
                          .recipe_text = SulTextCopy(recipe->text),
                          .length_unit = recipe->length_unit,
                          .faces = SUL_FACES_CUT,
                          .phase_count = phases,
                          .phases = SulAllocate((size_t)phases, sizeof *packing->phases),
                          .substances = SulAllocate((size_t)phases, sizeof *packing->substances)};
  memcpy(packing->length_unit_name, recipe->length_unit_name, sizeof packing->length_unit_name);
  packing->mesh.order = 1;
  packing->mesh.quality_floor = recipe->quality_floor;
  packing->image.file = SulTextCopy(recipe->file.path);
  packing->image.smooth = recipe->surface == SUL_SURFACE_SMOOTH;
  for (int p = 0; p < phases; p++) {
    SulPackedPhase *phase = &packing->phases[p];
    memcpy(phase->name, recipe->labels.names[p], SUL_NAME_SIZE);
    phase->meshed = recipe->meshed[p];
    phase->role = phase->meshed ? SUL_ROLE_PHASE : SUL_ROLE_PORE;
  }
}

/* Substances are what the fractions at the top of the JSON are listed by. */
void SulImageDescribeShares(SulPacking *packing) {
  packing->porosity = 0;
  for (int p = 0; p < packing->phase_count; p++) {
    const SulPackedPhase *phase = &packing->phases[p];
    if (!phase->meshed) {
      packing->porosity += phase->volume_reached;
      continue;
    }
    SulSubstance *substance = &packing->substances[packing->substance_count++];
    memcpy(substance->name, phase->name, SUL_NAME_SIZE);
    substance->volume_target = phase->volume_target;
    substance->volume_reached = phase->volume_reached;
    substance->weight_target = substance->weight_reached = NAN;
  }
}

/* ---- what is asked for */

void SulImageMeasure(const SulImageRecipe *recipe, SulLog *log, SulPacking *packing,
                     SulError *error) {
  SulVoxels grid = {0};
  SulImageDescribe(recipe, packing);
  SulImageReadGrid(recipe, false, log, &grid, packing, error);
  if (!SulFailed(error)) SulImageDescribeShares(packing);
  SulVoxelsFree(&grid);
}

/* Phases that are meshed move up to the front of the grid's, in their order; voids lose theirs. */
static void EmptyVoids(const SulImageRecipe *recipe, SulVoxels *grid) {
  size_t count = SulVoxelIndex(grid, 0, 0, grid->size[2]);
  uint8_t label_of[SUL_VOXEL_VOID + 1] = {0};
  int kept = 0;
  for (int p = 0; p < recipe->labels.phase_count; p++) {
    label_of[p] = recipe->meshed[p] ? (uint8_t)kept : SUL_VOXEL_VOID;
    if (recipe->meshed[p]) memmove(grid->names[kept++], grid->names[p], SUL_NAME_SIZE);
  }
  for (size_t v = 0; v < count; v++)
    grid->labels[v] = label_of[grid->labels[v]];
  grid->phase_count = kept;
}

void SulImageVoxels(const SulImageRecipe *recipe, SulLog *log, SulVoxels *grid, SulPacking *packing,
                    SulError *error) {
  *grid = (SulVoxels){0};
  SulImageDescribe(recipe, packing);
  SulImageReadGrid(recipe, true, log, grid, packing, error);
  if (SulFailed(error)) {
    SulVoxelsFree(grid);
    return;
  }
  SulImageDescribeShares(packing);
  EmptyVoids(recipe, grid);
}

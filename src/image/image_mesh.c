/* SPDX-License-Identifier: BSD-2-Clause */
/* From the recipe of an image to its mesh. */
#include "image_mesh.h"
#include "image_grid.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- volumes and surfaces */

static void ImageMeshBegin(SulImageMesh *mesh, const SulVoxels *grid,
                           const SulImageRecipe *recipe) {
  int phases = grid->phase_count;
  size_t count = (size_t)grid->size[0] * (size_t)grid->size[1] * (size_t)grid->size[2];
  *mesh = (SulImageMesh){.grid = grid, .recipe = recipe, .unit = recipe->length_unit};
  bool present[SUL_VOXEL_VOID + 1] = {false};
  for (size_t v = 0; v < count; v++)
    present[grid->labels[v]] = true;
  mesh->volume_of = SulAllocate((size_t)phases, sizeof *mesh->volume_of);
  mesh->surface_of = SulAllocate((size_t)(6 + phases) * (size_t)phases, sizeof *mesh->surface_of);
  mesh->draft.volumes = SulAllocate((size_t)phases, sizeof *mesh->draft.volumes);
  for (int p = 0; p < phases; p++) {
    mesh->volume_of[p] = SUL_NO_VOLUME;
    if (!recipe->meshed[p] || !present[p]) continue;
    mesh->volume_of[p] = mesh->draft.volume_count;
    mesh->draft.volumes[mesh->draft.volume_count++] = (SulDraftVolume){.phase = p, .particle = -1};
  }
  for (int s = 0; s < (6 + phases) * phases; s++)
    mesh->surface_of[s] = -1;
}

static void ImageMeshEnd(SulImageMesh *mesh) {
  free(mesh->volume_of);
  free(mesh->surface_of);
  SulDraftFree(&mesh->draft);
}

int SulImageSurfaceOf(SulImageMesh *mesh, int face, int wall, int phase) {
  int row = face >= 0 ? face : 6 + wall;
  int *surface = &mesh->surface_of[row * mesh->grid->phase_count + phase];
  if (*surface < 0)
    *surface = SulDraftAddSurface(&mesh->draft, &(SulDraftSurface){.face = face,
                                                                   .shape = -1,
                                                                   .inside = mesh->volume_of[phase],
                                                                   .outside = SUL_NO_VOLUME,
                                                                   .phase = face >= 0 ? -1 : wall});
  return *surface;
}

/* ---- the mesh */

/* The run, from front to back. */
typedef struct {
  const SulImageRecipe *recipe;
  const char *path;
  SulLog *log;
  SulPacking *packing;
  SulMeshReport *report;
  SulError *error;
} Mesher;

static void CheckQuality(const Mesher *mesher, const SulImageMesh *mesh) {
  const SulDraft *draft = &mesh->draft;
  const SulImageRecipe *recipe = mesher->recipe;
  SulMeshReport *report = mesher->report;
  int worst = SulDraftQuality(draft, &report->gamma_least, &report->gamma_mean);
  SulLogLine(mesher->log, "quality    gamma %.3f at least, %.3f on average", report->gamma_least,
             report->gamma_mean);
  const double *at = draft->nodes[draft->tets[worst][0]];
  if (!(report->gamma_least > fmax(0, recipe->quality_floor)))
    SulErrorSet(mesher->error, SUL_INPUT,
                "%s: the worst element has gamma %.3g, below the bound of %.3g; it lies at %.4g "
                "%.4g %.4g %s, in \"%s\"; smaller elements, more smoothing or a larger "
                "smallest_region would help, or a lower quality_floor",
                mesher->path, report->gamma_least, recipe->quality_floor, at[0], at[1], at[2],
                recipe->length_unit_name,
                recipe->labels.names[draft->volumes[draft->tet_volume[worst]].phase]);
}

/* Replaces the grid's shares by the mesh's, and tells both beside the image's. */
static void ReachedShares(const SulImageMesh *mesh, SulPacking *packing, SulLog *log) {
  double *volume = SulAllocate((size_t)packing->phase_count, sizeof *volume);
  double box = packing->edges[0] * packing->edges[1] * packing->edges[2] /
               (mesh->unit * mesh->unit * mesh->unit);
  double filled = 0, voids = 0;
  SulDraftVolumes(&mesh->draft, packing->phase_count, volume);
  for (int p = 0; p < packing->phase_count; p++) {
    filled += volume[p] / box;
    if (!packing->phases[p].meshed) voids += packing->phases[p].volume_reached;
  }
  for (int p = 0; p < packing->phase_count; p++) {
    SulPackedPhase *phase = &packing->phases[p];
    /* what is empty is shared among several voids as in the grid */
    double share = phase->meshed ? volume[p] / box
                   : voids > 0   ? (1 - filled) * phase->volume_reached / voids
                                 : 0;
    SulLogLine(log,
               "phase      %s: %.4f %% of the image, %.4f %% of the grid, %.4f %% of the mesh%s",
               phase->name, 100 * phase->volume_target, 100 * phase->volume_reached, 100 * share,
               phase->meshed ? "" : " (void)");
    phase->volume_reached = share;
  }
  free(volume);
}

static void Write(const Mesher *mesher, const SulImageMesh *mesh) {
  double start = SulClock();
  const SulDraft *draft = &mesh->draft;
  SulMeshReport *report = mesher->report;
  SulDraftWrite(draft, mesher->packing, mesher->path, mesher->error);
  report->nodes = draft->node_count;
  report->tetrahedra = draft->tet_count;
  report->triangles = draft->triangle_count;
  report->time_write = SulClock() - start;
  if (!SulFailed(mesher->error))
    SulLogLine(mesher->log, "written    %s: %d tetrahedra, %d nodes, %.1f s", mesher->path,
               draft->tet_count, draft->node_count, report->time_write);
}

static void MeshGrid(const Mesher *mesher, const SulVoxels *grid) {
  double start = SulClock();
  SulImageMesh mesh;
  ImageMeshBegin(&mesh, grid, mesher->recipe);
  if (mesher->recipe->surface == SUL_SURFACE_SMOOTH)
    SulImageSmooth(&mesh, mesher->log, mesher->error);
  else
    SulImageStairs(&mesh, mesher->error);
  mesher->report->time_volumes = SulClock() - start;
  if (!SulFailed(mesher->error)) {
    SulLogLine(mesher->log, "meshed     %d tetrahedra, %.1f s", mesh.draft.tet_count,
               mesher->report->time_volumes);
    CheckQuality(mesher, &mesh);
  }
  if (!SulFailed(mesher->error)) ReachedShares(&mesh, mesher->packing, mesher->log);
  if (!SulFailed(mesher->error)) Write(mesher, &mesh);
  ImageMeshEnd(&mesh);
}

void SulMeshImage(const SulImageRecipe *recipe, const char *path, SulLog *log, SulPacking *packing,
                  SulMeshReport *report, SulError *error) {
  double start = SulClock();
  SulMeshReport unwanted;
  SulVoxels grid = {0};
  if (!report) report = &unwanted;
  *report = (SulMeshReport){.order = 1, .jacobian_least = 1};
  SulImageDescribe(recipe, packing);
  SulImageReadGrid(recipe, false, log, &grid, packing, error);
  if (!SulFailed(error)) MeshGrid(&(Mesher){recipe, path, log, packing, report, error}, &grid);
  if (!SulFailed(error)) SulImageDescribeShares(packing);
  report->time_total = SulClock() - start;
  SulVoxelsFree(&grid);
}

/* From the recipe of an image to its mesh. */
#include "image_mesh.h"
#include "mesh_jacobian.h"
#include "mesh_write.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/microstructure.h>

/* ---- volumes and surfaces */

void SulImageMeshBegin(SulImageMesh *mesh, const SulVoxels *grid, const SulImageRecipe *recipe) {
  int phases = grid->phase_count;
  size_t count = (size_t)grid->size[0] * (size_t)grid->size[1] * (size_t)grid->size[2];
  *mesh = (SulImageMesh){.grid = grid, .recipe = recipe, .unit = recipe->length_unit};
  bool present[SUL_VOXEL_VOID + 1] = {false};
  for (size_t v = 0; v < count; v++)
    present[grid->labels[v]] = true;
  mesh->volume_of = SulAllocate((size_t)phases, sizeof *mesh->volume_of);
  mesh->surface_of = SulAllocate((size_t)(6 + phases) * (size_t)phases, sizeof *mesh->surface_of);
  mesh->body.volumes = SulAllocate((size_t)phases, sizeof *mesh->body.volumes);
  for (int p = 0; p < phases; p++) {
    mesh->volume_of[p] = SUL_NO_VOLUME;
    if (!recipe->meshed[p] || !present[p]) continue;
    mesh->volume_of[p] = mesh->body.volume_count;
    mesh->body.volumes[mesh->body.volume_count++] = (SulBodyVolume){.phase = p, .particle = -1};
  }
  for (int s = 0; s < (6 + phases) * phases; s++)
    mesh->surface_of[s] = -1;
}

void SulImageMeshEnd(SulImageMesh *mesh) {
  free(mesh->volume_of);
  free(mesh->surface_of);
  SulBodyFree(&mesh->body);
}

int SulImageSurfaceOf(SulImageMesh *mesh, int face, int wall, int phase) {
  int row = face >= 0 ? face : 6 + wall;
  int *surface = &mesh->surface_of[row * mesh->grid->phase_count + phase];
  if (*surface < 0)
    *surface = SulBodyAddSurface(&mesh->body, &(SulBodySurface){.face = face,
                                                                .shape = -1,
                                                                .inside = mesh->volume_of[phase],
                                                                .outside = SUL_NO_VOLUME,
                                                                .phase = face >= 0 ? -1 : wall});
  return *surface;
}

/* ---- the grid */

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

/* `whole`: bodies that hang on nothing stay. */
static void ReadGrid(const SulImageRecipe *recipe, bool whole, SulLog *log, SulVoxels *grid,
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

static void Describe(const SulImageRecipe *recipe, SulPacking *packing) {
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
static void DescribeShares(SulPacking *packing) {
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

/* ---- the mesh */

static void CheckQuality(const SulImageMesh *mesh, const char *path, SulLog *log,
                         SulMeshReport *report, SulError *error) {
  const SulBody *body = &mesh->body;
  const SulImageRecipe *recipe = mesh->recipe;
  int worst = SulBodyQuality(body, &report->gamma_least, &report->gamma_mean);
  SulLogLine(log, "quality    gamma %.3f at least, %.3f on average", report->gamma_least,
             report->gamma_mean);
  const double *at = body->nodes[body->tets[worst][0]];
  if (!(report->gamma_least > fmax(0, recipe->quality_floor)))
    SulErrorSet(error, SUL_INPUT,
                "%s: the worst element has gamma %.3g, below the bound of %.3g; it lies at %.4g "
                "%.4g %.4g %s, in \"%s\"; smaller elements, more smoothing or a larger "
                "smallest_region would help, or a lower quality_floor",
                path, report->gamma_least, recipe->quality_floor, at[0], at[1], at[2],
                recipe->length_unit_name,
                recipe->labels.names[body->volumes[body->tet_volume[worst]].phase]);
}

/* Replaces the grid's shares by the mesh's, and tells both beside the image's. */
static void ReachedShares(const SulImageMesh *mesh, SulPacking *packing, SulLog *log) {
  double *volume = SulAllocate((size_t)packing->phase_count, sizeof *volume);
  double box = packing->edges[0] * packing->edges[1] * packing->edges[2] /
               (mesh->unit * mesh->unit * mesh->unit);
  double filled = 0, voids = 0;
  SulBodyVolumes(&mesh->body, packing->phase_count, volume);
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

static void Write(const SulImageMesh *mesh, const SulPacking *packing, const char *path,
                  SulLog *log, SulMeshReport *report, SulError *error) {
  double start = SulClock();
  const SulBody *body = &mesh->body;
  SulBodyWrite(body, packing, path, error);
  report->nodes = body->node_count;
  report->tetrahedra = body->tet_count;
  report->triangles = body->triangle_count;
  report->time_write = SulClock() - start;
  if (!SulFailed(error))
    SulLogLine(log, "written    %s: %d tetrahedra, %d nodes, %.1f s", path, body->tet_count,
               body->node_count, report->time_write);
}

static void MeshGrid(const SulImageRecipe *recipe, const SulVoxels *grid, const char *path,
                     SulLog *log, SulPacking *packing, SulMeshReport *report, SulError *error) {
  double start = SulClock();
  SulImageMesh mesh;
  SulImageMeshBegin(&mesh, grid, recipe);
  if (recipe->surface == SUL_SURFACE_SMOOTH)
    SulImageSmooth(&mesh, log, error);
  else
    SulImageStairs(&mesh, error);
  report->time_volumes = SulClock() - start;
  if (!SulFailed(error)) {
    SulLogLine(log, "meshed     %d tetrahedra, %.1f s", mesh.body.tet_count, report->time_volumes);
    CheckQuality(&mesh, path, log, report, error);
  }
  if (!SulFailed(error)) ReachedShares(&mesh, packing, log);
  if (!SulFailed(error)) Write(&mesh, packing, path, log, report, error);
  SulImageMeshEnd(&mesh);
}

void SulMeshImage(const SulImageRecipe *recipe, const char *path, SulLog *log, SulPacking *packing,
                  SulMeshReport *report, SulError *error) {
  double start = SulClock();
  SulMeshReport unwanted;
  SulVoxels grid = {0};
  if (!report) report = &unwanted;
  *report = (SulMeshReport){.order = 1, .jacobian_least = 1};
  Describe(recipe, packing);
  ReadGrid(recipe, false, log, &grid, packing, error);
  if (!SulFailed(error) && path) MeshGrid(recipe, &grid, path, log, packing, report, error);
  if (!SulFailed(error)) DescribeShares(packing);
  report->time_total = SulClock() - start;
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
  Describe(recipe, packing);
  ReadGrid(recipe, true, log, grid, packing, error);
  if (SulFailed(error)) {
    SulVoxelsFree(grid);
    return;
  }
  DescribeShares(packing);
  EmptyVoids(recipe, grid);
}

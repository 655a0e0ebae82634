/* SPDX-License-Identifier: BSD-2-Clause */
/* The whole analysis, stage after stage. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sulfem/analyse.h>
#include <sulfem/mesh_tortuosity.h>
#include <sulfem/parallel.h>

/* ---- The outside ----------------------------------------------------------------------------- */

/* Surface groups that are walls of pores: the packing's voids, and groups that are called so. */
static bool IsWall(const char *name, const SulPacking *packing) {
  static const char *const words[] = {"pore", "pores", "void", "voids"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcasecmp(name, words[i]) == 0) return true;
  for (int i = 0; packing && i < packing->phase_count; i++)
    if (!packing->phases[i].meshed && strcmp(name, packing->phases[i].name) == 0) return true;
  return false;
}

/* A box, if a packing says so or all six faces of one are named. */
static bool IsBox(const SulMesh *mesh, const SulPacking *packing) {
  bool all = true;
  for (int f = 0; f < 6; f++)
    all = all && SulGroupFind(mesh->boundaries, mesh->boundary_count, sul_box_faces[f]) >= 0;
  return packing || all;
}

/* Without a mesh: the volumes of the exact shapes; areas and lengths are not known. */
static void TakeVolumes(const SulMesh *frame, const SulPacking *packing, SulAnalysis *analysis) {
  SulGeometry *geometry = &analysis->geometry;
  double box = packing->edges[0] * packing->edges[1] * packing->edges[2];
  *geometry = (SulGeometry){.phase_count = frame->phase_count};
  size_t labels = (size_t)SulLabels(geometry);
  geometry->volume = SulAllocate((size_t)frame->phase_count, sizeof(double));
  geometry->area = SulAllocate(labels * labels, sizeof(double));
  geometry->faces = SulAllocate(labels * labels, sizeof(double));
  for (size_t i = 0; i < labels * labels; i++)
    geometry->area[i] = NAN;
  for (int p = 0; p < frame->phase_count; p++) {
    geometry->volume[p] = frame->phases[p].measure;
    analysis->body += frame->phases[p].measure;
  }
  analysis->of_box = true;
  analysis->whole = box;
  for (int p = 0; p < packing->phase_count; p++)
    if (!packing->phases[p].meshed) analysis->pore += packing->phases[p].volume_reached * box;
  for (int k = 0; k < 3; k++)
    analysis->edges[k] = packing->edges[k];
}

static void TakeVoxels(const SulVoxels *image, SulAnalysis *analysis) {
  SulGeometryOfVoxels(image, &analysis->geometry);
  analysis->of_box = true;
  analysis->whole = 1;
  for (int k = 0; k < 3; k++) {
    analysis->edges[k] = image->size[k] * image->edge;
    analysis->whole *= analysis->edges[k];
  }
  size_t voids = 0, count = SulVoxelIndex(image, 0, 0, image->size[2]);
  for (size_t v = 0; v < count; v++)
    voids += image->labels[v] == SUL_VOXEL_VOID;
  analysis->pore = (double)voids * pow(image->edge, 3);
  for (int p = 0; p < image->phase_count; p++)
    analysis->body += analysis->geometry.volume[p];
}

static PetscErrorCode MeasureGeometry(const SulMesh *mesh, const SulPacking *packing,
                                      SulAnalysis *analysis) {
  bool *wall = SulAllocate((size_t)mesh->boundary_count, sizeof *wall);

  PetscFunctionBegin;
  for (int b = 0; b < mesh->boundary_count; b++)
    wall[b] = IsWall(mesh->boundaries[b].name, packing);
  SulOutside outside = {.boundary_is_wall = wall, .outside_is_box = IsBox(mesh, packing)};
  PetscCall(SulGeometryMeasure(mesh, &outside, &analysis->geometry));
  free(wall);
  analysis->of_box = outside.outside_is_box;
  for (int p = 0; p < mesh->phase_count; p++)
    analysis->body += analysis->geometry.volume[p];
  for (int k = 0; k < 3; k++)
    analysis->edges[k] = mesh->box[1][k] - mesh->box[0][k];
  double box = analysis->edges[0] * analysis->edges[1] * analysis->edges[2], walls = 0;
  for (int p = 0; p < mesh->phase_count; p++)
    walls += SulGeometryArea(&analysis->geometry, p, SulLabelPore(&analysis->geometry));
  /* a box without pores is its body: the difference is rounding, and would be told as pore */
  analysis->whole = analysis->of_box && walls > 0 ? box : analysis->body;
  analysis->pore = analysis->whole - analysis->body;
  PetscFunctionReturn(0);
}

/* ---- Voxels ---------------------------------------------------------------------------------- */

/* What one label of a grid is in words. */
typedef struct {
  int label;
  const char *name;
} Labelled;

/* Of one label along the axes in which it percolates. */
static PetscErrorCode Solve(MPI_Comm comm, const SulVoxels *grid, Labelled of, SulLog *log,
                            SulTransport *transport, SulError *error) {
  SulPhaseSet set = SulPhaseSetOf(of.label);

  PetscFunctionBegin;
  for (int axis = 0; axis < 3; axis++) {
    SulTortuosity found;
    double start = SulClock();
    transport->diffusivity[axis] = 0;
    if (!transport->percolation.percolates[axis]) continue;
    SulCall(error, SulTortuosityFind(comm, grid, &set, (SulFlux){.axis = axis}, &found, error));
    transport->tortuosity[axis] = found.factor;
    transport->diffusivity[axis] = found.diffusivity;
    SulLogLine(log,
               "tortuosity factor of \"%s\" along %c: %.5g (%lld voxels, %d iterations, %.2f s)",
               of.name, "xyz"[axis], found.factor, (long long)found.unknowns, found.iterations,
               SulClock() - start);
  }
  PetscFunctionReturn(0);
}

/* Of every phase, and of the pores where there are any. */
static PetscErrorCode MeasureTransport(const SulMesh *mesh, const SulVoxels *grid, bool solve,
                                       SulLog *log, SulAnalysis *analysis, SulError *error) {
  int phases = mesh->phase_count, count = phases + (analysis->pore > 0);

  PetscFunctionBegin;
  analysis->voxels.transport = SulAllocate((size_t)phases + 1, sizeof *analysis->voxels.transport);
  for (int p = 0; p < count; p++) {
    Labelled of = {p < phases ? p : SUL_VOXEL_VOID, p < phases ? analysis->names[p] : "pore"};
    SulPhaseSet set = SulPhaseSetOf(of.label);
    SulTransport *transport = &analysis->voxels.transport[p];
    *transport = (SulTransport){.tortuosity = {NAN, NAN, NAN},
                                .diffusivity = {NAN, NAN, NAN},
                                .mesh_tortuosity = {NAN, NAN, NAN},
                                .mesh_diffusivity = {NAN, NAN, NAN}};
    SulPercolationFind(grid, &set, &transport->percolation, error);
    SulCall(error, SulErrorShare(mesh->comm, error));
    if (solve) SulCall(error, Solve(mesh->comm, grid, of, log, transport, error));
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode MeasureImage(const SulMesh *frame, const SulAnalyseWishes *wishes,
                                   SulLog *log, SulAnalysis *analysis, SulError *error) {
  const SulVoxels *image = wishes->image;

  PetscFunctionBegin;
  analysis->voxels.edge = image->edge;
  memcpy(analysis->voxels.size, image->size, sizeof image->size);
  analysis->voxels.surface_ratio =
      SulVoxelSurfaceRatio(image, analysis->roles.active, analysis->roles.electrolyte);
  PetscCall(MeasureTransport(frame, image, wishes->tortuosity, log, analysis, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode MeasureVoxels(const SulMesh *mesh, const SulPacking *packing,
                                    const SulAnalyseWishes *wishes, SulLog *log,
                                    SulAnalysis *analysis, SulError *error) {
  SulVoxelReport *report = &analysis->voxels;
  SulVoxels grid = {0};
  double start = SulClock();

  PetscFunctionBegin;
  if (wishes->image) {
    PetscCall(MeasureImage(mesh, wishes, log, analysis, error));
    PetscFunctionReturn(0);
  }
  report->edge = wishes->voxel;
  if (report->edge == 0)
    report->edge = SulVoxelDefault(mesh, &analysis->geometry, analysis->roles.active);
  if (mesh->cells_total > 0)
    SulCall(error, SulVoxelsOfMesh(mesh, report->edge, log, &grid, error));
  else
    SulCall(error, SulVoxelsOfPacking(mesh, packing, report->edge, &grid, error));
  memcpy(report->size, grid.size, sizeof report->size);
  SulLogLine(log, "voxels of %g m%s: %d x %d x %d, %.2f s", report->edge,
             wishes->voxel == 0 ? " (chosen; --voxel sets it)" : "", grid.size[0], grid.size[1],
             grid.size[2], SulClock() - start);
  if (analysis->particles.gap.minimum < report->edge)
    SulLogWarning(log,
                  "gaps between particles go down to %g m, less than a voxel: in the voxels some "
                  "may touch that do not",
                  analysis->particles.gap.minimum);
  report->surface_ratio =
      SulVoxelSurfaceRatio(&grid, analysis->roles.active, analysis->roles.electrolyte);
  PetscCall(MeasureTransport(mesh, &grid, wishes->tortuosity, log, analysis, error));
  SulVoxelsFree(&grid);
  PetscFunctionReturn(0);
}

/* ---- The mesh's own elements ----------------------------------------------------------------- */

static PetscErrorCode SolveOnMesh(const SulMesh *mesh, int phase, int axis, SulLog *log,
                                  SulTransport *transport, SulError *error) {
  SulTortuosity found;
  double start = SulClock();

  PetscFunctionBegin;
  SulCall(error, SulMeshTortuosityFind(mesh, phase, (SulFlux){.axis = axis}, &found, error));
  transport->mesh_diffusivity[axis] = found.diffusivity;
  if (!found.percolates) PetscFunctionReturn(0);
  transport->mesh_tortuosity[axis] = found.factor;
  SulLogLine(log, "on the mesh, \"%s\" along %c: %.5g (%lld unknowns, %d iterations, %.2f s)",
             mesh->phases[phase].name, "xyz"[axis], found.factor, (long long)found.unknowns,
             found.iterations, SulClock() - start);
  PetscFunctionReturn(0);
}

static PetscErrorCode MeasureOnMesh(const SulMesh *mesh, SulLog *log, SulAnalysis *analysis,
                                    SulError *error) {
  PetscFunctionBegin;
  for (int axis = 0; axis < 3; axis++) {
    PetscBool possible;
    PetscCall(SulMeshTortuosityPossible(mesh, axis, &possible));
    for (int p = 0; p < mesh->phase_count && possible; p++)
      SulCall(error, SolveOnMesh(mesh, p, axis, log, &analysis->voxels.transport[p], error));
  }
  PetscFunctionReturn(0);
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void LogRoles(const SulAnalysis *analysis, const SulAnalyseWishes *wishes, SulLog *log) {
  const SulRoles *roles = &analysis->roles;
  SulLogLine(log, "active phase: \"%s\"%s", analysis->names[roles->active],
             wishes->roles.active ? "" : " (chosen; --active sets it)");
  if (roles->electrolyte >= 0)
    SulLogLine(log, "electrolyte: \"%s\"%s", analysis->names[roles->electrolyte],
               wishes->roles.electrolyte ? "" : " (chosen; --electrolyte sets it)");
  else
    SulLogLine(log, "electrolyte: none, the mesh has no other phase");
}

/* Where the box cuts particles: areas with the cuts are not those of the particles. */
static void LogSurface(const SulAnalysis *analysis, bool inflated, SulLog *log) {
  const SulGeometry *geometry = &analysis->geometry;
  int active = analysis->roles.active;
  double whole = SulGeometrySurface(geometry, active);
  double outer = SulGeometryArea(geometry, active, SulLabelOuter(geometry));
  if (isnan(whole)) return;
  SulLogLine(log, "surface of \"%s\": %.6g m2 inside, %.6g m2 in the outer faces",
             analysis->names[active], whole - outer, outer);
  if (inflated)
    SulLogLine(log,
               "  a straight mesh (order 1) whose particles keep their volume: its areas are too "
               "large, by 0.1 to 3 %%; order 2 has them right");
}

PetscErrorCode SulAnalyse(const SulMesh *mesh, const SulPacking *packing,
                          const SulAnalyseWishes *wishes, SulLog *log, SulAnalysis *analysis,
                          SulError *error) {
  double start = SulClock(), measured;

  PetscFunctionBegin;
  *analysis = (SulAnalysis){.of_image = wishes->image != NULL};
  analysis->names = SulAllocate((size_t)mesh->phase_count, sizeof *analysis->names);
  for (int p = 0; p < mesh->phase_count; p++)
    memcpy(analysis->names[p], mesh->phases[p].name, SUL_NAME_SIZE);
  if (wishes->image)
    TakeVoxels(wishes->image, analysis);
  else if (mesh->cells_total > 0)
    PetscCall(MeasureGeometry(mesh, packing, analysis));
  else
    TakeVolumes(mesh, packing, analysis);
  SulRolesChoose(mesh, packing, &analysis->geometry, &wishes->roles, &analysis->roles, error);
  if (SulFailed(error)) PetscFunctionReturn(0);
  LogRoles(analysis, wishes, log);
  LogSurface(analysis, packing && packing->particle_count > 0 && mesh->order == 1, log);
  measured = SulClock();
  if (!wishes->image) {
    SulCall(error, SulParticlesMeasure(mesh, packing, analysis->roles.active, &analysis->particles,
                                       error));
    SulLogLine(log, "%s: %zu; surfaces %.2f s, particles %.2f s",
               analysis->particles.from_packing ? "particles" : "bodies of the active phase",
               analysis->particles.count, measured - start, SulClock() - measured);
  }
  SulCall(error, MeasureVoxels(mesh, packing, wishes, log, analysis, error));
  if (wishes->tortuosity && mesh->cells_total > 0)
    SulCall(error, MeasureOnMesh(mesh, log, analysis, error));
  SulLogLine(log, "analysis took %.2f s", SulClock() - start);
  PetscFunctionReturn(0);
}

void SulAnalysisFree(SulAnalysis *analysis) {
  SulGeometryFree(&analysis->geometry);
  free(analysis->voxels.transport);
  free(analysis->names);
  *analysis = (SulAnalysis){0};
}

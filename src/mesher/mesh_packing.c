/* SPDX-License-Identifier: BSD-2-Clause */
/* From a packing to a mesh file: the stages in order. */
#include "mesh_curve.h"
#include "mesh_gaps.h"
#include "mesh_gmsh.h"
#include "mesh_inflate.h"
#include "mesh_jacobian.h"
#include "mesh_particles.h"
#include "mesh_size.h"
#include "mesh_write.h"
#include <math.h>
#include <stdlib.h>
#include <sulfem/mesh_draft.h>
#include <sulfem/mesher.h>

/* The run, from front to back. */
typedef struct {
  SulPacking *packing;
  const char *path;
  SulLog *log;
  SulMeshReport *report;
  SulError *error;
  double edges[3]; /* of the box, in the mesh's unit */
  SulSizeField *field;
  SulRims rims;
  SulDraft draft;
} Mesher;

/* ---- surfaces, faces and volumes */

static void MeshParticles(Mesher *mesher) {
  double start = SulClock();
  SulDraft *draft = &mesher->draft;
  SulParticlesMesh(mesher->packing, mesher->field, draft, &mesher->rims, mesher->log,
                   mesher->error);
  if (SulFailed(mesher->error)) return;
  if (mesher->packing->mesh.order == 1) SulDraftInflate(draft, mesher->rims.planes, mesher->edges);
  mesher->report->time_surfaces = SulClock() - start;
  SulLogLine(mesher->log, "surfaces   %zu particle surfaces, %d triangles, %.1f s",
             draft->outer_count, draft->triangle_count, mesher->report->time_surfaces);
}

static void MeshFaces(Mesher *mesher) {
  double start = SulClock();
  SulDraft *draft = &mesher->draft;
  SulFrame frame;
  int before = draft->triangle_count;
  SulFrameMake(&frame, draft, mesher->edges, &mesher->rims, mesher->error);
  if (!SulFailed(mesher->error)) SulGmshFaces(&frame, draft, mesher->error);
  SulFrameFree(&frame);
  if (SulFailed(mesher->error)) return;
  mesher->report->time_faces = SulClock() - start;
  SulLogLine(mesher->log, "faces      %d triangles, %.1f s", draft->triangle_count - before,
             mesher->report->time_faces);
}

static void MeshVolumes(Mesher *mesher) {
  double start = SulClock();
  SulLogProgress(mesher->log, "volumes (Gmsh does not say how far it is)", 0);
  SulGmshFill(&mesher->draft, mesher->error);
  if (SulFailed(mesher->error)) return;
  mesher->report->time_volumes = SulClock() - start;
  SulLogLine(mesher->log, "volumes    %d tetrahedra by %s, %.1f s", mesher->draft.tet_count,
             mesher->packing->mesh.mesher == SUL_MESHER_HXT ? "HXT" : "Delaunay",
             mesher->report->time_volumes);
}

static void RunGmsh(Mesher *mesher) {
  SulGmshBegin(mesher->field, mesher->packing->mesh.mesher, mesher->error);
  if (!SulFailed(mesher->error)) MeshParticles(mesher);
  if (!SulFailed(mesher->error)) MeshFaces(mesher);
  if (!SulFailed(mesher->error)) MeshVolumes(mesher);
  SulGmshEnd(mesher->error);
}

/* ---- order and quality */

static void Curve(Mesher *mesher) {
  const double floor = 0.05; /* of the straight tetrahedron's Jacobian */
  double start = SulClock();
  mesher->report->jacobian_least = 1;
  if (mesher->packing->mesh.order == 1) return;
  SulCurving curving = SulDraftCurve(&mesher->draft, mesher->edges, floor);
  mesher->report->straightened = curving.straightened;
  mesher->report->jacobian_least = curving.least;
  mesher->report->time_order = SulClock() - start;
  SulLogLine(mesher->log,
             "order 2    %ld curved edges, %ld more left straight to keep elements valid; "
             "scaled Jacobian at least %.3f, %.1f s",
             curving.curved, curving.straightened, curving.least, mesher->report->time_order);
}

static void Centroid(const SulDraft *draft, int tet, double centre[3]) {
  for (int k = 0; k < 3; k++) {
    centre[k] = 0;
    for (int i = 0; i < 4; i++)
      centre[k] += 0.25 * draft->nodes[draft->tets[tet][i]][k];
  }
}

static void NameParticle(Mesher *mesher, size_t p, const char *before) {
  const SulPacking *packing = mesher->packing;
  const SulShape *shape = &mesher->draft.shapes[p];
  SulErrorAppend(mesher->error, "%sparticle %zu (%s, centre %.4g %.4g %.4g, radius %.4g)", before,
                 shape->particle + 1,
                 packing->phases[packing->particles[shape->particle].phase].name, shape->centre[0],
                 shape->centre[1], shape->centre[2],
                 packing->particles[shape->particle].radius / packing->length_unit);
}

static void RefuseQuality(Mesher *mesher, int worst) {
  const SulPacking *packing = mesher->packing;
  double centre[3];
  size_t first, second;
  Centroid(&mesher->draft, worst, centre);
  SulSizeNearest(mesher->field, centre, &first, &second);
  SulErrorSet(mesher->error, SUL_INPUT,
              "%s: the worst element has gamma %.3g, below the bound of %.3g; it lies at "
              "%.4g %.4g %.4g %s",
              mesher->path, mesher->report->gamma_least, packing->mesh.quality_floor, centre[0],
              centre[1], centre[2], packing->length_unit_name);
  if (first < mesher->draft.shape_count) NameParticle(mesher, first, ", at ");
  if (second < mesher->draft.shape_count) NameParticle(mesher, second, " and ");
  SulErrorAppend(mesher->error,
                 "; a larger minimum_gap, smaller elements at the particles or a higher "
                 "gap_elements would help, or a lower quality_floor");
}

static void CheckQuality(Mesher *mesher) {
  SulMeshReport *report = mesher->report;
  int worst = SulDraftQuality(&mesher->draft, &report->gamma_least, &report->gamma_mean);
  SulLogLine(mesher->log, "quality    gamma %.3f at least, %.3f on average", report->gamma_least,
             report->gamma_mean);
  if (!(report->gamma_least > fmax(0, mesher->packing->mesh.quality_floor)))
    RefuseQuality(mesher, worst);
}

static void CountGaps(Mesher *mesher) {
  SulMeshReport *report = mesher->report;
  SulGapCount gaps = SulGapsCount(&mesher->draft, mesher->field, mesher->edges);
  report->gaps = (long)gaps.count;
  report->gap_elements_narrowest = gaps.narrowest;
  report->gap_elements_least = gaps.least;
  report->gap_elements_mean = gaps.average;
  if (gaps.count == 0) return;
  SulLogLine(mesher->log,
             "gaps       %ld narrower than the elements beside them; elements across: %d in the "
             "narrowest (%.4g %s), %d at least, %.1f on average",
             report->gaps, gaps.narrowest, gaps.width, mesher->packing->length_unit_name,
             gaps.least, gaps.average);
}

/* ---- the result */

/* Of the packing's part and the elements' part in what is off, the larger one can be helped. */
static void RefuseVolume(Mesher *mesher, const SulPackedPhase *phase) {
  const SulPacking *packing = mesher->packing;
  double packed = fabs(phase->volume_reached - phase->volume_target);
  double meshed = fabs(phase->volume_meshed - phase->volume_reached);
  SulErrorSet(mesher->error, SUL_INPUT,
              "%s: %s has %.4g %% of the box in the mesh, the recipe wants %.4g %%, and more than "
              "0.5 %% (relative) off is not allowed",
              mesher->path, phase->name, 100 * phase->volume_meshed, 100 * phase->volume_target);
  if (packed > meshed)
    SulErrorAppend(mesher->error,
                   ": the particles themselves have %.4g %%, and there are too few of them to come "
                   "nearer; a larger box or smaller radii would help",
                   100 * phase->volume_reached);
  else
    SulErrorAppend(mesher->error,
                   ": the elements are too coarse for its surfaces (the particles themselves have "
                   "%.4g %%); a smaller size_at_particles (now %.4g %s)%s would help",
                   100 * phase->volume_reached,
                   packing->mesh.size_at_particles / packing->length_unit,
                   packing->length_unit_name, packing->mesh.order == 1 ? " or order: 2" : "");
}

/* What the elements make of the phases' volumes: the composition has to hold for them, too. */
static void MeasurePhases(Mesher *mesher) {
  const double allowed = 5e-3;
  const SulPacking *packing = mesher->packing;
  double *volume = SulAllocate((size_t)packing->phase_count, sizeof *volume);
  double box = mesher->edges[0] * mesher->edges[1] * mesher->edges[2];
  SulDraftVolumes(&mesher->draft, packing->phase_count, volume);
  for (int p = 0; p < packing->phase_count; p++) {
    SulPackedPhase *phase = &packing->phases[p];
    if (!phase->meshed) continue;
    phase->volume_meshed = volume[p] / box;
    SulLogLine(mesher->log, "phase      %s: %.5g %s^3, %.3f %% of the box", phase->name, volume[p],
               packing->length_unit_name, 100 * phase->volume_meshed);
    double off = fabs(phase->volume_meshed - phase->volume_target);
    if (phase->volume_target > 0 && off > allowed * phase->volume_target)
      RefuseVolume(mesher, phase);
  }
  free(volume);
}

static void Write(Mesher *mesher) {
  double start = SulClock();
  const SulDraft *draft = &mesher->draft;
  SulDraftWrite(draft, mesher->packing, mesher->path, mesher->error);
  if (SulFailed(mesher->error)) return;
  mesher->report->nodes = draft->node_count;
  mesher->report->tetrahedra = draft->tet_count;
  mesher->report->triangles = draft->triangle_count;
  mesher->report->time_write = SulClock() - start;
  SulLogLine(mesher->log, "written    %s: %d tetrahedra of order %d, %d nodes, %.1f s",
             mesher->path, draft->tet_count, mesher->report->order, draft->node_count,
             mesher->report->time_write);
}

void SulMeshPacking(SulPacking *packing, const char *path, SulLog *log, SulMeshReport *report,
                    SulError *error) {
  double start = SulClock();
  SulMeshReport unwanted;
  Mesher mesher = {packing, path, log, report ? report : &unwanted, error, {0}, NULL, {0}, {0}};
  *mesher.report = (SulMeshReport){.order = packing->mesh.order};
  for (int k = 0; k < 3; k++)
    mesher.edges[k] = packing->edges[k] / packing->length_unit;
  SulParticlesCollect(packing, &mesher.draft);
  mesher.field = SulSizeFieldCreate(packing, mesher.draft.shapes, mesher.draft.shape_count);
  RunGmsh(&mesher);
  if (!SulFailed(error)) Curve(&mesher);
  if (!SulFailed(error)) CheckQuality(&mesher);
  if (!SulFailed(error)) CountGaps(&mesher);
  if (!SulFailed(error)) MeasurePhases(&mesher);
  if (!SulFailed(error)) Write(&mesher);
  mesher.report->time_total = SulClock() - start;
  SulSizeFieldFree(mesher.field);
  SulRimsFree(&mesher.rims);
  SulDraftFree(&mesher.draft);
}

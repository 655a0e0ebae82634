/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a mesh is that of the packing in the file beside it: a mesh that was exchanged, or packed
 * again under its old name, would get another one's particles. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/analyse.h>
#include <sulfem/point_tree.h>

#include "cell_shape.h"
#include "label_faces.h"

/* Coordinates may have gone through a file of few digits. */
static const double box_tolerance = 1e-5;

/* ---- Box, phases, volumes -------------------------------------------------------------------- */

/* An image's outermost layers may be void: the mesh is then smaller than the image. */
static void CompareBoxes(const SulMesh *mesh, const SulPacking *packing, SulError *error) {
  double unit = packing->length_unit, found[3];
  const double *edges = packing->edges;
  bool same = true;
  for (int k = 0; k < 3; k++) {
    found[k] = mesh->box[1][k] - mesh->box[0][k];
    double off = found[k] - edges[k], allowed = box_tolerance * edges[k];
    same = same && off <= allowed && (packing->particle_count == 0 || off >= -allowed);
  }
  if (!same)
    SulErrorSet(error, SUL_INPUT, "its box is %.6g x %.6g x %.6g %s, the mesh's %.6g x %.6g x %.6g",
                edges[0] / unit, edges[1] / unit, edges[2] / unit, packing->length_unit_name,
                found[0] / unit, found[1] / unit, found[2] / unit);
}

static bool Describes(const SulPacking *packing, const char *group) {
  for (int p = 0; p < packing->phase_count; p++)
    if (packing->phases[p].meshed && strcmp(packing->phases[p].name, group) == 0) return true;
  return false;
}

static void ComparePhases(const SulMesh *mesh, const SulPacking *packing, SulError *error) {
  for (int p = 0; p < mesh->phase_count; p++)
    if (!Describes(packing, mesh->phases[p].name))
      SulErrorSet(error, SUL_INPUT, "it has no phase like the mesh's volume group \"%s\"",
                  mesh->phases[p].name);
  for (int p = 0; p < packing->phase_count; p++) {
    const SulPackedPhase *phase = &packing->phases[p];
    if (phase->meshed && phase->volume_reached > 0 &&
        SulGroupFind(mesh->phases, mesh->phase_count, phase->name) < 0)
      SulErrorSet(error, SUL_INPUT, "the mesh has no volume group like its phase \"%s\"",
                  phase->name);
  }
}

static void CompareVolumes(const SulMesh *mesh, const SulPacking *packing, double tolerance,
                           SulError *error) {
  double box = packing->edges[0] * packing->edges[1] * packing->edges[2];
  for (int p = 0; p < packing->phase_count; p++) {
    const SulPackedPhase *phase = &packing->phases[p];
    int group = SulGroupFind(mesh->phases, mesh->phase_count, phase->name);
    if (!phase->meshed || group < 0) continue;
    double told = phase->volume_meshed > 0 ? phase->volume_meshed : phase->volume_reached;
    double found = mesh->phases[group].measure / box;
    if (!(fabs(found - told) <= tolerance * told))
      SulErrorSet(error, SUL_INPUT,
                  "it gives phase \"%s\" %.5g %% of the box, the mesh has %.5g %%", phase->name,
                  100 * told, 100 * found);
  }
}

/* ---- Particles ------------------------------------------------------------------------------- */

/* The centres of particles that the mesh must have. */
typedef struct {
  size_t count;
  double (*at)[3];
  size_t *particle;
  int *group; /* its phase, in the mesh */
  int *found;
  SulPointTree *tree;
} Centres;

/* Without those of voids and of copies that lie outside of the box. A mesh may have been moved. */
static Centres ListCentres(const SulMesh *mesh, const SulPacking *packing) {
  Centres centres = {0};
  centres.at = SulAllocate(packing->particle_count, sizeof *centres.at);
  centres.particle = SulAllocate(packing->particle_count, sizeof *centres.particle);
  centres.group = SulAllocate(packing->particle_count, sizeof *centres.group);
  for (size_t i = 0; i < packing->particle_count; i++) {
    const SulParticle *particle = &packing->particles[i];
    const SulPackedPhase *phase = &packing->phases[particle->phase];
    bool inside = phase->meshed;
    for (int k = 0; k < 3; k++) {
      inside = inside && particle->centre[k] >= 0 && particle->centre[k] <= packing->edges[k];
      centres.at[centres.count][k] = mesh->box[0][k] + particle->centre[k];
    }
    if (!inside) continue;
    centres.particle[centres.count] = i;
    centres.group[centres.count++] = SulGroupFind(mesh->phases, mesh->phase_count, phase->name);
  }
  centres.found = SulAllocate(centres.count, sizeof *centres.found);
  centres.tree = SulPointTreeCreate(centres.count, (const double(*)[3])centres.at, NULL);
  return centres;
}

static void FreeCentres(Centres *centres) {
  free(centres->at);
  free(centres->particle);
  free(centres->group);
  free(centres->found);
  SulPointTreeFree(&centres->tree);
}

typedef struct {
  const SulMesh *mesh;
  PetscInt cell;
  SulCellShape shape;
  Centres *centres;
} Marking;

static void MarkCentre(size_t i, void *context) {
  Marking *marking = context;
  Centres *centres = marking->centres;
  const double *at = centres->at[i], *origin = marking->shape.origin;
  if (centres->found[i] || centres->group[i] != marking->mesh->cell_phase[marking->cell]) return;
  double point[3] = {at[0] - origin[0], at[1] - origin[1], at[2] - origin[2]};
  double guess[3] = {0.25, 0.25, 0.25};
  centres->found[i] = SulCellHolds(&marking->shape, point, guess);
}

/* Marks the centres of the cell's phase that lie in it. */
static void MarkCentres(const SulMesh *mesh, PetscInt cell, Centres *centres) {
  Marking marking = {.mesh = mesh, .cell = cell, .centres = centres};
  SulCellShape *shape = &marking.shape;
  double x[SUL_TETRAHEDRON_NODES_MAX][3], low[3], high[3];
  int order = mesh->cell_affine[cell] ? 1 : 2;
  SulGatherNodes(mesh, mesh->cells + (size_t)cell * (size_t)mesh->cell_nodes,
                 SulTetrahedronNodes(order), x);
  SulCellShapeMake(order, (const double(*)[3])x, shape);
  for (int k = 0; k < 3; k++) {
    double slack = sul_cell_slack * (shape->box[1][k] - shape->box[0][k]);
    low[k] = shape->origin[k] + shape->box[0][k] - slack;
    high[k] = shape->origin[k] + shape->box[1][k] + slack;
  }
  SulPointTreeInBox(centres->tree, low, high, MarkCentre, &marking);
}

static void TellStranger(const SulPacking *packing, size_t strangers, size_t count,
                         const SulParticle *first, SulError *error) {
  double unit = packing->length_unit;
  SulErrorSet(error, SUL_INPUT,
              "of its %zu particles %zu are elsewhere in the mesh: at %.5g, %.5g, %.5g %s, the "
              "centre of one of \"%s\", the mesh has something else",
              count, strangers, first->centre[0] / unit, first->centre[1] / unit,
              first->centre[2] / unit, packing->length_unit_name,
              packing->phases[first->phase].name);
}

/* Collective. Every particle's centre must lie in its phase: two packings of one recipe differ in
 * little else. */
static PetscErrorCode CompareParticles(const SulMesh *mesh, const SulPacking *packing,
                                       SulError *error) {
  size_t strangers = 0, first = 0;
  Centres centres = ListCentres(mesh, packing);

  PetscFunctionBegin;
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    MarkCentres(mesh, cell, &centres);
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, centres.found, (int)centres.count, MPI_INT, MPI_MAX, mesh->comm));
  for (size_t i = 0; i < centres.count; i++)
    if (!centres.found[i] && strangers++ == 0) first = centres.particle[i];
  if (strangers) TellStranger(packing, strangers, centres.count, &packing->particles[first], error);
  FreeCentres(&centres);
  PetscFunctionReturn(0);
}

PetscErrorCode SulPackingMatches(const SulMesh *mesh, const SulPacking *packing,
                                 const char *mesh_path, const char *packing_path, double tolerance,
                                 SulError *error) {
  SulError different = {0};

  PetscFunctionBegin;
  CompareBoxes(mesh, packing, &different);
  ComparePhases(mesh, packing, &different);
  CompareVolumes(mesh, packing, tolerance, &different);
  if (!SulFailed(&different)) PetscCall(CompareParticles(mesh, packing, &different));
  if (SulFailed(&different))
    SulErrorSet(error, SUL_INPUT,
                "%s does not belong to %s: %s; pack both again, or, where the mesh is the right "
                "one, move the JSON away",
                packing_path, mesh_path, different.text);
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a mesh is that of the packing in the file beside it: a mesh that was exchanged, or packed
 * again under its old name, would get another one's particles. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/analyse.h>

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

/* The centre of a particle that the mesh must have. */
typedef struct {
  double at[3];
  size_t particle;
  int group; /* its phase, in the mesh */
} Centre;

static int CompareCentres(const void *a, const void *b) {
  double one = ((const Centre *)a)->at[0], other = ((const Centre *)b)->at[0];
  return (one > other) - (one < other);
}

/* Sorted along x (free them). Without those of voids and of copies that lie outside of the box. A
 * mesh may have been moved. */
static Centre *ListCentres(const SulMesh *mesh, const SulPacking *packing, size_t *count) {
  Centre *centres = SulAllocate(packing->particle_count, sizeof *centres);
  *count = 0;
  for (size_t i = 0; i < packing->particle_count; i++) {
    const SulParticle *particle = &packing->particles[i];
    const SulPackedPhase *phase = &packing->phases[particle->phase];
    Centre centre = {.particle = i};
    bool inside = phase->meshed;
    for (int k = 0; k < 3; k++) {
      inside = inside && particle->centre[k] >= 0 && particle->centre[k] <= packing->edges[k];
      centre.at[k] = mesh->box[0][k] + particle->centre[k];
    }
    centre.group = SulGroupFind(mesh->phases, mesh->phase_count, phase->name);
    if (inside) centres[(*count)++] = centre;
  }
  qsort(centres, *count, sizeof *centres, CompareCentres);
  return centres;
}

/* The first centre that is not below x. */
static size_t FirstFrom(const Centre *centres, size_t count, double x) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (centres[middle].at[0] < x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Marks the centres of the cell's phase that lie in it. */
static void MarkCentres(const SulMesh *mesh, PetscInt cell, const Centre *centres, size_t count,
                        int *found) {
  SulCellShape shape;
  double x[SUL_TETRAHEDRON_NODES_MAX][3], low[3], high[3];
  int order = mesh->cell_affine[cell] ? 1 : 2;
  SulGatherNodes(mesh, mesh->cells + (size_t)cell * (size_t)mesh->cell_nodes,
                 SulTetrahedronNodes(order), x);
  SulCellShapeMake(order, (const double(*)[3])x, &shape);
  for (int k = 0; k < 3; k++) {
    double slack = sul_cell_slack * (shape.box[1][k] - shape.box[0][k]);
    low[k] = shape.origin[k] + shape.box[0][k] - slack;
    high[k] = shape.origin[k] + shape.box[1][k] + slack;
  }
  for (size_t i = FirstFrom(centres, count, low[0]); i < count && centres[i].at[0] <= high[0];
       i++) {
    const double *at = centres[i].at;
    if (found[i] || centres[i].group != mesh->cell_phase[cell]) continue;
    if (at[1] < low[1] || at[1] > high[1] || at[2] < low[2] || at[2] > high[2]) continue;
    double point[3] = {at[0] - shape.origin[0], at[1] - shape.origin[1], at[2] - shape.origin[2]};
    double guess[3] = {0.25, 0.25, 0.25};
    found[i] = SulCellHolds(&shape, point, guess);
  }
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
  size_t count, strangers = 0, first = 0;
  Centre *centres = ListCentres(mesh, packing, &count);
  int *found = SulAllocate(count, sizeof *found);

  PetscFunctionBegin;
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    MarkCentres(mesh, cell, centres, count, found);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, found, (int)count, MPI_INT, MPI_MAX, mesh->comm));
  for (size_t i = 0; i < count; i++)
    if (!found[i] && strangers++ == 0) first = centres[i].particle;
  if (strangers) TellStranger(packing, strangers, count, &packing->particles[first], error);
  free(centres);
  free(found);
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

/* SPDX-License-Identifier: BSD-2-Clause */
/* Sizes and gaps: of the particles of a packing, or of the bodies that a mesh shows. */
#include <math.h>
#include <stdlib.h>

#include "label_faces.h"
#include <sulfem/element.h>

/* What a packing lists knows sizes and gaps exactly; the mesh need not be looked at. */
static void OfPacking(const SulPacking *packing, SulParticleReport *report, SulError *error) {
  size_t count = 0, apart = 0;
  SulParticle *particles = SulAllocate(packing->particle_count, sizeof *particles);
  for (size_t i = 0; i < packing->particle_count; i++)
    if (packing->phases[packing->particles[i].phase].role == SUL_ROLE_PARTICLE)
      particles[count++] = packing->particles[i];
  double *radii = SulAllocate(count, sizeof *radii), *gaps = SulAllocate(count, sizeof *gaps);
  for (size_t i = 0; i < count; i++)
    radii[i] = particles[i].radius;
  SulParticleGaps(packing, particles, count, gaps, error);
  for (size_t i = 0; i < count && !SulFailed(error); i++)
    if (isfinite(gaps[i])) gaps[apart++] = gaps[i]; /* one that is alone has no gap */
  report->from_packing = true;
  report->count = count;
  SulDistributionMeasure(count, radii, &report->radius);
  SulDistributionMeasure(apart, gaps, &report->gap);
  free(particles);
  free(radii);
  free(gaps);
}

static double CellVolume(const SulMesh *mesh, PetscInt cell) {
  double x[SUL_TETRAHEDRON_NODES_MAX][3];
  int order = mesh->cell_affine[cell] ? 1 : 2;
  SulGatherNodes(mesh, mesh->cells + (size_t)cell * (size_t)mesh->cell_nodes,
                 SulTetrahedronNodes(order), x);
  return SulTetrahedronVolume(order, (const double(*)[3])x);
}

/* Collective. The components of the phase, as spheres of their volumes. */
static PetscErrorCode OfMesh(const SulMesh *mesh, int phase, SulParticleReport *report) {
  double *volume = SulAllocate((size_t)mesh->component_count, sizeof *volume), pi = acos(-1);

  PetscFunctionBegin;
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    if (mesh->cell_phase[cell] == phase)
      volume[mesh->cell_component[cell]] += CellVolume(mesh, cell);
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, volume, mesh->component_count, MPI_DOUBLE, MPI_SUM, mesh->comm));
  for (int c = 0; c < mesh->component_count; c++)
    if (mesh->component_phase[c] == phase) volume[report->count++] = cbrt(3 * volume[c] / (4 * pi));
  SulDistributionMeasure(report->count, volume, &report->radius);
  SulDistributionMeasure(0, NULL, &report->gap);
  free(volume);
  PetscFunctionReturn(0);
}

/* A mesh of an image has no particles in its file. */
static bool ListsParticles(const SulPacking *packing) {
  for (int i = 0; packing && i < packing->phase_count; i++)
    if (packing->phases[i].role == SUL_ROLE_PARTICLE) return true;
  return false;
}

PetscErrorCode SulParticlesMeasure(const SulMesh *mesh, const SulPacking *packing, int active,
                                   SulParticleReport *report, SulError *error) {
  PetscFunctionBegin;
  *report = (SulParticleReport){0};
  if (ListsParticles(packing))
    OfPacking(packing, report, error);
  else
    PetscCall(OfMesh(mesh, active, report));
  PetscFunctionReturn(0);
}

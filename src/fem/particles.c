/* SPDX-License-Identifier: BSD-2-Clause */
/* Which particle each cell belongs to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/fem.h>
#include <sulfem/lithiation.h>
#include <sulfem/parallel.h>

/* Cells of a coarse or an inflated mesh may reach out of the particle that they are of; their middles
 * by less than this share of its semi-axes. */
static const double reach = 0.25;

/* x less the nearest centre, in semi-axes: on the surface of length 1. */
static void Level(const SulActiveParticles *particles, int particle, const double x[3],
                  double level[3]) {
  const SulActiveParticle *one = &particles->list[particle];
  double d[3];
  for (int k = 0; k < 3; k++) {
    double period = particles->period[k];
    d[k] = x[k] - one->centre[k];
    if (period > 0) d[k] -= period * round(d[k] / period);
  }
  for (int k = 0; k < 3; k++)
    level[k] =
        one->level[3 * k] * d[0] + one->level[3 * k + 1] * d[1] + one->level[3 * k + 2] * d[2];
}

static double Depth(const SulActiveParticles *particles, int particle, const double x[3]) {
  double level[3];
  Level(particles, particle, x, level);
  return sqrt(level[0] * level[0] + level[1] * level[1] + level[2] * level[2]);
}

/* The particle of the phase that x lies deepest in; -1: in none. */
static int Search(const SulActiveParticles *particles, int phase, const double x[3]) {
  double least = 1 + reach;
  int found = -1;
  for (int i = 0; i < particles->count; i++) {
    if (particles->list[i].phase != phase) continue;
    double depth = Depth(particles, i, x);
    if (depth >= least) continue;
    least = depth;
    found = i;
  }
  return found;
}

static void Middle(const SulMesh *mesh, PetscInt cell, double x[3]) {
  for (int k = 0; k < 3; k++) {
    x[k] = 0;
    for (int v = 0; v < 4; v++)
      x[k] += mesh->coordinates[3 * mesh->cells[cell * mesh->cell_nodes + v] + k] / 4;
  }
}

static double Volume(const SulMesh *mesh, PetscInt cell) {
  SulCellPoints points;
  double volume = 0;
  SulCellStressPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++)
    volume += points.weight[q];
  return volume;
}

/* The cells of a component are nearly always of one particle: the last one found is tried first. As
 * particles do not overlap, it is the one where the middle lies in it. Returns a cell of no particle,
 * or -1. */
static PetscInt Assign(const SulMesh *mesh, const SulPhase *phases, SulActiveParticles *particles) {
  int *last = SulAllocate((size_t)mesh->component_count, sizeof *last);
  PetscInt lost = -1;
  memset(last, -1, (size_t)mesh->component_count * sizeof *last);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    int phase = mesh->cell_phase[cell], *guess = &last[mesh->cell_component[cell]];
    double x[3];
    particles->of_cell[cell] = -1;
    if (!phases[phase].varies) continue;
    Middle(mesh, cell, x);
    if (*guess < 0 || Depth(particles, *guess, x) > 1) *guess = Search(particles, phase, x);
    particles->of_cell[cell] = *guess;
    if (*guess < 0) lost = cell;
    if (*guess >= 0 && cell < mesh->cells_owned)
      particles->list[*guess].volume += Volume(mesh, cell);
  }
  free(last);
  return lost;
}

/* Collective. */
static PetscErrorCode SumVolumes(const SulMesh *mesh, SulActiveParticles *particles) {
  double *volume = SulAllocate((size_t)particles->count, sizeof *volume);

  PetscFunctionBegin;
  for (int i = 0; i < particles->count; i++)
    volume[i] = particles->list[i].volume;
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, volume, particles->count, MPI_DOUBLE, MPI_SUM, mesh->comm));
  for (int i = 0; i < particles->count; i++)
    particles->list[i].volume = volume[i];
  free(volume);
  PetscFunctionReturn(0);
}

PetscErrorCode SulActiveParticlesFind(const SulMesh *mesh, const SulPhase *phases,
                                      SulActiveParticles *particles, SulError *error) {
  PetscFunctionBegin;
  particles->of_cell = SulAllocate((size_t)mesh->cells_local, sizeof *particles->of_cell);
  PetscInt lost = Assign(mesh, phases, particles);
  if (lost >= 0) {
    double x[3];
    Middle(mesh, lost, x);
    SulErrorSet(error, SUL_INPUT,
                "the cell around (%.6g, %.6g, %.6g) m of the group \"%s\" lies in none of its "
                "particles",
                x[0], x[1], x[2], mesh->phases[mesh->cell_phase[lost]].name);
  }
  PetscCall(SulErrorShare(mesh->comm, error));
  PetscCall(SumVolumes(mesh, particles));
  for (int i = 0; i < particles->count; i++) {
    const SulActiveParticle *one = &particles->list[i];
    if (!(one->volume > 0) && !SulFailed(error))
      SulErrorSet(error, SUL_INPUT,
                  "its particle %lld, of the group \"%s\" around (%.6g, %.6g, %.6g) m, has no cell "
                  "in the mesh",
                  one->number, mesh->phases[one->phase].name, one->centre[0], one->centre[1],
                  one->centre[2]);
  }
  PetscFunctionReturn(0);
}

double SulActiveParticlesShare(const SulActiveParticles *particles, int phase, int *count) {
  double volume = 0, taken = 0;
  *count = 0;
  for (int i = 0; i < particles->count; i++) {
    const SulActiveParticle *one = &particles->list[i];
    if (one->phase != phase) continue;
    volume += one->volume;
    taken += one->share * one->volume;
    ++*count;
  }
  return volume > 0 ? taken / volume : 0;
}

void SulActiveParticlesDestroy(SulActiveParticles **particles) {
  if (!*particles) return;
  free((*particles)->list);
  free((*particles)->of_cell);
  free(*particles);
  *particles = NULL;
}

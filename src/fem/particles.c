/* SPDX-License-Identifier: BSD-2-Clause */
/* Which particle each cell belongs to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "concentration.h"
#include "fronts.h"

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

double SulParticleLevel(const SulActiveParticles *particles, int particle, const double x[3]) {
  double level[3];
  Level(particles, particle, x, level);
  return sqrt(level[0] * level[0] + level[1] * level[1] + level[2] * level[2]);
}

/* The particle of the phase that x lies deepest in; -1: in none. */
static int Search(const SulActiveParticles *particles, int phase, const double x[3]) {
  double least = 1 + reach;
  int found = -1;
  for (int i = 0; i < particles->count; i++) {
    if (particles->list[i].phase != phase || particles->list[i].number < 0) continue;
    double depth = SulParticleLevel(particles, i, x);
    if (depth >= least) continue;
    least = depth;
    found = i;
  }
  return found;
}

void SulActiveParticlesNearest(const SulActiveParticles *particles, const double x[3],
                               int near[2]) {
  double apart[2] = {INFINITY, INFINITY};
  near[0] = near[1] = -1;
  for (int i = 0; i < particles->count; i++) {
    double distance = (SulParticleLevel(particles, i, x) - 1) * particles->list[i].radius;
    if (distance >= apart[1]) continue;
    bool first = distance < apart[0];
    apart[1] = first ? apart[0] : distance;
    near[1] = first ? near[0] : i;
    if (!first) continue;
    apart[0] = distance;
    near[0] = i;
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

/* Of a component the centre becomes the integral of x, for the time being. */
static void AddCell(const SulMesh *mesh, PetscInt cell, const double x[3],
                    SulActiveParticle *particle) {
  double volume = Volume(mesh, cell);
  particle->volume += volume;
  for (int k = 0; k < 3 && particle->number < 0; k++)
    particle->centre[k] += volume * x[k];
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
    SulCellMiddle(mesh, cell, x);
    int component = particles->of_component[mesh->cell_component[cell]];
    if (component >= 0)
      *guess = component;
    else if (*guess < 0 || SulParticleLevel(particles, *guess, x) > 1)
      *guess = Search(particles, phase, x);
    particles->of_cell[cell] = *guess;
    if (*guess < 0) lost = cell;
    if (*guess >= 0 && cell < mesh->cells_owned) AddCell(mesh, cell, x, &particles->list[*guess]);
  }
  free(last);
  return lost;
}

/* Collective. */
static PetscErrorCode SumVolumes(const SulMesh *mesh, SulActiveParticles *particles) {
  double(*sum)[4] = SulAllocate((size_t)particles->count, sizeof *sum);

  PetscFunctionBegin;
  for (int i = 0; i < particles->count; i++) {
    memcpy(sum[i], particles->list[i].centre, 3 * sizeof(double));
    sum[i][3] = particles->list[i].volume;
  }
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, sum, 4 * particles->count, MPI_DOUBLE, MPI_SUM, mesh->comm));
  for (int i = 0; i < particles->count; i++) {
    SulActiveParticle *one = &particles->list[i];
    one->volume = sum[i][3];
    for (int k = 0; k < 3 && one->number < 0; k++)
      one->centre[k] = sum[i][k] / one->volume;
  }
  free(sum);
  PetscFunctionReturn(0);
}

void SulActiveParticlesAdd(const SulMesh *mesh, int phase, SulActiveParticles *particles) {
  for (int c = 0; c < mesh->component_count; c++) {
    if (mesh->component_phase[c] != phase) continue;
    particles->of_component[c] = particles->count;
    particles->list[particles->count++] =
        (SulActiveParticle){.phase = phase, .number = -1, .share = 1};
  }
}

PetscErrorCode SulActiveParticlesFind(const SulMesh *mesh, const SulPhase *phases,
                                      SulActiveParticles *particles, SulError *error) {
  PetscFunctionBegin;
  particles->of_cell = SulAllocate((size_t)mesh->cells_local, sizeof *particles->of_cell);
  PetscInt lost = Assign(mesh, phases, particles);
  if (lost >= 0) {
    double x[3];
    SulCellMiddle(mesh, lost, x);
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

PetscErrorCode SulActiveParticlesDestroy(SulActiveParticles **particles) {
  SulActiveParticles *p = *particles;

  PetscFunctionBegin;
  if (!p) PetscFunctionReturn(0);
  SulFrontsDestroy(&p->fronts);
  PetscCall(SulConcentrationDestroy(&p->concentration));
  for (int k = 0; k < p->phase_count; k++)
    free(p->spread[k].enters);
  free(p->spread);
  free(p->list);
  free(p->of_component);
  free(p->of_cell);
  free(p);
  *particles = NULL;
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The lithiation of points where it varies, and the swelling that follows from it by the phase's law:
 * set for a load, checked against it, averaged over cells. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "concentration.h"
#include "fronts.h"
#include "spread.h"

/* What the points' means may be off the program's value. */
static const double balance_tolerance = 1e-10;

/* d swelling / dx over that at x = 0, by the convention. */
static double Slope(const SulPhase *phase, double x) {
  double ratio = 1 + x * phase->volume_change;
  if (phase->convention == SUL_SWELLING_LINEAR) return 1;
  return phase->convention == SUL_SWELLING_EXACT ? pow(ratio, -2.0 / 3) : 1 / ratio;
}

/* The same throughout a particle. */
static void SetUniform(const SulBody *body, const SulLoad *load, SulBlock *block) {
  const SulActiveParticles *particles = body->particles;
  const SulPhase *phase = &body->phases[block->phase];
  for (PetscInt i = 0; i < block->batches * SUL_LANES; i++) {
    const SulActiveParticle *particle = &particles->list[particles->of_cell[block->cell[i]]];
    double x = particle->share * load->lithiation[block->phase];
    block->share[i / SUL_LANES][i % SUL_LANES] =
        particle->share * Slope(phase, x) / Slope(phase, load->lithiation[block->phase]);
    PetscInt at = i / SUL_LANES * block->points;
    for (int q = 0; q < block->points; q++)
      block->lithiation[at + q][i % SUL_LANES] = x;
  }
}

static void Swell(const SulPhase *phase, SulBlock *block) {
  for (PetscInt at = 0; at < block->batches * block->points; at++)
    for (int l = 0; l < SUL_LANES; l++)
      block->swelling[at][l] =
          SulSwelling(phase->convention, phase->volume_change, block->lithiation[at][l]);
}

/* ---- Checks ---------------------------------------------------------------------------------- */

/* sum[particles][2]: integrals over this rank's own cells of the block's lithiation, and of 1. */
static void AddBlock(const SulBody *body, const SulBlock *block, double (*sum)[2]) {
  for (PetscInt i = 0; i < block->cells_owned; i++) {
    SulCellPoints points;
    SulCellStressPoints(body->mesh, block->cell[i], &points);
    PetscInt at = i / SUL_LANES * block->points;
    double *of = sum[body->particles->of_cell[block->cell[i]]];
    for (int q = 0; q < points.points; q++) {
      of[0] += points.weight[q] * block->lithiation[at + q][i % SUL_LANES];
      of[1] += points.weight[q];
    }
  }
}

/* Collective. The mean over a particle is its share of the load's. */
static PetscErrorCode CheckCharge(const SulBody *body, const SulLoad *load) {
  const SulMesh *mesh = body->mesh;
  SulActiveParticles *particles = body->particles;
  double(*sum)[2] = SulAllocate((size_t)particles->count, sizeof *sum);

  PetscFunctionBegin;
  for (int b = 0; b < body->points->block_count; b++)
    if (body->points->blocks[b].lithiation) AddBlock(body, &body->points->blocks[b], sum);
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, sum, 2 * particles->count, MPI_DOUBLE, MPI_SUM, mesh->comm));
  for (int i = 0; i < particles->count; i++) {
    const SulActiveParticle *one = &particles->list[i];
    double due = one->share * load->lithiation[one->phase], mean = sum[i][0] / sum[i][1];
    if (!particles->spread[one->phase].held)
      particles->off = fmax(particles->off, fabs(mean - due));
  }
  free(sum);
  PetscCheck(particles->off <= balance_tolerance, mesh->comm, PETSC_ERR_PLIB,
             "the particles' lithiation is off the program's by %g", particles->off);
  PetscFunctionReturn(0);
}

/* ---- The whole ------------------------------------------------------------------------------- */

int *SulCellsOfProfile(const SulBody *body, SulProfile profile) {
  const SulMesh *mesh = body->mesh;
  int *particle = SulAllocate((size_t)mesh->cells_local, sizeof *particle);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    bool has = body->particles->spread[mesh->cell_phase[cell]].profile == profile;
    particle[cell] = has ? body->particles->of_cell[cell] : -1;
  }
  return particle;
}

void SulPhasesOfProfile(const SulBody *body, SulProfile profile, char *text, size_t size) {
  const char *between = "";
  for (int p = 0; p < body->mesh->phase_count; p++) {
    if (body->particles->spread[p].profile != profile) continue;
    SulTextAppend(text, size, "%s\"%s\"", between, body->phases[p].name);
    between = ", ";
  }
}

PetscErrorCode SulBodySpread(SulBody *body, SulError *error) {
  bool any[SUL_PROFILE_DIFFUSION + 1] = {false};

  PetscFunctionBegin;
  if (!body->particles) PetscFunctionReturn(0);
  for (int p = 0; p < body->mesh->phase_count; p++)
    any[body->particles->spread[p].profile] = true;
  if (any[SUL_PROFILE_FRONT])
    SulCall(error, SulFrontsCreate(body, &body->particles->fronts, error));
  if (any[SUL_PROFILE_DIFFUSION])
    SulCall(error, SulConcentrationCreate(body, &body->particles->concentration, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulBodyLithiate(const SulBody *body, const SulLoad *load, SulError *error) {
  const SulActiveParticles *particles = body->particles;
  SulPoints *points = body->points;

  PetscFunctionBegin;
  if (!particles) PetscFunctionReturn(0);
  for (int b = 0; b < points->block_count; b++)
    if (points->blocks[b].share) SetUniform(body, load, &points->blocks[b]);
  if (particles->fronts) PetscCall(SulFrontsSet(particles->fronts, load));
  if (particles->concentration)
    SulCall(error, SulConcentrationSet(particles->concentration, load, error));
  for (int b = 0; b < points->block_count; b++)
    if (points->blocks[b].lithiation)
      Swell(&body->phases[points->blocks[b].phase], &points->blocks[b]);
  PetscCall(CheckCharge(body, load));
  PetscFunctionReturn(0);
}

/* ---- Keeping --------------------------------------------------------------------------------- */

static SulConcentration *Concentration(const SulBody *body) {
  return body->particles ? body->particles->concentration : NULL;
}

PetscErrorCode SulBodyCommit(const SulBody *body) {
  SulConcentration *concentration = Concentration(body);

  PetscFunctionBegin;
  SulPointsCommit(body->points);
  if (concentration) PetscCall(SulConcentrationKeep(concentration));
  PetscFunctionReturn(0);
}

int SulBodyArrays(const SulBody *body, SulArray *list) {
  SulConcentration *concentration = Concentration(body);
  if (concentration && list) SulConcentrationArrays(concentration, list);
  return concentration ? SUL_CONCENTRATION_ARRAYS : 0;
}

PetscErrorCode SulBodyResume(const SulBody *body, bool read, SulError *error) {
  SulConcentration *concentration = Concentration(body);

  PetscFunctionBegin;
  if (concentration) SulCall(error, SulConcentrationResume(concentration, read, error));
  PetscFunctionReturn(0);
}

/* ---- Averages -------------------------------------------------------------------------------- */

static void Average(const SulMesh *mesh, const SulBlock *block, double *lithiation,
                    double *swelling) {
  for (PetscInt i = 0; i < block->cells_owned; i++) {
    PetscInt cell = block->cell[i], at = i / SUL_LANES * block->points;
    double volume = 0, x = 0, s = 0;
    SulCellPoints points;
    SulCellStressPoints(mesh, cell, &points);
    for (int q = 0; q < points.points; q++) {
      volume += points.weight[q];
      x += points.weight[q] * block->lithiation[at + q][i % SUL_LANES];
      s += points.weight[q] * block->swelling[at + q][i % SUL_LANES];
    }
    lithiation[cell] = x / volume;
    swelling[cell] = s / volume;
  }
}

void SulPointsLithiation(const SulPoints *points, double *lithiation, double *swelling) {
  const SulMesh *mesh = points->mesh;
  const SulDeformation *answered = &points->answered;
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    int phase = mesh->cell_phase[cell];
    lithiation[cell] = answered->lithiation ? answered->lithiation[phase] : 0;
    swelling[cell] = answered->swelling[phase];
  }
  for (int b = 0; b < points->block_count; b++)
    if (points->blocks[b].lithiation) Average(mesh, &points->blocks[b], lithiation, swelling);
}

void SulPointsLithiationRange(const SulPoints *points, int phase, double range[2]) {
  range[0] = INFINITY;
  range[1] = -INFINITY;
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    for (PetscInt i = 0; i < block->cells_owned && block->phase == phase; i++)
      for (int q = 0; q < block->points && block->lithiation; q++) {
        double x = block->lithiation[i / SUL_LANES * block->points + q][i % SUL_LANES];
        range[0] = fmin(range[0], x);
        range[1] = fmax(range[1], x);
      }
  }
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Tractions of all interfaces: fields of the faces, numbers of particles and pairs. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/report.h>

#include "interface_traction.h"

const double SulNormalPercentiles[SUL_NORMAL_PERCENTILES] = {5, 50, 95};
const double SulShearPercentiles[SUL_SHEAR_PERCENTILES] = {50, 95};

void SulInterfaceFieldCreate(const SulInterfaces *interfaces, SulInterfaceField *field) {
  size_t count = (size_t)interfaces->count;
  field->area = SulAllocate(count, sizeof(double));
  field->traction = SulAllocate(count, 3 * sizeof(double));
  field->normal = SulAllocate(count, sizeof(double));
  field->shear = SulAllocate(count, sizeof(double));
  field->jump = SulAllocate(count, sizeof(double));
  field->particles = SulAllocate((size_t)interfaces->particle_count, sizeof *field->particles);
  for (PetscInt f = 0; f < interfaces->count; f++)
    field->area[f] = SulInterfaceArea(interfaces, f);
}

void SulInterfaceFieldDestroy(SulInterfaceField *field) {
  free(field->area);
  free(field->traction);
  free(field->normal);
  free(field->shear);
  free(field->jump);
  free(field->particles);
  memset(field, 0, sizeof *field);
}

static void AddNumbers(const SulInterfaceNumbers *from, SulInterfaceNumbers *to) {
  for (int i = 0; i < SUL_SUMS; i++)
    to->sum[i] += from->sum[i];
  for (int i = 0; i < SUL_EXTREMES; i++)
    to->extreme[i] = fmax(to->extreme[i], from->extreme[i]);
}

/* ---- A pair ---------------------------------------------------------------------------------- */

static SulInterfaceSamples SamplesCreate(const SulInterfaces *interfaces,
                                         const SulInterfacePair *pair) {
  SulInterfaceSamples samples = {0};
  for (PetscInt f = pair->first; f < pair->last; f++)
    samples.count += (size_t)SulInterfacePoints(interfaces, f);
  samples.traction = SulAllocate(samples.count, 3 * sizeof(double));
  samples.normal = SulAllocate(samples.count, sizeof(double));
  samples.shear = SulAllocate(samples.count, sizeof(double));
  samples.area = SulAllocate(samples.count, sizeof(double));
  return samples;
}

static void SamplesDestroy(SulInterfaceSamples *samples) {
  free(samples->traction);
  free(samples->normal);
  free(samples->shear);
  free(samples->area);
}

/* The plain tractions of all the pair's faces, and what both sides say of them. */
static void EvaluatePlain(const SulInterfaceState *state, const SulInterfacePair *pair,
                          SulInterfaceNodal *nodal, SulInterfaceSamples *samples,
                          SulInterfaceNumbers *particles, SulInterfaceField *field) {
  const SulInterfaces *interfaces = state->interfaces;
  size_t at = 0;
  for (PetscInt f = pair->first; f < pair->last; f++) {
    SulInterfaceNumbers face = SulInterfaceNothing;
    SulInterfacePlain(state, pair, f, nodal, &samples->traction[3 * at], &face);
    AddNumbers(&face, &particles[interfaces->faces[f].particle]);
    field->jump[f] = face.sum[SUL_SUM_JUMP] / field->area[f];
    at += (size_t)SulInterfacePoints(interfaces, f);
  }
  for (PetscInt f = pair->ghost_first; f < pair->ghost_last; f++) {
    SulInterfaceNumbers ignored = SulInterfaceNothing;
    SulInterfacePlain(state, pair, f, nodal, NULL, &ignored);
  }
}

static void EvaluateCorrected(const SulInterfaceState *state, const SulInterfacePair *pair,
                              const SulInterfaceNodal *nodal, SulInterfaceSamples *samples,
                              SulInterfaceNumbers *particles, SulInterfaceField *field) {
  size_t at = 0;
  for (PetscInt f = pair->first; f < pair->last; f++) {
    SulInterfaceNumbers face = SulInterfaceNothing;
    SulInterfaceSamples own = {(size_t)SulInterfacePoints(state->interfaces, f),
                               &samples->traction[3 * at], &samples->normal[at],
                               &samples->shear[at], &samples->area[at]};
    SulInterfaceCorrect(state, pair->strength, f, nodal, &own, &face);
    AddNumbers(&face, &particles[state->interfaces->faces[f].particle]);
    at += own.count;
    field->normal[f] = face.sum[SUL_SUM_NORMAL] / field->area[f];
    field->shear[f] = face.sum[SUL_SUM_SHEAR] / field->area[f];
    for (int i = 0; i < 3; i++)
      field->traction[3 * f + i] = face.sum[SUL_SUM_FORCE + i] / field->area[f];
  }
}

/* Collective. */
static PetscErrorCode Percentiles(MPI_Comm comm, const SulInterfaceSamples *samples,
                                  const double *values, int count, const double *percents,
                                  double *percentiles) {
  double fraction[SUL_NORMAL_PERCENTILES];
  SulSamples of = {samples->count, values, samples->area};
  SulStatistics ignored;

  PetscFunctionBegin;
  for (int k = 0; k < count; k++)
    fraction[k] = percents[k] / 100;
  PetscCall(SulWeightedStatistics(comm, &of, count, fraction, percentiles, &ignored));
  PetscFunctionReturn(0);
}

/* Collective. Fills the fields of the pair's faces and its percentiles, adds to the particles. */
static PetscErrorCode EvaluatePair(const SulInterfaceState *state, const SulInterfacePair *pair,
                                   SulInterfaceField *field, SulInterfaceNumbers *particles,
                                   SulInterfaceReport *report) {
  const SulMesh *mesh = state->interfaces->mesh;
  SulInterfaceSamples samples = SamplesCreate(state->interfaces, pair);
  SulInterfaceNodal nodal;

  PetscFunctionBegin;
  SulInterfaceNodalCreate(mesh, &nodal);
  EvaluatePlain(state, pair, &nodal, &samples, particles, field);
  PetscCall(SulInterfaceBalance(pair, state->body, &nodal));
  EvaluateCorrected(state, pair, &nodal, &samples, particles, field);
  SulInterfaceNodalDestroy(&nodal);
  PetscCall(Percentiles(mesh->comm, &samples, samples.normal, SUL_NORMAL_PERCENTILES,
                        SulNormalPercentiles, report->normal));
  PetscCall(Percentiles(mesh->comm, &samples, samples.shear, SUL_SHEAR_PERCENTILES,
                        SulShearPercentiles, report->shear));
  SamplesDestroy(&samples);
  PetscFunctionReturn(0);
}

/* ---- All of them ----------------------------------------------------------------------------- */

/* Collective. The sum of all ranks' numbers. */
static PetscErrorCode Combine(MPI_Comm comm, int count, SulInterfaceNumbers *numbers) {
  size_t particles = (size_t)count;
  double *sums = SulAllocate(particles, sizeof numbers->sum);
  double *extremes = SulAllocate(particles, sizeof numbers->extreme);

  PetscFunctionBegin;
  for (size_t p = 0; p < particles; p++) {
    memcpy(&sums[p * SUL_SUMS], numbers[p].sum, sizeof numbers->sum);
    memcpy(&extremes[p * SUL_EXTREMES], numbers[p].extreme, sizeof numbers->extreme);
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, count * SUL_SUMS, MPI_DOUBLE, MPI_SUM, comm));
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, extremes, count * SUL_EXTREMES, MPI_DOUBLE, MPI_MAX, comm));
  for (size_t p = 0; p < particles; p++) {
    memcpy(numbers[p].sum, &sums[p * SUL_SUMS], sizeof numbers->sum);
    memcpy(numbers[p].extreme, &extremes[p * SUL_EXTREMES], sizeof numbers->extreme);
  }
  free(sums);
  free(extremes);
  PetscFunctionReturn(0);
}

static SulParticleTraction Finish(const SulInterfaceNumbers *numbers) {
  const double *sum = numbers->sum;
  double area = sum[SUL_SUM_AREA];
  return (SulParticleTraction){
      .area = area,
      .normal = sum[SUL_SUM_NORMAL] / area,
      .shear = sum[SUL_SUM_SHEAR] / area,
      .side = {sum[SUL_SUM_SIDE_A] / area, sum[SUL_SUM_SIDE_B] / area},
      .tension = sum[SUL_SUM_TENSION] / area,
      .above = sum[SUL_SUM_ABOVE] / area,
      .size = sum[SUL_SUM_SIZE] / area,
      .jump = sum[SUL_SUM_JUMP] / area,
      .force = {sum[SUL_SUM_FORCE], sum[SUL_SUM_FORCE + 1], sum[SUL_SUM_FORCE + 2]},
      .lowest = -numbers->extreme[SUL_LOWEST_NEGATED],
      .highest = numbers->extreme[SUL_HIGHEST],
      .most = numbers->extreme[SUL_MOST]};
}

static void FinishPair(const SulInterfaces *interfaces, int pair, const SulInterfaceField *field,
                       const SulInterfaceNumbers *numbers, SulInterfaceReport *report) {
  SulInterfaceNumbers all = SulInterfaceNothing;
  double strength = interfaces->pairs[pair].strength;
  report->mean_lowest = DBL_MAX;
  report->mean_highest = -DBL_MAX;
  for (int p = 0; p < interfaces->particle_count; p++) {
    if (interfaces->particles[p].pair != pair) continue;
    const SulParticleTraction *particle = &field->particles[p];
    AddNumbers(&numbers[p], &all);
    report->particle_count++;
    report->in_tension += particle->highest > 0;
    report->above += particle->highest > strength;
    report->mean_lowest = fmin(report->mean_lowest, particle->normal);
    report->mean_highest = fmax(report->mean_highest, particle->normal);
  }
  report->all = Finish(&all);
  report->strength = strength;
  for (int side = 0; side < 2; side++)
    snprintf(report->between[side], sizeof report->between[side], "%s",
             interfaces->mesh->phases[interfaces->pairs[pair].phase[side]].name);
}

PetscErrorCode SulInterfacesReport(const SulInterfaces *interfaces, const SulBody *body,
                                   SulInterfaceField *field, SulInterfaceReport **reports) {
  SulInterfaceState state = {interfaces, body};
  size_t particles = (size_t)interfaces->particle_count;
  SulInterfaceNumbers *numbers = SulAllocate(particles, sizeof *numbers);

  PetscFunctionBegin;
  *reports = SulAllocate((size_t)interfaces->pair_count, sizeof **reports);
  for (size_t p = 0; p < particles; p++)
    numbers[p] = SulInterfaceNothing;
  for (int k = 0; k < interfaces->pair_count; k++)
    PetscCall(EvaluatePair(&state, &interfaces->pairs[k], field, numbers, &(*reports)[k]));
  PetscCall(Combine(interfaces->mesh->comm, interfaces->particle_count, numbers));
  for (size_t p = 0; p < particles; p++)
    field->particles[p] = Finish(&numbers[p]);
  for (int k = 0; k < interfaces->pair_count; k++)
    FinishPair(interfaces, k, field, numbers, &(*reports)[k]);
  free(numbers);
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The numbers of one load step. */
#include "step.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* This rank's part of int |u|^2 dV, and the largest |u|. */
static void AddNorms(const SulMesh *mesh, const double *u, double *square, double *largest) {
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    *square += SulCellSquare(mesh, cell, u);
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    *largest = fmax(*largest, sqrt(u[3 * a] * u[3 * a] + u[3 * a + 1] * u[3 * a + 1] +
                                   u[3 * a + 2] * u[3 * a + 2]));
}

static PetscErrorCode ReportNorms(const SulMesh *mesh, double energy, const double *u,
                                  SulStepReport *step) {
  double sums[2] = {energy, 0}, largest = 0;

  PetscFunctionBegin;
  AddNorms(mesh, u, &sums[1], &largest);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, mesh->comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, mesh->comm));
  step->strain_energy = sums[0];
  step->displacement_l2 = sqrt(sums[1]);
  step->displacement_max = largest;
  PetscFunctionReturn(0);
}

/* Sums over a phase's own cells; the last is a maximum. */
enum { PRESSURE, SIZE, SCATTER, LITHIATION, SWELLING, CELL_SUMS, WORST = CELL_SUMS, CELL_NUMBERS };

/* numbers[phase_count][CELL_NUMBERS], over all ranks; free() it. */
static PetscErrorCode SumCells(const SulMesh *mesh, const SulStressField *field, double **numbers) {
  size_t phases = (size_t)mesh->phase_count;
  double *sum = SulAllocate(phases, CELL_SUMS * sizeof *sum);
  double *worst = SulAllocate(phases, sizeof *worst);

  PetscFunctionBegin;
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    int phase = mesh->cell_phase[cell];
    double volume = field->volume[cell], *to = &sum[phase * CELL_SUMS];
    to[PRESSURE] += volume * field->pressure[cell];
    to[SIZE] += volume * (fabs(field->pressure[cell]) + field->von_mises[cell]);
    to[SCATTER] += volume * field->scatter[cell];
    to[LITHIATION] += volume * field->lithiation[cell];
    to[SWELLING] += volume * field->swelling[cell];
    worst[phase] = fmax(worst[phase], field->scatter[cell]);
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sum, CELL_SUMS * mesh->phase_count, MPI_DOUBLE, MPI_SUM,
                             mesh->comm));
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, worst, mesh->phase_count, MPI_DOUBLE, MPI_MAX, mesh->comm));
  *numbers = SulAllocate(phases, CELL_NUMBERS * sizeof **numbers);
  for (size_t p = 0; p < phases; p++) {
    memcpy(*numbers + p * CELL_NUMBERS, sum + p * CELL_SUMS, CELL_SUMS * sizeof *sum);
    (*numbers)[p * CELL_NUMBERS + WORST] = worst[p];
  }
  free(sum);
  free(worst);
  PetscFunctionReturn(0);
}

static bool Remembers(const SulModel *model, const char *name) {
  for (int i = 0; i < model->variable_count; i++)
    if (!strcmp(model->variables[i].name, name)) return true;
  return false;
}

static SulSamples PhaseSamples(const SulStressField *field, int p) {
  size_t first = field->sample_first[p];
  return (SulSamples){field->sample_first[p + 1] - first, &field->sample_value[first],
                      &field->sample_volume[first]};
}

/* Collective. `fraction`: of the percentiles. The samples of the phase's von Mises stress are gone
 * afterwards. */
static PetscErrorCode ReportPlastic(const SulBody *body, int p, const double *fraction,
                                    SulStressField *field, SulPhaseReport *phase) {
  SulSamples samples = PhaseSamples(field, p);
  SulStatistics statistics;
  double sums[2] = {0}; /* yielded volume, work */

  PetscFunctionBegin;
  phase->plastic = Remembers(body->phases[p].model, "plastic_strain");
  if (!phase->plastic) PetscFunctionReturn(0);
  SulStateSamples(body->points, p, "plastic_strain", field);
  PetscCall(SulWeightedStatistics(body->mesh->comm, &samples, SUL_PERCENTILES, fraction,
                                  phase->plastic_strain, &statistics));
  phase->plastic_strain_max = statistics.maximum;
  phase->plastic_strain_mean = statistics.mean;
  for (size_t i = 0; i < samples.count; i++)
    if (samples.values[i] > 0) sums[0] += samples.weights[i];
  SulStateSamples(body->points, p, "plastic_work", field);
  for (size_t i = 0; i < samples.count; i++)
    sums[1] += samples.weights[i] * samples.values[i];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, body->mesh->comm));
  phase->yielded = statistics.total > 0 ? sums[0] / statistics.total : 0;
  phase->dissipation = sums[1];
  PetscFunctionReturn(0);
}

static PetscErrorCode ReportPhase(const SulBody *body, int p, SulStressField *field,
                                  SulPhaseReport *phase) {
  SulSamples samples = PhaseSamples(field, p);
  SulStatistics statistics;
  double fraction[SUL_PERCENTILES];

  PetscFunctionBegin;
  for (int k = 0; k < SUL_PERCENTILES; k++)
    fraction[k] = SulPercentiles[k] / 100;
  snprintf(phase->group, sizeof phase->group, "%s", body->mesh->phases[p].name);
  PetscCall(SulWeightedStatistics(body->mesh->comm, &samples, SUL_PERCENTILES, fraction,
                                  phase->von_mises, &statistics));
  phase->von_mises_max = statistics.maximum;
  phase->von_mises_mean = statistics.mean;
  phase->volume = statistics.total;
  PetscCall(SulReportExceeds(body->mesh->comm, &samples, body->phases[p].exceeds, phase));
  PetscCall(SulReportPrincipal(body->mesh, p, field, phase));
  PetscCall(ReportPlastic(body, p, fraction, field, phase));
  PetscFunctionReturn(0);
}

/* Means over the cells, of `of`, in the place of the load's where they are not the same everywhere. */
static PetscErrorCode ReportLithiation(const SulBody *body, int p, const double *of,
                                       SulPhaseReport *phase) {
  PetscFunctionBegin;
  phase->varies = body->phases[p].varies && phase->volume > 0;
  phase->lithiation_range[0] = phase->lithiation_range[1] = phase->lithiation;
  if (!phase->varies) PetscFunctionReturn(0);
  phase->lithiation = of[LITHIATION] / phase->volume;
  phase->swelling = of[SWELLING] / phase->volume;
  SulPointsLithiationRange(body->points, p, phase->lithiation_range);
  phase->lithiation_range[0] *= -1;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, phase->lithiation_range, 2, MPI_DOUBLE, MPI_MAX,
                             body->mesh->comm));
  phase->lithiation_range[0] *= -1;
  PetscFunctionReturn(0);
}

static PetscErrorCode ReportPhases(const SulBody *body, const SulLoad *load, SulStressField *field,
                                   SulStepReport *step) {
  const SulMesh *mesh = body->mesh;
  double *numbers;

  PetscFunctionBegin;
  PetscCall(SumCells(mesh, field, &numbers));
  step->phase_count = mesh->phase_count;
  step->phases = SulAllocate((size_t)mesh->phase_count, sizeof *step->phases);
  for (int p = 0; p < mesh->phase_count; p++) {
    const double *of = &numbers[(ptrdiff_t)p * CELL_NUMBERS];
    SulPhaseReport *phase = &step->phases[p];
    PetscCall(ReportPhase(body, p, field, phase));
    phase->lithiation = load->lithiation[p];
    phase->swelling = load->swelling[p];
    PetscCall(ReportLithiation(body, p, of, phase));
    if (phase->volume > 0) phase->pressure_mean = of[PRESSURE] / phase->volume;
    if (of[SIZE] > 0) phase->scatter_mean = of[SCATTER] / of[SIZE];
    step->scatter = fmax(step->scatter, phase->scatter_mean);
    if (of[SIZE] > 0) phase->scatter_max = of[WORST] * phase->volume / of[SIZE];
  }
  free(numbers);
  PetscFunctionReturn(0);
}

/* Integrals over a boundary: of 1, of the displacement and of the normal. */
enum { FACE_AREA, FACE_MOVED, FACE_NORMAL = FACE_MOVED + 3, FACE_SUMS = FACE_NORMAL + 3 };

/* Of the owned faces. */
static void AddFaces(const SulMesh *mesh, const double *u, double *sums) {
  for (PetscInt face = 0; face < mesh->faces_owned; face++) {
    double *to = &sums[FACE_SUMS * mesh->face_boundary[face]];
    const PetscInt *nodes = &mesh->faces[face * mesh->face_nodes];
    SulFacePoints points;
    SulFacePointsGet(mesh, face, &points);
    for (int q = 0; q < points.points; q++) {
      const double *n = points.normal[q];
      double area = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
      to[FACE_AREA] += area;
      for (int i = 0; i < 3; i++)
        to[FACE_NORMAL + i] += n[i];
      for (int a = 0; a < mesh->face_nodes; a++)
        for (int i = 0; i < 3; i++)
          to[FACE_MOVED + i] += area * points.value[q][a] * u[3 * nodes[a] + i];
    }
  }
}

/* On a flat boundary the normals add up to its area. */
static double Pressure(const double *sums, const double force[3]) {
  const double *n = &sums[FACE_NORMAL];
  double size = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]), area = sums[FACE_AREA];
  if (!(size > (1 - 1e-6) * area)) return NAN;
  return -(force[0] * n[0] + force[1] * n[1] + force[2] * n[2]) / (size * area);
}

static PetscErrorCode ReportBoundaries(const SulBody *body, const SulSolution *solution,
                                       SulStepReport *step) {
  const SulMesh *mesh = body->mesh;
  size_t count = (size_t)mesh->boundary_count;
  double *sums = SulAllocate(count, FACE_SUMS * sizeof *sums), (*forces)[3];

  PetscFunctionBegin;
  forces = SulAllocate(count, sizeof *forces);
  PetscCall(SulBoundaryForces(body, solution, forces));
  AddFaces(mesh, solution->displacement, sums);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, FACE_SUMS * mesh->boundary_count, MPI_DOUBLE,
                             MPI_SUM, mesh->comm));
  step->boundary_count = mesh->boundary_count;
  step->boundaries = SulAllocate(count, sizeof *step->boundaries);
  for (size_t b = 0; b < count; b++) {
    SulBoundaryReport *boundary = &step->boundaries[b];
    const double *of = &sums[b * FACE_SUMS];
    snprintf(boundary->group, sizeof boundary->group, "%s", mesh->boundaries[b].name);
    boundary->area = of[FACE_AREA];
    memcpy(boundary->force, forces[b], sizeof boundary->force);
    for (int i = 0; i < 3; i++)
      boundary->displacement_mean[i] = boundary->area > 0 ? of[FACE_MOVED + i] / boundary->area : 0;
    boundary->pressure = Pressure(of, boundary->force);
  }
  for (int p = 0; p < body->plate_count; p++) {
    SulBoundaryReport *boundary = &step->boundaries[body->plates[p].boundary];
    boundary->plate = true;
    boundary->movement = SulPlateMovement(&body->plates[p], &solution->load);
    boundary->pressure = SulPlatePressure(&body->plates[p], &solution->load);
  }
  free(sums);
  free(forces);
  PetscFunctionReturn(0);
}

/* What the swelling would store were it held: K (3 s)^2 / 2 by volume. */
static double HeldSwelling(const SulBody *body, const SulLoad *load, const SulStepReport *step) {
  double held = 0;
  for (int p = 0; p < step->phase_count; p++) {
    const SulPhase *phase = &body->phases[p];
    double lambda, mu;
    phase->model->at_rest(phase->parameters, &lambda, &mu);
    held += step->phases[p].volume * 4.5 * (lambda + 2 * mu / 3) * load->swelling[p] *
            load->swelling[p];
  }
  return held;
}

PetscErrorCode SulReportStep(const SulBody *body, const SulSolution *solution,
                             SulStressField *field, SulStepReport *step) {
  PetscFunctionBegin;
  step->lithiation = solution->load.program;
  step->imbalance = solution->imbalance;
  PetscCheck(body->points->answered.u == solution->displacement, PETSC_COMM_SELF, PETSC_ERR_ORDER,
             "the points have answered to another solution");
  PetscCall(SulStressFill(body, field));
  PetscCall(ReportNorms(body->mesh, body->points->energy, solution->displacement, step));
  PetscCall(ReportPhases(body, &solution->load, field, step));
  step->work.held = HeldSwelling(body, &solution->load, step);
  PetscCall(ReportBoundaries(body, solution, step));
  SulReportThickness(body->mesh, step);
  PetscFunctionReturn(0);
}

void SulReportWork(const SulWork *work, SulStepReport *step) {
  SulWorkReport *to = &step->work;
  /* where all swells freely the works are rounding, of which there is no share to tell */
  double held = step->work.held, moved = fmax(work->total[SUL_WORK_MOVED], 1e-10 * held);
  *to = (SulWorkReport){.external = work->total[SUL_WORK_EXTERNAL],
                        .swelling = work->total[SUL_WORK_SWELLING],
                        .stored = step->strain_energy,
                        .held = held};
  for (int p = 0; p < step->phase_count; p++)
    to->dissipated += step->phases[p].dissipation;
  double left = to->external + to->swelling - to->stored - to->dissipated;
  to->error = moved > 0 ? fabs(left) / moved : 0;
}

void SulStepReportFree(SulStepReport *step) {
  free(step->phases);
  free(step->boundaries);
  free(step->interfaces);
  memset(step, 0, sizeof *step);
}

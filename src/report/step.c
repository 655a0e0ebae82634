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

static PetscErrorCode ReportPhases(const SulMesh *mesh, const SulLoad *load,
                                   const SulStressField *field, SulStepReport *step) {
  double fraction[SUL_PERCENTILES];
  double *pressure = SulAllocate((size_t)mesh->phase_count, sizeof *pressure);

  PetscFunctionBegin;
  for (int k = 0; k < SUL_PERCENTILES; k++)
    fraction[k] = SulPercentiles[k] / 100;
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    pressure[mesh->cell_phase[cell]] += field->volume[cell] * field->pressure[cell];
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, pressure, mesh->phase_count, MPI_DOUBLE, MPI_SUM, mesh->comm));
  step->phase_count = mesh->phase_count;
  step->phases = SulAllocate((size_t)mesh->phase_count, sizeof *step->phases);
  for (int p = 0; p < mesh->phase_count; p++) {
    SulPhaseReport *phase = &step->phases[p];
    size_t first = field->sample_first[p], count = field->sample_first[p + 1] - first;
    snprintf(phase->group, sizeof phase->group, "%s", mesh->phases[p].name);
    phase->lithiation = load->lithiation[p];
    phase->swelling = load->swelling[p];
    PetscCall(SulWeightedStatistics(mesh->comm, count, &field->sample_value[first],
                                    &field->sample_volume[first], SUL_PERCENTILES, fraction,
                                    phase->von_mises, &phase->von_mises_max, &phase->von_mises_mean,
                                    &phase->volume));
    phase->pressure_mean = phase->volume > 0 ? pressure[p] / phase->volume : 0;
  }
  free(pressure);
  PetscFunctionReturn(0);
}

/* Area and displacement integral of the owned faces, four numbers a boundary. */
static void AddFaces(const SulMesh *mesh, const double *u, double *sums) {
  for (PetscInt face = 0; face < mesh->faces_owned; face++) {
    double *to = &sums[4 * mesh->face_boundary[face]];
    const PetscInt *nodes = &mesh->faces[face * mesh->face_nodes];
    SulFacePoints points;
    SulFacePointsGet(mesh, face, &points);
    for (int q = 0; q < points.points; q++) {
      const double *n = points.normal[q];
      double area = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
      to[0] += area;
      for (int a = 0; a < mesh->face_nodes; a++)
        for (int i = 0; i < 3; i++)
          to[1 + i] += area * points.value[q][a] * u[3 * nodes[a] + i];
    }
  }
}

static PetscErrorCode ReportBoundaries(const SulBody *body, const SulSolution *solution,
                                       SulStepReport *step) {
  const SulMesh *mesh = body->mesh;
  size_t count = (size_t)mesh->boundary_count;
  double *sums = SulAllocate(count, 4 * sizeof *sums), (*forces)[3];

  PetscFunctionBegin;
  forces = SulAllocate(count, sizeof *forces);
  PetscCall(SulBoundaryForces(body, solution, forces));
  AddFaces(mesh, solution->displacement, sums);
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, sums, 4 * mesh->boundary_count, MPI_DOUBLE, MPI_SUM, mesh->comm));
  step->boundary_count = mesh->boundary_count;
  step->boundaries = SulAllocate(count, sizeof *step->boundaries);
  for (size_t b = 0; b < count; b++) {
    SulBoundaryReport *boundary = &step->boundaries[b];
    snprintf(boundary->group, sizeof boundary->group, "%s", mesh->boundaries[b].name);
    boundary->area = sums[4 * b];
    memcpy(boundary->force, forces[b], sizeof boundary->force);
    for (int i = 0; i < 3; i++)
      boundary->displacement_mean[i] =
          boundary->area > 0 ? sums[4 * b + 1 + (size_t)i] / boundary->area : 0;
  }
  free(sums);
  free(forces);
  PetscFunctionReturn(0);
}

PetscErrorCode SulReportStep(const SulBody *body, const SulSolution *solution,
                             SulStressField *field, SulStepReport *step) {
  PetscFunctionBegin;
  step->lithiation = solution->load.program;
  step->imbalance = solution->imbalance;
  PetscCheck(body->points->answered.u == solution->displacement, PETSC_COMM_SELF, PETSC_ERR_ORDER,
             "the points have answered to another solution");
  SulStressFill(body, &solution->load, field);
  PetscCall(ReportNorms(body->mesh, body->points->energy, solution->displacement, step));
  PetscCall(ReportPhases(body->mesh, &solution->load, field, step));
  PetscCall(ReportBoundaries(body, solution, step));
  PetscFunctionReturn(0);
}

void SulStepReportFree(SulStepReport *step) {
  free(step->phases);
  free(step->boundaries);
  free(step->interfaces);
  memset(step, 0, sizeof *step);
}

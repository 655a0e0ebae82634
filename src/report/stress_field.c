/* SPDX-License-Identifier: BSD-2-Clause */
/* Stress at quadrature points, averaged by cell, and the sums that come along. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/report.h>

#include "step.h"

static int PointsOfCell(const SulMesh *mesh, PetscInt cell) {
  if (mesh->order == 1) return 1;
  return mesh->cell_affine[cell] ? 4 : SUL_POINTS_MAX;
}

void SulStressFieldCreate(const SulMesh *mesh, SulStressField *field) {
  size_t cells = (size_t)mesh->cells_owned;
  field->stress = SulAllocate(cells, 6 * sizeof(double));
  field->von_mises = SulAllocate(cells, sizeof(double));
  field->pressure = SulAllocate(cells, sizeof(double));
  field->volume = SulAllocate(cells, sizeof(double));
  field->lithiation = SulAllocate(cells, sizeof(double));
  field->sample_first = SulAllocate((size_t)mesh->phase_count + 1, sizeof(size_t));
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    SulCellPoints points;
    SulCellStressPoints(mesh, cell, &points);
    for (int q = 0; q < points.points; q++)
      field->volume[cell] += points.weight[q];
    field->sample_first[mesh->cell_phase[cell] + 1] += (size_t)PointsOfCell(mesh, cell);
  }
  for (int p = 0; p < mesh->phase_count; p++)
    field->sample_first[p + 1] += field->sample_first[p];
  size_t samples = field->sample_first[mesh->phase_count];
  field->sample_value = SulAllocate(samples, sizeof(double));
  field->sample_volume = SulAllocate(samples, sizeof(double));
}

void SulStressFieldDestroy(SulStressField *field) {
  free(field->stress);
  free(field->von_mises);
  free(field->pressure);
  free(field->volume);
  free(field->lithiation);
  free(field->sample_first);
  free(field->sample_value);
  free(field->sample_volume);
  memset(field, 0, sizeof *field);
}

/* One cell: averages into the field, samples from `sample` on; returns its elastic energy. */
static double CellStress(const SulMesh *mesh, const SulPhase *phase, double swelling,
                         const double *u, PetscInt cell, size_t sample, SulStressField *field) {
  SulCellPoints points;
  double energy = 0, sum[6] = {0}, von_mises = 0;
  SulCellStressPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++) {
    double gradient[9], strain[6], stress[6], w = points.weight[q];
    SulCellGradient(mesh, cell, (const double(*)[3])points.gradient[q], u, gradient);
    SulStrain(gradient, strain);
    phase->model->stress(phase->parameters, strain, swelling, stress);
    energy += w * phase->model->energy(phase->parameters, strain, swelling);
    for (int i = 0; i < 6; i++)
      sum[i] += w * stress[i];
    field->sample_value[sample + (size_t)q] = SulVonMises(stress);
    field->sample_volume[sample + (size_t)q] = w;
    von_mises += w * field->sample_value[sample + (size_t)q];
  }
  for (int i = 0; i < 6; i++)
    field->stress[6 * cell + i] = sum[i] / field->volume[cell];
  field->von_mises[cell] = von_mises / field->volume[cell];
  field->pressure[cell] = SulPressure(&field->stress[6 * cell]);
  return energy;
}

double SulStressEvaluate(const SulBody *body, const SulSolution *solution, SulStressField *field) {
  const SulMesh *mesh = body->mesh;
  double energy = 0;
  size_t *next = SulAllocate((size_t)mesh->phase_count, sizeof *next);
  memcpy(next, field->sample_first, (size_t)mesh->phase_count * sizeof *next);
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    int p = mesh->cell_phase[cell];
    energy += CellStress(mesh, &body->phases[p], solution->load.swelling[p], solution->displacement,
                         cell, next[p], field);
    next[p] += (size_t)PointsOfCell(mesh, cell);
    field->lithiation[cell] = solution->load.program * body->phases[p].lithiation;
  }
  free(next);
  return energy;
}

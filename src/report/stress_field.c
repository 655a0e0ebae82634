/* SPDX-License-Identifier: BSD-2-Clause */
/* The points' stress, averaged by cell, and as samples for the statistics. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/principal_stress.h>
#include <sulfem/report.h>

#include "step.h"

static int PointsOfCell(const SulMesh *mesh, PetscInt cell) {
  if (mesh->order == 1) return 1;
  return mesh->cell_affine[cell] ? 4 : SUL_POINTS_MAX;
}

size_t *SulSamplesBegin(const SulMesh *mesh, const SulStressField *field) {
  size_t *next = SulAllocate((size_t)mesh->phase_count, sizeof *next);
  memcpy(next, field->sample_first, (size_t)mesh->phase_count * sizeof *next);
  return next;
}

/* Samples are in the order in which the points answer: straight cells of a phase, then curved. */
static void FillVolumes(const SulMesh *mesh, bool affine, size_t *next, SulStressField *field) {
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    if (mesh->cell_affine[cell] != affine) continue;
    SulCellPoints points;
    SulCellStressPoints(mesh, cell, &points);
    for (int q = 0; q < points.points; q++) {
      field->sample_volume[next[mesh->cell_phase[cell]]++] = points.weight[q];
      field->volume[cell] += points.weight[q];
    }
  }
}

void SulStressFieldCreate(const SulBody *body, const char *const *asked, SulStressField *field) {
  const SulMesh *mesh = body->mesh;
  size_t cells = (size_t)mesh->cells_owned;
  field->stress = SulAllocate(cells, 6 * sizeof(double));
  field->von_mises = SulAllocate(cells, sizeof(double));
  field->pressure = SulAllocate(cells, sizeof(double));
  field->volume = SulAllocate(cells, sizeof(double));
  field->lithiation = SulAllocate(cells, sizeof(double));
  field->swelling = SulAllocate(cells, sizeof(double));
  field->scatter = SulAllocate(cells, sizeof(double));
  field->sample_first = SulAllocate((size_t)mesh->phase_count + 1, sizeof(size_t));
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    field->sample_first[mesh->cell_phase[cell] + 1] += (size_t)PointsOfCell(mesh, cell);
  for (int p = 0; p < mesh->phase_count; p++)
    field->sample_first[p + 1] += field->sample_first[p];
  size_t samples = field->sample_first[mesh->phase_count];
  field->sample_value = SulAllocate(samples, sizeof(double));
  field->sample_volume = SulAllocate(samples, sizeof(double));
  size_t *next = SulSamplesBegin(mesh, field);
  FillVolumes(mesh, true, next, field);
  FillVolumes(mesh, false, next, field);
  free(next);
  SulStatesCreate(body, asked, field);
}

void SulStressFieldAddPrincipal(const SulBody *body, SulStressField *field) {
  size_t cells = (size_t)body->mesh->cells_owned;
  field->principal = SulAllocate(cells, 3 * sizeof(double));
  for (int k = 0; k < 3; k++)
    field->direction[k] = SulAllocate(cells, 3 * sizeof(double));
}

void SulStressFieldDestroy(SulStressField *field) {
  free(field->stress);
  free(field->von_mises);
  free(field->pressure);
  free(field->volume);
  free(field->lithiation);
  free(field->swelling);
  free(field->scatter);
  for (int k = 0; k < field->state_count; k++)
    free(field->states[k].values);
  free(field->states);
  free(field->principal);
  for (int k = 0; k < 3; k++)
    free(field->direction[k]);
  free(field->sample_first);
  free(field->sample_value);
  free(field->sample_volume);
  memset(field, 0, sizeof *field);
}

/* One cell: averages into the field, samples from `sample` on; stress[points][9] in a lane. */
static void CellStress(const SulBlock *block, const SulLane *stress, int lane, PetscInt cell,
                       size_t sample, SulStressField *field) {
  double sum[6] = {0}, von_mises = 0, pressure[SUL_POINTS_MAX] = {0}, square = 0;
  const double *weight = &field->sample_volume[sample];
  for (int q = 0; q < block->points; q++, stress += 9, sample++) {
    const double s[6] = {stress[0][lane], stress[4][lane], stress[8][lane],
                         stress[1][lane], stress[5][lane], stress[2][lane]};
    for (int i = 0; i < 6; i++)
      sum[i] += weight[q] * s[i];
    pressure[q] = SulPressure(s);
    field->sample_value[sample] = SulVonMises(s);
    von_mises += weight[q] * field->sample_value[sample];
  }
  for (int i = 0; i < 6; i++)
    field->stress[6 * cell + i] = sum[i] / field->volume[cell];
  field->von_mises[cell] = von_mises / field->volume[cell];
  field->pressure[cell] = SulPressure(&field->stress[6 * cell]);
  for (int q = 0; q < block->points; q++) {
    double apart = pressure[q] - field->pressure[cell];
    square += weight[q] * apart * apart;
  }
  field->scatter[cell] = sqrt(square / field->volume[cell]);
}

typedef struct {
  SulStressField *field;
  size_t *next; /* [phase_count], the phase's next sample */
} Filler;

static void See(void *context, const SulBlock *block, PetscInt batch, const SulLane *stress) {
  Filler *filler = context;
  const PetscInt *cell = &block->cell[batch * SUL_LANES];
  for (int l = 0; l < SUL_LANES && batch * SUL_LANES + l < block->cells_owned; l++) {
    CellStress(block, stress, l, cell[l], filler->next[block->phase], filler->field);
    filler->next[block->phase] += (size_t)block->points;
  }
}

PetscErrorCode SulStressFill(const SulBody *body, SulStressField *field) {
  const SulMesh *mesh = body->mesh;
  Filler filler = {.field = field, .next = SulSamplesBegin(mesh, field)};

  PetscFunctionBegin;
  SulPointsVisit(body->points, &(SulPointsVisitor){.See = See, .context = &filler});
  free(filler.next);
  SulPointsLithiation(body->points, field->lithiation, field->swelling);
  for (int k = 0; k < field->state_count; k++)
    SulStateFill(body->points, k, field);
  if (field->principal)
    SulPrincipalStresses((size_t)mesh->cells_owned, field->stress, field->principal,
                         field->direction);
  if (mesh->order == 1 || body->phases[0].mean_dilatation) /* which is said of all phases alike */
    PetscCall(SulScatterOfNeighbours(mesh, field));
  PetscFunctionReturn(0);
}

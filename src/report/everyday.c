/* SPDX-License-Identifier: BSD-2-Clause */
/* The numbers that people ask for first: principal stresses of a phase, the share of it above a
 * stress, the distance of opposite faces. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/principal_stress.h>
#include <sulfem/report.h>

#include "step.h"

/* ---- Principal stresses ---------------------------------------------------------------------- */

enum { BLOCK = 256 }; /* cells whose principal stresses are found together */
enum { LEAST_TENSILE, MOST_TENSILE, TENSILE_PERCENTILES };
static const double tensile_fraction[TENSILE_PERCENTILES] = {0.01, 0.99};

typedef struct {
  size_t count;
  double stress[BLOCK][6];
} Block;

/* The block's values; it is empty then. */
static void Empty(Block *block, double *value) {
  double principal[BLOCK][3];
  SulPrincipalStresses(block->count, block->stress[0], principal[0], NULL);
  for (size_t i = 0; i < block->count; i++)
    value[i] = principal[i][0];
  block->count = 0;
}

/* The phase's cells: value[] the most tensile principal stress, with the cells' volumes. */
static size_t TensileSamples(const SulMesh *mesh, int p, const SulStressField *field, double *value,
                             double *volume) {
  size_t count = 0;
  Block block = {.count = 0};
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    if (mesh->cell_phase[cell] != p) continue;
    if (field->principal)
      value[count] = field->principal[3 * (size_t)cell];
    else
      memcpy(block.stress[block.count++], &field->stress[6 * (size_t)cell], sizeof block.stress[0]);
    volume[count++] = field->volume[cell];
    if (block.count == BLOCK) Empty(&block, &value[count - BLOCK]);
  }
  Empty(&block, &value[count - block.count]);
  return count;
}

PetscErrorCode SulReportPrincipal(const SulMesh *mesh, int p, const SulStressField *field,
                                  SulPhaseReport *phase) {
  size_t room = (size_t)mesh->cells_owned;
  double *value = SulAllocate(room, sizeof *value), *volume = SulAllocate(room, sizeof *volume);
  double percentiles[TENSILE_PERCENTILES], tension = 0;
  size_t count = TensileSamples(mesh, p, field, value, volume);
  SulStatistics statistics;

  PetscFunctionBegin;
  PetscCall(SulWeightedStatistics(mesh->comm, &(SulSamples){count, value, volume},
                                  TENSILE_PERCENTILES, tensile_fraction, percentiles, &statistics));
  for (size_t i = 0; i < count; i++)
    if (value[i] > 0) tension += volume[i];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &tension, 1, MPI_DOUBLE, MPI_SUM, mesh->comm));
  phase->tensile_max = statistics.maximum;
  phase->tensile_mean = statistics.mean;
  phase->tensile_p1 = percentiles[LEAST_TENSILE];
  phase->tensile_p99 = percentiles[MOST_TENSILE];
  phase->tension_share = statistics.total > 0 ? tension / statistics.total : 0;
  free(value);
  free(volume);
  PetscFunctionReturn(0);
}

/* ---- Above a stress -------------------------------------------------------------------------- */

PetscErrorCode SulReportExceeds(MPI_Comm comm, const SulSamples *samples, double stress,
                                SulPhaseReport *phase) {
  double above = 0;

  PetscFunctionBegin;
  phase->exceeds = stress;
  if (!(stress > 0)) PetscFunctionReturn(0);
  for (size_t i = 0; i < samples->count; i++)
    if (samples->values[i] > stress) above += samples->weights[i];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &above, 1, MPI_DOUBLE, MPI_SUM, comm));
  phase->exceeds_share = phase->volume > 0 ? above / phase->volume : 0;
  PetscFunctionReturn(0);
}

/* ---- Between opposite faces ------------------------------------------------------------------ */

void SulReportThickness(const SulMesh *mesh, SulStepReport *step) {
  for (int axis = 0; axis < 3; axis++) {
    char low[] = {"xyz"[axis], 'm', 'i', 'n', 0}, high[] = {"xyz"[axis], 'm', 'a', 'x', 0};
    int from = SulGroupFind(mesh->boundaries, mesh->boundary_count, low);
    int to = SulGroupFind(mesh->boundaries, mesh->boundary_count, high);
    step->opposite[axis] = from >= 0 && to >= 0;
    if (!step->opposite[axis]) continue;
    step->thickness_change[axis] = step->boundaries[to].displacement_mean[axis] -
                                   step->boundaries[from].displacement_mean[axis];
    step->thickness[axis] = mesh->box[1][axis] - mesh->box[0][axis] + step->thickness_change[axis];
  }
}

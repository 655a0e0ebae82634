/* SPDX-License-Identifier: BSD-2-Clause */
/* Scatter of the pressure from cell to cell where a cell has one point or one dilatation: a monitor of
 * locking, which at order 1 makes the pressure jump from each cell to the next. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/report.h>

#include "step.h"

/* Collective. Over all ranks, ghosts too: each rank's own cells have added to what its nodes have. */
static PetscErrorCode SumAtNodes(const SulMesh *mesh, double *values) {
  PetscFunctionBegin;
  PetscCall(PetscSFReduceBegin(mesh->halo, MPI_DOUBLE, values, values, MPI_SUM));
  PetscCall(PetscSFReduceEnd(mesh->halo, MPI_DOUBLE, values, values, MPI_SUM));
  PetscCall(SulMeshHalo(mesh, 1, values));
  PetscFunctionReturn(0);
}

/* Collective. Both [nodes_local] := volume, and volume times pressure, of a phase's cells around each
 * node. */
static PetscErrorCode SumAround(const SulMesh *mesh, int phase, const SulStressField *field,
                                double *volume, double *moment) {
  size_t bytes = (size_t)mesh->nodes_local * sizeof *volume;

  PetscFunctionBegin;
  memset(volume, 0, bytes);
  memset(moment, 0, bytes);
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    for (int a = 0; a < 4 && mesh->cell_phase[cell] == phase; a++) {
      PetscInt node = mesh->cells[cell * mesh->cell_nodes + a];
      volume[node] += field->volume[cell];
      moment[node] += field->volume[cell] * field->pressure[cell];
    }
  PetscCall(SumAtNodes(mesh, volume));
  PetscCall(SumAtNodes(mesh, moment));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScatterOfNeighbours(const SulMesh *mesh, SulStressField *field) {
  double *volume = SulAllocate((size_t)mesh->nodes_local, sizeof *volume);
  double *moment = SulAllocate((size_t)mesh->nodes_local, sizeof *moment);

  PetscFunctionBegin;
  for (int phase = 0; phase < mesh->phase_count; phase++) {
    PetscCall(SumAround(mesh, phase, field, volume, moment));
    for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
      double around = 0;
      if (mesh->cell_phase[cell] != phase) continue;
      for (int a = 0; a < 4; a++) {
        PetscInt node = mesh->cells[cell * mesh->cell_nodes + a];
        around += moment[node] / volume[node] / 4;
      }
      field->scatter[cell] = fabs(field->pressure[cell] - around);
    }
  }
  free(volume);
  free(moment);
  PetscFunctionReturn(0);
}

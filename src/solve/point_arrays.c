/* SPDX-License-Identifier: BSD-2-Clause */
/* What the points remember, cell by cell: packed from the blocks' lanes for a checkpoint, and back,
 * with the ghost cells' copies filled from their owners. */
#include "point_arrays.h"

#include <petscsf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The cells of one phase and one rule, which a rank may have none of. */
typedef struct {
  char name[SUL_NAME_SIZE + 16];
  SulBlock *block; /* NULL: none here */
  int phase, points, size;
  SulPointRows rows;
  PetscInt64 *file; /* [rows.count] */
  double *values;   /* [rows.count][points][size] */
} Kind;

struct SulPointArrays {
  SulPoints *points;
  int count;
  Kind *kinds;
};

/* ---- Making ---------------------------------------------------------------------------------- */

static void FillKind(const SulPoints *points, int phase, bool curved, Kind *kind) {
  const SulMesh *mesh = points->mesh;
  int at = points->block_of[2 * phase + curved];
  kind->phase = phase;
  kind->block = at >= 0 ? &points->blocks[at] : NULL;
  kind->rows.points = kind->points;
  kind->rows.count = kind->block ? kind->block->cells_owned : 0;
  kind->file = SulAllocate((size_t)kind->rows.count, sizeof *kind->file);
  for (PetscInt i = 0; i < kind->rows.count; i++)
    kind->file[i] = mesh->cell_file[kind->block->cell[i]];
  kind->rows.file = kind->file;
  kind->values =
      SulAllocate((size_t)kind->rows.count, (size_t)(kind->points * kind->size) * sizeof(double));
  snprintf(kind->name, sizeof kind->name, "phase-%d-%s", mesh->phases[phase].tag,
           curved ? "curved" : "straight");
  kind->rows.name = kind->name;
}

PetscErrorCode SulPointArraysCreate(SulPoints *points, SulPointArrays **made) {
  int phases = points->mesh->phase_count;
  SulPointArrays *arrays = SulAllocate(1, sizeof *arrays);
  int *sizes = SulAllocate(2 * (size_t)phases, 2 * sizeof *sizes); /* points, size */

  PetscFunctionBegin;
  *made = arrays;
  arrays->points = points;
  arrays->kinds = SulAllocate(2 * (size_t)phases, sizeof *arrays->kinds);
  for (int k = 0; k < 2 * phases; k++) {
    int at = points->block_of[k];
    sizes[2 * k] = at >= 0 ? points->blocks[at].points : 0;
    sizes[2 * k + 1] = at >= 0 ? points->blocks[at].state_size : 0;
  }
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, sizes, 4 * phases, MPI_INT, MPI_MAX, points->mesh->comm));
  for (int k = 0; k < 2 * phases; k++) {
    if (sizes[2 * k + 1] == 0) continue;
    Kind *kind = &arrays->kinds[arrays->count++];
    kind->points = sizes[2 * k];
    kind->size = sizes[2 * k + 1];
    FillKind(points, k / 2, k % 2 == 1, kind);
  }
  free(sizes);
  PetscFunctionReturn(0);
}

PetscErrorCode SulPointArraysDestroy(SulPointArrays **arrays) {
  SulPointArrays *a = *arrays;

  PetscFunctionBegin;
  if (!a) PetscFunctionReturn(0);
  for (int k = 0; k < a->count; k++) {
    free(a->kinds[k].file);
    free(a->kinds[k].values);
  }
  free(a->kinds);
  free(a);
  *arrays = NULL;
  PetscFunctionReturn(0);
}

int SulPointArraysCount(const SulPointArrays *arrays) {
  return arrays->count;
}

/* ---- Lanes and rows -------------------------------------------------------------------------- */

/* Copies one cell's numbers [points][size] from the lanes of its place in the block, or to them. */
static void CopyCell(const Kind *kind, PetscInt place, bool to_lanes, double *values) {
  PetscInt batch = place / SUL_LANES, lane = place % SUL_LANES;
  int count = kind->points * kind->size;
  SulLane *lanes = &kind->block->state[(size_t)batch * (size_t)count];
  for (int i = 0; i < count; i++) {
    if (to_lanes)
      lanes[i][lane] = values[i];
    else
      values[i] = lanes[i][lane];
  }
}

void SulPointArraysFill(SulPointArrays *arrays, SulArray *list) {
  for (int k = 0; k < arrays->count; k++) {
    Kind *kind = &arrays->kinds[k];
    for (PetscInt i = 0; i < kind->rows.count; i++)
      CopyCell(kind, i, false, &kind->values[i * kind->points * kind->size]);
    list[k] = (SulArray){.name = "state",
                         .unit = "1",
                         .description = "state variables of the material, one after the other",
                         .place = SUL_AT_POINTS,
                         .components = kind->size,
                         .values = kind->values,
                         .rows = &kind->rows};
  }
}

/* ---- Ghosts ---------------------------------------------------------------------------------- */

/* Where a cell lives. */
typedef struct {
  PetscInt rank, index;
} Home;

/* Collective. From owned cells (roots) to ghosts (leaves, by local number), by way of a directory that
 * the ranks share by file numbers. */
static PetscErrorCode CellHalo(const SulMesh *mesh, PetscSF *halo) {
  PetscInt own = mesh->cells_owned, ghosts = mesh->cells_local - own, *number, start, end, *leaf;
  PetscLayout layout;
  PetscSF directory;
  PetscSFNode *remote;
  MPI_Datatype two;
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  PetscCallMPI(MPI_Type_contiguous(2, MPIU_INT, &two));
  PetscCallMPI(MPI_Type_commit(&two));
  PetscCall(PetscLayoutCreateFromSizes(mesh->comm, PETSC_DECIDE, (PetscInt)mesh->cells_total, 1,
                                       &layout));
  PetscCall(PetscLayoutGetRange(layout, &start, &end));
  Home *known = SulAllocate((size_t)(end - start), sizeof *known);
  Home *home = SulAllocate((size_t)mesh->cells_local, sizeof *home);
  PetscCall(PetscMalloc1(mesh->cells_local, &number));
  for (PetscInt c = 0; c < mesh->cells_local; c++)
    number[c] = (PetscInt)mesh->cell_file[c];
  for (PetscInt c = 0; c < own; c++)
    home[c] = (Home){rank, c};
  PetscCall(PetscSFCreate(mesh->comm, &directory));
  PetscCall(PetscSFSetGraphLayout(directory, layout, own, NULL, PETSC_COPY_VALUES, number));
  PetscCall(PetscSFReduceBegin(directory, two, home, known, MPI_REPLACE));
  PetscCall(PetscSFReduceEnd(directory, two, home, known, MPI_REPLACE));
  PetscCall(
      PetscSFSetGraphLayout(directory, layout, ghosts, NULL, PETSC_COPY_VALUES, number + own));
  PetscCall(PetscSFBcastBegin(directory, two, known, home + own, MPI_REPLACE));
  PetscCall(PetscSFBcastEnd(directory, two, known, home + own, MPI_REPLACE));
  PetscCall(PetscSFDestroy(&directory));
  PetscCall(PetscLayoutDestroy(&layout));
  PetscCall(PetscMalloc1(ghosts, &leaf));
  PetscCall(PetscMalloc1(ghosts, &remote));
  for (PetscInt g = 0; g < ghosts; g++) {
    leaf[g] = own + g;
    remote[g] = (PetscSFNode){.rank = home[own + g].rank, .index = home[own + g].index};
  }
  PetscCall(PetscSFCreate(mesh->comm, halo));
  PetscCall(
      PetscSFSetGraph(*halo, own, ghosts, leaf, PETSC_OWN_POINTER, remote, PETSC_OWN_POINTER));
  PetscCall(PetscFree(number));
  free(known);
  free(home);
  PetscCallMPI(MPI_Type_free(&two));
  PetscFunctionReturn(0);
}

/* Collective. The states of a phase's cells of one rule go to their ghosts. */
static PetscErrorCode FillGhosts(const Kind *kind, const SulMesh *mesh, PetscSF halo) {
  int width = kind->points * kind->size;
  PetscInt own = kind->block ? kind->block->cells_owned : 0;
  PetscInt cells = kind->block ? kind->block->cells : 0;
  MPI_Datatype row;

  PetscFunctionBegin;
  double *values = SulAllocate((size_t)mesh->cells_local, (size_t)width * sizeof *values);
  for (PetscInt i = 0; i < own && kind->block; i++)
    memcpy(&values[kind->block->cell[i] * width], &kind->values[i * width],
           (size_t)width * sizeof *values);
  PetscCallMPI(MPI_Type_contiguous(width, MPI_DOUBLE, &row));
  PetscCallMPI(MPI_Type_commit(&row));
  PetscCall(PetscSFBcastBegin(halo, row, values, values, MPI_REPLACE));
  PetscCall(PetscSFBcastEnd(halo, row, values, values, MPI_REPLACE));
  PetscCallMPI(MPI_Type_free(&row));
  for (PetscInt i = 0; i < cells && kind->block; i++)
    CopyCell(kind, i, true, &values[kind->block->cell[i] * width]);
  free(values);
  PetscFunctionReturn(0);
}

PetscErrorCode SulPointArraysTake(SulPointArrays *arrays) {
  const SulMesh *mesh = arrays->points->mesh;
  PetscSF halo;

  PetscFunctionBegin;
  PetscCall(CellHalo(mesh, &halo));
  for (int k = 0; k < arrays->count; k++)
    PetscCall(FillGhosts(&arrays->kinds[k], mesh, halo));
  PetscCall(PetscSFDestroy(&halo));
  PetscFunctionReturn(0);
}

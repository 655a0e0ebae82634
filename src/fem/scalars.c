/* SPDX-License-Identifier: BSD-2-Clause */
/* Unknowns and matrices of diffusion within particles. All cells around a rank's own nodes are at
 * hand, so its rows are made without a message. */
#include "scalars.h"

#include <stdlib.h>
#include <string.h>

/* ---- Unknowns -------------------------------------------------------------------------------- */

/* Enters a particle at a node, in ascending order; false: there is no room. */
static bool Enter(int particle, int slots, int *of_slot) {
  int s = 0, last = slots - 1;
  while (s < slots && of_slot[s] >= 0 && of_slot[s] < particle)
    s++;
  if (s < slots && of_slot[s] == particle) return true;
  if (s == slots || of_slot[last] >= 0) return false;
  memmove(&of_slot[s + 1], &of_slot[s], (size_t)(last - s) * sizeof *of_slot);
  of_slot[s] = particle;
  return true;
}

/* The particles around the own nodes; false: some node has more than there are slots. */
static bool FillSlots(SulScalars *scalars) {
  const SulMesh *mesh = scalars->mesh;
  size_t size = (size_t)mesh->nodes_local * (size_t)scalars->slots;
  free(scalars->of_slot);
  scalars->of_slot = SulAllocate(size, sizeof *scalars->of_slot);
  for (size_t i = 0; i < size; i++)
    scalars->of_slot[i] = -1;
  for (PetscInt i = 0; i < mesh->cells_local * mesh->cell_nodes; i++) {
    int particle = scalars->particle[i / mesh->cell_nodes];
    PetscInt node = mesh->cells[i];
    if (particle < 0 || node >= mesh->nodes_owned) continue;
    if (!Enter(particle, scalars->slots, &scalars->of_slot[node * scalars->slots])) return false;
  }
  return true;
}

/* Collective. Whole numbers, exact as doubles, from the owners of the nodes. */
static PetscErrorCode FillHalo(const SulScalars *scalars, double *values) {
  PetscFunctionBegin;
  PetscCall(SulMeshHalo(scalars->mesh, scalars->slots, values));
  PetscFunctionReturn(0);
}

static PetscErrorCode FindSlots(SulScalars *scalars) {
  const SulMesh *mesh = scalars->mesh;

  PetscFunctionBegin;
  scalars->slots = 1;
  while (!FillSlots(scalars))
    scalars->slots++;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &scalars->slots, 1, MPI_INT, MPI_MAX, mesh->comm));
  FillSlots(scalars);
  size_t size = (size_t)mesh->nodes_local * (size_t)scalars->slots;
  double *values = SulAllocate(size, sizeof *values);
  for (size_t i = 0; i < size; i++)
    values[i] = scalars->of_slot[i];
  PetscCall(FillHalo(scalars, values));
  for (size_t i = 0; i < size; i++)
    scalars->of_slot[i] = (int)values[i];
  free(values);
  PetscFunctionReturn(0);
}

static PetscErrorCode NumberUnknowns(SulScalars *scalars) {
  const SulMesh *mesh = scalars->mesh;
  size_t size = (size_t)mesh->nodes_local * (size_t)scalars->slots;
  size_t own = (size_t)mesh->nodes_owned * (size_t)scalars->slots;
  double *values = SulAllocate(size, sizeof *values);

  PetscFunctionBegin;
  for (size_t i = 0; i < own; i++)
    scalars->count += scalars->of_slot[i] >= 0;
  PetscCallMPI(MPI_Scan(&scalars->count, &scalars->begin, 1, MPIU_INT, MPI_SUM, mesh->comm));
  scalars->begin -= scalars->count;
  PetscCallMPI(MPI_Allreduce(&scalars->count, &scalars->total, 1, MPIU_INT, MPI_SUM, mesh->comm));
  scalars->of_unknown = SulAllocate((size_t)scalars->count, sizeof *scalars->of_unknown);
  PetscInt next = 0;
  for (size_t i = 0; i < own; i++) {
    values[i] = -1;
    if (scalars->of_slot[i] < 0) continue;
    values[i] = (double)(scalars->begin + next);
    scalars->of_unknown[next++] = scalars->of_slot[i];
  }
  PetscCall(FillHalo(scalars, values));
  scalars->number = SulAllocate(size, sizeof *scalars->number);
  for (size_t i = 0; i < size; i++)
    scalars->number[i] = (PetscInt)values[i];
  free(values);
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsCreate(const SulMesh *mesh, int *particle, SulScalars *scalars) {
  PetscFunctionBegin;
  *scalars = (SulScalars){.mesh = mesh, .particle = particle, .unit = 1};
  for (int i = 0; i < 3; i++)
    scalars->unit *= mesh->box[1][i] - mesh->box[0][i];
  scalars->unit /= (double)mesh->nodes_total;
  PetscCall(FindSlots(scalars));
  PetscCall(NumberUnknowns(scalars));
  PetscFunctionReturn(0);
}

void SulScalarsDestroy(SulScalars *scalars) {
  free(scalars->particle);
  free(scalars->of_slot);
  free(scalars->number);
  free(scalars->of_unknown);
  memset(scalars, 0, sizeof *scalars);
}

void SulScalarsPlaces(const SulScalars *scalars, PetscInt cell, PetscInt *place) {
  const SulMesh *mesh = scalars->mesh;
  for (int a = 0; a < mesh->cell_nodes; a++) {
    place[a] = mesh->cells[cell * mesh->cell_nodes + a] * scalars->slots;
    while (scalars->of_slot[place[a]] != scalars->particle[cell])
      place[a]++;
  }
}

/* ---- Matrices -------------------------------------------------------------------------------- */

/* The unknowns of a cell's nodes, over all ranks. */
static bool Numbers(const void *context, PetscInt cell, PetscInt *number) {
  const SulScalars *scalars = context;
  if (scalars->particle[cell] < 0) return false;
  SulScalarsPlaces(scalars, cell, number);
  for (int a = 0; a < scalars->mesh->cell_nodes; a++)
    number[a] = scalars->number[number[a]];
  return true;
}

bool SulScalarsOwn(const SulScalars *scalars, PetscInt number) {
  return number >= scalars->begin && number < scalars->begin + scalars->count;
}

/* At order 1 all of a row on its diagonal, which keeps steep beginnings from swinging below 0 and
 * above 1; at order 2 rows of vertices would be negative. */
static void Mass(const SulMesh *mesh, PetscInt cell, SulScalarCell matrix) {
  SulCellPoints points;
  SulCellMassPoints(mesh, cell, &points);
  memset(matrix, 0, sizeof(SulScalarCell));
  for (int a = 0; a < mesh->cell_nodes; a++)
    for (int b = 0; b < mesh->cell_nodes; b++)
      for (int q = 0; q < points.points; q++)
        matrix[a][mesh->order == 1 ? a : b] +=
            points.weight[q] * points.value[q][a] * points.value[q][b];
}

/* By `Integrate`, times the factors (NULL: 1). */
static PetscErrorCode Assemble(const SulScalars *scalars, const double *factor,
                               void (*Integrate)(const SulMesh *, PetscInt, SulScalarCell),
                               Mat *made) {
  const SulScalarNumbers numbers = {scalars, Numbers, scalars->begin, scalars->count};
  SulScalarRows rows;
  SulScalarCell matrix;

  PetscFunctionBegin;
  SulScalarRowsFind(scalars->mesh, &numbers, &rows);
  for (PetscInt cell = 0; cell < scalars->mesh->cells_local; cell++) {
    PetscInt number[SUL_CELL_NODES_MAX];
    if (!Numbers(scalars, cell, number)) continue;
    Integrate(scalars->mesh, cell, matrix);
    SulScalarRowsAdd(&rows, scalars->mesh->cell_nodes, number,
                     (factor ? factor[scalars->particle[cell]] : 1) / scalars->unit, matrix);
  }
  PetscCall(SulScalarRowsMatrix(scalars->mesh->comm, &rows, made));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsStiffness(const SulScalars *scalars, const double *factor, Mat *made) {
  PetscFunctionBegin;
  PetscCall(Assemble(scalars, factor, SulScalarLaplacian, made));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsMass(const SulScalars *scalars, Mat *made) {
  PetscFunctionBegin;
  PetscCall(Assemble(scalars, NULL, Mass, made));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsFix(Mat matrix, PetscInt count, const PetscInt *fixed) {
  Vec diagonal;
  PetscReal most;

  PetscFunctionBegin;
  PetscCall(MatCreateVecs(matrix, &diagonal, NULL));
  PetscCall(MatGetDiagonal(matrix, diagonal));
  PetscCall(VecMax(diagonal, NULL, &most));
  PetscCall(MatZeroRowsColumns(matrix, count, fixed, most, NULL, NULL));
  PetscCall(VecDestroy(&diagonal));
  PetscFunctionReturn(0);
}

/* ---- Vectors --------------------------------------------------------------------------------- */

/* N_a is integrated to all digits by the points of the mass, and by those of the stress. */
PetscErrorCode SulScalarsWeights(const SulScalars *scalars, Vec vector) {
  const SulMesh *mesh = scalars->mesh;
  PetscInt number[SUL_CELL_NODES_MAX] = {0};
  PetscScalar *weight;

  PetscFunctionBegin;
  PetscCall(VecZeroEntries(vector));
  PetscCall(VecGetArray(vector, &weight));
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    SulCellPoints points;
    if (!Numbers(scalars, cell, number)) continue;
    SulCellMassPoints(mesh, cell, &points);
    for (int a = 0; a < mesh->cell_nodes; a++)
      for (int q = 0; q < points.points && SulScalarsOwn(scalars, number[a]); q++)
        weight[number[a] - scalars->begin] += points.weight[q] * points.value[q][a] / scalars->unit;
  }
  PetscCall(VecRestoreArray(vector, &weight));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsTakeOwn(const SulScalars *scalars, Vec vector, double *values) {
  const PetscScalar *of;

  PetscFunctionBegin;
  PetscCall(VecGetArrayRead(vector, &of));
  for (PetscInt i = 0; i < scalars->mesh->nodes_owned * scalars->slots; i++)
    values[i] = scalars->number[i] >= 0 ? of[scalars->number[i] - scalars->begin] : 0;
  PetscCall(VecRestoreArrayRead(vector, &of));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsTake(const SulScalars *scalars, Vec vector, double *values) {
  PetscFunctionBegin;
  PetscCall(SulScalarsTakeOwn(scalars, vector, values));
  PetscCall(FillHalo(scalars, values));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsGive(const SulScalars *scalars, const double *values, Vec vector) {
  PetscScalar *to;

  PetscFunctionBegin;
  PetscCall(VecGetArray(vector, &to));
  for (PetscInt i = 0; i < scalars->mesh->nodes_owned * scalars->slots; i++)
    if (scalars->number[i] >= 0) to[scalars->number[i] - scalars->begin] = values[i];
  PetscCall(VecRestoreArray(vector, &to));
  PetscFunctionReturn(0);
}

/* ---- Solving --------------------------------------------------------------------------------- */

PetscErrorCode SulScalarsPrecondition(KSP ksp, bool multigrid) {
  PC pc;

  PetscFunctionBegin;
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PCSetType(pc, multigrid ? PCGAMG : PCJACOBI));
  PetscCall(PCGAMGSetReuseInterpolation(pc, PETSC_TRUE));
  /* Bounds of the spectrum for the matrix at hand: those of the interpolation stay the first one's. */
  PetscCall(PCGAMGSetUseSAEstEig(pc, PETSC_FALSE));
  PetscCall(PCSetFromOptions(pc));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsSolver(Mat matrix, double tolerance, bool multigrid, KSP *made) {
  PetscFunctionBegin;
  PetscCall(KSPCreate(PetscObjectComm((PetscObject)matrix), made));
  PetscCall(KSPSetOptionsPrefix(*made, "diffusion_"));
  PetscCall(KSPSetOperators(*made, matrix, matrix));
  PetscCall(KSPSetType(*made, KSPCG));
  PetscCall(KSPSetInitialGuessNonzero(*made, PETSC_TRUE));
  PetscCall(KSPSetTolerances(*made, tolerance, 1e-300, 1e6, 10000));
  PetscCall(SulScalarsPrecondition(*made, multigrid));
  PetscCall(KSPSetFromOptions(*made));
  PetscCall(KSPSetUp(*made));
  PetscFunctionReturn(0);
}

PetscErrorCode SulScalarsSolve(KSP ksp, const char *what, Vec load, Vec solution, SulError *error) {
  KSPConvergedReason reason;
  PetscInt iterations;

  PetscFunctionBegin;
  PetscCall(KSPSolve(ksp, load, solution));
  PetscCall(KSPGetConvergedReason(ksp, &reason));
  PetscCall(KSPGetIterationNumber(ksp, &iterations));
  if (reason < 0)
    SulErrorSet(error, SUL_DIVERGED,
                "the linear solver of %s did not converge: %s after %lld "
                "iterations",
                what, KSPConvergedReasons[reason], (long long)iterations);
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads of a body, the forces that they make, and the balance of what answers to one. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/body.h>

/* ---- Loads ----------------------------------------------------------------------------------- */

/* Does any condition push or move at all? */
static bool IsMoved(const SulBody *body) {
  bool moved = false;
  for (int i = 0; i < body->displacement_count; i++) {
    const SulDisplacementCondition *condition = &body->displacements[i];
    for (int k = 0; k < 3; k++)
      moved |= condition->component[k] && condition->value[k] != 0;
    for (int k = 0; k < 9; k++)
      moved |= condition->gradient[k] != 0;
  }
  for (int i = 0; i < body->pressure_count; i++)
    moved |= body->pressures[i].pressure != 0;
  return moved;
}

void SulLoadCreate(const SulBody *body, double program, SulLoad *load) {
  size_t phases = (size_t)body->mesh->phase_count;
  load->program = program;
  load->swelling = SulAllocate(phases, sizeof *load->swelling);
  for (size_t p = 0; p < phases; p++)
    load->swelling[p] = SulPhaseSwelling(&body->phases[p], program);
  load->mechanical = IsMoved(body) ? 1 : 0;
}

void SulLoadDestroy(SulLoad *load) {
  free(load->swelling);
  memset(load, 0, sizeof *load);
}

void SulLoadCopy(int phase_count, const SulLoad *from, SulLoad *to) {
  to->program = from->program;
  to->mechanical = from->mechanical;
  memcpy(to->swelling, from->swelling, (size_t)phase_count * sizeof(double));
}

/* force := minus the applied forces, [nodes_owned][3], N. */
static void ApplyPressure(const SulBody *body, const SulLoad *load, double *force) {
  for (PetscInt i = 0; i < 3 * body->mesh->nodes_owned; i++) /* a rank may own none */
    force[i] = 0;
  SulPressureForce(body->mesh, body->face_pressure, -load->mechanical, force);
}

/* Affine materials always have an answer. */
void SulBodyResidual(const SulBody *body, const SulLoad *load, const double *u, double *force) {
  SulDeformation deformation = {.u = u, .swelling = load->swelling};
  ApplyPressure(body, load, force);
  SulPointsTry(body->points, &deformation, force);
}

void SulBodyPrescribed(const SulBody *body, const SulLoad *load, double *u) {
  const SulConstraints *constraints = &body->constraints;
  for (PetscInt a = 0; a < body->mesh->nodes_local; a++) {
    PetscInt slot = constraints->slot[a];
    for (int i = 0; i < 3; i++)
      u[3 * a + i] = slot < 0 ? 0 : load->mechanical * constraints->prescribed[slot][i];
  }
}

void SulBodyLoadForce(const SulBody *body, const SulLoad *load, double *force) {
  double *prescribed = SulAllocate((size_t)body->mesh->nodes_local, 3 * sizeof *prescribed);
  SulBodyPrescribed(body, load, prescribed);
  SulBodyResidual(body, load, prescribed, force);
  free(prescribed);
  SulConstraintsProject(&body->constraints, body->mesh->nodes_owned, force);
}

/* ---- Solutions ------------------------------------------------------------------------------- */

void SulSolutionCreate(const SulBody *body, SulSolution *solution) {
  const SulMesh *mesh = body->mesh;
  memset(solution, 0, sizeof *solution);
  solution->load.swelling = SulAllocate((size_t)mesh->phase_count, sizeof(double));
  solution->displacement = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof(double));
  solution->reaction = SulAllocate((size_t)mesh->nodes_owned, 3 * sizeof(double));
}

void SulSolutionDestroy(SulSolution *solution) {
  SulLoadDestroy(&solution->load);
  free(solution->displacement);
  free(solution->reaction);
  memset(solution, 0, sizeof *solution);
}

static PetscErrorCode Norm(MPI_Comm comm, size_t count, const double *values, double *norm) {
  double sum = 0;

  PetscFunctionBegin;
  for (size_t i = 0; i < count; i++)
    sum += values[i] * values[i];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, comm));
  *norm = sqrt(sum);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSolutionBalance(const SulBody *body, SulSolution *solution) {
  const SulMesh *mesh = body->mesh;
  size_t size = 3 * (size_t)mesh->nodes_owned;
  double *free_part = SulAllocate(size, sizeof *free_part), load_norm, free_norm;
  SulDeformation deformation = {.u = solution->displacement, .swelling = solution->load.swelling};

  PetscFunctionBegin;
  SulBodyLoadForce(body, &solution->load, free_part);
  PetscCall(Norm(mesh->comm, size, free_part, &load_norm));
  ApplyPressure(body, &solution->load, solution->reaction);
  SulPointsRespond(body->points, &deformation, solution->reaction);
  memcpy(free_part, solution->reaction, size * sizeof *free_part);
  SulConstraintsProject(&body->constraints, mesh->nodes_owned, free_part);
  PetscCall(Norm(mesh->comm, size, free_part, &free_norm));
  solution->imbalance = load_norm > 0 ? free_norm / load_norm : 0;
  for (size_t i = 0; i < size; i++)
    solution->reaction[i] -= free_part[i];
  free(free_part);
  PetscFunctionReturn(0);
}

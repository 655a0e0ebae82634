/* SPDX-License-Identifier: BSD-2-Clause */
/* The linear system: scales, constraints, free rigid motions, right-hand sides, solutions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/memory.h>
#include <sulfem/parallel.h>
#include <sulfem/solve.h>

#include "block_product.h"
#include "convergence.h"
#include "hierarchy.h"
#include "options.h"
#include "preconditioner.h"

static void ChooseScales(SulSystem *system) {
  const SulMesh *mesh = system->mesh;
  double volume = 1;
  for (int i = 0; i < 3; i++)
    volume *= mesh->box[1][i] - mesh->box[0][i];
  system->length = cbrt(volume / (double)mesh->nodes_total);
  for (int p = 0; p < mesh->phase_count; p++) {
    double lambda, mu;
    system->body->phases[p].model->lame(system->body->phases[p].parameters, &lambda, &mu);
    system->modulus = fmax(system->modulus, mu);
  }
}

static PetscErrorCode Constrain(SulSystem *system, SulError *error) {
  PetscFunctionBegin;
  SulCall(error,
          SulConstraintsCreate(system->mesh, system->body->displacements,
                               system->body->displacement_count, &system->constraints, error));
  PetscCall(SulRigidMotionsFind(system->mesh, &system->constraints, &system->motions));
  for (int k = 0; k < system->motions.count; k++)
    SulLogLine(system->log, "free rigid motion: %s (taken out of the solution)",
               system->motions.name[k]);
  PetscFunctionReturn(0);
}

/* Nodal forces of a load that is not in equilibrium on a free motion would accelerate the body.
 * Swelling and prescribed displacements do no work on rigid motions, so a pressure does. */
static PetscErrorCode CheckEquilibrium(const SulSystem *system, SulError *error) {
  const SulPressureCondition *load = system->body->pressures;
  double work[6];

  PetscFunctionBegin;
  if (system->body->pressure_count == 0) PetscFunctionReturn(0);
  double *force = SulAllocate((size_t)system->mesh->nodes_owned, 3 * sizeof *force);
  SulPressureForce(system->mesh, system->body->face_pressure, 1, force);
  PetscCall(SulRigidMotionsWork(system->mesh, &system->motions, force, work));
  free(force);
  for (int k = 0; k < system->motions.count; k++)
    if (work[k] > 1e-6)
      SulErrorSet(
          error, SUL_INPUT,
          "%s:%d: boundaries: the loads do work on a rigid motion that no condition holds (%s): "
          "the body would fly away; hold it with \"symmetry\", \"fixed\" or \"displacement\" "
          "on some faces, or balance the pressures",
          load->path, load->line, system->motions.name[k]);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemCheck(const SulMesh *mesh, const SulBody *body, SulLog *log,
                              SulError *error) {
  SulSystem system = {.mesh = mesh, .body = body, .log = log};

  PetscFunctionBegin;
  PetscCall(Constrain(&system, error));
  if (!SulFailed(error)) PetscCall(CheckEquilibrium(&system, error));
  SulConstraintsDestroy(&system.constraints);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemCreate(const SulMesh *mesh, const SulBody *body, const SulCase *input,
                               SulLog *log, SulSystem *system, SulError *error) {
  PetscInt failures = 0;

  PetscFunctionBegin;
  memset(system, 0, sizeof *system);
  system->mesh = mesh;
  system->body = body;
  system->log = log;
  system->preset = input->solver.preset;
  system->relative_tolerance = input->solver.relative_tolerance;
  system->maximum_iterations = input->solver.maximum_iterations;
  PetscCall(PetscOptionsGetInt(NULL, NULL, "-solver_fail_attempts", &failures, NULL));
  system->failures_wanted = (int)failures;
  ChooseScales(system);
  SulCall(error, Constrain(system, error));
  SulCall(error, CheckEquilibrium(system, error));

  double start = SulClock(), scale = 1 / (system->modulus * system->length);
  PetscCall(SulRigidMotionsPin(mesh, &system->motions, &system->constraints));
  PetscCall(
      SulStiffnessCreate(mesh, body->phases, &system->constraints, scale, &system->stiffness));
  PetscCall(SulBlockProductInstall(system->stiffness));
  if (mesh->order == 2 && system->preset != SUL_PRESET_DIRECT)
    PetscCall(SulHierarchyCreate(system, scale, &system->hierarchy));
  PetscCallMPI(MPI_Barrier(mesh->comm));
  system->assembly_time = SulClock() - start;
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemDestroy(SulSystem *system) {
  PetscFunctionBegin;
  PetscCall(KSPDestroy(&system->ksp));
  PetscCall(SulHierarchyDestroy(&system->hierarchy));
  PetscCall(MatDestroy(&system->stiffness));
  SulConstraintsDestroy(&system->constraints);
  memset(system, 0, sizeof *system);
  PetscFunctionReturn(0);
}

/* ---- Forces ---------------------------------------------------------------------------------- */

/* force := internal forces of u less applied ones, [nodes_owned][3], N. */
static void Residual(const SulSystem *system, const SulLoad *load, const double *u, double *force) {
  for (PetscInt i = 0; i < 3 * system->mesh->nodes_owned; i++) /* a rank may own none */
    force[i] = 0;
  SulPressureForce(system->mesh, system->body->face_pressure, -load->mechanical, force);
  SulInternalForce(system->mesh, system->body->phases, load->swelling, u, force);
}

/* The prescribed displacements under the load, zero elsewhere: [nodes_local][3]. */
static double *PrescribedField(const SulSystem *system, const SulLoad *load) {
  const SulConstraints *constraints = &system->constraints;
  double *u = SulAllocate((size_t)system->mesh->nodes_local, 3 * sizeof *u);
  for (PetscInt a = 0; a < system->mesh->nodes_local; a++) {
    PetscInt slot = constraints->slot[a];
    for (int i = 0; i < 3 && slot >= 0; i++)
      u[3 * a + i] = load->mechanical * constraints->prescribed[slot][i];
  }
  return u;
}

static PetscErrorCode Norm(MPI_Comm comm, PetscInt count, const double *values, double *norm) {
  double sum = 0;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < count; i++)
    sum += values[i] * values[i];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, comm));
  *norm = sqrt(sum);
  PetscFunctionReturn(0);
}

/* The load as nodal forces at rest: what the free nodes feel before they move. */
static PetscErrorCode LoadForce(const SulSystem *system, const SulLoad *load, double *force) {
  double *prescribed = PrescribedField(system, load);

  PetscFunctionBegin;
  Residual(system, load, prescribed, force);
  free(prescribed);
  SulConstraintsProject(&system->constraints, system->mesh->nodes_owned, force);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemReactions(const SulSystem *system, const SulLoad *load, const double *u,
                                  double *reaction, double *imbalance) {
  const SulMesh *mesh = system->mesh;
  size_t size = 3 * (size_t)mesh->nodes_owned;
  double load_norm, free_norm;

  PetscFunctionBegin;
  double *free_part = SulAllocate(size, sizeof *free_part);
  PetscCall(LoadForce(system, load, free_part));
  PetscCall(Norm(mesh->comm, (PetscInt)size, free_part, &load_norm));
  Residual(system, load, u, reaction);
  memcpy(free_part, reaction, size * sizeof *reaction);
  SulConstraintsProject(&system->constraints, mesh->nodes_owned, free_part);
  PetscCall(Norm(mesh->comm, (PetscInt)size, free_part, &free_norm));
  *imbalance = load_norm > 0 ? free_norm / load_norm : 0;
  for (size_t i = 0; i < size; i++)
    reaction[i] -= free_part[i];
  free(free_part);
  PetscFunctionReturn(0);
}

/* ---- Solving --------------------------------------------------------------------------------- */

/* Right-hand side of the correction to the prescribed field, dimensionless. */
static PetscErrorCode RightHandSide(SulSystem *system, const SulLoad *load, Vec b) {
  PetscScalar *force;
  double scale = -1 / (system->modulus * system->length * system->length);

  PetscFunctionBegin;
  double *prescribed = PrescribedField(system, load);
  PetscCall(VecGetArray(b, &force));
  Residual(system, load, prescribed, force);
  free(prescribed);
  SulConstraintsProject(&system->constraints, system->mesh->nodes_owned, force);
  for (PetscInt i = 0; i < 3 * system->mesh->nodes_owned; i++)
    force[i] *= scale;
  PetscCall(VecRestoreArray(b, &force));
  PetscFunctionReturn(0);
}

static PetscErrorCode InitialGuess(const SulSystem *system, const SulLoad *load, const double *u,
                                   Vec x) {
  PetscScalar *guess;

  PetscFunctionBegin;
  double *prescribed = PrescribedField(system, load);
  PetscCall(VecGetArray(x, &guess));
  for (PetscInt i = 0; i < 3 * system->mesh->nodes_owned; i++)
    guess[i] = (u[i] - prescribed[i]) / system->length;
  SulConstraintsProject(&system->constraints, system->mesh->nodes_owned, guess);
  PetscCall(VecRestoreArray(x, &guess));
  free(prescribed);
  PetscFunctionReturn(0);
}

/* u := prescribed field + length x, halo filled, free rigid motions taken out. */
static PetscErrorCode TakeSolution(const SulSystem *system, const SulLoad *load, Vec x, double *u) {
  const PetscScalar *values;

  PetscFunctionBegin;
  double *prescribed = PrescribedField(system, load);
  PetscCall(VecGetArrayRead(x, &values));
  for (PetscInt i = 0; i < 3 * system->mesh->nodes_owned; i++)
    u[i] = prescribed[i] + system->length * values[i];
  PetscCall(VecRestoreArrayRead(x, &values));
  free(prescribed);
  PetscCall(SulMeshHalo(system->mesh, 3, u));
  PetscCall(SulRigidMotionsRemove(system->mesh, &system->motions, u));
  PetscFunctionReturn(0);
}

/* The preconditioner in turn, where there is none. */
PetscErrorCode SulSystemSetUp(SulSystem *system, SulError *error) {
  double start = SulClock();
  const char *name;

  PetscFunctionBegin;
  if (system->ksp) PetscFunctionReturn(0);
  PetscCall(SulPreconditionerCreate(system, &name));
  SulCall(error, SulConvergenceAsked(system, error));
  PetscCallMPI(MPI_Barrier(system->mesh->comm));
  system->preconditioner_time += SulClock() - start;
  SulLogLine(system->log, "preconditioner: %s, %.2f s", name, SulClock() - start);
  PetscFunctionReturn(0);
}

static void TellDivergence(const SulSystem *system, KSPConvergedReason reason,
                           const SulSolveResult *result, SulError *error) {
  const char *advice = "try \"solver: {preset: direct}\", a finer mesh where cells are distorted, "
                       "or a larger maximum_iterations";
  if (reason > 0)
    advice = "options that end the iteration before (-ksp_type, -ksp_atol, -ksp_max_it, "
             "-ksp_norm_type) are the first thing to look at, a tolerance near what double "
             "precision can carry the second";
  SulErrorSet(error, SUL_DIVERGED,
              "the solver did not converge: %s after %d iterations, relative residual %.2e where "
              "%.1e is asked for; %s",
              KSPConvergedReasons[reason], result->iterations, result->residual, system->asked,
              advice);
}

/* A direct solver that found no room for its factors says so in its own way. */
static PetscErrorCode TellMemory(const SulSystem *system, KSPConvergedReason reason,
                                 SulError *error) {
  PCFailedReason why;
  PC pc;

  PetscFunctionBegin;
  if (reason != KSP_DIVERGED_PC_FAILED) PetscFunctionReturn(0);
  PetscCall(KSPGetPC(system->ksp, &pc));
  PetscCall(PCGetFailedReason(pc, &why));
  if (why == PC_FACTOR_OUTMEMORY)
    SulErrorSet(error, SUL_INTERNAL, "out of memory for the factors of the direct solver; %s",
                SUL_MEMORY_ADVICE);
  PetscFunctionReturn(0);
}

/* For tests: a preconditioner fails as badly as any can, so that each one is seen to work after
 * those before it. */
static PetscErrorCode FailOnPurpose(const SulSystem *system, Vec x, SulSolveResult *result) {
  PetscFunctionBegin;
  if (system->attempt >= system->failures_wanted) PetscFunctionReturn(0);
  PetscCall(VecSet(x, NAN));
  result->converged = false;
  PetscFunctionReturn(0);
}

/* Tries the preconditioners in turn until one converges, each from the same start. */
static PetscErrorCode SolveWithFallback(SulSystem *system, Vec b, Vec x, SulSolveResult *result,
                                        SulError *error) {
  KSPConvergedReason reason;
  Vec start;

  PetscFunctionBegin;
  PetscCall(VecDuplicate(x, &start));
  PetscCall(VecCopy(x, start));
  for (;; system->attempt++) {
    PetscCall(SulSystemSetUp(system, error));
    if (SulFailed(error)) break;
    PetscCall(SulConvergenceRun(system, b, x, result, &reason));
    PetscCall(FailOnPurpose(system, x, result));
    if (result->converged || result->stopped) break;
    if (system->user_chose || system->attempt + 1 >= SulPreconditionerCount(system)) {
      PetscCall(TellMemory(system, reason, error));
      TellDivergence(system, reason, result, error);
      break;
    }
    SulLogWarning(system->log,
                  "the solver gave up after %d iterations (%s, residual %.1e); trying another "
                  "preconditioner",
                  result->iterations, KSPConvergedReasons[reason], result->residual);
    PetscCall(KSPDestroy(&system->ksp));
    PetscCall(VecCopy(start, x));
  }
  PetscCall(VecDestroy(&start));
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemSolve(SulSystem *system, const SulLoad *load, double *u,
                              SulSolveResult *result, SulError *error) {
  Vec b, x;

  PetscFunctionBegin;
  memset(result, 0, sizeof *result);
  PetscCall(MatCreateVecs(system->stiffness, &x, &b));
  PetscCall(RightHandSide(system, load, b));
  PetscCall(InitialGuess(system, load, u, x));
  PetscCall(SolveWithFallback(system, b, x, result, error));
  if (!SulFailed(error)) PetscCall(TakeSolution(system, load, x, u));
  PetscCall(VecDestroy(&b));
  PetscCall(VecDestroy(&x));
  PetscFunctionReturn(0);
}

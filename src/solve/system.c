/* SPDX-License-Identifier: BSD-2-Clause */
/* The linear system: scales, right-hand sides, solutions. */
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
    system->body->phases[p].model->at_rest(system->body->phases[p].parameters, &lambda, &mu);
    system->modulus = fmax(system->modulus, mu);
  }
}

/* A type that PETSc knows and that cannot hold the stiffness, whose rows are filled in blocks of
 * both triangles; what PETSc does not know it says itself. */
static PetscErrorCode CheckMatrixType(SulError *error) {
  static const char *const prefixes[] = {"", "seq", "mpi"};
  char type[100] = "", name[110];

  PetscFunctionBegin;
  PetscCall(MatInitializePackage()); /* fills the list, which rank 0 alone may have needed so far */
  PetscCall(PetscOptionsGetString(NULL, NULL, "-mat_type", type, sizeof type, NULL));
  const char *base = strncmp(type, "seq", 3) == 0 || strncmp(type, "mpi", 3) == 0 ? type + 3 : type;
  if (strncmp(base, "aij", 3) == 0 || strncmp(base, "baij", 4) == 0) PetscFunctionReturn(0);
  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0] && type[0]; i++) {
    void (*create)(void) = NULL;
    snprintf(name, sizeof name, "%s%s", prefixes[i], type);
    PetscCall(PetscFunctionListFind(MatList, name, &create));
    if (!create) continue;
    SulErrorSet(error, SUL_INPUT,
                "-mat_type %s: the stiffness is kept as baij or aij, or a type that PETSc derives "
                "from them (aijcusparse, ...)",
                type);
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemCreate(const SulBody *body, const SulCase *input, SulLog *log,
                               SulSystem *system, SulError *error) {
  const SulMesh *mesh = body->mesh;
  PetscInt failures = 0, solves = 0;

  PetscFunctionBegin;
  memset(system, 0, sizeof *system);
  system->mesh = mesh;
  system->body = body;
  system->log = log;
  system->preset = input->solver.preset;
  system->relative_tolerance = input->solver.relative_tolerance;
  system->maximum_iterations = input->solver.maximum_iterations;
  system->largest_step = input->largest_step;
  PetscCall(PetscOptionsGetInt(NULL, NULL, "-solver_fail_attempts", &failures, NULL));
  PetscCall(PetscOptionsGetInt(NULL, NULL, "-solver_fail_solves", &solves, NULL));
  system->failures_wanted = (int)failures;
  system->failures_left = (int)solves;
  ChooseScales(system);
  SulCall(error, CheckMatrixType(error));
  double start = SulClock(), scale = 1 / (system->modulus * system->length);
  PetscCall(SulStiffnessCreate(mesh, body->phases, &body->constraints, scale, &system->stiffness));
  PetscCall(SulBlockProductInstall(system->stiffness));
  if (mesh->order == 2 && system->preset != SUL_PRESET_DIRECT)
    PetscCall(SulHierarchyCreate(system, scale, &system->hierarchy));
  PetscCallMPI(MPI_Barrier(mesh->comm));
  system->assembly_time = SulClock() - start;
  PetscFunctionReturn(0);
}

/* The pattern is made for it and let go again: kept between, it would be 3 % of a linear run's
 * memory. */
static PetscErrorCode FillAtRest(const SulSystem *system, double scale) {
  const SulBody *body = system->body;
  SulPattern *pattern;

  PetscFunctionBegin;
  PetscCall(SulPatternCreate(system->mesh, NULL, 0, &pattern));
  PetscCall(
      SulStiffnessAtRest(pattern, body->phases, &body->constraints, scale, system->stiffness));
  SulPatternDestroy(&pattern);
  if (system->hierarchy) PetscCall(SulHierarchyRefill(system, scale));
  PetscFunctionReturn(0);
}

static PetscErrorCode FillTangent(SulSystem *system, const SulPoints *points, double scale) {
  const SulHierarchy *h = system->hierarchy;
  SulTangentRows rows[3] = {{.mesh = system->mesh,
                             .constraints = &system->body->constraints,
                             .scale = scale,
                             .at_rest = system->blend,
                             .stiffness = system->stiffness,
                             .bound = &system->bound}};
  int count = 1;

  PetscFunctionBegin;
  if (h)
    rows[count++] = (SulTangentRows){.mesh = &h->mesh,
                                     .constraints = &h->constraints,
                                     .scale = scale,
                                     .at_rest = system->blend,
                                     .stiffness = h->stiffness};
  if (system->consistent)
    rows[count++] = (SulTangentRows){.mesh = system->mesh,
                                     .constraints = &system->body->constraints,
                                     .scale = scale,
                                     .stiffness = system->consistent};
  PetscCall(SulStiffnessTangents(points, rows, count));
  if (system->load && system->body->finite && system->body->pressure_count > 0)
    PetscCall(SulBodyPushStiffness(system->body, system->load, points->answered.u, scale,
                                   system->consistent ? system->consistent : system->stiffness));
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemBlend(SulSystem *system, double share) {
  Mat basis;

  PetscFunctionBegin;
  system->blend = share;
  if (share > 0 && !system->consistent) {
    PetscCall(MatDuplicate(system->stiffness, MAT_DO_NOT_COPY_VALUES, &system->consistent));
    PetscCall(SulBlockProductInstall(system->consistent));
  }
  PetscCall(KSPGetOperators(system->ksp, NULL, &basis));
  PetscCall(
      KSPSetOperators(system->ksp, share > 0 ? system->consistent : system->stiffness, basis));
  if (share == 0) PetscCall(MatDestroy(&system->consistent));
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemRefill(SulSystem *system, const SulPoints *points) {
  double start = SulClock(), scale = 1 / (system->modulus * system->length);

  PetscFunctionBegin;
  system->bound = 0;
  if (points)
    PetscCall(FillTangent(system, points, scale));
  else
    PetscCall(FillAtRest(system, scale));
  if (!points && system->attempt > 0) { /* the first one again, as at the beginning */
    PetscCall(KSPDestroy(&system->ksp));
    system->attempt = 0;
  }
  double filled = SulClock();
  system->assembly_time += filled - start;
  if (system->ksp) PetscCall(SulPreconditionerRefill(system));
  system->preconditioner_time += SulClock() - filled;
  PetscFunctionReturn(0);
}

PetscErrorCode SulSystemDestroy(SulSystem *system) {
  PetscFunctionBegin;
  PetscCall(KSPDestroy(&system->ksp));
  PetscCall(SulHierarchyDestroy(&system->hierarchy));
  PetscCall(MatDestroy(&system->stiffness));
  PetscCall(MatDestroy(&system->consistent));
  memset(system, 0, sizeof *system);
  PetscFunctionReturn(0);
}

/* ---- Solving --------------------------------------------------------------------------------- */

static PetscInt Owned(const SulSystem *system) {
  return SulMeshRows(system->mesh).owned;
}

/* The prescribed displacements under the load, zero elsewhere: [nodes_local][3]; free() it. */
static double *PrescribedField(const SulSystem *system, const SulLoad *load) {
  double *u = SulAllocate((size_t)system->mesh->nodes_local, 3 * sizeof *u);
  SulBodyPrescribed(system->body, load, u);
  return u;
}

/* Right-hand side of the correction to the prescribed field, dimensionless. */
static PetscErrorCode RightHandSide(SulSystem *system, const SulLoad *load, Vec b) {
  PetscScalar *force;
  const PetscInt owned = Owned(system);
  double scale = -SulSystemForceScale(system);

  PetscFunctionBegin;
  PetscCall(VecGetArray(b, &force));
  SulBodyLoadForce(system->body, load, force);
  for (PetscInt i = 0; i < 3 * owned; i++)
    force[i] *= scale;
  PetscCall(VecRestoreArray(b, &force));
  PetscFunctionReturn(0);
}

static PetscErrorCode InitialGuess(const SulSystem *system, const SulLoad *load, const double *u,
                                   Vec x) {
  const PetscInt owned = Owned(system);
  PetscScalar *guess;

  PetscFunctionBegin;
  double *prescribed = PrescribedField(system, load);
  PetscCall(VecGetArray(x, &guess));
  for (PetscInt i = 0; i < 3 * owned; i++)
    guess[i] = (u[i] - prescribed[i]) / system->length;
  SulConstraintsProject(&system->body->constraints, owned, guess);
  PetscCall(VecRestoreArray(x, &guess));
  free(prescribed);
  PetscFunctionReturn(0);
}

/* u := prescribed field + length x, copies and halo filled, free rigid motions taken out. */
static PetscErrorCode TakeSolution(const SulSystem *system, const SulLoad *load, Vec x, double *u) {
  const PetscInt owned = Owned(system);
  const PetscScalar *values;

  PetscFunctionBegin;
  double *prescribed = PrescribedField(system, load);
  PetscCall(VecGetArrayRead(x, &values));
  for (PetscInt i = 0; i < 3 * owned; i++)
    u[i] = prescribed[i] + system->length * values[i];
  PetscCall(VecRestoreArrayRead(x, &values));
  free(prescribed);
  PetscCall(SulRowsToNodes(system->mesh, 3, u));
  PetscCall(SulRigidMotionsRemove(system->mesh, &system->body->motions, u));
  PetscFunctionReturn(0);
}

/* The preconditioner in turn, where there is none. */
PetscErrorCode SulSystemSetUp(SulSystem *system, SulError *error) {
  double start = SulClock();
  const char *name;

  PetscFunctionBegin;
  if (system->ksp) PetscFunctionReturn(0);
  SulCall(error, SulPreconditionerCreate(system, &name, error));
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
  Vec start = NULL; /* from nothing, mostly: no copy then */
  PetscReal guess;
  int count;

  PetscFunctionBegin;
  PetscCall(SulPreconditionerCount(system, &count));
  PetscCall(VecNorm(x, NORM_INFINITY, &guess));
  if (guess > 0) {
    PetscCall(VecDuplicate(x, &start));
    PetscCall(VecCopy(x, start));
  }
  for (;; system->attempt++) {
    PetscCall(SulSystemSetUp(system, error));
    if (SulFailed(error)) break;
    PetscCall(SulConvergenceRun(system, b, x, result, &reason));
    PetscCall(FailOnPurpose(system, x, result));
    if (result->converged || result->stopped) break;
    if (system->user_chose || system->attempt + 1 >= count) {
      PetscCall(TellMemory(system, reason, error));
      TellDivergence(system, reason, result, error);
      break;
    }
    SulLogWarning(system->log,
                  "the solver gave up after %d iterations (%s, residual %.1e); trying another "
                  "preconditioner",
                  result->iterations, KSPConvergedReasons[reason], result->residual);
    PetscCall(KSPDestroy(&system->ksp));
    if (start)
      PetscCall(VecCopy(start, x));
    else
      PetscCall(VecZeroEntries(x));
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

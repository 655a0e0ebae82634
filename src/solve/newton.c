/* SPDX-License-Identifier: BSD-2-Clause */
/* Newton's method for one increment, by PETSc's SNES: residual and tangent from the points, our own
 * line search and our own word for "converged".
 *
 * The unknowns are x = P (u - g) / length on the owned rows, g the prescribed displacements of the
 * load, P the conditions' projectors; the residual is P f(u) / (modulus length^2), so that its
 * derivative is the dimensionless stiffness that the linear system holds. Along prescribed
 * directions residual and correction are zero. */
#include "newton.h"
#include "bordering.h"
#include "convergence.h"

#include <math.h>
#include <petscsnes.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/petsc_versions.h>

enum { ITERATIONS = 25, SEARCHES = 7, SLOW = 4 };
static const double blend = 0.1;      /* share of the tangent at rest */
static const double rounding = 1e-14; /* of sums of forces at nodes */

struct SulNewton {
  SulSystem *system;
  SNES snes;
  Vec x, f, answered;     /* `answered`: what the points answered to last */
  SulSolution *solution;  /* of the increment at hand */
  double duration;        /* s */
  double *prescribed;     /* [nodes_local][3] m */
  double *force;          /* by owned rows, N, of the last answer: internal less applied */
  double reference;       /* dimensionless */
  bool affine;            /* all materials are, and no face moves: one iteration is exact */
  double before, first;   /* norms of the residual, an iteration ago and at the start */
  int slow;               /* iterations in a row that hardly helped */
  SulPointsFailed failed; /* of the last answer */
  double plates;          /* what is missing to the plates' balance, as a part of the residual */
  int linear;
};

/* ---- Residual -------------------------------------------------------------------------------- */

static PetscInt Owned(const SulNewton *newton) {
  return 3 * SulMeshRows(newton->system->mesh).owned;
}

/* Collective. u := g + length x, copies and halo filled. */
static PetscErrorCode Displace(SulNewton *newton, Vec x) {
  const PetscScalar *values;
  double *u = newton->solution->displacement;

  PetscFunctionBegin;
  if (newton->system->body->plate_count > 0) /* which may have moved */
    SulBodyPrescribed(newton->system->body, &newton->solution->load, newton->prescribed);
  PetscCall(VecGetArrayRead(x, &values));
  for (PetscInt i = 0; i < Owned(newton); i++)
    u[i] = newton->prescribed[i] + newton->system->length * values[i];
  PetscCall(VecRestoreArrayRead(x, &values));
  PetscCall(SulRowsToNodes(newton->system->mesh, 3, u));
  PetscFunctionReturn(0);
}

/* Collective. The points answer to x; *failed: some have no answer. */
static PetscErrorCode Answer(SulNewton *newton, Vec x, bool *failed) {
  const SulBody *body = newton->system->body;
  SulSolution *solution = newton->solution;
  SulDeformation deformation = SulBodyDeformation(&solution->load, solution->displacement);
  int some;

  PetscFunctionBegin;
  deformation.step = newton->duration;
  PetscCall(Displace(newton, x));
  PetscCall(VecCopy(x, newton->answered));
  for (PetscInt i = 0; i < Owned(newton); i++)
    newton->force[i] = 0;
  SulBodyPush(body, &solution->load, solution->displacement, newton->force);
  newton->failed = SulPointsRespond(body->points, &deformation, newton->force);
  some = newton->failed.count > 0;
  for (PetscInt i = 0; i < Owned(newton) && !some; i++)
    some = !isfinite(newton->force[i]);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &some, 1, MPI_INT, MPI_LOR, newton->system->mesh->comm));
  *failed = some != 0;
  PetscCall(SulBorderNorm(newton->system, &solution->load, newton->force, &newton->plates));
  PetscFunctionReturn(0);
}

/* f := the scaled forces of the last answer; those at held nodes are the surroundings' to bear. */
static PetscErrorCode TakeForces(const SulNewton *newton, Vec f) {
  PetscScalar *values;
  double scale = SulSystemForceScale(newton->system);

  PetscFunctionBegin;
  PetscCall(VecGetArray(f, &values));
  for (PetscInt i = 0; i < Owned(newton); i++)
    values[i] = scale * newton->force[i];
  PetscCall(VecRestoreArray(f, &values));
  PetscFunctionReturn(0);
}

/* f := the scaled residual of the last answer. */
static PetscErrorCode TakeResidual(const SulNewton *newton, Vec f) {
  const SulBody *body = newton->system->body;
  PetscScalar *values;

  PetscFunctionBegin;
  PetscCall(TakeForces(newton, f));
  PetscCall(VecGetArray(f, &values));
  SulConstraintsProject(&body->constraints, Owned(newton) / 3, values);
  PetscCall(VecRestoreArray(f, &values));
  PetscFunctionReturn(0);
}

static PetscErrorCode Function(SNES snes, Vec x, Vec f, void *context) {
  SulNewton *newton = context;
  bool failed;

  PetscFunctionBegin;
  PetscCall(Answer(newton, x, &failed));
  PetscCall(TakeResidual(newton, f));
  if (failed) PetscCall(SNESSetFunctionDomainError(snes));
  PetscFunctionReturn(0);
}

/* ---- Tangent --------------------------------------------------------------------------------- */

/* How well a correction has to be solved for: as Newton's method converges (Eisenstat and Walker),
 * at most one hundredth, and not better than is of use. */
static PetscErrorCode SetLinearTolerance(SulNewton *newton) {
  KSP ksp = newton->system->ksp;
  PetscReal norm, absolute, divergence;
  PetscInt most;

  PetscFunctionBegin;
  PetscCall(SNESGetFunctionNorm(newton->snes, &norm));
  double due = newton->system->asked * newton->reference / norm, ratio = norm / newton->before;
  double asked = newton->affine ? 0.5 * due : fmax(fmin(0.01, 0.5 * ratio * ratio), 0.2 * due);
  PetscCall(KSPGetTolerances(ksp, NULL, &absolute, &divergence, &most));
  PetscCall(KSPSetTolerances(ksp, fmin(fmax(asked, SUL_TOLERANCE_LEAST), 0.01), absolute,
                             divergence, most));
  newton->before = norm;
  PetscFunctionReturn(0);
}

static PetscErrorCode Jacobian(SNES snes, Vec x, Mat operator, Mat basis, void *context) {
  SulNewton *newton = context;
  PetscBool same;
  bool failed;

  PetscFunctionBegin;
  (void)snes, (void)operator,(void) basis; /* the system's own */
  PetscCall(VecEqual(x, newton->answered, &same));
  if (!same) PetscCall(Answer(newton, x, &failed));
  newton->system->load = &newton->solution->load;
  if (!newton->affine) PetscCall(SulSystemRefill(newton->system, newton->system->body->points));
  PetscCall(SetLinearTolerance(newton));
  PetscFunctionReturn(0);
}

/* ---- Line search ----------------------------------------------------------------------------- */

static void MovePlates(SulNewton *newton, const double *change, double factor) {
  const SulBody *body = newton->system->body;
  for (int p = 0; p < body->plate_count; p++)
    newton->solution->load.course[body->plates[p].amplitude] += factor * change[p];
}

/* The factor on a correction y (x goes to x - factor y): 1 where the residual falls, or where its
 * work on y does; otherwise where that work is about to vanish, which is where the energy is least
 * along y. Lanes without an answer halve it. */
static PetscErrorCode Search(SNESLineSearch search, void *context) {
  SulNewton *newton = context;
  Vec x, f, y, trial, residual;
  PetscReal norm, tried = INFINITY, size, length;
  PetscScalar work, left;
  double factor = 1, change[SUL_CONTROLS_MAX] = {0}, moved = 0; /* plates, by so much of it */
  bool failed;

  PetscFunctionBegin;
  PetscCall(SNESLineSearchGetVecs(search, &x, &f, &y, &trial, &residual));
  PetscCall(VecNorm(f, NORM_2, &norm));
  norm = hypot(norm, newton->plates);
  if (newton->system->body->plate_count > 0)
    PetscCall(SulBorder(newton->system, &newton->solution->load, newton->force, y, change,
                        &newton->linear));
  PetscCall(VecDot(f, y, &work));
  PetscCall(SNESLineSearchSetReason(search, SNES_LINESEARCH_FAILED_REDUCT));
  for (int k = 0; k < SEARCHES; k++) {
    PetscCall(VecWAXPY(trial, -factor, y, x));
    MovePlates(newton, change, factor - moved);
    moved = factor;
    PetscCall(Answer(newton, trial, &failed));
    if (failed) {
      factor *= 0.5;
      continue;
    }
    PetscCall(TakeResidual(newton, residual));
    PetscCall(VecNorm(residual, NORM_2, &tried));
    tried = hypot(tried, newton->plates);
    PetscCall(VecDot(residual, y, &left));
    if (tried < norm || fabs(left) <= 0.8 * fabs(work)) {
      PetscCall(SNESLineSearchSetReason(search, SNES_LINESEARCH_SUCCEEDED));
      break;
    }
    double secant = work - left != 0 ? work / (work - left) : 0.5;
    factor *= fmin(fmax(secant, 0.1), 0.5);
  }
  PetscCall(SNESLineSearchSetLambda(search, factor));
  PetscCall(VecCopy(trial, x));
  PetscCall(VecCopy(residual, f));
  PetscCall(VecNorm(x, NORM_2, &size));
  PetscCall(VecNorm(y, NORM_2, &length));
  PetscCall(SNESLineSearchSetNorms(search, size, tried, length));
  PetscFunctionReturn(0);
}

/* ---- Convergence ----------------------------------------------------------------------------- */

static PetscErrorCode Test(SNES snes, PetscInt iteration, PetscReal x, PetscReal step,
                           PetscReal norm, SNESConvergedReason *reason, void *context) {
  SulNewton *newton = context;

  PetscFunctionBegin;
  (void)snes, (void)x, (void)step;
  *reason = SNES_CONVERGED_ITERATING;
  PetscCall(SulConvergenceInterrupted(newton->system));
  if (iteration == 0) norm = newton->first = hypot(norm, newton->plates);
  newton->slow = iteration > 2 && norm > 0.5 * newton->before ? newton->slow + 1 : 0;
  if (!isfinite(norm))
    *reason = SNES_DIVERGED_FNORM_NAN;
  else if (norm <= newton->system->asked * newton->reference)
    *reason = SNES_CONVERGED_FNORM_RELATIVE;
  else if (newton->system->interrupted)
    *reason = SNES_DIVERGED_FUNCTION_COUNT; /* PETSc has no name for "asked to" */
  else if (newton->slow >= SLOW || norm > 1e4 * fmax(newton->first, newton->reference))
    *reason = SNES_DIVERGED_DTOL;
  PetscFunctionReturn(0);
}

static const char *Why(SNESConvergedReason reason, bool failed) {
  if (reason > 0) return "";
  if (failed) return "points without an answer";
  switch (reason) {
  case SNES_DIVERGED_LINEAR_SOLVE:
    return "the linear solver gave up";
  case SNES_DIVERGED_LINE_SEARCH:
    return "the line search found no way down";
  case SNES_DIVERGED_FUNCTION_DOMAIN:
    return "points without an answer";
  default:
    return "no convergence";
  }
}

/* ---- Making ---------------------------------------------------------------------------------- */

PetscErrorCode SulNewtonCreate(SulSystem *system, SulNewton **made) {
  SulNewton *newton = SulAllocate(1, sizeof *newton);
  SNESLineSearch search;

  PetscFunctionBegin;
  *made = newton;
  newton->system = system;
  newton->affine = SulBodyIsAffine(system->body);
  newton->prescribed = SulAllocate((size_t)system->mesh->nodes_local, 3 * sizeof(double));
  newton->force = SulAllocate((size_t)Owned(newton), sizeof(double));
  PetscCall(MatCreateVecs(system->stiffness, &newton->x, &newton->f));
  PetscCall(VecDuplicate(newton->x, &newton->answered));
  PetscCall(SNESCreate(system->mesh->comm, &newton->snes));
  PetscCall(SNESSetType(newton->snes, SNESNEWTONLS));
  PetscCall(SNESSetFunction(newton->snes, newton->f, Function, newton));
  PetscCall(SNESSetConvergenceTest(newton->snes, Test, newton, NULL));
  PetscCall(SNESSetTolerances(newton->snes, 0, 0, 0, ITERATIONS, PETSC_MAX_INT));
  PetscCall(SNESGetLineSearch(newton->snes, &search));
  PetscCall(SNESLineSearchSetType(search, SNESLINESEARCHSHELL));
  PetscCall(SulLineSearchSetShell(search, Search, newton));
  PetscFunctionReturn(0);
}

PetscErrorCode SulNewtonDestroy(SulNewton **newton) {
  SulNewton *n = *newton;

  PetscFunctionBegin;
  if (!n) PetscFunctionReturn(0);
  PetscCall(SNESDestroy(&n->snes));
  PetscCall(VecDestroy(&n->x));
  PetscCall(VecDestroy(&n->f));
  PetscCall(VecDestroy(&n->answered));
  free(n->prescribed);
  free(n->force);
  free(n);
  *newton = NULL;
  PetscFunctionReturn(0);
}

double *SulNewtonReference(SulNewton *newton) {
  return &newton->reference;
}

/* ---- An increment ---------------------------------------------------------------------------- */

/* x of the displacement u, which need not meet the conditions. */
static PetscErrorCode Unknowns(const SulNewton *newton, const double *u, Vec x) {
  const SulSystem *system = newton->system;
  PetscScalar *values;

  PetscFunctionBegin;
  PetscCall(VecGetArray(x, &values));
  for (PetscInt i = 0; i < Owned(newton); i++)
    values[i] = (u[i] - newton->prescribed[i]) / system->length;
  SulConstraintsProject(&system->body->constraints, Owned(newton) / 3, values);
  PetscCall(VecRestoreArray(x, &values));
  PetscFunctionReturn(0);
}

/* The out-of-balance force of the increment, before anything moves but what is prescribed. What is
 * asked of the residual is not less than the rounding of the forces that it is a sum of: a stress that
 * is the same everywhere balances itself where the body is held all around. */
static PetscErrorCode Measure(SulNewton *newton) {
  PetscReal norm, forces;
  bool failed;

  PetscFunctionBegin;
  PetscCall(Answer(newton, newton->x, &failed));
  if (failed) PetscFunctionReturn(0);
  PetscCall(TakeForces(newton, newton->f));
  PetscCall(VecNorm(newton->f, NORM_2, &forces));
  PetscCall(TakeResidual(newton, newton->f));
  PetscCall(VecNorm(newton->f, NORM_2, &norm));
  norm = fmax(hypot(norm, newton->plates), rounding * forces / newton->system->asked);
  newton->reference = fmax(newton->reference, norm);
  PetscFunctionReturn(0);
}

/* From x on, with the preconditioner as it is. */
static PetscErrorCode Iterate(SulNewton *newton, SulNewtonResult *result,
                              SNESConvergedReason *reason) {
  SulSystem *system = newton->system;
  PetscInt iterations, linear;
  Mat operator, basis;

  PetscFunctionBegin;
  PetscCall(KSPSetInitialGuessNonzero(system->ksp, PETSC_FALSE));
  PetscCall(KSPGetOperators(system->ksp, &operator, & basis));
  PetscCall(SNESSetKSP(newton->snes, system->ksp));
  PetscCall(SNESSetJacobian(newton->snes, operator, basis, Jacobian, newton));
  newton->slow = newton->linear = 0;
  PetscCall(SNESSolve(newton->snes, NULL, newton->x));
  PetscCall(SNESGetConvergedReason(newton->snes, reason));
  PetscCall(SNESGetIterationNumber(newton->snes, &iterations));
  PetscCall(SNESGetLinearSolveIterations(newton->snes, &linear));
  result->iterations += (int)iterations;
  result->linear += (int)linear + newton->linear;
  PetscFunctionReturn(0);
}

/* Where a linear solve has failed Newton's method goes on from there, to the end of the increment,
 * with a preconditioner that has a part of the tangent at rest. A tangent that itself is not
 * positive would break the conjugate gradients again. */
static PetscErrorCode GoOnBlended(SulNewton *newton, SulNewtonResult *result,
                                  SNESConvergedReason *reason) {
  SulSystem *system = newton->system;
  KSPConvergedReason broken;

  PetscFunctionBegin;
  PetscCall(KSPGetConvergedReason(system->ksp, &broken));
  if (broken == KSP_DIVERGED_INDEFINITE_MAT || system->interrupted) PetscFunctionReturn(0);
  SulLogLine(
      system->log,
      "the linear solver gave up (%s); once more with a preconditioner that has %g %% of the "
      "elastic tangent",
      KSPConvergedReasons[broken], 100 * blend);
  PetscCall(SulSystemBlend(system, blend));
  PetscCall(Iterate(newton, result, reason));
  PetscCall(SulSystemBlend(system, 0));
  result->blended = true;
  PetscFunctionReturn(0);
}

static PetscErrorCode Run(SulNewton *newton, SulNewtonResult *result) {
  SulSystem *system = newton->system;
  SNESConvergedReason reason;
  PetscReal norm;

  PetscFunctionBegin;
  newton->before = INFINITY;
  PetscCall(Iterate(newton, result, &reason));
  if (reason == SNES_DIVERGED_LINEAR_SOLVE && !newton->affine)
    PetscCall(GoOnBlended(newton, result, &reason));
  PetscCall(SNESGetFunctionNorm(newton->snes, &norm));
  result->converged = reason > 0;
  result->stopped = reason < 0 && system->interrupted;
  result->residual = newton->reference > 0 ? norm / newton->reference : 0;
  result->before = result->iterations > 0 ? newton->before / newton->reference : NAN;
  int failed = newton->failed.count > 0;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_LOR, system->mesh->comm));
  result->why = result->stopped ? "stopped before it ended" : Why(reason, failed != 0);
  if (result->converged && result->blended)
    result->why = "blended preconditioner after a linear solve that failed";
  PetscFunctionReturn(0);
}

/* Reactions of the last answer, which is that of the solution. */
static PetscErrorCode TakeReaction(SulNewton *newton, const SulNewtonResult *result) {
  SulSolution *solution = newton->solution;
  double *free_part = SulAllocate((size_t)Owned(newton), sizeof *free_part);
  PetscBool same;
  bool failed;

  PetscFunctionBegin;
  PetscCall(VecEqual(newton->x, newton->answered, &same));
  if (!same) PetscCall(Answer(newton, newton->x, &failed));
  memcpy(free_part, newton->force, (size_t)Owned(newton) * sizeof *free_part);
  SulConstraintsProject(&newton->system->body->constraints, Owned(newton) / 3, free_part);
  for (PetscInt i = 0; i < Owned(newton); i++)
    solution->reaction[i] = newton->force[i] - free_part[i];
  free(free_part);
  solution->imbalance = result->residual;
  PetscFunctionReturn(0);
}

PetscErrorCode SulNewtonSolve(SulNewton *newton, SulSolution *solution, double duration,
                              const double *guess, SulNewtonResult *result, SulError *error) {
  SulSystem *system = newton->system;

  PetscFunctionBegin;
  memset(result, 0, sizeof *result);
  newton->solution = solution;
  newton->duration = duration;
  SulBodyPrescribed(system->body, &solution->load, newton->prescribed);
  SulCall(error, SulSystemSetUp(system, error));
  PetscCall(Unknowns(newton, solution->displacement, newton->x));
  PetscCall(Measure(newton));
  if (guess) PetscCall(Unknowns(newton, guess, newton->x));
  PetscCall(Run(newton, result));
  PetscCall(TakeReaction(newton, result));
  PetscFunctionReturn(0);
}

/* ---- Where it failed ------------------------------------------------------------------------- */

/* One of this rank's cells: one without an answer, or one at the node of the largest force. */
static PetscInt Culprit(const SulNewton *newton, double *size) {
  const SulMesh *mesh = newton->system->mesh;
  PetscInt node = -1;
  *size = INFINITY;
  if (newton->failed.count > 0) return newton->failed.cell;
  *size = -1;
  const double *force = newton->force;
  for (PetscInt a = 0; a < Owned(newton) / 3; a++) { /* a row's master */
    double f = 0;
    for (int i = 0; i < 3 && newton->system->body->constraints.slot[a] < 0; i++)
      f += force[3 * a + i] * force[3 * a + i];
    if (!(f > *size)) continue;
    *size = f;
    node = a;
  }
  for (PetscInt c = 0; c < mesh->cells_local && node >= 0; c++)
    for (int v = 0; v < mesh->cell_nodes; v++)
      if (mesh->cells[c * mesh->cell_nodes + v] == node) return c;
  return -1;
}

PetscErrorCode SulNewtonWhere(const SulNewton *newton, SulNewtonPlace *where) {
  const SulMesh *mesh = newton->system->mesh;
  struct {
    double size;
    int rank;
  } mine, worst;
  double place[4] = {0};
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  PetscInt cell = Culprit(newton, &mine.size);
  mine.rank = rank;
  PetscCallMPI(MPI_Allreduce(&mine, &worst, 1, MPI_DOUBLE_INT, MPI_MAXLOC, mesh->comm));
  if (cell >= 0) {
    SulCellMiddle(mesh, cell, place);
    place[3] = mesh->cell_phase[cell];
  }
  PetscCallMPI(MPI_Bcast(place, 4, MPI_DOUBLE, worst.rank, mesh->comm));
  memcpy(where->position, place, sizeof where->position);
  where->phase = (int)place[3];
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of a linear problem: one solve for each independent load, steps are sums of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/solve.h>

#include <petscblaslapack.h>

enum { FACTS = 3, NAME = 24 };

/* One solve. */
typedef struct {
  double *displacement; /* [nodes_local][3] m, zero or an iterate until it is solved */
  bool solved;
  int iterations;
  double residual;
  double work[SUL_CONTROLS_MAX]; /* of its reactions on the plates' movements, once solved */
  bool worked;
  char name[NAME],
      facts_name[NAME]; /* in a checkpoint, with `facts`: solved, iterations, residual */
  double facts[FACTS];
} Solve;

typedef struct {
  SulSystem *system;
  SulLoad *steps; /* [plan.step_count], at the program's targets with plates that stand still, then
                     each plate's movement by itself */
  SulPlan plan;
  double *row;      /* [plan.solve_count], of the step at hand: factors on the solves */
  Solve *solves;    /* [plan.solve_count] */
  SulArray *arrays; /* [2 * plan.solve_count] */
} Superposition;

static size_t Size(const Superposition *s) {
  return 3 * (size_t)s->system->mesh->nodes_local;
}

static PetscErrorCode Create(SulSystem *system, void **state) {
  const SulBody *body = system->body;
  int step_count = body->program.count;
  Superposition *s = SulAllocate(1, sizeof *s);

  PetscFunctionBegin;
  *state = s;
  s->system = system;
  s->steps = SulAllocate((size_t)step_count + (size_t)body->plate_count, sizeof *s->steps);
  for (int k = 0; k < step_count + body->plate_count; k++) {
    SulLoadMake(body->mesh->phase_count, body->program.course_count, &s->steps[k]);
    if (k < step_count)
      SulLoadAt(body, k + 1, &s->steps[k]);
    else
      s->steps[k].course[body->plates[k - step_count].amplitude] = 1;
  }
  PetscCall(SulPlanCreate(body, s->steps, step_count + body->plate_count, &s->plan));
  s->row = SulAllocate((size_t)s->plan.solve_count, sizeof *s->row);
  s->solves = SulAllocate((size_t)s->plan.solve_count, sizeof *s->solves);
  s->arrays = SulAllocate((size_t)s->plan.solve_count, 2 * sizeof *s->arrays);
  for (int k = 0; k < s->plan.solve_count; k++) {
    Solve *solve = &s->solves[k];
    solve->displacement = SulAllocate(Size(s), sizeof(double));
    snprintf(solve->name, NAME, "solve-%04d", k);
    snprintf(solve->facts_name, NAME, "solve-%04d-facts", k);
  }
  SulLogLine(system->log, "%d load step%s, %d linear solve%s", step_count,
             step_count == 1 ? "" : "s", s->plan.solve_count, s->plan.solve_count == 1 ? "" : "s");
  PetscFunctionReturn(0);
}

static PetscErrorCode Destroy(void **state) {
  Superposition *s = *state;

  PetscFunctionBegin;
  if (!s) PetscFunctionReturn(0);
  for (int k = 0; k < s->plan.solve_count; k++)
    free(s->solves[k].displacement);
  free(s->solves);
  free(s->arrays);
  for (int k = 0; k < s->plan.step_count; k++)
    SulLoadDestroy(&s->steps[k]);
  free(s->steps);
  free(s->row);
  SulPlanDestroy(&s->plan);
  free(s);
  *state = NULL;
  PetscFunctionReturn(0);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

/* The last solve that the step needs, those of the plates among them. */
static int Needs(const Superposition *s, int step) {
  int last = SulPlanNeeds(&s->plan, step);
  for (int k = s->system->body->program.count; k < s->plan.step_count; k++)
    last = SulPlanNeeds(&s->plan, k) > last ? SulPlanNeeds(&s->plan, k) : last;
  return last;
}

/* The solves that this step is the first to need. */
static PetscErrorCode SolveFor(Superposition *s, int step, SulStepResult *result, SulError *error) {
  PetscFunctionBegin;
  for (int k = 0; k <= Needs(s, step) && !result->stopped; k++) {
    Solve *solve = &s->solves[k];
    SulSolveResult one;
    if (solve->solved) continue;
    SulCall(error, SulSystemSolve(s->system, &s->plan.solve[k], solve->displacement, &one, error));
    solve->iterations += one.iterations;
    solve->residual = one.residual;
    solve->solved = one.converged;
    result->stopped = one.stopped;
    result->iterations += solve->iterations;
  }
  PetscFunctionReturn(0);
}

static const double *RowOf(const Superposition *s, int step) {
  return s->plan.factor + (ptrdiff_t)step * s->plan.solve_count;
}

/* Collective. No lithiation varies here, so that none can fail. */
static PetscErrorCode Balance(const SulBody *body, SulSolution *solution) {
  SulError none = {0};

  PetscFunctionBegin;
  PetscCall(SulSolutionBalance(body, solution, &none));
  PetscCheck(!SulFailed(&none), body->mesh->comm, PETSC_ERR_PLIB, "%s", none.text);
  PetscFunctionReturn(0);
}

/* Collective. What the solves' reactions do on the plates' movements. */
static PetscErrorCode Work(Superposition *s) {
  const SulBody *body = s->system->body;

  PetscFunctionBegin;
  for (int k = 0; k < s->plan.solve_count; k++) {
    Solve *solve = &s->solves[k];
    SulSolution solution = {.load = s->plan.solve[k], .displacement = solve->displacement};
    if (!solve->solved || solve->worked) continue;
    solution.reaction = SulAllocate((size_t)SulMeshRows(s->system->mesh).owned, 3 * sizeof(double));
    PetscCall(Balance(body, &solution));
    PetscCall(SulPlatesWork(body, solution.reaction, solve->work));
    free(solution.reaction);
    solve->worked = true;
  }
  PetscFunctionReturn(0);
}

/* Where the plates come to rest, so that the work of all solves together is what is due:
 * sum_q a_q w_p(q) + k_p A_p size_p^2 a_p = due_p(0) - w_p(step), w_p being a sum over solves. */
static PetscErrorCode MovePlates(Superposition *s, SulLoad *load) {
  const SulBody *body = s->system->body;
  const int plates = body->plate_count, first = body->program.count;
  double matrix[SUL_CONTROLS_MAX * SUL_CONTROLS_MAX] = {0}, right[SUL_CONTROLS_MAX];
  PetscBLASInt size = plates, one = 1, pivots[SUL_CONTROLS_MAX], info;

  PetscFunctionBegin;
  PetscCall(Work(s));
  SulPlatesDue(body, load, right);
  for (int p = 0; p < plates; p++) {
    const SulPlate *plate = &body->plates[p];
    for (int k = 0; k < s->plan.solve_count; k++) {
      right[p] -= s->row[k] * s->solves[k].work[p];
      for (int q = 0; q < plates; q++)
        matrix[q * plates + p] += RowOf(s, first + q)[k] * s->solves[k].work[p];
    }
    matrix[p * plates + p] += plate->stiffness * body->mesh->boundaries[plate->boundary].measure *
                              plate->size * plate->size;
  }
  LAPACKgesv_(&size, &one, matrix, &size, pivots, right, &size, &info);
  PetscCheck(info == 0, s->system->mesh->comm, PETSC_ERR_LIB, "LAPACK's gesv failed: %d",
             (int)info);
  for (int p = 0; p < plates; p++) {
    load->course[body->plates[p].amplitude] = right[p];
    for (int k = 0; k < s->plan.solve_count; k++)
      s->row[k] += right[p] * RowOf(s, first + p)[k];
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode Superpose(Superposition *s, int step, SulSolution *solution) {
  size_t size = Size(s);
  double *u = solution->displacement;

  PetscFunctionBegin;
  solution->time = step + 1;
  SulLoadCopy(s->system->body, &s->plan.step[step], &solution->load);
  memcpy(s->row, RowOf(s, step), (size_t)s->plan.solve_count * sizeof *s->row);
  if (s->system->body->plate_count > 0) PetscCall(MovePlates(s, &solution->load));
  memset(u, 0, size * sizeof *u);
  for (int k = 0; k < s->plan.solve_count; k++) {
    if (s->row[k] == 0) continue;
    for (size_t i = 0; i < size; i++)
      u[i] += s->row[k] * s->solves[k].displacement[i];
  }
  PetscFunctionReturn(0);
}

/* The residual of a step: its solve's, or what is left of a sum of solves, which is relative to the
 * step's own load (solutions that nearly cancel each other leave more). */
static double Residual(const Superposition *s, double imbalance) {
  const double *factor = s->row;
  int terms = 0, last = 0;
  for (int k = 0; k < s->plan.solve_count; k++)
    if (factor[k] != 0) {
      terms++;
      last = k;
    }
  if (terms == 1) return s->solves[last].residual;
  return terms == 0 ? 0 : imbalance;
}

/* Collective. Reactions and imbalance of the solution, with the time that they take. */
static PetscErrorCode Check(const Superposition *s, SulSolution *solution, SulStepResult *result) {
  double start = SulClock();

  PetscFunctionBegin;
  PetscCall(Balance(s->system->body, solution));
  result->checking += SulClock() - start;
  PetscFunctionReturn(0);
}

/* A step whose sum of solves is not good enough is solved for itself, from that sum or from where
 * an earlier try stood. */
static PetscErrorCode SolveStep(Superposition *s, int step, const double *guess,
                                SulSolution *solution, SulStepResult *result, SulError *error) {
  double superposed = result->residual;
  SulSolveResult one;

  PetscFunctionBegin;
  if (guess) memcpy(solution->displacement, guess, Size(s) * sizeof *guess);
  SulCall(error, SulSystemSolve(s->system, &solution->load, solution->displacement, &one, error));
  result->iterations += one.iterations;
  result->residual = one.residual;
  result->converged = one.converged;
  result->stopped = one.stopped;
  if (one.stopped) PetscFunctionReturn(0);
  PetscCall(Check(s, solution, result));
  SulLogLine(s->system->log, "step %d: the sum of solves has a residual of %.1e; solved for itself",
             step + 1, superposed);
  PetscFunctionReturn(0);
}

static PetscErrorCode Take(void *state, int step, const double *guess, SulSolution *solution,
                           SulStepResult *result, SulError *error) {
  Superposition *s = state;

  PetscFunctionBegin;
  memset(result, 0, sizeof *result);
  result->substeps = 1;
  SulCall(error, SolveFor(s, step, result, error));
  if (result->stopped) PetscFunctionReturn(0);
  PetscCall(Superpose(s, step, solution));
  PetscCall(Check(s, solution, result));
  result->residual = Residual(s, solution->imbalance);
  result->converged = result->residual <= s->system->asked;
  if (!result->converged) PetscCall(SolveStep(s, step, guess, solution, result, error));
  PetscFunctionReturn(0);
}

/* ---- Checkpoints ----------------------------------------------------------------------------- */

static PetscErrorCode Arrays(void *state, SulArray **arrays, int *count) {
  Superposition *s = state;

  PetscFunctionBegin;
  for (int k = 0; k < s->plan.solve_count; k++) {
    Solve *solve = &s->solves[k];
    solve->facts[0] = solve->solved;
    solve->facts[1] = solve->iterations;
    solve->facts[2] = solve->residual;
    s->arrays[2 * k] = (SulArray){.name = solve->name,
                                  .unit = "m",
                                  .description = "displacement under one of the independent loads",
                                  .place = SUL_AT_NODES,
                                  .components = 3,
                                  .values = solve->displacement};
    s->arrays[2 * k + 1] = (SulArray){.name = solve->facts_name,
                                      .unit = "1",
                                      .description = "solved (1) or an iterate, iterations so far, "
                                                     "true relative residual",
                                      .place = SUL_ONCE,
                                      .components = FACTS,
                                      .values = solve->facts};
  }
  *arrays = s->arrays;
  *count = 2 * s->plan.solve_count;
  PetscFunctionReturn(0);
}

/* What is said to be a solution is one if its residual says so, with the loads and materials of
 * now; otherwise the solve goes on from it. */
static PetscErrorCode Verify(Superposition *s, int k) {
  Solve *solve = &s->solves[k];
  SulSolution solution = {.load = s->plan.solve[k], .displacement = solve->displacement};

  PetscFunctionBegin;
  solution.reaction = SulAllocate((size_t)SulMeshRows(s->system->mesh).owned, 3 * sizeof(double));
  PetscCall(Balance(s->system->body, &solution));
  free(solution.reaction);
  solve->residual = solution.imbalance;
  solve->solved = solve->residual <= s->system->asked;
  if (!solve->solved)
    SulLogLine(s->system->log,
               "restart: solve %d of %d has a residual of %.1e where %.1e is asked for: it goes on",
               k + 1, s->plan.solve_count, solve->residual, s->system->asked);
  PetscFunctionReturn(0);
}

static PetscErrorCode Resume(void *state, const bool *found, SulLoad *load, int *done,
                             SulError *error) {
  Superposition *s = state;
  int complete = 0, begun = 0;

  PetscFunctionBegin;
  (void)load, (void)error;
  *done = -1; /* a step costs nothing once its solves are done */
  for (int k = 0; k < s->plan.solve_count; k++) {
    Solve *solve = &s->solves[k];
    if (!found[2 * k] || !found[2 * k + 1]) continue;
    solve->iterations = (int)solve->facts[1];
    if (solve->facts[0] != 0.0) PetscCall(Verify(s, k));
    complete += solve->solved;
    begun += !solve->solved && solve->iterations > 0;
  }
  SulLogLine(s->system->log, "restart: %d of %d solves are done, %d begun", complete,
             s->plan.solve_count, begun);
  PetscFunctionReturn(0);
}

const SulStepKind SulStepSuperposed = {Create, Take, Arrays, Resume, Destroy};

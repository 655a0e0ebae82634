/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of a linear problem: one solve for each independent load, steps are sums of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/solve.h>

enum { FACTS = 3, NAME = 24 };

/* One solve. */
typedef struct {
  double *displacement; /* [nodes_local][3] m, zero or an iterate until it is solved */
  bool solved;
  int iterations;
  double residual;
  char name[NAME],
      facts_name[NAME]; /* in a checkpoint, with `facts`: solved, iterations, residual */
  double facts[FACTS];
} Solve;

typedef struct {
  SulSystem *system;
  SulLoad *steps; /* [plan.step_count], at the program's targets */
  SulPlan plan;
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
  s->steps = SulAllocate((size_t)step_count, sizeof *s->steps);
  for (int k = 0; k < step_count; k++) {
    SulLoadMake(body->mesh->phase_count, body->program.course_count, &s->steps[k]);
    SulLoadAt(body, k + 1, &s->steps[k]);
  }
  PetscCall(SulPlanCreate(body, s->steps, step_count, &s->plan));
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
  SulPlanDestroy(&s->plan);
  free(s);
  *state = NULL;
  PetscFunctionReturn(0);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

/* The solves that this step is the first to need. */
static PetscErrorCode SolveFor(Superposition *s, int step, SulStepResult *result, SulError *error) {
  PetscFunctionBegin;
  for (int k = 0; k <= SulPlanNeeds(&s->plan, step) && !result->stopped; k++) {
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

static void Superpose(const Superposition *s, int step, SulSolution *solution) {
  size_t size = Size(s);
  double *u = solution->displacement;
  solution->time = step + 1;
  SulLoadCopy(s->system->body, &s->plan.step[step], &solution->load);
  memset(u, 0, size * sizeof *u);
  for (int k = 0; k < s->plan.solve_count; k++) {
    double factor = s->plan.factor[step * s->plan.solve_count + k];
    if (factor == 0) continue;
    for (size_t i = 0; i < size; i++)
      u[i] += factor * s->solves[k].displacement[i];
  }
}

/* The residual of a step: its solve's, or what is left of a sum of solves, which is relative to the
 * step's own load (solutions that nearly cancel each other leave more). */
static double Residual(const Superposition *s, int step, double imbalance) {
  const double *factor = s->plan.factor + (ptrdiff_t)step * s->plan.solve_count;
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
  PetscCall(SulSolutionBalance(s->system->body, solution));
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
  SulCall(error,
          SulSystemSolve(s->system, &s->plan.step[step], solution->displacement, &one, error));
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
  Superpose(s, step, solution);
  PetscCall(Check(s, solution, result));
  result->residual = Residual(s, step, solution->imbalance);
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
  solution.reaction = SulAllocate((size_t)s->system->mesh->nodes_owned, 3 * sizeof(double));
  PetscCall(SulSolutionBalance(s->system->body, &solution));
  free(solution.reaction);
  solve->residual = solution.imbalance;
  solve->solved = solve->residual <= s->system->asked;
  if (!solve->solved)
    SulLogLine(s->system->log,
               "restart: solve %d of %d has a residual of %.1e where %.1e is asked for: it goes on",
               k + 1, s->plan.solve_count, solve->residual, s->system->asked);
  PetscFunctionReturn(0);
}

static PetscErrorCode Resume(void *state, const bool *found) {
  Superposition *s = state;
  int complete = 0, begun = 0;

  PetscFunctionBegin;
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

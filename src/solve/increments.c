/* SPDX-License-Identifier: BSD-2-Clause */
/* The way from target to target of a problem that is not linear: how large an increment may be, what
 * comes of one that was too large, and what a checkpoint has to know of it.
 *
 * Places are those of SulLoadAt: target k at k. Sizes are shares of the way between two targets. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/solve.h>

#include "convergence.h"
#include "newton.h"
#include "point_arrays.h"

static const double smallest = 1e-4;     /* increment */
static const double first_size = 0.1;    /* of a way on which nothing swells */
static const double swelling_most = 0.1; /* change of a phase's volume in an increment, a share */
static const double plastic_most = 0.05; /* plastic strain of a point in an increment */
static const double watched_from = 0.01; /* smaller increments may pass the limit above */
static const double same = 1e-9;         /* places that are one */
/* Iterations, and increments in a row. More than most tries take, so that not the rounding of one,
 * and with it the number of ranks, decides on the size of the next. */
enum { EASY = 8, EASY_ROW = 2 };
enum { FACTS = 11, ALL_FACTS = FACTS + 2 * SUL_CONTROLS_MAX }; /* of a checkpoint */

typedef struct {
  SulSystem *system;
  SulNewton *newton;
  double place;     /* of the last accepted solution */
  double size;      /* of the next increment */
  double came;      /* size of the last one; 0: none that says where things go */
  double rate;      /* plastic strain of the point that flowed most, by size, in the last try */
  int easy;         /* in a row */
  double *accepted; /* [nodes_local][3] m, at place */
  double *before;   /* the one before that, `came` ago */
  double *guess;
  SulLoad load;                           /* at place */
  double plates_before[SUL_CONTROLS_MAX]; /* amplitudes that belong to `before` */
  SulPointArrays *points;
  SulArray *arrays; /* of a checkpoint */
  int array_count;
  double facts[ALL_FACTS];
  SulStepResult count; /* since the last target; all 0 between two steps */
} Increments;

static size_t Size(const Increments *s) {
  return 3 * (size_t)s->system->mesh->nodes_local;
}

/* ---- Making ---------------------------------------------------------------------------------- */

/* Does a constant condition push or move? It comes on before anything else. */
static double Beginning(const SulBody *body, SulLoad *load) {
  double sum = 0;
  SulLoadAt(body, 0, load);
  for (int c = 0; c < body->program.course_count; c++)
    sum += fabs(load->course[c]);
  return sum > 0 ? -1 : 0;
}

/* Is the run to stop? While lithium diffuses, too. */
static PetscErrorCode Interrupted(void *system, bool *stop) {
  PetscFunctionBegin;
  PetscCall(SulConvergenceInterrupted(system));
  *stop = ((const SulSystem *)system)->interrupted;
  PetscFunctionReturn(0);
}

static PetscErrorCode Create(SulSystem *system, void **state) {
  const SulBody *body = system->body;
  Increments *s = SulAllocate(1, sizeof *s);

  PetscFunctionBegin;
  *state = s;
  s->system = system;
  PetscCall(SulNewtonCreate(system, &s->newton));
  s->accepted = SulAllocate(Size(s), sizeof(double));
  s->before = SulAllocate(Size(s), sizeof(double));
  s->guess = SulAllocate(Size(s), sizeof(double));
  SulLoadMake(body->mesh->phase_count, body->program.course_count, &s->load);
  s->place = Beginning(body, &s->load);
  SulLoadAt(body, s->place, &s->load);
  PetscCall(SulPointArraysCreate(body->points, &s->points));
  if (body->particles) {
    body->particles->Interrupted = Interrupted;
    body->particles->interrupts = system;
  }
  SulLogLine(system->log, "%d load step%s by Newton's method", body->program.count,
             body->program.count == 1 ? "" : "s");
  PetscFunctionReturn(0);
}

static PetscErrorCode Destroy(void **state) {
  Increments *s = *state;

  PetscFunctionBegin;
  if (!s) PetscFunctionReturn(0);
  if (s->system->body->particles) s->system->body->particles->Interrupted = NULL;
  PetscCall(SulNewtonDestroy(&s->newton));
  PetscCall(SulPointArraysDestroy(&s->points));
  SulLoadDestroy(&s->load);
  free(s->accepted);
  free(s->before);
  free(s->guess);
  free(s->arrays);
  free(s);
  *state = NULL;
  PetscFunctionReturn(0);
}

/* ---- How large ------------------------------------------------------------------------------- */

/* The change of a phase's volume from here to the end of the way, the largest. */
static double Swelling(const Increments *s, const SulLoad *end) {
  double most = 0;
  for (int p = 0; p < s->system->body->mesh->phase_count; p++)
    most = fmax(most, 3 * fabs(log1p(end->swelling[p]) - log1p(s->load.swelling[p])));
  return most;
}

/* The largest increment that the loads between here and the end of the way allow. */
static double Largest(const Increments *s, const SulLoad *end, double way) {
  const SulBody *body = s->system->body;
  double swelling = Swelling(s, end) / way, largest = 1;
  if (SulBodyIsAffine(body)) return 1;
  if (swelling > 0) largest = fmin(largest, swelling_most / swelling);
  if (s->rate > 0) largest = fmin(largest, fmax(0.8 * plastic_most / s->rate, watched_from));
  double change = fabs(end->program - s->load.program) / way;
  if (s->system->largest_step > 0 && change > 0)
    largest = fmin(largest, s->system->largest_step / change);
  return largest;
}

/* Is there a phase that time alone changes? */
static bool Ages(const SulBody *body) {
  bool ages = false;
  for (int p = 0; p < body->mesh->phase_count; p++) {
    bool diffuses = body->particles && body->particles->spread[p].profile == SUL_PROFILE_DIFFUSION;
    ages |= diffuses || SulPhaseCreeps(&body->phases[p]);
  }
  return ages;
}

/* Is all at the end of the way as it is here, but for the time? */
static bool IsIdle(const Increments *s, const SulLoad *end) {
  const SulBody *body = s->system->body;
  bool idle = end->program == s->load.program && !Ages(body);
  for (int p = 0; p < body->mesh->phase_count; p++)
    idle &= end->lithiation[p] == s->load.lithiation[p];
  for (int c = 0; c < body->program.course_count; c++)
    idle &= end->course[c] == s->load.course[c]; /* plates are where they are in both */
  return idle;
}

/* The increment to try on a way that still is `way` long: parts of equal length, or all of it where
 * nothing happens on it. */
static double Choose(Increments *s, const SulLoad *end, double way) {
  if (IsIdle(s, end) && s->count.cuts == 0) return way;
  double largest = Largest(s, end, way);
  bool brave = s->place < 0 || Swelling(s, end) > 0 || SulBodyIsAffine(s->system->body);
  if (s->size == 0) s->size = brave ? largest : first_size;
  s->size = fmin(s->size, largest);
  return way / ceil(way / s->size - same);
}

/* Collective. The largest plastic strain that the last answer added to a point. */
static PetscErrorCode PlasticIncrement(const SulPoints *points, double *most) {
  PetscFunctionBegin;
  *most = SulPointsLargestChange(points, "plastic_strain");
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, most, 1, MPI_DOUBLE, MPI_MAX, points->mesh->comm));
  PetscFunctionReturn(0);
}

/* ---- A try ----------------------------------------------------------------------------------- */

/* Straight on from the last increment, unless the load turns or a target was passed; plates too. */
static const double *Guess(Increments *s, double size, SulLoad *load) {
  const SulBody *body = s->system->body;
  if (s->came == 0) return NULL;
  double factor = size / s->came;
  for (int p = 0; p < body->plate_count; p++) {
    double now = s->load.course[body->plates[p].amplitude];
    load->course[body->plates[p].amplitude] = now + factor * (now - s->plates_before[p]);
  }
  for (size_t i = 0; i < Size(s); i++)
    s->guess[i] = s->accepted[i] + factor * (s->accepted[i] - s->before[i]);
  return s->guess;
}

static PetscErrorCode Tell(Increments *s, const SulSolution *solution, double size,
                           const SulNewtonResult *result, bool accepted) {
  const SulLoad *load = &solution->load;
  const SulObserver *observer = &s->system->observer;
  SulTry one = {.step = s->place < 0 ? 0 : (int)floor(s->place + same) + 1,
                .place = solution->time,
                .time = load->time,
                .lithiation = load->program,
                .size = size,
                .newton = result->iterations,
                .linear = result->linear,
                .residual = result->residual,
                .before = result->before,
                .scatter = NAN,
                .accepted = accepted,
                .why = result->why};

  PetscFunctionBegin;
  if (observer->Tried) PetscCall(observer->Tried(observer->context, &one));
  PetscFunctionReturn(0);
}

static void Back(const Increments *s, SulSolution *solution) {
  memcpy(solution->displacement, s->accepted, Size(s) * sizeof(double));
  SulLoadCopy(s->system->body, &s->load, &solution->load);
  solution->time = s->place;
  solution->imbalance = s->count.residual;
}

/* After an increment that was not accepted. */
static void Cut(Increments *s, double tried, double factor, SulSolution *solution) {
  Back(s, solution);
  s->size = factor * tried;
  s->easy = 0;
  s->count.cuts++;
}

static PetscErrorCode Fail(const Increments *s, const SulNewtonResult *result, double place,
                           SulError *error) {
  const SulObserver *observer = &s->system->observer;
  char where[600], at[100], name[200] = "";
  SulNewtonPlace in;

  PetscFunctionBegin;
  PetscCall(SulNewtonWhere(s->newton, &in));
  if (observer->Name) observer->Name(observer->context, in.phase, in.position, name, sizeof name);
  snprintf(where, sizeof where, "in the phase \"%s\" near (%.4g, %.4g, %.4g) m%s",
           s->system->mesh->phases[in.phase].name, in.position[0], in.position[1], in.position[2],
           name);
  if (s->place < 0)
    snprintf(at, sizeof at, "at %.6g %% of the loads that act from the beginning",
             100 * (1 + s->place));
  else
    snprintf(at, sizeof at, "at lithiation %.6g, %.6g %% of the way to its target", s->load.program,
             100 * (s->place - floor(s->place + same)));
  SulErrorSet(
      error, SUL_DIVERGED,
      "step %d did not converge (%s) %s, %s, with increments of %.0e of the step; what was reached "
      "before is in fields.h5. Look at the deformation there: try smaller loads, as there is no "
      "equilibrium beyond what the body bears, a finer mesh between particles that nearly touch, "
      "element_order: 2, a smaller program.largest_step or a little hardening",
      (int)fmax(ceil(place), 1), result->why, where, at, smallest);
  PetscFunctionReturn(0);
}

/* The increment that was tried holds. */
static PetscErrorCode Accept(Increments *s, SulSolution *solution, double size,
                             const SulNewtonResult *result) {
  double *old = s->before;

  PetscFunctionBegin;
  s->before = s->accepted;
  s->accepted = old;
  memcpy(s->accepted, solution->displacement, Size(s) * sizeof(double));
  for (int p = 0; p < s->system->body->plate_count; p++)
    s->plates_before[p] = s->load.course[s->system->body->plates[p].amplitude];
  SulLoadCopy(s->system->body, &solution->load, &s->load);
  s->place = solution->time;
  s->came = size;
  s->easy = result->iterations <= EASY ? s->easy + 1 : 0;
  if (s->easy >= EASY_ROW) {
    s->size *= 1.5;
    s->easy = 0;
  }
  s->count.substeps++;
  s->count.residual = result->residual;
  if (s->place == 0) s->came = s->size = 0; /* what comes now is not like what has come on */
  PetscFunctionReturn(0);
}

/* A try that was stopped is made again after a restart. */
static void Count(Increments *s, const SulNewtonResult *result) {
  s->count.stopped = result->stopped;
  if (result->stopped) return;
  s->count.newton += result->iterations;
  s->count.iterations += result->linear;
}

/* One increment towards the place `end`; *accepted tells whether it holds. */
static PetscErrorCode Try(Increments *s, double end, SulSolution *solution, bool *accepted,
                          SulError *error) {
  const SulBody *body = s->system->body;
  SulNewtonResult result;
  double plastic = 0;

  PetscFunctionBegin;
  memcpy(solution->displacement, s->accepted, Size(s) * sizeof(double));
  SulLoadAt(body, end, &solution->load);
  double way = end - s->place, size = Choose(s, &solution->load, way);
  double place = way - size < same ? end : s->place + size;
  SulLoadAt(body, place, &solution->load);
  solution->time = place;
  PetscCall(SulBodyLithiate(body, &solution->load, error));
  if (error->status == SUL_STOPPED) {
    memset(error, 0, sizeof *error);
    s->count.stopped = true;
    Back(s, solution);
  }
  *accepted = false;
  if (SulFailed(error) || s->count.stopped) PetscFunctionReturn(0);
  SulCall(error, SulNewtonSolve(s->newton, solution, solution->load.time - s->load.time,
                                Guess(s, size, &solution->load), &result, error));
  Count(s, &result);
  if (result.converged) PetscCall(PlasticIncrement(body->points, &plastic));
  if (result.converged) s->rate = plastic / size;
  bool far = plastic > plastic_most && size > watched_from;
  if (far) result.why = "a point flows too far";
  *accepted = result.converged && !far;
  PetscCall(Tell(s, solution, size, &result, *accepted));
  if (result.stopped) {
    Back(s, solution);
  } else if (*accepted) {
    PetscCall(Accept(s, solution, size, &result));
  } else {
    Cut(s, size, far ? 0.5 : 0.25, solution);
    if (s->size < smallest) PetscCall(Fail(s, &result, place, error));
  }
  PetscFunctionReturn(0);
}

/* Collective. Takes the motions that no condition holds out of what is seen of a solution; the
 * increments themselves go on from the pinned one. At finite strain translations alone: the others
 * are no rigid motions there. */
static PetscErrorCode Settle(const Increments *s, SulSolution *solution) {
  const SulBody *body = s->system->body;
  SulRigidMotions motions = body->motions;

  PetscFunctionBegin;
  motions.count = 0;
  for (int k = 0; k < body->motions.count; k++) {
    const double *rotation = body->motions.motion[k].rotation;
    bool turns = rotation[0] != 0 || rotation[1] != 0 || rotation[2] != 0;
    if (!body->finite || !turns) motions.motion[motions.count++] = body->motions.motion[k];
  }
  PetscCall(SulRigidMotionsRemove(body->mesh, &motions, solution->displacement));
  PetscFunctionReturn(0);
}

/* ---- A step ---------------------------------------------------------------------------------- */

static PetscErrorCode Accepted(const Increments *s, SulSolution *solution, bool target,
                               SulError *error) {
  const SulObserver *observer = &s->system->observer;

  PetscFunctionBegin;
  PetscCall(Settle(s, solution));
  if (observer->Accepted)
    SulCall(error, observer->Accepted(observer->context, solution, target, error));
  if (target) PetscFunctionReturn(0);
  PetscCall(SulBodyCommit(s->system->body));
  if (observer->Committed) SulCall(error, observer->Committed(observer->context, error));
  PetscFunctionReturn(0);
}

/* Increments up to the place `end`, which is a target where it is not 0. */
static PetscErrorCode Go(Increments *s, double end, SulSolution *solution, SulError *error) {
  bool accepted;

  PetscFunctionBegin;
  while (s->place < end && !s->count.stopped) {
    PetscCall(Try(s, end, solution, &accepted, error));
    if (SulFailed(error)) { /* what is left is what was accepted, as it was seen then */
      Back(s, solution);
      PetscCall(Settle(s, solution));
      PetscFunctionReturn(0);
    }
    if (accepted) SulCall(error, Accepted(s, solution, s->place == end && end > 0, error));
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode Take(void *state, int step, const double *guess, SulSolution *solution,
                           SulStepResult *result, SulError *error) {
  Increments *s = state;

  PetscFunctionBegin;
  (void)guess; /* increments begin where the last accepted one ended */
  Back(s, solution);
  s->came = s->place < 0 || s->place > step ? s->came : 0; /* the course may have turned */
  if (s->place < 0) SulCall(error, Go(s, 0, solution, error));
  if (!s->count.stopped) SulCall(error, Go(s, step + 1, solution, error));
  if (s->count.stopped) PetscCall(Settle(s, solution)); /* as it was seen when it was accepted */
  *result = s->count;
  result->converged = !result->stopped;
  if (result->converged) memset(&s->count, 0, sizeof s->count);
  PetscFunctionReturn(0);
}

/* ---- Checkpoints ----------------------------------------------------------------------------- */

static int ArrayCount(const Increments *s) {
  return 3 + SulPointArraysCount(s->points) + SulBodyArrays(s->system->body, NULL);
}

static PetscErrorCode Arrays(void *state, SulArray **arrays, int *count) {
  Increments *s = state;
  const double facts[FACTS] = {s->place,          s->size,
                               s->came,           s->easy,
                               s->rate,           *SulNewtonReference(s->newton),
                               s->count.substeps, s->count.cuts,
                               s->count.newton,   s->count.iterations,
                               s->count.residual};

  PetscFunctionBegin;
  memcpy(s->facts, facts, sizeof facts);
  for (int p = 0; p < s->system->body->plate_count; p++) {
    s->facts[FACTS + 2 * p] = s->load.course[s->system->body->plates[p].amplitude];
    s->facts[FACTS + 2 * p + 1] = s->plates_before[p];
  }
  int points = SulPointArraysCount(s->points);
  s->arrays = SulReallocate(s->arrays, (size_t)ArrayCount(s), sizeof *s->arrays);
  s->arrays[0] = (SulArray){.name = "accepted",
                            .unit = "m",
                            .description = "displacement of the last accepted increment",
                            .place = SUL_AT_NODES,
                            .components = 3,
                            .values = s->accepted};
  s->arrays[1] = (SulArray){.name = "before",
                            .unit = "m",
                            .description = "displacement of the increment before that",
                            .place = SUL_AT_NODES,
                            .components = 3,
                            .values = s->before};
  s->arrays[2] = (SulArray){
      .name = "increments",
      .unit = "1",
      .description = "place, next size, last size, easy increments, plastic strain by size, "
                     "reference of the residual; since the last target: parts, cuts, Newton and "
                     "linear iterations, residual; of plates movement and that before",
      .place = SUL_ONCE,
      .components = ALL_FACTS,
      .values = s->facts};
  SulPointArraysFill(s->points, &s->arrays[3]);
  SulBodyArrays(s->system->body, &s->arrays[3 + points]);
  *arrays = s->arrays;
  *count = ArrayCount(s);
  PetscFunctionReturn(0);
}

static void TakeFacts(Increments *s) {
  s->place = s->facts[0];
  s->size = s->facts[1];
  s->came = s->facts[2];
  s->easy = (int)s->facts[3];
  s->rate = s->facts[4];
  *SulNewtonReference(s->newton) = s->facts[5];
  s->count = (SulStepResult){.substeps = (int)s->facts[6],
                             .cuts = (int)s->facts[7],
                             .newton = (int)s->facts[8],
                             .iterations = (int)s->facts[9],
                             .residual = s->facts[10]};
  SulLoadAt(s->system->body, s->place, &s->load);
  for (int p = 0; p < s->system->body->plate_count; p++) {
    s->load.course[s->system->body->plates[p].amplitude] = s->facts[FACTS + 2 * p];
    s->plates_before[p] = s->facts[FACTS + 2 * p + 1];
  }
}

static PetscErrorCode Resume(void *state, const bool *found, SulLoad *load, int *done,
                             SulError *error) {
  Increments *s = state;
  bool all = true;

  PetscFunctionBegin;
  *done = -1;
  for (int i = 0; i < ArrayCount(s); i++)
    all &= found[i];
  SulCall(error, SulBodyResume(s->system->body, all, error));
  if (!all) PetscFunctionReturn(0);
  TakeFacts(s);
  SulLoadCopy(s->system->body, &s->load, load);
  *done = (int)fmax(s->place, 0);
  PetscCall(SulMeshHalo(s->system->mesh, 3, s->accepted));
  PetscCall(SulMeshHalo(s->system->mesh, 3, s->before));
  PetscCall(SulPointArraysTake(s->points));
  SulLogLine(s->system->log, "restart: goes on at lithiation %g of step %d", s->load.program,
             *done + 1);
  PetscFunctionReturn(0);
}

const SulStepKind SulStepNewton = {Create, Take, Arrays, Resume, Destroy};

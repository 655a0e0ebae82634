/* SPDX-License-Identifier: BSD-2-Clause */
/* The diffusion equation in particles, by finite elements on the mesh of the displacements.
 *
 *     M dc/dt = f - K c,   M_ab = int N_a N_b dV,  K_ab = int D grad N_a . grad N_b dV,
 *     f_a = (share V dx/dt / A) int N_a dA over the particle's entry, or dc/dt is given there
 *
 * On the way from one target to the next f does not change. Steps in time are those of the
 * equation, not of the mechanics, on which it does not depend: TR-BDF2 as a scheme of three stages
 * with one matrix, of second order and L-stable, with the error of Hosea and Shampine (Appl. Numer.
 * Math. 20, 21 (1996)), smoothed by the same matrix. Between them c is the cubic with the values
 * and slopes at the ends. Steps are parts of the way by powers of 2, so that the matrix is seldom
 * another one.
 *
 * The march goes beside the mechanics and has the two levels around the place that was asked for
 * last; what an increment that is cut needs is kept by who asks. */
#include "diffusion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "spread.h"

static const double step_error = 1e-5;    /* of the lithiation in a step */
enum { MANY = 100 };                      /* iterations */
static const long long ticks = 1LL << 40; /* of a way, in which steps are counted */
static const double first_step = 1e-3;    /* of the first way */

#define GAMMA (1 - M_SQRT1_2) /* of the implicit stages, by the step */
#define OUTER (M_SQRT2 / 4)   /* weight of the first two rates */

/* ---- Means ----------------------------------------------------------------------------------- */

/* Collective. Adds to c what the mean of each particle is off `due`, its share of it by phase: the
 * error of the linear solver in what must not be lost. Held ones take what they take. */
static PetscErrorCode Correct(const SulConcentration *s, const double *due, Vec c) {
  const SulActiveParticles *particles = s->body->particles;
  double *sum = SulAllocate((size_t)particles->count, sizeof *sum);
  const PetscScalar *weight;
  PetscScalar *value;

  PetscFunctionBegin;
  PetscCall(VecGetArrayRead(s->weight, &weight));
  PetscCall(VecGetArray(c, &value));
  for (PetscInt i = 0; i < s->scalars.count; i++)
    sum[s->scalars.of_unknown[i]] += weight[i] * value[i];
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, sum, particles->count, MPI_DOUBLE, MPI_SUM, s->body->mesh->comm));
  for (PetscInt i = 0; i < s->scalars.count; i++) {
    int k = s->scalars.of_unknown[i];
    const SulActiveParticle *one = &particles->list[k];
    if (!particles->spread[one->phase].held)
      value[i] += one->share * due[one->phase] - sum[k] * s->scalars.unit / one->volume;
  }
  PetscCall(VecRestoreArray(c, &value));
  PetscCall(VecRestoreArrayRead(s->weight, &weight));
  free(sum);
  PetscFunctionReturn(0);
}

/* s, of the way at hand. */
static double Duration(const SulConcentration *s) {
  return s->body->program.duration[s->march.way];
}

/* [phase_count] lithiations at a part of the way, and how fast they change, 1/s; free() them. */
static double *Due(const SulConcentration *s, double part, bool rate) {
  const int phases = s->body->mesh->phase_count;
  double *due = SulAllocate((size_t)phases, sizeof *due);
  for (int p = 0; p < phases; p++) {
    double from = SulBodyTarget(s->body, p, s->march.way),
           to = SulBodyTarget(s->body, p, s->march.way + 1);
    due[p] = rate ? (to - from) / Duration(s) : from + part * (to - from);
  }
  return due;
}

/* Of this place in s->level. */
static PetscErrorCode CorrectLevel(const SulConcentration *s, int which) {
  const SulDiffusionLevel *level = &s->level[which];
  double part = (double)s->march.time[which] / (double)ticks;
  double *c = Due(s, part, false), *rate = Due(s, 0, true);

  PetscFunctionBegin;
  PetscCall(Correct(s, c, level->c));
  PetscCall(Correct(s, rate, level->rate));
  free(c);
  free(rate);
  PetscFunctionReturn(0);
}

/* ---- Rates ----------------------------------------------------------------------------------- */

static PetscErrorCode Release(const SulConcentration *s, Vec vector) {
  PetscScalar *value;

  PetscFunctionBegin;
  PetscCall(VecGetArray(vector, &value));
  for (PetscInt k = 0; k < s->held_count; k++)
    value[s->held[k] - s->scalars.begin] = 0;
  PetscCall(VecRestoreArray(vector, &value));
  PetscFunctionReturn(0);
}

/* Multigrid from where it pays. */
static PetscErrorCode Precondition(SulConcentration *s) {
  bool multigrid = s->implicit >= s->hard;

  PetscFunctionBegin;
  if (multigrid != s->multigrid) PetscCall(SulScalarsPrecondition(s->ksp, multigrid));
  s->multigrid = multigrid;
  PetscFunctionReturn(0);
}

PetscErrorCode SulDiffusionSetImplicit(SulConcentration *s, double implicit) {
  PetscFunctionBegin;
  if (implicit == s->implicit) PetscFunctionReturn(0);
  PetscCall(MatCopy(s->mass, s->matrix, SAME_NONZERO_PATTERN));
  PetscCall(MatAXPY(s->matrix, implicit, s->stiffness, SAME_NONZERO_PATTERN));
  if (s->any_held) PetscCall(SulScalarsFix(s->matrix, s->held_count, s->held));
  if (s->ksp) PetscCall(KSPSetOperators(s->ksp, s->matrix, s->matrix));
  s->implicit = implicit;
  if (s->ksp) PetscCall(Precondition(s));
  PetscFunctionReturn(0);
}

/* "diffusion in "sulfur", from 3 s on,": who solves, and from when on. */
static void Describe(const SulConcentration *s, char *text, size_t size) {
  const SulProgram *program = &s->body->program;
  double time = (double)s->march.time[1] / (double)ticks * Duration(s);
  for (int k = 0; k < s->march.way; k++)
    time += program->duration[k];
  snprintf(text, size, "diffusion in ");
  SulPhasesOfProfile(s->body, SUL_PROFILE_DIFFUSION, text, size);
  SulTextAppend(text, size, ", from %.6g s on,", time);
}

/* Solves with the matrix at hand, and learns from it. */
static PetscErrorCode Solve(SulConcentration *s, Vec load, Vec solution, SulError *error) {
  char what[400];
  PetscInt iterations;

  PetscFunctionBegin;
  Describe(s, what, sizeof what);
  SulCall(error, SulScalarsSolve(s->ksp, what, load, solution, error));
  PetscCall(KSPGetIterationNumber(s->ksp, &iterations));
  if (!s->multigrid && iterations > MANY) s->hard = s->implicit;
  PetscCall(Precondition(s));
  PetscFunctionReturn(0);
}

/* (M + implicit K) rate = f - K c, with the rates that are given; `rate` is the first guess. */
static PetscErrorCode FindRate(SulConcentration *s, double implicit, Vec c, Vec rate,
                               SulError *error) {
  PetscFunctionBegin;
  PetscCall(SulDiffusionSetImplicit(s, implicit));
  PetscCall(MatMult(s->stiffness, c, s->scratch));
  PetscCall(VecAYPX(s->scratch, -1, s->source));
  if (s->any_held) {
    PetscCall(MatMult(s->mass, s->given, s->error));
    PetscCall(VecAXPY(s->scratch, -1, s->error));
    PetscCall(MatMult(s->stiffness, s->given, s->error));
    PetscCall(VecAXPY(s->scratch, -implicit, s->error));
    PetscCall(Release(s, s->scratch));
    PetscCall(Release(s, rate));
  }
  SulCall(error, Solve(s, s->scratch, rate, error));
  if (s->any_held) PetscCall(VecAXPY(rate, 1, s->given));
  PetscFunctionReturn(0);
}

/* f and the given rates of the way. */
static PetscErrorCode SetSource(SulConcentration *s) {
  const SulActiveParticles *particles = s->body->particles;
  double *due = Due(s, 0, true);
  PetscScalar *source, *given;

  PetscFunctionBegin;
  PetscCall(VecCopy(s->entry, s->source));
  PetscCall(VecZeroEntries(s->given));
  PetscCall(VecGetArray(s->source, &source));
  PetscCall(VecGetArray(s->given, &given));
  for (PetscInt i = 0; i < s->scalars.count; i++)
    source[i] *= due[particles->list[s->scalars.of_unknown[i]].phase];
  for (PetscInt k = 0; k < s->held_count; k++) {
    const SulActiveParticle *one =
        &particles->list[s->scalars.of_unknown[s->held[k] - s->scalars.begin]];
    given[s->held[k] - s->scalars.begin] = one->share * due[one->phase];
  }
  PetscCall(VecRestoreArray(s->source, &source));
  PetscCall(VecRestoreArray(s->given, &given));
  free(due);
  PetscFunctionReturn(0);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

/* The step of `size` ticks from one level to another, which stands after it; *off: its error. */
static PetscErrorCode Step(SulConcentration *s, const SulDiffusionLevel *from,
                           const SulDiffusionLevel *to, double *off, SulError *error) {
  double h = (double)s->march.size / (double)ticks * Duration(s);

  PetscFunctionBegin;
  PetscCall(VecCopy(from->rate, s->second));
  PetscCall(VecWAXPY(s->stage, GAMMA * h, from->rate, from->c));
  SulCall(error, FindRate(s, GAMMA * h, s->stage, s->second, error));
  PetscCall(VecCopy(s->second, to->rate));
  PetscCall(VecWAXPY(s->stage, OUTER * h, from->rate, from->c));
  PetscCall(VecAXPY(s->stage, OUTER * h, s->second));
  SulCall(error, FindRate(s, GAMMA * h, s->stage, to->rate, error));
  PetscCall(VecWAXPY(to->c, GAMMA * h, to->rate, s->stage));
  PetscCall(VecCopy(from->rate, s->error));
  PetscCall(VecScale(s->error, h * (OUTER - (1 - OUTER) / 3)));
  PetscCall(VecAXPY(s->error, h * (OUTER - (3 * OUTER + 1) / 3), s->second));
  PetscCall(VecAXPY(s->error, h * (GAMMA - GAMMA / 3), to->rate));
  PetscCall(MatMult(s->mass, s->error, s->scratch));
  if (s->any_held) PetscCall(Release(s, s->scratch));
  SulCall(error, Solve(s, s->scratch, s->error, error));
  PetscCall(VecNorm(s->error, NORM_INFINITY, off));
  PetscFunctionReturn(0);
}

/* By how much steps may grow, a power of 2; less than 1 where this one must not stand. */
static double Growth(double off) {
  double growth = 0.9 * cbrt(step_error / fmax(off, 1e-3 * step_error));
  return off <= step_error ? fmin(fmax(exp2(floor(log2(growth))), 1), 4)
                           : fmax(exp2(floor(log2(growth))), 1.0 / 64);
}

/* Has it been asked for? */
static PetscErrorCode CheckStop(const SulConcentration *s, SulError *error) {
  const SulActiveParticles *particles = s->body->particles;
  bool stop = false;

  PetscFunctionBegin;
  if (particles->Interrupted) PetscCall(particles->Interrupted(particles->interrupts, &stop));
  if (stop) SulErrorSet(error, SUL_STOPPED, "stopped while lithium diffused");
  PetscFunctionReturn(0);
}

/* On by a step. What fails leaves the later level alone. */
static PetscErrorCode Advance(SulConcentration *s, SulError *error) {
  SulMarch *march = &s->march;
  const SulDiffusionLevel from = s->level[1], to = s->level[0];
  const long long begin = march->time[1];
  double off, growth = 0;

  PetscFunctionBegin;
  SulCall(error, CheckStop(s, error));
  march->time[0] = begin;
  while (growth < 1) {
    SulCall(error, Step(s, &from, &to, &off, error));
    growth = march->size == 1 ? fmax(Growth(off), 1) : Growth(off);
    if (growth < 1) march->size = (long long)fmax(growth * (double)march->size, 1);
  }
  s->level[0] = from;
  s->level[1] = to;
  march->time[1] = begin + march->size;
  PetscCall(CorrectLevel(s, 1));
  if (begin == 0) march->first = (double)march->size / (double)ticks * Duration(s);
  while (growth > 1 && march->time[1] % (2 * march->size) == 0 && march->time[1] < ticks) {
    march->size *= 2;
    growth /= 2;
  }
  PetscFunctionReturn(0);
}

/* The next power of 2 below a time. */
static long long Ticks(const SulConcentration *s, double time) {
  double share = fmin(fmax(time / Duration(s), 1 / (double)ticks), 1);
  return (long long)exp2(floor(log2(share * (double)ticks)));
}

/* ---- Ways ------------------------------------------------------------------------------------ */

/* The way from target `way`, from the later level. Where currents go on as they were, so do steps. */
static PetscErrorCode Begin(SulConcentration *s, int way, SulError *error) {
  SulMarch *march = &s->march;
  double going = (double)march->size / (double)ticks * Duration(s), *before = Due(s, 0, true);

  PetscFunctionBegin;
  march->way = way;
  march->time[0] = march->time[1] = 0;
  double *due = Due(s, 0, true);
  bool same = memcmp(before, due, (size_t)s->body->mesh->phase_count * sizeof *due) == 0;
  march->size = Ticks(s, same ? going : march->first);
  free(before);
  free(due);
  PetscCall(SetSource(s));
  SulCall(error, FindRate(s, 0, s->level[1].c, s->level[1].rate, error));
  PetscCall(CorrectLevel(s, 1));
  PetscFunctionReturn(0);
}

double SulDiffusionFirstStep(const SulConcentration *s) {
  return first_step * Duration(s);
}

PetscErrorCode SulDiffusionForget(SulConcentration *s, SulError *error) {
  PetscFunctionBegin;
  PetscCall(VecZeroEntries(s->level[1].c));
  PetscCall(VecZeroEntries(s->level[1].rate));
  s->march.way = 0;
  s->march.first = SulDiffusionFirstStep(s);
  s->march.size = Ticks(s, s->march.first);
  PetscCall(Begin(s, 0, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulDiffusionResume(SulConcentration *s) {
  PetscFunctionBegin;
  PetscCall(SetSource(s));
  PetscFunctionReturn(0);
}

bool SulMarchCovers(const SulMarch *march, int way, double part) {
  return way > march->way || (way == march->way && part * (double)ticks >= (double)march->time[0]);
}

/* The cubic between the two levels. */
static PetscErrorCode Interpolate(const SulConcentration *s, double time) {
  const SulDiffusionLevel *from = &s->level[0], *to = &s->level[1];
  double length = (double)(s->march.time[1] - s->march.time[0]);

  PetscFunctionBegin;
  PetscCall(VecCopy(to->c, s->stage));
  if (!(length > 0)) PetscFunctionReturn(0);
  double x = (time - (double)s->march.time[0]) / length;
  double h = length / (double)ticks * Duration(s);
  PetscCall(VecScale(s->stage, x * x * (3 - 2 * x)));
  PetscCall(VecAXPY(s->stage, (1 - x) * (1 - x) * (1 + 2 * x), from->c));
  PetscCall(VecAXPY(s->stage, x * (1 - x) * (1 - x) * h, from->rate));
  PetscCall(VecAXPY(s->stage, -x * x * (1 - x) * h, to->rate));
  PetscFunctionReturn(0);
}

PetscErrorCode SulDiffusionGo(SulConcentration *s, int way, double part, SulError *error) {
  PetscFunctionBegin;
  while (s->march.way < way) {
    while (s->march.time[1] < ticks)
      SulCall(error, Advance(s, error));
    SulCall(error, Begin(s, s->march.way + 1, error));
  }
  double time = part * (double)ticks;
  while ((double)s->march.time[1] < time)
    SulCall(error, Advance(s, error));
  PetscCall(Interpolate(s, time));
  PetscFunctionReturn(0);
}

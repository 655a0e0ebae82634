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
 * What is known of a way is kept until the next begins: an increment may be cut and tried again,
 * and a restart goes through the ways from the first one. */
#include "concentration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "batch.h"
#include "entry.h"
#include "scalars.h"
#include "spread.h"

static const double step_error = 1e-5;    /* of the lithiation in a step */
static const double solver_error = 1e-11; /* of a rate, relative */
static const double beyond = 0.05;        /* out of 0 to 1, which is told */
enum { MANY = 100 };                      /* iterations */
static const long long ticks = 1LL << 40; /* of a way, in which steps are counted */
static const double first_step = 1e-3;    /* of the first way */

#define GAMMA (1 - M_SQRT1_2) /* of the implicit stages, by the step */
#define OUTER (M_SQRT2 / 4)   /* weight of the first two rates */

/* c at a time of the way. */
typedef struct {
  long long time; /* ticks */
  Vec c, rate;    /* rate: 1/s */
} Level;

struct SulConcentration {
  const SulBody *body;
  SulScalars scalars;
  Mat mass, stiffness, matrix; /* matrix: mass + implicit stiffness, of given rates the unit's */
  double implicit;             /* s */
  KSP ksp;
  double hard;    /* s, from which the diagonal alone needs many iterations */
  bool multigrid; /* is it its turn? */
  Vec weight;     /* int N_a dV, m^3 */
  Vec entry;      /* f where the phase's rate is 1; 0 in phases that are held */
  bool any_held;
  PetscInt held_count, *held; /* unknowns of this rank whose rate is given, by number over all */
  int way;                    /* from which target */
  int level_count, level_room;
  Level *levels;     /* of the way, as far as it has been gone */
  long long size;    /* of the next step, ticks */
  double first;      /* s, of the first step after currents have changed */
  Vec source, given; /* f of the way, and the given rates */
  Vec stage, second, error, scratch;
  double *values; /* [nodes_local][slots] */
};

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
  return s->body->program.duration[s->way];
}

/* [phase_count] lithiations at a part of the way, and how fast they change, 1/s; free() them. */
static double *Due(const SulConcentration *s, double part, bool rate) {
  const int phases = s->body->mesh->phase_count;
  double *due = SulAllocate((size_t)phases, sizeof *due);
  for (int p = 0; p < phases; p++) {
    double from = SulBodyTarget(s->body, p, s->way), to = SulBodyTarget(s->body, p, s->way + 1);
    due[p] = rate ? (to - from) / Duration(s) : from + part * (to - from);
  }
  return due;
}

static PetscErrorCode CorrectLevel(const SulConcentration *s, const Level *level) {
  double *c = Due(s, (double)level->time / (double)ticks, false), *rate = Due(s, 0, true);

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

static PetscErrorCode SetImplicit(SulConcentration *s, double implicit) {
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

/* Solves with the matrix at hand, and learns from it. */
static PetscErrorCode Solve(SulConcentration *s, Vec load, Vec solution, SulError *error) {
  PetscInt iterations;

  PetscFunctionBegin;
  SulCall(error, SulScalarsSolve(s->ksp, "diffusion", load, solution, error));
  PetscCall(KSPGetIterationNumber(s->ksp, &iterations));
  if (!s->multigrid && iterations > MANY) s->hard = s->implicit;
  PetscCall(Precondition(s));
  PetscFunctionReturn(0);
}

/* (M + implicit K) rate = f - K c, with the rates that are given; `rate` is the first guess. */
static PetscErrorCode FindRate(SulConcentration *s, double implicit, Vec c, Vec rate,
                               SulError *error) {
  PetscFunctionBegin;
  PetscCall(SetImplicit(s, implicit));
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

/* The next level, with vectors; it may move the others. */
static PetscErrorCode AddLevel(SulConcentration *s, Level **level) {
  PetscFunctionBegin;
  if (s->level_count == s->level_room) {
    s->levels = SulReallocate(s->levels, (size_t)s->level_room + 1, sizeof *s->levels);
    PetscCall(VecDuplicate(s->weight, &s->levels[s->level_room].c));
    PetscCall(VecDuplicate(s->weight, &s->levels[s->level_room].rate));
    s->level_room++;
  }
  *level = &s->levels[s->level_count];
  PetscFunctionReturn(0);
}

/* The step from one level to another, which stands after it; *size: its error. */
static PetscErrorCode Step(SulConcentration *s, const Level *from, const Level *to, double *size,
                           SulError *error) {
  double h = (double)(to->time - from->time) / (double)ticks * Duration(s);

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
  PetscCall(VecNorm(s->error, NORM_INFINITY, size));
  PetscFunctionReturn(0);
}

/* By how much steps may grow, a power of 2; less than 1 where this one must not stand. */
static double Growth(double size) {
  double growth = 0.9 * cbrt(step_error / fmax(size, 1e-3 * step_error));
  return size <= step_error ? fmin(fmax(exp2(floor(log2(growth))), 1), 4)
                            : fmax(exp2(floor(log2(growth))), 1.0 / 64);
}

/* One more level. */
static PetscErrorCode Advance(SulConcentration *s, SulError *error) {
  Level *to = NULL;
  double size, growth = 1;

  PetscFunctionBegin;
  PetscCall(AddLevel(s, &to));
  const Level *from = &s->levels[s->level_count - 1];
  for (bool accepted = false; !accepted;) {
    to->time = from->time + s->size;
    SulCall(error, Step(s, from, to, &size, error));
    growth = Growth(size);
    accepted = growth >= 1 || s->size == 1;
    if (!accepted) s->size = (long long)fmax(growth * (double)s->size, 1);
  }
  PetscCall(CorrectLevel(s, to));
  s->level_count++;
  if (from->time == 0) s->first = (double)s->size / (double)ticks * Duration(s);
  while (growth > 1 && to->time % (2 * s->size) == 0 && to->time < ticks) {
    s->size *= 2;
    growth /= 2;
  }
  PetscFunctionReturn(0);
}

/* The next power of 2 below a time. */
static long long Ticks(const SulConcentration *s, double time) {
  double share = fmin(fmax(time / Duration(s), 1 / (double)ticks), 1);
  return (long long)exp2(floor(log2(share * (double)ticks)));
}

/* The way from target `way`, from the last level. Where currents go on as they were, so do steps. */
static PetscErrorCode Begin(SulConcentration *s, int way, SulError *error) {
  Level *last = &s->levels[s->level_count - 1], kept = *last;

  PetscFunctionBegin;
  *last = s->levels[0];
  s->levels[0] = kept;
  s->levels[0].time = 0;
  s->level_count = 1;
  double going = (double)s->size / (double)ticks * Duration(s), *before = Due(s, 0, true);
  s->way = way;
  double *due = Due(s, 0, true);
  bool same = memcmp(before, due, (size_t)s->body->mesh->phase_count * sizeof *due) == 0;
  s->size = Ticks(s, same ? going : s->first);
  free(before);
  free(due);
  PetscCall(SetSource(s));
  SulCall(error, FindRate(s, 0, s->levels[0].c, s->levels[0].rate, error));
  PetscCall(CorrectLevel(s, &s->levels[0]));
  PetscFunctionReturn(0);
}

/* As before the first way. */
static PetscErrorCode Forget(SulConcentration *s, SulError *error) {
  Level *level = NULL;

  PetscFunctionBegin;
  s->level_count = 0;
  PetscCall(AddLevel(s, &level));
  PetscCall(VecZeroEntries(level->c));
  PetscCall(VecZeroEntries(level->rate));
  s->level_count = 1;
  s->way = 0;
  s->first = first_step * Duration(s);
  s->size = Ticks(s, s->first);
  PetscCall(Begin(s, 0, error));
  PetscFunctionReturn(0);
}

/* c at a part of the way, which becomes that at hand; it is `stage` afterwards. */
static PetscErrorCode Go(SulConcentration *s, int way, double part, SulError *error) {
  PetscFunctionBegin;
  if (way < s->way) SulCall(error, Forget(s, error));
  while (s->way < way) {
    while (s->levels[s->level_count - 1].time < ticks)
      SulCall(error, Advance(s, error));
    SulCall(error, Begin(s, s->way + 1, error));
  }
  double time = part * (double)ticks;
  while ((double)s->levels[s->level_count - 1].time < time)
    SulCall(error, Advance(s, error));
  int k = s->level_count - 1;
  while (k > 0 && (double)s->levels[k - 1].time >= time)
    k--;
  const Level *to = &s->levels[k], *from = &s->levels[k > 0 ? k - 1 : 0];
  PetscCall(VecCopy(to->c, s->stage));
  if (k == 0) PetscFunctionReturn(0);
  double length = (double)(to->time - from->time);
  double x = (time - (double)from->time) / length, h = length / (double)ticks * Duration(s);
  PetscCall(VecScale(s->stage, x * x * (3 - 2 * x)));
  PetscCall(VecAXPY(s->stage, (1 - x) * (1 - x) * (1 + 2 * x), from->c));
  PetscCall(VecAXPY(s->stage, x * (1 - x) * (1 - x) * h, from->rate));
  PetscCall(VecAXPY(s->stage, -x * x * (1 - x) * h, to->rate));
  PetscFunctionReturn(0);
}

/* ---- At the points --------------------------------------------------------------------------- */

static void SetBlock(const SulConcentration *s, SulBlock *block) {
  const SulMesh *mesh = s->body->mesh;
  const SulReferencePoints *reference = SulBlockReference(mesh, block);
  for (PetscInt i = 0; i < block->batches * SUL_LANES; i++) {
    PetscInt place[SUL_CELL_NODES_MAX];
    SulScalarsPlaces(&s->scalars, block->cell[i], place);
    for (int q = 0; q < block->points; q++) {
      double x = 0;
      for (int a = 0; a < mesh->cell_nodes; a++)
        x += reference->value[q][a] * s->values[place[a]];
      block->lithiation[i / SUL_LANES * block->points + q][i % SUL_LANES] = x;
    }
  }
}

/* Collective. Warns, once, of the node that is farthest from 0 to 1. */
static PetscErrorCode Warn(const SulConcentration *s, const SulLoad *load) {
  const SulMesh *mesh = s->body->mesh;
  SulActiveParticles *particles = s->body->particles;
  struct {
    double value;
    int rank;
  } worst = {0, 0};
  double told[4] = {0};

  PetscFunctionBegin;
  if (particles->beyond) PetscFunctionReturn(0);
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &worst.rank));
  for (PetscInt i = 0; i < mesh->nodes_owned * s->scalars.slots; i++) {
    double out = fmax(-s->values[i], s->values[i] - 1);
    if (s->scalars.of_slot[i] < 0 || !(out > worst.value)) continue;
    worst.value = out;
    memcpy(told, &mesh->coordinates[3 * (i / s->scalars.slots)], 3 * sizeof *told);
    told[3] = s->values[i];
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &worst, 1, MPI_DOUBLE_INT, MPI_MAXLOC, mesh->comm));
  if (worst.value <= beyond) PetscFunctionReturn(0);
  PetscCallMPI(MPI_Bcast(told, 4, MPI_DOUBLE, worst.rank, mesh->comm));
  particles->beyond = true;
  SulLogWarning(particles->log,
                "diffusion: at %.6g s the lithiation is %.4g at (%.6g, %.6g, %.6g) m: the program "
                "asks for more current than diffusion carries there (a longer duration, a larger "
                "diffusivity, or control: concentration keeps it between 0 and 1), or the cells "
                "there are large for what has just begun",
                load->time, told[3], told[0], told[1], told[2]);
  PetscFunctionReturn(0);
}

PetscErrorCode SulConcentrationSet(SulConcentration *s, const SulLoad *load, SulError *error) {
  SulPoints *points = s->body->points;
  int way = load->place > 0 ? (int)ceil(load->place) - 1 : 0;

  PetscFunctionBegin;
  SulCall(error, Go(s, way, load->place > 0 ? load->place - way : 0, error));
  PetscCall(SulScalarsTake(&s->scalars, s->stage, s->values));
  for (int b = 0; b < points->block_count; b++)
    if (s->body->particles->spread[points->blocks[b].phase].profile == SUL_PROFILE_DIFFUSION)
      SetBlock(s, &points->blocks[b]);
  PetscCall(Warn(s, load));
  PetscFunctionReturn(0);
}

/* ---- Making ---------------------------------------------------------------------------------- */

/* Where rates are given, and f. */
static PetscErrorCode SetEntry(SulConcentration *s, const SulEntry *entry) {
  const SulMesh *mesh = s->body->mesh;
  const SulActiveParticles *particles = s->body->particles;
  bool *on = SulEntryUnknowns(entry, &s->scalars);
  PetscScalar *value;

  PetscFunctionBegin;
  s->held = SulAllocate((size_t)s->scalars.count, sizeof *s->held);
  for (PetscInt i = 0; i < s->scalars.count; i++)
    if (on[i] && particles->spread[particles->list[s->scalars.of_unknown[i]].phase].held)
      s->held[s->held_count++] = s->scalars.begin + i;
  free(on);
  PetscCall(VecGetArray(s->entry, &value));
  for (size_t f = 0; f < entry->count; f++) {
    PetscInt number[SUL_FACE_NODES_MAX];
    double integral[SUL_FACE_NODES_MAX];
    int at = s->scalars.particle[entry->faces[f].cell];
    const SulActiveParticle *one = &particles->list[at];
    if (particles->spread[one->phase].held) continue;
    SulEntryNumbers(&entry->faces[f], &s->scalars, number);
    SulEntryIntegrals(mesh, &entry->faces[f], integral);
    for (int a = 0; a < mesh->face_nodes; a++)
      if (SulScalarsOwn(&s->scalars, number[a]))
        value[number[a] - s->scalars.begin] +=
            one->share * one->volume / entry->area[at] * integral[a] / s->scalars.unit;
  }
  PetscCall(VecRestoreArray(s->entry, &value));
  PetscFunctionReturn(0);
}

static PetscErrorCode MakeVectors(SulConcentration *s) {
  PetscFunctionBegin;
  PetscCall(MatCreateVecs(s->mass, &s->weight, NULL));
  PetscCall(VecZeroEntries(s->weight));
  Vec *const all[] = {&s->entry,  &s->source, &s->given,  &s->stage,
                      &s->second, &s->error,  &s->scratch};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    PetscCall(VecDuplicate(s->weight, all[i]));
  PetscCall(VecZeroEntries(s->entry));
  PetscCall(SulScalarsWeights(&s->scalars, s->weight));
  PetscFunctionReturn(0);
}

static PetscErrorCode MakeMatrices(SulConcentration *s) {
  const SulActiveParticles *particles = s->body->particles;
  double *diffusivity = SulAllocate((size_t)particles->count, sizeof *diffusivity);

  PetscFunctionBegin;
  for (int i = 0; i < particles->count; i++)
    diffusivity[i] = particles->spread[particles->list[i].phase].diffusivity;
  PetscCall(SulScalarsMass(&s->scalars, &s->mass));
  PetscCall(SulScalarsStiffness(&s->scalars, diffusivity, &s->stiffness));
  PetscCall(MatDuplicate(s->mass, MAT_COPY_VALUES, &s->matrix));
  PetscCall(MatSetOption(s->matrix, MAT_SPD, PETSC_TRUE));
  free(diffusivity);
  PetscFunctionReturn(0);
}

/* The solver is set up with the matrix of the first step, whose options are read then. */
PetscErrorCode SulConcentrationCreate(const SulBody *body, SulConcentration **made,
                                      SulError *error) {
  SulConcentration *s = SulAllocate(1, sizeof *s);
  SulEntry entry;

  PetscFunctionBegin;
  *made = s;
  s->body = body;
  for (int p = 0; p < body->mesh->phase_count; p++)
    s->any_held |= body->particles->spread[p].held;
  PetscCall(
      SulScalarsCreate(body->mesh, SulCellsOfProfile(body, SUL_PROFILE_DIFFUSION), &s->scalars));
  s->values =
      SulAllocate((size_t)body->mesh->nodes_local, (size_t)s->scalars.slots * sizeof *s->values);
  PetscCall(SulEntryFind(body, s->scalars.particle, &entry, error));
  PetscCall(MakeMatrices(s));
  PetscCall(MakeVectors(s));
  if (!SulFailed(error)) PetscCall(SetEntry(s, &entry));
  SulEntryFree(&entry);
  if (SulFailed(error)) PetscFunctionReturn(0);
  s->implicit = -1;
  PetscCall(SetImplicit(s, GAMMA * first_step * Duration(s)));
  s->hard = INFINITY;
  PetscCall(SulScalarsSolver(s->matrix, solver_error, false, &s->ksp));
  PetscCall(Forget(s, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulConcentrationDestroy(SulConcentration **concentration) {
  SulConcentration *s = *concentration;

  PetscFunctionBegin;
  if (!s) PetscFunctionReturn(0);
  Vec *const all[] = {&s->weight, &s->entry,  &s->source, &s->given,
                      &s->stage,  &s->second, &s->error,  &s->scratch};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    PetscCall(VecDestroy(all[i]));
  for (int k = 0; k < s->level_room; k++) {
    PetscCall(VecDestroy(&s->levels[k].c));
    PetscCall(VecDestroy(&s->levels[k].rate));
  }
  PetscCall(KSPDestroy(&s->ksp));
  PetscCall(MatDestroy(&s->mass));
  PetscCall(MatDestroy(&s->stiffness));
  PetscCall(MatDestroy(&s->matrix));
  SulScalarsDestroy(&s->scalars);
  free(s->levels);
  free(s->held);
  free(s->values);
  free(s);
  *concentration = NULL;
  PetscFunctionReturn(0);
}

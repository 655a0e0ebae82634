/* SPDX-License-Identifier: BSD-2-Clause */
/* Lithium that diffuses in particles, for those who ask for a load: what the points have of it, what is
 * kept of the march for an increment that is cut or a run that goes on, and its making. */
#include "concentration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "batch.h"
#include "diffusion.h"
#include "entry.h"
#include "spread.h"

/* Of an unknown, measured: three matrices, multigrid from them, 16 vectors. */
enum { BYTES_ORDER_1 = 1300, BYTES_ORDER_2 = 2100 };
static const double solver_error = 1e-11; /* of a rate, relative */
static const double beyond = 0.05;        /* out of 0 to 1, which is told */

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

/* Back to what is kept. */
static PetscErrorCode Return(SulConcentration *s) {
  PetscFunctionBegin;
  s->march = s->kept;
  for (int k = 0; k < 2; k++) {
    PetscCall(SulScalarsGive(&s->scalars, s->kept_level[k][0], s->level[k].c));
    PetscCall(SulScalarsGive(&s->scalars, s->kept_level[k][1], s->level[k].rate));
  }
  PetscCall(SulDiffusionResume(s));
  PetscFunctionReturn(0);
}

PetscErrorCode SulConcentrationSet(SulConcentration *s, const SulLoad *load, SulError *error) {
  SulPoints *points = s->body->points;
  int way = load->place > 0 ? (int)ceil(load->place) - 1 : 0;
  double part = load->place > 0 ? load->place - way : 0;

  PetscFunctionBegin;
  if (!SulMarchCovers(&s->march, way, part)) {
    if (SulMarchCovers(&s->kept, way, part))
      PetscCall(Return(s));
    else
      SulCall(error, SulDiffusionForget(s, error));
  }
  SulCall(error, SulDiffusionGo(s, way, part, error));
  PetscCall(SulScalarsTake(&s->scalars, s->stage, s->values));
  for (int b = 0; b < points->block_count; b++)
    if (s->body->particles->spread[points->blocks[b].phase].profile == SUL_PROFILE_DIFFUSION)
      SetBlock(s, &points->blocks[b]);
  PetscCall(Warn(s, load));
  PetscFunctionReturn(0);
}

/* ---- Keeping --------------------------------------------------------------------------------- */

PetscErrorCode SulConcentrationKeep(SulConcentration *s) {
  PetscFunctionBegin;
  s->kept = s->march;
  for (int k = 0; k < 2; k++) {
    PetscCall(SulScalarsTakeOwn(&s->scalars, s->level[k].c, s->kept_level[k][0]));
    PetscCall(SulScalarsTakeOwn(&s->scalars, s->level[k].rate, s->kept_level[k][1]));
  }
  PetscFunctionReturn(0);
}

void SulConcentrationArrays(SulConcentration *s, SulArray *list) {
  static const char *const names[2][2] = {{"concentration_before", "concentration_before_rate"},
                                          {"concentration", "concentration_rate"}};
  const double facts[] = {s->kept.way, (double)s->kept.time[0], (double)s->kept.time[1],
                          (double)s->kept.size, s->kept.first};
  memcpy(s->facts, facts, sizeof facts);
  list[0] = (SulArray){.name = "diffusion",
                       .unit = "1",
                       .description = "way, times of the two levels around the last accepted "
                                      "increment and size of the next step in 2^-40 of the way, "
                                      "size of a first step in s",
                       .place = SUL_ONCE,
                       .components = 5,
                       .values = s->facts};
  for (int k = 0; k < 4; k++)
    list[1 + k] = (SulArray){.name = names[k / 2][k % 2],
                             .unit = k % 2 ? "1/s" : "1",
                             .description = k % 2 ? "rate of that"
                                                  : "lithiation where lithium diffuses, a number "
                                                    "for each particle that meets in a node",
                             .place = SUL_AT_NODES,
                             .components = s->scalars.slots,
                             .values = s->kept_level[k / 2][k % 2]};
}

PetscErrorCode SulConcentrationResume(SulConcentration *s, bool read, SulError *error) {
  const double *facts = s->facts;

  PetscFunctionBegin;
  if (read) {
    s->kept = (SulMarch){
        (int)facts[0], {(long long)facts[1], (long long)facts[2]}, (long long)facts[3], facts[4]};
    PetscCall(Return(s));
  } else {
    SulCall(error, SulDiffusionForget(s, error));
    PetscCall(SulConcentrationKeep(s));
  }
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
  Vec *const all[] = {&s->entry,      &s->source,        &s->given,        &s->stage,
                      &s->second,     &s->error,         &s->scratch,      &s->level[0].c,
                      &s->level[1].c, &s->level[0].rate, &s->level[1].rate};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    PetscCall(VecDuplicate(s->weight, all[i]));
  PetscCall(VecZeroEntries(s->entry));
  PetscCall(VecZeroEntries(s->level[0].c));
  PetscCall(VecZeroEntries(s->level[0].rate));
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
  size_t size = (size_t)body->mesh->nodes_local * (size_t)s->scalars.slots;
  s->values = SulAllocate(size, sizeof *s->values);
  for (int k = 0; k < 4; k++)
    s->kept_level[k / 2][k % 2] = SulAllocate(size, sizeof(double));
  PetscCall(SulEntryFind(body, s->scalars.particle, &entry, error));
  PetscCall(MakeMatrices(s));
  PetscCall(MakeVectors(s));
  if (!SulFailed(error)) PetscCall(SetEntry(s, &entry));
  SulEntryFree(&entry);
  if (SulFailed(error)) PetscFunctionReturn(0);
  s->implicit = -1;
  PetscCall(SulDiffusionSetImplicit(s, 0.3 * SulDiffusionFirstStep(s)));
  s->hard = INFINITY;
  PetscCall(SulScalarsSolver(s->matrix, solver_error, false, &s->ksp));
  SulCall(error, SulDiffusionForget(s, error));
  PetscCall(SulConcentrationKeep(s));
  PetscFunctionReturn(0);
}

PetscErrorCode SulBodyDiffusionMemory(const SulBody *body, double *bytes) {
  const SulMesh *mesh = body->mesh;
  const SulActiveParticles *particles = body->particles;
  PetscInt nodes = mesh->cell_nodes;
  double unknowns = 0;

  PetscFunctionBegin;
  bool *counted = SulAllocate((size_t)mesh->nodes_local, sizeof *counted);
  for (PetscInt i = 0; i < mesh->cells_local * nodes && particles; i++) {
    PetscInt node = mesh->cells[i];
    bool diffuses = particles->spread[mesh->cell_phase[i / nodes]].profile == SUL_PROFILE_DIFFUSION;
    if (!diffuses || node >= mesh->nodes_owned || counted[node]) continue;
    counted[node] = true;
    unknowns++;
  }
  free(counted);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &unknowns, 1, MPI_DOUBLE, MPI_SUM, mesh->comm));
  *bytes = unknowns * (mesh->order == 1 ? BYTES_ORDER_1 : BYTES_ORDER_2);
  PetscFunctionReturn(0);
}

PetscErrorCode SulConcentrationDestroy(SulConcentration **concentration) {
  SulConcentration *s = *concentration;

  PetscFunctionBegin;
  if (!s) PetscFunctionReturn(0);
  Vec *const all[] = {&s->weight,     &s->entry,      &s->source,        &s->given,
                      &s->stage,      &s->second,     &s->error,         &s->scratch,
                      &s->level[0].c, &s->level[1].c, &s->level[0].rate, &s->level[1].rate};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    PetscCall(VecDestroy(all[i]));
  for (int k = 0; k < 4; k++)
    free(s->kept_level[k / 2][k % 2]);
  PetscCall(KSPDestroy(&s->ksp));
  PetscCall(MatDestroy(&s->mass));
  PetscCall(MatDestroy(&s->stiffness));
  PetscCall(MatDestroy(&s->matrix));
  SulScalarsDestroy(&s->scalars);
  free(s->held);
  free(s->values);
  free(s);
  *concentration = NULL;
  PetscFunctionReturn(0);
}

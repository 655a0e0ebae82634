/* SPDX-License-Identifier: BSD-2-Clause */
/* How deep the points lie in their particles, and how deep the fronts have come. */
#include "fronts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "batch.h"
#include "entry.h"
#include "scalars.h"
#include "spread.h"

enum { HALVINGS = 64 };                  /* of where a front can be: to the last digit */
static const double range[2] = {-2, 3};  /* of depths, with room for points out of a particle */
static const double width_of_cell = 0.1; /* of a front, by the depth that a cell has */
static const double width_least = 1e-6;
static const double tolerance = 1e-12;

/* Of a block whose phase has fronts. */
typedef struct {
  SulBlock *block;
  SulLane *depth, *turned; /* [batches][points]; the lithiation at the last turn of the program */
  SulLane *weight;         /* m^3; 0 where the cell is not this rank's own */
} Part;

struct SulFronts {
  const SulBody *body;
  int part_count;
  Part *parts;
  double *width, *level; /* [particles] */
  int *way, *sense;      /* [phase_count] on the way from which target; 1 in, -1 out */
};

/* ---- Depth ----------------------------------------------------------------------------------- */

/* phi of all particles at their nodes, [nodes_local][slots]. Each particle's load is 1, so that they
 * count alike. */
static PetscErrorCode SolveDepth(const SulBody *body, const SulScalars *scalars,
                                 const SulEntry *entry, double *phi, SulError *error) {
  PetscInt fixed_count = 0, *fixed = SulAllocate((size_t)scalars->count, sizeof *fixed);
  bool *is_fixed = SulEntryUnknowns(entry, scalars);
  PetscScalar *load;
  Mat stiffness;
  Vec right, solution;
  KSP ksp;

  PetscFunctionBegin;
  PetscCall(SulScalarsStiffness(scalars, NULL, &stiffness));
  PetscCall(MatCreateVecs(stiffness, &solution, &right));
  PetscCall(SulScalarsWeights(scalars, right));
  PetscCall(VecGetArray(right, &load));
  for (PetscInt i = 0; i < scalars->count; i++) {
    load[i] /= body->particles->list[scalars->of_unknown[i]].volume;
    if (!is_fixed[i]) continue;
    load[i] = 0;
    fixed[fixed_count++] = scalars->begin + i;
  }
  PetscCall(VecRestoreArray(right, &load));
  PetscCall(SulScalarsFix(stiffness, fixed_count, fixed));
  PetscCall(SulScalarsSolver(stiffness, tolerance, true, &ksp));
  char what[400] = "the depth in particles of ";
  SulPhasesOfProfile(body, SUL_PROFILE_FRONT, what, sizeof what);
  PetscCall(SulScalarsSolve(ksp, what, right, solution, error));
  PetscCall(SulScalarsTake(scalars, solution, phi));
  PetscCall(KSPDestroy(&ksp));
  PetscCall(MatDestroy(&stiffness));
  PetscCall(VecDestroy(&right));
  PetscCall(VecDestroy(&solution));
  free(fixed);
  free(is_fixed);
  PetscFunctionReturn(0);
}

/* Collective. Divides phi by its largest value in each particle. */
static PetscErrorCode Normalise(const SulBody *body, const SulScalars *scalars, double *phi) {
  PetscInt size = body->mesh->nodes_local * scalars->slots;
  double *most = SulAllocate((size_t)body->particles->count, sizeof *most);

  PetscFunctionBegin;
  for (PetscInt i = 0; i < size; i++)
    if (scalars->of_slot[i] >= 0)
      most[scalars->of_slot[i]] = fmax(most[scalars->of_slot[i]], phi[i]);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, most, body->particles->count, MPI_DOUBLE, MPI_MAX,
                             body->mesh->comm));
  for (PetscInt i = 0; i < size; i++)
    if (scalars->of_slot[i] >= 0 && most[scalars->of_slot[i]] > 0)
      phi[i] /= most[scalars->of_slot[i]];
  free(most);
  PetscFunctionReturn(0);
}

/* Is the depth told by the record, and not by a field? */
static bool IsRecorded(const SulActiveParticles *particles, int particle) {
  const SulActiveParticle *one = &particles->list[particle];
  return one->number >= 0 && !particles->spread[one->phase].enters;
}

/* Depths of a cell's nodes where phi is known, 1 - |level|^2 otherwise. */
static void NodeDepths(const SulBody *body, const SulScalars *scalars, const double *phi,
                       PetscInt cell, double *depth) {
  const SulMesh *mesh = body->mesh;
  int particle = scalars->particle[cell];
  PetscInt place[SUL_CELL_NODES_MAX];
  SulScalarsPlaces(scalars, cell, place);
  for (int a = 0; a < mesh->cell_nodes; a++) {
    PetscInt node = mesh->cells[cell * mesh->cell_nodes + a];
    double level = 0;
    depth[a] = phi[place[a]];
    if (!IsRecorded(body->particles, particle)) continue;
    level = SulParticleLevel(body->particles, particle, &mesh->coordinates[3 * node]);
    depth[a] = 1 - level * level;
  }
}

/* From the nodes' to the points', and how much a cell has of it to the widths. */
static void FillPart(SulFronts *fronts, const SulScalars *scalars, const double *phi, Part *part) {
  const SulBody *body = fronts->body;
  const SulBlock *block = part->block;
  const SulReferencePoints *reference = SulBlockReference(body->mesh, block);
  for (PetscInt i = 0; i < block->batches * SUL_LANES; i++) {
    double depth[SUL_CELL_NODES_MAX] = {0}, low = INFINITY, high = -INFINITY;
    NodeDepths(body, scalars, phi, block->cell[i], depth);
    for (int v = 0; v < 4; v++) {
      low = fmin(low, depth[v]);
      high = fmax(high, depth[v]);
    }
    for (int q = 0; q < block->points; q++) {
      double *at = &part->depth[i / SUL_LANES * block->points + q][i % SUL_LANES];
      for (int a = 0; a < body->mesh->cell_nodes; a++)
        *at += reference->value[q][a] * depth[a];
    }
    if (i >= block->cells_owned) continue;
    SulCellPoints points;
    SulCellStressPoints(body->mesh, block->cell[i], &points);
    for (int q = 0; q < points.points; q++) {
      part->weight[i / SUL_LANES * block->points + q][i % SUL_LANES] = points.weight[q];
      fronts->width[scalars->particle[block->cell[i]]] += points.weight[q] * (high - low);
    }
  }
}

static PetscErrorCode FillDepths(SulFronts *fronts, const SulScalars *scalars, const double *phi) {
  const SulActiveParticles *particles = fronts->body->particles;

  PetscFunctionBegin;
  for (int k = 0; k < fronts->part_count; k++)
    FillPart(fronts, scalars, phi, &fronts->parts[k]);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, fronts->width, particles->count, MPI_DOUBLE, MPI_SUM,
                             fronts->body->mesh->comm));
  for (int i = 0; i < particles->count; i++)
    fronts->width[i] =
        fmax(width_of_cell * fronts->width[i] / particles->list[i].volume, width_least);
  PetscFunctionReturn(0);
}

/* ---- Making ---------------------------------------------------------------------------------- */

static void MakeParts(SulFronts *fronts) {
  SulPoints *points = fronts->body->points;
  fronts->parts = SulAllocate((size_t)points->block_count, sizeof *fronts->parts);
  for (int b = 0; b < points->block_count; b++) {
    SulBlock *block = &points->blocks[b];
    if (fronts->body->particles->spread[block->phase].profile != SUL_PROFILE_FRONT) continue;
    size_t size = (size_t)block->batches * (size_t)block->points;
    fronts->parts[fronts->part_count++] =
        (Part){block, SulAllocate(size, sizeof(SulLane)), SulAllocate(size, sizeof(SulLane)),
               SulAllocate(size, sizeof(SulLane))};
  }
}

PetscErrorCode SulFrontsCreate(const SulBody *body, SulFronts **made, SulError *error) {
  const size_t phases = (size_t)body->mesh->phase_count, count = (size_t)body->particles->count;
  SulFronts *fronts = SulAllocate(1, sizeof *fronts);
  SulScalars scalars;
  SulEntry entry;

  PetscFunctionBegin;
  *made = fronts;
  fronts->body = body;
  fronts->width = SulAllocate(count, sizeof *fronts->width);
  fronts->level = SulAllocate(count, sizeof *fronts->level);
  fronts->way = SulAllocate(phases, sizeof *fronts->way);
  fronts->sense = SulAllocate(phases, sizeof *fronts->sense);
  for (size_t p = 0; p < phases; p++)
    fronts->sense[p] = 1;
  MakeParts(fronts);
  PetscCall(SulScalarsCreate(body->mesh, SulCellsOfProfile(body, SUL_PROFILE_FRONT), &scalars));
  PetscCall(SulEntryFind(body, scalars.particle, &entry, error));
  double *phi = SulAllocate((size_t)body->mesh->nodes_local, (size_t)scalars.slots * sizeof *phi);
  if (!SulFailed(error)) PetscCall(SolveDepth(body, &scalars, &entry, phi, error));
  if (!SulFailed(error)) PetscCall(Normalise(body, &scalars, phi));
  if (!SulFailed(error)) PetscCall(FillDepths(fronts, &scalars, phi));
  free(phi);
  SulEntryFree(&entry);
  SulScalarsDestroy(&scalars);
  PetscFunctionReturn(0);
}

void SulFrontsDestroy(SulFronts **fronts) {
  SulFronts *f = *fronts;
  if (!f) return;
  for (int k = 0; k < f->part_count; k++) {
    free(f->parts[k].depth);
    free(f->parts[k].turned);
    free(f->parts[k].weight);
  }
  free(f->parts);
  free(f->width);
  free(f->level);
  free(f->way);
  free(f->sense);
  free(f);
  *fronts = NULL;
}

/* ---- Where the fronts are -------------------------------------------------------------------- */

/* Of a cell's point, with the front of its particle at a level. */
static double Lithiation(const SulFronts *fronts, const Part *part, PetscInt at, int lane,
                         int particle, double level) {
  double turned = part->turned[at][lane];
  double passed = 0.5 + (level - part->depth[at][lane]) / fronts->width[particle];
  passed = fmin(fmax(passed, 0), 1);
  return fronts->sense[part->block->phase] > 0 ? fmax(turned, passed) : fmin(turned, 1 - passed);
}

/* sum[particles] += what the own cells take with fronts at these levels, m^3. */
static void AddPart(const SulFronts *fronts, const Part *part, const double *level, double *sum) {
  const SulBlock *block = part->block;
  const SulActiveParticles *particles = fronts->body->particles;
  for (PetscInt i = 0; i < block->cells_owned; i++) {
    int particle = particles->of_cell[block->cell[i]];
    PetscInt first = i / SUL_LANES * block->points;
    int lane = (int)(i % SUL_LANES);
    for (PetscInt at = first; at < first + block->points; at++)
      sum[particle] +=
          part->weight[at][lane] * Lithiation(fronts, part, at, lane, particle, level[particle]);
  }
}

/* Collective. The levels at which particles of the phase have the mean share * lithiation, by
 * halving; sum is monotone in the level. */
static PetscErrorCode FindLevels(SulFronts *fronts, int phase, double lithiation) {
  const SulActiveParticles *particles = fronts->body->particles;
  int count = particles->count, sense = fronts->sense[phase];
  double *sum = SulAllocate((size_t)count, sizeof *sum);
  double *high = SulAllocate((size_t)count, sizeof *high);
  double *middle = SulAllocate((size_t)count, sizeof *middle);

  PetscFunctionBegin;
  for (int i = 0; i < count; i++) {
    fronts->level[i] = range[0];
    high[i] = range[1];
  }
  for (int k = 0; k < HALVINGS; k++) {
    memset(sum, 0, (size_t)count * sizeof *sum);
    for (int i = 0; i < count; i++)
      middle[i] = 0.5 * (fronts->level[i] + high[i]);
    for (int p = 0; p < fronts->part_count; p++)
      if (fronts->parts[p].block->phase == phase) AddPart(fronts, &fronts->parts[p], middle, sum);
    PetscCallMPI(
        MPI_Allreduce(MPI_IN_PLACE, sum, count, MPI_DOUBLE, MPI_SUM, fronts->body->mesh->comm));
    for (int i = 0; i < count; i++) {
      double due = particles->list[i].share * lithiation * particles->list[i].volume;
      bool far = sense * (sum[i] - due) > 0;
      *(far ? &high[i] : &fronts->level[i]) = middle[i];
    }
  }
  free(sum);
  free(high);
  free(middle);
  PetscFunctionReturn(0);
}

/* values[batches][points] := with the fronts where they are. */
static void SetPart(const SulFronts *fronts, const Part *part, SulLane *values) {
  const SulBlock *block = part->block;
  for (PetscInt i = 0; i < block->batches * SUL_LANES; i++) {
    int particle = fronts->body->particles->of_cell[block->cell[i]], lane = (int)(i % SUL_LANES);
    PetscInt first = i / SUL_LANES * block->points;
    for (PetscInt at = first; at < first + block->points; at++)
      values[at][lane] = Lithiation(fronts, part, at, lane, particle, fronts->level[particle]);
  }
}

/* Collective. On to the way from target `way`: where it turns, what is there becomes what the next
 * front moves over. */
static PetscErrorCode Follow(SulFronts *fronts, int phase, int way) {
  const SulBody *body = fronts->body;
  int *at = &fronts->way[phase], *sense = &fronts->sense[phase];

  PetscFunctionBegin;
  while (*at < way) {
    ++*at;
    double here = SulBodyTarget(body, phase, *at), next = SulBodyTarget(body, phase, *at + 1);
    int course = (next > here) - (next < here);
    if (course == 0 || course == *sense) continue;
    PetscCall(FindLevels(fronts, phase, here));
    for (int p = 0; p < fronts->part_count; p++)
      if (fronts->parts[p].block->phase == phase)
        SetPart(fronts, &fronts->parts[p], fronts->parts[p].turned);
    *sense = course;
  }
  PetscFunctionReturn(0);
}

/* As before the first way. */
static void Forget(SulFronts *fronts, int phase) {
  fronts->way[phase] = 0;
  fronts->sense[phase] = 1;
  for (int p = 0; p < fronts->part_count; p++) {
    const SulBlock *block = fronts->parts[p].block;
    size_t size = (size_t)block->batches * (size_t)block->points;
    if (block->phase == phase) memset(fronts->parts[p].turned, 0, size * sizeof(SulLane));
  }
}

PetscErrorCode SulFrontsSet(SulFronts *fronts, const SulLoad *load) {
  const SulBody *body = fronts->body;
  int way = load->place > 0 ? (int)ceil(load->place) - 1 : 0;

  PetscFunctionBegin;
  for (int phase = 0; phase < body->mesh->phase_count; phase++) {
    if (body->particles->spread[phase].profile != SUL_PROFILE_FRONT) continue;
    if (way < fronts->way[phase]) Forget(fronts, phase);
    PetscCall(Follow(fronts, phase, way));
    PetscCall(FindLevels(fronts, phase, load->lithiation[phase]));
    for (int p = 0; p < fronts->part_count; p++)
      if (fronts->parts[p].block->phase == phase)
        SetPart(fronts, &fronts->parts[p], fronts->parts[p].block->lithiation);
  }
  PetscFunctionReturn(0);
}

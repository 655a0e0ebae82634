/* SPDX-License-Identifier: BSD-2-Clause */
/* The work that is done on a body, increment by increment. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/work.h>

/* Rows where the surroundings can act: held or moved in some direction, or on a face that is
 * pressed. */
static bool *ActedOn(const SulBody *body) {
  const SulMesh *mesh = body->mesh;
  const SulRows rows = SulMeshRows(mesh);
  bool *acted = SulAllocate((size_t)rows.local, sizeof *acted);
  for (PetscInt a = 0; a < rows.local; a++)
    acted[a] = body->constraints.slot[a] >= 0;
  for (PetscInt face = 0; face < mesh->faces_local; face++)
    for (int a = 0; a < mesh->face_nodes && SulBodyIsPressed(body, face); a++)
      acted[SulRowOf(&rows, mesh->faces[face * mesh->face_nodes + a])] = true;
  return acted;
}

/* Room for each block whose lithiation differs within particles. */
static void MakePoints(const SulPoints *points, SulWork *work) {
  work->blocks = SulAllocate((size_t)points->block_count, sizeof *work->blocks);
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    size_t size = (size_t)block->batches * (size_t)block->points;
    if (!SulBlockIsGraded(block)) continue;
    work->blocks[work->block_count++] = (SulWorkPoints){block, SulAllocate(size, sizeof(SulLane)),
                                                        SulAllocate(size, sizeof(SulLane))};
  }
  size_t nodes = 3 * (size_t)points->mesh->nodes_local;
  if (work->block_count > 0) work->before = SulAllocate(nodes, sizeof *work->before);
}

void SulWorkCreate(const SulBody *body, SulWork *work) {
  size_t phases = (size_t)body->mesh->phase_count;
  bool *acted = ActedOn(body);
  memset(work, 0, sizeof *work);
  const PetscInt owned = SulMeshRows(body->mesh).owned;
  work->node = SulAllocate((size_t)owned, sizeof *work->node);
  for (PetscInt a = 0; a < owned; a++)
    if (acted[a]) work->node[work->count++] = a;
  free(acted);
  work->node = SulReallocate(work->node, (size_t)work->count, sizeof *work->node);
  work->force = SulAllocate((size_t)work->count, 3 * sizeof *work->force);
  work->moved = SulAllocate((size_t)work->count, 3 * sizeof *work->moved);
  work->swelling = SulAllocate(phases, sizeof *work->swelling);
  work->lithiation = SulAllocate(phases, sizeof *work->lithiation);
  work->drive = SulAllocate(phases, sizeof *work->drive);
  work->change = SulAllocate(phases, sizeof *work->change);
  MakePoints(body->points, work);
}

void SulWorkDestroy(SulWork *work) {
  free(work->node);
  free(work->force);
  free(work->moved);
  free(work->swelling);
  free(work->lithiation);
  free(work->drive);
  free(work->change);
  for (int b = 0; b < work->block_count; b++) {
    free(work->blocks[b].swelling);
    free(work->blocks[b].lithiation);
  }
  free(work->blocks);
  free(work->before);
  memset(work, 0, sizeof *work);
}

/* ---- An increment ---------------------------------------------------------------------------- */

/* By owned rows, N, of the surroundings; free() it. */
static double *ExternalForce(const SulBody *body, const SulSolution *solution) {
  size_t size = 3 * (size_t)SulMeshRows(body->mesh).owned;
  double *force = SulAllocate(size, sizeof *force);
  SulBodyPush(body, &solution->load, solution->displacement, force);
  for (size_t i = 0; i < size; i++)
    force[i] = solution->reaction[i] - force[i];
  return force;
}

/* External work of this rank's nodes; the increment ends there. */
static double MoveNodes(const SulBody *body, const SulSolution *solution, SulWork *work) {
  double *force = ExternalForce(body, solution), done = 0;
  for (PetscInt k = 0; k < work->count; k++)
    for (int i = 0; i < 3; i++) {
      double f = force[3 * work->node[k] + i], u = solution->displacement[3 * work->node[k] + i];
      done += 0.5 * (work->force[3 * k + i] + f) * (u - work->moved[3 * k + i]);
      work->force[3 * k + i] = f;
      work->moved[3 * k + i] = u;
    }
  free(force);
  return done;
}

/* What the energy of a block changes by with its swelling and lithiation, nothing else changing. */
static double Jump(const SulPoints *points, const SulWorkPoints *at, const double *u,
                   SulLane *state) {
  const SulBlock *block = at->block;
  const SulPointsAt before = {u, at->swelling, at->lithiation, state};
  const SulPointsAt after = {u, block->swelling, block->lithiation, state};
  return SulPointsEnergyAt(points, block, &after) - SulPointsEnergyAt(points, block, &before);
}

/* Half way between two states; free() it. */
static SulLane *Middle(const SulBlock *block) {
  size_t size = (size_t)block->batches * (size_t)block->points * (size_t)block->state_size;
  SulLane *middle = size > 0 ? SulAllocate(size, sizeof *middle) : NULL;
  for (size_t i = 0; i < size; i++)
    for (int l = 0; l < SUL_LANES; l++)
      middle[i][l] = 0.5 * (block->state[i][l] + block->next[i][l]);
  return middle;
}

/* Work of this rank's part of the blocks of graded lithiation; the increment ends there. */
static double SwellPoints(const SulPoints *points, const double *u, SulWork *work) {
  size_t size = 3 * (size_t)points->mesh->nodes_local;
  double *half = SulAllocate(size, sizeof *half), done = 0;
  for (size_t i = 0; i < size; i++)
    half[i] = 0.5 * (work->before[i] + u[i]);
  for (int b = 0; b < work->block_count; b++) {
    SulWorkPoints *at = &work->blocks[b];
    const SulBlock *block = at->block;
    SulLane *middle = Middle(block);
    size_t count = (size_t)block->batches * (size_t)block->points;
    done += 2 * Jump(points, at, half, middle) -
            0.5 * (Jump(points, at, work->before, block->state) + Jump(points, at, u, block->next));
    memcpy(at->swelling, block->swelling, count * sizeof(SulLane));
    memcpy(at->lithiation, block->lithiation, count * sizeof(SulLane));
    free(middle);
  }
  memcpy(work->before, u, size * sizeof *u);
  free(half);
  return done;
}

/* Work of this rank's part of a phase; the increment ends there. */
static double Swell(const SulBody *body, int p, const SulLoad *load, SulWork *work) {
  const SulPoints *points = body->points;
  double drive = 0, change = SulPointsDriveOfModuli(points, p), done = 0;
  for (int b = 0; b < points->block_count; b++)
    if (points->blocks[b].phase == p) drive += points->blocks[b].drive;
  done += 0.5 * (work->drive[p] + drive) * (load->swelling[p] - work->swelling[p]);
  done += 0.5 * (work->change[p] + change) * (load->lithiation[p] - work->lithiation[p]);
  work->drive[p] = drive;
  work->change[p] = change;
  work->swelling[p] = load->swelling[p];
  work->lithiation[p] = load->lithiation[p];
  return done;
}

PetscErrorCode SulWorkAdd(const SulBody *body, const SulSolution *solution, SulWork *work) {
  double done[2] = {MoveNodes(body, solution, work), 0};

  PetscFunctionBegin;
  for (int p = 0; p < body->mesh->phase_count; p++)
    done[1] += Swell(body, p, &solution->load, work);
  if (work->block_count > 0) done[1] += SwellPoints(body->points, solution->displacement, work);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, done, 2, MPI_DOUBLE, MPI_SUM, body->mesh->comm));
  work->total[SUL_WORK_EXTERNAL] += done[0];
  work->total[SUL_WORK_SWELLING] += done[1];
  work->total[SUL_WORK_MOVED] += fabs(done[0]) + fabs(done[1]);
  PetscFunctionReturn(0);
}

PetscErrorCode SulWorkBegin(const SulBody *body, const SulSolution *solution, SulWork *work) {
  double total[SUL_WORKS];

  PetscFunctionBegin;
  memcpy(total, work->total, sizeof total);
  PetscCall(SulWorkAdd(body, solution, work));
  memcpy(work->total, total, sizeof total);
  PetscFunctionReturn(0);
}

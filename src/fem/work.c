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
    if (!block->pull) continue;
    work->blocks[work->block_count++] = (SulWorkPoints){
        block, SulAllocate(size, sizeof(SulLane)), SulAllocate(size, sizeof(SulLane)),
        SulAllocate(size, sizeof(SulLane)), SulAllocate(size, sizeof(SulLane))};
  }
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
    free(work->blocks[b].pull);
    free(work->blocks[b].change);
    free(work->blocks[b].swelling);
    free(work->blocks[b].lithiation);
  }
  free(work->blocks);
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

/* (f0 + f1)/2 (x1 - x0), summed over numbers of points; the first ones become the second. */
static double Trapezoids(size_t count, const SulLane *force, const SulLane *place,
                         SulLane *force_before, SulLane *place_before) {
  double done = 0;
  for (size_t i = 0; i < count; i++)
    for (int l = 0; l < SUL_LANES; l++)
      done += 0.5 * (force_before[i][l] + force[i][l]) * (place[i][l] - place_before[i][l]);
  memcpy(force_before, force, count * sizeof *force);
  memcpy(place_before, place, count * sizeof *place);
  return done;
}

/* Work at this rank's points of a block. Ghost cells pull at nothing. */
static double SwellPoints(SulWorkPoints *at) {
  const SulBlock *block = at->block;
  size_t count = (size_t)block->batches * (size_t)block->points;
  return Trapezoids(count, (const SulLane *)block->pull, (const SulLane *)block->swelling, at->pull,
                    at->swelling) +
         Trapezoids(count, (const SulLane *)block->change, (const SulLane *)block->lithiation,
                    at->change, at->lithiation);
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
  for (int b = 0; b < work->block_count; b++) /* which have answered with their phase */
    done[1] += SwellPoints(&work->blocks[b]);
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

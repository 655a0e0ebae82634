/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorting the cells into blocks of one phase and one rule. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"

static int KindOf(const SulMesh *mesh, PetscInt cell) {
  return 2 * mesh->cell_phase[cell] + !mesh->cell_affine[cell];
}

/* A block for each kind of cell that there is. */
static void MakeBlocks(const SulMesh *mesh, const SulPhase *phases, SulPoints *points) {
  size_t kinds = 2 * (size_t)mesh->phase_count;
  PetscInt *owned = SulAllocate(kinds, sizeof *owned), *local = SulAllocate(kinds, sizeof *local);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    local[KindOf(mesh, cell)]++;
    owned[KindOf(mesh, cell)] += cell < mesh->cells_owned;
  }
  points->blocks = SulAllocate(kinds, sizeof *points->blocks);
  points->block_of = SulAllocate(kinds, sizeof *points->block_of);
  for (size_t k = 0; k < kinds; k++) {
    points->block_of[k] = local[k] > 0 ? points->block_count++ : -1;
    if (local[k] == 0) continue;
    const SulPhase *phase = &phases[k / 2];
    SulBlock *block = &points->blocks[points->block_of[k]];
    *block = (SulBlock){.phase = (int)(k / 2),
                        .affine = k % 2 == 0,
                        .model = phase->model,
                        .traits = SulPhaseTraits(phase),
                        .parameters = phase->parameters,
                        .lithiated = phase->lithiates ? phase->lithiated : NULL,
                        .state_size = SulModelStateSize(phase->model),
                        .cells_owned = owned[k],
                        .cells = local[k],
                        .batches = (local[k] + SUL_LANES - 1) / SUL_LANES};
    block->points = SulBlockReference(mesh, block)->rule->points;
    size_t count = (size_t)block->batches * (size_t)block->points;
    if (phase->varies) block->lithiation = SulAllocate(count, sizeof(SulLane));
    if (phase->varies && !phase->within)
      block->share = SulAllocate((size_t)block->batches, sizeof(SulLane));
    if (phase->varies) block->swelling = SulAllocate(count, sizeof(SulLane));
  }
  free(owned);
  free(local);
}

static bool Dilates(const SulMesh *mesh, const SulPhase *phases, const SulBlock *block) {
  return mesh->order == 2 && phases[block->phase].mean_dilatation;
}

static bool Keeps(const SulMesh *mesh, const SulPhase *phases, const SulBlock *block) {
  return block->state_size > 0 || !(block->traits & SUL_AFFINE) || block->lithiation ||
         Dilates(mesh, phases, block);
}

static void MakeRoom(const SulMesh *mesh, const SulPhase *phases, SulBlock *block) {
  size_t count = (size_t)block->batches * (size_t)block->points;
  size_t state = count * (size_t)block->state_size;
  if (Keeps(mesh, phases, block)) block->stress = SulAllocate(9 * count, sizeof(SulLane));
  if (Dilates(mesh, phases, block)) block->mean_stress = SulAllocate(count, sizeof(SulLane));
  if (state > 0) block->state = SulAllocate(state, sizeof(SulLane));
  if (state > 0) block->next = SulAllocate(state, sizeof(SulLane));
}

/* The rank's own cells come first in the mesh, and so in each block. */
static void PlaceCells(const SulMesh *mesh, const SulPhase *phases, SulPoints *points) {
  PetscInt *next = SulAllocate((size_t)points->block_count, sizeof *next);
  for (int b = 0; b < points->block_count && !points->place; b++)
    if (Keeps(mesh, phases, &points->blocks[b]))
      points->place = SulAllocate((size_t)mesh->cells_local, sizeof *points->place);
  for (int b = 0; b < points->block_count; b++)
    points->blocks[b].cell =
        SulAllocate((size_t)points->blocks[b].batches * SUL_LANES, sizeof(PetscInt));
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    int b = points->block_of[KindOf(mesh, cell)];
    if (points->place) points->place[cell] = next[b];
    points->blocks[b].cell[next[b]++] = cell;
  }
  for (int b = 0; b < points->block_count; b++) {
    SulBlock *block = &points->blocks[b];
    for (PetscInt i = block->cells; i < block->batches * SUL_LANES; i++)
      block->cell[i] = block->cell[block->cells - 1];
  }
  free(next);
}

void SulPointsCreate(const SulMesh *mesh, const SulPhase *phases, SulPoints *points) {
  *points = (SulPoints){.mesh = mesh};
  MakeBlocks(mesh, phases, points);
  PlaceCells(mesh, phases, points);
  for (int b = 0; b < points->block_count; b++)
    MakeRoom(mesh, phases, &points->blocks[b]);
}

void SulPointsDestroy(SulPoints *points) {
  for (int b = 0; b < points->block_count; b++) {
    SulBlock *block = &points->blocks[b];
    free(block->cell);
    free(block->stress);
    free(block->mean_stress);
    free(block->state);
    free(block->next);
    free(block->lithiation);
    free(block->share);
    free(block->swelling);
  }
  free(points->blocks);
  free(points->block_of);
  free(points->place);
  memset(points, 0, sizeof *points);
}

/* Place of a variable among a point's state, or -1. */
static int Place(const SulModel *model, const char *variable) {
  int place = 0;
  for (int v = 0; v < model->variable_count; place += model->variables[v++].components)
    if (strcmp(model->variables[v].name, variable) == 0) return place;
  return -1;
}

double SulPointsLargestChange(const SulPoints *points, const char *variable) {
  double most = 0;
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    int place = Place(block->model, variable);
    for (PetscInt i = 0; i < block->cells_owned * block->points && place >= 0; i++) {
      PetscInt cell = i / block->points, lane = cell % SUL_LANES;
      PetscInt point = cell / SUL_LANES * block->points + i % block->points;
      size_t at = (size_t)point * (size_t)block->state_size + (size_t)place;
      most = fmax(most, block->next[at][lane] - block->state[at][lane]);
    }
  }
  return most;
}

void SulPointsCommit(SulPoints *points) {
  for (int b = 0; b < points->block_count; b++) {
    SulLane *end = points->blocks[b].next;
    points->blocks[b].next = points->blocks[b].state;
    points->blocks[b].state = end;
  }
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What the materials remember, read from the points: cell averages, and samples for the statistics.
 * What is asked for by name is found in the models' tables; nothing here knows a material. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/report.h>

#include "step.h"

enum { COMPONENTS_MAX = 9 }; /* of what a model shows otherwise than it keeps it */

/* The model's own variable of that name and size, and its place among a point's numbers; or NULL. */
static const SulStateVariable *VariableOf(const SulModel *model, const char *name, int components,
                                          int *place) {
  *place = 0;
  for (int i = 0; i < model->variable_count; i++) {
    const SulStateVariable *variable = &model->variables[i];
    if (variable->components == components && !strcmp(variable->name, name)) return variable;
    *place += variable->components;
  }
  return NULL;
}

/* ---- The list -------------------------------------------------------------------------------- */

static bool IsWanted(const SulStateVariable *variable, const char *const *asked) {
  bool wanted = variable->output;
  for (; asked && *asked && !wanted; asked++)
    wanted = !strcmp(variable->name, *asked);
  return wanted;
}

static bool IsListed(const SulStateVariable *variable, const SulStressField *field) {
  for (int k = 0; k < field->state_count; k++)
    if (!strcmp(field->states[k].variable->name, variable->name)) return true;
  return false;
}

void SulStatesCreate(const SulBody *body, const char *const *asked, SulStressField *field) {
  size_t cells = (size_t)body->mesh->cells_owned;
  for (int p = 0; p < body->mesh->phase_count; p++) {
    const SulModel *model = body->phases[p].model;
    for (int i = 0; i < model->variable_count; i++) {
      const SulStateVariable *variable = &model->variables[i];
      if (!IsWanted(variable, asked) || IsListed(variable, field)) continue;
      size_t count = (size_t)field->state_count + 1;
      field->states = SulReallocate(field->states, count, sizeof *field->states);
      field->states[field->state_count++] = (SulStateColumn){
          variable, SulAllocate(cells, (size_t)variable->components * sizeof(double))};
    }
  }
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* The variable's numbers at a point of a batch. */
static const SulLane *At(const SulBlock *block, PetscInt batch, int point, int place) {
  size_t at = (size_t)batch * (size_t)block->points + (size_t)point;
  return (const SulLane *)&block->next[at * (size_t)block->state_size + (size_t)place];
}

typedef struct {
  const SulStateVariable *variable;
  int place;
} Kept;

static void AverageCell(const SulBlock *block, PetscInt number, const Kept *of,
                        const double *volume, double *average) {
  const SulStateVariable *variable = of->variable;
  int lane = (int)(number % SUL_LANES);
  SulLane shown[COMPONENTS_MAX];
  double total = 0;
  for (int q = 0; q < block->points; q++) {
    const SulLane *kept = At(block, number / SUL_LANES, q, of->place);
    if (variable->show) variable->show(kept, shown);
    const SulLane *from = variable->show ? (const SulLane *)shown : kept;
    for (int i = 0; i < variable->components; i++)
      average[i] += volume[q] * from[i][lane];
    total += volume[q];
  }
  for (int i = 0; i < variable->components; i++)
    average[i] /= total;
}

void SulStateFill(const SulPoints *points, int k, SulStressField *field) {
  const SulStateVariable *variable = field->states[k].variable;
  size_t components = (size_t)variable->components, cells = (size_t)points->mesh->cells_owned;
  size_t *next = SulSamplesBegin(points->mesh, field);
  double *values = field->states[k].values;
  memset(values, 0, cells * components * sizeof *values);
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    Kept kept;
    kept.variable = VariableOf(block->model, variable->name, variable->components, &kept.place);
    for (PetscInt c = 0; c < block->cells_owned; c++) {
      double *average = &values[(size_t)block->cell[c] * components];
      const double *volume = &field->sample_volume[next[block->phase]];
      if (kept.variable) AverageCell(block, c, &kept, volume, average);
      next[block->phase] += (size_t)block->points;
    }
  }
  free(next);
}

void SulStateSamples(const SulPoints *points, int phase, const char *name, SulStressField *field) {
  double *value = &field->sample_value[field->sample_first[phase]];
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    if (block->phase != phase) continue;
    int place;
    bool has = VariableOf(block->model, name, 1, &place) != NULL;
    for (PetscInt c = 0; c < block->cells_owned; c++)
      for (int q = 0; q < block->points; q++)
        *value++ = has ? At(block, c / SUL_LANES, q, place)[0][c % SUL_LANES] : 0;
  }
}

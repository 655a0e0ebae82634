/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding a material by name, and what follows from its tables. */
#include <string.h>
#include <sulfem/model.h>

const SulModel *SulModelFind(const char *name) {
  for (const SulModel *const *model = sul_models; *model; model++)
    if (strcmp((*model)->name, name) == 0) return *model;
  return NULL;
}

int SulModelParameter(const SulModel *model, const char *name) {
  for (int i = 0; i < model->parameter_count; i++)
    if (strcmp(model->parameters[i].name, name) == 0) return i;
  return -1;
}

int SulModelStateSize(const SulModel *model) {
  int size = 0;
  for (int i = 0; i < model->variable_count; i++)
    size += model->variables[i].components;
  return size;
}

unsigned SulPhaseTraits(const SulPhase *phase) {
  unsigned traits = phase->model->traits;
  return phase->lithiates ? traits & ~(unsigned)(SUL_AFFINE | SUL_ISOTROPIC) : traits;
}

bool SulPhaseCreeps(const SulPhase *phase) {
  int time = SulModelParameter(phase->model, "plasticity.viscosity.time");
  return time >= 0 &&
         (phase->parameters[time] > 0 || (phase->lithiates && phase->lithiated[time] > 0));
}

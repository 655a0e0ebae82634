/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of materials. */
#include "models.h"
#include <string.h>

static const SulModel *const models[] = {&sul_linear_elastic};
static const char *listed[sizeof models / sizeof models[0]];

size_t SulModelNames(const char *const **names) {
  size_t count = sizeof models / sizeof models[0];
  for (size_t i = 0; i < count; i++)
    listed[i] = models[i]->name;
  *names = listed;
  return count;
}

const SulModel *SulModelFind(const char *name) {
  for (size_t i = 0; i < sizeof models / sizeof models[0]; i++)
    if (strcmp(models[i]->name, name) == 0) return models[i];
  return NULL;
}

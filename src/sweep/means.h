/* SPDX-License-Identifier: BSD-2-Clause */
/* Statistics over the seeds. Private to src/sweep. */
#ifndef SULFEM_SWEEP_MEANS_H
#define SULFEM_SWEEP_MEANS_H

#include "table.h"
#include <sulfem/sweep.h>

/* One row for each combination of the axes' values but those of recipe.seed: `points` (how many it
 * has), `finished` (how many of them count) and, for each column of numbers of `values`, NAME.mean
 * and NAME.std, the standard deviation with n - 1 (empty below two). Free it. */
void SulMeans(const SulStudy *study, const SulTable *values, const SulPointStatus *status,
              SulTable *means);

#endif

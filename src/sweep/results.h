/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the results of a stage that is recorded as done are still there and whole. Private to
 * src/sweep. */
#ifndef SULFEM_SWEEP_RESULTS_H
#define SULFEM_SWEEP_RESULTS_H

#include <sulfem/sweep.h>

/* Whether `folder` holds what the tables take from this stage. `why` (of `size`) says what is
 * wrong where it does not. */
bool SulResultsSound(const char *folder, SulStage stage, char *why, size_t size);

/* Stages of the point in `folder` whose results are damaged or gone are no longer done, and the
 * status says why: such a point is unfinished, and a sweep repeats it. */
void SulResultsCheck(const char *folder, SulPointStatus *status);

#endif

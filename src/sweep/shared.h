/* SPDX-License-Identifier: BSD-2-Clause */
/* What depends on the recipe alone, its mesh and the geometry's numbers, is made once for all
 * points with that recipe: under DIRECTORY/shared, a folder a fingerprint, its files hard links to
 * those in the points' folders. Every function is for the process that runs the point. Private to
 * src/sweep.
 *
 * A point takes the fingerprint's lock before it packs (or analyses), so that the next one waits
 * and then links. Points of one recipe therefore have one mesh even where the mesher does not
 * repeat itself. Where the file system has no hard links each point makes its own. */
#ifndef SULFEM_SWEEP_SHARED_H
#define SULFEM_SWEEP_SHARED_H

#include "stages.h"

typedef struct {
  char *folder; /* of the fingerprint; NULL where the stage is not shared */
  int lock;
} SulShared;

/* Waits for the lock. Without it (lock -1) but with a folder: a signal came meanwhile. Close it
 * with SulSharedClose, after an error too. */
void SulSharedOpen(const SulPointPlan *plan, SulStage stage, SulShared *shared, SulError *error);
void SulSharedClose(SulShared *shared);

/* Links the stage's results into the point's folder, which has none, and writes the stage's log;
 * false where there are none, or no links. */
bool SulSharedTake(const SulShared *shared, const SulPointPlan *plan, SulStage stage,
                   SulError *error);

/* Links the results that the stage has just left for the points to come. */
void SulSharedLeave(const SulShared *shared, const SulPointPlan *plan, SulStage stage);

/* Removes what no point of the study's directory holds any more. */
void SulSharedPrune(const SulStudy *study);

#endif

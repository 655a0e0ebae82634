/* SPDX-License-Identifier: BSD-2-Clause */
/* One point, from its inputs to its results. Private to src/sweep. */
#ifndef SULFEM_SWEEP_RUN_H
#define SULFEM_SWEEP_RUN_H

#include "child.h"
#include "stages.h"

/* How a stage is started: as a child, or within this process. Fills `end`; what the stage says goes
 * to its log in the point's folder. SUL_IO where it cannot be started. */
typedef struct {
  void (*run)(void *data, const SulPointPlan *plan, SulStage stage, bool restart, SulChildEnd *end,
              SulError *error);
  void *data;
  int ranks; /* of parallel stages */
} SulLauncher;

/* Stages as child processes of this executable; `options` must outlive it. */
SulLauncher SulLauncherOfChildren(const SulSweepOptions *options);

/* Brings the point to its end, unless it has one already, and fills `status` with it. The state is
 * SUL_POINT_RUNNING where another process has the point's lock. `error`: only what has nothing to do with the point's own stages. */
void SulPointRun(const SulStudy *study, size_t number, const SulSweepOptions *options,
                 const SulLauncher *launcher, SulPointStatus *status, SulError *error);

/* Appends "12 s", "3 min", "1.5 h". */
void SulAppendTime(char *text, size_t size, double seconds);

/* Appends the line of a point that has ended: state, `where` ("" or " elsewhere"), why or how long
 * its stages took, and its values. */
void SulAppendPoint(const SulStudy *study, size_t number, const SulPointStatus *status,
                    const char *where, char *line, size_t size);

/* What is wrong with a study of which `count` points, `number` first, ended with other inputs. */
void SulTellChanged(const SulStudy *study, size_t number, size_t count, SulError *error);

/* `failed` of `count` points failed, first `number` as `failure` says. */
void SulTellFailures(const SulStudy *study, size_t failed, size_t count, size_t number,
                     const SulPointStatus *failure, SulError *error);

/* Whether a sweep with these options has anything to do about a point in this state. */
bool SulPointWaits(SulPointState state, const SulSweepOptions *options);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Running a study: each point in a folder of its own, in stages that are programs of their own, and
 * collecting what they left. Serial, without MPI, but for SulSweepWithin.
 *
 * A point's folder (DIRECTORY/point-0000) holds its inputs as run, its logs, its results, `lock`
 * and `status.json`. The status is written last and by renaming: a stage is done when the status
 * says so for the inputs that the stage has now, and never because a file is there. */
#ifndef SULFEM_SWEEP_H
#define SULFEM_SWEEP_H

#include <petscsys.h>
#include <stdbool.h>
#include <sulfem/error.h>
#include <sulfem/log.h>
#include <sulfem/study.h>

/* ---- Status of a point ----------------------------------------------------------------------- */

typedef enum { SUL_STAGE_PACK, SUL_STAGE_SOLVE, SUL_STAGE_ANALYSE, SUL_STAGES } SulStage;

typedef enum {
  SUL_POINT_MISSING, /* never begun */
  SUL_POINT_RUNNING, /* begun and not ended: at work, or killed */
  SUL_POINT_STOPPED, /* ended by a signal or a time limit; goes on where it was */
  SUL_POINT_FAILED,
  SUL_POINT_FINISHED,
  SUL_POINT_CHANGED, /* finished with other inputs than the study's present ones */
  SUL_POINT_STATES
} SulPointState;

typedef struct {
  bool done;
  bool shared;     /* made for another point with the same recipe */
  char inputs[20]; /* fingerprint of all that the stage depends on, "" before it began */
  double seconds;
  double memory; /* bytes, peak of its largest process */
  int ranks;
} SulStageStatus;

typedef struct {
  SulPointState state;
  SulStageStatus stage[SUL_STAGES];
  SulStage at;       /* the stage that failed or was stopped */
  int exit_status;   /* of that stage; 128 + number where a signal killed it */
  char reason[2000]; /* what it said */
  char host[80], begun[32], ended[32];
  long process;
} SulPointStatus;

const char *SulPointStateName(SulPointState state);
const char *SulStageName(SulStage stage);

/* What a point has come to, by its status file and its present inputs. Reads only. */
void SulPointLook(const SulStudy *study, size_t number, SulPointStatus *status, SulError *error);

/* The point's folder (free it). */
char *SulPointFolder(const SulStudy *study, size_t number);

/* ---- Checking -------------------------------------------------------------------------------- */

/* Reads recipes and cases of the points from `first` to `last` as pack and solve would, without a
 * mesh. The error names the axis where one is to blame; `log` is warned of numbers that no material
 * has. */
void SulSweepCheck(const SulStudy *study, size_t first, size_t last, SulLog *log, SulError *error);

/* ---- Estimates ------------------------------------------------------------------------------- */

typedef struct {
  double unknowns; /* of the solve; 0: not known, or nothing is solved */
  double memory;   /* bytes, of the stage that needs most; 0: not known */
  bool measured;   /* by the point's own solve, which is done; else a guess */
} SulPointEstimate;

/* What the points from `first` to `last` will need, estimates[last - first + 1]: from their
 * results, their mesh files, or their recipes' mesh sizes. docs/sweep.md says how good that is. A
 * mesh that cannot be read fills the error; the estimates are complete in any case. */
void SulSweepEstimate(const SulStudy *study, size_t first, size_t last, int ranks,
                      SulPointEstimate *estimates, SulError *error);

/* ---- Running --------------------------------------------------------------------------------- */

typedef struct {
  int jobs;             /* points at a time; 0: as many as cores allow */
  int ranks;            /* of each solve */
  double memory;        /* bytes that the points at work may need together; 0: what is free */
  const char *launcher; /* starts a solve of several ranks: LAUNCHER -n RANKS ... */
  bool retry;           /* run points that failed again */
  bool redo;            /* and those that were finished with other inputs */
  char since[32];       /* but none that failed in a run begun then or later; "": all */
} SulSweepOptions;

/* Runs the unfinished points from `first` to `last` and waits for those that another sweep works
 * on. One line a point on the log. Fills `error` with the first failure when all are through;
 * SUL_STOPPED after SIGINT or SIGTERM, with nobody left at work. Returns whether it began at all:
 * not where points were finished with other inputs. */
bool SulSweepRun(const SulStudy *study, size_t first, size_t last, const SulSweepOptions *options,
                 SulLog *log, SulError *error);

/* Runs `words` ("solve", "case.yaml", ...) as the program would, on all ranks of `group` at once,
 * and returns the exit status. */
typedef int (*SulCommandCall)(MPI_Comm group, int count, char **words);

/* Collective. The same within one MPI job: groups of options->ranks ranks take the points that
 * nobody has, and call the stages; then rank 0 collects. Ranks that are too few for a group do
 * nothing. The other options that say what runs together do not matter. `log`: speaks on the first
 * rank of each group. The error is the same on every rank. */
PetscErrorCode SulSweepWithin(MPI_Comm world, const SulStudy *study, const SulSweepOptions *options,
                              SulCommandCall call, SulLog *log, SulError *error);

/* ---- Collecting ------------------------------------------------------------------------------ */

/* Writes table.csv, table.h5, table-mean.csv and timings.csv into the study's folder. `list`: names
 * the points that are not finished, each with its reason. */
void SulSweepCollect(const SulStudy *study, bool list, SulLog *log, SulError *error);

#endif

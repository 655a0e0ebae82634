/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole study within one MPI job: its ranks are split into groups, each group takes one point
 * after the other, and stages are called instead of started. */
#include "run.h"
#include "status.h"
#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>
#include <sys/resource.h>
#include <unistd.h>

enum { WORD = 600, PATH = 3000 };

/* What a group is told to do. */
typedef struct {
  int count; /* of words; 0: there is nothing more */
  char words[SUL_STAGE_WORDS][WORD];
  char folder[PATH];
  char log[40];
} Order;

typedef struct {
  MPI_Comm comm;
  int rank;
  SulCommandCall call;
  const SulStudy *study;
  const SulSweepOptions *options;
  SulLog *log;
  bool stopped;
  size_t stages_run;
} Group;

/* ---- One stage ------------------------------------------------------------------------------- */

typedef struct {
  int folder, out, err;
} Place;

/* Goes where the stage runs, with all it says going to its log. */
static bool Enter(const Order *order, bool first, Place *before) {
  fflush(NULL);
  *before = (Place){open(".", O_RDONLY), dup(1), dup(2)};
  int log = chdir(order->folder) == 0
                ? open(order->log, O_WRONLY | O_CREAT | O_APPEND | (first ? O_TRUNC : 0), 0666)
                : -1;
  bool good = before->folder >= 0 && before->out >= 0 && before->err >= 0 && log >= 0 &&
              dup2(log, 1) >= 0 && dup2(log, 2) >= 0;
  if (log >= 0) close(log);
  return good;
}

static void Leave(const Place *before) {
  fflush(NULL);
  if (before->out >= 0) dup2(before->out, 1);
  if (before->err >= 0) dup2(before->err, 2);
  if (before->folder >= 0 && fchdir(before->folder) != 0) perror("sulfem: going back");
  if (before->out >= 0) close(before->out);
  if (before->err >= 0) close(before->err);
  if (before->folder >= 0) close(before->folder);
}

static int Perform(Group *group, Order *order, bool first) {
  char *words[SUL_STAGE_WORDS + 1] = {0};
  Place before;
  int status = SUL_IO;
  for (int i = 0; i < order->count; i++)
    words[i] = order->words[i];
  if (Enter(order, first, &before)) status = group->call(group->comm, order->count, words);
  Leave(&before);
  SulChildWatch(); /* a solve has its own way with signals */
  return status;
}

/* Of all ranks of the group; the exit status is that of the worst. */
static int PerformTogether(Group *group, Order *order) {
  int status = 0;
  if (group->rank == 0) { /* empties the log before the others write to it */
    char *path = SulPathJoin(order->folder, order->log);
    unlink(path); /* it may be a link to somewhere */
    FILE *log = fopen(path, "w");
    if (log) fclose(log);
    free(path);
  }
  MPI_Barrier(group->comm);
  status = Perform(group, order, false);
  (void)MPI_Allreduce(MPI_IN_PLACE, &status, 1, MPI_INT, MPI_MAX, group->comm);
  return status;
}

static void MakeOrder(const SulPointPlan *plan, SulStage stage, bool restart, Order *order,
                      SulError *error) {
  const char *words[SUL_STAGE_WORDS];
  *order = (Order){0};
  SulStageWords(plan, stage, restart, words);
  for (; words[order->count]; order->count++) {
    if (strlen(words[order->count]) >= WORD || strlen(plan->folder) >= PATH)
      SulErrorSet(error, SUL_INPUT, "%s: the path is too long", words[order->count]);
    snprintf(order->words[order->count], WORD, "%s", words[order->count]);
  }
  snprintf(order->folder, sizeof order->folder, "%s", plan->folder);
  snprintf(order->log, sizeof order->log, "%s", SulStageLog(stage));
}

static void RunWithin(void *data, const SulPointPlan *plan, SulStage stage, bool restart,
                      SulChildEnd *end, SulError *error) {
  Group *group = data;
  Order order;
  struct rusage usage;
  double start = SulClock();
  MakeOrder(plan, stage, restart, &order, error);
  if (SulFailed(error)) return;
  group->stages_run++;
  if (SulStageParallel(stage)) {
    (void)MPI_Bcast(&order, sizeof order, MPI_BYTE, 0, group->comm);
    end->exit_status = PerformTogether(group, &order);
  } else
    end->exit_status = Perform(group, &order, true);
  if (end->exit_status == SUL_STOPPED) group->stopped = true;
  getrusage(RUSAGE_SELF, &usage);
  end->seconds = SulClock() - start;
  end->memory = 1024.0 * (double)usage.ru_maxrss;
}

/* ---- A group --------------------------------------------------------------------------------- */

static void TellPoint(const SulStudy *study, size_t number, const SulPointStatus *status,
                      SulLog *log) {
  char line[4000] = "";
  SulAppendPoint(study, number, status, "", line, sizeof line);
  SulLogLine(log, "%s", line);
}

/* The first rank: takes every point that nobody has; groups begin at different ones. */
static void Lead(Group *group, size_t begin, SulError *error) {
  const SulStudy *study = group->study;
  SulLauncher launcher = {RunWithin, group, 1};
  Order end = {0};
  MPI_Comm_size(group->comm, &launcher.ranks);
  for (size_t i = 0; i < study->point_count && !SulFailed(error); i++) {
    size_t number = (begin + i) % study->point_count, before = group->stages_run;
    SulPointStatus status;
    if (group->stopped || SulChildStopAsked()) break;
    SulPointRun(study, number, group->options, &launcher, &status, error);
    if (!SulFailed(error) && group->stages_run > before)
      TellPoint(study, number, &status, group->log);
  }
  (void)MPI_Bcast(&end, sizeof end, MPI_BYTE, 0, group->comm);
}

static void Follow(Group *group) {
  Order order;
  for (;;) {
    (void)MPI_Bcast(&order, sizeof order, MPI_BYTE, 0, group->comm);
    if (order.count == 0) return;
    PerformTogether(group, &order);
  }
}

/* What the points have come to, by rank 0. */
static void FindOutcome(const SulStudy *study, SulError *error) {
  size_t finished = 0, failed = 0, first = 0;
  SulPointStatus status, failure = {0};
  for (size_t k = 0; k < study->point_count && !SulFailed(error); k++) {
    SulPointLook(study, k, &status, error);
    finished += status.state == SUL_POINT_FINISHED;
    if (status.state != SUL_POINT_FAILED || failed++ > 0) continue;
    failure = status;
    first = k;
  }
  if (SulFailed(error) || finished == study->point_count) return;
  if (failed > 0)
    SulTellFailures(study, failed, study->point_count, first, &failure, error);
  else
    SulErrorSet(error, SUL_STOPPED,
                "stopped with %zu of %zu points finished; the same command goes on", finished,
                study->point_count);
}

static void RefuseChanged(const SulStudy *study, const SulSweepOptions *options, SulError *error) {
  size_t changed = 0, first = 0;
  SulPointStatus status;
  for (size_t k = 0; k < study->point_count && !SulFailed(error); k++) {
    SulPointLook(study, k, &status, error);
    if (status.state == SUL_POINT_CHANGED && !options->redo && changed++ == 0) first = k;
  }
  if (changed > 0) SulTellChanged(study, first, changed, error);
}

/* A group that fails for reasons of its own (a full disk) must not keep the others waiting. */
static void Work(MPI_Comm world, int groups, Group *group, SulError *error) {
  int rank;
  if (groups < 1) return; /* it has been told */
  MPI_Comm_rank(world, &rank);
  int mine = rank / group->options->ranks;
  MPI_Comm_split(world, mine < groups ? mine : MPI_UNDEFINED, rank, &group->comm);
  if (group->comm != MPI_COMM_NULL) {
    MPI_Comm_rank(group->comm, &group->rank);
    size_t begin = group->study->point_count * (size_t)mine / (size_t)groups;
    if (group->rank == 0)
      Lead(group, begin, error);
    else
      Follow(group);
    MPI_Comm_free(&group->comm);
  }
}

static void TellGroups(const SulStudy *study, int groups, int size, int ranks, SulLog *log) {
  int idle = size - groups * ranks;
  SulLogLine(log, "%zu point%s in %s, %d group%s of %d rank%s", study->point_count,
             study->point_count == 1 ? "" : "s", study->directory, groups, groups == 1 ? "" : "s",
             ranks, ranks == 1 ? "" : "s");
  if (groups > 0 && idle > 0)
    SulLogWarning(log,
                  "%d of the job's %d ranks do%s nothing: give the job a multiple of "
                  "--ranks-per-point %d",
                  idle, size, idle == 1 ? "es" : "", ranks);
}

PetscErrorCode SulSweepWithin(MPI_Comm world, const SulStudy *study, const SulSweepOptions *options,
                              SulCommandCall call, SulLog *log, SulError *error) {
  SulSweepOptions mine = *options;
  Group group = {.call = call, .study = study, .options = &mine, .log = log};
  int rank, size;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(world, &rank));
  PetscCallMPI(MPI_Comm_size(world, &size));
  int groups = size / options->ranks;
  if (groups == 0)
    SulErrorSet(error, SUL_INPUT, "--ranks-per-point %d: the job has %d rank%s only",
                options->ranks, size, size == 1 ? "" : "s");
  if (rank == 0 && !SulFailed(error)) RefuseChanged(study, options, error);
  SulCall(error, SulErrorShare(world, error));
  SulChildWatch();
  if (rank == 0) TellGroups(study, groups, size, options->ranks, log);
  SulStatusNow(mine.since);
  PetscCallMPI(MPI_Bcast(mine.since, sizeof mine.since, MPI_CHAR, 0, world));
  Work(world, groups, &group, error);
  SulCall(error, SulErrorShare(world, error));
  if (rank == 0) SulSweepCollect(study, false, log, error);
  if (rank == 0 && !SulFailed(error)) FindOutcome(study, error);
  PetscCall(SulErrorShare(world, error));
  PetscFunctionReturn(0);
}

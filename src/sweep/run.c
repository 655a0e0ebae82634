/* SPDX-License-Identifier: BSD-2-Clause */
/* One point, from its inputs to its results. */
#include "run.h"
#include "lock.h"
#include "results.h"
#include "shared.h"
#include "status.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <unistd.h>

char *SulPointFolder(const SulStudy *study, size_t number) {
  char name[40];
  snprintf(name, sizeof name, "point-%04zu", number);
  return SulPathJoin(study->directory, name);
}

/* ---- Where a point stands -------------------------------------------------------------------- */

static bool Valid(const SulPointPlan *plan, const SulPointStatus *status, int stage) {
  return status->stage[stage].done && strcmp(status->stage[stage].inputs, plan->inputs[stage]) == 0;
}

/* A stage that was begun with other inputs than it has now. */
static bool Differs(const SulPointPlan *plan, const SulPointStatus *status) {
  for (int s = 0; s < SUL_STAGES; s++)
    if (plan->wanted[s] && status->stage[s].inputs[0] &&
        strcmp(status->stage[s].inputs, plan->inputs[s]) != 0)
      return true;
  return false;
}

/* The state of a point by its recorded status and its present inputs. */
static SulPointState PointJudge(const SulPointPlan *plan, const SulPointStatus *status) {
  bool all = true;
  for (int s = 0; s < SUL_STAGES; s++)
    all = all && (!plan->wanted[s] || Valid(plan, status, s));
  if (status->state == SUL_POINT_MISSING || all)
    return all ? SUL_POINT_FINISHED : SUL_POINT_MISSING;
  bool differs = Differs(plan, status);
  if (status->state == SUL_POINT_FINISHED) return differs ? SUL_POINT_CHANGED : SUL_POINT_STOPPED;
  return differs ? SUL_POINT_MISSING : status->state;
}

void SulPointLook(const SulStudy *study, size_t number, SulPointStatus *status, SulError *error) {
  SulPointPlan plan;
  char *folder = SulPointFolder(study, number);
  SulStatusRead(folder, status);
  SulResultsCheck(folder, status);
  if (status->state != SUL_POINT_MISSING) {
    SulPointPlanMake(study, number, folder, &plan, error);
    if (!SulFailed(error)) status->state = PointJudge(&plan, status);
    SulPointPlanFree(&plan);
  }
  free(folder);
}

bool SulPointWaits(SulPointState state, const SulSweepOptions *options) {
  return state == SUL_POINT_MISSING || state == SUL_POINT_RUNNING || state == SUL_POINT_STOPPED ||
         (state == SUL_POINT_FAILED && options->retry) ||
         (state == SUL_POINT_CHANGED && options->redo);
}

/* ---- Children as stages ---------------------------------------------------------------------- */

/* This executable; where the system does not tell, the one that is found by its name. */
static void OwnPath(char *path, size_t size) {
  ssize_t length = readlink("/proc/self/exe", path, size - 1);
  if (length > 0)
    path[length] = '\0';
  else
    snprintf(path, size, "sulfem");
}

static void RunAsChild(void *data, const SulPointPlan *plan, SulStage stage, bool restart,
                       SulChildEnd *end, SulError *error) {
  enum { MOST = SUL_STAGE_WORDS + 24 };
  const SulSweepOptions *options = data;
  char program[4096], ranks[20], launcher[1000];
  const char *words[MOST] = {0}, *more[SUL_STAGE_WORDS];
  bool launched = SulStageParallel(stage) && options->ranks > 1;
  size_t count = 0;
  OwnPath(program, sizeof program);
  snprintf(ranks, sizeof ranks, "%d", options->ranks);
  snprintf(launcher, sizeof launcher, "%s", options->launcher);
  if (launched) {
    char *rest = NULL;
    for (char *word = strtok_r(launcher, " ", &rest); word && count < 20;
         word = strtok_r(NULL, " ", &rest))
      words[count++] = word;
    words[count++] = "-n";
    words[count++] = ranks;
  }
  words[count++] = program;
  SulStageWords(plan, stage, restart, more);
  for (size_t i = 0; more[i]; i++)
    words[count++] = more[i];
  /* launchers hand SIGUSR1 on to the ranks, which then stop in order; SIGTERM would end them */
  SulChild child = {(char *const *)words, plan->folder, SulStageLog(stage),
                    launched ? SIGUSR1 : SIGTERM, !launched};
  SulChildRun(&child, end, error);
}

SulLauncher SulLauncherOfChildren(const SulSweepOptions *options) {
  return (SulLauncher){RunAsChild, (void *)options, options->ranks};
}

/* ---- One stage ------------------------------------------------------------------------------- */

/* The program's message in the log, or how the stage ended where there is none. */
static void FindReason(const SulPointPlan *plan, SulStage stage, const SulChildEnd *end,
                       SulPointStatus *status) {
  static const char mark[] = "sulfem: error: ";
  SulError unread = {0};
  char *path = SulPathJoin(plan->folder, SulStageLog(stage));
  char *text = SulFileRead(path, &unread);
  const char *found = text ? strstr(text, mark) : NULL;
  if (found)
    snprintf(status->reason, sizeof status->reason, "%.*s",
             (int)strcspn(found + strlen(mark), "\n"), found + strlen(mark));
  else if (end->signal)
    snprintf(status->reason, sizeof status->reason, "%s was killed by signal %d (%s)%s",
             SulStageName(stage), end->signal, strsignal(end->signal),
             end->signal == SIGKILL ? ": out of memory?" : "");
  else {
    const char *said = text ? text + strspn(text, "-\n ") : "";
    snprintf(status->reason, sizeof status->reason,
             "%s ended with exit status %d without a message of its own; %s begins: %.*s",
             SulStageName(stage), end->exit_status, SulStageLog(stage), (int)strcspn(said, "\n"),
             said);
  }
  free(text);
  free(path);
}

static bool CanRestart(const SulPointPlan *plan, SulStage stage, const SulPointStatus *status) {
  char *checkpoint = SulPathJoin(plan->folder, "checkpoint.h5");
  bool can = stage == SUL_STAGE_SOLVE && access(checkpoint, R_OK) == 0 &&
             strcmp(status->stage[stage].inputs, plan->inputs[stage]) == 0;
  free(checkpoint);
  return can;
}

/* A stage that will not begin, because a signal came. */
static void StopBefore(SulStage stage, SulPointStatus *status) {
  status->state = SUL_POINT_STOPPED;
  status->at = stage;
  status->exit_status = SUL_STOPPED;
  snprintf(status->reason, sizeof status->reason, "stopped before %s", SulStageName(stage));
}

/* A disk that is full says nothing about the point: it is run again when there is room. */
static bool NoRoom(const SulPointStatus *status) {
  return status->exit_status == SUL_IO &&
         (strstr(status->reason, strerror(ENOSPC)) || strstr(status->reason, strerror(EDQUOT)));
}

/* Of another version's making, say, or without the fields that belong to it. */
static bool Refused(const SulPointStatus *status) {
  return status->state == SUL_POINT_FAILED &&
         (status->exit_status == SUL_INPUT || status->exit_status == SUL_IO);
}

static void Launch(const SulPointPlan *plan, SulStage stage, const SulLauncher *launcher,
                   bool restart, SulPointStatus *status, SulError *error) {
  SulStageStatus *record = &status->stage[stage];
  SulChildEnd end = {0};
  launcher->run(launcher->data, plan, stage, restart, &end, error);
  if (SulFailed(error)) return;
  record->seconds = end.seconds;
  record->memory = end.memory;
  record->done = end.exit_status == SUL_OK;
  if (record->done &&
      !SulResultsSound(plan->folder, stage, status->reason, sizeof status->reason)) {
    record->done = false;
    status->state = SUL_POINT_FAILED;
    status->exit_status = SUL_IO;
    return;
  }
  if (record->done) return;
  bool stopped = end.exit_status == SUL_STOPPED || SulChildStopAsked();
  status->state = stopped ? SUL_POINT_STOPPED : SUL_POINT_FAILED;
  status->exit_status = end.exit_status;
  FindReason(plan, stage, &end, status);
  if (NoRoom(status)) status->state = SUL_POINT_STOPPED;
}

/* From the points with the same recipe, or by itself and then for them. */
static void ShareOrLaunch(const SulPointPlan *plan, SulStage stage, const SulLauncher *launcher,
                          bool restart, SulPointStatus *status, SulError *error) {
  SulStageStatus *record = &status->stage[stage];
  SulShared shared;
  SulSharedOpen(plan, stage, &shared, error);
  if (!SulFailed(error) && shared.folder && shared.lock < 0)
    StopBefore(stage, status);
  else if (!SulFailed(error) && SulSharedTake(&shared, plan, stage, error))
    record->done = record->shared = true;
  else if (!SulFailed(error))
    Launch(plan, stage, launcher, restart, status, error);
  if (record->done && !record->shared && !SulFailed(error)) SulSharedLeave(&shared, plan, stage);
  SulSharedClose(&shared);
}

static void RunStage(const SulPointPlan *plan, SulStage stage, const SulLauncher *launcher,
                     SulPointStatus *status, SulError *error) {
  SulStageStatus *record = &status->stage[stage];
  bool restart = CanRestart(plan, stage, status);
  for (int s = 0; s < SUL_STAGES && stage == SUL_STAGE_PACK; s++)
    status->stage[s] = (SulStageStatus){0}; /* what was done with another mesh counts no more */
  *record = (SulStageStatus){.ranks = SulStageParallel(stage) ? launcher->ranks : 1};
  snprintf(record->inputs, sizeof record->inputs, "%s", plan->inputs[stage]);
  status->at = stage;
  SulStatusWrite(plan->folder, plan->study, plan->point.number, status, error);
  const SulPointStatus before = *status;
  SulStageClear(plan, stage, restart, error);
  if (!SulFailed(error)) ShareOrLaunch(plan, stage, launcher, restart, status, error);
  if (SulFailed(error) || !restart || !Refused(status)) return;
  *status = before; /* its checkpoint cannot be gone on from: it is run from its beginning */
  SulStageClear(plan, stage, false, error);
  if (!SulFailed(error)) ShareOrLaunch(plan, stage, launcher, false, status, error);
}

/* ---- One point ------------------------------------------------------------------------------- */

static void WriteInputs(const SulPointPlan *plan, SulError *error) {
  static const char *const names[SUL_BASES] = {"recipe.yaml", "case.yaml"};
  for (int b = 0; b < SUL_BASES; b++) {
    char *path = SulPathJoin(plan->folder, names[b]);
    if (plan->text[b] && !SulFailed(error)) SulFileWriteText(path, plan->text[b], error);
    free(path);
  }
}

static void RunStages(const SulPointPlan *plan, const SulLauncher *launcher, SulPointStatus *status,
                      SulError *error) {
  status->state = SUL_POINT_RUNNING;
  status->reason[0] = status->ended[0] = '\0';
  status->process = (long)getpid();
  gethostname(status->host, sizeof status->host - 1);
  SulStatusNow(status->begun);
  WriteInputs(plan, error);
  for (int s = 0; s < SUL_STAGES && !SulFailed(error); s++) {
    if (!plan->wanted[s]) {
      status->stage[s] = (SulStageStatus){0};
      continue;
    }
    if (Valid(plan, status, s)) continue;
    if (SulChildStopAsked()) {
      StopBefore((SulStage)s, status);
      break;
    }
    RunStage(plan, (SulStage)s, launcher, status, error);
    if (status->state != SUL_POINT_RUNNING) break;
  }
  if (SulFailed(error)) return;
  if (status->state == SUL_POINT_RUNNING) status->state = SUL_POINT_FINISHED;
  SulStatusNow(status->ended);
  SulStatusWrite(plan->folder, plan->study, plan->point.number, status, error);
  if (status->state == SUL_POINT_STOPPED && NoRoom(status) && !SulFailed(error))
    SulErrorSet(error, SUL_IO,
                "%s: %s; no further point is begun, and with room there the same command goes on",
                SulStageName(status->at), status->reason);
}

static void RunLocked(const SulPointPlan *plan, const SulSweepOptions *options,
                      const SulLauncher *launcher, SulPointStatus *status, SulError *error) {
  SulStatusRead(plan->folder, status);
  SulResultsCheck(plan->folder, status);
  status->state = PointJudge(plan, status);
  bool again = status->state == SUL_POINT_FAILED && options->since[0] &&
               strcmp(status->begun, options->since) >= 0;
  if (SulPointWaits(status->state, options) && !again) RunStages(plan, launcher, status, error);
}

void SulPointRun(const SulStudy *study, size_t number, const SulSweepOptions *options,
                 const SulLauncher *launcher, SulPointStatus *status, SulError *error) {
  char *folder = SulPointFolder(study, number);
  SulPointPlan plan;
  int lock = -1;
  *status = (SulPointStatus){.state = SUL_POINT_RUNNING};
  SulFolderMake(folder, error);
  if (!SulFailed(error)) lock = SulLockTake(folder, false, error);
  if (lock >= 0) {
    SulPointPlanMake(study, number, folder, &plan, error);
    if (!SulFailed(error)) RunLocked(&plan, options, launcher, status, error);
    SulPointPlanFree(&plan);
  }
  SulLockFree(lock);
  free(folder);
}

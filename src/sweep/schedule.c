/* SPDX-License-Identifier: BSD-2-Clause */
/* Several points at a time on one machine. */
/* sched_getaffinity is of Linux: glibc declares it under this name only. */
#define _GNU_SOURCE
#include "lock.h"
#include "run.h"
#include "status.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/memory.h>
#include <sulfem/text.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef enum { TASK_WAITS, TASK_WORKS, TASK_ELSEWHERE, TASK_ENDED } TaskState;

typedef struct {
  size_t number;
  TaskState state;
  SulPointState outcome;
  pid_t process;
  size_t slot;
  double work, memory; /* unknowns, or 1 where they are not known; bytes */
} Task;

/* What a point's process hands back, in memory that both see. */
typedef struct {
  SulPointStatus status;
  SulError error;
} Slot;

typedef struct {
  const SulStudy *study;
  const SulSweepOptions *options;
  SulLog *log;
  Task *tasks;
  size_t count, working, elsewhere, ended, to_run, run;
  size_t jobs;
  double memory, memory_used;    /* bytes that points at work may need, and need */
  double work_to_run, work_done; /* to tell the time left */
  Slot *slots;                   /* [jobs] */
  bool *occupied;                /* [jobs] */
  double start;
  int stops; /* how often a signal asked to stop */
  size_t failed, stopped, finished;
  size_t first_failed; /* index of the task */
  SulPointStatus failure;
} Sweep;

/* ---- Telling --------------------------------------------------------------------------------- */

static void AppendProgress(const Sweep *sweep, char *line, size_t size) {
  SulTextAppend(line, size, "; %zu of %zu", sweep->ended, sweep->count);
  if (sweep->run == 0 || sweep->run >= sweep->to_run) return;
  double rate = (SulClock() - sweep->start) / sweep->work_done;
  SulTextAppend(line, size, ", about ");
  SulAppendTime(line, size, rate * (sweep->work_to_run - sweep->work_done));
  SulTextAppend(line, size, " left");
}

/* `where`: " elsewhere" where another sweep did the work. */
static void TellPoint(const Sweep *sweep, const Task *task, const SulPointStatus *status,
                      const char *where) {
  char line[4000] = "";
  SulAppendPoint(sweep->study, task->number, status, where, line, sizeof line);
  AppendProgress(sweep, line, sizeof line);
  SulLogLine(sweep->log, "%s", line);
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

static void CountEnd(Sweep *sweep, Task *task, const SulPointStatus *status) {
  size_t index = (size_t)(task - sweep->tasks);
  task->state = TASK_ENDED;
  task->outcome = status->state;
  sweep->ended++;
  sweep->finished += status->state == SUL_POINT_FINISHED;
  sweep->stopped += status->state == SUL_POINT_STOPPED;
  if (status->state != SUL_POINT_FAILED) return;
  if (sweep->failed == 0 || index < sweep->first_failed) {
    sweep->first_failed = index;
    sweep->failure = *status;
  }
  sweep->failed++;
}

static void CountRun(Sweep *sweep, const Task *task) {
  sweep->run++;
  sweep->work_done += task->work;
}

/* Work of a point whose size nobody knows: that of a common one. */
static double UsualWork(const SulPointEstimate *estimates, size_t count) {
  double sum = 0;
  size_t known = 0;
  for (size_t i = 0; i < count; i++) {
    sum += estimates[i].unknowns;
    known += estimates[i].unknowns > 0;
  }
  return known > 0 ? sum / (double)known : 1;
}

/* Sizes of the tasks, and of the machine. */
static void FindSizes(Sweep *sweep, size_t first) {
  SulPointEstimate *estimates = SulAllocate(sweep->count, sizeof *estimates);
  SulError ignored = {0}; /* a mesh that cannot be read: the points that need it say so */
  SulSweepEstimate(sweep->study, first, first + sweep->count - 1, sweep->options->ranks, estimates,
                   &ignored);
  double usual = UsualWork(estimates, sweep->count);
  sweep->memory = sweep->options->memory > 0 ? sweep->options->memory : SulFreeMemory();
  for (size_t i = 0; i < sweep->count; i++) {
    Task *task = &sweep->tasks[i];
    task->work = estimates[i].unknowns > 0 ? estimates[i].unknowns : usual;
    task->memory = estimates[i].memory;
    if (task->state != TASK_WAITS) continue;
    sweep->work_to_run += task->work;
    if (task->memory > sweep->memory)
      SulLogWarning(sweep->log,
                    "point %zu is estimated to need %.1f GB, more than the %.1f GB that are there: "
                    "it runs while no other does",
                    task->number, 1e-9 * task->memory, 1e-9 * sweep->memory);
  }
  free(estimates);
}

/* What is there already. */
static void LookAround(Sweep *sweep, size_t first, SulError *error) {
  SulPointStatus status;
  size_t changed = 0, first_changed = 0;
  for (size_t i = 0; i < sweep->count && !SulFailed(error); i++) {
    Task *task = &sweep->tasks[i];
    task->number = first + i;
    SulPointLook(sweep->study, task->number, &status, error);
    if (SulFailed(error)) return;
    if (SulPointWaits(status.state, sweep->options)) {
      sweep->to_run++;
      continue;
    }
    if (status.state == SUL_POINT_CHANGED && changed++ == 0) first_changed = task->number;
    CountEnd(sweep, task, &status);
  }
  if (changed > 0) SulTellChanged(sweep->study, first_changed, changed, error);
}

static void TellStart(const Sweep *sweep) {
  SulLogLine(sweep->log,
             "%s%s%zu point%s in %s: %zu finished before, %zu failed before%s, %zu to run, "
             "%zu at a time",
             sweep->study->title, sweep->study->title[0] ? ": " : "", sweep->count,
             sweep->count == 1 ? "" : "s", sweep->study->directory, sweep->finished, sweep->failed,
             sweep->failed ? " (--retry runs them again)" : "", sweep->to_run, sweep->jobs);
}

/* ---- Processes ------------------------------------------------------------------------------- */

/* The point's process: never returns. */
static void Work(const Sweep *sweep, const Task *task, Slot *slot) {
  SulLauncher launcher = SulLauncherOfChildren(sweep->options);
  SulChildWatch();
  SulPointRun(sweep->study, task->number, sweep->options, &launcher, &slot->status, &slot->error);
  _exit(0);
}

static void Begin(Sweep *sweep, Task *task, SulError *error) {
  size_t slot = 0;
  while (sweep->occupied[slot])
    slot++;
  sweep->slots[slot] = (Slot){0};
  task->process = SulChildFork(error);
  if (task->process == 0) Work(sweep, task, &sweep->slots[slot]);
  if (SulFailed(error)) return;
  task->slot = slot;
  task->state = TASK_WORKS;
  sweep->occupied[slot] = true;
  sweep->memory_used += task->memory;
  sweep->working++;
}

/* The lock of a point whose process was killed: its stage dies a little later, ranks that a
 * launcher started within seconds. */
static int TakeOrphanedLock(const char *folder) {
  enum { TRIES = 100 };
  const struct timespec soon = {.tv_nsec = 50000000};
  SulError ignored = {0};
  int lock = SulLockTake(folder, false, &ignored);
  for (int i = 0; i < TRIES && lock < 0; i++) {
    nanosleep(&soon, NULL);
    lock = SulLockTake(folder, false, &ignored);
  }
  return lock;
}

/* A point's process that did not come to its end: where it was stands in its file. The same command
 * runs the point again, as after any other stop. */
static void TakeKilled(const Sweep *sweep, const Task *task, int wait_status,
                       SulPointStatus *status) {
  SulError ignored = {0};
  char *folder = SulPointFolder(sweep->study, task->number);
  SulStatusRead(folder, status);
  status->state = SUL_POINT_STOPPED;
  if (WIFSIGNALED(wait_status)) {
    status->exit_status = 128 + WTERMSIG(wait_status);
    snprintf(status->reason, sizeof status->reason, "its process was killed by signal %d",
             WTERMSIG(wait_status));
  } else {
    status->exit_status = SUL_INTERNAL;
    snprintf(status->reason, sizeof status->reason, "its process ended with exit status %d",
             WEXITSTATUS(wait_status));
  }
  int lock = TakeOrphanedLock(folder);
  if (lock >= 0) SulStatusWrite(folder, sweep->study, task->number, status, &ignored);
  SulLockFree(lock);
  free(folder);
}

static void End(Sweep *sweep, Task *task, int wait_status, SulError *error) {
  Slot *slot = &sweep->slots[task->slot];
  sweep->occupied[task->slot] = false;
  sweep->memory_used -= task->memory;
  sweep->working--;
  if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0)
    TakeKilled(sweep, task, wait_status, &slot->status);
  else if (SulFailed(&slot->error)) {
    SulErrorSet(error, slot->error.status, "point %zu: %s", task->number, slot->error.text);
    return;
  }
  if (slot->status.state == SUL_POINT_RUNNING) {
    task->state = TASK_ELSEWHERE;
    sweep->elsewhere++;
    return;
  }
  CountRun(sweep, task);
  CountEnd(sweep, task, &slot->status);
  /* another sweep may have finished it between this one's look and its lock */
  bool ours = slot->status.process == 0 || slot->status.process == (long)task->process;
  TellPoint(sweep, task, &slot->status, ours ? "" : " elsewhere");
}

static void Reap(Sweep *sweep, SulError *error) {
  int wait_status;
  for (pid_t process; (process = waitpid(-1, &wait_status, WNOHANG)) > 0;)
    for (size_t i = 0; i < sweep->count; i++)
      if (sweep->tasks[i].state == TASK_WORKS && sweep->tasks[i].process == process)
        End(sweep, &sweep->tasks[i], wait_status, error);
}

static void StopAll(const Sweep *sweep) {
  for (size_t i = 0; i < sweep->count; i++)
    if (sweep->tasks[i].state == TASK_WORKS)
      kill(sweep->tasks[i].process, sweep->stops > 1 ? SIGKILL : SIGTERM);
}

/* ---- Points that another sweep has ----------------------------------------------------------- */

/* True when nobody works on it any more. */
static bool IsFree(const Sweep *sweep, const Task *task) {
  SulError ignored = {0};
  char *folder = SulPointFolder(sweep->study, task->number);
  int lock = SulLockTake(folder, false, &ignored);
  SulLockFree(lock);
  free(folder);
  return lock >= 0;
}

static void LookElsewhere(Sweep *sweep, SulError *error) {
  SulPointStatus status;
  for (size_t i = 0; i < sweep->count && sweep->elsewhere > 0; i++) {
    Task *task = &sweep->tasks[i];
    if (task->state != TASK_ELSEWHERE || !IsFree(sweep, task)) continue;
    SulPointLook(sweep->study, task->number, &status, error);
    if (SulFailed(error)) return;
    sweep->elsewhere--;
    task->state = TASK_WAITS;
    bool killed = SulPointWaits(status.state, sweep->options) && status.state != SUL_POINT_FAILED;
    if (killed) continue;
    CountRun(sweep, task);
    CountEnd(sweep, task, &status);
    TellPoint(sweep, task, &status, " elsewhere");
  }
}

/* ---- The loop -------------------------------------------------------------------------------- */

/* The first that fits beside those at work. */
static Task *Next(Sweep *sweep) {
  for (size_t i = 0; i < sweep->count && sweep->working < sweep->jobs; i++) {
    Task *task = &sweep->tasks[i];
    bool fits = sweep->working == 0 || sweep->memory_used + task->memory <= sweep->memory;
    if (task->state == TASK_WAITS && fits) return task;
  }
  return NULL;
}

static void BeginSome(Sweep *sweep, SulError *error) {
  Task *task;
  while (!SulFailed(error) && sweep->stops == 0 && (task = Next(sweep)))
    Begin(sweep, task, error);
}

/* Waits for a signal; while another sweep has points that this one wants, not for long. */
static void WaitForNews(Sweep *sweep, const sigset_t *watched) {
  struct timespec soon = {.tv_nsec = 500000000}, late = {.tv_sec = 60};
  int news = sigtimedwait(watched, NULL, sweep->elsewhere ? &soon : &late);
  if (news == SIGINT || news == SIGTERM || news == SIGUSR1) {
    sweep->stops++;
    StopAll(sweep);
  }
}

static void Loop(Sweep *sweep, const sigset_t *watched, SulError *error) {
  for (;;) {
    BeginSome(sweep, error);
    bool leaving = SulFailed(error) || sweep->stops > 0;
    if (SulFailed(error) && sweep->stops == 0) {
      sweep->stops = 1;
      StopAll(sweep);
    }
    if (sweep->working == 0 && (leaving || sweep->elsewhere == 0)) return;
    WaitForNews(sweep, watched);
    Reap(sweep, error);
    if (!SulFailed(error)) LookElsewhere(sweep, error);
  }
}

static void TellEnd(const Sweep *sweep, SulError *error) {
  if (SulFailed(error)) return;
  SulLogLine(sweep->log, "%zu of %zu points finished, %zu failed", sweep->finished, sweep->count,
             sweep->failed);
  if (sweep->stops > 0)
    SulErrorSet(error, SUL_STOPPED,
                "stopped by a signal with %zu of %zu points finished; the same command goes on",
                sweep->finished, sweep->count);
  else if (sweep->failed > 0)
    SulTellFailures(sweep->study, sweep->failed, sweep->count,
                    sweep->tasks[sweep->first_failed].number, &sweep->failure, error);
  else if (sweep->stopped > 0)
    SulErrorSet(
        error, SUL_STOPPED,
        "%zu of %zu points were stopped (by a time limit, or killed); the same command goes on "
        "with them",
        sweep->stopped, sweep->count);
}

static void WatchSignals(sigset_t *watched, sigset_t *before) {
  static const int signals[] = {SIGCHLD, SIGINT, SIGTERM, SIGUSR1};
  sigemptyset(watched);
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    sigaddset(watched, signals[i]);
  sigprocmask(SIG_BLOCK, watched, before);
}

/* Those that this process may use: a batch system gives a task a part of its node. */
static long Cores(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  return sysconf(_SC_NPROCESSORS_ONLN);
}

static size_t Jobs(const SulSweepOptions *options) {
  long cores = Cores();
  long fit = (cores > 0 ? cores : 1) / (options->ranks > 0 ? options->ranks : 1);
  return options->jobs > 0 ? (size_t)options->jobs : fit > 0 ? (size_t)fit : 1;
}

bool SulSweepRun(const SulStudy *study, size_t first, size_t last, const SulSweepOptions *options,
                 SulLog *log, SulError *error) {
  Sweep sweep = {.study = study,
                 .options = options,
                 .log = log,
                 .count = last - first + 1,
                 .jobs = Jobs(options),
                 .start = SulClock()};
  sigset_t watched, before;
  size_t size = sweep.jobs * sizeof *sweep.slots;
  sweep.slots = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (sweep.slots == MAP_FAILED) {
    SulErrorSet(error, SUL_INTERNAL, "no memory for %zu points at a time: %s", sweep.jobs,
                strerror(errno));
    return false;
  }
  sweep.tasks = SulAllocate(sweep.count, sizeof *sweep.tasks);
  sweep.occupied = SulAllocate(sweep.jobs, sizeof *sweep.occupied);
  LookAround(&sweep, first, error);
  WatchSignals(&watched, &before);
  bool begins = !SulFailed(error);
  if (begins) {
    FindSizes(&sweep, first);
    TellStart(&sweep);
    Loop(&sweep, &watched, error);
    TellEnd(&sweep, error);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  munmap(sweep.slots, size);
  free(sweep.tasks);
  free(sweep.occupied);
  return begins;
}

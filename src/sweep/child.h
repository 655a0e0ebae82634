/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs run as children that never outlive their parent. Private to src/sweep. */
#ifndef SULFEM_SWEEP_CHILD_H
#define SULFEM_SWEEP_CHILD_H

#include <stdbool.h>
#include <sulfem/error.h>
#include <sys/types.h>

typedef struct {
  char *const *words; /* program and arguments, ended by NULL */
  const char *folder; /* where it runs */
  const char *log;    /* file in that folder that takes all it says */
  int stop_signal;    /* asks it to end: handed on when this process is asked */
  bool stop_group;    /* ask all of its process group */
} SulChild;

typedef struct {
  int exit_status; /* 128 + number where a signal ended it */
  int signal;      /* that number, or 0 */
  double seconds;
  double memory; /* bytes, peak of its largest process */
} SulChildEnd;

/* From now on SIGINT, SIGTERM and SIGUSR1 set a mark, and go on to the child that is running. The
 * second time the child is killed; what comes within a second of the first is the same request. */
void SulChildWatch(void);
bool SulChildStopAsked(void);

/* Forks. In the child: returns 0, in a process group of its own, bound to die with its parent.
 * In the parent the child's number; -1 with `error` set when that fails. */
pid_t SulChildFork(SulError *error);

/* Runs it to its end. SUL_IO where it cannot be started. */
void SulChildRun(const SulChild *child, SulChildEnd *end, SulError *error);

#endif

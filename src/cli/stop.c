/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals to commands without a state worth a checkpoint: what they remove, what they say. */
#include "stop.h"
#include <signal.h>
#include <stdlib.h>
#include <sulfem/files.h>
#include <unistd.h>

/* A signal handler has no argument for them. */
enum { MOST = 4 };
static char *unfinished[MOST];
static volatile sig_atomic_t has_voice, told;

void SulStopRemoveAll(void) {
  for (int i = 0; i < MOST; i++)
    if (unfinished[i]) unlink(unfinished[i]);
}

/* Only what POSIX allows in a handler. */
static void Stop(int signal_number) {
  static const char text[] = "\nsulfem: error: stopped by a signal; unfinished files are gone\n";
  (void)signal_number;
  if (has_voice) SulStopRemoveAll();
  if (has_voice && !told) {
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written; /* nobody is left to be told */
  }
  _exit(told ? told : SUL_STOPPED);
}

void SulStopWatch(bool speaks) {
  static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
  struct sigaction action = {.sa_handler = Stop}, before;
  sigfillset(&action.sa_mask);
  has_voice = speaks;
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
      sigaction(signals[i], &action, NULL);
}

void SulStopRemoves(const char *path) {
  for (int i = 0; i < MOST && path; i++)
    if (!unfinished[i]) {
      unfinished[i] = SulPathSuffix(path, ".partial");
      return;
    }
}

void SulStopTold(SulStatus status) {
  told = status;
}

void SulStopForget(void) {
  told = SUL_OK;
  for (int i = 0; i < MOST; i++) {
    char *path = unfinished[i];
    unfinished[i] = NULL; /* first: a handler may look */
    free(path);
  }
}

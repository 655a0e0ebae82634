#include "analyse_stop.h"
#include <signal.h>
#include <sulfem/files.h>
#include <unistd.h>

/* A signal handler has no argument for them. */
static char *unfinished;
static volatile sig_atomic_t has_voice;

/* Only what POSIX allows in a handler. */
static void Stop(int signal_number) {
  static const char text[] = "\nsulfem: error: stopped by a signal; unfinished files are gone\n";
  (void)signal_number;
  if (has_voice) {
    if (unfinished) unlink(unfinished);
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written; /* nobody is left to be told */
  }
  _exit(SUL_STOPPED);
}

void SulAnalyseStopWatch(const char *output, bool speaks) {
  static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
  if (output && !unfinished) unfinished = SulPathSuffix(output, ".partial");
  has_voice = speaks;
  struct sigaction action = {.sa_handler = Stop};
  sigfillset(&action.sa_mask);
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    sigaction(signals[i], &action, NULL);
}

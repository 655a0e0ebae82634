#include "pack_stop.h"
#include <signal.h>
#include <stdlib.h>
#include <sulfem/files.h>
#include <sulfem/packing.h>
#include <unistd.h>

/* A signal handler has no argument for them. */
enum { UNFINISHED = 3 };
static char *unfinished[UNFINISHED];

/* Only what POSIX allows in a handler. */
static void Stop(int signal_number) {
  static const char text[] = "\nsulfem: error: stopped by a signal; unfinished files are gone\n";
  (void)signal_number;
  for (int i = 0; i < UNFINISHED; i++)
    if (unfinished[i]) unlink(unfinished[i]);
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  (void)written; /* nobody is left to be told */
  _exit(SUL_STOPPED);
}

void SulPackStopWatch(const char *output) {
  static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
  if (output) {
    char *json = SulPackingPath(output);
    unfinished[0] = SulPathSuffix(output, ".partial");
    unfinished[1] = SulPathSuffix(output, ".surfaces.partial");
    unfinished[2] = SulPathSuffix(json, ".partial");
    free(json);
  }
  struct sigaction action = {.sa_handler = Stop};
  sigfillset(&action.sa_mask);
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    sigaction(signals[i], &action, NULL);
}

#include "pack_stop.h"
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sulfem/command.h>
#include <sulfem/files.h>
#include <sulfem/packing.h>
#include <sulfem/text.h>
#include <unistd.h>

/* A signal handler has no argument for them. */
enum { UNFINISHED = 3 };
static char *unfinished[UNFINISHED], *mesh;

static void RemoveUnfinished(void) {
  for (int i = 0; i < UNFINISHED; i++)
    if (unfinished[i]) unlink(unfinished[i]);
}

/* Only what POSIX allows in a handler. */
static void Stop(int signal_number) {
  static const char text[] = "\nsulfem: error: stopped by a signal; unfinished files are gone\n";
  (void)signal_number;
  RemoveUnfinished();
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  (void)written; /* nobody is left to be told */
  _exit(SUL_STOPPED);
}

/* Where a library that is at work has called exit, the run did not end as it should. Other handlers
 * of atexit, MPI's among them, would wait for ranks that know nothing of it. */
static void EndOfLibrary(void) {
  SulError reason = {0}, error = {0};
  SulMesherTellExit(&reason);
  if (!SulFailed(&reason)) return;
  RemoveUnfinished();
  SulErrorSet(&error, reason.status, "%s: %s", mesh ? mesh : "no mesh", reason.text);
  _exit(SulTell(&error));
}

void SulPackStopWatch(void) {
  static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
  static bool registered;
  if (!registered) atexit(EndOfLibrary);
  registered = true;
  struct sigaction action = {.sa_handler = Stop};
  sigfillset(&action.sa_mask);
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    sigaction(signals[i], &action, NULL);
}

void SulPackStopRemoves(const char *output) {
  char *json = SulPackingPath(output);
  mesh = SulTextCopy(output);
  unfinished[0] = SulPathSuffix(output, ".partial");
  unfinished[1] = SulPathSuffix(output, ".surfaces.partial");
  unfinished[2] = SulPathSuffix(json, ".partial");
  free(json);
}

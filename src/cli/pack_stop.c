#include "pack_stop.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <sys/stat.h>
#include <unistd.h>

/* A signal handler has no argument for them. */
enum { UNFINISHED = 3 };
static char *unfinished[UNFINISHED];

/* Only what POSIX allows in a handler. */
static void Stop(int signal_number) {
  static const char text[] =
      "\nsulfem: error: stopped by a signal; unfinished files are gone\n";
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
    size_t stem = strlen(output) - strlen(".msh");
    unfinished[0] = SulPathSuffix(output, ".partial");
    unfinished[1] = SulPathSuffix(output, ".surfaces.partial");
    unfinished[2] = SulPathSuffix(output, ".json.partial");
    memcpy(unfinished[2] + stem, ".json.partial", sizeof ".json.partial");
  }
  struct sigaction action = {.sa_handler = Stop};
  sigfillset(&action.sa_mask);
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    sigaction(signals[i], &action, NULL);
}

void SulPackCheckPlace(const char *output, SulError *error) {
  struct stat status;
  char *partial = SulPathSuffix(output, ".partial");
  FILE *file = NULL;
  if (stat(output, &status) == 0 && S_ISDIR(status.st_mode))
    SulErrorSet(error, SUL_IO, "%s: cannot be written: it is a folder", output);
  else if (!(file = fopen(partial, "wb")))
    SulErrorSet(error, SUL_IO, "%s: cannot be written: %s%s", output, strerror(errno),
                errno == ENOENT ? "; make its folder first" : "");
  if (file) {
    fclose(file);
    remove(partial);
  }
  free(partial);
}

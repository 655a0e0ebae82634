#include "pack_stop.h"
#include "stop.h"
#include <stdbool.h>
#include <stdlib.h>
#include <sulfem/command.h>
#include <sulfem/files.h>
#include <sulfem/packing.h>
#include <sulfem/text.h>
#include <unistd.h>

/* A handler of atexit has no argument for it. */
static char *mesh;

/* Where a library that is at work has called exit, the run did not end as it should. Other handlers
 * of atexit, MPI's among them, would wait for ranks that know nothing of it. */
static void EndOfLibrary(void) {
  SulError reason = {0}, error = {0};
  SulMesherTellExit(&reason);
  if (!SulFailed(&reason)) return;
  SulStopRemoveAll();
  SulErrorSet(&error, reason.status, "%s: %s", mesh ? mesh : "no mesh", reason.text);
  _exit(SulTell(&error));
}

void SulPackStopWatch(void) {
  static bool registered;
  if (!registered) atexit(EndOfLibrary);
  registered = true;
  SulStopForget();
  SulStopWatch(true);
}

void SulPackStopRemoves(const char *output) {
  char *json = SulPackingPath(output), *surfaces = SulPathSuffix(output, ".surfaces");
  free(mesh);
  mesh = SulTextCopy(output);
  SulStopRemoves(output);
  SulStopRemoves(surfaces);
  SulStopRemoves(json);
  free(json);
  free(surfaces);
}

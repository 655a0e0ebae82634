#include "pack_stop.h"
#include "stop.h"
#include <stdlib.h>
#include <sulfem/packing.h>

void SulPackStopWatch(void) {
  SulStopForget();
  SulStopWatch(true);
}

void SulPackStopRemoves(const char *output) {
  char *json = SulPackingPath(output);
  SulStopRemoves(output);
  SulStopRemoves(json);
  free(json);
}

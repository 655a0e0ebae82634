/* SPDX-License-Identifier: BSD-2-Clause */
/* Interruptions of `sulfem pack`: what it leaves behind. */
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

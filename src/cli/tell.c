/* SPDX-License-Identifier: BSD-2-Clause */
/* The one message of a command's failure, and its exit status. */
#include "stop.h"
#include <stdio.h>
#include <sulfem/command.h>

SulStatus SulTell(const SulError *error) {
  fprintf(stderr, "sulfem: error: %s\n", error->text);
  SulStopTold(error->status);
  return error->status;
}

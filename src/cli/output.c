/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a command's --output goes, and what it prints. */
#include "output.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/files.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

void SulOutputSpare(const char *output, const char *input, const char *what, SulError *error) {
  if (output && input && SulFileSame(output, input))
    SulErrorSet(error, SUL_INPUT,
                "--output: %s would overwrite the %s's own file; choose another name", output,
                what);
}

/* Open MPI 5's launcher may end a job at the first exit status but 0 before it has read what the
 * process said last, so a message waits in its pipe, for a second at most, until it is taken. */
static void AwaitReader(void) {
  enum { STEPS = 100 };
  const struct timespec step = {0, 10000000};
  int left;
  for (int i = 0; i < STEPS && ioctl(STDERR_FILENO, FIONREAD, &left) == 0 && left > 0; i++)
    nanosleep(&step, NULL);
}

static SulStatus Flush(SulStatus status) {
  SulError error = {0};
  errno = 0;
  bool lost = fflush(stdout) != 0 || ferror(stdout);
  if (!lost || status != SUL_OK) return status;
  SulErrorSet(&error, SUL_IO, "standard output cannot be written: %s",
              errno ? strerror(errno) : "some of it was lost (a full disk?)");
  return SulTell(&error);
}

SulStatus SulOutputCheck(SulStatus status) {
  status = Flush(status);
  if (status != SUL_OK) AwaitReader();
  return status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a command's --output goes, and what it prints. */
#include "output.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/files.h>

void SulOutputSpare(const char *output, const char *input, const char *what, SulError *error) {
  if (output && input && SulFileSame(output, input))
    SulErrorSet(error, SUL_INPUT,
                "--output: %s would overwrite the %s's own file; choose another name", output,
                what);
}

SulStatus SulOutputCheck(SulStatus status) {
  SulError error = {0};
  errno = 0;
  bool lost = fflush(stdout) != 0 || ferror(stdout);
  if (!lost || status != SUL_OK) return status;
  SulErrorSet(&error, SUL_IO, "standard output cannot be written: %s",
              errno ? strerror(errno) : "some of it was lost (a full disk?)");
  return SulTell(&error);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a command's --output goes, and what it prints. Not collective. */
#ifndef SULFEM_CLI_OUTPUT_H
#define SULFEM_CLI_OUTPUT_H

#include <sulfem/error.h>

/* SUL_INPUT where the file `output` is (another name of) the file `input`, which has to stay; the
 * message calls it the `what`'s own file. NULL for either: there is nothing to refuse. */
void SulOutputSpare(const char *output, const char *input, const char *what, SulError *error);

/* At a program's end: whatever the command said has arrived, or the run has failed; here, where all
 * its results are saved, and not at the first line that was lost. Tells the error. A message of a
 * failure is read by whoever holds the other end of a pipe, a second given, before it returns. */
SulStatus SulOutputCheck(SulStatus status);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Error values: the first mistake wins, and more can be said about it. */
#include <stdio.h>
#include <string.h>
#include <sulfem/error.h>

void SulErrorSet(SulError *error, SulStatus status, const char *format, ...) {
  if (SulFailed(error)) return;
  error->status = status;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
}

void SulErrorAppend(SulError *error, const char *format, ...) {
  size_t length = strlen(error->text);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text + length, sizeof error->text - length, format, arguments);
  va_end(arguments);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The log: lines to standard output or error and to a file, from one rank. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/log.h>
#include <sulfem/text.h>
#include <time.h>
#include <unistd.h>

struct SulLog {
  bool speaks;
  bool terminal;
  bool progress_shown;
  FILE *screen; /* where lines go: standard output, or standard error */
  FILE *file;
  char *kept; /* lines said before the file was there */
  size_t kept_size;
  FILE *keeper;
  char stage[64];
  double stage_start, stage_shown;
};

SulLog *SulLogCreate(bool speaks) {
  SulLog *log = SulAllocate(1, sizeof *log);
  log->speaks = speaks;
  log->screen = stdout;
  /* mpirun hands its ranks a pseudo-terminal as standard output even in a batch job, but a pipe as
   * standard error: both must be terminals. */
  log->terminal = speaks && isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
  if (speaks) log->keeper = open_memstream(&log->kept, &log->kept_size);
  return log;
}

void SulLogToStandardError(SulLog *log) {
  log->screen = stderr;
  log->terminal = log->speaks && isatty(STDERR_FILENO);
}

static void DropKept(SulLog *log) {
  if (log->keeper) fclose(log->keeper);
  log->keeper = NULL;
  free(log->kept);
  log->kept = NULL;
}

void SulLogOpen(SulLog *log, const char *path, SulError *error) {
  if (!log->speaks) return;
  unlink(path); /* a link there is taken away, not written through */
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  log->file = file < 0 ? NULL : fdopen(file, "w");
  if (!log->file) {
    SulErrorSet(error, SUL_IO, "%s: cannot be written: %s", path, strerror(errno));
    return;
  }
  fflush(log->keeper);
  fputs(log->kept, log->file);
  fflush(log->file);
  DropKept(log);
}

void SulLogClose(SulLog **log) {
  if (!*log) return;
  if ((*log)->file) fclose((*log)->file);
  DropKept(*log);
  free(*log);
  *log = NULL;
}

static void Wipe(SulLog *log) {
  if (log->progress_shown) fputs("\r\033[K", log->screen);
  log->progress_shown = false;
}

static void Say(SulLog *log, FILE *screen, const char *prefix, const char *format,
                va_list arguments) {
  char line[4096];
  vsnprintf(line, sizeof line, format, arguments);
  Wipe(log);
  fprintf(screen, "%s%s\n", prefix, line);
  fflush(screen);
  FILE *copy = log->file ? log->file : log->keeper;
  if (!copy) return;
  fprintf(copy, "%s%s\n", prefix, line);
  fflush(copy);
}

void SulLogLine(SulLog *log, const char *format, ...) {
  if (!log->speaks) return;
  va_list arguments;
  va_start(arguments, format);
  Say(log, log->screen, "", format, arguments);
  va_end(arguments);
}

void SulLogWarning(SulLog *log, const char *format, ...) {
  if (!log->speaks) return;
  va_list arguments;
  va_start(arguments, format);
  Say(log, stderr, "sulfem: warning: ", format, arguments);
  va_end(arguments);
}

void SulLogProgress(SulLog *log, const char *stage, double done) {
  if (!log->terminal) return;
  double now = SulClock();
  if (strcmp(stage, log->stage) != 0) {
    snprintf(log->stage, sizeof log->stage, "%s", stage);
    log->stage_start = now;
    log->stage_shown = 0;
  }
  if (now - log->stage_shown < 0.2) return;
  log->stage_shown = now;
  double left = done > 0.01 ? (now - log->stage_start) * (1 - done) / done : 0;
  fprintf(log->screen, "\r\033[K%s %3.0f %%", stage, 100 * done);
  if (left > 0) fprintf(log->screen, ", %.0f s left", left);
  fflush(log->screen);
  log->progress_shown = true;
}

double SulClock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

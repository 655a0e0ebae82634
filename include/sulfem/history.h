/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables that grow while a run goes on, a row at a time: history.csv (an accepted step) and
 * status.csv (a try), see docs/formats.md. A row is one write of a whole line, so that a run which
 * is killed leaves whole rows. None of these is collective: one rank has the file. */
#ifndef SULFEM_HISTORY_H
#define SULFEM_HISTORY_H

#include <sulfem/error.h>
#include <sulfem/try.h>

typedef struct {
  char *path; /* NULL: not open */
  int file;
  long long bytes; /* of the rows so far: what a checkpoint takes down, and a restart keeps */
} SulRowFile;

/* folder/history.csv with a name for each of `count` numbers. `keep`: that many bytes of an earlier
 * run's file stay and the rest is cut off; 0, or where that file is not there, is shorter or has
 * other columns: a new file. Errors are SUL_IO. */
void SulHistoryOpen(const char *folder, int count, const char *const *columns, long long keep,
                    SulRowFile *history, SulError *error);
/* A number that is none (NaN) leaves its field empty. */
void SulHistoryRow(SulRowFile *history, int count, const double *values, SulError *error);

/* folder/status.csv, likewise. */
void SulStatusOpen(const char *folder, long long keep, SulRowFile *status, SulError *error);
void SulStatusRow(SulRowFile *status, const SulTry *tried, SulError *error);

/* Of both; takes one that is not open. */
void SulRowFileClose(SulRowFile *file);

#endif

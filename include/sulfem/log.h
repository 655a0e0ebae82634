/* SPDX-License-Identifier: BSD-2-Clause */
/* What a run says while it runs: standard output (or standard error, where that carries data) and,
 * once a folder is known, DIR/log.txt.
 *
 * Lines written before SulLogOpen are kept and land in the file too. Rank 0 writes, the other
 * ranks' calls do nothing, so every rank may call. No carriage returns ever reach the file. */
#ifndef SULFEM_LOG_H
#define SULFEM_LOG_H

#include <stdbool.h>
#include <sulfem/error.h>

typedef struct SulLog SulLog;

/* `speaks`: true on rank 0 only. Free with SulLogClose. */
SulLog *SulLogCreate(bool speaks);
/* From now on lines and progress go to standard error: standard output is kept for data. */
void SulLogToStandardError(SulLog *log);

void SulLogOpen(SulLog *log, const char *path, SulError *error);
void SulLogClose(SulLog **log);

/* One line (the newline is added). */
void SulLogLine(SulLog *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One line on standard error and in the file, "sulfem: warning: ..." */
void SulLogWarning(SulLog *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Progress of a long stage, `done` from 0 to 1: a live line with the time left on a terminal,
 * nothing elsewhere. SulLogLine wipes it. */
void SulLogProgress(SulLog *log, const char *stage, double done);

/* Seconds since some fixed moment (monotonic). */
double SulClock(void);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem sweep`. Private to src/cli. */
#ifndef SULFEM_SWEEP_ARGUMENTS_H
#define SULFEM_SWEEP_ARGUMENTS_H

#include <sulfem/sweep.h>

typedef struct {
  const char *study;
  bool list, json, collect, help;
  bool within;        /* --ranks-per-point: the study runs within one MPI job */
  const char *points; /* what --case says; NULL: all points */
  const char *jobs, *ranks, *ranks_per_point, *memory, *launcher; /* as given, or NULL */
  size_t first, last;                                             /* of it */
  bool open_range; /* `last` may lie beyond the study's end */
  SulSweepOptions options;
} SulSweepArguments;

void SulSweepArgumentsParse(int count, char **words, SulSweepArguments *result, SulError *error);

/* The points on standard output, as JSON. */
void SulSweepListJson(const SulStudy *study, int ranks, SulError *error);

/* The command within one MPI job (sweep_within.c); its exit status. */
SulStatus SulSweepWithinJob(const SulSweepArguments *arguments);

/* On standard output. */
void SulSweepArgumentsHelp(void);

#endif

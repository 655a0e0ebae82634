/* The command line of `sulfem sweep`. Private to src/cli. */
#ifndef SULFEM_SWEEP_ARGUMENTS_H
#define SULFEM_SWEEP_ARGUMENTS_H

#include <sulfem/sweep.h>

typedef struct {
  const char *study;
  bool list, collect, help;
  const char *points; /* what --case says; NULL: all points */
  size_t first, last; /* of it */
  bool open_range;    /* `last` may lie beyond the study's end */
  SulSweepOptions options;
} SulSweepArguments;

void SulSweepArgumentsParse(int count, char **words, SulSweepArguments *result, SulError *error);

#endif

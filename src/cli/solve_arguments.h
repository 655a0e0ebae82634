/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem solve`. Private to src/cli. */
#ifndef SULFEM_SOLVE_ARGUMENTS_H
#define SULFEM_SOLVE_ARGUMENTS_H

#include "petsc_options.h"

typedef struct {
  const char *case_path;
  const char *output; /* NULL: as the case says */
  bool check, restart, help;
  SulPetscOptions options; /* of all sources, filled by SulSession */
  int petsc_count;         /* program name and the command line's options */
  char **petsc;            /* owned; the strings are not */
  char command_line[4000];
} SulSolveArguments;

void SulSolveArgumentsParse(int argument_count, char **arguments, SulSolveArguments *result,
                            SulError *error);
void SulSolveArgumentsFree(SulSolveArguments *arguments);

/* On standard output. */
void SulSolveArgumentsHelp(void);

#endif

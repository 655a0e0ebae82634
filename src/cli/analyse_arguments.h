/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem analyse`. Private to src/cli. */
#ifndef SULFEM_ANALYSE_ARGUMENTS_H
#define SULFEM_ANALYSE_ARGUMENTS_H

#include "petsc_options.h"
#include <stdbool.h>

typedef struct {
  const char *mesh;
  const char *output, *length_unit, *voxel, *active, *electrolyte; /* NULL: not given */
  bool no_tortuosity, help;
  SulPetscOptions options; /* of all sources, filled by SulSession */
  int petsc_count;         /* program name and the command line's options */
  char **petsc;            /* owned; the strings are not */
} SulAnalyseArguments;

void SulAnalyseArgumentsParse(int argument_count, char **arguments, SulAnalyseArguments *result,
                              SulError *error);
void SulAnalyseArgumentsFree(SulAnalyseArguments *arguments);

/* On standard output. */
void SulAnalyseArgumentsHelp(void);

#endif

/* The command line of `sulfem analyse`. Private to src/cli. */
#ifndef SULFEM_ANALYSE_ARGUMENTS_H
#define SULFEM_ANALYSE_ARGUMENTS_H

#include <stdbool.h>
#include <sulfem/error.h>

typedef struct {
  const char *mesh;
  const char *output, *length_unit, *voxel, *active, *electrolyte; /* NULL: not given */
  bool no_tortuosity, help;
  int petsc_count; /* what PetscInitialize gets: program name and options with one dash */
  char **petsc;    /* owned; the strings are not */
} SulAnalyseArguments;

void SulAnalyseArgumentsParse(int argument_count, char **arguments, SulAnalyseArguments *result,
                              SulError *error);
void SulAnalyseArgumentsFree(SulAnalyseArguments *arguments);

#endif

/* The command line of `sulfem solve`. Private to src/cli. */
#ifndef SULFEM_SOLVE_ARGUMENTS_H
#define SULFEM_SOLVE_ARGUMENTS_H

#include <sulfem/error.h>

typedef struct {
  const char *case_path;
  const char *output; /* NULL: as the case says */
  bool check, restart, help;
  int petsc_count; /* what PetscInitialize gets: program name and options with one dash */
  char **petsc;    /* owned; the strings are not */
  char command_line[4000];
} SulSolveArguments;

void SulSolveArgumentsParse(int argument_count, char **arguments, SulSolveArguments *result,
                            SulError *error);
void SulSolveArgumentsFree(SulSolveArguments *arguments);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem solve`. */
#include "solve_arguments.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* Takes the flag at arguments[i]; returns how many arguments it used. */
static int TakeFlag(int count, char **arguments, int i, SulSolveArguments *result,
                    SulError *error) {
  static const char *const flags[] = {"--output", "--check", "--restart", "--help"};
  const char *flag = arguments[i];
  if (strcmp(flag, "--check") == 0)
    result->check = true;
  else if (strcmp(flag, "--restart") == 0)
    result->restart = true;
  else if (strcmp(flag, "--help") == 0)
    result->help = true;
  else if (strncmp(flag, "--output=", 9) == 0)
    result->output = flag + 9;
  else if (strcmp(flag, "--output") == 0 && i + 1 < count) {
    result->output = arguments[i + 1];
    return 2;
  } else if (strcmp(flag, "--output") == 0) {
    SulErrorSet(error, SUL_INPUT, "--output needs a folder behind it");
  } else {
    SulErrorSet(error, SUL_INPUT, "solve knows no flag \"%s\"; there are ", flag);
    SulTextAppendList(error->text, sizeof error->text, flags, 4);
    const char *near = SulTextNearest(flag, flags, 4);
    if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
  }
  return 1;
}

static bool IsPetscOption(const char *text) {
  return text[0] == '-' && isalpha((unsigned char)text[1]);
}

void SulSolveArgumentsParse(int count, char **arguments, SulSolveArguments *result,
                            SulError *error) {
  memset(result, 0, sizeof *result);
  result->petsc = SulAllocate((size_t)count + 2, sizeof *result->petsc);
  static char name[] = "sulfem";
  result->petsc[result->petsc_count++] = name;
  SulTextAppend(result->command_line, sizeof result->command_line, "sulfem solve");
  for (int i = 0; i < count; i++)
    SulTextAppend(result->command_line, sizeof result->command_line, " %s", arguments[i]);
  for (int i = 0; i < count;) {
    bool after_option = result->petsc_count > 1 && result->case_path &&
                        IsPetscOption(result->petsc[result->petsc_count - 1]);
    if (strncmp(arguments[i], "--", 2) == 0) {
      i += TakeFlag(count, arguments, i, result, error);
    } else if (IsPetscOption(arguments[i]) || after_option) {
      result->petsc[result->petsc_count++] = arguments[i++];
    } else if (!result->case_path) {
      result->case_path = arguments[i++];
    } else {
      SulErrorSet(error, SUL_INPUT,
                  "solve takes one case file, and got \"%s\" and \"%s\"; PETSc options come behind "
                  "the case file",
                  result->case_path, arguments[i]);
      return;
    }
  }
  if (!result->case_path && !result->help)
    SulErrorSet(error, SUL_INPUT,
                "solve needs a case file: sulfem solve CASE.yaml [--output DIR] [--check] "
                "[--restart] [PETSc options]");
}

void SulSolveArgumentsFree(SulSolveArguments *arguments) {
  free(arguments->petsc);
  SulPetscOptionsFree(&arguments->options);
  memset(arguments, 0, sizeof *arguments);
}

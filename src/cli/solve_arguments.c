/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem solve`. */
#include "solve_arguments.h"

#include "command_line.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

#define PLACE(member) offsetof(SulSolveArguments, member)

static const SulOption options[] = {
    {"--output", "DIR", "a folder: --output results/run1", PLACE(output),
     "where the results go (else: the case's output: directory)"},
    {"--check", NULL, NULL, PLACE(check),
     "validate case, mesh and groups, say what would run, solve nothing"},
    {"--restart", NULL, NULL, PLACE(restart), "go on from the checkpoint in the output folder"},
};

static const SulCommandLine line = {
    .command = "solve",
    .usage = "sulfem solve CASE.yaml [--output DIR] [--check] [--restart] [PETSc options]\n"
             "       mpirun -n N sulfem solve CASE.yaml ...",
    .about =
        "Solves a case (docs/case-file.md): swelling of its phases to displacements, stresses\n"
        "and what they say.",
    .ends = "Exit status: 0 done, 1 internal error, 2 wrong input, 3 no convergence, 4 reading or\n"
            "writing failed, 5 stopped by a signal or the time limit after writing a checkpoint.",
    .subject = "case file",
    .example = "sulfem solve CASE.yaml [--output DIR] [--check] [--restart] [PETSc options]",
    .hint = "; PETSc options come behind the case file",
    .place = PLACE(case_path),
    .help = PLACE(help),
    .options = options,
    .option_count = sizeof options / sizeof options[0],
};

void SulSolveArgumentsParse(int count, char **arguments, SulSolveArguments *result,
                            SulError *error) {
  static char name[] = "sulfem";
  memset(result, 0, sizeof *result);
  SulWords petsc = {1, SulAllocate((size_t)count + 2, sizeof *petsc.words)};
  petsc.words[0] = name;
  SulTextAppend(result->command_line, sizeof result->command_line, "sulfem solve");
  for (int i = 0; i < count; i++)
    SulTextAppend(result->command_line, sizeof result->command_line, " %s", arguments[i]);
  SulCommandLineParse(&line, (SulWords){count, arguments}, result, &petsc, error);
  result->petsc_count = petsc.count;
  result->petsc = petsc.words;
}

void SulSolveArgumentsHelp(void) {
  SulCommandLineHelp(&line);
}

void SulSolveArgumentsFree(SulSolveArguments *arguments) {
  free(arguments->petsc);
  SulPetscOptionsFree(&arguments->options);
  memset(arguments, 0, sizeof *arguments);
}

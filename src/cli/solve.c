/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem solve: case file to results. */
#include <signal.h>
#include <stdio.h>
#include <sulfem/command.h>
#include <sulfem/run.h>

#include "session.h"
#include "solve_arguments.h"

static volatile sig_atomic_t stop_asked = 0;

static void AskToStop(int signal_number) {
  (void)signal_number;
  stop_asked = 1;
}

static void WatchSignals(void) {
  static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
  struct sigaction action = {.sa_handler = AskToStop};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    sigaction(signals[i], &action, NULL);
}

static PetscErrorCode CheckOptions(MPI_Comm comm, const void *options, SulLog *log,
                                   SulError *error) {
  PetscFunctionBegin;
  PetscCall(SulPetscOptionsCheckUnused(comm, options, log, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode Solve(const void *context, SulError *error) {
  const SulSolveArguments *arguments = context;
  MPI_Comm comm = PETSC_COMM_WORLD;
  int rank, ranks;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  SulLog *log = SulLogCreate(rank == 0);
  SulRunRequest request = {.case_path = arguments->case_path,
                           .output = arguments->output,
                           .check = arguments->check,
                           .restart = arguments->restart,
                           .command_line = arguments->command_line,
                           .petsc_options = arguments->options.text,
                           .petsc_environment = arguments->options.environment,
                           .stop = &stop_asked,
                           .log = log,
                           .check_options = CheckOptions,
                           .options = &arguments->options};
  WatchSignals();
  SulLogLine(log, "sulfem %s, PETSc %d.%d.%d, %d rank%s", SULFEM_VERSION, PETSC_VERSION_MAJOR,
             PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR, ranks, ranks == 1 ? "" : "s");
  SulPetscOptionsTell(&arguments->options, log);
  PetscCall(SulRunCase(comm, &request, error));
  SulLogClose(&log);
  PetscFunctionReturn(0);
}

SulStatus SulCommandSolve(int argument_count, char **arguments) {
  SulError error = {0};
  SulSolveArguments parsed;
  SulSolveArgumentsParse(argument_count, arguments, &parsed, &error);
  bool help = !SulFailed(&error) && parsed.help;
  if (help && SulLaunchedRank() == 0) SulSolveArgumentsHelp();
  SulStatus status = help ? SUL_OK
                          : SulSession(&parsed.options, parsed.petsc_count - 1, parsed.petsc + 1,
                                       Solve, &parsed, &error);
  SulSolveArgumentsFree(&parsed);
  return status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem solve: case file to results. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/output.h>
#include <sulfem/parallel.h>
#include <sulfem/solve.h>

#include "session.h"
#include "solve_arguments.h"
#include "solve_run.h"

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

/* The whole run, from the text of the case to the results. */
static PetscErrorCode Solve(SulSolveRun *run, SulError *error) {
  PetscFunctionBegin;
  SulCall(error, SulRunReadCase(run, error));
  SulCall(error, SulRunReadMesh(run, error));
  SulRunDescribe(run);
  if (run->arguments->check) {
    SulCall(error, SulSystemCheck(&run->mesh, &run->body, run->log, error));
    SulRunEstimate(run);
    PetscFunctionReturn(0);
  }
  SulCall(error, SulRunCheckMemory(run, error));
  SulCall(error, SulRunPrepare(run, error));
  for (int step = 0; step < run->plan.step_count; step++) {
    SulCall(error, SulRunSolveFor(run, step, error));
    SulCall(error, SulRunReport(run, step, error));
  }
  SulCall(error, SulRunFinish(run, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode SolveAndClean(const void *arguments, SulError *error) {
  SulSolveRun run;

  PetscFunctionBegin;
  WatchSignals();
  PetscCall(SulRunCreate(arguments, &stop_asked, &run));
  PetscCall(Solve(&run, error));
  PetscCall(SulRunDestroy(&run, error));
  PetscFunctionReturn(0);
}

SulStatus SulCommandSolve(int argument_count, char **arguments) {
  SulError error = {0};
  SulSolveArguments parsed;
  SulSolveArgumentsParse(argument_count, arguments, &parsed, &error);
  bool help = !SulFailed(&error) && parsed.help;
  if (help) SulSolveArgumentsHelp();
  SulStatus status = help ? SUL_OK
                          : SulSession(&parsed.options, parsed.petsc_count - 1, parsed.petsc + 1,
                                       SolveAndClean, &parsed, &error);
  SulSolveArgumentsFree(&parsed);
  return status;
}

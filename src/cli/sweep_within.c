/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem sweep within one MPI job: mpirun -n 64 sulfem sweep STUDY.yaml --ranks-per-point 4. */
#include <petscsys.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>

#include "sweep_arguments.h"

/* One stage on all ranks of a group. PETSc is begun and ended with it; MPI stays. */
static int Call(MPI_Comm group, int count, char **words) {
  static const struct {
    const char *name;
    SulStatus (*run)(int argument_count, char **arguments);
  } commands[] = {
      {"pack", SulCommandPack}, {"solve", SulCommandSolve}, {"analyse", SulCommandAnalyse}};
  PETSC_COMM_WORLD = group;
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    if (strcmp(words[0], commands[i].name) == 0) return (int)commands[i].run(count - 1, words + 1);
  return SUL_INTERNAL;
}

/* Packing leaves ranks but the first alone, and knows them by what the launcher has set: here the
 * first rank of each group packs. MPI has read these before. */
static void ForgetRank(void) {
  setenv("OMPI_COMM_WORLD_RANK", "0", 1);
  unsetenv("PMIX_RANK");
  unsetenv("PMI_RANK");
}

static void ReadStudy(const char *path, SulStudy *study, SulError *error) {
  char *text = SulFileRead(path, error);
  if (text) SulStudyParse(path, text, study, error);
  free(text);
}

/* Rank 0 checks every point; what it finds is everybody's. */
static PetscErrorCode Run(const SulSweepArguments *arguments, SulStudy *study, SulLog *log,
                          SulError *error) {
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(MPI_COMM_WORLD, &rank));
  ReadStudy(arguments->study, study, error);
  if (rank == 0 && !SulFailed(error)) SulSweepCheck(study, 0, study->point_count - 1, log, error);
  SulCall(error, SulErrorShare(MPI_COMM_WORLD, error));
  PetscCall(SulSweepWithin(MPI_COMM_WORLD, study, &arguments->options, Call, log, error));
  PetscFunctionReturn(0);
}

SulStatus SulSweepWithinJob(const SulSweepArguments *arguments) {
  SulError error = {0};
  SulStudy study = {0};
  int rank;
  if (MPI_Init(NULL, NULL) != MPI_SUCCESS) return SUL_INTERNAL;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  ForgetRank();
  SulLog *log = SulLogCreate(rank % arguments->options.ranks == 0);
  if (Run(arguments, &study, log, &error)) MPI_Abort(MPI_COMM_WORLD, SUL_INTERNAL);
  SulStudyFree(&study);
  SulLogClose(&log);
  if (SulFailed(&error) && rank == 0) SulTell(&error);
  MPI_Finalize();
  return error.status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages of a solve and what they pass on. Private to src/cli. */
#ifndef SULFEM_SOLVE_RUN_H
#define SULFEM_SOLVE_RUN_H

#include <sulfem/output.h>
#include <sulfem/packing.h>
#include <sulfem/report.h>

#include "solve_arguments.h"

typedef struct {
  const SulSolveArguments *arguments;
  MPI_Comm comm;
  SulLog *log;
  double start; /* of SulClock */
  SulCase input;
  char *record_path;  /* what stands beside the mesh and is meant for it, or NULL */
  SulPacking packing; /* its content, as far as it is sound */
  const char *folder; /* of the results */
  SulMesh mesh;
  SulBody body;
  SulPlan plan;
  SulSystem system;
  const volatile sig_atomic_t *stop;
  SulStressField field;
  SulInterfaces interfaces; /* empty where they are not wanted */
  SulInterfaceField tractions;
  SulFields *fields;
  double **solution;      /* [plan.solve_count][nodes_local][3] m */
  bool *solved;           /* [plan.solve_count]; else the solution is zero or an iterate */
  SulSolveResult *result; /* [plan.solve_count] */
  double *displacement;   /* [nodes_local][3], of the step at hand */
  int steps_done;
  SulSummary summary;
} SulSolveRun;

/* All are collective; each stage needs the ones above it. */
PetscErrorCode SulRunCreate(const SulSolveArguments *arguments, const volatile sig_atomic_t *stop,
                            SulSolveRun *run);
PetscErrorCode SulRunReadCase(SulSolveRun *run, SulError *error);
PetscErrorCode SulRunReadMesh(SulSolveRun *run, SulError *error);
/* The case from its text, with what the file beside its mesh says. */
PetscErrorCode SulRunParseCase(SulSolveRun *run, const char *text, SulError *error);
/* Is that file of this mesh? Tells where it contradicts the case. */
PetscErrorCode SulRunCheckRecord(SulSolveRun *run, SulError *error);
/* Materials with their sources, swelling with its convention, warnings. */
void SulRunDescribe(const SulSolveRun *run);
/* What would run: cells, unknowns, memory. */
void SulRunEstimate(const SulSolveRun *run);
/* Refuses what needs more than twice the memory that is there, warns of what needs more. */
PetscErrorCode SulRunCheckMemory(const SulSolveRun *run, SulError *error);
/* Linear system, load plan, output files with the undeformed step. */
PetscErrorCode SulRunPrepare(SulSolveRun *run, SulError *error);
/* The solves that this step is the first to need. */
PetscErrorCode SulRunSolveFor(SulSolveRun *run, int step, SulError *error);
/* Writes a checkpoint of all solutions so far and sets SUL_STOPPED. */
PetscErrorCode SulRunStop(SulSolveRun *run, SulError *error);
/* Takes what a checkpoint in the folder holds, if there is one. */
PetscErrorCode SulRunRestart(SulSolveRun *run, SulError *error);
/* Displacements by superposition, stresses, statistics, files. */
PetscErrorCode SulRunReport(SulSolveRun *run, int step, SulError *error);
/* Last publication of the fields, summary.json. */
PetscErrorCode SulRunFinish(SulSolveRun *run, SulError *error);
PetscErrorCode SulRunDestroy(SulSolveRun *run, SulError *error);

#endif

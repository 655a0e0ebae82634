/* SPDX-License-Identifier: BSD-2-Clause */
/* A solve, from its case file to its results: the driver. */
#ifndef SULFEM_RUN_H
#define SULFEM_RUN_H

#include <petscsys.h>
#include <signal.h>
#include <stdbool.h>
#include <sulfem/body.h>
#include <sulfem/case.h>

/* The body that a case describes on a mesh: matches the case's groups with the mesh's. A phase left
 * out, a group that does not exist and pressure on a surface inside the body are SUL_INPUT. `inputs`
 * [mesh->phase_count] become what the case says of each phase. Not collective, the same on every
 * rank. */
void SulBodyAssign(const SulCase *input, const SulMesh *mesh, const SulPhaseInput **inputs,
                   SulBody *body, SulError *error);

/* What is wanted. All of it stays the caller's and must outlive the run. */
typedef struct {
  const char *case_path;
  const char *output;       /* folder of the results; NULL: as the case says */
  bool check;               /* validate, say what would run, solve nothing */
  bool restart;             /* go on from the checkpoint in the folder, where there is one */
  const char *command_line; /* told in the results, as the next two */
  const char *petsc_options, *petsc_environment;
  const volatile sig_atomic_t *stop; /* set by a signal: a checkpoint is written, SUL_STOPPED */
  SulLog *log;                       /* opened in the folder once all of the input is checked */
  /* Collective, once everything that reads PETSc's options is made and nothing on the disk has
   * changed: an option that nothing reads is a mistake. */
  PetscErrorCode (*check_options)(MPI_Comm comm, const void *options, SulLog *log, SulError *error);
  const void *options;
} SulRunRequest;

/* Collective. Errors are the same on all ranks. */
PetscErrorCode SulRunCase(MPI_Comm comm, const SulRunRequest *request, SulError *error);

#endif

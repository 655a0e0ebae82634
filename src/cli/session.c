/* SPDX-License-Identifier: BSD-2-Clause */
/* Begins and ends MPI and PETSc around the work of a command. */
#include "session.h"
#include "blas_room.h"
#include "crash.h"
#include "petsc_failure.h"
#include <stdlib.h>
#include <sulfem/command.h>
#include <sulfem/text.h>
#include <time.h>

typedef struct {
  MPI_Comm comm;
  MPI_Comm farewell; /* a copy that nothing else uses */
  int rank;
  bool own; /* MPI began here */
} Session;

static int Begin(Session *session) {
  int begun, provided;
  SulCrashWatch();
  if (MPI_Initialized(&begun) != MPI_SUCCESS) return 1;
  session->own = !begun;
  if (!begun && MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS)
    return 1;
  /* a sweep within one MPI job has set it */
  session->comm = PETSC_COMM_WORLD == MPI_COMM_NULL ? MPI_COMM_WORLD : PETSC_COMM_WORLD;
  MPI_Comm_rank(session->comm, &session->rank);
  return MPI_Comm_dup(session->comm, &session->farewell) != MPI_SUCCESS;
}

static SulStatus End(Session *session, SulStatus status) {
  MPI_Comm_free(&session->farewell);
  if (session->own) MPI_Finalize();
  return status;
}

static void Pause(double seconds) {
  struct timespec time = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
  nanosleep(&time, NULL);
}

/* Whether every rank comes here within some seconds: a rank alone must not wait for the others. */
static bool AllAreHere(const Session *session) {
  MPI_Request request;
  int here = 0;
  if (MPI_Ibarrier(session->farewell, &request) != MPI_SUCCESS) return false;
  for (int tries = 0; tries < 500 && !here; tries++) {
    if (MPI_Test(&request, &here, MPI_STATUS_IGNORE) != MPI_SUCCESS) return false;
    if (!here) Pause(0.01);
  }
  return here != 0;
}

/* All ranks have met a failure: the lowest says it, and all end in order. Otherwise the first that
 * has waited long enough says its own and ends the rest. */
static SulStatus Fail(Session *session, SulError *error) {
  if (!AllAreHere(session)) {
    Pause(0.3 * session->rank);
    SulTell(error);
    MPI_Abort(session->comm, error->status);
  }
  if (session->rank == 0) SulTell(error);
  int status = error->status;
  MPI_Bcast(&status, 1, MPI_INT, 0, session->farewell);
  /* what the work has left behind is PETSc's to complain about, and nobody's to read */
  if (PetscPushErrorHandler(PetscIgnoreErrorHandler, NULL) == 0) (void)PetscFinalize();
  return End(session, (SulStatus)status);
}

/* PETSc's own look at the environment would add nothing: what stands there is in `options`. */
static PetscErrorCode Initialize(const SulPetscOptions *options, int *count, char ***words) {
  static const char *const variables[] = {"PETSC_OPTIONS", "PETSC_OPTIONS_YAML"};
  char *kept[2] = {NULL, NULL};
  *words = SulPetscOptionsWords(options, count);
  for (int i = 0; i < 2; i++) {
    const char *text = getenv(variables[i]);
    if (text) kept[i] = SulTextCopy(text);
    unsetenv(variables[i]);
  }
  PetscErrorCode failure = PetscInitialize(count, words, NULL, NULL);
  for (int i = 0; i < 2; i++) {
    if (kept[i]) setenv(variables[i], kept[i], 1);
    free(kept[i]);
  }
  return failure;
}

SulStatus SulSession(SulPetscOptions *options, int count, char **words,
                     PetscErrorCode (*work)(const void *arguments, SulError *error),
                     const void *arguments, SulError *error) {
  Session session;
  SulPetscFailure failure = {0};
  if (Begin(&session)) return SUL_INTERNAL;
  PetscErrorCode failed = 0;
  if (!SulFailed(error)) failed = SulPetscOptionsGather(session.comm, count, words, options, error);
  if (failed || SulFailed(error)) {
    if (session.rank == 0) SulTell(error);
    return End(&session, failed ? SUL_INTERNAL : error->status);
  }
  char **begun; /* PETSc keeps it */
  failed = PetscPushErrorHandler(SulPetscFailureKeep, &failure);
  if (!failed) failed = Initialize(options, &count, &begun);
  if (!failed) failed = PetscPopSignalHandler();
  if (!failed) failed = SulBlasRoom(session.comm, error);
  if (!failed && !SulFailed(error)) failed = work(arguments, error);
  if (failed) {
    SulPetscFailureExplain(&failure, options, error);
    return Fail(&session, error);
  }
  if (SulFailed(error) && session.rank == 0) SulTell(error);
  failed = PetscFinalize();
  free(begun);
  return End(&session, failed ? SUL_INTERNAL : error->status);
}

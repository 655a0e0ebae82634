/* SPDX-License-Identifier: BSD-2-Clause */
/* A user's mistake, or a failure of the world outside (a full disk), as a value.
 *
 * Functions that can meet one take a `SulError *` as last argument and fill it; the caller looks at
 * it after the call and returns at once if it is set. Only src/cli prints it, once, and turns its
 * status into the exit status. Errors inside PETSc and MPI go the usual way (PetscErrorCode).
 *
 * The message says where (file, line, key or mesh group), what is wrong and what would be right, in
 * one paragraph without a final newline. */
#ifndef SULFEM_ERROR_H
#define SULFEM_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

/* The program's exit statuses. */
typedef enum {
  SUL_OK = 0,
  SUL_INTERNAL = 1, /* a defect of the program or of a library */
  SUL_INPUT = 2,    /* the input is wrong: usage, case, recipe, mesh */
  SUL_DIVERGED = 3, /* the solver did not converge */
  SUL_IO = 4,       /* reading or writing failed */
  SUL_STOPPED = 5   /* stopped by a signal or the time limit, after a checkpoint */
} SulStatus;

typedef struct {
  SulStatus status; /* SUL_OK: nothing happened */
  char text[4000];
} SulError;

/* Fills `error` unless it is filled already: the first mistake is the one that is told. */
void SulErrorSet(SulError *error, SulStatus status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Appends to the text of an error that is set ("; in case.yaml, line 3"). */
void SulErrorAppend(SulError *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline bool SulFailed(const SulError *error) {
  return error->status != SUL_OK;
}

#endif

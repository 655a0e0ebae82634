/* What every command that computes in parallel does around its work. */
#ifndef SULFEM_SESSION_H
#define SULFEM_SESSION_H

#include <petscsys.h>
#include <sulfem/error.h>

/* Starts PETSc with the program's name and options in `petsc`, calls `work` unless `error` is set
 * already, tells the error once from one rank, stops PETSc and returns the exit status. PETSc's own
 * handling of signals is off. A failure inside PETSc ends all ranks. */
SulStatus SulSession(int petsc_count, char **petsc,
                     PetscErrorCode (*work)(const void *arguments, SulError *error),
                     const void *arguments, SulError *error);

#endif

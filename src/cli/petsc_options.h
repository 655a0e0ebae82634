/* SPDX-License-Identifier: BSD-2-Clause */
/* PETSc's options of a run: where they may come from, and what they may not do. Private to src/cli.
 *
 * They come from PETSC_OPTIONS in the environment, from the command line, which goes before it, and
 * from files that one of the two names with -options_file. PETSc gets them from here: it reads
 * neither its .petscrc files nor PETSC_OPTIONS_YAML. */
#ifndef SULFEM_PETSC_OPTIONS_H
#define SULFEM_PETSC_OPTIONS_H

#include <petscsys.h>
#include <sulfem/log.h>

typedef struct {
  char *name;   /* with one dash */
  char *value;  /* NULL: none */
  char *origin; /* "command line", "PETSC_OPTIONS in the environment", "options file F" */
  bool foreign; /* not of a kind that anything here reads: PETSc does not get it */
} SulPetscOption;

typedef struct {
  int count;
  SulPetscOption *list; /* in PETSc's order: of two of one name the later counts */
  char *environment;    /* the text of PETSC_OPTIONS, "" without */
  char *text;           /* all of them as a command line would have them */
} SulPetscOptions;

/* Collective. `words`: the command line's options and values. An option that would load code, start
 * a program, open a connection or write a file is SUL_INPUT, and so are one without the value that
 * it needs and a file that cannot be read. Free in either case. */
PetscErrorCode SulPetscOptionsGather(MPI_Comm comm, int count, char **words,
                                     SulPetscOptions *options, SulError *error);
void SulPetscOptionsFree(SulPetscOptions *options);

/* Whether it is of a kind that PETSc's solvers or its bookkeeping have. Names are without their
 * dash. */
bool SulPetscOptionKnown(const char *name);

/* NULL: nothing speaks against it; else why it is not taken. */
const char *SulPetscOptionRefused(const char *name, const char *value);

/* What PetscInitialize gets: its array is to be freed, the strings are the options' own. */
char **SulPetscOptionsWords(const SulPetscOptions *options, int *count);

/* Says which there are and where they come from, and which files there are that are not read. */
void SulPetscOptionsTell(const SulPetscOptions *options, SulLog *log);

/* Collective. Options that nothing has read so far: of the command line and of files SUL_INPUT, all
 * of them named; of PETSC_OPTIONS, which may be set for other programs, a warning. */
PetscErrorCode SulPetscOptionsCheckUnused(MPI_Comm comm, const SulPetscOptions *options,
                                          SulLog *log, SulError *error);

/* The option that a message of PETSc speaks of, by its value or name; NULL: none to be seen. */
const SulPetscOption *SulPetscOptionIn(const SulPetscOptions *options, const char *message);

#endif

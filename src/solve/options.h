/* PETSc options on the command line: our defaults. Private to src/solve. */
#ifndef SULFEM_OPTIONS_H
#define SULFEM_OPTIONS_H

#include <petscksp.h>
#include <sulfem/error.h>

/* Sets an option that the user did not give. It never counts as unused. */
PetscErrorCode SulOptionsDefault(const char *name, const char *value);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* PETSc options on the command line: our defaults. Private to src/solve. */
#ifndef SULFEM_OPTIONS_H
#define SULFEM_OPTIONS_H

#include <petscksp.h>
#include <sulfem/error.h>

/* Sets an option that the user did not give. It never counts as unused. */
PetscErrorCode SulOptionsDefault(const char *name, const char *value);

/* Takes back what SulOptionsDefault has set: otherwise the defaults of one preconditioner would be
 * taken for the user's wishes by the next one. Call it after the set-up that reads them. */
PetscErrorCode SulOptionsForgetDefaults(void);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets defaults for PETSc options that nobody gave, and takes them back. */
#include "options.h"

#include <string.h>

/* Where the options database keeps the names of our defaults, separated by commas. */
static const char ours[] = "-sulfem_defaults";
enum { NAMES = 1024 };

PetscErrorCode SulOptionsDefault(const char *name, const char *value) {
  PetscBool given;
  char ignored[256], names[NAMES] = "", longer[2 * NAMES];

  PetscFunctionBegin;
  PetscCall(PetscOptionsHasName(NULL, NULL, name, &given));
  if (!given) {
    PetscCall(PetscOptionsSetValue(NULL, name, value));
    /* reading it once marks it as used, whether or not the solver in use knows it */
    PetscCall(PetscOptionsGetString(NULL, NULL, name, ignored, sizeof ignored, NULL));
    PetscCall(PetscOptionsGetString(NULL, NULL, ours, names, sizeof names, NULL));
    PetscCall(PetscSNPrintf(longer, sizeof longer, "%s%s%s", names, names[0] ? "," : "", name));
    PetscCall(PetscOptionsSetValue(NULL, ours, longer));
    PetscCall(PetscOptionsGetString(NULL, NULL, ours, names, sizeof names, NULL));
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulOptionsForgetDefaults(void) {
  char names[NAMES] = "";
  PetscBool given;

  PetscFunctionBegin;
  PetscCall(PetscOptionsGetString(NULL, NULL, ours, names, sizeof names, &given));
  for (char *name = names, *end; *name; name = end) {
    end = name + strcspn(name, ",");
    if (*end) *end++ = '\0';
    PetscCall(PetscOptionsClearValue(NULL, name));
  }
  if (given) PetscCall(PetscOptionsClearValue(NULL, ours));
  PetscFunctionReturn(0);
}

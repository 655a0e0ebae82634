#include "options.h"

PetscErrorCode SulOptionsDefault(const char *name, const char *value) {
  PetscBool given;
  char ignored[256];

  PetscFunctionBegin;
  PetscCall(PetscOptionsHasName(NULL, NULL, name, &given));
  if (!given) {
    PetscCall(PetscOptionsSetValue(NULL, name, value));
    /* reading it once marks it as used, whether or not the solver in use knows it */
    PetscCall(PetscOptionsGetString(NULL, NULL, name, ignored, sizeof ignored, NULL));
  }
  PetscFunctionReturn(0);
}

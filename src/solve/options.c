#include "options.h"

#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/solve.h>
#include <sulfem/text.h>

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

/* Options that PETSc reads only when it ends, or that belong to nobody. */
static bool ReadLater(const char *name) {
  static const char *const late[] = {"options_left", "log_view", "malloc_dump", "memory_view"};
  for (size_t i = 0; i < sizeof late / sizeof late[0]; i++)
    if (strcmp(name, late[i]) == 0) return true;
  return false;
}

PetscErrorCode SulOptionsCheckUnused(MPI_Comm comm, SulError *error) {
  PetscInt count;
  char **names, **values;

  PetscFunctionBegin;
  PetscCall(PetscOptionsLeftGet(NULL, &count, &names, &values));
  for (PetscInt i = 0; i < count; i++) {
    if (ReadLater(names[i])) continue;
    if (!SulFailed(error))
      SulErrorSet(
          error, SUL_INPUT,
          "options that nothing in this run reads (misspelled, or of a solver that is not in "
          "use):");
    SulErrorAppend(error, " -%s%s%s", names[i], values[i] ? " " : "", values[i] ? values[i] : "");
  }
  PetscCall(PetscOptionsLeftRestore(NULL, &count, &names, &values));
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

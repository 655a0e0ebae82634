/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks PETSc for the packages that it may have been built without. */
#include <string.h>
#include <sulfem/packages.h>

/* For tests: whether the package is to be taken for missing. */
static PetscErrorCode Withheld(const char *package, bool *withheld) {
  char names[200] = "", *rest = names, *name;

  PetscFunctionBegin;
  *withheld = false;
  PetscCall(PetscOptionsGetString(NULL, NULL, "-without_packages", names, sizeof names, NULL));
  while ((name = strsep(&rest, ",")))
    if (strcmp(name, package) == 0) *withheld = true;
  PetscFunctionReturn(0);
}

PetscErrorCode SulPackageFactors(const char *package, const char *matrix_type, MatFactorType kind,
                                 bool *has) {
  PetscErrorCode (*create)(Mat, MatFactorType, Mat *) = NULL;
  bool withheld;

  PetscFunctionBegin;
  PetscCall(Withheld(package, &withheld));
  PetscCall(MatInitializePackage());
  PetscCall(MatSolverTypeGet(package, matrix_type, kind, NULL, NULL, &create));
  *has = create && !withheld;
  PetscFunctionReturn(0);
}

PetscErrorCode SulPackagePartitions(const char *package, bool *has) {
  void (*create)(void) = NULL;
  bool withheld;

  PetscFunctionBegin;
  PetscCall(Withheld(package, &withheld));
  PetscCall(MatInitializePackage());
  PetscCall(PetscFunctionListFind(MatPartitioningList, package, &create));
  *has = create && !withheld;
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* A failure inside PETSc, kept until it can be told to people. */
#include "petsc_failure.h"

#include <petscksp.h>
#include <string.h>
#include <sulfem/memory.h>
#include <sulfem/text.h>

PetscErrorCode SulPetscFailureKeep(MPI_Comm comm, int line, const char *function, const char *file,
                                   PetscErrorCode code, PetscErrorType type, const char *message,
                                   void *context) {
  SulPetscFailure *failure = context;
  (void)comm;
  if (type == PETSC_ERROR_INITIAL) {
    failure->code = code;
    failure->trace[0] = '\0';
    snprintf(failure->message, sizeof failure->message, "%s", message ? message : "");
    failure->message[strcspn(failure->message, "\n")] = '\0';
  }
  SulTextAppend(failure->trace, sizeof failure->trace, "%s%s (%s:%d)",
                failure->trace[0] ? ", " : "", function ? function : "?", file ? file : "?", line);
  return code;
}

/* Codes of PETSc for what it was asked to do and cannot. */
static bool AboutArguments(PetscErrorCode code) {
  static const int codes[] = {PETSC_ERR_ARG_UNKNOWN_TYPE,
                              PETSC_ERR_ARG_OUTOFRANGE,
                              PETSC_ERR_ARG_WRONG,
                              PETSC_ERR_ARG_INCOMP,
                              PETSC_ERR_ARG_WRONGSTATE,
                              PETSC_ERR_ARG_SIZ,
                              PETSC_ERR_SUP,
                              PETSC_ERR_MISSING_FACTOR,
                              PETSC_ERR_USER,
                              PETSC_ERR_FILE_OPEN,
                              PETSC_ERR_USER_INPUT,
                              PETSC_ERR_SUP_SYS};
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
    if ((int)code == codes[i]) return true;
  return false;
}

static bool EndsIn(const char *name, const char *ending) {
  size_t length = strlen(name), wanted = strlen(ending);
  return length >= wanted && strcmp(name + length - wanted, ending) == 0;
}

/* What this PETSc has where a type was misspelled. */
static void AppendTypes(const SulPetscOption *option, SulError *error) {
  PetscFunctionList list = EndsIn(option->name, "ksp_type")   ? KSPList
                           : EndsIn(option->name, "pc_type")  ? PCList
                           : EndsIn(option->name, "mat_type") ? MatList
                                                              : NULL;
  const char **names;
  int listed, count = 0;
  if (!list || PetscFunctionListGet(list, &names, &listed)) return;
  while (count < listed && names[count]) /* PETSc 3.18 counts a NULL at the end, 3.22 has none */
    count++;
  const char *near = SulTextNearest(option->value, names, (size_t)count);
  SulErrorAppend(error, "; there are ");
  SulTextAppendList(error->text, sizeof error->text, names, (size_t)count);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
  PetscErrorCode ignored = PetscFree(names);
  (void)ignored;
}

void SulPetscFailureExplain(const SulPetscFailure *failure, const SulPetscOptions *options,
                            SulError *error) {
  const SulPetscOption *option = SulPetscOptionIn(options, failure->message);
  if (failure->code == PETSC_ERR_MEM) {
    SulErrorSet(error, SUL_INTERNAL, "out of memory inside PETSc (%s); %s", failure->message,
                SUL_MEMORY_ADVICE);
  } else if (option && AboutArguments(failure->code)) {
    SulErrorSet(error, SUL_INPUT, "PETSc does not take %s%s%s (%s): %s", option->name,
                option->value ? " " : "", option->value ? option->value : "", option->origin,
                failure->message);
    if (failure->code == PETSC_ERR_ARG_UNKNOWN_TYPE) AppendTypes(option, error);
  } else if (options->count > 0 && AboutArguments(failure->code)) {
    SulErrorSet(error, SUL_INPUT,
                "PETSc cannot do what its options ask for (%s): %s; %d of them %s in force: %s",
                failure->trace, failure->message, options->count,
                options->count == 1 ? "is" : "are", options->text);
  } else {
    SulErrorSet(error, SUL_INTERNAL, "inside PETSc (a defect: please report it): %s; by way of %s",
                failure->message, failure->trace);
  }
}

/* What a sweep says in the end. */
#include "run.h"
#include <sulfem/text.h>

void SulTellChanged(const SulStudy *study, size_t number, size_t count, SulError *error) {
  char label[1500] = "";
  SulStudyLabel(study, number, label, sizeof label);
  SulErrorSet(
      error, SUL_INPUT,
      "%s: %zu of the points in %s ended with other inputs than the study has now, the first "
      "is point %zu (%s): study, recipe, case or a file that they name has changed; give the "
      "changed study a directory of its own, undo the change, or run such points again with "
      "--redo",
      study->path, count, study->directory, number, label);
}

void SulTellFailures(const SulStudy *study, size_t failed, size_t count, size_t number,
                     const SulPointStatus *failure, SulError *error) {
  char label[1500] = "";
  int status = failure->exit_status;
  SulStudyLabel(study, number, label, sizeof label);
  SulErrorSet(error, status >= SUL_INTERNAL && status <= SUL_IO ? (SulStatus)status : SUL_INTERNAL,
              "%zu of %zu points failed, first point %zu (%s) in %s: %s; --retry runs them again",
              failed, count, number, label, SulStageName(failure->at), failure->reason);
}

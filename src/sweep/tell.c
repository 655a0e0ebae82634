/* SPDX-License-Identifier: BSD-2-Clause */
/* What a sweep says of its points, and in the end. */
#include "run.h"
#include <sulfem/text.h>

void SulAppendTime(char *text, size_t size, double seconds) {
  if (seconds < 100)
    SulTextAppend(text, size, "%.*f s", seconds < 9.95 ? 1 : 0, seconds);
  else if (seconds < 6000)
    SulTextAppend(text, size, "%.0f min", seconds / 60);
  else
    SulTextAppend(text, size, "%.1f h", seconds / 3600);
}

static void AppendStages(const SulPointStatus *status, char *line, size_t size) {
  const char *separator = " (";
  for (int s = 0; s < SUL_STAGES; s++) {
    if (!status->stage[s].done) continue;
    SulTextAppend(line, size, "%s%s ", separator, SulStageName((SulStage)s));
    if (status->stage[s].shared)
      SulTextAppend(line, size, "shared");
    else
      SulAppendTime(line, size, status->stage[s].seconds);
    separator = ", ";
  }
  if (separator[0] == ',') SulTextAppend(line, size, ")");
}

void SulAppendPoint(const SulStudy *study, size_t number, const SulPointStatus *status,
                    const char *where, char *line, size_t size) {
  SulTextAppend(line, size, "point %zu: %s%s", number, SulPointStateName(status->state), where);
  if (status->state == SUL_POINT_FAILED)
    SulTextAppend(line, size, " in %s, exit status %d: %s", SulStageName(status->at),
                  status->exit_status, status->reason);
  else if (status->state == SUL_POINT_STOPPED && status->exit_status > 128)
    SulTextAppend(line, size, " in %s: %s", SulStageName(status->at), status->reason);
  else
    AppendStages(status, line, size);
  SulTextAppend(line, size, "; ");
  SulStudyLabel(study, number, line, size);
}

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

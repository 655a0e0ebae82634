/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer's target for studies: axes, points and what is checked of them, on the recipe and the case
 * that stand in the working folder. Built and run by tests/fuzz/run.sh. */
#include "texts.h"
#include <sulfem/study.h>
#include <sulfem/sweep.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  SulError error = {0};
  SulStudy study;
  char *text = TextOf(data, size), label[300] = "";
  if (!text) return 0;
  SulStudyParse("study.yaml", text, &study, &error);
  free(text);
  CheckRefusal(&error);
  if (SulFailed(&error)) return 0;
  Check(study.point_count > 0, "a study without points");
  size_t last = study.point_count - 1;
  SulSweepCheck(&study, 0, last < 2 ? last : 2, NULL, &error);
  if (!SulFailed(&error)) SulSweepCheck(&study, last, last, NULL, &error);
  CheckRefusal(&error);
  SulStudyLabel(&study, last, label, sizeof label);
  SulStudyFree(&study);
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
  return ChangeOurs(data, size, room, seed);
}

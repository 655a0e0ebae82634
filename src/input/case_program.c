/* SPDX-License-Identifier: BSD-2-Clause */
/* The section `program`: the load steps. */
#include "case_parts.h"
#include <sulfem/text.h>

/* Charge and discharge go up and down as they like, but a phase's lithiation stays a fraction and
 * some of its volume stays. */
static void CheckStep(const SulYaml *node, double step, const SulCase *result, SulError *error) {
  if (!(step >= 0)) SulYamlFail(node, error, "must not be negative, found \"%s\"", node->text);
  for (size_t i = 0; i < result->phase_count && !SulFailed(error); i++) {
    const SulPhase *phase = &result->phases[i].phase;
    double lithiation = step * phase->lithiation;
    if (phase->volume_change != 0 && lithiation > 1 + 1e-12)
      SulYamlFail(node, error,
                  "multiplies the lithiation of \"%s\" (%g) to %g; it cannot exceed 1 (program "
                  "values are factors, not percentages)",
                  phase->name, phase->lithiation, lithiation);
  }
}

static void ReadSteps(const SulYaml *list, SulCase *result, SulError *error) {
  size_t count = SulYamlLength(list, "lithiation: [0.25, 0.5, 0.75, 1.0]", error);
  result->program = SulAllocate(count, sizeof *result->program);
  for (; result->step_count < count && !SulFailed(error); result->step_count++) {
    const SulYaml *node = list->items[result->step_count];
    double step = SulYamlNumber(node, error);
    result->program[result->step_count] = step;
    CheckStep(node, step, result, error);
  }
}

void SulCaseProgram(const SulYaml *root, SulCase *result, SulError *error) {
  static const char *const keys[] = {"lithiation", NULL};
  const SulYaml *program = SulYamlFind(root, "program");
  SulYamlKeys(program, keys, error);
  if (program) {
    ReadSteps(SulYamlNeed(program, "lithiation", "lithiation: [0.5, 1.0]", error), result, error);
    return;
  }
  result->step_count = 1;
  result->program = SulAllocate(1, sizeof *result->program);
  result->program[0] = 1;
}

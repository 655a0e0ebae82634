/* SPDX-License-Identifier: BSD-2-Clause */
/* Courses of their own: the key `program` of a phase's lithiation and of a boundary, a factor at each
 * target of one cycle. */
#include "case_parts.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

#define COURSE_EXAMPLE "program: [1, 0.5]"

/* Factors of one cycle, one for each target; free() it. */
static double *ReadFactors(const SulYaml *node, const SulCase *result, SulError *error) {
  size_t count = SulYamlLength(node, COURSE_EXAMPLE, error);
  if (!SulFailed(error) && count != result->target_count)
    SulYamlFail(node, error,
                "has %zu factor%s, and program.lithiation has %zu target%s: one factor belongs to "
                "each target",
                count, count == 1 ? "" : "s", result->target_count,
                result->target_count == 1 ? "" : "s");
  double *factors = SulAllocate(count, sizeof *factors);
  for (size_t i = 0; i < count && !SulFailed(error); i++)
    factors[i] = SulYamlNumber(node->items[i], error);
  return factors;
}

static void ReadPhase(const SulYaml *entry, const SulCase *result, SulPhaseInput *phase,
                      SulError *error) {
  const SulYaml *node = SulYamlAt(entry, "lithiation.program");
  if (!node || SulFailed(error)) return;
  double *factors = ReadFactors(node, result, error);
  for (size_t i = 0; i < result->target_count && !SulFailed(error); i++)
    SulCaseCheckFactor(node->items[i], factors[i], &phase->phase, error);
  if (!SulFailed(error)) phase->course = SulCaseCycles(result, factors);
  free(factors);
}

static void ReadBoundary(const SulYaml *entry, const SulCase *result, SulBoundaryInput *boundary,
                         SulError *error) {
  const SulYaml *node = SulYamlFind(entry, "program");
  if (!node || SulFailed(error)) return;
  const char *constant = boundary->condition == SUL_CONDITION_FIXED      ? "fixed"
                         : boundary->condition == SUL_CONDITION_SYMMETRY ? "symmetry"
                         : boundary->condition == SUL_CONDITION_PERIODIC ? "periodic"
                                                                         : NULL;
  if (constant)
    SulYamlFail(node, error,
                "multiplies a pressure or a displacement; the condition here is %s, which has "
                "neither",
                constant);
  double *factors = ReadFactors(node, result, error);
  if (!SulFailed(error)) boundary->course = SulCaseCycles(result, factors);
  free(factors);
}

void SulCaseCourses(const SulYaml *root, SulCase *result, SulError *error) {
  const SulYaml *phases = SulYamlFind(root, "phases");
  const SulYaml *boundaries = SulYamlFind(root, "boundaries");
  for (size_t i = 0; i < result->phase_count && !SulFailed(error); i++)
    ReadPhase(phases->items[i], result, &result->phases[i], error);
  for (size_t i = 0; i < result->boundary_count && !SulFailed(error); i++)
    ReadBoundary(boundaries->items[i], result, &result->boundaries[i], error);
}

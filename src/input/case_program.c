/* SPDX-License-Identifier: BSD-2-Clause */
/* The section `program`: the load steps, their cycles and durations. */
#include "case_parts.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

enum { CYCLES_MOST = 100000, STEPS_MOST = 1000000 };

/* Charge and discharge go up and down as they like, but a phase's lithiation stays a fraction and
 * some of its volume stays. */
void SulCaseCheckFactor(const SulYaml *node, double factor, const SulPhase *phase,
                        SulError *error) {
  double lithiation = factor * phase->lithiation;
  if (!(factor >= 0)) SulYamlFail(node, error, "must not be negative, found \"%s\"", node->text);
  if ((phase->volume_change != 0 || phase->within) && lithiation > 1 + 1e-12)
    SulYamlFail(node, error,
                "multiplies the lithiation of \"%s\" (%g) to %g; it cannot exceed 1 (program "
                "values are factors, not percentages)",
                phase->name, phase->lithiation, lithiation);
}

double *SulCaseCycles(const SulCase *result, const double *one) {
  double *all = SulAllocate(result->step_count, sizeof *all);
  for (size_t i = 0, k = 0; i < result->step_count; i++) {
    all[i] = one[k];
    k = k + 1 < result->target_count ? k + 1 : 0;
  }
  return all;
}

/* ---- Targets --------------------------------------------------------------------------------- */

static void CheckTarget(const SulYaml *node, double target, const SulCase *result,
                        SulError *error) {
  if (!(target >= 0)) SulYamlFail(node, error, "must not be negative, found \"%s\"", node->text);
  for (size_t i = 0; i < result->phase_count && !SulFailed(error); i++)
    if (!result->phases[i].course)
      SulCaseCheckFactor(node, target, &result->phases[i].phase, error);
}

static void ReadTargets(const SulYaml *list, SulCase *result, SulError *error) {
  double *targets = SulAllocate(result->target_count, sizeof *targets);
  for (size_t i = 0; i < result->target_count && !SulFailed(error); i++) {
    targets[i] = list ? SulYamlNumber(list->items[i], error) : 1;
    if (list) CheckTarget(list->items[i], targets[i], result, error);
  }
  result->program = SulCaseCycles(result, targets);
  free(targets);
}

static size_t ReadCycles(const SulYaml *node, const SulCase *result, SulError *error) {
  size_t cycles = node ? (size_t)SulYamlInteger(node, 1, CYCLES_MOST, error) : 1;
  if (cycles * result->target_count > STEPS_MOST)
    SulYamlFail(node, error, "%zu cycles of %zu targets are more than %d steps", cycles,
                result->target_count, STEPS_MOST);
  return cycles;
}

/* ---- Time ------------------------------------------------------------------------------------ */

static double Duration(const SulYaml *node, SulError *error) {
  double duration = SulYamlQuantity(node, SUL_TIME, error);
  if (!(duration > 0))
    SulYamlFail(node, error, "must be longer than 0 s, found \"%s\"", node->text);
  return duration;
}

/* One for all targets of a cycle, or one for each. */
static void ReadDuration(const SulYaml *node, SulCase *result, SulError *error) {
  if (!node || SulFailed(error)) return;
  bool list = node->kind == SUL_YAML_SEQUENCE;
  if (list && node->count != result->target_count) {
    SulYamlFail(node, error,
                "has %zu time%s, and program.lithiation has %zu target%s: give one for each, or "
                "one for all, for example duration: 20 h",
                node->count, node->count == 1 ? "" : "s", result->target_count,
                result->target_count == 1 ? "" : "s");
    return;
  }
  double *durations = SulAllocate(result->target_count, sizeof *durations);
  for (size_t i = 0; i < result->target_count && !SulFailed(error); i++)
    durations[i] = Duration(list ? node->items[i] : node, error);
  result->duration = SulCaseCycles(result, durations);
  free(durations);
}

static void ReadLargestStep(const SulYaml *node, SulCase *result, SulError *error) {
  result->largest_step = SulYamlNumber(node, error);
  if (node && !(result->largest_step > 0 && result->largest_step <= 1))
    SulYamlFail(node, error,
                "must be larger than 0 and at most 1 (0.1 for a tenth of the way), found \"%s\"",
                node->text);
}

/* What depends on time needs to know how long the steps take. */
static void NeedDuration(const SulYaml *phases, const SulCase *result, SulError *error) {
  static const char example[] = "duration, for example program: {lithiation: [1], duration: 20 h}";
  for (size_t i = 0; i < result->phase_count && !SulFailed(error); i++) {
    const SulYaml *viscosity = SulYamlAt(phases->items[i], "plasticity.viscosity");
    SulYamlNeed(viscosity, "time", "time: 10 s", error);
    if (result->duration || SulFailed(error)) continue;
    SulYamlFail(viscosity, error, "depends on time: the program needs a %s", example);
    if (result->phases[i].profile == SUL_PROFILE_DIFFUSION)
      SulYamlFail(SulYamlAt(phases->items[i], "lithiation.profile"), error,
                  "diffusion depends on time: the program needs a %s", example);
  }
}

void SulCaseProgram(const SulYaml *root, SulCase *result, SulError *error) {
  static const char *const keys[] = {"lithiation", "cycles", "duration", "largest_step", NULL};
  const SulYaml *program = SulYamlFind(root, "program");
  const SulYaml *list = SulYamlFind(program, "lithiation");
  SulYamlKeys(program, keys, error);
  result->target_count =
      list ? SulYamlLength(list, "lithiation: [0.25, 0.5, 0.75, 1.0]", error) : 1;
  if (SulFailed(error)) return;
  size_t cycles = ReadCycles(SulYamlFind(program, "cycles"), result, error);
  if (SulFailed(error)) return;
  result->step_count = cycles * result->target_count;
  SulCaseCourses(root, result, error);
  ReadTargets(list, result, error);
  ReadDuration(SulYamlFind(program, "duration"), result, error);
  ReadLargestStep(SulYamlFind(program, "largest_step"), result, error);
  NeedDuration(SulYamlFind(root, "phases"), result, error);
}

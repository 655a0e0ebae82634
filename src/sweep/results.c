/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks that the results of a finished stage are still there and whole. */
#include "results.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

static const char *const files[SUL_STAGES] = {
    [SUL_STAGE_PACK] = "mesh.json",
    [SUL_STAGE_SOLVE] = "summary.json",
    [SUL_STAGE_ANALYSE] = "analysis.json",
};

/* A key of `object` that is not of its kind, or NULL; ended by NULL. */
static const char *Lacking(const json_t *object, const char *const *numbers) {
  for (; *numbers; numbers++)
    if (!json_is_number(json_object_get(object, *numbers))) return *numbers;
  return NULL;
}

static const char *LackingInPhases(const json_t *list) {
  static const char *const stress[] = {"mean", "max", "p50", "p90", "p95", "p99", NULL};
  static const char *const numbers[] = {"volume", "pressure_mean", NULL};
  size_t i;
  const json_t *one;
  if (json_array_size(list) == 0) return "phases";
  json_array_foreach(list, i, one) {
    const char *lacking = Lacking(one, numbers);
    if (!lacking) lacking = Lacking(json_object_get(one, "von_mises"), stress);
    if (!lacking && !json_is_string(json_object_get(one, "group"))) lacking = "group";
    if (lacking) return lacking;
  }
  return NULL;
}

static const char *LackingInSummary(const json_t *root) {
  static const char *const numbers[] = {"iterations", "strain_energy", "displacement_max",
                                        "displacement_l2", NULL};
  static const char *const counts[] = {"cells", "nodes", "unknowns", NULL};
  const json_t *steps = json_object_get(root, "steps");
  size_t count = json_array_size(steps);
  if (count == 0) return "steps";
  const json_t *last = json_array_get(steps, count - 1);
  const char *lacking = Lacking(json_object_get(root, "mesh"), counts);
  if (!lacking) lacking = Lacking(last, numbers);
  if (!lacking && !json_is_true(json_object_get(last, "converged"))) lacking = "converged";
  if (!lacking) lacking = LackingInPhases(json_object_get(last, "phases"));
  return lacking;
}

static const char *LackingInAnalysis(const json_t *root) {
  static const char *const numbers[] = {"volume", "volume_fraction", NULL};
  const json_t *phases = json_object_get(root, "phases"), *one;
  size_t i;
  if (json_array_size(phases) == 0) return "phases";
  json_array_foreach(phases, i, one) {
    const char *lacking = Lacking(one, numbers);
    if (!lacking && !json_is_string(json_object_get(one, "group"))) lacking = "group";
    if (lacking) return lacking;
  }
  return json_is_array(json_object_get(root, "interfaces")) ? NULL : "interfaces";
}

static const char *LackingInPacking(const json_t *root) {
  if (!json_is_array(json_object_get(root, "particles"))) return "particles";
  if (!json_is_object(json_object_get(root, "volume_fraction"))) return "volume_fraction";
  return json_is_array(json_object_get(root, "phases")) ? NULL : "phases";
}

bool SulResultsSound(const char *folder, SulStage stage, char *why, size_t size) {
  static const char *(*const lacking_in[SUL_STAGES])(const json_t *) = {
      LackingInPacking, LackingInSummary, LackingInAnalysis};
  SulError unread = {0};
  json_error_t where = {0};
  char *path = SulPathJoin(folder, files[stage]), *text = SulFileRead(path, &unread);
  json_t *root = text ? json_loads(text, 0, &where) : NULL;
  const char *lacking = root ? lacking_in[stage](root) : NULL;
  if (!text)
    snprintf(why, size, "%s", unread.text);
  else if (!root)
    snprintf(why, size, "%s:%d: is cut or damaged: %s", path, where.line, where.text);
  else if (lacking)
    snprintf(why, size, "%s: is damaged: \"%s\" is missing or not what it was", path, lacking);
  bool sound = root && !lacking;
  json_decref(root);
  free(text);
  free(path);
  return sound;
}

void SulResultsCheck(const char *folder, SulPointStatus *status) {
  char why[1500];
  for (int s = SUL_STAGES - 1; s >= 0; s--) { /* the first one is told */
    if (!status->stage[s].done || SulResultsSound(folder, (SulStage)s, why, sizeof why)) continue;
    status->stage[s].done = false;
    status->at = (SulStage)s;
    snprintf(status->reason, sizeof status->reason, "%s; the same sweep makes it again", why);
  }
}

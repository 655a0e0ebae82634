/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the file status.json of a point. */
#include "status.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <time.h>

static const char *const state_names[SUL_POINT_STATES] = {"missing", "running",  "stopped",
                                                          "failed",  "finished", "changed"};
static const char *const stage_names[SUL_STAGES] = {"pack", "solve", "analyse"};

const char *SulPointStateName(SulPointState state) {
  return state_names[state];
}

const char *SulStageName(SulStage stage) {
  return stage_names[stage];
}

void SulStatusNow(char text[32]) {
  time_t now = time(NULL);
  struct tm parts;
  gmtime_r(&now, &parts);
  strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

/* ---- Reading --------------------------------------------------------------------------------- */

static void TakeText(const json_t *object, const char *key, char *text, size_t size) {
  const char *value = json_string_value(json_object_get(object, key));
  snprintf(text, size, "%s", value ? value : "");
}

static void TakeStage(const json_t *object, SulStageStatus *stage) {
  stage->done = json_is_true(json_object_get(object, "done"));
  stage->shared = json_is_true(json_object_get(object, "shared"));
  stage->seconds = json_number_value(json_object_get(object, "seconds"));
  stage->memory = json_number_value(json_object_get(object, "memory_peak"));
  stage->ranks = (int)json_integer_value(json_object_get(object, "ranks"));
  TakeText(object, "inputs", stage->inputs, sizeof stage->inputs);
}

static void Take(const json_t *root, SulPointStatus *status) {
  char name[20];
  TakeText(root, "state", name, sizeof name);
  for (int s = 0; s < SUL_POINT_STATES; s++)
    if (strcmp(name, state_names[s]) == 0) status->state = (SulPointState)s;
  TakeText(root, "stage", name, sizeof name);
  for (int s = 0; s < SUL_STAGES; s++) {
    if (strcmp(name, stage_names[s]) == 0) status->at = (SulStage)s;
    TakeStage(json_object_get(json_object_get(root, "stages"), stage_names[s]), &status->stage[s]);
  }
  status->exit_status = (int)json_integer_value(json_object_get(root, "exit_status"));
  status->process = (long)json_integer_value(json_object_get(root, "process"));
  TakeText(root, "reason", status->reason, sizeof status->reason);
  TakeText(root, "host", status->host, sizeof status->host);
  TakeText(root, "begun", status->begun, sizeof status->begun);
  TakeText(root, "ended", status->ended, sizeof status->ended);
}

void SulStatusRead(const char *folder, SulPointStatus *status) {
  char *path = SulPathJoin(folder, "status.json");
  json_t *root = json_load_file(path, 0, NULL);
  *status = (SulPointStatus){.state = SUL_POINT_MISSING};
  if (root) Take(root, status);
  json_decref(root);
  free(path);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static void AddAxis(const char *column, const char *text, void *axes) {
  json_object_set_new(axes, column, json_string(text));
}

static json_t *Axes(const SulStudy *study, size_t number) {
  json_t *axes = json_object();
  SulStudyColumns(study, number, true, AddAxis, axes);
  return axes;
}

static json_t *Stages(const SulPointStatus *status) {
  json_t *stages = json_object();
  for (int s = 0; s < SUL_STAGES; s++) {
    const SulStageStatus *stage = &status->stage[s];
    if (!stage->inputs[0]) continue;
    json_t *one = json_object();
    json_object_set_new(one, "done", json_boolean(stage->done));
    if (stage->shared) json_object_set_new(one, "shared", json_true());
    json_object_set_new(one, "inputs", json_string(stage->inputs));
    json_object_set_new(one, "seconds", json_real(stage->seconds));
    json_object_set_new(one, "memory_peak", json_integer((json_int_t)stage->memory));
    json_object_set_new(one, "ranks", json_integer(stage->ranks));
    json_object_set_new(stages, stage_names[s], one);
  }
  return stages;
}

static json_t *Document(const SulStudy *study, size_t number, const SulPointStatus *status) {
  json_t *root = json_object(), *program = json_object();
  json_object_set_new(program, "name", json_string("sulfem"));
  json_object_set_new(program, "version", json_string(SULFEM_VERSION));
  json_object_set_new(root, "program", program);
  json_object_set_new(root, "point", json_integer((json_int_t)number));
  json_object_set_new(root, "axes", Axes(study, number));
  json_object_set_new(root, "state", json_string(state_names[status->state]));
  if (status->state == SUL_POINT_FAILED || status->state == SUL_POINT_STOPPED) {
    json_object_set_new(root, "stage", json_string(stage_names[status->at]));
    json_object_set_new(root, "exit_status", json_integer(status->exit_status));
    json_t *reason = json_string(status->reason);
    if (!reason) reason = json_string("its message is no UTF-8 text; see the stage's log");
    json_object_set_new(root, "reason", reason);
  }
  json_object_set_new(root, "stages", Stages(status));
  json_object_set_new(root, "host", json_string(status->host));
  json_object_set_new(root, "process", json_integer(status->process));
  json_object_set_new(root, "begun", json_string(status->begun));
  if (status->ended[0]) json_object_set_new(root, "ended", json_string(status->ended));
  return root;
}

void SulStatusWrite(const char *folder, const SulStudy *study, size_t number,
                    const SulPointStatus *status, SulError *error) {
  char *path = SulPathJoin(folder, "status.json");
  json_t *root = Document(study, number, status);
  char *text = json_dumps(root, JSON_INDENT(2));
  if (text)
    SulFileWriteText(path, text, error);
  else
    SulErrorSet(error, SUL_INTERNAL, "%s: is not written: a name in it is no UTF-8 text", path);
  free(text);
  json_decref(root);
  free(path);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem sweep --list --json: the points of a study for programs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/json.h>
#include <sulfem/text.h>

#include "sweep_arguments.h"

static void PutAxis(const char *column, const char *text, void *axes) {
  json_object_set_new(axes, column, json_string_nocheck(text));
}

/* Unknowns and bytes, estimates too, are counts: whole numbers, or null where nothing is known. */
static void PutCount(json_t *object, const char *key, double value) {
  bool known = value > 0 && value < 9e18; /* what a 64-bit integer holds */
  json_object_set_new(object, key, known ? json_integer(llround(value)) : json_null());
}

static json_t *Point(const SulStudy *study, size_t number, const SulPointEstimate *estimate,
                     SulPointState state) {
  json_t *object = json_object(), *axes = json_object();
  char *folder = SulPointFolder(study, number);
  SulStudyColumns(study, number, true, PutAxis, axes);
  json_object_set_new(object, "point", json_integer((json_int_t)number));
  json_object_set_new(object, "folder", json_string_nocheck(folder));
  json_object_set_new(object, "axes", axes);
  json_object_set_new(object, "status", json_string(SulPointStateName(state)));
  PutCount(object, "unknowns", estimate->unknowns);
  PutCount(object, "memory", estimate->memory);
  json_object_set_new(object, "measured", json_boolean(estimate->measured));
  free(folder);
  return object;
}

void SulSweepListJson(const SulStudy *study, int ranks, SulError *error) {
  SulPointEstimate *estimates = SulAllocate(study->point_count, sizeof *estimates);
  json_t *root = json_object(), *points = json_array();
  SulSweepEstimate(study, 0, study->point_count - 1, ranks, estimates, error);
  for (size_t k = 0; k < study->point_count && !SulFailed(error); k++) {
    SulPointStatus status;
    SulPointLook(study, k, &status, error);
    json_array_append_new(points, Point(study, k, &estimates[k], status.state));
  }
  json_object_set_new(root, "title", json_string_nocheck(study->title));
  json_object_set_new(root, "directory", json_string_nocheck(study->directory));
  json_object_set_new(root, "points", points);
  char *text = SulJsonText(root, 15, study->path, error);
  if (text && !SulFailed(error)) fputs(text, stdout);
  free(text);
  free(estimates);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* From the points' results to tables. */
#include "flatten.h"
#include "lock.h"
#include "means.h"
#include "shared.h"
#include "status.h"
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>

typedef struct {
  const SulStudy *study;
  SulTable values, timings;
  SulPointStatus *status; /* [points] */
} Collection;

static json_t *Load(const char *folder, const char *name) {
  char *path = SulPathJoin(folder, name);
  json_t *root = json_load_file(path, 0, NULL);
  free(path);
  return root;
}

/* ---- One point ------------------------------------------------------------------------------- */

static void AddStart(Collection *collection, size_t k) {
  SulTableInteger(&collection->values, k, "point", (long long)k);
  SulTableInteger(&collection->timings, k, "point", (long long)k);
  SulStudyColumns(collection->study, k, true, SulTableRowText,
                  &(SulTableRow){&collection->values, k});
  const char *state = SulPointStateName(collection->status[k].state);
  SulTableText(&collection->values, k, "status", state);
  SulTableText(&collection->timings, k, "status", state);
}

static void AddPacking(Collection *collection, size_t k, const char *folder) {
  static const char *const keys[] = {"porosity", "volume_fraction", "weight_fraction"};
  json_t *root = Load(folder, "mesh.json");
  char name[40];
  for (size_t i = 0; i < sizeof keys / sizeof keys[0] && root; i++) {
    snprintf(name, sizeof name, "packing.%s", keys[i]);
    SulFlatten(json_object_get(root, keys[i]), name, &collection->values, k);
  }
  if (root)
    SulTableInteger(&collection->values, k, "packing.particles",
                    (long long)json_array_size(json_object_get(root, "particles")));
  json_decref(root);
}

static void AddSummary(Collection *collection, size_t k, const char *folder) {
  json_t *root = Load(folder, "summary.json"), *steps = json_object_get(root, "steps");
  size_t count = json_array_size(steps);
  SulFlatten(json_object_get(root, "mesh"), "mesh", &collection->values, k);
  if (count > 0) SulFlatten(json_array_get(steps, count - 1), "", &collection->values, k);
  SulFlatten(json_object_get(root, "timings"), "solve.timings", &collection->timings, k);
  SulFlatten(json_object_get(root, "memory_peak"), "solve.memory_peak_total", &collection->timings,
             k);
  json_decref(root);
}

static void AddAnalysis(Collection *collection, size_t k, const char *folder) {
  json_t *root = Load(folder, "analysis.json");
  json_object_del(root, "timings");
  SulFlatten(root, "analysis", &collection->values, k);
  json_decref(root);
}

static void AddTimings(Collection *collection, size_t k) {
  const SulPointStatus *status = &collection->status[k];
  SulTable *table = &collection->timings;
  char name[60];
  for (int s = 0; s < SUL_STAGES; s++) {
    if (!status->stage[s].done) continue;
    snprintf(name, sizeof name, "%s.seconds", SulStageName((SulStage)s));
    SulTableNumber(table, k, name, status->stage[s].seconds);
    snprintf(name, sizeof name, "%s.memory_peak", SulStageName((SulStage)s));
    SulTableInteger(table, k, name, (long long)status->stage[s].memory);
    snprintf(name, sizeof name, "%s.ranks", SulStageName((SulStage)s));
    SulTableInteger(table, k, name, status->stage[s].ranks);
  }
}

/* Numbers of stages that are done with the inputs that the study has now, and no others. */
static void AddPoint(Collection *collection, size_t k) {
  static void (*const add[SUL_STAGES])(Collection *, size_t,
                                       const char *) = {AddPacking, AddSummary, AddAnalysis};
  const SulPointStatus *status = &collection->status[k];
  AddStart(collection, k);
  if (status->state == SUL_POINT_CHANGED || status->state == SUL_POINT_MISSING) return;
  char *folder = SulPointFolder(collection->study, k);
  for (int s = 0; s < SUL_STAGES; s++)
    if (status->stage[s].done) add[s](collection, k, folder);
  AddTimings(collection, k);
  free(folder);
}

/* ---- Files ----------------------------------------------------------------------------------- */

static hid_t MakeGroup(hid_t file, const char *name) {
  hid_t list = H5Pcreate(H5P_GROUP_CREATE);
  H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  hid_t group = H5Gcreate2(file, name, H5P_DEFAULT, list, H5P_DEFAULT);
  H5Pclose(list);
  return group;
}

static bool WriteGroup(hid_t file, const char *name, const SulTable *table) {
  hid_t group = file >= 0 ? MakeGroup(file, name) : H5I_INVALID_HID;
  bool good = group >= 0 && SulTableWriteH5(table, group);
  if (group >= 0) H5Gclose(group);
  return good;
}

static void WriteH5(const char *path, const SulTable *values, const SulTable *means,
                    SulError *error) {
  char *partial = SulPathSuffix(path, ".partial");
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state(0); /* no code from HDF5_PLUGIN_PATH, whatever a file asks for */
  remove(partial);          /* it may be a link to somewhere */
  hid_t file = H5Fcreate(partial, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  bool good = WriteGroup(file, "points", values) && WriteGroup(file, "mean", means);
  if (file >= 0 && H5Fclose(file) < 0) good = false;
  if (good)
    SulFilePublish(partial, path, error);
  else
    SulErrorSet(error, SUL_IO, "%s: cannot be written", path);
  if (SulFailed(error)) remove(partial);
  free(partial);
}

static void WriteAll(const Collection *collection, SulError *error) {
  const char *directory = collection->study->directory;
  char *values = SulPathJoin(directory, "table.csv"), *h5 = SulPathJoin(directory, "table.h5");
  char *mean = SulPathJoin(directory, "table-mean.csv");
  char *timings = SulPathJoin(directory, "timings.csv");
  SulTable means;
  SulMeans(collection->study, &collection->values, collection->status, &means);
  SulTableWriteCsv(&collection->timings, timings, error);
  if (!SulFailed(error)) SulTableWriteCsv(&means, mean, error);
  if (!SulFailed(error)) WriteH5(h5, &collection->values, &means, error);
  if (!SulFailed(error)) SulTableWriteCsv(&collection->values, values, error);
  SulTableFree(&means);
  free(values);
  free(h5);
  free(mean);
  free(timings);
}

/* ---- The study ------------------------------------------------------------------------------- */

static void TellUnfinished(const Collection *collection, SulLog *log) {
  for (size_t k = 0; k < collection->study->point_count; k++) {
    const SulPointStatus *status = &collection->status[k];
    char label[1500] = "", why[2200] = "";
    if (status->state == SUL_POINT_FINISHED) continue;
    SulStudyLabel(collection->study, k, label, sizeof label);
    if (status->state == SUL_POINT_FAILED || status->state == SUL_POINT_STOPPED)
      SulTextAppend(why, sizeof why, " in %s: %s", SulStageName(status->at), status->reason);
    SulLogLine(log, "point %zu (%s): %s%s", k, label, SulPointStateName(status->state), why);
  }
}

static void Tell(const Collection *collection, bool list, SulLog *log) {
  size_t counts[SUL_POINT_STATES] = {0}, points = collection->study->point_count;
  char line[400] = "";
  for (size_t k = 0; k < points; k++)
    counts[collection->status[k].state]++;
  if (list) TellUnfinished(collection, log);
  for (int s = 0; s < SUL_POINT_STATES; s++)
    if (counts[s] > 0 && s != SUL_POINT_FINISHED)
      SulTextAppend(line, sizeof line, ", %zu %s", counts[s], SulPointStateName((SulPointState)s));
  SulLogLine(log,
             "table of %zu point%s, %zu finished%s: %s/table.csv, table.h5, table-mean.csv, "
             "timings.csv",
             points, points == 1 ? "" : "s", counts[SUL_POINT_FINISHED], line,
             collection->study->directory);
}

void SulSweepCollect(const SulStudy *study, bool list, SulLog *log, SulError *error) {
  Collection collection = {.study = study};
  collection.status = SulAllocate(study->point_count, sizeof *collection.status);
  SulTableCreate(&collection.values, study->point_count);
  SulTableCreate(&collection.timings, study->point_count);
  SulFolderMake(study->directory, error);
  int lock = SulFailed(error) ? -1 : SulLockTake(study->directory, true, error);
  for (size_t k = 0; k < study->point_count && !SulFailed(error); k++) {
    SulPointLook(study, k, &collection.status[k], error);
    if (!SulFailed(error)) AddPoint(&collection, k);
  }
  if (!SulFailed(error)) WriteAll(&collection, error);
  if (!SulFailed(error)) SulSharedPrune(study);
  if (!SulFailed(error)) Tell(&collection, list, log);
  SulLockFree(lock);
  SulTableFree(&collection.values);
  SulTableFree(&collection.timings);
  free(collection.status);
}

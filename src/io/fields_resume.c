/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes up the fields.h5 of an earlier run: is it whole as far as its checkpoint counts, what does it
 * know of these steps, and away with what came after them. All on rank 0. */
#include "fields.h"
#include "surface.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <unistd.h>

static const char advice[] = "bring back the file that the checkpoint was written with, or run "
                             "without --restart to begin anew";

/* ---- Is all there that is wanted? ------------------------------------------------------------ */

static void CheckFormat(SulH5 *h5) {
  char *format = SulH5GetText(h5, "/", "format");
  if (!SulFailed(h5->error) && strcmp(format, "sulfem-fields") != 0)
    SulErrorSet(h5->error, SUL_IO, "%s: holds no results of this program; %s", h5->path, advice);
  free(format);
}

static void CheckCount(const SulFields *fields, SulH5 *h5) {
  char step[32], numbers[32];
  for (int k = 0; k <= fields->kept && !SulFailed(h5->error); k++) {
    snprintf(step, sizeof step, "/steps/%04d", k);
    snprintf(numbers, sizeof numbers, "/summary/%04d", k);
    if (!SulH5Has(h5, step) || (k > 0 && !(SulH5Has(h5, "/summary") && SulH5Has(h5, numbers))))
      SulErrorSet(h5->error, SUL_IO,
                  "%s: %d of the %d steps that checkpoint.h5 goes on from are there; %s", h5->path,
                  k > 0 ? k - 1 : 0, fields->kept, advice);
  }
}

/* An array as it would be written now. */
static void CheckArray(SulH5 *h5, const char *folder, const SulArray *array, PetscInt64 length) {
  char place[160];
  snprintf(place, sizeof place, "%s/%s", folder, array->name);
  SulH5CheckDataset(h5, place, SulFieldsStored(array), length, array->components);
}

static void CheckArrays(const SulFields *fields, SulH5 *h5, SulPlace place, const char *folder,
                        PetscInt64 length) {
  const SulArray *array;
  for (int at = 0; (array = SulFieldsNext(fields, place, false, &at));)
    CheckArray(h5, folder, array, length);
}

static void Advise(SulError *error) {
  if (SulFailed(error))
    SulErrorAppend(error,
                   "; a run can only go on with the output that it began with: ask for the same "
                   "again, or %s",
                   advice);
}

static void CheckSteps(const SulFields *fields, SulH5 *h5) {
  const SulMesh *mesh = fields->mesh;
  char folder[32];
  SulH5CheckDataset(h5, "/mesh/points", H5T_NATIVE_DOUBLE, mesh->nodes_total, 3);
  for (int k = 0; k <= fields->kept; k++) {
    snprintf(folder, sizeof folder, "/steps/%04d", k);
    CheckArrays(fields, h5, SUL_AT_NODES, folder, mesh->nodes_total);
    CheckArrays(fields, h5, SUL_AT_CELLS, folder, mesh->cells_total);
  }
}

void SulFieldsCheckSurface(const SulFields *fields, SulError *error) {
  const SulSurface *surface = fields->surface;
  char folder[48];
  SulH5 h5 = SulH5Open(fields->partial, false, error);
  SulH5CheckDataset(&h5, "/interfaces/points", H5T_NATIVE_DOUBLE, surface->nodes_total, 3);
  for (int k = 0; k <= fields->kept; k++) {
    snprintf(folder, sizeof folder, "/interfaces/steps/%04d", k);
    CheckArrays(fields, &h5, SUL_AT_NODES, folder, surface->nodes_total);
    CheckArrays(fields, &h5, SUL_AT_FACES, folder, surface->faces_total);
  }
  SulH5Close(&h5);
  Advise(error);
}

static void Inspect(const SulFields *fields, const char *path, SulError *error) {
  SulError stranger = {SUL_OK, ""};
  if (access(path, F_OK) != 0) {
    SulErrorSet(error, SUL_IO, "%s: is not there, and checkpoint.h5 goes on behind its step %d; %s",
                path, fields->kept, advice);
    return;
  }
  SulH5 h5 = SulH5Open(path, false, error);
  CheckFormat(&h5);
  CheckCount(fields, &h5);
  if (!SulFailed(error)) {
    h5.error = &stranger;
    CheckSteps(fields, &h5);
    Advise(&stranger);
  }
  SulH5Close(&h5);
  if (SulFailed(&stranger)) SulErrorSet(error, stranger.status, "%s", stranger.text);
}

/* A run that is told to stop writes its checkpoint first, and may be killed before it has published
 * the steps that are complete in the other file. */
static void Find(const SulFields *fields, SulError *error) {
  SulError first = {SUL_OK, ""}, other = {SUL_OK, ""};
  Inspect(fields, fields->path, &first);
  if (!SulFailed(&first)) return;
  Inspect(fields, fields->partial, &other);
  if (SulFailed(&other))
    *error = first;
  else
    SulFilePublish(fields->partial, fields->path, error);
}

/* ---- Taking it up ---------------------------------------------------------------------------- */

/* Steps in one of the groups, beyond those that are kept. */
static void RemoveBeyond(const SulFields *fields, SulH5 *h5, const char *group) {
  char place[64];
  if (!SulH5Has(h5, group)) return;
  for (int k = fields->kept + 1; !SulFailed(h5->error); k++) {
    snprintf(place, sizeof place, "%s/%04d", group, k);
    if (!SulH5Has(h5, place)) break;
    SulH5Remove(h5, place);
  }
}

static void TakeNumbers(const SulFields *fields, SulH5 *h5, double *lithiation, char **numbers) {
  char place[32];
  for (int k = 0; k <= fields->kept; k++) {
    snprintf(place, sizeof place, "/steps/%04d", k);
    lithiation[k] = SulH5GetReal(h5, place, "lithiation");
    if (k == 0) continue;
    snprintf(place, sizeof place, "/summary/%04d", k);
    numbers[k - 1] = SulH5ReadText(h5, place);
  }
}

void SulFieldsTakeUp(const SulFields *fields, double *lithiation, char **numbers, SulError *error) {
  Find(fields, error);
  if (SulFailed(error)) return;
  SulFileCopy(fields->path, fields->partial, error);
  if (SulFailed(error)) return;
  SulH5 h5 = SulH5Open(fields->partial, true, error);
  TakeNumbers(fields, &h5, lithiation, numbers);
  RemoveBeyond(fields, &h5, "/steps");
  RemoveBeyond(fields, &h5, "/summary");
  if (SulH5Has(&h5, "/interfaces")) RemoveBeyond(fields, &h5, "/interfaces/steps");
  SulH5Close(&h5);
}

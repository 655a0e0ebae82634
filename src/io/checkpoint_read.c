/* SPDX-License-Identifier: BSD-2-Clause */
/* Checkpoints: reading, and telling what does not fit. */
#include "checkpoint_places.h"
#include "h5.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <unistd.h>

/* ---- Is it ours? Rank 0 ---------------------------------------------------------------------- */

/* Is the first line of `line` one of the text's? */
static bool HasLine(const char *text, const char *line) {
  size_t length = strcspn(line, "\n");
  for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
    if (strcspn(text, "\n") == length && strncmp(text, line, length) == 0) return true;
  return false;
}

/* The first line of `text` that is none of the other's, as `"line"`; "nothing" where there is none. */
static void FirstOnlyIn(const char *text, const char *other, char *line, size_t size) {
  snprintf(line, size, "nothing");
  for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
    if (!HasLine(other, text)) {
      snprintf(line, size, "\"%.*s\"", (int)strcspn(text, "\n"), text);
      return;
    }
}

static void CheckIdentity(SulH5 *h5, const char *identity) {
  char *stored = SulH5ReadText(h5, "/identity"), was[256], is[256];
  if (!SulFailed(h5->error) && strcmp(stored, identity) != 0) {
    FirstOnlyIn(stored, identity, was, sizeof was);
    FirstOnlyIn(identity, stored, is, sizeof is);
    SulErrorSet(
        h5->error, SUL_INPUT,
        "%s: belongs to another case: what its solutions depend on has changed since, "
        "first where it was %s and is now %s; undo that, or run without --restart to begin anew",
        h5->path, was, is);
  }
  free(stored);
}

static void CheckMesh(SulH5 *h5, const SulMesh *mesh, const char *fingerprint) {
  long long nodes = SulH5GetInteger(h5, "/", "nodes"), cells = SulH5GetInteger(h5, "/", "cells");
  long long order = SulH5GetInteger(h5, "/", "element_order");
  char *stored = SulH5GetText(h5, "/", "mesh_fingerprint");
  bool same = nodes == mesh->nodes_total && cells == mesh->cells_total && order == mesh->order;
  if (!SulFailed(h5->error) && !same)
    SulErrorSet(
        h5->error, SUL_INPUT,
        "%s: belongs to another mesh (%lld cells, %lld nodes, order %lld; this one has %lld "
        "cells, %lld nodes, order %d); run without --restart to begin anew",
        h5->path, cells, nodes, order, (long long)mesh->cells_total, (long long)mesh->nodes_total,
        mesh->order);
  if (!SulFailed(h5->error) && strcmp(stored, fingerprint) != 0)
    SulErrorSet(h5->error, SUL_INPUT,
                "%s: belongs to another mesh of the same size: its coordinates or phases differ; "
                "run without --restart to begin anew",
                h5->path);
  free(stored);
}

static void CheckFormat(SulH5 *h5) {
  char *format = SulH5GetText(h5, "/", "format");
  long long version = SulH5GetInteger(h5, "/", "format_version");
  if (!SulFailed(h5->error) &&
      (strcmp(format, "sulfem-checkpoint") != 0 || version != SUL_CHECKPOINT_VERSION))
    SulErrorSet(h5->error, SUL_IO,
                "%s: is no checkpoint this program can read (%s, version %lld; it reads version "
                "%d); run without --restart to begin anew",
                h5->path, format, version, SUL_CHECKPOINT_VERSION);
  free(format);
}

/* Is the array there, in its shape? Takes its checksum, and its values where it stands once. */
static void InspectArray(SulH5 *h5, SulCheckpointPlace *place, bool *found) {
  bool once = place->array->place == SUL_ONCE;
  *found = !SulFailed(h5->error) && SulH5Has(h5, place->group) && SulH5Has(h5, place->place);
  if (!*found) return;
  SulH5CheckDataset(h5, place->place, H5T_NATIVE_DOUBLE, once ? place->width : place->length,
                    once ? 1 : place->width);
  char *stored = SulH5GetText(h5, place->place, "checksum");
  snprintf(place->checksum, SUL_DIGEST_SIZE, "%s", stored);
  free(stored);
  if (once) SulH5ReadWhole(h5, place->place, H5T_NATIVE_DOUBLE, place->array->values);
}

/* What a file is held against. */
typedef struct {
  const SulMesh *mesh;
  const char *identity;
  int count;
  SulCheckpointPlace *places;
  char fingerprint[SUL_DIGEST_SIZE];
} Expected;

static void Inspect(const char *path, const Expected *expected, bool *found, SulError *error) {
  SulH5 h5 = SulH5Open(path, false, error);
  CheckFormat(&h5);
  CheckIdentity(&h5, expected->identity);
  CheckMesh(&h5, expected->mesh, expected->fingerprint);
  for (int i = 0; i < expected->count; i++)
    InspectArray(&h5, &expected->places[i], &found[i]);
  SulH5Close(&h5);
}

/* ---- All ranks ------------------------------------------------------------------------------- */

/* What rank 0 has learnt, to all. */
static PetscErrorCode ShareFound(const Expected *expected, bool *found) {
  MPI_Comm comm = expected->mesh->comm;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Bcast(found, expected->count, MPI_C_BOOL, 0, comm));
  for (int i = 0; i < expected->count; i++) {
    SulCheckpointPlace *place = &expected->places[i];
    if (!found[i]) continue;
    PetscCallMPI(MPI_Bcast(place->checksum, SUL_DIGEST_SIZE, MPI_CHAR, 0, comm));
    if (place->array->place == SUL_ONCE)
      PetscCallMPI(MPI_Bcast(place->array->values, place->width, MPI_DOUBLE, 0, comm));
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode ReadValues(const char *path, const Expected *expected, const bool *found,
                                 SulError *error) {
  SulH5 h5;

  PetscFunctionBegin;
  SulCall(error, SulH5OpenAll(expected->mesh->comm, path, false, &h5, error));
  for (int i = 0; i < expected->count && !SulFailed(error); i++) {
    const SulCheckpointPlace *place = &expected->places[i];
    if (!found[i] || place->array->place == SUL_ONCE) continue;
    PetscCall(SulH5ReadAll(&h5, place->place, H5T_NATIVE_DOUBLE, place->width, &place->order,
                           place->array->values));
  }
  PetscCall(SulH5CloseAll(expected->mesh->comm, &h5));
  PetscFunctionReturn(0);
}

/* Of what has been read. */
static PetscErrorCode CheckChecksums(const char *path, const Expected *expected, const bool *found,
                                     SulError *error) {
  char checksum[SUL_DIGEST_SIZE];

  PetscFunctionBegin;
  for (int i = 0; i < expected->count; i++) {
    const SulCheckpointPlace *place = &expected->places[i];
    if (!found[i]) continue;
    PetscCall(SulCheckpointDigest(expected->mesh->comm, place, checksum));
    if (strcmp(checksum, place->checksum) != 0)
      SulErrorSet(error, SUL_IO,
                  "%s: the dataset %s is damaged (its values have the checksum %s, and %s was "
                  "written with them); run without --restart to begin anew",
                  path, place->place, checksum, place->checksum);
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode FillGhosts(const Expected *expected, const bool *found) {
  PetscFunctionBegin;
  for (int i = 0; i < expected->count; i++) {
    const SulArray *array = expected->places[i].array;
    if (found[i] && array->place == SUL_AT_NODES)
      PetscCall(SulMeshHalo(expected->mesh, array->components, array->values));
  }
  PetscFunctionReturn(0);
}

/* Of a file that is ours. */
static PetscErrorCode ReadFile(const char *path, const Expected *expected, bool *found,
                               SulError *error) {
  bool any = false;

  PetscFunctionBegin;
  PetscCall(ShareFound(expected, found));
  for (int i = 0; i < expected->count; i++)
    any |= found[i];
  if (any) SulCall(error, ReadValues(path, expected, found, error));
  SulCall(error, CheckChecksums(path, expected, found, error));
  PetscCall(FillGhosts(expected, found));
  PetscFunctionReturn(0);
}

PetscErrorCode SulCheckpointRead(const char *folder, const SulMesh *mesh, const char *identity,
                                 SulArrays arrays, bool *found, SulError *error) {
  char *path = SulPathJoin(folder, "checkpoint.h5");
  SulCheckpointPlace *places;
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  PetscCall(SulCheckpointPlacesCreate(mesh, arrays, &places));
  Expected expected = {mesh, identity, arrays.count, places, ""};
  PetscCall(SulDigestMesh(mesh, expected.fingerprint));
  for (int i = 0; i < arrays.count; i++)
    found[i] = false;
  if (rank == 0 && access(path, F_OK) == 0) Inspect(path, &expected, found, error);
  PetscCall(SulErrorShare(mesh->comm, error));
  if (!SulFailed(error)) PetscCall(ReadFile(path, &expected, found, error));
  PetscCall(SulCheckpointPlacesDestroy(arrays.count, &places));
  free(path);
  PetscFunctionReturn(0);
}

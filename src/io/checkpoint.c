/* SPDX-License-Identifier: BSD-2-Clause */
/* Checkpoints: writing. */
#include "checkpoint_places.h"
#include "h5.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/parallel.h>
#include <unistd.h>

enum { METADATA_BYTES = 1 << 16, DATASET_BYTES = 1024 };

/* What goes into a file. */
typedef struct {
  const SulMesh *mesh;
  const char *identity;
  int count;
  const SulCheckpointPlace *places;
  char fingerprint[SUL_DIGEST_SIZE];
} Content;

static long long Bytes(const Content *content) {
  long long bytes = METADATA_BYTES + (long long)strlen(content->identity);
  for (int i = 0; i < content->count; i++)
    bytes += content->places[i].length * content->places[i].width * (long long)sizeof(double) +
             DATASET_BYTES;
  return bytes;
}

/* ---- Rank 0: structure, and what stands there once ------------------------------------------- */

static hid_t OpenGroup(SulH5 *h5, const char *name) {
  if (SulFailed(h5->error)) return H5I_INVALID_HID;
  return SulH5Has(h5, name) ? H5Gopen2(h5->file, name, H5P_DEFAULT) : SulH5MakeGroup(h5, name);
}

static void BuildArray(SulH5 *h5, const SulCheckpointPlace *place) {
  const SulArray *array = place->array;
  bool once = array->place == SUL_ONCE;
  SulH5Dataset set = {.name = array->name,
                      .unit = array->unit,
                      .description = array->description,
                      .type = H5T_NATIVE_DOUBLE,
                      .components = once ? 1 : place->width,
                      .length = once ? place->width : place->length};
  hid_t group = OpenGroup(h5, place->group);
  SulH5MakeDataset(h5, group, &set);
  if (!SulFailed(h5->error)) {
    hid_t made = H5Dopen2(group, array->name, H5P_DEFAULT);
    SulH5SetText(h5, made, "checksum", place->checksum);
    H5Dclose(made);
  }
  SulH5CloseGroup(group);
  if (once) SulH5WriteWhole(h5, place->place, H5T_NATIVE_DOUBLE, array->values);
}

/* Room first: see SulFieldsBuildFile. */
static void Build(const char *path, const Content *content, SulError *error) {
  const SulMesh *mesh = content->mesh;
  SulFileReserve(path, Bytes(content), error);
  if (SulFailed(error)) return;
  SulH5 h5 = SulH5CreateSealed(path, error);
  SulFileReserve(path, Bytes(content), error);
  SulH5SetText(&h5, h5.file, "format", "sulfem-checkpoint");
  SulH5SetInteger(&h5, h5.file, "format_version", SUL_CHECKPOINT_VERSION);
  SulH5SetText(&h5, h5.file, "sulfem_version", SULFEM_VERSION);
  SulH5SetText(&h5, h5.file, "mesh_fingerprint", content->fingerprint);
  SulH5SetInteger(&h5, h5.file, "nodes", mesh->nodes_total);
  SulH5SetInteger(&h5, h5.file, "cells", mesh->cells_total);
  SulH5SetInteger(&h5, h5.file, "element_order", mesh->order);
  SulH5MakeText(&h5, h5.file, "identity", "what must not change: what the arrays depend on",
                content->identity);
  SulH5CloseGroup(SulH5MakeGroup(&h5, "/points"));
  for (int i = 0; i < content->count; i++)
    BuildArray(&h5, &content->places[i]);
  SulH5Close(&h5);
}

/* ---- All ranks ------------------------------------------------------------------------------- */

static PetscErrorCode WriteValues(const char *path, const Content *content, SulError *error) {
  SulH5 h5;

  PetscFunctionBegin;
  SulCall(error, SulH5OpenAll(content->mesh->comm, path, true, &h5, error));
  for (int i = 0; i < content->count && !SulFailed(error); i++) {
    const SulCheckpointPlace *place = &content->places[i];
    if (place->array->place == SUL_ONCE) continue;
    PetscCall(SulH5WriteAll(&h5, place->place, H5T_NATIVE_DOUBLE, place->width, &place->order,
                            place->array->values));
  }
  PetscCall(SulH5CloseAll(content->mesh->comm, &h5));
  PetscFunctionReturn(0);
}

/* An earlier checkpoint goes when the new one's bytes are on the disk. Without an earlier one the name
 * goes first, the disk afterwards: who has asked to stop may kill a second later (mpirun does), and
 * what is written then survives the process. Power that fails in between is what the checksums are
 * for. Collective. */
static PetscErrorCode Publish(const char *partial, const char *path, MPI_Comm comm,
                              SulError *error) {
  int rank, earlier = access(path, F_OK) == 0;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Bcast(&earlier, 1, MPI_INT, 0, comm));
  if (earlier)
    SulFileSync(partial, error); /* every rank: each may hold bytes others cannot flush */
  SulCall(error, SulErrorShare(comm, error));
  if (rank == 0 && rename(partial, path) != 0)
    SulErrorSet(error, SUL_IO, "%s: cannot be renamed to %s: %s", partial, path, strerror(errno));
  SulCall(error, SulErrorShare(comm, error));
  if (!earlier) SulFileSync(path, error);
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

/* Everything but the names of files. */
static PetscErrorCode WriteFile(const char *partial, const char *path, const Content *content,
                                SulError *error) {
  MPI_Comm comm = content->mesh->comm;
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) Build(partial, content, error);
  PetscCall(SulErrorShare(comm, error));
  if (!SulFailed(error)) PetscCall(WriteValues(partial, content, error));
  if (!SulFailed(error)) PetscCall(Publish(partial, path, comm, error));
  if (rank == 0 && SulFailed(error)) unlink(partial);
  PetscFunctionReturn(0);
}

PetscErrorCode SulCheckpointWrite(const char *folder, const SulMesh *mesh, const char *identity,
                                  SulArrays arrays, SulError *error) {
  char *path = SulPathJoin(folder, "checkpoint.h5"), *partial = SulPathSuffix(path, ".partial");
  SulCheckpointPlace *places;
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  PetscCall(SulCheckpointPlacesCreate(mesh, arrays, &places));
  for (int i = 0; i < arrays.count; i++)
    PetscCall(SulCheckpointDigest(mesh->comm, &places[i], places[i].checksum));
  Content content = {mesh, identity, arrays.count, places, ""};
  PetscCall(SulDigestMesh(mesh, content.fingerprint));
  SulFileLimitIgnore();
  if (rank == 0) SulFolderMake(folder, error);
  PetscCall(SulErrorShare(mesh->comm, error));
  if (!SulFailed(error)) PetscCall(WriteFile(partial, path, &content, error));
  PetscCall(SulErrorShare(mesh->comm, error));
  PetscCall(SulCheckpointPlacesDestroy(arrays.count, &places));
  free(path);
  free(partial);
  PetscFunctionReturn(0);
}

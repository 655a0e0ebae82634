/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes and reads the file that a stopped run goes on from. */
#include "digest.h"
#include "h5.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/output.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>
#include <unistd.h>

enum { CHECKPOINT_VERSION = 2, METADATA_BYTES = 1 << 16 };

/* ---- Writing --------------------------------------------------------------------------------- */

static void Place(char place[SUL_NAME_SIZE + 16], const char *name) {
  snprintf(place, SUL_NAME_SIZE + 16, "/vectors/%s", name);
}

static void BuildVector(SulH5 *h5, hid_t group, const SulMesh *mesh,
                        const SulCheckpointVector *vector, const char *checksum) {
  SulH5Dataset set = {vector->name,
                      "1",
                      "nodal vector in the program's own scaling, order of the mesh file",
                      H5T_NATIVE_DOUBLE,
                      3,
                      mesh->nodes_total,
                      false};
  SulH5MakeDataset(h5, group, &set);
  if (SulFailed(h5->error)) return;
  hid_t made = H5Dopen2(group, vector->name, H5P_DEFAULT);
  SulH5SetInteger(h5, made, "complete", vector->complete);
  SulH5SetInteger(h5, made, "iterations", vector->iterations);
  SulH5SetReal(h5, made, "residual", vector->residual);
  SulH5SetText(h5, made, "checksum", checksum);
  H5Dclose(made);
}

/* What goes into a file. */
typedef struct {
  const SulMesh *mesh;
  const char *identity;
  int count;
  const SulCheckpointVector *vectors;
  char fingerprint[SUL_DIGEST_SIZE];
  char (*checksums)[SUL_DIGEST_SIZE]; /* [count] */
} Content;

/* Rank 0. Room first: see SulFieldsBuildFile. */
static void Build(const char *path, const Content *content, SulError *error) {
  const SulMesh *mesh = content->mesh;
  const char *identity = content->identity;
  int count = content->count;
  long long bytes = mesh->nodes_total * 3 * (long long)sizeof(double) * count + METADATA_BYTES +
                    1024 * (long long)count + (long long)strlen(identity);
  SulFileReserve(path, bytes, error);
  if (SulFailed(error)) return;
  SulH5 h5 = SulH5CreateSealed(path, error);
  SulFileReserve(path, bytes, error);
  SulH5SetText(&h5, h5.file, "format", "sulfem-checkpoint");
  SulH5SetInteger(&h5, h5.file, "format_version", CHECKPOINT_VERSION);
  SulH5SetText(&h5, h5.file, "sulfem_version", SULFEM_VERSION);
  SulH5SetText(&h5, h5.file, "mesh_fingerprint", content->fingerprint);
  SulH5SetInteger(&h5, h5.file, "nodes", mesh->nodes_total);
  SulH5SetInteger(&h5, h5.file, "cells", mesh->cells_total);
  SulH5SetInteger(&h5, h5.file, "element_order", mesh->order);
  SulH5MakeText(&h5, h5.file, "identity", "what must not change: the case file", identity);
  hid_t group = SulH5MakeGroup(&h5, "/vectors");
  for (int i = 0; i < count; i++)
    BuildVector(&h5, group, mesh, &content->vectors[i], content->checksums[i]);
  SulH5CloseGroup(group);
  SulH5Close(&h5);
}

static PetscErrorCode NodeOrder(const SulMesh *mesh, SulFileOrder *order) {
  PetscFunctionBegin;
  PetscCall(
      SulFileOrderCreate(mesh->comm, mesh->nodes_total, mesh->nodes_owned, mesh->node_file, order));
  PetscFunctionReturn(0);
}

static PetscErrorCode WriteVectors(const char *path, const SulMesh *mesh, int count,
                                   const SulCheckpointVector *vectors, SulError *error) {
  char place[SUL_NAME_SIZE + 16];
  SulFileOrder order;
  SulH5 h5;

  PetscFunctionBegin;
  SulCall(error, SulH5OpenAll(mesh->comm, path, true, &h5, error));
  PetscCall(NodeOrder(mesh, &order));
  for (int i = 0; i < count && !SulFailed(error); i++) {
    Place(place, vectors[i].name);
    PetscCall(
        SulH5WriteAll(&h5, place, H5T_NATIVE_DOUBLE, sizeof(double), 3, &order, vectors[i].values));
  }
  PetscCall(SulFileOrderDestroy(&order));
  PetscCall(SulH5CloseAll(mesh->comm, &h5));
  PetscFunctionReturn(0);
}

/* The name first, the disk afterwards: who has asked to stop may kill a second later (mpirun does),
 * and what is written then survives the process. Power that fails in between is what the checksums
 * are for. Collective. */
static PetscErrorCode Publish(const char *partial, const char *path, MPI_Comm comm,
                              SulError *error) {
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0 && rename(partial, path) != 0)
    SulErrorSet(error, SUL_IO, "%s: cannot be renamed to %s: %s", partial, path, strerror(errno));
  SulCall(error, SulErrorShare(comm, error));
  SulFileSync(path, error); /* every rank: each may hold bytes others cannot flush */
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulCheckpointWrite(const char *folder, const SulMesh *mesh, const char *identity,
                                  int count, const SulCheckpointVector *vectors, SulError *error) {
  Content content = {mesh, identity, count, vectors, "", NULL};
  char *path = SulPathJoin(folder, "checkpoint.h5"), *partial = SulPathSuffix(path, ".partial");
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  PetscCall(SulDigestMesh(mesh, content.fingerprint));
  content.checksums = SulAllocate((size_t)count, sizeof *content.checksums);
  for (int i = 0; i < count; i++)
    PetscCall(SulDigestVector(mesh, &vectors[i], content.checksums[i]));
  SulFileLimitIgnore();
  if (rank == 0) SulFolderMake(folder, error);
  if (rank == 0 && !SulFailed(error)) Build(partial, &content, error);
  PetscCall(SulErrorShare(mesh->comm, error));
  if (!SulFailed(error)) PetscCall(WriteVectors(partial, mesh, count, vectors, error));
  if (!SulFailed(error)) PetscCall(Publish(partial, path, mesh->comm, error));
  if (rank == 0 && SulFailed(error)) unlink(partial);
  PetscCall(SulErrorShare(mesh->comm, error));
  free(content.checksums);
  free(path);
  free(partial);
  PetscFunctionReturn(0);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Number of the first line in which two texts differ, and the line of `text`. */
static int FirstDifference(const char *other, const char *text, char *line, size_t size) {
  int number = 1;
  const char *start = text;
  for (; *text && *text == *other; text++, other++) {
    if (*text != '\n') continue;
    number++;
    start = text + 1;
  }
  snprintf(line, size, "%.*s", (int)strcspn(start, "\n"), start);
  return number;
}

static void CheckIdentity(SulH5 *h5, const char *identity) {
  char *stored = SulH5ReadText(h5, "/identity"), line[128];
  if (!SulFailed(h5->error) && strcmp(stored, identity) != 0) {
    int number = FirstDifference(stored, identity, line, sizeof line);
    SulErrorSet(h5->error, SUL_INPUT,
                "%s: belongs to another case: the case file has changed since, first in line %d "
                "(now \"%s\"); undo that, or run without --restart to begin anew",
                h5->path, number, line);
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
      (strcmp(format, "sulfem-checkpoint") != 0 || version != CHECKPOINT_VERSION))
    SulErrorSet(h5->error, SUL_IO,
                "%s: is no checkpoint this program can read (%s, version %lld; it reads version "
                "%d); run without --restart to begin anew",
                h5->path, format, version, CHECKPOINT_VERSION);
  free(format);
}

static void ReadFacts(SulH5 *h5, PetscInt64 nodes, SulCheckpointVector *vector, bool *found,
                      char checksum[SUL_DIGEST_SIZE]) {
  char place[SUL_NAME_SIZE + 16];
  Place(place, vector->name);
  *found = !SulFailed(h5->error) && SulH5Has(h5, place);
  if (!*found) return;
  SulH5CheckDataset(h5, place, H5T_NATIVE_DOUBLE, nodes, 3);
  char *stored = SulH5GetText(h5, place, "checksum");
  snprintf(checksum, SUL_DIGEST_SIZE, "%s", stored);
  free(stored);
  vector->complete = SulH5GetInteger(h5, place, "complete") != 0;
  vector->iterations = (int)SulH5GetInteger(h5, place, "iterations");
  vector->residual = SulH5GetReal(h5, place, "residual");
}

/* Rank 0: is it ours, and what is in it. */
static void Inspect(const char *path, const Content *content, SulCheckpointVector *vectors,
                    bool *found, SulError *error) {
  SulH5 h5 = SulH5Open(path, false, error);
  CheckFormat(&h5);
  CheckIdentity(&h5, content->identity);
  CheckMesh(&h5, content->mesh, content->fingerprint);
  for (int i = 0; i < content->count; i++)
    ReadFacts(&h5, content->mesh->nodes_total, &vectors[i], &found[i], content->checksums[i]);
  SulH5Close(&h5);
}

/* What rank 0 has learnt, to all. */
static PetscErrorCode ShareFacts(const SulMesh *mesh, int count, SulCheckpointVector *vectors,
                                 bool *found) {
  PetscFunctionBegin;
  for (int i = 0; i < count; i++) {
    double facts[4] = {found[i], vectors[i].complete, vectors[i].iterations, vectors[i].residual};
    PetscCallMPI(MPI_Bcast(facts, 4, MPI_DOUBLE, 0, mesh->comm));
    found[i] = facts[0] != 0.0;
    if (!found[i]) continue;
    vectors[i].complete = facts[1] != 0.0;
    vectors[i].iterations = (int)facts[2];
    vectors[i].residual = facts[3];
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode ReadVectors(const char *path, const SulMesh *mesh, int count,
                                  SulCheckpointVector *vectors, const bool *found,
                                  SulError *error) {
  char place[SUL_NAME_SIZE + 16];
  SulFileOrder order;
  SulH5 h5;

  PetscFunctionBegin;
  SulCall(error, SulH5OpenAll(mesh->comm, path, false, &h5, error));
  PetscCall(NodeOrder(mesh, &order));
  for (int i = 0; i < count && !SulFailed(error); i++) {
    if (!found[i]) continue;
    Place(place, vectors[i].name);
    PetscCall(
        SulH5ReadAll(&h5, place, H5T_NATIVE_DOUBLE, sizeof(double), 3, &order, vectors[i].values));
  }
  PetscCall(SulFileOrderDestroy(&order));
  PetscCall(SulH5CloseAll(mesh->comm, &h5));
  PetscFunctionReturn(0);
}

/* Of what has been read; `stored`: rank 0's. */
static PetscErrorCode CheckChecksums(const char *path, const Content *content, const bool *found,
                                     SulError *error) {
  char checksum[SUL_DIGEST_SIZE];

  PetscFunctionBegin;
  for (int i = 0; i < content->count; i++) {
    if (!found[i]) continue;
    PetscCall(SulDigestVector(content->mesh, &content->vectors[i], checksum));
    PetscCallMPI(
        MPI_Bcast(content->checksums[i], SUL_DIGEST_SIZE, MPI_CHAR, 0, content->mesh->comm));
    if (strcmp(checksum, content->checksums[i]) != 0)
      SulErrorSet(error, SUL_IO,
                  "%s: the dataset /vectors/%s is damaged (its values and attributes have the "
                  "checksum %s, and %s was written with them); run without --restart to begin anew",
                  path, content->vectors[i].name, checksum, content->checksums[i]);
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulCheckpointRead(const char *folder, const SulMesh *mesh, const char *identity,
                                 int count, SulCheckpointVector *vectors, bool *found,
                                 SulError *error) {
  Content content = {mesh, identity, count, vectors, "", NULL};
  char *path = SulPathJoin(folder, "checkpoint.h5");
  int rank, any = 0;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  PetscCall(SulDigestMesh(mesh, content.fingerprint));
  content.checksums = SulAllocate((size_t)count, sizeof *content.checksums);
  for (int i = 0; i < count; i++)
    found[i] = false;
  if (rank == 0 && access(path, F_OK) == 0) Inspect(path, &content, vectors, found, error);
  PetscCall(SulErrorShare(mesh->comm, error));
  if (!SulFailed(error)) PetscCall(ShareFacts(mesh, count, vectors, found));
  for (int i = 0; i < count; i++)
    any += found[i];
  if (!SulFailed(error) && any) PetscCall(ReadVectors(path, mesh, count, vectors, found, error));
  if (!SulFailed(error)) PetscCall(CheckChecksums(path, &content, found, error));
  free(content.checksums);
  free(path);
  PetscFunctionReturn(0);
}

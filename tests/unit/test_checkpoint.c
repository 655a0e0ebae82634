/* SPDX-License-Identifier: BSD-2-Clause */
/* A checkpoint written on one communicator and read on another, refused for another case or mesh.
 */
#include "bar.h"
#include "check.h"
#include <stdio.h>
#include <sulfem/output.h>
#include <unistd.h>

enum { CUBES = 500 };
static const char *const identity = "title: a bar\nmesh: {file: bar.msh}\nelement_order: 1\n";

static double Value(int vector, PetscInt64 node, int component) {
  return vector + 1e-3 * component + 1.0 / (double)(node + 1);
}

static SulCheckpointVector Vector(const SulMesh *mesh, const char *name) {
  SulCheckpointVector vector = {.complete = false};
  snprintf(vector.name, sizeof vector.name, "%s", name);
  vector.values = SulAllocate(3 * (size_t)mesh->nodes_owned, sizeof(double));
  return vector;
}

static PetscErrorCode Write(const char *folder, MPI_Comm comm, int first_value, SulError *error) {
  SulMesh mesh;

  PetscFunctionBegin;
  PetscCall(BarCreate(comm, CUBES, &mesh));
  SulCheckpointVector vectors[2] = {Vector(&mesh, "load 0"), Vector(&mesh, "load 1")};
  for (int v = 0; v < 2; v++)
    for (PetscInt i = 0; i < 3 * mesh.nodes_owned; i++)
      vectors[v].values[i] = Value(first_value + v, mesh.node_file[i / 3], i % 3);
  vectors[0].complete = true;
  vectors[1].iterations = 17;
  vectors[1].residual = 1e-3;
  PetscCall(SulCheckpointWrite(folder, &mesh, identity, 2, vectors, error));
  free(vectors[0].values);
  free(vectors[1].values);
  PetscCall(BarDestroy(&mesh));
  PetscFunctionReturn(0);
}

static int CountWrong(const SulMesh *mesh, const SulCheckpointVector *vector, int value) {
  int wrong = 0;
  for (PetscInt i = 0; i < 3 * mesh->nodes_owned; i++)
    wrong += vector->values[i] != Value(value, mesh->node_file[i / 3], i % 3);
  return wrong;
}

static PetscErrorCode ReadBack(const char *folder, MPI_Comm comm, int first_value) {
  SulError error = {SUL_OK, ""};
  SulMesh mesh;
  bool found[3];

  PetscFunctionBegin;
  PetscCall(BarCreate(comm, CUBES, &mesh));
  SulCheckpointVector vectors[3] = {Vector(&mesh, "load 1"), Vector(&mesh, "load 2"),
                                    Vector(&mesh, "load 0")};
  PetscCall(SulCheckpointRead(folder, &mesh, identity, 3, vectors, found, &error));
  CHECK(!SulFailed(&error));
  CHECK(found[0] && !found[1] && found[2]);
  CHECK(vectors[2].complete && !vectors[0].complete);
  CHECK(vectors[0].iterations == 17 && vectors[0].residual == 1e-3);
  CHECK(CountWrong(&mesh, &vectors[0], first_value + 1) == 0);
  CHECK(CountWrong(&mesh, &vectors[2], first_value) == 0);
  for (int v = 0; v < 3; v++)
    free(vectors[v].values);
  PetscCall(BarDestroy(&mesh));
  PetscFunctionReturn(0);
}

/* Reads with another case text or a changed mesh; the message must say `what`. */
static PetscErrorCode TestRefused(const char *folder, const char *case_text, int cubes,
                                  double shift, const char *what) {
  SulError error = {SUL_OK, ""};
  SulMesh mesh;
  bool found;

  PetscFunctionBegin;
  PetscCall(BarCreate(PETSC_COMM_WORLD, cubes, &mesh));
  for (PetscInt i = 0; i < mesh.nodes_owned; i++)
    if (mesh.node_file[i] == 5) mesh.coordinates[3 * i] += shift;
  SulCheckpointVector vector = Vector(&mesh, "load 0");
  PetscCall(SulCheckpointRead(folder, &mesh, case_text, 1, &vector, &found, &error));
  CHECK(error.status == SUL_INPUT);
  CHECK(strstr(error.text, "checkpoint.h5") && strstr(error.text, what));
  CHECK(!found);
  free(vector.values);
  PetscCall(BarDestroy(&mesh));
  PetscFunctionReturn(0);
}

/* Bytes that are no HDF5: SUL_IO; no file at all: nothing found. */
static PetscErrorCode TestDamaged(const char *folder, int rank) {
  SulError error = {SUL_OK, ""};
  SulMesh mesh;
  bool found;
  char *path = SulPathJoin(folder, "checkpoint.h5");

  PetscFunctionBegin;
  PetscCall(BarCreate(PETSC_COMM_WORLD, 3, &mesh));
  SulCheckpointVector vector = Vector(&mesh, "load 0");
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  if (rank == 0) CHECK(truncate(path, 3000) == 0);
  PetscCall(SulCheckpointRead(folder, &mesh, identity, 1, &vector, &found, &error));
  CHECK(error.status == SUL_IO && strstr(error.text, "truncated file"));
  error = (SulError){SUL_OK, ""};
  if (rank == 0) CHECK(unlink(path) == 0);
  PetscCall(SulCheckpointRead(folder, &mesh, identity, 1, &vector, &found, &error));
  CHECK(!SulFailed(&error) && !found);
  free(path);
  free(vector.values);
  PetscCall(BarDestroy(&mesh));
  PetscFunctionReturn(0);
}

static PetscErrorCode RunAll(const char *folder, int rank) {
  SulError error = {SUL_OK, ""};

  PetscFunctionBegin;
  PetscCall(Write(folder, PETSC_COMM_WORLD, 1, &error));
  CHECK(!SulFailed(&error));
  PetscCall(ReadBack(folder, PETSC_COMM_WORLD, 1));
  if (rank == 0) PetscCall(ReadBack(folder, PETSC_COMM_SELF, 1)); /* another number of ranks */
  if (rank == 0) PetscCall(Write(folder, PETSC_COMM_SELF, 5, &error));
  CHECK(!SulFailed(&error));
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  PetscCall(ReadBack(folder, PETSC_COMM_WORLD, 5));
  PetscCall(TestRefused(folder, "title: a bar\nmesh: {file: foo.msh}\n", CUBES, 0.0,
                        "line 2 (now \"mesh: {file: foo.msh}\")"));
  PetscCall(TestRefused(folder, identity, CUBES + 7, 0.0, "3042 cells"));
  PetscCall(TestRefused(folder, identity, CUBES, 1e-12, "another mesh of the same size"));
  PetscCall(TestDamaged(folder, rank));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  char folder[] = "test_checkpoint_XXXXXX";
  int rank, worst;

  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (rank == 0) CHECK(mkdtemp(folder) != NULL);
  PetscCallMPI(MPI_Bcast(folder, sizeof folder, MPI_CHAR, 0, PETSC_COMM_WORLD));
  PetscCall(RunAll(folder, rank));
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  if (rank == 0) CHECK(rmdir(folder) == 0); /* nothing was left behind */
  int mine = CheckResult();
  PetscCallMPI(MPI_Allreduce(&mine, &worst, 1, MPI_INT, MPI_MAX, PETSC_COMM_WORLD));
  PetscCall(PetscFinalize());
  return worst;
}

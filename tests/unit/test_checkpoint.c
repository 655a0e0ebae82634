/* SPDX-License-Identifier: BSD-2-Clause */
/* Arrays written into a checkpoint on one communicator and read on another, refused for another
 * case or mesh. */
#include "bar.h"
#include "check.h"
#include <stdio.h>
#include <sulfem/checkpoint.h>
#include <unistd.h>

enum { CUBES = 500 };
static const char *const identity = "title: a bar\nmesh: {file: bar.msh}\nelement_order: 1\n";

static double Value(int array, PetscInt64 row, int component) {
  return array + 1e-3 * component + 1.0 / (double)(row + 1);
}

/* ---- Arrays: of nodes, of the points of a block, and one that stands once -------------------- */

enum { NODE, POINT, ONCE, ARRAYS, POINTS = 4 };

typedef struct {
  SulArray list[ARRAYS];
  PetscInt64 *file; /* of the block's cells */
  SulPointRows rows;
} Arrays;

/* Cells whose number in the file is divisible by three. */
static void ArraysCreate(const SulMesh *mesh, Arrays *arrays) {
  arrays->file = SulAllocate((size_t)mesh->cells_owned, sizeof *arrays->file);
  arrays->rows = (SulPointRows){.name = "sulfur-4", .file = arrays->file, .points = POINTS};
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    if (mesh->cell_file[cell] % 3 == 0) arrays->file[arrays->rows.count++] = mesh->cell_file[cell];
  arrays->list[NODE] = (SulArray){"load 0", "m", "nodes", SUL_AT_NODES, 3, NULL, SUL_REAL, 0, NULL};
  arrays->list[POINT] =
      (SulArray){"slip", "1", "points", SUL_AT_POINTS, 2, NULL, SUL_REAL, 0, &arrays->rows};
  arrays->list[ONCE] = (SulArray){"facts", "1", "once", SUL_ONCE, 4, NULL, SUL_REAL, 0, NULL};
  arrays->list[NODE].values = SulAllocate(3 * (size_t)mesh->nodes_local, sizeof(double));
  arrays->list[POINT].values = SulAllocate(2 * POINTS * (size_t)arrays->rows.count, sizeof(double));
  arrays->list[ONCE].values = SulAllocate(4, sizeof(double));
}

static void ArraysDestroy(Arrays *arrays) {
  for (int i = 0; i < ARRAYS; i++)
    free(arrays->list[i].values);
  free(arrays->file);
}

/* Calls `visit` for every number that an array has here: what stands there, and what should. */
static int Visit(const Arrays *arrays, PetscInt nodes, const PetscInt64 *file, int first,
                 int (*visit)(double *number, double value)) {
  int sum = 0;
  for (PetscInt i = 0; i < 3 * nodes; i++)
    sum += visit((double *)arrays->list[NODE].values + i, Value(first, file[i / 3], i % 3));
  for (PetscInt i = 0; i < 2 * POINTS * arrays->rows.count; i++)
    sum += visit((double *)arrays->list[POINT].values + i,
                 Value(first + 1, arrays->file[i / (2 * POINTS)], (int)(i % (2 * POINTS))));
  for (int i = 0; i < 4; i++)
    sum += visit((double *)arrays->list[ONCE].values + i, Value(first + 2, 0, i));
  return sum;
}

static int Set(double *number, double value) {
  *number = value;
  return 0;
}

static int Differs(double *number, double value) {
  return *number != value;
}

static PetscErrorCode Write(const char *folder, MPI_Comm comm, int first_value, SulError *error) {
  SulMesh mesh;
  Arrays arrays;

  PetscFunctionBegin;
  PetscCall(BarCreate(comm, CUBES, &mesh));
  ArraysCreate(&mesh, &arrays);
  Visit(&arrays, mesh.nodes_owned, mesh.node_file, first_value, Set);
  PetscCall(SulCheckpointWrite(folder, &mesh, identity, (SulArrays){ARRAYS, arrays.list}, error));
  ArraysDestroy(&arrays);
  PetscCall(BarDestroy(&mesh));
  PetscFunctionReturn(0);
}

/* In another order, with one that is not there, and with the ghosts. */
static PetscErrorCode ReadBack(const char *folder, MPI_Comm comm, int first_value) {
  SulError error = {SUL_OK, ""};
  SulMesh mesh;
  Arrays arrays;
  PetscInt64 *file;
  double other;
  bool found[ARRAYS + 1];

  PetscFunctionBegin;
  PetscCall(BarCreate(comm, CUBES, &mesh));
  ArraysCreate(&mesh, &arrays);
  file = SulAllocate((size_t)mesh.nodes_local, sizeof *file);
  memcpy(file, mesh.node_file, (size_t)mesh.nodes_owned * sizeof *file);
  PetscCall(PetscSFBcastBegin(mesh.halo, MPIU_INT64, mesh.node_file, file, MPI_REPLACE));
  PetscCall(PetscSFBcastEnd(mesh.halo, MPIU_INT64, mesh.node_file, file, MPI_REPLACE));
  SulArray list[ARRAYS + 1] = {arrays.list[ONCE],
                               {"more facts", "1", "once", SUL_ONCE, 1, &other, SUL_REAL, 0, NULL},
                               arrays.list[NODE],
                               arrays.list[POINT]};
  PetscCall(
      SulCheckpointRead(folder, &mesh, identity, (SulArrays){ARRAYS + 1, list}, found, &error));
  CHECK(!SulFailed(&error));
  CHECK(found[0] && !found[1] && found[2] && found[3]);
  CHECK(Visit(&arrays, mesh.nodes_local, file, first_value, Differs) == 0);
  free(file);
  ArraysDestroy(&arrays);
  PetscCall(BarDestroy(&mesh));
  PetscFunctionReturn(0);
}

/* ---- What does not fit ----------------------------------------------------------------------- */

/* Reads with another case or a changed mesh; the message must say `what`. */
static PetscErrorCode TestRefused(const char *folder, const char *case_text, int cubes,
                                  double shift, const char *what) {
  SulError error = {SUL_OK, ""};
  SulMesh mesh;
  Arrays arrays;
  bool found;

  PetscFunctionBegin;
  PetscCall(BarCreate(PETSC_COMM_WORLD, cubes, &mesh));
  for (PetscInt i = 0; i < mesh.nodes_owned; i++)
    if (mesh.node_file[i] == 5) mesh.coordinates[3 * i] += shift;
  ArraysCreate(&mesh, &arrays);
  PetscCall(
      SulCheckpointRead(folder, &mesh, case_text, (SulArrays){1, arrays.list}, &found, &error));
  CHECK(error.status == SUL_INPUT);
  CHECK(strstr(error.text, "checkpoint.h5") && strstr(error.text, what));
  CHECK(!found);
  ArraysDestroy(&arrays);
  PetscCall(BarDestroy(&mesh));
  PetscFunctionReturn(0);
}

/* Bytes that are no HDF5: SUL_IO; no file at all: nothing found. */
static PetscErrorCode TestDamaged(const char *folder, int rank) {
  SulError error = {SUL_OK, ""};
  SulMesh mesh;
  Arrays arrays;
  bool found;
  char *path = SulPathJoin(folder, "checkpoint.h5");

  PetscFunctionBegin;
  PetscCall(BarCreate(PETSC_COMM_WORLD, 3, &mesh));
  ArraysCreate(&mesh, &arrays);
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  if (rank == 0) CHECK(truncate(path, 3000) == 0);
  PetscCall(
      SulCheckpointRead(folder, &mesh, identity, (SulArrays){1, arrays.list}, &found, &error));
  CHECK(error.status == SUL_IO && strstr(error.text, "truncated file"));
  error = (SulError){SUL_OK, ""};
  if (rank == 0) CHECK(unlink(path) == 0);
  PetscCall(
      SulCheckpointRead(folder, &mesh, identity, (SulArrays){1, arrays.list}, &found, &error));
  CHECK(!SulFailed(&error) && !found);
  free(path);
  ArraysDestroy(&arrays);
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
                        "now \"mesh: {file: foo.msh}\""));
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

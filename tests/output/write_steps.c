/* SPDX-License-Identifier: BSD-2-Clause */
/* write_steps FOLDER CUBES STEPS [PAUSE [LIMIT]]: writes the fields of a bar as fast as the disk takes
 * them, for the tests that kill it or take its disk away. Every value of step s is s times 1000
 * plus the entry's number in the file, so that a reader can tell a torn file from a whole one. Ends
 * like `sulfem` does: the message on standard error, the status as exit status. */
#include "bar.h"
#include <stdio.h>
#include <sulfem/log.h>
#include <sulfem/output.h>
#include <sulfem/parallel.h>
#include <sys/resource.h>
#include <unistd.h>

static const char *const phase_names[] = {"electrolyte", "sulfur"};

static double *Values(PetscInt count, const PetscInt64 *file, int components, double offset) {
  double *values = SulAllocate((size_t)(count * components), sizeof *values);
  for (PetscInt i = 0; i < count * components; i++)
    values[i] = offset + (double)(file[i / components] % 1000);
  return values;
}

static PetscErrorCode WriteStep(SulFields *fields, const SulMesh *mesh, int step, SulError *error) {
  double *node = Values(mesh->nodes_owned, mesh->node_file, 3, 1000.0 * step);
  double *cell = Values(mesh->cells_owned, mesh->cell_file, 6, 1000.0 * step);
  double *scalar = Values(mesh->cells_owned, mesh->cell_file, 1, 1000.0 * step);
  SulStepFields values = {step, node, cell, scalar, scalar, scalar, NULL};

  PetscFunctionBegin;
  PetscCall(SulFieldsWrite(fields, &values, error));
  free(node);
  free(cell);
  free(scalar);
  PetscFunctionReturn(0);
}

static PetscErrorCode WriteSeries(const char *folder, const SulMesh *mesh, int steps, int pause,
                                  SulError *error) {
  SulProvenance provenance = {
      "a <bar> & \"more\"", "bar.yaml", "title: a bar\n", "write_steps", "", "", phase_names};
  SulFields *fields = NULL;

  PetscFunctionBegin;
  double *volume = Values(mesh->cells_owned, mesh->cell_file, 1, 1.0);
  PetscCall(SulFieldsCreate(folder, mesh, volume, &provenance, &fields, error));
  free(volume);
  for (int step = 1; step <= steps && !SulFailed(error); step++) {
    PetscCall(WriteStep(fields, mesh, step, error));
    usleep((unsigned)pause);
  }
  PetscCall(SulFieldsClose(&fields, error));
  PetscFunctionReturn(0);
}

/* Files end at `kilobytes` from now on: not those that MPI needs to start, whose sizes are its own
 * affair. */
static void LimitFiles(const char *kilobytes) {
  rlim_t bytes = 1024 * (rlim_t)strtoul(kilobytes, NULL, 10);
  struct rlimit limit = {bytes, bytes};
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) perror("setrlimit");
}

int main(int argc, char **argv) {
  SulError error = {SUL_OK, ""};
  SulMesh mesh;
  int rank;

  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (argc < 4) return SUL_INPUT;
  printf("pid %d\n", (int)getpid());
  fflush(stdout);
  PetscCall(BarCreate(PETSC_COMM_WORLD, atoi(argv[2]), &mesh));
  if (argc > 5) LimitFiles(argv[5]);
  double start = SulClock();
  PetscCall(WriteSeries(argv[1], &mesh, atoi(argv[3]), argc > 4 ? atoi(argv[4]) : 0, &error));
  if (rank == 0) printf("written in %.3f s\n", SulClock() - start);
  if (rank == 0 && SulFailed(&error)) fprintf(stderr, "error: %s\n", error.text);
  PetscCall(BarDestroy(&mesh));
  PetscCall(PetscFinalize());
  return (int)error.status;
}

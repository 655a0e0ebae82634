/* SPDX-License-Identifier: BSD-2-Clause */
/* write_steps FOLDER CUBES STEPS [PAUSE [LIMIT]]: writes the fields of a bar as fast as the disk takes
 * them, for the tests that kill it or take its disk away. Every value of step s is s times 1000
 * plus the entry's number in the file, so that a reader can tell a torn file from a whole one. Ends
 * like `sulfem` does: the message on standard error, the status as exit status. */
#include "bar.h"
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/log.h>
#include <sulfem/output.h>
#include <sulfem/parallel.h>
#include <sys/resource.h>
#include <unistd.h>

static const char *const phase_names[] = {"electrolyte", "sulfur"};

static const struct {
  const char *name;
  int components;
} kinds[] = {{"displacement", 3}, {"von_mises", 1},  {"pressure", 1},
             {"stress", 6},       {"lithiation", 1}, {"volume", 1}};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Sets the values of an array. */
static void SetValues(const SulMesh *mesh, SulArray *array, double offset) {
  bool node = array->place == SUL_AT_NODES;
  const PetscInt64 *file = node ? mesh->node_file : mesh->cell_file;
  PetscInt count = (node ? mesh->nodes_owned : mesh->cells_owned) * array->components;
  double *values = array->values;
  for (PetscInt i = 0; i < count; i++)
    values[i] = offset + (double)(file[i / array->components] % 1000);
}

static void MakeArrays(const SulMesh *mesh, SulArray *list) {
  for (int i = 0; i < KINDS; i++) {
    list[i] = (SulArray){.name = kinds[i].name,
                         .unit = "1",
                         .description = "a number",
                         .place = i == 0 ? SUL_AT_NODES : SUL_AT_CELLS,
                         .components = kinds[i].components,
                         .fixed = i == KINDS - 1};
    PetscInt rows = i == 0 ? mesh->nodes_owned : mesh->cells_owned;
    list[i].values = SulAllocate((size_t)(rows * list[i].components), sizeof(double));
    SetValues(mesh, &list[i], 1);
  }
}

static PetscErrorCode WriteSeries(const char *folder, const SulMesh *mesh, int steps, int pause,
                                  SulError *error) {
  SulProvenance provenance = {
      "a <bar> & \"more\"", "bar.yaml", "title: a bar\n", "write_steps", "", "", phase_names, NULL};
  SulArray list[KINDS];
  const SulArrays arrays = {KINDS, list};
  SulFields *fields = NULL;

  PetscFunctionBegin;
  MakeArrays(mesh, list);
  PetscCall(SulFieldsCreate(folder, mesh, &arrays, &provenance, &fields, error));
  for (int step = 1; step <= steps && !SulFailed(error); step++) {
    for (int i = 0; i < KINDS - 1; i++)
      SetValues(mesh, &list[i], 1000.0 * step);
    PetscCall(SulFieldsWrite(fields, step, "{}", error));
    usleep((unsigned)pause);
  }
  PetscCall(SulFieldsClose(&fields, error));
  for (int i = 0; i < KINDS; i++)
    free(list[i].values);
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

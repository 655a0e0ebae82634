/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of a solve, from a case file to results: solved, only checked, stopped and gone on with. */
#include "problem.h"
#include <dirent.h>
#include <jansson.h>
#include <sulfem/files.h>
#include <sulfem/run.h>

static char folder[64];
static int rank;

static PetscErrorCode NoOptions(MPI_Comm comm, const void *options, SulLog *log, SulError *error) {
  (void)comm, (void)options, (void)log, (void)error;
  return 0;
}

static bool There(const char *name) {
  char *path = SulPathJoin(folder, name);
  bool there = access(path, F_OK) == 0;
  free(path);
  return there;
}

static void Write(const char *name, const char *text) {
  char *path = SulPathJoin(folder, name);
  FILE *file = fopen(path, "w");
  fputs(text, file);
  fclose(file);
  free(path);
}

/* Collective. */
static PetscErrorCode Run(bool check, bool restart, const volatile sig_atomic_t *stop,
                          SulError *error) {
  char *path = SulPathJoin(folder, "case.yaml");
  SulLog *log = SulLogCreate(false);
  SulRunRequest request = {.case_path = path,
                           .output = folder,
                           .check = check,
                           .restart = restart,
                           .command_line = "test_run",
                           .petsc_options = "",
                           .petsc_environment = "",
                           .stop = stop,
                           .log = log,
                           .check_options = NoOptions};

  PetscFunctionBegin;
  PetscCall(SulRunCase(PETSC_COMM_WORLD, &request, error));
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  SulLogClose(&log);
  free(path);
  PetscFunctionReturn(0);
}

/* A number of the last step in summary.json, on rank 0. */
static double Number(const char *key) {
  char *path = SulPathJoin(folder, "summary.json");
  json_t *root = json_load_file(path, 0, NULL), *steps = json_object_get(root, "steps");
  double value =
      json_number_value(json_object_get(json_array_get(steps, json_array_size(steps) - 1), key));
  json_decref(root);
  free(path);
  return value;
}

static void Clean(void) {
  DIR *opened = opendir(folder);
  for (struct dirent *entry; (entry = readdir(opened));) {
    char *path = SulPathJoin(folder, entry->d_name);
    if (entry->d_name[0] != '.') unlink(path);
    free(path);
  }
  closedir(opened);
  rmdir(folder);
}

static void Prepare(void) {
  const Block block = {.cubes = {4, 3, 3}, .file_order = 1, .order = 1, .particle = true};
  SulError error = {0};
  char *mesh = SulPathJoin(folder, "block.msh");
  SulFolderMake(folder, &error);
  BlockWrite(&block, mesh);
  free(mesh);
}

/* The body lies on the ground and is pressed; `entry` goes on with how. Collective. */
static PetscErrorCode SetCase(const char *phases, const char *entry, const char *program) {
  char text[2000];

  PetscFunctionBegin;
  snprintf(text, sizeof text,
           "title: a driver\nmesh: {file: block.msh, length_unit: um}\nelement_order: 2\n%s"
           "boundaries:\n  - {faces: [xmin, ymin, zmin], condition: symmetry}\n"
           "  - {faces: [zmax], condition: pressure, %s}\nprogram: {%s}\n",
           phases, entry, program);
  if (rank == 0) Write("case.yaml", text);
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  PetscFunctionReturn(0);
}

/* Courses of their own that lead to the same end lead to the same result; a third of the program's
 * value is on the way, and nothing of it is left. Collective. */
static PetscErrorCode CheckCourses(double energy) {
  static const char phases[] =
      "phases:\n  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, swelling: "
      "{volume_change: 0.1},\n     lithiation: {fraction: 0.8, program: [1, 0, 1.25]}}\n"
      "  - {group: right, youngs_modulus: 5 GPa, poissons_ratio: 0.2}\n";
  const volatile sig_atomic_t go_on = 0;
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(SetCase(phases, "pressure: 100 MPa, program: [0.1, 1, 0.5]",
                    "lithiation: [1, 0.3, 0.7], duration: [1 h, 2 h, 3 h]"));
  PetscCall(Run(false, false, &go_on, &error));
  CHECK(!SulFailed(&error));
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  if (rank == 0) CHECK_NEAR(Number("strain_energy"), energy, 1e-7, 0);
  if (rank == 0) CHECK(Number("lithiation") == 0.7);
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  const volatile sig_atomic_t go_on = 0, stop = 1;
  SulError checked = {0}, stopped = {0}, restarted = {0}, plain = {0};
  int process = (int)getpid();
  double energy = 0;

  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Bcast(&process, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  snprintf(folder, sizeof folder, "test_run-%d", process);
  if (rank == 0) Prepare();
  PetscCall(SetCase(PROBLEM_PHASES, "pressure: 50 MPa", "lithiation: [0, 0.5, 1]"));
  PetscCall(Run(true, false, &go_on, &checked));
  CHECK(!SulFailed(&checked) && !There("summary.json") && !There("fields.h5"));
  PetscCall(Run(false, false, &go_on, &plain));
  CHECK(!SulFailed(&plain) && There("summary.json") && There("fields.h5"));
  if (rank == 0) energy = Number("strain_energy");
  PetscCall(Run(false, false, &stop, &stopped));
  CHECK(stopped.status == SUL_STOPPED && There("checkpoint.h5") && !There("summary.json"));
  PetscCall(Run(false, true, &go_on, &restarted));
  CHECK(!SulFailed(&restarted) && There("summary.json") && !There("checkpoint.h5"));
  if (rank == 0) CHECK_NEAR(Number("strain_energy"), energy, 1e-7, 0);
  if (rank == 0) CHECK(energy > 0 && Number("imbalance") < 1e-7 && Number("lithiation") == 1);
  PetscCall(CheckCourses(energy));
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  if (rank == 0) Clean();
  PetscCall(PetscFinalize());
  return CheckResult();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* A folder with a case and a mesh, the driver (run.h) on it, and the numbers that it leaves, for tests
 * of src/run. All but DriverNumber is collective. */
#ifndef SULFEM_DRIVER_H
#define SULFEM_DRIVER_H

#include "block.h"
#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <sulfem/files.h>
#include <sulfem/run.h>

static char driver_folder[64];
static int driver_rank;

static inline char *DriverPath(const char *name) {
  return SulPathJoin(driver_folder, name);
}

static inline bool DriverThere(const char *name) {
  char *path = DriverPath(name);
  bool there = access(path, F_OK) == 0;
  free(path);
  return there;
}

static inline PetscErrorCode DriverWrite(const char *name, const char *text) {
  PetscFunctionBegin;
  if (driver_rank == 0) {
    char *path = DriverPath(name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    free(path);
  }
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  PetscFunctionReturn(0);
}

/* The folder, and the block's mesh in it. */
static inline PetscErrorCode DriverBegin(const char *test, const Block *block) {
  int process = (int)getpid();
  SulError error = {0};

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &driver_rank));
  PetscCallMPI(MPI_Bcast(&process, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  snprintf(driver_folder, sizeof driver_folder, "%s-%d", test, process);
  if (driver_rank == 0) {
    char *mesh = DriverPath("block.msh");
    SulFolderMake(driver_folder, &error);
    BlockWrite(block, mesh);
    free(mesh);
  }
  PetscFunctionReturn(0);
}

static inline PetscErrorCode DriverEnd(void) {
  PetscFunctionBegin;
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  if (driver_rank != 0) PetscFunctionReturn(0);
  DIR *opened = opendir(driver_folder);
  for (struct dirent *entry; (entry = readdir(opened));) {
    char *path = DriverPath(entry->d_name);
    if (entry->d_name[0] != '.') unlink(path);
    free(path);
  }
  closedir(opened);
  rmdir(driver_folder);
  PetscFunctionReturn(0);
}

static inline PetscErrorCode DriverNoOptions(MPI_Comm comm, const void *options, SulLog *log,
                                             SulError *error) {
  (void)comm, (void)options, (void)log, (void)error;
  return 0;
}

/* What a run is asked for beside its case. */
typedef struct {
  bool check, restart, stopped; /* the last: by a signal that came before it began */
} DriverWish;

static inline PetscErrorCode DriverRun(DriverWish wish, SulError *error) {
  const volatile sig_atomic_t stop = wish.stopped;
  char *path = DriverPath("case.yaml");
  SulLog *log = SulLogCreate(false);
  SulRunRequest request = {.case_path = path,
                           .output = driver_folder,
                           .check = wish.check,
                           .restart = wish.restart,
                           .command_line = "test",
                           .petsc_options = "",
                           .petsc_environment = "",
                           .stop = &stop,
                           .log = log,
                           .check_options = DriverNoOptions};

  PetscFunctionBegin;
  memset(error, 0, sizeof *error);
  PetscCall(SulRunCase(PETSC_COMM_WORLD, &request, error));
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  SulLogClose(&log);
  free(path);
  PetscFunctionReturn(0);
}

/* The same, of a run that must end well. */
static inline PetscErrorCode DriverSolve(bool restart) {
  SulError error;

  PetscFunctionBegin;
  PetscCall(DriverRun((DriverWish){.restart = restart}, &error));
  if (SulFailed(&error) && driver_rank == 0) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  PetscFunctionReturn(0);
}

/* A number of the last step in summary.json by its path, "phases.0.von_mises.mean"; NAN on other ranks
 * than 0. */
static inline double DriverNumber(const char *key) {
  if (driver_rank != 0) return NAN;
  char *path = DriverPath("summary.json"), *words = SulTextCopy(key), *rest = words;
  json_t *root = json_load_file(path, 0, NULL), *steps = json_object_get(root, "steps");
  json_t *at = json_array_get(steps, json_array_size(steps) - 1);
  for (char *word; (word = strsep(&rest, "."));)
    at =
        json_is_array(at) ? json_array_get(at, strtoul(word, NULL, 10)) : json_object_get(at, word);
  double value = json_is_number(at) ? json_number_value(at) : NAN;
  json_decref(root);
  free(path);
  free(words);
  return value;
}

#endif

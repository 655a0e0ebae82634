/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem analyse: mesh to numbers. Standard output is for the JSON; all else is said on standard
 * error. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/analyse.h>
#include <sulfem/command.h>
#include <sulfem/files.h>
#include <sulfem/image.h>
#include <sulfem/parallel.h>
#include <sulfem/quantity.h>
#include <sulfem/solve.h>
#include <sulfem/text.h>

#include "analyse_arguments.h"
#include "output.h"
#include "session.h"
#include "stop.h"

/* ---- What stands beside the mesh ------------------------------------------------------------- */

/* Every rank gets the same packing. `path`: NULL where there is none. */
static PetscErrorCode ReadPacking(MPI_Comm comm, const char *path, SulPacking *packing, bool *found,
                                  SulError *error) {
  char *text = NULL;

  PetscFunctionBegin;
  *found = false;
  if (path) SulCall(error, SulTextShareFound(comm, path, &text, error));
  *found = text && SulPackingMeant(text);
  if (*found) SulPackingParse(path, text, packing, error);
  free(text);
  PetscFunctionReturn(0);
}

/* Before its unit is asked for: a user whose mesh is not there has another question. */
static PetscErrorCode CheckMesh(MPI_Comm comm, const char *path, SulError *error) {
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  FILE *file = rank == 0 ? fopen(path, "rb") : NULL;
  if (rank == 0 && !file)
    SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be opened: %s", path, strerror(errno));
  if (file && fgetc(file) == EOF && ferror(file))
    SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be read: %s", path, strerror(errno));
  if (file) fclose(file);
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

/* Metres per unit of the mesh's coordinates. */
static double LengthOf(const SulAnalyseArguments *arguments, const SulPacking *packing,
                       const char *path, SulError *error) {
  const char *word = arguments->length_unit;
  double unit = 0;
  if (word) unit = SulUnit(word, SUL_LENGTH, error);
  if (SulFailed(error)) {
    SulErrorAppend(error, "; in --length-unit");
    return 0;
  }
  if (!packing && !word)
    SulErrorSet(error, SUL_INPUT,
                "%s: in which unit are its lengths? No %s of `sulfem pack` says so: give "
                "--length-unit, as in --length-unit um",
                arguments->mesh, path ? path : "MESH.json");
  else if (packing && word &&
           !(unit > 0.999999 * packing->length_unit && unit < 1.000001 * packing->length_unit))
    SulErrorSet(error, SUL_INPUT,
                "--length-unit %s contradicts %s, which says \"%s\"; leave --length-unit out", word,
                path, packing->length_unit_name);
  return packing ? packing->length_unit : unit;
}

/* ---- Output ---------------------------------------------------------------------------------- */

/* Before hours of work. `input`: a file that must stay, called `what`; or NULL. */
static PetscErrorCode CheckOutput(MPI_Comm comm, const char *output, const char *input,
                                  const char *what, SulError *error) {
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) SulOutputSpare(output, input, what, error);
  if (rank == 0 && !SulFailed(error)) SulFileProbe(output, error);
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode Deliver(MPI_Comm comm, const char *output, const char *text, SulLog *log,
                              SulError *error) {
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0 && output) SulFileWriteText(output, text, error);
  if (rank == 0 && !output && (fputs(text, stdout) == EOF || fflush(stdout) != 0))
    SulErrorSet(error, SUL_IO, "standard output cannot be written: %s", strerror(errno));
  SulCall(error, SulErrorShare(comm, error));
  if (output) SulLogLine(log, "wrote %s", output);
  PetscFunctionReturn(0);
}

/* ---- The run --------------------------------------------------------------------------------- */

static PetscErrorCode Measure(const SulAnalyseArguments *arguments, const SulMesh *mesh,
                              const SulPacking *packing, const SulVoxels *image, SulLog *log,
                              SulError *error) {
  SulAnalyseWishes wishes = {.image = image,
                             .roles = {arguments->active, arguments->electrolyte},
                             .tortuosity = !arguments->no_tortuosity};
  SulAnalysis analysis = {0};
  char *text = NULL;

  PetscFunctionBegin;
  if (arguments->voxel) wishes.voxel = SulQuantity(arguments->voxel, SUL_LENGTH, error);
  PetscCall(SulAnalyse(mesh, packing, &wishes, log, &analysis, error));
  if (!SulFailed(error))
    PetscCall(SulPetscOptionsCheckUnused(mesh->comm, &arguments->options, log, error));
  if (!SulFailed(error)) text = SulAnalysisJson(&analysis, mesh, arguments->mesh, error);
  if (!SulFailed(error)) PetscCall(Deliver(mesh->comm, arguments->output, text, log, error));
  free(text);
  SulAnalysisFree(&analysis);
  PetscFunctionReturn(0);
}

static void CheckVoxel(const char *voxel, SulError *error) {
  double edge = SulQuantity(voxel, SUL_LENGTH, error);
  if (!SulFailed(error) && !(edge > 0))
    SulErrorSet(error, SUL_INPUT, "a voxel must be larger than 0, found \"%s\"", voxel);
  if (SulFailed(error)) SulErrorAppend(error, "; in --voxel");
}

/* Before hours of work: the analysis says which mesh it is of. */
static void CheckName(const char *path, SulError *error) {
  if (!SulTextIsPlain(path, strlen(path)))
    SulErrorSet(
        error, SUL_INPUT,
        "%s: the analysis is JSON and cannot name this file: its name is not UTF-8 text, or "
        "has control characters; rename the file",
        path);
}

static bool IsRecipe(const char *path) {
  return SulTextEndsIn(path, ".yaml") || SulTextEndsIn(path, ".yml");
}

/* The packing itself, without a mesh. */
static PetscErrorCode RunOnPacking(const SulAnalyseArguments *arguments, SulPacking *packing,
                                   SulMesh *frame, SulLog *log, SulError *error) {
  MPI_Comm comm = PETSC_COMM_WORLD;

  PetscFunctionBegin;
  SulPackingRead(arguments->mesh, packing, error);
  SulCall(error, SulErrorShare(comm, error));
  if (packing->particle_count == 0)
    SulErrorSet(error, SUL_INPUT, "%s: lists no particles; analyse the mesh beside it",
                arguments->mesh);
  if (arguments->length_unit)
    SulErrorSet(error, SUL_INPUT, "%s says its unit of length; leave --length-unit out",
                arguments->mesh);
  if (SulFailed(error)) PetscFunctionReturn(0);
  if (arguments->output)
    SulCall(error, CheckOutput(comm, arguments->output, arguments->mesh, "packing", error));
  SulFrameOfPacking(comm, packing, frame);
  SulLogLine(log, "%s: a packing, without a mesh: no areas", arguments->mesh);
  PetscCall(Measure(arguments, frame, packing, NULL, log, error));
  PetscFunctionReturn(0);
}

/* A recipe of an image is up to three files. */
static void SpareImage(const char *output, const SulImageRecipe *recipe, SulError *error) {
  SulOutputSpare(output, recipe->path, "recipe", error);
  SulOutputSpare(output, recipe->header, "header", error);
  SulOutputSpare(output, recipe->file.path, "image", error);
}

static void ReadImage(const SulAnalyseArguments *arguments, SulLog *log, SulVoxels *grid,
                      SulPacking *packing, SulError *error) {
  const char *path = arguments->mesh;
  SulImageRecipe recipe;
  char *text = SulFileRead(path, error);
  if (text && !SulRecipeHasImage(path, text))
    SulErrorSet(
        error, SUL_INPUT,
        "%s: has no key \"image\", and analyse takes recipes of labelled images only; of "
        "particles, analyse the JSON that sulfem pack %s --no-mesh --output MESH.msh writes",
        path, path);
  if (!SulFailed(error) && arguments->length_unit)
    SulErrorSet(error, SUL_INPUT, "%s says its unit of length; leave --length-unit out", path);
  if (!SulFailed(error) && arguments->voxel)
    SulErrorSet(error, SUL_INPUT,
                "--voxel does not go with %s: an image is analysed in its own voxels; for larger "
                "ones write image.coarsen in the recipe",
                path);
  if (!SulFailed(error)) {
    SulImageRecipeParse(path, text, &recipe, error);
    if (!SulFailed(error)) SpareImage(arguments->output, &recipe, error);
    if (!SulFailed(error)) SulImageVoxels(&recipe, log, grid, packing, error);
    SulImageRecipeFree(&recipe);
  }
  free(text);
}

/* A labelled image, voxel by voxel. Every rank reads it: each needs the whole grid. */
static PetscErrorCode RunOnImage(const SulAnalyseArguments *arguments, SulPacking *packing,
                                 SulMesh *frame, SulLog *log, SulError *error) {
  MPI_Comm comm = PETSC_COMM_WORLD;
  SulVoxels grid = {0};

  PetscFunctionBegin;
  ReadImage(arguments, log, &grid, packing, error);
  PetscCall(SulErrorShare(comm, error));
  if (!SulFailed(error) && arguments->output)
    PetscCall(CheckOutput(comm, arguments->output, NULL, NULL, error));
  if (!SulFailed(error)) {
    SulFrameOfPacking(comm, packing, frame);
    SulLogLine(log, "%s: an image, without a mesh: areas are those of the voxels' faces",
               arguments->mesh);
    PetscCall(Measure(arguments, frame, packing, &grid, log, error));
  }
  SulVoxelsFree(&grid);
  PetscFunctionReturn(0);
}

static PetscErrorCode RunOnMesh(const SulAnalyseArguments *arguments, const char *beside,
                                SulPacking *packing, SulMesh *mesh, SulLog *log, SulError *error) {
  MPI_Comm comm = PETSC_COMM_WORLD;
  bool found;

  PetscFunctionBegin;
  SulCall(error, CheckMesh(comm, arguments->mesh, error));
  SulCall(error, ReadPacking(comm, beside, packing, &found, error));
  if (found) SulLogLine(log, "packing: %s", beside);
  double length = LengthOf(arguments, found ? packing : NULL, beside, error);
  if (SulFailed(error)) PetscFunctionReturn(0);
  if (arguments->output) {
    SulOutputSpare(arguments->output, arguments->mesh, "mesh", error);
    SulCall(error, CheckOutput(comm, arguments->output, found ? beside : NULL, "packing", error));
  }
  SulMeshSource source = {.path = arguments->mesh, .length = length};
  SulCall(error, SulMeshRead(comm, &source, log, mesh, error));
  SulMeshLogGroups(mesh, length, log);
  if (found)
    PetscCall(
        SulPackingMatches(mesh, packing, arguments->mesh, beside, SUL_VOLUME_TOLERANCE, error));
  if (SulFailed(error)) {
    SulErrorAppend(error, " and give --length-unit %s", packing->length_unit_name);
    PetscFunctionReturn(0);
  }
  PetscCall(Measure(arguments, mesh, found ? packing : NULL, NULL, log, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode RunAndClean(const void *context, SulError *error) {
  const SulAnalyseArguments *arguments = context;
  SulPacking packing = {0};
  SulMesh mesh = {0};
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  SulStopWatch(rank == 0); /* PETSc gave the signals back */
  SulLog *log = SulLogCreate(rank == 0);
  char *beside = SulPackingPath(arguments->mesh);
  SulLogToStandardError(log);
  SulPetscOptionsTell(&arguments->options, log);
  if (arguments->voxel) CheckVoxel(arguments->voxel, error);
  CheckName(arguments->mesh, error);
  if (!SulFailed(error) && SulTextEndsIn(arguments->mesh, ".json"))
    PetscCall(RunOnPacking(arguments, &packing, &mesh, log, error));
  else if (!SulFailed(error) && IsRecipe(arguments->mesh))
    PetscCall(RunOnImage(arguments, &packing, &mesh, log, error));
  else if (!SulFailed(error))
    PetscCall(RunOnMesh(arguments, beside, &packing, &mesh, log, error));
  PetscCall(SulMeshDestroy(&mesh));
  SulPackingFree(&packing);
  SulLogClose(&log);
  free(beside);
  PetscFunctionReturn(0);
}

SulStatus SulCommandAnalyse(int argument_count, char **arguments) {
  SulError error = {0};
  SulAnalyseArguments parsed;
  SulAnalyseArgumentsParse(argument_count, arguments, &parsed, &error);
  bool help = !SulFailed(&error) && parsed.help;
  if (help && SulLaunchedRank() == 0) SulAnalyseArgumentsHelp();
  SulStopForget();
  if (!help) SulStopRemoves(parsed.output);
  if (!help) SulStopWatch(SulLaunchedRank() == 0);
  SulStatus status = help ? SUL_OK
                          : SulSession(&parsed.options, parsed.petsc_count - 1, parsed.petsc + 1,
                                       RunAndClean, &parsed, &error);
  SulAnalyseArgumentsFree(&parsed);
  return status;
}

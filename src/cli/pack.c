/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem pack: recipe to packing to mesh. Serial, and without MPI. Under mpirun rank 0 works and
 * the others have nothing to do. What makes no mesh is done here, the rest in the mesher's process,
 * by the same code. */
#include "pack.h"
#include "command_line.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/files.h>
#include <sulfem/image.h>
#include <sulfem/log.h>
#include <sulfem/packing.h>
#include <sulfem/recipe.h>
#include <sulfem/text.h>

#include <sulfem/mesher.h>

#include "output.h"
#include "pack_mesher.h"
#include "pack_stop.h"

typedef struct {
  const char *recipe;
  const char *output;
  bool no_mesh, check, help;
  const SulMeshers *meshers; /* NULL: in another process */
} Options;

#define PLACE(member) offsetof(Options, member)

static const SulOption known[] = {
    {"--output", "FILE", "a file: --output mesh.msh", PLACE(output),
     "where the mesh goes; FILE ends in .msh"},
    {"--no-mesh", NULL, NULL, PLACE(no_mesh), "pack (or read the image) only and write MESH.json"},
    {"--check", NULL, NULL, PLACE(check),
     "read and validate the recipe, forecast its mesh, pack nothing"},
};

static const SulCommandLine line = {
    .command = "pack",
    .usage = "sulfem pack RECIPE.yaml --output MESH.msh [--no-mesh] [--check]",
    .about =
        "Packs the particles of a recipe (docs/recipe.md) into its box and meshes them, or meshes\n"
        "the labelled image (a segmented tomogram) that the recipe names; MESH.json beside the\n"
        "mesh lists the particles and what was reached.",
    .ends = "Exit status: 0 done, 1 internal error, 2 wrong recipe or a density that cannot be\n"
            "reached, 4 reading or writing failed, 5 stopped by a signal.",
    .subject = "recipe",
    .example = "sulfem pack RECIPE.yaml --output MESH.msh",
    .hint = "",
    .place = PLACE(recipe),
    .help = PLACE(help),
    .options = known,
    .option_count = sizeof known / sizeof known[0],
};

static void CheckOptions(const Options *options, SulError *error) {
  if (!options->output && !options->check)
    SulErrorSet(error, SUL_INPUT,
                "no place for the mesh was given: sulfem pack %s --output MESH.msh",
                options->recipe);
  else if (options->output && !SulTextEndsIn(options->output, ".msh"))
    SulErrorSet(error, SUL_INPUT, "--output %s: the mesh's name must end in .msh", options->output);
}

static void LogRecipe(const SulRecipe *recipe, SulLog *log) {
  if (recipe->title && recipe->title[0]) SulLogLine(log, "%s", recipe->title);
  for (int i = 0; i < recipe->ingredient_count; i++) {
    const SulIngredient *one = &recipe->ingredients[i];
    if (one->material[0])
      SulLogLine(log, "  %s: %s, %.4g g/cm3; %s", one->name, one->material, 1e-3 * one->density,
                 one->source);
  }
}

static void WriteJson(const Options *options, const SulPacking *packing, SulLog *log,
                      SulError *error) {
  char *json = SulPackingPath(options->output);
  SulPackingWrite(packing, json, error);
  if (!SulFailed(error)) SulLogLine(log, "wrote %s", json);
  free(json);
}

/* What an earlier run left beside the mesh describes another one, now that a new one has its name.
 * Without a new mesh it stays until the new JSON takes its place. */
static void RemoveJson(const Options *options, SulError *error) {
  if (options->no_mesh) return;
  char *json = SulPackingPath(options->output);
  SulFileRemove(json, error);
  free(json);
}

static void WriteFiles(const Options *options, SulPacking *packing, SulLog *log, SulError *error) {
  if (!options->no_mesh) options->meshers->packing(packing, options->output, log, NULL, error);
  if (!SulFailed(error)) RemoveJson(options, error);
  if (!SulFailed(error)) WriteJson(options, packing, log, error);
}

/* Both files that a run writes: a recipe may well be called mesh.json, which is YAML too. */
static void Spare(const Options *options, const char *input, const char *what, SulError *error) {
  if (options->check || !options->output) return;
  char *json = SulPackingPath(options->output);
  SulOutputSpare(options->output, input, what, error);
  SulOutputSpare(json, input, what, error);
  free(json);
}

/* A file of somebody else where the mesh's JSON goes. */
static void SpareOther(const Options *options, SulError *error) {
  if (options->check || !options->output || SulFailed(error)) return;
  char *json = SulPackingPath(options->output);
  SulPackingSpare(json, error);
  free(json);
}

/* A labelled image in the place of a packing. */
static void RunImage(const Options *options, const char *text, SulLog *log, SulError *error) {
  SulImageRecipe recipe;
  SulPacking packing = {0};
  SulImageRecipeParse(options->recipe, text, &recipe, error);
  if (SulFailed(error)) return;
  Spare(options, recipe.path, "recipe", error);
  Spare(options, recipe.header, "header", error);
  Spare(options, recipe.file.path, "image", error);
  SpareOther(options, error);
  if (!SulFailed(error) && recipe.title[0]) SulLogLine(log, "%s", recipe.title);
  if (options->check || !options->output) {
    SulLogLine(log, "%s: is sound", options->recipe);
  } else if (!SulFailed(error)) {
    if (options->no_mesh)
      SulImageMeasure(&recipe, log, &packing, error);
    else
      options->meshers->image(&recipe, options->output, log, &packing, NULL, error);
    if (!SulFailed(error)) RemoveJson(options, error);
    if (!SulFailed(error)) WriteJson(options, &packing, log, error);
  }
  SulPackingFree(&packing);
  SulImageRecipeFree(&recipe);
}

static void Limit(const SulRecipe *recipe) {
  double cells, vertices, nodes;
  SulRecipeEstimate(recipe, &cells, &vertices, &nodes);
  SulMesherLimit(cells);
}

static void RunPacking(const Options *options, const char *text, SulLog *log, SulError *error) {
  SulRecipe recipe = {0};
  SulPacking packing = {0};
  SulRecipeParse(options->recipe, text, &recipe, error);
  if (!SulFailed(error)) Spare(options, recipe.path, "recipe", error);
  if (!SulFailed(error)) Spare(options, recipe.library, "library", error);
  SpareOther(options, error);
  if (!SulFailed(error)) LogRecipe(&recipe, log);
  if (!SulFailed(error) && !options->no_mesh) SulRecipeForecast(&recipe, log, error);
  if (!SulFailed(error) && !options->check) SulPack(&recipe, log, &packing, error);
  if (!SulFailed(error) && options->meshers) Limit(&recipe);
  if (!SulFailed(error) && options->output && !options->check)
    WriteFiles(options, &packing, log, error);
  if (!SulFailed(error) && options->check) SulLogLine(log, "%s: is sound", options->recipe);
  SulPackingFree(&packing);
  SulRecipeFree(&recipe);
}

static void Run(const Options *options, SulLog *log, SulError *error) {
  const char *output = options->check ? NULL : options->output;
  char *text = SulFileRead(options->recipe, error);
  if (text && output) SulFileProbe(output, error);
  if (SulFailed(error)) {
    free(text);
    return;
  }
  SulFileLimitIgnore();
  if (output) SulPackStopRemoves(output);
  if (SulRecipeHasImage(options->recipe, text))
    RunImage(options, text, log, error);
  else
    RunPacking(options, text, log, error);
  free(text);
}

/* No mesher, no mesh. */
static SulStatus RunMesher(const Options *options, int count, char **words, SulError *error) {
  char *mesher = SulMesherFind();
  SulStatus status = SUL_INTERNAL;
  if (mesher)
    status = SulMesherServe(mesher, options->output, count, words, error);
  else
    SulErrorSet(
        error, SUL_INTERNAL,
        "this sulfem was built without its mesher (sulfem-mesher, beside it): install Gmsh's "
        "library (libgmsh-dev) and build again, or pack without a mesh (--no-mesh)");
  free(mesher);
  return SulFailed(error) ? SulTell(error) : status;
}

SulStatus SulPackRun(int argument_count, char **arguments, const SulMeshers *meshers) {
  SulError error = {0};
  if (SulLaunchedRank() > 0) return SUL_OK;
  SulPackStopWatch();
  Options options = {0};
  SulCommandLineParse(&line, (SulWords){argument_count, arguments}, &options, NULL, &error);
  if (!SulFailed(&error) && !options.help) CheckOptions(&options, &error);
  options.meshers = meshers;
  if (options.help) {
    SulCommandLineHelp(&line);
    return SUL_OK;
  }
  bool mesh = options.output && !options.no_mesh && !options.check;
  if (!SulFailed(&error) && mesh && !meshers)
    return RunMesher(&options, argument_count, arguments, &error);
  SulLog *log = SulLogCreate(true);
  if (!SulFailed(&error)) Run(&options, log, &error);
  SulLogClose(&log);
  return SulFailed(&error) ? SulTell(&error) : SUL_OK;
}

SulStatus SulCommandPack(int argument_count, char **arguments) {
  return SulPackRun(argument_count, arguments, NULL);
}

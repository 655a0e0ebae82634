/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem expansion: from a recipe's composition to the thickness of its layer, by hand-sized sums.
 * Serial, and without MPI: under mpirun rank 0 works. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/files.h>
#include <sulfem/image.h>
#include <sulfem/text.h>

#include "expansion.h"
#include "output.h"

static void Print(const SulExpansionArguments *arguments, const SulExpansion *expansion,
                  SulError *error) {
  char *text = NULL;
  if (arguments->json || arguments->output) text = SulExpansionJson(expansion, error);
  if (!SulFailed(error) && arguments->output) SulFileWriteText(arguments->output, text, error);
  if (!SulFailed(error) && arguments->json)
    fputs(text, stdout);
  else if (!SulFailed(error))
    SulExpansionTable(expansion);
  free(text);
  if (SulFailed(error)) return;
  if (arguments->output && !arguments->json) printf("\nwrote %s\n", arguments->output);
  if (fflush(stdout) != 0 || ferror(stdout))
    SulErrorSet(error, SUL_IO, "standard output cannot be written: %s", strerror(errno));
}

/* The recipe's library, and before it the file of the command line. */
static SulLibrary *ReadLibrary(const SulExpansionArguments *arguments, const char *text,
                               SulError *error) {
  SulLibrary *library = SulRecipeLibrary(arguments->recipe, text, error);
  if (library && arguments->library) SulLibraryAddFile(library, arguments->library, error);
  return library;
}

static void CheckOutput(const SulExpansionArguments *arguments, const SulRecipe *recipe,
                        SulError *error) {
  SulOutputSpare(arguments->output, recipe->path, "recipe", error);
  SulOutputSpare(arguments->output, recipe->library, "library", error);
  SulOutputSpare(arguments->output, arguments->library, "library", error);
  if (arguments->output && !SulFailed(error)) SulFileProbe(arguments->output, error);
}

static void Run(const SulExpansionArguments *arguments, SulError *error) {
  SulRecipe recipe = {0};
  SulExpansionRequest request = {0};
  SulExpansion expansion = {0};
  SulLibrary *library = NULL;
  char *text = SulFileRead(arguments->recipe, error);
  if (text && SulRecipeHasImage(arguments->recipe, text))
    SulErrorSet(error, SUL_INPUT,
                "%s: is a recipe of an image, which has no composition; expansion needs a recipe "
                "with the keys \"composition\" and \"particles\"",
                arguments->recipe);
  if (!SulFailed(error)) library = ReadLibrary(arguments, text, error);
  if (!SulFailed(error)) SulRecipeParseWith(arguments->recipe, text, library, &recipe, error);
  if (!SulFailed(error)) CheckOutput(arguments, &recipe, error);
  if (!SulFailed(error)) SulExpansionRequestRead(arguments, &recipe, library, &request, error);
  if (!SulFailed(error)) {
    SulExpansionSum(&request, &expansion);
    Print(arguments, &expansion, error);
  }
  SulExpansionFree(&expansion);
  SulExpansionRequestFree(&request);
  SulRecipeFree(&recipe);
  SulLibraryFree(&library);
  free(text);
}

SulStatus SulCommandExpansion(int argument_count, char **arguments) {
  SulError error = {0};
  SulExpansionArguments parsed;
  SulExpansionArgumentsParse(argument_count, arguments, &parsed, &error);
  if (!SulFailed(&error) && parsed.help) {
    SulExpansionArgumentsHelp();
    return SUL_OK;
  }
  if (!SulFailed(&error)) Run(&parsed, &error);
  return SulFailed(&error) ? SulTell(&error) : SUL_OK;
}

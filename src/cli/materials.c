/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem materials: the library, with sources. */
#include "materials.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/text.h>

typedef struct {
  const char *name;    /* of one entry, or NULL */
  const char *library; /* a further file, or NULL */
  bool json, help;
} Options;

static void Help(void) {
  printf(
      "usage: sulfem materials [NAME] [--library FILE] [--json]\n\n"
      "Prints the material library: elastic constants, densities, reactions with their volume\n"
      "change and capacity, and where each number comes from. With NAME (a material, reaction\n"
      "or species; quote names with blanks) prints all there is about it.\n\n"
      "  --library FILE  add a library file of your own, as the case file's key \"library\" does\n"
      "  --json          print all of the library as JSON, SI units\n");
}

static void ReadOption(const char *word, Options *options, SulError *error) {
  static const char *const known[] = {"--library", "--json", "--help"};
  if (strcmp(word, "--json") == 0) {
    options->json = true;
  } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
    options->help = true;
  } else {
    const char *nearest = SulTextNearest(word, known, 3);
    SulErrorSet(error, SUL_INPUT, "sulfem materials has no option %s", word);
    if (nearest) SulErrorAppend(error, "; did you mean %s?", nearest);
    SulErrorAppend(error, " (see sulfem materials --help)");
  }
}

static Options ReadOptions(int count, char **words, SulError *error) {
  Options options = {0};
  for (int i = 0; i < count && !SulFailed(error); i++) {
    if (strcmp(words[i], "--library") == 0 && i + 1 < count)
      options.library = words[++i];
    else if (strcmp(words[i], "--library") == 0)
      SulErrorSet(error, SUL_INPUT, "--library needs a file: --library my-materials.yaml");
    else if (words[i][0] == '-')
      ReadOption(words[i], &options, error);
    else if (options.name)
      SulErrorSet(error, SUL_INPUT, "one NAME at a time; one with blanks is quoted: \"%s %s\"",
                  options.name, words[i]);
    else
      options.name = words[i];
  }
  return options;
}

static void Print(const Options *options, const SulLibrary *library, SulError *error) {
  if (options->json)
    SulMaterialsJson(library, error);
  else if (options->name)
    SulMaterialsEntry(library, options->name, error);
  else
    SulMaterialsTable(library);
}

SulStatus SulCommandMaterials(int argument_count, char **arguments) {
  SulError error = {0};
  Options options = ReadOptions(argument_count, arguments, &error);
  if (SulFailed(&error)) return SulTell(&error);
  if (options.help) {
    Help();
    return SUL_OK;
  }
  SulLibrary *library = SulLibraryCreate(&error);
  if (library && options.library) SulLibraryAddFile(library, options.library, &error);
  if (!SulFailed(&error)) Print(&options, library, &error);
  SulLibraryFree(&library);
  return SulFailed(&error) ? SulTell(&error) : SUL_OK;
}

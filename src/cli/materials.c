/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem materials: the library, with sources. */
#include "materials.h"
#include "command_line.h"
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/command.h>

typedef struct {
  const char *name;    /* of one entry, or NULL */
  const char *library; /* a further file, or NULL */
  bool json, help;
} Options;

#define PLACE(member) offsetof(Options, member)

static const SulOption known[] = {
    {"--library", "FILE", "a file: --library my-materials.yaml", PLACE(library),
     "add a library file of your own, as the case file's key \"library\" does"},
    {"--json", NULL, NULL, PLACE(json), "print all of the library as JSON, SI units"},
};

static const SulCommandLine line = {
    .command = "materials",
    .usage = "sulfem materials [NAME] [--library FILE] [--json]",
    .about =
        "Prints the material library: elastic constants, densities, reactions with their volume\n"
        "change and capacity, and where each number comes from. With NAME (a material, reaction\n"
        "or species; quote names with blanks) prints all there is about it.",
    .ends = "Exit status: 0 done, 2 no such name, or a wrong library file.",
    .subject = "name",
    .hint = "; one with blanks is quoted",
    .place = PLACE(name),
    .help = PLACE(help),
    .options = known,
    .option_count = sizeof known / sizeof known[0],
};

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
  Options options = {0};
  SulCommandLineParse(&line, (SulWords){argument_count, arguments}, &options, NULL, &error);
  if (SulFailed(&error)) return SulTell(&error);
  if (options.help) {
    SulCommandLineHelp(&line);
    return SUL_OK;
  }
  SulLibrary *library = SulLibraryCreate(&error);
  if (library && options.library) SulLibraryAddFile(library, options.library, &error);
  if (!SulFailed(&error)) Print(&options, library, &error);
  SulLibraryFree(&library);
  return SulFailed(&error) ? SulTell(&error) : SUL_OK;
}

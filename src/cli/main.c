/* SPDX-License-Identifier: BSD-2-Clause */
/* The program: finds the command and runs it. */
#include "output.h"
#include "version.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/text.h>

typedef struct {
  const char *name;
  SulStatus (*run)(int argument_count, char **arguments);
  const char *purpose;
  bool together; /* all ranks of an MPI job work on it; else the first alone does, and speaks */
} Command;

static const Command commands[] = {
    {"solve", SulCommandSolve, "solve a case: swelling, displacements, stresses", true},
    {"pack", SulCommandPack, "pack a microstructure from a recipe and mesh it", false},
    {"sweep", SulCommandSweep, "run a parameter study: many packings, solves, one table", true},
    {"analyse", SulCommandAnalyse, "measure the geometry of a mesh", true},
    {"expansion", SulCommandExpansion, "volume and thickness of a recipe's layer as it lithiates",
     false},
    {"materials", SulCommandMaterials, "print the material library, with sources", false},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void Help(void) {
  printf("sulfem: chemo-mechanics of composite battery cathodes\n\nusage: sulfem COMMAND ...\n\n");
  for (int i = 0; i < COMMANDS; i++)
    printf("  %-10s %s\n", commands[i].name, commands[i].purpose);
  printf("\nsulfem COMMAND --help tells about one command; sulfem --version about the program.\n");
}

static SulStatus Unknown(const char *word) {
  const char *names[COMMANDS];
  for (int i = 0; i < COMMANDS; i++)
    names[i] = commands[i].name;
  SulError error = {0};
  SulErrorSet(&error, SUL_INPUT, "there is no command \"%s\"; there are: ", word);
  SulTextAppendList(error.text, sizeof error.text, names, COMMANDS);
  const char *near = SulTextNearest(word, names, COMMANDS);
  if (near) SulErrorAppend(&error, "; did you mean \"%s\"?", near);
  return SulTell(&error);
}

static const Command *Find(const char *word) {
  for (int i = 0; i < COMMANDS; i++)
    if (strcmp(word, commands[i].name) == 0) return &commands[i];
  return NULL;
}

static SulStatus Run(int argc, char **argv) {
  const Command *command = argc > 1 ? Find(argv[1]) : NULL;
  if (SulLaunchedRank() > 0 && !(command && command->together)) return SUL_OK;
  if (argc < 2) {
    Help();
    return SUL_INPUT;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
    Help();
    return SUL_OK;
  }
  if (strcmp(argv[1], "--version") == 0) {
    SulVersionPrint();
    return SUL_OK;
  }
  return command ? command->run(argc - 2, argv + 2) : Unknown(argv[1]);
}

int main(int argc, char **argv) {
  return (int)SulOutputCheck(Run(argc, argv));
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem analyse`. */
#include "analyse_arguments.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* Flags that take a word, as "--flag word" or "--flag=word", and what that is. */
enum { WORD_FLAGS = 5 };
static const char *const flags[] = {"--output",      "--length-unit",   "--voxel", "--active",
                                    "--electrolyte", "--no-tortuosity", "--help"};
static const char *const examples[WORD_FLAGS] = {
    "a file: --output geometry.json", "a unit: --length-unit um", "a size: --voxel \"0.1 um\"",
    "a volume group: --active sulfur", "a volume group: --electrolyte matrix"};

static const char **Place(SulAnalyseArguments *result, int flag) {
  const char **const places[WORD_FLAGS] = {&result->output, &result->length_unit, &result->voxel,
                                           &result->active, &result->electrolyte};
  return places[flag];
}

static void TellFlag(const char *word, SulError *error) {
  size_t count = sizeof flags / sizeof flags[0];
  SulErrorSet(error, SUL_INPUT, "analyse knows no flag \"%s\"; there are ", word);
  SulTextAppendList(error->text, sizeof error->text, flags, count);
  const char *near = SulTextNearest(word, flags, count);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
}

/* Takes the flag at arguments[i]; returns how many arguments it used. */
static int TakeFlag(int count, char **arguments, int i, SulAnalyseArguments *result,
                    SulError *error) {
  const char *word = arguments[i];
  for (int f = 0; f < WORD_FLAGS; f++) {
    size_t length = strlen(flags[f]);
    if (strncmp(word, flags[f], length) != 0 || (word[length] && word[length] != '=')) continue;
    bool joined = word[length] == '=';
    const char *value = joined ? word + length + 1 : i + 1 < count ? arguments[i + 1] : "";
    if (!value[0] || (!joined && strncmp(value, "--", 2) == 0))
      SulErrorSet(error, SUL_INPUT, "%s needs %s", flags[f], examples[f]);
    *Place(result, f) = value;
    return joined ? 1 : 2;
  }
  if (strcmp(word, "--no-tortuosity") == 0)
    result->no_tortuosity = true;
  else if (strcmp(word, "--help") == 0)
    result->help = true;
  else
    TellFlag(word, error);
  return 1;
}

static bool IsPetscOption(const char *text) {
  return text[0] == '-' && isalpha((unsigned char)text[1]);
}

void SulAnalyseArgumentsParse(int count, char **arguments, SulAnalyseArguments *result,
                              SulError *error) {
  static char name[] = "sulfem";
  *result = (SulAnalyseArguments){0};
  result->petsc = SulAllocate((size_t)count + 2, sizeof *result->petsc);
  result->petsc[result->petsc_count++] = name;
  for (int i = 0; i < count && !SulFailed(error);) {
    bool after_option = result->mesh && IsPetscOption(result->petsc[result->petsc_count - 1]);
    if (strncmp(arguments[i], "--", 2) == 0) {
      i += TakeFlag(count, arguments, i, result, error);
    } else if (IsPetscOption(arguments[i]) || after_option) {
      result->petsc[result->petsc_count++] = arguments[i++];
    } else if (!result->mesh) {
      result->mesh = arguments[i++];
    } else {
      SulErrorSet(error, SUL_INPUT,
                  "analyse takes one mesh, and got \"%s\" and \"%s\"; PETSc options come behind it",
                  result->mesh, arguments[i]);
    }
  }
  if (!result->mesh && !result->help)
    SulErrorSet(error, SUL_INPUT,
                "analyse needs a mesh: sulfem analyse MESH.msh [--length-unit um] [--voxel \"0.1 "
                "um\"] [--active GROUP] [--output FILE.json]");
}

void SulAnalyseArgumentsFree(SulAnalyseArguments *arguments) {
  free(arguments->petsc);
  SulPetscOptionsFree(&arguments->options);
  *arguments = (SulAnalyseArguments){0};
}

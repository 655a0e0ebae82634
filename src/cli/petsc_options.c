/* SPDX-License-Identifier: BSD-2-Clause */
/* Gathers PETSc's options of a run, and refuses those that nothing reads. */
#include "petsc_options.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>
#include <unistd.h>

static const char environment[] = "PETSC_OPTIONS in the environment";
static const char blanks[] = " \t\r\n";

typedef struct {
  MPI_Comm comm;
  SulPetscOptions *options;
  const char *origin;
  bool in_file;
  SulError *error;
} Reader;

static PetscErrorCode TakeFile(Reader *reader, const char *path);

/* ---- Words ----------------------------------------------------------------------------------- */

/* PETSc's rule: a dash (or two) and a letter; -inf and -nan are values. */
static bool IsName(const char *word) {
  if (word[0] != '-') return false;
  const char *name = word[1] == '-' ? word + 1 : word;
  if (!isalpha((unsigned char)name[1])) return false;
  char *end;
  strtod(name, &end);
  return end == name || *end == '_' || isalnum((unsigned char)*end);
}

/* The next word of a text, which is cut up; quotes hold one together. NULL at the end. */
static char *NextWord(char **text) {
  char *start = *text + strspn(*text, blanks);
  if (!*start) return NULL;
  char quote[2] = {*start, '\0'};
  bool quoted = *start == '"' || *start == '\'';
  start += quoted;
  char *end = start + strcspn(start, quoted ? quote : blanks);
  *text = *end ? end + 1 : end;
  *end = '\0';
  return start;
}

/* ---- Options --------------------------------------------------------------------------------- */

static bool NeedsValue(const char *name) {
  static const char *const endings[] = {
      "_type",  "_rtol",      "_atol",     "_divtol", "_max_it", "_restart", "_levels",     "_side",
      "_scale", "_threshold", "_nsmooths", "_cycles", "_limit",  "_fill",    "options_file"};
  size_t length = strlen(name);
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    size_t ending = strlen(endings[i]);
    if (length >= ending && strcasecmp(name + length - ending, endings[i]) == 0) return true;
  }
  return false;
}

static void Add(Reader *reader, const char *name, const char *value) {
  SulPetscOptions *options = reader->options;
  const char *refused = SulPetscOptionRefused(name, value);
  if (refused)
    SulErrorSet(reader->error, SUL_INPUT, "-%s%s%s (%s) is not taken: %s", name, value ? " " : "",
                value ? value : "", reader->origin, refused);
  else if (!value && NeedsValue(name))
    SulErrorSet(reader->error, SUL_INPUT, "-%s (%s) needs a value behind it", name, reader->origin);
  size_t count = (size_t)options->count + 1;
  options->list = SulReallocate(options->list, count, sizeof *options->list);
  char *dashed = SulAllocate(strlen(name) + 2, 1);
  snprintf(dashed, strlen(name) + 2, "-%s", name);
  options->list[options->count++] =
      (SulPetscOption){dashed, value ? SulTextCopy(value) : NULL, SulTextCopy(reader->origin),
                       !SulPetscOptionKnown(name)};
}

/* Collective: all ranks have the same words. */
static PetscErrorCode TakeWords(Reader *reader, int count, char **words) {
  PetscFunctionBegin;
  for (int i = 0; i < count && !SulFailed(reader->error); i++) {
    if (!IsName(words[i])) {
      SulErrorSet(reader->error, SUL_INPUT,
                  "%s: \"%s\" stands where an option should begin with a dash", reader->origin,
                  words[i]);
      break;
    }
    const char *name = words[i] + (words[i][1] == '-' ? 2 : 1);
    const char *value = i + 1 < count && !IsName(words[i + 1]) ? words[++i] : NULL;
    if (value && strcasecmp(name, "options_file") == 0)
      PetscCall(TakeFile(reader, value));
    else
      Add(reader, name, value);
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode TakeText(Reader *reader, char *text) {
  char **words = SulAllocate(strlen(text) + 1, sizeof *words), *word;
  int count = 0;

  PetscFunctionBegin;
  while ((word = NextWord(&text)))
    words[count++] = word;
  PetscCall(TakeWords(reader, count, words));
  free(words);
  PetscFunctionReturn(0);
}

/* Lines that begin with # are comments, as is what follows # behind a blank. */
static void DropComments(char *text) {
  bool inside = false;
  for (char before = '\n'; *text; before = *text++) {
    if (*text == '#' && strchr(blanks, before)) inside = true;
    if (*text == '\n') inside = false;
    if (inside) *text = ' ';
  }
}

static PetscErrorCode TakeFile(Reader *reader, const char *path) {
  char origin[512], *text;
  Reader within = *reader;

  PetscFunctionBegin;
  snprintf(origin, sizeof origin, "options file %s", path);
  if (reader->in_file) {
    SulErrorSet(reader->error, SUL_INPUT, "%s names another one, %s: only one is followed",
                reader->origin, path);
    PetscFunctionReturn(0);
  }
  SulCall(reader->error, SulTextShare(reader->comm, path, &text, reader->error));
  within.origin = origin;
  within.in_file = true;
  DropComments(text);
  PetscCall(TakeText(&within, text));
  free(text);
  PetscFunctionReturn(0);
}

/* Rank 0's: launchers do not always hand the environment on. */
static PetscErrorCode ShareEnvironment(MPI_Comm comm, char **text) {
  const char *mine = getenv("PETSC_OPTIONS");
  unsigned long size = mine ? strlen(mine) + 1 : 1;
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Bcast(&size, 1, MPI_UNSIGNED_LONG, 0, comm));
  *text = SulAllocate(size, 1);
  if (rank == 0 && mine) memcpy(*text, mine, size);
  PetscCallMPI(MPI_Bcast(*text, (int)size, MPI_CHAR, 0, comm));
  PetscFunctionReturn(0);
}

static char *AsText(const SulPetscOptions *options) {
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  for (int i = 0; i < options->count; i++)
    fprintf(out, "%s%s%s%s", i ? " " : "", options->list[i].name, options->list[i].value ? " " : "",
            options->list[i].value ? options->list[i].value : "");
  fclose(out);
  return text;
}

PetscErrorCode SulPetscOptionsGather(MPI_Comm comm, int count, char **words,
                                     SulPetscOptions *options, SulError *error) {
  Reader reader = {comm, options, environment, false, error};

  PetscFunctionBegin;
  memset(options, 0, sizeof *options);
  PetscCall(ShareEnvironment(comm, &options->environment));
  char *copy = SulTextCopy(options->environment);
  PetscCall(TakeText(&reader, copy));
  free(copy);
  reader.origin = "command line";
  PetscCall(TakeWords(&reader, count, words));
  options->text = AsText(options);
  PetscFunctionReturn(0);
}

void SulPetscOptionsFree(SulPetscOptions *options) {
  for (int i = 0; i < options->count; i++) {
    free(options->list[i].name);
    free(options->list[i].value);
    free(options->list[i].origin);
  }
  free(options->list);
  free(options->environment);
  free(options->text);
  memset(options, 0, sizeof *options);
}

char **SulPetscOptionsWords(const SulPetscOptions *options, int *count) {
  static char program[] = "sulfem", skip[] = "-skip_petscrc";
  size_t most = 2 * (size_t)options->count + 3;
  char **words = SulAllocate(most, sizeof *words);
  *count = 0;
  words[(*count)++] = program;
  words[(*count)++] = skip;
  for (int i = 0; i < options->count; i++) {
    if (options->list[i].foreign) continue;
    words[(*count)++] = options->list[i].name;
    if (options->list[i].value) words[(*count)++] = options->list[i].value;
  }
  return words;
}

/* ---- What is said of them -------------------------------------------------------------------- */

void SulPetscOptionsTell(const SulPetscOptions *options, SulLog *log) {
  for (int i = 0; i < options->count; i++)
    SulLogLine(log, "PETSc option %s%s%s (%s)", options->list[i].name,
               options->list[i].value ? " " : "",
               options->list[i].value ? options->list[i].value : "", options->list[i].origin);
  const char *folders[] = {".", getenv("HOME")};
  for (size_t i = 0; i < 2; i++) {
    char *path = folders[i] ? SulPathJoin(folders[i], ".petscrc") : NULL;
    if (path && access(path, F_OK) == 0)
      SulLogLine(log, "%s is there and is not read; -options_file names a file of options", path);
    free(path);
  }
  if (getenv("PETSC_OPTIONS_YAML"))
    SulLogLine(log, "PETSC_OPTIONS_YAML is set and is not read; PETSC_OPTIONS is");
}

/* Options that PETSc reads only when it ends, or that belong to nobody. */
static bool ReadLater(const char *name) {
  static const char *const late[] = {"options_left", "log_view",    "log_view_memory",
                                     "malloc_dump",  "malloc_view", "memory_view",
                                     "skip_petscrc"};
  for (size_t i = 0; i < sizeof late / sizeof late[0]; i++)
    if (strcmp(name, late[i]) == 0) return true;
  return false;
}

static const SulPetscOption *Last(const SulPetscOptions *options, const char *name) {
  for (int i = options->count - 1; i >= 0; i--)
    if (strcasecmp(options->list[i].name + 1, name) == 0) return &options->list[i];
  return NULL;
}

typedef struct {
  char others[1000]; /* of the environment */
  SulError *error;
} Unused;

static void AddUnused(Unused *unused, const SulPetscOption *option) {
  const char *value = option->value ? option->value : "", *blank = option->value ? " " : "";
  if (strcmp(option->origin, environment) == 0) {
    SulTextAppend(unused->others, sizeof unused->others, " %s%s%s", option->name, blank, value);
    return;
  }
  SulErrorSet(unused->error, SUL_INPUT,
              "options that nothing in this run reads (misspelled, or of a solver that is not in "
              "use):");
  SulErrorAppend(unused->error, " %s%s%s (%s)", option->name, blank, value, option->origin);
}

PetscErrorCode SulPetscOptionsCheckUnused(MPI_Comm comm, const SulPetscOptions *options,
                                          SulLog *log, SulError *error) {
  PetscInt count;
  char **names, **values;
  Unused unused = {"", error};

  PetscFunctionBegin;
  for (int i = 0; i < options->count; i++)
    if (options->list[i].foreign) AddUnused(&unused, &options->list[i]);
  PetscCall(PetscOptionsLeftGet(NULL, &count, &names, &values));
  for (PetscInt i = 0; i < count; i++) {
    const SulPetscOption *option = Last(options, names[i]);
    if (option && !ReadLater(names[i])) AddUnused(&unused, option);
  }
  PetscCall(PetscOptionsLeftRestore(NULL, &count, &names, &values));
  if (unused.others[0])
    SulLogWarning(log, "nothing in this run reads these options of %s:%s", environment,
                  unused.others);
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

/* Whether `word` stands in the text and no letter or digit touches it. */
static bool HasWord(const char *text, const char *word) {
  size_t length = strlen(word);
  for (const char *at = text; length > 0 && (at = strstr(at, word)); at++) {
    bool begins = at == text || !isalnum((unsigned char)at[-1]);
    if (begins && !isalnum((unsigned char)at[length])) return true;
  }
  return false;
}

const SulPetscOption *SulPetscOptionIn(const SulPetscOptions *options, const char *message) {
  for (int i = options->count - 1; i >= 0; i--)
    if (options->list[i].value && HasWord(message, options->list[i].value))
      return &options->list[i];
  for (int i = options->count - 1; i >= 0; i--)
    if (HasWord(message, options->list[i].name)) return &options->list[i];
  return NULL;
}

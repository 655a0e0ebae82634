/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the words behind `sulfem COMMAND` by the command's table of options. */
#include "command_line.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

enum { HELP_WIDTH = 88 };

static const char help_name[] = "--help";

static const char **WordAt(void *result, size_t place) {
  return (const char **)(void *)((char *)result + place);
}

static bool *SwitchAt(void *result, size_t place) {
  return (bool *)(void *)((char *)result + place);
}

/* ---- mistakes */

static void TellUnknown(const SulCommandLine *line, const char *word, SulError *error) {
  size_t count = line->option_count + 1;
  const char **names = SulAllocate(count, sizeof *names);
  for (size_t i = 0; i < line->option_count; i++)
    names[i] = line->options[i].name;
  names[line->option_count] = help_name;
  SulErrorSet(error, SUL_INPUT, "%s knows no flag \"%s\"; there are ", line->command, word);
  SulTextAppendList(error->text, sizeof error->text, names, count);
  const char *near = SulTextNearest(word, names, count);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
  free(names);
}

/* ---- options */

/* Whether `word` is this option, alone or with "=" and a value behind it. */
static bool Is(const char *word, const char *name) {
  size_t length = strlen(name);
  return strncmp(word, name, length) == 0 && (word[length] == '\0' || word[length] == '=');
}

/* Takes the value of a word option at given.words[i]; returns how many words that used. */
static int TakeWord(const SulOption *option, SulWords given, int i, const char **place,
                    SulError *error) {
  const char *joined = strchr(given.words[i], '=');
  const char *next = i + 1 < given.count ? given.words[i + 1] : "";
  const char *value = joined ? joined + 1 : strncmp(next, "--", 2) == 0 ? "" : next;
  if (!value[0])
    SulErrorSet(error, SUL_INPUT, "%s needs %s", option->name, option->wanted);
  else if (*place)
    SulErrorSet(error, SUL_INPUT, "%s was given twice: \"%s\" and \"%s\"", option->name, *place,
                value);
  *place = value;
  return joined ? 1 : 2;
}

static int TakeSwitch(const char *name, const char *word, bool *place, SulError *error) {
  if (word[strlen(name)])
    SulErrorSet(error, SUL_INPUT, "%s takes no value, and got \"%s\"", name,
                word + strlen(name) + 1);
  *place = true;
  return 1;
}

/* Takes the option at given.words[i]; returns how many words it used. */
static int TakeOption(const SulCommandLine *line, SulWords given, int i, void *result,
                      SulError *error) {
  const char *word = given.words[i];
  for (size_t o = 0; o < line->option_count; o++) {
    const SulOption *option = &line->options[o];
    if (!Is(word, option->name)) continue;
    if (option->value) return TakeWord(option, given, i, WordAt(result, option->place), error);
    return TakeSwitch(option->name, word, SwitchAt(result, option->place), error);
  }
  if (Is(word, help_name)) return TakeSwitch(help_name, word, SwitchAt(result, line->help), error);
  if (strcmp(word, "-h") == 0)
    *SwitchAt(result, line->help) = true;
  else
    TellUnknown(line, word, error);
  return 1;
}

static bool IsPetscOption(const char *word) {
  return word[0] == '-' && isalpha((unsigned char)word[1]) && strcmp(word, "-h") != 0;
}

void SulCommandLineParse(const SulCommandLine *line, SulWords given, void *result, SulWords *petsc,
                         SulError *error) {
  const char **subject = WordAt(result, line->place);
  bool behind = false; /* the word before was an option of PETSc's, which may have a value */
  for (int i = 0; i < given.count && !SulFailed(error);) {
    char *word = given.words[i];
    bool option = petsc && IsPetscOption(word);
    if (option || (behind && *subject && strncmp(word, "--", 2) != 0)) {
      petsc->words[petsc->count++] = word;
      behind = option;
      i++;
      continue;
    }
    behind = false;
    if (word[0] == '-') {
      i += TakeOption(line, given, i, result, error);
    } else if (!*subject) {
      *subject = word;
      i++;
    } else {
      SulErrorSet(error, SUL_INPUT, "%s takes one %s, and got \"%s\" and \"%s\"%s", line->command,
                  line->subject, *subject, word, line->hint);
    }
  }
  if (!*subject && line->example && !*SwitchAt(result, line->help))
    SulErrorSet(error, SUL_INPUT, "%s needs a %s: %s", line->command, line->subject, line->example);
}

/* ---- help */

/* Prints `text` from `column` on, broken between words. */
static void PrintWrapped(const char *text, int column) {
  int at = column;
  while (*text) {
    int length = (int)strcspn(text, " ");
    if (at > column && at + 1 + length > HELP_WIDTH) {
      printf("\n%*s", column, "");
      at = column;
    } else if (at > column) {
      putchar(' ');
      at++;
    }
    printf("%.*s", length, text);
    at += length;
    text += length + (text[length] == ' ');
  }
  putchar('\n');
}

void SulCommandLineHelp(const SulCommandLine *line) {
  int widest = 0;
  printf("usage: %s\n\n%s\n\n", line->usage, line->about);
  for (size_t o = 0; o < line->option_count; o++) {
    const SulOption *option = &line->options[o];
    int width = (int)(strlen(option->name) + (option->value ? 1 + strlen(option->value) : 0));
    if (width > widest) widest = width;
  }
  for (size_t o = 0; o < line->option_count; o++) {
    const SulOption *option = &line->options[o];
    int width = printf("  %s%s%s", option->name, option->value ? " " : "",
                       option->value ? option->value : "");
    printf("%*s", widest + 4 - width, "");
    PrintWrapped(option->help, widest + 4);
  }
  printf("\n%s\n", line->ends);
}

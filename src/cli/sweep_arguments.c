/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem sweep`. */
#include "sweep_arguments.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

static const char *const with_value[] = {"--case",   "--jobs",     "--ranks",
                                         "--memory", "--launcher", "--ranks-per-point"};
static const char *const switches[] = {"--list", "--collect", "--retry", "--redo", "--help"};
enum {
  WITH_VALUE = sizeof with_value / sizeof with_value[0],
  SWITCHES = sizeof switches / sizeof switches[0],
  FLAGS = WITH_VALUE + SWITCHES
};

static void TellUnknown(const char *flag, SulError *error) {
  const char *flags[FLAGS];
  for (int i = 0; i < FLAGS; i++)
    flags[i] = i < SWITCHES ? switches[i] : with_value[i - SWITCHES];
  SulErrorSet(error, SUL_INPUT, "sweep knows no flag \"%s\"; there are ", flag);
  SulTextAppendList(error->text, sizeof error->text, flags, FLAGS);
  const char *near = SulTextNearest(flag, flags, FLAGS);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
}

/* A whole number at the beginning of a text, or -1. */
static long long TakeNumber(const char *text, const char **rest) {
  char *end;
  errno = 0;
  long long number = isdigit((unsigned char)text[0]) ? strtoll(text, &end, 10) : -1;
  *rest = number < 0 ? text : end;
  return errno ? -1 : number;
}

static int TakeCount(const char *flag, const char *text, SulError *error) {
  const char *rest;
  long long number = TakeNumber(text, &rest);
  if (number < 1 || number > 1000000 || *rest)
    SulErrorSet(error, SUL_INPUT, "%s needs a whole number from 1, found \"%s\"", flag, text);
  return (int)number;
}

/* "7", or "8-15" for eight points of which the last may not exist. */
static void TakePoints(const char *text, SulSweepArguments *result, SulError *error) {
  const char *rest;
  long long first = TakeNumber(text, &rest), last = first;
  result->open_range = *rest == '-';
  if (result->open_range) last = TakeNumber(rest + 1, &rest);
  if (first < 0 || last < first || *rest)
    SulErrorSet(error, SUL_INPUT,
                "--case needs the number of a point (from 0) or of the first and the last of "
                "several, as in --case 8-15; found \"%s\"",
                text);
  result->points = text;
  result->first = (size_t)first;
  result->last = (size_t)last;
}

/* "8 GB", "500MB": bytes. */
static double TakeMemory(const char *text, SulError *error) {
  static const char *const units[] = {"kB", "MB", "GB", "TB"};
  char *rest;
  double number = strtod(text, &rest), bytes = 0, factor = 1;
  while (*rest == ' ')
    rest++;
  for (int i = 0; i < 4; i++) {
    factor *= 1000;
    if (rest > text && strcmp(rest, units[i]) == 0) bytes = number * factor;
  }
  if (!(bytes > 0 && bytes < 1e18))
    SulErrorSet(error, SUL_INPUT,
                "--memory needs a number and a unit (MB, GB, TB), as in --memory \"24 GB\"; found "
                "\"%s\"",
                text);
  return bytes;
}

/* Flags with a value; false where this is none of them. */
static bool TakeValue(const char *flag, const char *value, SulSweepArguments *result,
                      SulError *error) {
  int which = 0;
  while (which < WITH_VALUE && strcmp(flag, with_value[which]) != 0)
    which++;
  if (which == WITH_VALUE) return false;
  if (!value || !value[0])
    SulErrorSet(error, SUL_INPUT, "%s needs a value behind it", flag);
  else if (which == 0)
    TakePoints(value, result, error);
  else if (which == 1)
    result->options.jobs = TakeCount(flag, value, error);
  else if (which == 2 || which == 5)
    result->options.ranks = TakeCount(flag, value, error);
  else if (which == 3)
    result->options.memory = TakeMemory(value, error);
  else if (which == 4)
    result->options.launcher = value;
  if (which == 5) result->within = true;
  return true;
}

static bool TakeSwitch(const char *flag, SulSweepArguments *result) {
  bool *const places[SWITCHES] = {&result->list, &result->collect, &result->options.retry,
                                  &result->options.redo, &result->help};
  for (int i = 0; i < SWITCHES; i++)
    if (strcmp(flag, switches[i]) == 0) return *places[i] = true;
  return false;
}

static void Check(const SulSweepArguments *result, SulError *error) {
  if (result->help) return;
  if (!result->study)
    SulErrorSet(
        error, SUL_INPUT,
        "sweep needs a study file: sulfem sweep STUDY.yaml [--list | --case K | --collect]");
  else if (result->list + result->collect + (result->points != NULL) > 1)
    SulErrorSet(error, SUL_INPUT, "--list, --case and --collect exclude each other");
  else if (result->within && (result->list || result->collect || result->points))
    SulErrorSet(
        error, SUL_INPUT,
        "--ranks-per-point is for a whole study within one MPI job: mpirun -n N sulfem sweep "
        "STUDY.yaml --ranks-per-point R");
}

void SulSweepArgumentsParse(int count, char **words, SulSweepArguments *result, SulError *error) {
  *result = (SulSweepArguments){.options = {.ranks = 1, .launcher = "mpirun"}};
  for (int i = 0; i < count && !SulFailed(error); i++) {
    const char *word = words[i], *next = i + 1 < count ? words[i + 1] : NULL;
    if (TakeValue(word, next, result, error))
      i++;
    else if (word[0] == '-' && !TakeSwitch(word, result))
      TellUnknown(word, error);
    else if (word[0] != '-' && result->study)
      SulErrorSet(error, SUL_INPUT, "one study at a time: both %s and %s were given", result->study,
                  word);
    else if (word[0] != '-')
      result->study = word;
  }
  if (!SulFailed(error)) Check(result, error);
}

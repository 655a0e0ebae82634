/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem sweep`. */
#include "sweep_arguments.h"
#include "command_line.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PLACE(member) offsetof(SulSweepArguments, member)

static const SulOption options[] = {
    {"--list", NULL, NULL, PLACE(list), "print the points, run nothing"},
    {"--json", NULL, NULL, PLACE(json), "with --list: as JSON, for programs"},
    {"--case", "K", "a point, or the first and the last of several: --case 8-15", PLACE(points),
     "run point K (from 0) alone, or --case K-L for several: array jobs"},
    {"--collect", NULL, NULL, PLACE(collect),
     "write table.csv, table.h5 and table-mean.csv from what is there"},
    {"--retry", NULL, NULL, PLACE(options.retry), "run failed points again"},
    {"--redo", NULL, NULL, PLACE(options.redo), "run points again that finished with other inputs"},
    {"--jobs", "N", "a whole number from 1: --jobs 4", PLACE(jobs),
     "points at a time (default: cores / ranks)"},
    {"--ranks", "N", "a whole number from 1: --ranks 2", PLACE(ranks),
     "MPI ranks of each solve (default 1)"},
    {"--ranks-per-point", "R", "a whole number from 1: --ranks-per-point 4", PLACE(ranks_per_point),
     "within one MPI job, as in mpirun -n 64 sulfem sweep STUDY.yaml --ranks-per-point 4: groups "
     "of R ranks share the points"},
    {"--memory", "SIZE", "a number and a unit (MB, GB, TB): --memory \"24 GB\"", PLACE(memory),
     "what the points at work may need together (default: what is free)"},
    {"--launcher", "CMD", "a program: --launcher srun", PLACE(launcher),
     "starts N ranks as CMD -n N (default mpirun)"},
};

static const SulCommandLine line = {
    .command = "sweep",
    .usage = "sulfem sweep STUDY.yaml [--list [--json] | --case K | --collect] [options]",
    .about =
        "Runs the points of a study (docs/sweep.md): packing, solve, analysis, each point in a\n"
        "folder of its own. Finished points are skipped, so the same command goes on after an\n"
        "interruption. Then collects the tables.",
    .ends =
        "Exit status: 0 all points finished, 2 wrong study, 5 stopped by a signal; else that of\n"
        "the first point that failed.",
    .subject = "study file",
    .example = "sulfem sweep STUDY.yaml [--list | --case K | --collect]",
    .hint = "",
    .place = PLACE(study),
    .help = PLACE(help),
    .options = options,
    .option_count = sizeof options / sizeof options[0],
};

/* ---- what the words say */

/* A whole number at the beginning of a text, or -1. */
static long long TakeNumber(const char *text, const char **rest) {
  char *end;
  errno = 0;
  long long number = isdigit((unsigned char)text[0]) ? strtoll(text, &end, 10) : -1;
  *rest = number < 0 ? text : end;
  return errno ? -1 : number;
}

/* `count` stays where nobody gave one. */
static void TakeCount(const char *flag, const char *text, int *count, SulError *error) {
  const char *rest;
  if (!text) return;
  long long number = TakeNumber(text, &rest);
  if (number < 1 || number > 1000000 || *rest)
    SulErrorSet(error, SUL_INPUT, "%s needs a whole number from 1, found \"%s\"", flag, text);
  *count = (int)number;
}

/* "7", or "8-15" for eight points of which the last may not exist. */
static void TakePoints(SulSweepArguments *result, SulError *error) {
  const char *text = result->points, *rest;
  long long first = TakeNumber(text, &rest), last = first;
  result->open_range = *rest == '-';
  if (result->open_range) last = TakeNumber(rest + 1, &rest);
  if (first < 0 || last < first || *rest)
    SulErrorSet(error, SUL_INPUT,
                "--case needs the number of a point (from 0) or of the first and the last of "
                "several, as in --case 8-15; found \"%s\"",
                text);
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

static void Check(const SulSweepArguments *result, SulError *error) {
  if (result->list + result->collect + (result->points != NULL) > 1)
    SulErrorSet(error, SUL_INPUT, "--list, --case and --collect exclude each other");
  else if (result->json && !result->list)
    SulErrorSet(error, SUL_INPUT, "--json goes with --list: sulfem sweep STUDY.yaml --list --json");
  else if (result->ranks && result->ranks_per_point)
    SulErrorSet(error, SUL_INPUT, "--ranks and --ranks-per-point exclude each other");
  else if (result->within && (result->list || result->collect || result->points))
    SulErrorSet(
        error, SUL_INPUT,
        "--ranks-per-point is for a whole study within one MPI job: mpirun -n N sulfem sweep "
        "STUDY.yaml --ranks-per-point R");
}

void SulSweepArgumentsParse(int count, char **words, SulSweepArguments *result, SulError *error) {
  *result = (SulSweepArguments){.options = {.ranks = 1, .launcher = "mpirun"}};
  SulCommandLineParse(&line, (SulWords){count, words}, result, NULL, error);
  if (SulFailed(error) || result->help) return;
  SulSweepOptions *to = &result->options;
  result->within = result->ranks_per_point != NULL;
  if (result->points) TakePoints(result, error);
  TakeCount("--jobs", result->jobs, &to->jobs, error);
  TakeCount("--ranks", result->ranks, &to->ranks, error);
  TakeCount("--ranks-per-point", result->ranks_per_point, &to->ranks, error);
  if (result->memory) to->memory = TakeMemory(result->memory, error);
  if (result->launcher) to->launcher = result->launcher;
  if (!SulFailed(error)) Check(result, error);
}

void SulSweepArgumentsHelp(void) {
  SulCommandLineHelp(&line);
}

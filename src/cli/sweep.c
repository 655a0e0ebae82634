/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem sweep: study file to tables. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/command.h>
#include <sulfem/text.h>

#include "sweep_arguments.h"

/* To two digits: more would pretend to know. */
static double Rounded(double value) {
  double unit = pow(10, floor(log10(value)) - 1);
  return round(value / unit) * unit;
}

static void AppendEstimate(const SulPointEstimate *estimate, char *line, size_t size) {
  const char *about = estimate->measured ? "" : "about ";
  if (estimate->unknowns > 0)
    SulTextAppend(line, size, "%s%.0f unknowns, ", about,
                  estimate->measured ? estimate->unknowns : Rounded(estimate->unknowns));
  if (estimate->memory > 0)
    SulTextAppend(line, size, "%s%.2g GB", about, 1e-9 * estimate->memory);
  else
    SulTextAppend(line, size, "size not known");
}

static void List(const SulStudy *study, const SulSweepOptions *options, SulLog *log,
                 SulError *error) {
  SulPointEstimate *estimates = SulAllocate(study->point_count, sizeof *estimates);
  SulSweepEstimate(study, 0, study->point_count - 1, options->ranks, estimates, error);
  for (size_t k = 0; k < study->point_count && !SulFailed(error); k++) {
    SulPointStatus status;
    char line[3000] = "";
    SulPointLook(study, k, &status, error);
    if (SulFailed(error)) break;
    SulTextAppend(line, sizeof line, "point %zu: ", k);
    SulStudyLabel(study, k, line, sizeof line);
    SulTextAppend(line, sizeof line, "; ");
    AppendEstimate(&estimates[k], line, sizeof line);
    SulLogLine(log, "%s; %s", line, SulPointStateName(status.state));
  }
  if (!SulFailed(error))
    SulLogLine(log, "%zu point%s in %s", study->point_count, study->point_count == 1 ? "" : "s",
               study->directory);
  free(estimates);
}

static void FindRange(const SulStudy *study, SulSweepArguments *arguments, SulError *error) {
  size_t last = study->point_count - 1;
  if (!arguments->points) {
    arguments->first = 0;
    arguments->last = last;
  }
  if (arguments->open_range && arguments->last > last) arguments->last = last;
  if (arguments->first > last || arguments->last > last)
    SulErrorSet(error, SUL_INPUT, "--case %s: %s has the points 0 to %zu", arguments->points,
                study->path, last);
}

static void Run(SulSweepArguments *arguments, SulLog *log, SulError *error) {
  SulStudy study = {0};
  char *text = SulFileRead(arguments->study, error);
  if (text) SulStudyParse(arguments->study, text, &study, error);
  free(text);
  if (SulFailed(error)) return;
  FindRange(&study, arguments, error);
  if (!SulFailed(error)) SulSweepCheck(&study, arguments->first, arguments->last, log, error);
  if (SulFailed(error) || arguments->list) {
    if (!SulFailed(error) && arguments->json)
      SulSweepListJson(&study, arguments->options.ranks, error);
    else if (!SulFailed(error))
      List(&study, &arguments->options, log, error);
  } else if (arguments->collect) {
    SulSweepCollect(&study, true, log, error);
  } else {
    SulError uncollected = {0};
    bool begun =
        SulSweepRun(&study, arguments->first, arguments->last, &arguments->options, log, error);
    if (begun && !arguments->points) SulSweepCollect(&study, false, log, &uncollected);
    if (SulFailed(&uncollected)) SulErrorSet(error, uncollected.status, "%s", uncollected.text);
  }
  SulStudyFree(&study);
}

SulStatus SulCommandSweep(int argument_count, char **arguments) {
  SulError error = {0};
  SulSweepArguments parsed;
  SulSweepArgumentsParse(argument_count, arguments, &parsed, &error);
  if (!SulFailed(&error) && parsed.help) {
    if (SulLaunchedRank() == 0) SulSweepArgumentsHelp();
    return SUL_OK;
  }
  if (!SulFailed(&error) && parsed.within) return SulSweepWithinJob(&parsed);
  if (!SulFailed(&error) && SulLaunchedRanks() > 1) {
    if (SulLaunchedRank() > 0) return SUL_OK; /* the first tells, and fails */
    SulErrorSet(
        &error, SUL_INPUT,
        "%d sweeps were started at once: begin it without mpirun or srun, as in sulfem sweep "
        "%s --ranks 2, or let one job share the points among groups of its ranks: mpirun -n "
        "%d sulfem sweep %s --ranks-per-point 1",
        SulLaunchedRanks(), parsed.study, SulLaunchedRanks(), parsed.study);
  }
  SulLog *log = SulLogCreate(true);
  if (!SulFailed(&error)) Run(&parsed, log, &error);
  SulLogClose(&log);
  return SulFailed(&error) ? SulTell(&error) : SUL_OK;
}

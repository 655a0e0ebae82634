/* SPDX-License-Identifier: BSD-2-Clause */
/* One step of a run: taken, looked at, written. */
#include <math.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "parts.h"

/* Where an earlier run stood in this step, or NULL. */
static const double *Guess(const SulRun *run, int step) {
  return run->begun.displacement && (int)run->begun.time == step + 1 ? run->begun.displacement
                                                                     : NULL;
}

static PetscErrorCode Stop(SulRun *run, SulError *error) {
  bool limit = run->system.deadline > 0 && SulClock() > run->system.deadline;

  PetscFunctionBegin;
  SulCall(error, SulRunSecureLast(run, error));
  SulLogLine(run->log, "stopped: checkpoint.h5 is written");
  SulErrorSet(error, SUL_STOPPED,
              "stopped by %s; %s/checkpoint.h5 holds what was reached: the same command with "
              "--restart goes on from it",
              limit ? "the time limit" : "a signal", run->folder);
  PetscFunctionReturn(0);
}

static PetscErrorCode Report(SulRun *run, SulStepReport *report) {
  double start = SulClock();

  PetscFunctionBegin;
  PetscCall(SulReportStep(&run->body, &run->solution, &run->field, report));
  report->time = run->solution.load.time;
  SulReportWork(&run->work, report);
  if (run->input.output_interfaces)
    PetscCall(
        SulInterfacesReport(&run->interfaces, &run->body, &run->tractions, &report->interfaces));
  SulRunSurfaceUpdate(&run->tractions, &run->surface);
  report->interface_count = run->interfaces.pair_count;
  run->summary.timings.stress += SulClock() - start;
  PetscFunctionReturn(0);
}

/* The rows of an accepted step, once. A linear problem's first try is its last. */
static PetscErrorCode WriteRows(SulRun *run, const SulSolution *solution,
                                const SulStepReport *report, SulError *error) {
  SulTry tried = {.step = (int)solution->time,
                  .time = report->time,
                  .lithiation = report->lithiation,
                  .size = 1,
                  .linear = report->iterations,
                  .residual = report->residual,
                  .before = NAN,
                  .accepted = true,
                  .why = ""};

  PetscFunctionBegin;
  if (run->kind != &SulStepSuperposed) {
    if (!run->history.untold) PetscFunctionReturn(0);
    run->history.untold = false;
    tried = run->history.accepted;
  }
  tried.scatter = report->scatter;
  PetscCall(SulRunStatusRow(run, &tried, error));
  SulCall(error, SulRunHistoryRow(run, solution, report, error));
  PetscFunctionReturn(0);
}

/* Collective. The report as one of the summary's steps. */
static PetscErrorCode Keep(SulRun *run, const SulStepReport *report, SulError *error) {
  SulSummary *summary = &run->summary;
  size_t count = (size_t)summary->step_count;
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(run->comm, &rank));
  summary->steps = SulReallocate(summary->steps, count + 1, sizeof *summary->steps);
  summary->steps[count] = rank == 0 ? SulSummaryStep(report, error) : NULL;
  summary->step_count++;
  PetscCall(SulErrorShare(run->comm, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode Write(SulRun *run, const SulStepReport *report, SulError *error) {
  double start = SulClock();

  PetscFunctionBegin;
  SulCall(error, Keep(run, report, error));
  SulCall(error, SulFieldsWrite(run->fields, run->solution.load.program,
                                run->summary.steps[run->summary.step_count - 1], error));
  run->written = run->summary.step_count;
  SulCall(error, WriteRows(run, &run->solution, report, error));
  run->summary.timings.write += SulClock() - start;
  PetscFunctionReturn(0);
}

/* The solution that the points have answered to becomes a step of the results. */
static PetscErrorCode Publish(SulRun *run, const SulStepResult *result, SulError *error) {
  SulStepReport *report = &run->report;

  PetscFunctionBegin;
  SulStepReportFree(report);
  memset(report, 0, sizeof *report);
  report->converged = result->converged;
  report->iterations = result->iterations;
  report->residual = result->residual;
  report->substeps = result->substeps;
  report->cuts = result->cuts;
  report->newton_iterations = result->newton;
  PetscCall(Report(run, report));
  for (int p = 0; p < report->phase_count; p++)
    if (report->phases[p].yielded > 0)
      run->scatter[p] = fmax(run->scatter[p], report->phases[p].scatter_mean);
  SulCall(error, Write(run, report, error));
  PetscFunctionReturn(0);
}

/* ---- On the way to a target ------------------------------------------------------------------ */

static PetscErrorCode Tried(void *context, const SulTry *one) {
  SulRun *run = context;
  char place[100];

  PetscFunctionBegin;
  if (one->step > 0)
    snprintf(place, sizeof place, "step %d, lithiation %.6g", one->step, one->lithiation);
  else
    snprintf(place, sizeof place, "%.4g %% of the loads before step 1", 100 * (1 + one->place));
  SulLogLine(run->log, "  %s: %d Newton and %d linear iterations, residual %.1e%s%s", place,
             one->newton, one->linear, one->residual, one->accepted ? "" : ", cut: ", one->why);
  if (one->accepted) {
    run->history.accepted = *one; /* its row wants a number of its report */
    run->history.untold = true;
  } else {
    PetscCall(SulRunStatusRow(run, one, &run->history.failed));
  }
  PetscFunctionReturn(0);
}

/* An increment that is no step of the results has its rows all the same. */
static PetscErrorCode Note(SulRun *run, const SulSolution *solution, SulError *error) {
  SulStepReport report = {0};
  double start = SulClock();

  PetscFunctionBegin;
  PetscCall(SulReportStep(&run->body, solution, &run->field, &report));
  report.time = solution->load.time;
  SulReportWork(&run->work, &report);
  run->summary.timings.stress += SulClock() - start;
  PetscCall(WriteRows(run, solution, &report, error));
  SulStepReportFree(&report);
  PetscFunctionReturn(0);
}

static PetscErrorCode Accepted(void *context, const SulSolution *solution, bool target,
                               SulError *error) {
  SulRun *run = context;
  SulStepResult result = {.converged = true, .residual = solution->imbalance};

  PetscFunctionBegin;
  PetscCall(SulWorkAdd(&run->body, solution, &run->work));
  if (target) PetscFunctionReturn(0);
  if (run->input.output_all && solution->time > 0)
    SulCall(error, Publish(run, &result, error));
  else
    SulCall(error, Note(run, solution, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode Committed(void *context, SulError *error) {
  PetscFunctionBegin;
  PetscCall(SulRunSecure(context, false, error));
  PetscFunctionReturn(0);
}

SulObserver SulRunObserver(SulRun *run) {
  return (SulObserver){.context = run,
                       .Tried = Tried,
                       .Accepted = Accepted,
                       .Committed = Committed,
                       .Name = SulRunNameParticle};
}

/* ---- A target -------------------------------------------------------------------------------- */

/* What of the time so far is not the solver's. */
static double Beside(const SulTimings *timings) {
  return timings->stress + timings->write + timings->checkpoint;
}

/* A preconditioner that a step makes in the place of one that failed counts as set-up, the check of
 * its equilibrium as stress. */
static PetscErrorCode Take(SulRun *run, int step, SulStepResult *result, SulError *error) {
  SulTimings *timings = &run->summary.timings;
  double start = SulClock(), made = run->system.preconditioner_time, beside = Beside(timings);

  PetscFunctionBegin;
  memset(result, 0, sizeof *result);
  PetscCall(run->kind->take(run->state, step, Guess(run, step), &run->solution, result, error));
  made = run->system.preconditioner_time - made;
  timings->setup += made;
  timings->stress += result->checking;
  timings->solve += SulClock() - start - made - (Beside(timings) - beside);
  if (!SulFailed(error) && result->stopped) PetscCall(Stop(run, error));
  PetscFunctionReturn(0);
}

/* No way on from the last accepted increment: it becomes a step of the fields, unless each of them is
 * one. The points answer to it again, from the state that it left. */
static PetscErrorCode Salvage(SulRun *run, int step, SulError *error) {
  SulSolution *solution = &run->solution;
  SulStepResult result = {.converged = true, .residual = solution->imbalance};
  SulError lost = {SUL_OK, ""};

  PetscFunctionBegin;
  if (error->status != SUL_DIVERGED || run->kind == &SulStepSuperposed || solution->time <= step ||
      run->input.output_all)
    PetscFunctionReturn(0);
  PetscCall(SulSolutionBalance(&run->body, solution, &lost));
  solution->imbalance = result.residual;
  if (!SulFailed(&lost)) PetscCall(Publish(run, &result, &lost));
  if (SulFailed(&lost))
    SulErrorAppend(error, "; nor could what was reached be written: %s", lost.text);
  PetscFunctionReturn(0);
}

/* What `exceeds` of the phases asks for. */
static void AppendAbove(const SulStepReport *report, char *line, size_t size) {
  for (int p = 0; p < report->phase_count; p++) {
    const SulPhaseReport *phase = &report->phases[p];
    if (phase->exceeds > 0)
      SulTextAppend(line, size, ", %.3g %% of %s above %.4g GPa", 100 * phase->exceeds_share,
                    phase->group, 1e-9 * phase->exceeds);
  }
}

PetscErrorCode SulRunStep(SulRun *run, int step, SulError *error) {
  SulStepResult result;

  PetscFunctionBegin;
  PetscCall(Take(run, step, &result, error));
  if (SulFailed(error)) {
    PetscCall(Salvage(run, step, error));
    PetscFunctionReturn(0);
  }
  if (run->kind == &SulStepSuperposed)
    PetscCall(SulWorkAdd(&run->body, &run->solution, &run->work));
  SulCall(error, Publish(run, &result, error));
  PetscCall(SulBodyCommit(&run->body));
  bool last = step + 1 == run->body.program.count;
  if (!last) SulCall(error, SulRunSecure(run, true, error));
  const SulStepReport *report = &run->report;
  char above[1000] = "";
  AppendAbove(report, above, sizeof above);
  SulLogLine(run->log,
             "step %d of %d, lithiation %g: %d iterations, residual %.1e, imbalance %.1e, largest "
             "displacement %.4g m, strain energy %.6g J%s",
             step + 1, run->body.program.count, report->lithiation, report->iterations,
             report->residual, report->imbalance, report->displacement_max, report->strain_energy,
             above);
  PetscFunctionReturn(0);
}

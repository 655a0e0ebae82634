/* SPDX-License-Identifier: BSD-2-Clause */
/* One step of a run: taken, looked at, written. */
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
  SulCall(error, SulRunCheckpoint(run, error));
  SulLogLine(run->log, "stopped: checkpoint.h5 is written");
  SulErrorSet(error, SUL_STOPPED,
              "stopped by %s; %s/checkpoint.h5 holds what was reached: the same command with "
              "--restart goes on from it",
              limit ? "the time limit" : "a signal", run->folder);
  PetscFunctionReturn(0);
}

/* A preconditioner that a step makes in the place of one that failed counts as set-up, the check of
 * its equilibrium as stress. */
static PetscErrorCode Take(SulRun *run, int step, SulError *error) {
  SulTimings *timings = &run->summary.timings;
  SulStepReport *report = &run->summary.steps[step];
  double start = SulClock(), made = run->system.preconditioner_time;
  SulStepResult result;

  PetscFunctionBegin;
  SulCall(error,
          run->kind->take(run->state, step, Guess(run, step), &run->solution, &result, error));
  if (result.stopped) SulCall(error, Stop(run, error));
  made = run->system.preconditioner_time - made;
  timings->setup += made;
  timings->stress += result.checking;
  timings->solve += SulClock() - start - made - result.checking;
  report->converged = result.converged;
  report->iterations = result.iterations;
  report->residual = result.residual;
  report->substeps = 1; /* a linear problem is taken to its target at once */
  PetscFunctionReturn(0);
}

static PetscErrorCode Report(SulRun *run, SulStepReport *report) {
  double start = SulClock();

  PetscFunctionBegin;
  PetscCall(SulReportStep(&run->body, &run->solution, &run->field, report));
  if (run->input.output_interfaces)
    PetscCall(
        SulInterfacesReport(&run->interfaces, &run->body, &run->tractions, &report->interfaces));
  SulRunSurfaceUpdate(&run->tractions, &run->surface);
  report->interface_count = run->interfaces.pair_count;
  run->summary.timings.stress += SulClock() - start;
  PetscFunctionReturn(0);
}

static PetscErrorCode Write(SulRun *run, SulError *error) {
  double start = SulClock();

  PetscFunctionBegin;
  SulCall(error, SulFieldsWrite(run->fields, run->solution.load.program, error));
  bool last = (int)run->solution.time == run->summary.step_count;
  if (run->input.output_checkpoints && !last) SulCall(error, SulRunCheckpoint(run, error));
  run->summary.timings.write += SulClock() - start;
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunStep(SulRun *run, int step, SulError *error) {
  SulStepReport *report = &run->summary.steps[step];

  PetscFunctionBegin;
  SulCall(error, Take(run, step, error));
  PetscCall(Report(run, report));
  SulCall(error, Write(run, error));
  SulPointsCommit(run->body.points);
  SulLogLine(run->log,
             "step %d of %d, lithiation %g: %d iterations, residual %.1e, imbalance %.1e, largest "
             "displacement %.4g m, strain energy %.6g J",
             step + 1, run->summary.step_count, report->lithiation, report->iterations,
             report->residual, report->imbalance, report->displacement_max, report->strain_energy);
  PetscFunctionReturn(0);
}

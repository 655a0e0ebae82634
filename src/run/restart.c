/* SPDX-License-Identifier: BSD-2-Clause */
/* Stopping in the middle and going on later, on any number of ranks. */
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/log.h>

#include "solve_run.h"

/* The solutions as the checkpoint's vectors (free them); their values stay the run's. */
static SulCheckpointVector *Vectors(const SulSolveRun *run) {
  SulCheckpointVector *vectors = SulAllocate((size_t)run->plan.solve_count, sizeof *vectors);
  for (int k = 0; k < run->plan.solve_count; k++) {
    snprintf(vectors[k].name, sizeof vectors[k].name, "solve-%04d", k);
    vectors[k].complete = run->solved[k];
    vectors[k].iterations = run->result[k].iterations;
    vectors[k].residual = run->result[k].residual;
    vectors[k].values = run->solution[k];
  }
  return vectors;
}

PetscErrorCode SulRunStop(SulSolveRun *run, SulError *error) {
  SulCheckpointVector *vectors = Vectors(run);

  PetscFunctionBegin;
  PetscCall(SulCheckpointWrite(run->folder, &run->mesh, run->input.text, run->plan.solve_count,
                               vectors, error));
  free(vectors);
  if (!SulFailed(error)) SulLogLine(run->log, "stopped: checkpoint.h5 is written");
  if (!SulFailed(error))
    SulErrorSet(error, SUL_STOPPED,
                "stopped by %s; %s/checkpoint.h5 holds what was reached: the same command with "
                "--restart goes on from it",
                run->system.deadline > 0 && SulClock() > run->system.deadline ? "the time limit"
                                                                              : "a signal",
                run->folder);
  PetscFunctionReturn(0);
}

/* What is said to be a solution is one if its residual says so, with the loads and materials of
 * now; otherwise the solve goes on from it. */
static PetscErrorCode Verify(SulSolveRun *run, int k) {
  double *forces = SulAllocate((size_t)run->mesh.nodes_owned, 3 * sizeof *forces), residual;

  PetscFunctionBegin;
  PetscCall(
      SulSystemReactions(&run->system, &run->plan.solve[k], run->solution[k], forces, &residual));
  free(forces);
  run->solved[k] = residual <= run->system.asked;
  run->result[k].residual = residual;
  if (!run->solved[k])
    SulLogLine(run->log,
               "restart: solve %d of %d has a residual of %.1e where %.1e is asked for: it goes on",
               k + 1, run->plan.solve_count, residual, run->system.asked);
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunRestart(SulSolveRun *run, SulError *error) {
  int complete = 0, begun = 0, count = run->plan.solve_count;
  SulCheckpointVector *vectors = Vectors(run);
  bool *found = SulAllocate((size_t)count, sizeof *found);

  PetscFunctionBegin;
  PetscCall(
      SulCheckpointRead(run->folder, &run->mesh, run->input.text, count, vectors, found, error));
  for (int k = 0; k < count && !SulFailed(error); k++) {
    if (!found[k]) continue;
    run->result[k].iterations = vectors[k].iterations;
    PetscCall(SulMeshHalo(&run->mesh, 3, run->solution[k]));
    if (vectors[k].complete) PetscCall(Verify(run, k));
    complete += run->solved[k];
    begun += !run->solved[k] && vectors[k].iterations > 0;
  }
  free(vectors);
  free(found);
  if (!SulFailed(error))
    SulLogLine(run->log, "restart: %d of %d solves are done, %d begun", complete, count, begun);
  PetscFunctionReturn(0);
}

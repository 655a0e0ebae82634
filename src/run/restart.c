/* SPDX-License-Identifier: BSD-2-Clause */
/* Checkpoints of a run: the solution at hand and what the steps' way keeps, on any number of ranks.
 */
#include <stdlib.h>
#include <string.h>
#include <sulfem/checkpoint.h>
#include <sulfem/parallel.h>
#include <sys/stat.h>

#include "parts.h"

enum { SOLUTION_ARRAYS = 5 };

/* The solution and the state as arrays; free() them. */
static PetscErrorCode List(SulRun *run, SulSolution *solution, SulArray **arrays, int *count) {
  SulArray *state;

  PetscFunctionBegin;
  PetscCall(run->kind->arrays(run->state, &state, count));
  *arrays = SulAllocate((size_t)*count + SOLUTION_ARRAYS, sizeof **arrays);
  (*arrays)[0] = (SulArray){.name = "time",
                            .unit = "1",
                            .description = "number of the step that the displacement is of",
                            .place = SUL_ONCE,
                            .components = 1,
                            .values = &solution->time};
  (*arrays)[1] = (SulArray){.name = "displacement",
                            .unit = "m",
                            .description = "of that step, which need not be converged",
                            .place = SUL_AT_NODES,
                            .components = 3,
                            .values = solution->displacement};
  (*arrays)[2] = (SulArray){.name = "tables",
                            .unit = "1",
                            .description = "bytes of history.csv and of status.csv so far",
                            .place = SUL_ONCE,
                            .components = 2,
                            .values = run->history.kept};
  (*arrays)[3] = (SulArray){.name = "work",
                            .unit = "J",
                            .description = "external, by swelling, and both in size",
                            .place = SUL_ONCE,
                            .components = SUL_WORKS,
                            .values = run->work.total};
  (*arrays)[4] = (SulArray){.name = "written",
                            .unit = "1",
                            .description = "steps that fields.h5 had at that time",
                            .place = SUL_ONCE,
                            .components = 1,
                            .values = &run->written};
  memcpy(*arrays + SOLUTION_ARRAYS, state, (size_t)*count * sizeof *state);
  *count += SOLUTION_ARRAYS;
  PetscFunctionReturn(0);
}

static PetscErrorCode Write(SulRun *run, SulError *error) {
  char *identity = SulRunIdentity(run);
  SulArray *arrays;
  int count;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Bcast(run->history.kept, 2, MPI_DOUBLE, 0, run->comm));
  PetscCall(List(run, &run->solution, &arrays, &count));
  PetscCall(
      SulCheckpointWrite(run->folder, &run->mesh, identity, (SulArrays){count, arrays}, error));
  free(arrays);
  free(identity);
  PetscFunctionReturn(0);
}

/* ---- When ------------------------------------------------------------------------------------ */

/* Collective: clocks differ from rank to rank. */
static PetscErrorCode IsDue(SulRun *run, bool target, bool *due) {
  const SulCheckpointMoments *when = &run->input.output_checkpoint;
  int late = SulClock() - run->secured.at >= when->interval;

  PetscFunctionBegin;
  run->secured.increments++;
  if (when->interval > 0) PetscCallMPI(MPI_Bcast(&late, 1, MPI_INT, 0, run->comm));
  *due = (when->interval > 0 && late != 0) || (when->targets && target) ||
         (when->increments > 0 && run->secured.increments >= when->increments);
  PetscFunctionReturn(0);
}

static void Measure(SulRun *run) {
  char *path = SulPathJoin(run->folder, "checkpoint.h5");
  struct stat status;
  if (stat(path, &status) == 0) run->secured.bytes = (double)status.st_size;
  run->secured.count++;
  free(path);
}

/* A checkpoint counts on what fields.h5 has: that goes first, and without it the earlier checkpoint
 * stays, which fits to the earlier file. */
PetscErrorCode SulRunSecure(SulRun *run, bool target, SulError *error) {
  double start = SulClock();
  bool due = false;
  bool published = true; /* of no matter to a superposition, which goes through its steps again */
  SulError lost = {SUL_OK, ""};

  PetscFunctionBegin;
  PetscCall(IsDue(run, target, &due));
  if (!due) PetscFunctionReturn(0);
  if (run->kind != &SulStepSuperposed)
    SulCall(error, SulFieldsPublish(run->fields, &published, error));
  if (!published)
    SulErrorSet(&lost, SUL_IO, "there is no room on the disk to publish its fields first");
  else
    PetscCall(Write(run, &lost));
  if (SulFailed(&lost))
    SulLogWarning(run->log, "no checkpoint at this moment, the one before stays: %s", lost.text);
  else
    Measure(run);
  run->secured.at = SulClock();
  run->secured.increments = 0;
  run->summary.timings.checkpoint += SulClock() - start;
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunSecureLast(SulRun *run, SulError *error) {
  bool published = true;

  PetscFunctionBegin;
  if (run->kind != &SulStepSuperposed) PetscCall(SulFieldsArePublished(run->fields, &published));
  if (!published) SulCall(error, SulFieldsClose(&run->fields, error));
  SulCall(error, Write(run, error));
  PetscFunctionReturn(0);
}

/* ---- Going on -------------------------------------------------------------------------------- */

/* Steps go on from the solution that was read, behind those that are done; or (-1) all of them are
 * gone through again. */
static PetscErrorCode GoOn(SulRun *run, int done, SulError *error) {
  PetscFunctionBegin;
  if (done < 0) {
    memset(run->history.kept, 0, sizeof run->history.kept);
    memset(run->work.total, 0, sizeof run->work.total);
    run->written = 0;
    PetscFunctionReturn(0);
  }
  run->first = done;
  run->goes_on = run->written > 0;
  SulCall(error, SulSolutionBalance(&run->body, &run->begun, error));
  PetscCall(SulWorkBegin(&run->body, &run->begun, &run->work));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunRestart(SulRun *run, SulError *error) {
  char *identity = SulRunIdentity(run);
  SulArray *arrays;
  bool *found;
  int count, done = -1;

  PetscFunctionBegin;
  SulSolutionCreate(&run->body, &run->begun);
  PetscCall(List(run, &run->begun, &arrays, &count));
  found = SulAllocate((size_t)count, sizeof *found);
  PetscCall(SulCheckpointRead(run->folder, &run->mesh, identity, (SulArrays){count, arrays}, found,
                              error));
  if (!SulFailed(error))
    PetscCall(
        run->kind->resume(run->state, found + SOLUTION_ARRAYS, &run->begun.load, &done, error));
  if (!SulFailed(error)) PetscCall(GoOn(run, done, error));
  if (SulFailed(error) || !found[0] || !found[1]) SulSolutionDestroy(&run->begun);
  free(arrays);
  free(found);
  free(identity);
  PetscFunctionReturn(0);
}

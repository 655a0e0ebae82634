/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver: a run's stages in their order, from the text of the case to the results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/parallel.h>

#include "parts.h"

/* ---- Input ----------------------------------------------------------------------------------- */

static PetscErrorCode RunReadCase(SulRun *run, SulError *error) {
  const SulRunRequest *request = run->request;
  char *text;

  PetscFunctionBegin;
  SulCall(error, SulTextShare(run->comm, request->case_path, &text, error));
  PetscCall(SulRunParseCase(run, text, error));
  free(text);
  SulCall(error, SulErrorShare(run->comm, error));
  run->folder = request->output ? request->output : run->input.output_directory;
  if (!request->check && run->folder[0] == '\0')
    SulErrorSet(error, SUL_INPUT,
                "%s: no place for the results: give \"output: {directory: ...}\" in the case or "
                "--output DIR on the command line",
                request->case_path);
  SulLogLine(run->log, "case %s%s%s", request->case_path, run->input.title[0] ? ": " : "",
             run->input.title);
  PetscFunctionReturn(0);
}

/* Asked for before the work begins. What an earlier run has left there stays as it is until all of
 * the input has been checked: SulRunPrepare opens the log at its end. A fault that every rank must
 * learn of is worked out on rank 0 and shared. */
static PetscErrorCode ProbeFolder(const SulRun *run, SulError *error) {
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(run->comm, &rank));
  if (rank == 0) {
    SulFolderMake(run->folder, error);
    char *path = SulPathJoin(run->folder, "log.txt");
    if (!SulFailed(error)) SulFileProbe(path, error);
    free(path);
  }
  PetscCall(SulErrorShare(run->comm, error));
  PetscFunctionReturn(0);
}

/* Groups that are to be one; free() them. */
static SulFacePair *Pairs(const SulCase *input, int *count) {
  SulFacePair *pairs = SulAllocate(input->boundary_count, sizeof *pairs);
  *count = 0;
  for (size_t b = 0; b < input->boundary_count; b++) {
    const SulBoundaryInput *from = &input->boundaries[b];
    if (from->condition != SUL_CONDITION_PERIODIC) continue;
    pairs[(*count)++] = (SulFacePair){
        .group = {from->faces[0], from->faces[1]}, .path = input->path, .line = from->line};
  }
  return pairs;
}

static PetscErrorCode RunReadMesh(SulRun *run, SulError *error) {
  double start = SulClock();
  int pair_count;

  PetscFunctionBegin;
  if (!run->request->check) SulCall(error, ProbeFolder(run, error));
  SulMeshSource source = {.path = run->input.mesh_file,
                          .length = run->input.mesh_length,
                          .element_order = run->input.element_order};
  SulFacePair *pairs = Pairs(&run->input, &pair_count);
  source.pairs = pairs;
  source.pair_count = pair_count;
  PetscCall(SulMeshRead(run->comm, &source, run->log, &run->mesh, error));
  free(pairs);
  if (SulFailed(error)) PetscFunctionReturn(0);
  run->inputs = SulAllocate((size_t)run->mesh.phase_count, sizeof *run->inputs);
  SulBodyAssign(&run->input, &run->mesh, run->inputs, &run->body, error);
  SulCall(error, SulErrorShare(run->comm, error));
  SulCall(error, SulBodyPressFaces(&run->body, run->input.mesh_length, error));
  SulCall(error, SulRunCheckRecord(run, error));
  SulCall(error, SulRunParticles(run, error));
  run->summary.timings.read = SulClock() - start;
  run->summary.cells = run->mesh.cells_total;
  run->summary.nodes = run->mesh.nodes_total;
  const SulRows rows = SulMeshRows(&run->mesh);
  PetscInt64 count = rows.owned;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPIU_INT64, MPI_SUM, run->comm));
  run->summary.unknowns = 3 * count;
  run->summary.element_order = run->mesh.order;
  run->summary.mended_cells = run->mesh.mended_cells;
  run->summary.mended_move = run->mesh.mended_move;
  run->summary.doubled_nodes = run->mesh.doubled_nodes;
  PetscFunctionReturn(0);
}

/* ---- The whole ------------------------------------------------------------------------------- */

static PetscErrorCode Run(SulRun *run, SulError *error) {
  PetscFunctionBegin;
  SulCall(error, RunReadCase(run, error));
  SulCall(error, RunReadMesh(run, error));
  SulRunDescribe(run);
  if (run->request->check) {
    SulCall(error, SulBodyHold(&run->body, run->log, error));
    SulCall(error, SulRunCheckMemory(run, error));
    PetscCall(SulRunEstimate(run));
    PetscFunctionReturn(0);
  }
  SulCall(error, SulRunCheckMemory(run, error));
  SulCall(error, SulRunPrepare(run, error));
  for (int step = run->first; step < (int)run->input.step_count; step++)
    SulCall(error, SulRunStep(run, step, error));
  SulCall(error, SulRunFinish(run, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode Destroy(SulRun *run, SulError *error) {
  PetscFunctionBegin;
  if (run->fields) PetscCall(SulFieldsClose(&run->fields, error));
  SulRunHistoryEnd(run);
  if (run->kind) PetscCall(run->kind->destroy(&run->state));
  PetscCall(SulSystemDestroy(&run->system));
  SulSolutionDestroy(&run->solution);
  SulSolutionDestroy(&run->begun);
  SulStepReportFree(&run->report);
  free(run->scatter);
  for (int s = 0; s < run->summary.step_count && run->summary.steps; s++)
    free(run->summary.steps[s]);
  free(run->summary.steps);
  free(run->summary.materials);
  SulWorkDestroy(&run->work);
  SulStressFieldDestroy(&run->field);
  SulRunSurfaceDestroy(&run->surface);
  free((void *)run->arrays.list);
  SulInterfaceFieldDestroy(&run->tractions);
  SulInterfacesDestroy(&run->interfaces);
  PetscCall(SulBodyDestroy(&run->body));
  free(run->inputs);
  PetscCall(SulMeshDestroy(&run->mesh));
  SulCaseFree(&run->input);
  SulPackingFree(&run->packing);
  free(run->record_path);
  free(run->packed.list);
  free(run->areal_density);
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunCase(MPI_Comm comm, const SulRunRequest *request, SulError *error) {
  SulRun run = {.request = request, .comm = comm, .log = request->log, .start = SulClock()};

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_size(comm, &run.summary.ranks));
  run.summary.petsc_options = request->petsc_options;
  run.summary.petsc_environment = request->petsc_environment;
  PetscCall(Run(&run, error));
  PetscCall(Destroy(&run, error));
  PetscFunctionReturn(0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages of a solve, one after the other. */
#include "solve_run.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/parallel.h>
#include <sys/resource.h>

PetscErrorCode SulRunCreate(const SulSolveArguments *arguments, const volatile sig_atomic_t *stop,
                            SulSolveRun *run) {
  int rank;

  PetscFunctionBegin;
  memset(run, 0, sizeof *run);
  run->arguments = arguments;
  run->stop = stop;
  run->comm = PETSC_COMM_WORLD;
  run->start = SulClock();
  PetscCallMPI(MPI_Comm_rank(run->comm, &rank));
  PetscCallMPI(MPI_Comm_size(run->comm, &run->summary.ranks));
  run->log = SulLogCreate(rank == 0);
  PetscFunctionReturn(0);
}

/* Asked for before the work begins. What an earlier run has left there stays as it is until all of
 * the input has been checked: SulRunPrepare opens the log at its end. A fault that every rank must
 * learn of is worked out on rank 0 and shared. */
static PetscErrorCode ProbeFolder(SulSolveRun *run, SulError *error) {
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

static PetscErrorCode OpenLog(SulSolveRun *run, SulError *error) {
  char *path = SulPathJoin(run->folder, "log.txt");

  PetscFunctionBegin;
  SulLogOpen(run->log, path, error); /* rank 0 */
  free(path);
  PetscCall(SulErrorShare(run->comm, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunReadCase(SulSolveRun *run, SulError *error) {
  const SulSolveArguments *arguments = run->arguments;
  char *text;

  PetscFunctionBegin;
  SulLogLine(run->log, "sulfem %s, PETSc %d.%d.%d, %d rank%s", SULFEM_VERSION, PETSC_VERSION_MAJOR,
             PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR, run->summary.ranks,
             run->summary.ranks == 1 ? "" : "s");
  SulPetscOptionsTell(&arguments->options, run->log);
  SulCall(error, SulTextShare(run->comm, arguments->case_path, &text, error));
  PetscCall(SulRunParseCase(run, text, error));
  free(text);
  SulCall(error, SulErrorShare(run->comm, error));
  run->folder = arguments->output ? arguments->output : run->input.output_directory;
  if (!arguments->check && run->folder[0] == '\0')
    SulErrorSet(error, SUL_INPUT,
                "%s: no place for the results: give \"output: {directory: ...}\" in the case or "
                "--output DIR on the command line",
                arguments->case_path);
  SulLogLine(run->log, "case %s%s%s", arguments->case_path, run->input.title[0] ? ": " : "",
             run->input.title);
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunReadMesh(SulSolveRun *run, SulError *error) {
  double start = SulClock();

  PetscFunctionBegin;
  if (!run->arguments->check) SulCall(error, ProbeFolder(run, error));
  SulCall(error, SulMeshRead(run->comm, run->input.mesh_file, run->input.mesh_length,
                             run->input.element_order, run->log, &run->mesh, error));
  SulBodyAssign(&run->input, &run->mesh, &run->body, error);
  SulCall(error, SulErrorShare(run->comm, error));
  SulCall(error, SulBodyPressFaces(&run->mesh, run->input.mesh_length, &run->body, error));
  SulCall(error, SulRunCheckRecord(run, error));
  run->summary.timings.read = SulClock() - start;
  run->summary.cells = run->mesh.cells_total;
  run->summary.nodes = run->mesh.nodes_total;
  run->summary.unknowns = 3 * run->mesh.nodes_total;
  run->summary.element_order = run->mesh.order;
  run->summary.phase_count = run->mesh.phase_count;
  run->summary.body = &run->body;
  PetscFunctionReturn(0);
}

/* ---- Preparation ----------------------------------------------------------------------------- */

/* The undeformed body: the reference that every later step is seen against. */
static PetscErrorCode WriteUndeformed(SulSolveRun *run, SulError *error) {
  const char **names = SulAllocate((size_t)run->mesh.phase_count, sizeof *names);
  SulProvenance provenance = {.title = run->input.title,
                              .case_path = run->arguments->case_path,
                              .case_text = run->input.text,
                              .command_line = run->arguments->command_line,
                              .petsc_options = run->arguments->options.text,
                              .petsc_environment = run->arguments->options.environment,
                              .phase_names = names};

  PetscFunctionBegin;
  for (int p = 0; p < run->mesh.phase_count; p++)
    names[p] = run->mesh.phases[p].name;
  PetscCall(SulFieldsCreate(run->folder, &run->mesh, run->field.volume, &provenance, &run->fields,
                            error));
  free(names);
  PetscFunctionReturn(0);
}

/* Collective. */
static PetscErrorCode PrepareInterfaces(SulSolveRun *run) {
  SulInterfaces *interfaces = &run->interfaces;

  PetscFunctionBegin;
  if (!run->input.output_interfaces) PetscFunctionReturn(0);
  PetscCall(SulInterfacesCreate(&run->mesh, &run->body, &run->input, run->log, interfaces));
  SulInterfaceFieldCreate(interfaces, &run->tractions);
  SulLogLine(run->log, "interfaces: %lld faces between phases, of %d particle%s",
             (long long)interfaces->total, interfaces->particle_count,
             interfaces->particle_count == 1 ? "" : "s");
  PetscFunctionReturn(0);
}

static void AllocateSolutions(SulSolveRun *run) {
  size_t solves = (size_t)run->plan.solve_count, nodes = (size_t)run->mesh.nodes_local;
  run->solution = SulAllocate(solves, sizeof *run->solution);
  run->result = SulAllocate(solves, sizeof *run->result);
  run->solved = SulAllocate(solves, sizeof *run->solved);
  for (size_t k = 0; k < solves; k++)
    run->solution[k] = SulAllocate(nodes, 3 * sizeof(double));
  run->displacement = SulAllocate(nodes, 3 * sizeof(double));
  run->summary.step_count = run->plan.step_count;
  run->summary.steps = SulAllocate((size_t)run->plan.step_count, sizeof *run->summary.steps);
}

/* Everything that can refuse the run; nothing on the disk changes. */
static PetscErrorCode PrepareSystem(SulSolveRun *run, SulError *error) {
  PetscFunctionBegin;
  SulCall(error,
          SulSystemCreate(&run->mesh, &run->body, &run->input, run->log, &run->system, error));
  run->system.stop = run->stop;
  if (run->input.solver.wall_clock_limit > 0)
    run->system.deadline = run->start + run->input.solver.wall_clock_limit;
  PetscCall(SulPlanCreate(&run->body, run->mesh.phase_count, run->input.program,
                          run->input.step_count, &run->plan));
  AllocateSolutions(run);
  SulLogLine(run->log, "%lld unknowns, assembled in %.2f s; %d load step%s, %d linear solve%s",
             (long long)run->summary.unknowns, run->system.assembly_time, run->plan.step_count,
             run->plan.step_count == 1 ? "" : "s", run->plan.solve_count,
             run->plan.solve_count == 1 ? "" : "s");
  SulCall(error, SulSystemSetUp(&run->system, error));
  SulCall(error, SulPetscOptionsCheckUnused(run->comm, &run->arguments->options, run->log, error));
  if (run->arguments->restart) SulCall(error, SulRunRestart(run, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunPrepare(SulSolveRun *run, SulError *error) {
  double start = SulClock();

  PetscFunctionBegin;
  SulStressFieldCreate(&run->mesh, &run->field);
  PetscCall(PrepareInterfaces(run));
  SulCall(error, PrepareSystem(run, error));
  run->summary.timings.setup = SulClock() - start;
  start = SulClock();
  SulCall(error, OpenLog(run, error));
  SulCall(error, WriteUndeformed(run, error));
  SulCall(error, SulFieldsAddInterfaces(run->fields, &run->interfaces, &run->tractions, error));
  run->summary.timings.write = SulClock() - start;
  PetscFunctionReturn(0);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

/* A preconditioner that a solve makes in the place of one that failed counts as set-up. */
static void CountSolve(SulSolveRun *run, double start, double preconditioners_before) {
  double made = run->system.preconditioner_time - preconditioners_before;
  run->summary.timings.setup += made;
  run->summary.timings.solve += SulClock() - start - made;
}

PetscErrorCode SulRunSolveFor(SulSolveRun *run, int step, SulError *error) {
  double start = SulClock(), made = run->system.preconditioner_time;

  PetscFunctionBegin;
  for (int k = 0; k <= SulPlanNeeds(&run->plan, step); k++) {
    SulSolveResult result;
    if (run->solved[k]) continue;
    SulCall(error,
            SulSystemSolve(&run->system, &run->plan.solve[k], run->solution[k], &result, error));
    run->result[k].iterations += result.iterations;
    run->result[k].residual = result.residual;
    run->solved[k] = !result.stopped;
    if (result.stopped) SulCall(error, SulRunStop(run, error));
    run->summary.steps[step].iterations += run->result[k].iterations;
  }
  CountSolve(run, start, made);
  PetscFunctionReturn(0);
}

static void Superpose(SulSolveRun *run, int step) {
  size_t size = 3 * (size_t)run->mesh.nodes_local;
  memset(run->displacement, 0, size * sizeof(double));
  for (int k = 0; k < run->plan.solve_count; k++) {
    double factor = run->plan.factor[step * run->plan.solve_count + k];
    if (factor == 0) continue;
    for (size_t i = 0; i < size; i++)
      run->displacement[i] += factor * run->solution[k][i];
  }
}

/* The residual of a step: its solve's, or what is left of a sum of solves, which is relative to the
 * step's own load (solutions that nearly cancel each other leave more). */
static double Residual(const SulSolveRun *run, int step) {
  const double *factor = run->plan.factor + (ptrdiff_t)step * run->plan.solve_count;
  int terms = 0, last = 0;
  for (int k = 0; k < run->plan.solve_count; k++)
    if (factor[k] != 0) {
      terms++;
      last = k;
    }
  if (terms == 1) return run->result[last].residual;
  return terms == 0 ? 0 : run->summary.steps[step].imbalance;
}

/* Stresses, statistics and residual of what stands in run->displacement. */
static PetscErrorCode Evaluate(SulSolveRun *run, int step) {
  SulStepReport *report = &run->summary.steps[step];

  PetscFunctionBegin;
  PetscCall(SulReportStep(&run->system, &run->plan.step[step], run->input.program[step],
                          run->displacement, &run->field, report));
  report->residual = Residual(run, step);
  report->converged = report->residual <= run->system.asked;
  PetscFunctionReturn(0);
}

/* A step whose sum of solves is not good enough is solved for itself, from that sum. */
static PetscErrorCode SolveStep(SulSolveRun *run, int step, SulError *error) {
  SulStepReport *report = &run->summary.steps[step];
  double start = SulClock(), made = run->system.preconditioner_time;
  double superposed = report->residual;
  int iterations = report->iterations;
  SulSolveResult result;

  PetscFunctionBegin;
  SulCall(error,
          SulSystemSolve(&run->system, &run->plan.step[step], run->displacement, &result, error));
  if (result.stopped) SulCall(error, SulRunStop(run, error));
  CountSolve(run, start, made);
  run->summary.timings.stress -= SulClock() - start; /* the caller counts it there */
  SulStepReportFree(report);
  PetscCall(Evaluate(run, step));
  report->iterations = iterations + result.iterations;
  report->residual = result.residual;
  report->converged = result.converged;
  SulLogLine(run->log, "step %d: the sum of solves has a residual of %.1e; solved for itself",
             step + 1, superposed);
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunReport(SulSolveRun *run, int step, SulError *error) {
  SulStepReport *report = &run->summary.steps[step];
  double start = SulClock(), program = run->input.program[step];

  PetscFunctionBegin;
  Superpose(run, step);
  PetscCall(Evaluate(run, step));
  if (!report->converged) SulCall(error, SolveStep(run, step, error));
  if (run->input.output_interfaces)
    PetscCall(SulInterfacesReport(&run->interfaces, &run->system, &run->plan.step[step],
                                  run->displacement, &run->tractions, &report->interfaces));
  report->interface_count = run->interfaces.pair_count;
  run->summary.timings.stress += SulClock() - start;
  start = SulClock();
  SulStepFields fields = {.lithiation = program,
                          .displacement = run->displacement,
                          .stress = run->field.stress,
                          .von_mises = run->field.von_mises,
                          .pressure = run->field.pressure,
                          .cell_lithiation = run->field.lithiation,
                          .tractions = &run->tractions};
  SulCall(error, SulFieldsWrite(run->fields, &fields, error));
  run->summary.timings.write += SulClock() - start;
  run->steps_done = step + 1;
  SulLogLine(run->log,
             "step %d of %d, lithiation %g: %d iterations, residual %.1e, imbalance %.1e, largest "
             "displacement %.4g m, strain energy %.6g J",
             step + 1, run->plan.step_count, program, report->iterations, report->residual,
             report->imbalance, report->displacement_max, report->strain_energy);
  PetscFunctionReturn(0);
}

/* ---- End ------------------------------------------------------------------------------------- */

static PetscErrorCode Measure(SulSolveRun *run) {
  SulTimings *timings = &run->summary.timings;
  struct rusage usage;

  PetscFunctionBegin;
  timings->assembly = run->system.assembly_time;
  timings->preconditioner = run->system.preconditioner_time;
  timings->total = SulClock() - run->start;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, timings, sizeof *timings / sizeof(double), MPI_DOUBLE,
                             MPI_MAX, run->comm));
  getrusage(RUSAGE_SELF, &usage);
  run->summary.memory_peak = 1024.0 * (double)usage.ru_maxrss;
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, &run->summary.memory_peak, 1, MPI_DOUBLE, MPI_SUM, run->comm));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunFinish(SulSolveRun *run, SulError *error) {
  double start = SulClock();
  int rank;

  PetscFunctionBegin;
  SulCall(error, SulFieldsClose(&run->fields, error));
  run->summary.timings.write += SulClock() - start;
  PetscCall(Measure(run));
  PetscCallMPI(MPI_Comm_rank(run->comm, &rank));
  if (rank == 0) {
    run->summary.petsc_options = run->arguments->options.text;
    run->summary.petsc_environment = run->arguments->options.environment;
    SulSummaryWrite(run->folder, &run->summary, error);
    char *checkpoint = SulPathJoin(run->folder, "checkpoint.h5");
    if (!SulFailed(error)) remove(checkpoint); /* mostly there is none */
    free(checkpoint);
  }
  SulCall(error, SulErrorShare(run->comm, error));
  const SulTimings *t = &run->summary.timings;
  SulLogLine(
      run->log,
      "read %.2f s, assembly %.2f, preconditioner %.2f, solve %.2f, stress %.2f, write %.2f, "
      "total %.2f; memory %.2f GB",
      t->read, t->assembly, t->preconditioner, t->solve, t->stress, t->write, t->total,
      1e-9 * run->summary.memory_peak);
  SulLogLine(run->log,
             "results in %s: fields.xdmf%s (open it in ParaView), fields.h5, summary.json",
             run->folder, run->interfaces.total > 0 ? ", interfaces.xdmf" : "");
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunDestroy(SulSolveRun *run, SulError *error) {
  PetscFunctionBegin;
  if (run->fields) PetscCall(SulFieldsClose(&run->fields, error));
  for (int k = 0; k < run->plan.solve_count && run->solution; k++)
    free(run->solution[k]);
  free(run->solution);
  free(run->solved);
  free(run->result);
  free(run->displacement);
  for (int s = 0; s < run->summary.step_count && run->summary.steps; s++)
    SulStepReportFree(&run->summary.steps[s]);
  free(run->summary.steps);
  SulPlanDestroy(&run->plan);
  PetscCall(SulSystemDestroy(&run->system));
  SulStressFieldDestroy(&run->field);
  SulInterfaceFieldDestroy(&run->tractions);
  SulInterfacesDestroy(&run->interfaces);
  SulBodyDestroy(&run->body);
  PetscCall(SulMeshDestroy(&run->mesh));
  SulCaseFree(&run->input);
  SulPackingFree(&run->packing);
  free(run->record_path);
  SulLogClose(&run->log);
  PetscFunctionReturn(0);
}

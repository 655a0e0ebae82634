/* SPDX-License-Identifier: BSD-2-Clause */
/* What a run makes before its first step: the system, the files with the undeformed body. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "parts.h"

/* ---- Numbers --------------------------------------------------------------------------------- */

/* A sum of solutions is one where all is linear, and a phase swells alike everywhere.
 * -solver_steps newton: not even there, for tests. */
static PetscErrorCode ChooseKind(SulRun *run) {
  const unsigned needed = SUL_AFFINE | SUL_ISOTROPIC;
  char asked[16] = "";
  bool linear = !run->body.particles;

  PetscFunctionBegin;
  PetscCall(PetscOptionsGetString(NULL, NULL, "-solver_steps", asked, sizeof asked, NULL));
  for (int p = 0; p < run->mesh.phase_count; p++)
    linear &= (SulPhaseTraits(&run->body.phases[p]) & needed) == needed;
  run->kind = linear && strcmp(asked, "newton") != 0 ? &SulStepSuperposed : &SulStepNewton;
  PetscFunctionReturn(0);
}

/* Everything that can refuse the run; nothing on the disk changes. */
static PetscErrorCode PrepareSystem(SulRun *run, SulError *error) {
  PetscFunctionBegin;
  SulCall(error, SulBodyHold(&run->body, run->log, error));
  SulCall(error, SulSystemCreate(&run->body, &run->input, run->log, &run->system, error));
  run->system.stop = run->request->stop;
  if (run->input.solver.wall_clock_limit > 0)
    run->system.deadline = run->start + run->input.solver.wall_clock_limit;
  SulLogLine(run->log, "%lld unknowns, assembled in %.2f s", (long long)run->summary.unknowns,
             run->system.assembly_time);
  SulSolutionCreate(&run->body, &run->solution);
  run->scatter = SulAllocate((size_t)run->mesh.phase_count, sizeof *run->scatter);
  SulWorkCreate(&run->body, &run->work);
  PetscCall(ChooseKind(run));
  run->system.observer = SulRunObserver(run);
  PetscCall(run->kind->create(&run->system, &run->state));
  SulCall(error, SulSystemSetUp(&run->system, error));
  SulCall(error, run->request->check_options(run->comm, run->request->options, run->log, error));
  if (run->request->restart) SulCall(error, SulRunRestart(run, error));
  PetscFunctionReturn(0);
}

/* Collective. */
static PetscErrorCode PrepareInterfaces(SulRun *run) {
  SulInterfaces *interfaces = &run->interfaces;

  PetscFunctionBegin;
  if (!run->input.output_interfaces) PetscFunctionReturn(0);
  PetscCall(SulInterfacesCreate(&run->mesh, &run->body, &run->input, run->log, interfaces));
  SulInterfaceFieldCreate(interfaces, &run->tractions);
  SulRunSurfaceCreate(interfaces, &run->surface);
  SulLogLine(run->log, "interfaces: %lld faces between phases, of %d particle%s",
             (long long)interfaces->total, interfaces->particle_count,
             interfaces->particle_count == 1 ? "" : "s");
  PetscFunctionReturn(0);
}

/* ---- Files ----------------------------------------------------------------------------------- */

static PetscErrorCode OpenLog(const SulRun *run, SulError *error) {
  char *path = SulPathJoin(run->folder, "log.txt");

  PetscFunctionBegin;
  SulLogOpen(run->log, path, error); /* rank 0 */
  free(path);
  PetscCall(SulErrorShare(run->comm, error));
  PetscFunctionReturn(0);
}

/* The undeformed body, the reference that every later step is seen against; or what an earlier run
 * has written. */
static PetscErrorCode OpenFields(SulRun *run, SulError *error) {
  const char **names = SulAllocate((size_t)run->mesh.phase_count, sizeof *names);
  SulProvenance provenance = {.title = run->input.title,
                              .case_path = run->request->case_path,
                              .case_text = run->input.text,
                              .command_line = run->request->command_line,
                              .petsc_options = run->request->petsc_options,
                              .petsc_environment = run->request->petsc_environment,
                              .phase_names = names};
  SulEarlierSteps earlier = {.count = (int)run->written};

  PetscFunctionBegin;
  for (int p = 0; p < run->mesh.phase_count; p++)
    names[p] = run->mesh.phases[p].name;
  run->arrays = SulRunFields(&(SulRunSources){&run->solution, &run->field, &run->tractions,
                                              &run->surface, run->input.output_single});
  if (run->goes_on) provenance.earlier = &earlier;
  PetscCall(
      SulFieldsCreate(run->folder, &run->mesh, &run->arrays, &provenance, &run->fields, error));
  free(names);
  if (run->goes_on) {
    run->summary.steps = earlier.numbers;
    run->summary.step_count = earlier.count;
  }
  if (SulFailed(error)) PetscFunctionReturn(0);
  if (run->input.output_vtkhdf) SulFieldsAddVtkHdf(run->fields);
  PetscCall(SulFieldsAddSurface(run->fields, &run->surface.grid, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunPrepare(SulRun *run, SulError *error) {
  static const char *const tensors[] = {"plastic_strain_tensor", NULL};
  const char *const *asked = run->input.output_plastic_strain_tensor ? tensors : NULL;
  double start = SulClock();

  PetscFunctionBegin;
  SulStressFieldCreate(&run->body, asked, &run->field);
  if (run->input.output_principal) SulStressFieldAddPrincipal(&run->body, &run->field);
  PetscCall(PrepareInterfaces(run));
  SulCall(error, PrepareSystem(run, error));
  run->summary.timings.setup = SulClock() - start;
  start = SulClock();
  if (run->goes_on) SulCall(error, OpenFields(run, error)); /* which may refuse it */
  SulCall(error, OpenLog(run, error));
  if (!run->goes_on) SulCall(error, OpenFields(run, error));
  SulCall(error, SulRunHistoryBegin(run, error));
  run->summary.timings.write = SulClock() - start;
  run->secured.at = SulClock();
  PetscFunctionReturn(0);
}

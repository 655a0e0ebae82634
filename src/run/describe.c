/* SPDX-License-Identifier: BSD-2-Clause */
/* What a solve says before it starts. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sulfem/log.h>
#include <sulfem/memory.h>

#include "parts.h"

/* What was left out is not told. */
static void DescribeParameters(const SulModel *model, const double *values, char *line,
                               size_t size) {
  for (int i = 0; i < model->parameter_count; i++) {
    const SulParameter *one = &model->parameters[i];
    if (values[i] == one->absent) continue;
    SulTextAppend(line, size, ", %s %.6g%s%s", one->name, values[i], one->unit[0] ? " " : "",
                  one->unit);
  }
}

static void DescribeMaterial(const SulRun *run, int p) {
  const SulPhaseInput *input = run->inputs[p];
  const SulPhase *phase = &run->body.phases[p];
  const SulModel *model = phase->model;
  char line[3000] = "";
  SulTextAppend(line, sizeof line, "phase %s: %s", phase->name, model->name);
  DescribeParameters(model, phase->parameters, line, sizeof line);
  SulLogLine(run->log, "%s", line);
  if (phase->lithiates) {
    snprintf(line, sizeof line, "  at lithiation 1, and linear between");
    DescribeParameters(model, phase->lithiated, line, sizeof line);
    SulLogLine(run->log, "%s", line);
  }
  if (input->source[0]) SulLogLine(run->log, "  data: %s", input->source);
  if ((model->traits & SUL_FINITE) && SulModelParameter(model, "plasticity.yield_stress") >= 0)
    SulLogLine(run->log,
               "  it yields in the Kirchhoff stress of the elastic part: von Mises of the "
               "Cauchy stress is then the yield stress over the elastic part's volume "
               "ratio");
}

/* Where the phase's lithiation is largest: the program's value, or that of its own course. */
static double LargestFactor(const SulRun *run, int p) {
  const double *course = run->inputs[p]->course;
  const double *factors = course ? course : run->input.program;
  double largest = 0;
  for (size_t s = 0; s < run->input.step_count; s++)
    largest = fmax(largest, factors[s]);
  return largest;
}

static void DescribePhase(const SulRun *run, int p) {
  const SulPhaseInput *input = run->inputs[p];
  const SulPhase *phase = &run->body.phases[p];
  DescribeMaterial(run, p);
  if (phase->volume_change == 0) return;
  double largest = LargestFactor(run, p);
  double swelling = SulPhaseSwelling(phase, largest), x = largest * phase->lithiation;
  SulLogLine(run->log,
             "  swelling (%s convention): dV/V0 = %.6g at lithiation 1; at lithiation %.6g the "
             "linear eigenstrain is %.6g, the stretch %.8g",
             SulConventionName(phase->convention), phase->volume_change, x, swelling, 1 + swelling);
  if (input->reaction[0])
    SulLogLine(run->log, "  reaction: %s (%s)", input->reaction, input->reaction_source);
}

static double LargestSwelling(const SulRun *run) {
  double largest = 0;
  for (int p = 0; p < run->mesh.phase_count; p++)
    largest = fmax(largest, fabs(SulPhaseSwelling(&run->body.phases[p], LargestFactor(run, p))));
  return largest;
}

void SulRunTellNotes(SulLog *log, const char *notes) {
  for (size_t length; *notes; notes += length + (notes[length] == '\n')) {
    length = strcspn(notes, "\n");
    SulLogWarning(log, "%.*s", (int)length, notes);
  }
}

static void DescribeDilatation(const SulRun *run) {
  if (!run->input.mean_dilatation) return;
  if (run->mesh.order == 1)
    SulLogLine(run->log,
               "volumetric: mean changes nothing at element_order: 1, whose cells have one "
               "dilatation each as they are");
  else
    SulLogLine(run->log, "volumetric: one elastic dilatation for all points of a cell");
}

void SulRunDescribe(const SulRun *run) {
  SulMeshLogGroups(&run->mesh, run->input.mesh_length, run->log);
  for (int p = 0; p < run->mesh.phase_count; p++)
    DescribePhase(run, p);
  DescribeDilatation(run);
  SulRunTellNotes(run->log, run->input.doubts);
  double largest = LargestSwelling(run);
  if (largest > 0.05 && run->input.kinematics == SUL_KINEMATICS_SMALL)
    SulLogWarning(
        run->log,
        "a linear strain of %.1f %% is outside small-strain theory (about 5 %%): read the "
        "stresses as what a linear-elastic material would carry, not as what the cathode "
        "carries; see docs/theory.md",
        100 * largest);
}

/* Collective. What a rank may take: its share of what is free where it runs, or its own limit. */
static PetscErrorCode RoomOfRank(const SulRun *run, double *room) {
  MPI_Comm machine;
  int ranks;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_split_type(run->comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine));
  PetscCallMPI(MPI_Comm_size(machine, &ranks));
  PetscCallMPI(MPI_Comm_free(&machine));
  *room = fmin(SulFreeMemory() / ranks, SulMemoryLimitLeft());
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, room, 1, MPI_DOUBLE, MPI_MIN, run->comm));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunCheckMemory(const SulRun *run, SulError *error) {
  int ranks = run->summary.ranks;
  double unknowns = (double)run->summary.unknowns, room;
  double needed = SulSolveMemory(run->mesh.order, unknowns, ranks) / ranks, diffusion;

  PetscFunctionBegin;
  PetscCall(SulBodyDiffusionMemory(&run->body, &diffusion));
  needed += diffusion / ranks;
  PetscCall(RoomOfRank(run, &room));
  if (needed > 2 * room && !run->request->check)
    SulErrorSet(error, SUL_INPUT,
                "%s: too large for the memory here: about %.2g GB a rank will be needed on %d "
                "rank%s, and %.2g GB are free for each; %s",
                run->input.mesh_file, 1e-9 * needed, ranks, ranks == 1 ? "" : "s", 1e-9 * room,
                SUL_MEMORY_ADVICE);
  else if (needed > room)
    SulLogWarning(run->log,
                  "memory may run out%s: about %.2g GB a rank will be needed, and %.2g GB are free "
                  "for each; %s",
                  needed > 2 * room ? ", and the run would be refused here" : "", 1e-9 * needed,
                  1e-9 * room, SUL_MEMORY_ADVICE);
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunEstimate(const SulRun *run) {
  const SulMesh *mesh = &run->mesh;
  double unknowns = (double)run->summary.unknowns, diffusion;

  PetscFunctionBegin;
  PetscCall(SulBodyDiffusionMemory(&run->body, &diffusion));
  SulLogLine(
      run->log,
      "check: %lld cells, %lld nodes, %.0f unknowns, %zu load steps, about %.2g GB of memory; "
      "the input is in order, nothing was solved",
      (long long)mesh->cells_total, (long long)mesh->nodes_total, unknowns, run->input.step_count,
      1e-9 * (SulSolveMemory(mesh->order, unknowns, run->summary.ranks) + diffusion));
  PetscFunctionReturn(0);
}
